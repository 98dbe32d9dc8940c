"""A time of the clock as it was said, and how surely it is one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from utils.time_expressions.tokens import Words, phrases

Half = Literal["am", "pm", "24"]


class Strength(IntEnum):
    """How surely a phrase is a time: WEAK needs a sign beside it, FAIR must not count something, SURE needs nothing."""

    WEAK = 0
    FAIR = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the clock as it was said.

    `hour` is None for "half past" alone. `shift` are the minutes from the hour that was said (-15 for "quarter to"),
    so that the half of the day can go by the hour that a person hears. `half` "24" means exact on a 24-hour clock.
    `zone` is another IANA zone, if one is said with it ("3 pm Eastern").
    """

    hour: int | None
    minute: int = 0
    second: int = 0
    half: Half | None = None
    shift: int = 0
    midnight: bool = False
    seconds_said: bool = False
    problem: str = ""
    zone: str = ""


Found = tuple[Clock, int, Strength]


NO_SUCH_TIME = "There is no such time. What time do you mean?"


OCLOCK = phrases("o'clock", "oclock", "o clock", "o ' clock", "uhr")


def half_of_day(words: Words, at: int) -> tuple[Half, int] | None:
    """Such as "pm", "p.m.", "p m" or the letter right after a digit ("5p"), and the index after it."""
    word = words[at]
    if word in ("am", "pm"):
        half: Half = "am" if word == "am" else "pm"
        end = at + 1
        return half, end + 1 if words[end] == "." and words.glued(end) and end + 1 < words.count else end
    if word not in ("a", "p"):
        return None
    half = "am" if word == "a" else "pm"
    end = at + 1
    if words[end] == ".":
        end += 1
    if words[end] == "m":
        end += 1
        if words[end] == "." and words.glued(end):
            end += 1
        return half, end
    if words.glued(at) and words.digits(at - 1) and not words.glued(at + 1):
        return half, at + 1
    return None
