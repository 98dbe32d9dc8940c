"""Something that is due, as its claimer sees it: what it is, how far it has rung, and what is to be done with it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal

from system_control.quiet import quiet_until
from system_control.schedule import Alarm, Due, Reminder, Timer
from system_control.store.procedures import decode
from utils.recurrence import BadRule, occurrences
from utils.zones import first_zone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

log = logging.getLogger(__name__)

LATE: Final = timedelta(minutes=10)
"""What is later than this was missed: an alarm of seven o'clock that sounds at half past says the wrong thing, and
after an outage everything would sound at once. A restart, the grace and a poll together take under two minutes."""

PAUSES: Final = (timedelta(seconds=30), timedelta(seconds=90), timedelta(seconds=180))
"""Unanswered, it rings again after the first, and after the second of these; after the third it was missed."""

QUIET_STEP: Final = timedelta(minutes=5)
"""What waits out quiet hours is looked at again after this, since quiet may be over sooner than was planned."""

MOST_COUNTED: Final = 100
"""How many missed occurrences are counted; of more nobody wants to know how many."""


class Outcome(StrEnum):
    """What became of an occurrence; none yet while it rings, or was told and can still be answered."""

    ACKNOWLEDGED = "acknowledged"
    MISSED = "missed"
    WAITED = "waited"
    """It came due in quiet hours and was told after them."""


class Verdict(StrEnum):
    """What is to be done with something that was claimed."""

    RING = "ring"
    WAIT = "wait"
    LATE = "late"
    OVER = "over"
    """It rang as often as it should, and nobody answered."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Something that was claimed: `due` is the moment it rings for, `rung_at` when it did so first, both in UTC."""

    user: str
    identity: str
    record: Due
    due: datetime
    rung_at: datetime | None
    zone: ZoneInfo
    habits: Mapping[str, Any]
    counted_until: datetime | None = None
    """Until when a repetition's missed occurrences are counted; None is until now."""

    @classmethod
    def of(cls, claimed: Mapping[str, Any]) -> Ring:
        """Make it of what `claim_due` returned.

        :raises ValueError: if it isn't what the tables promise: a row that was written by hand.
        :raises KeyError: likewise.
        """
        name, row = claimed["table_name"], decode(claimed["table_name"], claimed["row"])
        kind: type[Due] = {"user_alarms": Alarm, "user_timers": Timer, "user_reminders": Reminder}[name]
        rung, zones = claimed["rung_at"], (claimed["timezone"], row.get("zone"))
        return cls(
            user=row["user_id"],
            identity=claimed["identity"],
            record=kind.of(row),
            due=datetime.fromisoformat(claimed["due_at"]),
            rung_at=datetime.fromisoformat(rung) if rung else None,
            zone=first_zone(*zones),
            habits=claimed["habits"] or {},
        )

    @property
    def table(self) -> str:
        """The table of its row."""
        return self.record.TABLE

    @property
    def key(self) -> str:
        """The same for every telling of one occurrence, whoever tells it, and for no other: row id and due moment.

        The moment is in UTC to the second, as `docs/flutter.md` tells an app to write it.
        """
        return f"{self.record.id}/{self.due:%Y-%m-%dT%H:%M:%SZ}"

    def repeats(self, now: datetime) -> int:
        """Return how many of the pauses have passed since it rang first; 0 if it hasn't rung."""
        if self.rung_at is None:
            return 0
        return sum(now - self.rung_at >= sum(PAUSES[: i + 1], timedelta()) for i in range(len(PAUSES)))

    def judge(self, now: datetime) -> Verdict:
        """Return what is to be done with it."""
        if self.rung_at is not None:
            # A moment of ringing that lies ahead: the clock was put back, and how long it rang is not known any more.
            if self.repeats(now) == len(PAUSES) or self.rung_at > now:
                return Verdict.OVER
            return Verdict.RING if self.repeats(now) else Verdict.WAIT
        if isinstance(self.record, Reminder) and quiet_until(self.habits, now, self.zone) is not None:
            return Verdict.WAIT
        return Verdict.LATE if now - self.due > LATE else Verdict.RING

    def next_look(self, now: datetime) -> datetime:
        """Return when it is to be looked at again: to ring once more, or because quiet hours may be over."""
        if self.rung_at is not None:
            return self.rung_at + sum(PAUSES[: self.repeats(now) + 1], timedelta())
        quiet = quiet_until(self.habits, now, self.zone)
        return min(quiet, now + QUIET_STEP) if quiet is not None else now + PAUSES[0]

    @property
    def waited(self) -> bool:
        """Whether it came due while it was quiet, so that nobody failed to tell it."""
        return isinstance(self.record, Reminder) and quiet_until(self.habits, self.due, self.zone) is not None

    def missed(self, now: datetime) -> int:
        """Return how many times it came due until now: one, or more of a repetition; at most 100 are counted."""
        record, until = self.record, self.counted_until or now
        if isinstance(record, Timer) or not record.rules:
            return 1
        try:
            later = occurrences(
                record.rules,
                start=record.wall,
                zone=record.zone,
                clock=_clock(record),
                after=self.due,
                count=MOST_COUNTED,
            )
        except (BadRule, KeyError, ValueError):
            return 1
        return min(1 + sum(moment <= until for moment in later), MOST_COUNTED)

    def following(self, now: datetime) -> datetime | None:
        """Return when a repetition is due next, by its rules, in UTC; None if it isn't any more."""
        if isinstance(self.record, Timer):
            return None
        try:
            return self.record.after(max(now, self.due))
        except (BadRule, KeyError, ValueError) as error:
            log.error("row %s of %s can't go on: %s", self.record.id, self.table, error)  # noqa: TRY400 - one line
            return None


def _clock(record: Alarm | Reminder) -> Literal["wall", "elapsed"]:
    return "elapsed" if record.clock == "elapsed" else "wall"
