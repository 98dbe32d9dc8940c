"""What a user missed: found for whoever asks, and noted as told, so that it is no news afterwards."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from system_control.due import Outcome, Ring, Verdict
from system_control.errors import AssistantError
from system_control.occurrences import Occurrence, Occurrences, due_where
from system_control.schedule import STANDING, Due, Status, Timer
from system_control.shelf import Shelf, new_id
from system_control.store.store import is_in, is_null
from utils.zones import first_zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from system_control.profiles import Profile
    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

WAITING: Final = (Status.SCHEDULED, Status.SNOOZED, Status.RUNNING)
"""The statuses of what has still to ring."""


@dataclass(frozen=True, slots=True)
class Missed:
    """One thing that was missed, `times` times since it was due `first` (in UTC); `record` is as it is now.

    `untold` are the occurrences of which its user has not heard, some of which nobody may have noted yet.
    """

    record: Due
    first: datetime
    times: int
    untold: tuple[Occurrence, ...]


async def missed_between(manager: SupabaseManager, profile: Profile, since: datetime, before: datetime) -> list[Missed]:
    """Return what the bound user missed of what was due in a stretch of time, what was due longest ago first.

    What came due while everything was down counts before anybody has noted it. What was deleted, or has been answered
    or set to another time since, is not among it.
    :raises StoreUnavailable: if the store can't be read.
    """
    by_row: dict[str, list[Occurrence]] = {}
    for one in await Occurrences(manager).missed(since):
        if one.due_at < before:
            by_row.setdefault(one.row_id, []).append(one)
    where, now = is_in("status", (*STANDING, Status.MISSED)), manager.clock.now()
    records = await due_where(manager, where)
    found = []
    for record in records:
        zone = first_zone(profile.timezone, getattr(record, "zone", None), manager.settings.timezone)
        found.append(_missed(record, by_row.get(record.id, []), _At(now, since, before, zone, profile.habits)))
    return sorted((m for m in found if m is not None), key=lambda m: (m.first, m.record.created_at))


async def note_told(manager: SupabaseManager, missed: Sequence[Missed], channel: str) -> None:
    """Note that the user has heard of these; a store that fails now costs only that they hear of them once more."""
    shelf = Shelf(manager.store, manager.clock, Occurrence)
    try:
        for one in (occurrence for m in missed for occurrence in m.untold):
            await shelf.add(one)  # nothing happens if it was noted before
            await shelf.update(one.id, {"channel": channel})
    except AssistantError as error:
        log.warning("it is not noted that what was missed has been told: %s", error)


async def still_news(manager: SupabaseManager, rings: Sequence[Ring]) -> list[Ring]:
    """Return those of which the bound user has not heard yet.

    :raises StoreUnavailable: if the store can't be read.
    """
    shelf = Shelf(manager.store, manager.clock, Occurrence)
    found = await shelf.find(is_in("row_id", [ring.record.id for ring in rings]), is_null("channel"))
    news = {(one.row_id, one.due_at) for one in found}
    return [ring for ring in rings if (ring.record.id, ring.due) in news]


@dataclass(frozen=True, slots=True)
class _At:
    """When one looks, at which stretch of time, and for whom."""

    now: datetime
    since: datetime
    before: datetime
    zone: ZoneInfo
    habits: Mapping[str, Any]

    def ring(self, record: Due, due: datetime, until: datetime | None = None) -> Ring:
        return Ring("", "", record, due, None, self.zone, self.habits, until)


def _missed(record: Due, noted: Sequence[Occurrence], at: _At) -> Missed | None:
    repeats = not isinstance(record, Timer) and bool(record.rules)
    if not repeats and record.status != Status.MISSED:
        noted = ()  # it was answered later, or set to another time
    due = _due(record)
    occurrences = list(noted)
    if due is not None and due < at.before and due not in [one.due_at for one in noted]:
        ring = at.ring(record, due)
        late = record.status in WAITING and ring.judge(at.now) is Verdict.LATE and not ring.waited
        if late or (record.status == Status.MISSED and not noted and due >= at.since):
            occurrences.append(_not_noted(record, due, at.now))
    if not occurrences:
        return None
    times = sum(at.ring(record, one.due_at, one.created_at).missed(at.now) for one in occurrences)
    return Missed(record, occurrences[0].due_at, times, tuple(o for o in occurrences if o.channel is None))


def _due(record: Due) -> datetime | None:
    """Return the moment that it rings for, or rang for."""
    if isinstance(record, Timer):
        return record.ends_at
    return record.snoozed_until if record.status == Status.SNOOZED else record.due


def _not_noted(record: Due, due: datetime, now: datetime) -> Occurrence:
    return Occurrence(
        id=new_id(),
        created_at=now,
        table_name=record.TABLE,
        row_id=record.id,
        due_at=due,
        outcome=Outcome.MISSED.value,
    )
