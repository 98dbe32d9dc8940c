"""Alarms, reminders and timers: what the user meant, when that is due next, and each change of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar

from system_control.changes import Change
from system_control.shelf import Record, new_id
from utils.recurrence import BadRule, next_occurrence, occurrences, to_zone, without
from utils.time_expressions import Duration, Moment, Recurrence

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

WALL_TIME = "%Y-%m-%dT%H:%M:%S"
MAX_WORDS = 500
"""Characters of a label or a reminder's text; what is longer is a note."""
LONGEST_TIMER = 30 * 86_400
"""Seconds; what is longer is a reminder."""


class Status(StrEnum):
    """Where something that is scheduled stands; `RUNNING` is a timer's "scheduled"."""

    SCHEDULED = "scheduled"
    RINGING = "ringing"
    SNOOZED = "snoozed"
    PAUSED = "paused"
    RUNNING = "running"
    MISSED = "missed"
    DONE = "done"
    CANCELLED = "cancelled"


STANDING = (Status.SCHEDULED, Status.RINGING, Status.SNOOZED, Status.PAUSED, Status.RUNNING)
"""What still has something to ring."""


@dataclass(frozen=True, slots=True)
class When:
    """A time as it was meant: a naive wall time in a zone, and rules if it comes again; `due` is the next, in UTC."""

    due: datetime
    wall: datetime
    zone: str
    rules: tuple[str, ...] = ()
    clock: Literal["wall", "elapsed"] = "wall"

    @classmethod
    def of(cls, value: Moment | Duration | Recurrence, zone: str) -> Self:
        """Make it of what was understood; a length of time counts from when it was understood."""
        if isinstance(value, Recurrence):
            return cls(value.first.astimezone(UTC), value.wall, value.zone, value.rules, value.clock)
        if isinstance(value, Duration):
            return cls(value.at.astimezone(UTC), value.at.replace(tzinfo=None), zone, clock="elapsed")
        return cls(value.at.astimezone(UTC), value.wall, zone, clock=value.clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled(Record):
    """What alarms and reminders share. `wall_time`, `zone` and `rrule` are what was meant; see `tables.py`."""

    wall_time: str
    zone: str
    rrule: str | None = None
    clock: str = "wall"
    status: str = Status.SCHEDULED
    snoozed_until: datetime | None = None
    updated_at: datetime

    @property
    def due(self) -> datetime | None:
        """The next due moment that is kept, in UTC."""
        raise NotImplementedError

    @property
    def words(self) -> str:
        """What it is called, in the user's words; "" if it isn't."""
        raise NotImplementedError

    @property
    def wall(self) -> datetime:
        """The naive wall time that was meant: of a repetition, the first."""
        return datetime.strptime(self.wall_time, WALL_TIME)  # noqa: DTZ007 - a wall time; its zone is beside it

    @property
    def rules(self) -> tuple[str, ...]:
        """RFC 5545 lines; none if it rings once."""
        return tuple(self.rrule.splitlines()) if self.rrule else ()

    def next_due(self, now: datetime) -> datetime | None:
        """Return when it rings next, in UTC; None if never again. What rings now or is paused is included."""
        if self.status not in STANDING:
            return None
        if self.status == Status.SNOOZED:
            return self.snoozed_until
        if self.status == Status.RINGING or self.due is None or self.due > now:
            return self.due
        try:
            return self.after(now)
        except (BadRule, KeyError, ValueError):  # written by hand: one such row must not hide the others of a list
            return None

    def after(self, moment: datetime) -> datetime | None:
        """Return the first due moment after this one, by the rules, in UTC; None if it doesn't come again.

        :raises BadRule: if the rules can't be followed.
        :raises KeyError: if there is no such zone; ValueError if the wall time is none.
        """
        if not self.rules:
            return None
        found = next_occurrence(self.rules, start=self.wall, zone=self.zone, after=moment, clock=_clock(self.clock))
        return None if found is None else found.astimezone(UTC)

    def between(self, start: datetime, end: datetime, most: int = 50) -> list[datetime]:
        """Return when it rings from `start` to before `end`, in order, at most `most` times."""
        before = start - timedelta(microseconds=1)
        first = self.next_due(before)
        if first is None or self.due is None:
            return []
        found = [first] if start <= first < end else []
        if self.rules and first < end:
            later = occurrences(
                self.rules,
                start=self.wall,
                zone=self.zone,
                clock=_clock(self.clock),
                after=max(first, before),
                count=most,
            )
            found += [moment.astimezone(UTC) for moment in later if moment < end]
        return found[:most]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm(Scheduled):
    """An alarm; `alarm_time` is when it is due next."""

    TABLE: ClassVar[str] = "user_alarms"

    label: str | None = None
    alarm_time: datetime | None

    @property
    def due(self) -> datetime | None:
        """The next due moment that is kept, in UTC."""
        return self.alarm_time

    @property
    def words(self) -> str:
        """The label."""
        return self.label or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Scheduled):
    """A reminder; `remind_at` is when it is due next."""

    TABLE: ClassVar[str] = "user_reminders"

    text: str
    remind_at: datetime | None

    @property
    def due(self) -> datetime | None:
        """The next due moment that is kept, in UTC."""
        return self.remind_at

    @property
    def words(self) -> str:
        """The text."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer(Record):
    """A length of time that runs down. `seconds` includes extensions.

    While it is paused, `ends_at` is `created_at` plus what is left, so that no later change can lose that.
    """

    TABLE: ClassVar[str] = "user_timers"

    label: str | None = None
    seconds: int
    ends_at: datetime
    status: str = Status.RUNNING
    updated_at: datetime

    @property
    def words(self) -> str:
        """The label."""
        return self.label or ""

    def left(self, now: datetime) -> timedelta:
        """Return how long it has still to run; not below zero."""
        started = self.created_at if self.status == Status.PAUSED else now
        return max(self.ends_at - started, timedelta())

    def next_due(self, now: datetime) -> datetime | None:
        """Return when it ends, in UTC; of a paused one, when it would if it went on now. None if it is over."""
        if self.status == Status.PAUSED:
            return now + self.left(now)
        if self.status == Status.RINGING or (self.status == Status.RUNNING and self.ends_at > now):
            return self.ends_at
        return None


S = TypeVar("S", bound=Scheduled)
Due = Alarm | Reminder | Timer


def new_alarm(when: When, label: str | None, now: datetime) -> Alarm:
    """Make an alarm; nothing is kept yet."""
    return Alarm(id=new_id(), label=label or None, alarm_time=when.due, created_at=now, updated_at=now, **_meant(when))


def new_reminder(when: When, text: str, now: datetime) -> Reminder:
    """Make a reminder; nothing is kept yet."""
    return Reminder(id=new_id(), text=text, remind_at=when.due, created_at=now, updated_at=now, **_meant(when))


def new_timer(seconds: int, label: str | None, now: datetime) -> Timer:
    """Make a timer that runs from now on; nothing is kept yet."""
    ends = now + timedelta(seconds=seconds)
    return Timer(id=new_id(), label=label or None, seconds=seconds, ends_at=ends, created_at=now, updated_at=now)


def moved(item: S, when: When) -> Change:
    """Put an alarm or a reminder to another time; it stands again if it had rung."""
    status = Status.PAUSED if item.status == Status.PAUSED else Status.SCHEDULED
    return Change(item, replace(due_at(item, when.due), status=status.value, snoozed_until=None, **_meant(when)))


def skipped(item: S, left_out: datetime, now: datetime) -> Change | None:
    """Leave one occurrence of a repetition out; None if no other is left."""
    if not item.rules:
        return None
    rules = without(item.rules, left_out, item.zone)
    thinned = replace(item, rrule="\n".join(rules))
    following = thinned.after(now)
    if following is None:
        return None
    status = Status.PAUSED if item.status == Status.PAUSED else Status.SCHEDULED
    return Change(item, replace(due_at(thinned, following), status=status.value, snoozed_until=None))


def resumed(item: S, now: datetime) -> Change | None:
    """Let a paused alarm or reminder ring again; None if its time is over."""
    scheduled = replace(item, status=Status.SCHEDULED.value)
    coming = scheduled.next_due(now)
    return None if coming is None else Change(item, due_at(scheduled, coming))


def dismissed(item: S, now: datetime) -> Change:
    """Be done with what rings or rang: a repetition goes on with its next occurrence."""
    following = item.after(max(now, item.due or now))
    if following is None:
        return Change(item, replace(item, status=Status.DONE.value, snoozed_until=None))
    return Change(item, replace(due_at(item, following), status=Status.SCHEDULED.value, snoozed_until=None))


def snoozed(item: S, until: datetime) -> Change:
    """Let what rings or rang ring again at this moment."""
    return Change(item, replace(item, status=Status.SNOOZED.value, snoozed_until=until.astimezone(UTC)))


def lengthened(timer: Timer, seconds: int, now: datetime) -> Change:
    """Add this many seconds (less than 0 shortens); a timer that has ended runs again, from now on."""
    added = timedelta(seconds=seconds)
    ends = timer.ends_at + added
    status = timer.status
    if timer.status != Status.PAUSED and (timer.status != Status.RUNNING or timer.ends_at <= now):
        ends, status = now + added, Status.RUNNING.value
    return Change(timer, replace(timer, seconds=timer.seconds + seconds, ends_at=ends, status=status))


def set_to(timer: Timer, seconds: int, now: datetime) -> Change:
    """Let a timer run this long, from now on."""
    started = timer.created_at if timer.status == Status.PAUSED else now
    status = timer.status if timer.status == Status.PAUSED else Status.RUNNING.value
    return Change(timer, replace(timer, seconds=seconds, ends_at=started + timedelta(seconds=seconds), status=status))


def stopped(timer: Timer) -> Change:
    """Be done with a timer."""
    return Change(timer, replace(timer, status=Status.DONE.value))


def halted(timer: Timer, now: datetime) -> Change:
    """Let a running timer stand still."""
    return Change(timer, replace(timer, status=Status.PAUSED.value, ends_at=timer.created_at + timer.left(now)))


def going_on(timer: Timer, now: datetime) -> Change:
    """Let a timer that stands still go on with what is left."""
    return Change(timer, replace(timer, status=Status.RUNNING.value, ends_at=now + timer.left(now)))


def due_at(item: S, due: datetime) -> S:
    """Return it with another next due moment."""
    changed: dict[str, Any] = {"alarm_time" if isinstance(item, Alarm) else "remind_at": due.astimezone(UTC)}
    return replace(item, **changed)


def at_wall(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment of a naive wall time: one in a gap of the zone moves forward, of two it is the first."""
    return to_zone(wall, zone)


def _meant(when: When) -> dict[str, Any]:
    return {
        "wall_time": when.wall.strftime(WALL_TIME),
        "zone": when.zone,
        "rrule": "\n".join(when.rules) or None,
        "clock": when.clock,
    }


def _clock(name: str) -> Literal["wall", "elapsed"]:
    return "elapsed" if name == "elapsed" else "wall"
