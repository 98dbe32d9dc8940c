"""Which half of the day is meant: from a time of the clock as it was said to the minutes of a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from utils.time_expressions.results import Context

if TYPE_CHECKING:
    from utils.time_expressions.clock import Clock

DAY = 1440  # minutes
_HALF = 720
_MORNING_FROM = {Context.ALARM: 3, Context.WAKE: 3}


def at_minutes(day: date, minutes: int, second: int = 0) -> datetime:
    """Midnight of `day` plus so many minutes, which may reach into another day, as a wall time."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes, seconds=second)


def face(clock: Clock) -> int:
    """The minutes that a twelve-hour clock face shows (0 to 719)."""
    return ((clock.hour or 0) * 60 + clock.minute + clock.shift) % _HALF


def exact(clock: Clock) -> int | None:
    """The minutes of the day if the words leave no choice; those of midnight lie at the end of the day."""
    if clock.midnight:
        return DAY + clock.shift + clock.minute
    if clock.half == "24":
        return (clock.hour or 0) * 60 + clock.minute + clock.shift
    if clock.half is None:
        return None
    return face(clock) + (_HALF if clock.half == "pm" else 0)


def on_a_day(clock: Clock, context: Context) -> int:
    """The minutes of a day that is named, by the hour that was said: 7 to 11 morning, 12 noon, 1 to 6 afternoon.

    Alarms and waking: 3 to 11 are morning.
    """
    sure = exact(clock)
    if sure is not None:
        return sure
    said = clock.hour or 0
    morning = said >= _MORNING_FROM.get(context, 7) and said != 12
    return (said if morning or said == 12 else said + 12) * 60 + clock.minute + clock.shift


def in_part(clock: Clock, part: str) -> int:
    """The minutes of a day that is named, in a part of that day; nights reach into the next date."""
    sure = exact(clock)
    if sure is not None:
        late = part in ("night", "tonight", "late", "bedtime") and 0 <= sure < 5 * 60
        return sure + DAY if late else sure
    shown = face(clock)
    hour = shown // 60 or 12
    if part in ("morning", "early"):
        return shown
    if part in ("night", "tonight", "bedtime", "late"):
        return shown + _HALF if 5 <= hour <= 11 else shown + DAY
    if part == "evening" and hour == 12:
        return shown + DAY
    return shown + _HALF


def candidates(clock: Clock, context: Context) -> tuple[int, ...]:
    """The minutes of any day at which it can be, if no day is named."""
    sure = exact(clock)
    if sure is not None:
        return (sure % DAY,)
    shown = face(clock)
    if shown < 60:  # twelve o'clock something is noon's
        return (shown + _HALF,)
    said = clock.hour or 0
    if context is Context.WAKE and 3 <= said <= 11:
        return (shown,)
    return (shown, shown + _HALF)


def following(clock: Clock, after: datetime, context: Context) -> datetime:
    """The next wall time after `after` at which a clock shows it; the running minute is over."""
    if clock.hour is None:
        hour = after.replace(minute=0, second=0, microsecond=0)
        found = hour + timedelta(minutes=clock.minute)
        return found if found > after else found + timedelta(hours=1)
    options = [
        at_minutes(after.date() + timedelta(days), minutes, clock.second)
        for days in (0, 1, 2)
        for minutes in candidates(clock, context)
    ]
    return min(option for option in options if option > after)
