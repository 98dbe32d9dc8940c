"""Follows an update of the zone database: what is set by the wall clock is due when that clock will show it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from system_control.errors import AssistantError
from system_control.schedule import Alarm, Reminder, Status, at_wall
from system_control.shelf import in_thread, new_id
from system_control.store.procedures import decode
from utils.recurrence import BadRule, occurrences
from utils.zones import database_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from system_control.store.store import Row
    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

VERSION_FILE: Final = "zone_database"
"""In DATA_DIR: the version for which this machine has put everything right."""

STEP: Final = 100
"""Rows that are read, and moved in one transaction."""

_SHIFT: Final = timedelta(hours=3)
"""An update moves a zone's clocks by no more, but for the few that changed to the other side of the date line."""

_REACHES: Final = (_SHIFT, _SHIFT + timedelta(days=1))

_MOST_NEAR: Final = 50
"""Occurrences that are looked at; of what comes more often than that, nobody can tell which one was meant."""


class ZoneUpdate:
    """Puts the kept due moments of all users right when the zone database of this machine has changed.

    One in each process that does the upkeep, on each machine: whoever learns of an update last has the last word, so
    what another one still advanced by the old database is put right as well. Several at once do no harm.
    """

    def __init__(self, manager: SupabaseManager) -> None:
        self._manager = manager
        self._file = manager.settings.data_dir / VERSION_FILE
        self._followed: str | None = None

    async def follow(self) -> None:
        """Move what an update moves; nothing, and at once, if there was none. What fails is logged in one line.

        Called every few minutes: an update is seen while the process runs, and a store that was down is tried again.
        """
        version = database_version()
        if version == self._followed:
            return
        if self._followed is None and self._noted() == version:
            self._followed = version
            return
        ZoneInfo.clear_cache()  # else what was read of the old database before goes on to be used
        try:
            moved = await self._move_all()
        except AssistantError as error:
            log.warning("What is set waits for the store to follow zone database %s: %s", version, error)
            return
        self._followed = version
        self._note(version)
        if moved:
            log.info("Zone database %s: %d alarms and reminders moved to keep their wall time", version, moved)

    async def _move_all(self) -> int:
        moved = 0
        for kind in (Alarm, Reminder):
            after = None
            while True:
                now = self._manager.clock.now()
                page = {"table_name": kind.TABLE, "after": after, "now": now.isoformat(), "limit": STEP}
                rows = await self._call("standing_walls", page)
                items = await in_thread(_moves, kind, rows, now)
                if items:
                    moved += await self._call("move_due", {"items": items, "at": now.isoformat()})
                if len(rows) < STEP:
                    break
                after = rows[-1]["id"]
        return moved

    async def _call(self, procedure: str, arguments: dict[str, Any]) -> Any:
        return await in_thread(lambda: self._manager.store().call(procedure, arguments))

    def _noted(self) -> str | None:
        try:
            return self._file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None

    def _note(self, version: str) -> None:
        fresh = self._file.with_name(f"{VERSION_FILE}.{new_id()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(f"{version}\n", encoding="utf-8")
            fresh.replace(self._file)
        except OSError as error:
            log.warning("%s can't be written, so the next start looks at everything again: %s", self._file, error)


def due_again(item: Alarm | Reminder, due: datetime, now: datetime) -> datetime:
    """Return when something that was to be due at `due`, which lies ahead, is due by the zone database as it is now.

    What the update put behind `now` is due at once: its hour has come, and nobody was told. Of a repetition the
    occurrence next to `due` is the one that was meant; where it comes so often that this may be another one, the first
    ahead: one too many is better than one lost. What can't be found stays at `due`. All moments are UTC.
    :raises BadRule: if its rules can't be followed.
    :raises KeyError: if there is no such zone.
    :raises ValueError: if its wall time is none.
    """
    zone = ZoneInfo(item.zone)
    if item.rules:
        meant = _next_to(item, due, now)
    elif due.astimezone(zone).replace(tzinfo=None, microsecond=0) == item.wall:
        meant = due  # also the second of an hour that comes twice
    else:
        meant = at_wall(item.wall, zone).astimezone(UTC)
    return now if meant <= now and item.status == Status.SCHEDULED else meant


def _next_to(item: Alarm | Reminder, due: datetime, now: datetime) -> datetime:
    for reach in _REACHES:
        found = _from(item, due - reach, due + reach)
        if len(found) == _MOST_NEAR and found[-1] < due:
            return item.after(now) or due
        near = [moment.astimezone(UTC) for moment in found if moment <= due + reach]
        if near:
            nearest = min(near, key=lambda moment: abs(moment - due))
            ahead = (moment for moment in near if moment > now and nearest - moment <= _SHIFT)
            return nearest if nearest <= now else next(ahead)
    return due


def _from(item: Alarm | Reminder, start: datetime, end: datetime) -> list[datetime]:
    """Return the occurrences from `start` on, at least those until `end`, at most so many as are looked at."""
    found: list[datetime] = []
    for count in (2, _MOST_NEAR):  # nearly always two show that there is one
        found = occurrences(
            item.rules, start=item.wall, zone=item.zone, after=start - timedelta.resolution, count=count
        )
        if len(found) < count or found[-1] > end:
            break
    return found


def _moves(kind: type[Alarm | Reminder], rows: Sequence[Row], now: datetime) -> list[dict[str, Any]]:
    """Return what `move_due` is to do with a page of rows."""
    items = []
    for row in rows:
        try:
            item = kind.of(decode(kind.TABLE, row))
            due = item.due
            again = due if due is None else due_again(item, due, now)
        except (BadRule, KeyError, TypeError, ValueError) as error:
            log.warning("row %s of %s stays where it is: %s", row["id"], kind.TABLE, error)
            continue
        if due is not None and again is not None and again != due:
            moments = {"due_before": due.isoformat(), "due_after": again.isoformat()}
            items.append({"table_name": kind.TABLE, "row_id": row["id"], "user_id": row["user_id"], **moments})
    return items
