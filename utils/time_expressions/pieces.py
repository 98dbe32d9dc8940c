"""The pieces of time in a sentence: what each one is, where it stands, and which small word leads it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from utils.time_expressions.clock import Clock, Strength
from utils.time_expressions.dates import Day
from utils.time_expressions.rules import Repeat
from utils.time_expressions.spans import Span

if TYPE_CHECKING:
    from datetime import date


class Kind(StrEnum):
    """What a piece is."""

    CLOCK = "clock"
    DAY = "day"
    PART = "part"
    SHIFT = "shift"
    SPAN = "span"
    REPEAT = "repeat"
    WINDOW = "window"
    TIMES = "times"
    EXCEPT = "except"
    VAGUE = "vague"
    NOW = "now"
    HALF = "half"
    LEAD = "lead"


class Role(StrEnum):
    """The small word before a piece."""

    NONE = ""
    AT = "at"
    ON = "on"
    IN = "in"
    FOR = "for"
    ABOUT = "about"
    BY = "by"
    BEFORE = "before"
    AFTER = "after"
    UNTIL = "until"
    FROM = "from"
    WITHIN = "within"
    BETWEEN = "between"
    TO = "to"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day by its name in DayParts; "early" and "late" name no hour, "now" is the hour of speaking."""

    name: str
    this: bool = False
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """A length counted from now; `back` is "ago"."""

    span: Span
    back: bool = False
    deadline: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """From one time of the clock to another; `between` leaves open which is meant."""

    start: Clock
    end: Clock
    between: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class Except:
    """What a repetition leaves out: weekdays, dates, or only the next one."""

    days: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    next_one: bool = False
    problem: str = ""


Value = Clock | Day | Part | Shift | Span | Repeat | Window | Except | int | str | None


@dataclass(slots=True)
class Piece:
    """One piece of time: tokens `start` up to `end`; `core` is where it begins without its small words."""

    kind: Kind
    value: Value
    start: int
    end: int
    core: int
    role: Role = Role.NONE
    strength: Strength = Strength.SURE
    corrects: bool = False
    marker: int = field(default=-1)
