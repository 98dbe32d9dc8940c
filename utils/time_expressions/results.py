"""What a spoken time can turn out to be, and how it can fail.

TimeExpressionError (a ValueError)
├── PastTime   a moment that is over was named
└── Unclear    more than one reading is sensible, or none is
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Literal

Timekeeping = Literal["wall", "elapsed"]


class Context(StrEnum):
    """What the time is asked for: waking means the morning, a timer means a length."""

    ALARM = "alarm"
    REMINDER = "reminder"
    WAKE = "wake"
    TIMER = "timer"
    PLAIN = "plain"


class Grain(StrEnum):
    """How exactly a moment was said; DAY means that no time of day was named."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class DayParts:
    """The hours that a user means by the parts of a day; each can be changed by voice."""

    morning: time = time(8)
    afternoon: time = time(15)
    evening: time = time(19)
    tonight: time = time(20)
    night: time = time(22)
    end_of_day: time = time(18)
    lunchtime: time = time(12, 30)
    bedtime: time = time(22)


@dataclass(frozen=True, slots=True)
class Moment:
    """One point in time.

    `at` is aware, in the zone asked for; for grain DAY it is 00:00 of that date.
    `wall` is the naive wall time that was meant, before a gap in the zone moved it.
    `clock` is "elapsed" if the moment was counted from now in hours, minutes or seconds.
    `deadline` is true for "by", "before" and "within".
    """

    at: datetime
    grain: Grain
    clock: Timekeeping
    deadline: bool
    wall: datetime


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in whole seconds, and when it ends if it starts now."""

    seconds: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A repetition.

    `first` is the next occurrence, aware, in `zone`: the zone asked for, but for "every day at three Eastern time".
    `rules` are RFC 5545 lines over the wall time of `first`
    (an RRULE without its name, EXDATE with it; UNTIL and EXDATE are local times, as `first` is).
    `clock` is "elapsed" for "every eight hours" and the like. Grain DAY: no time of day was named.
    `wall` is DTSTART: the naive wall time of `first` before a gap in the zone moved it.
    """

    first: datetime
    rules: tuple[str, ...]
    zone: str
    clock: Timekeeping = "wall"
    grain: Grain = Grain.MINUTE
    wall: datetime = datetime.min  # noqa: DTZ901 - stands for "as `first`"

    def __post_init__(self) -> None:
        if self.wall == datetime.min:  # noqa: DTZ901 - same
            object.__setattr__(self, "wall", self.first.replace(tzinfo=None))


Single = Moment | Duration | Recurrence


@dataclass(frozen=True, slots=True)
class Several:
    """More than one time in a sentence, in the order in which they were said."""

    items: tuple[Single, ...]


Nothing = type(None)
Value = Moment | Duration | Recurrence | Several


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was found. `value` is None without a time; `rest` is the sentence without time and asking words."""

    value: Value | None
    rest: str


class TimeExpressionError(ValueError):
    """A time was said that cannot be taken as it is."""

    def __init__(self, message: str, rest: str = "", said: str = "") -> None:
        """Keep the sentence without its time (`rest`) and the words of the time (`said`)."""
        super().__init__(message)
        self.rest = rest
        self.said = said


class PastTime(TimeExpressionError):
    """The time that was named is over; `offer` is the next sensible one, if there is one."""

    def __init__(self, offer: datetime | None = None, said: str = "", rest: str = "") -> None:
        """`offer` is aware, in the zone asked for."""
        super().__init__("that time is over", rest, said)
        self.offer = offer


class Unclear(TimeExpressionError):
    """More than one reading is sensible, or none is; `question` is what to ask, in words to be spoken."""

    def __init__(self, question: str, rest: str = "", said: str = "") -> None:
        """`said` plus the answer to the question can be resolved together."""
        super().__init__(question, rest, said)
        self.question = question
