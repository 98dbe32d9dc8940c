"""Times of the clock: "7:30pm", "half past six", "ten to five", "nineteen hundred", "oh six thirty", "noon"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal

from utils.time_expressions.numbers import small, spelled
from utils.time_expressions.tokens import Words, phrases, word_set

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
    """

    hour: int | None
    minute: int = 0
    second: int = 0
    half: Half | None = None
    shift: int = 0
    midnight: bool = False
    seconds_said: bool = False
    problem: str = ""


Found = tuple[Clock, int, Strength]

_AFTER = phrases("past", "after")
_BEFORE = phrases("to", "till", "til", "'til", "before", "of", "until")
_TRAILING = phrases(
    "on the dot", "sharp", "ish", "- ish", "or so", "or thereabouts", "thereabouts", "precisely", "o'clock", "oclock",
    "o clock", "on the hour",
)  # fmt: skip
_OCLOCK = phrases("o'clock", "oclock", "o clock", "o ' clock", "uhr")
_HOURS = phrases("hundred hours", "hundred hrs", "hundred h", "hundred")
_COUNTED = word_set(
    "times minutes minute mins min hours hour hrs seconds second secs sec days day weeks week months month"
)
NO_SUCH_TIME = "There is no such time. What time do you mean?"


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


def find_clock(words: Words, at: int) -> Found | None:
    """The time of the clock that stands at `at`, the index after it, and how sure it is one."""
    found = _named(words, at) or _relative(words, at) or _digital(words, at) or _spoken(words, at)
    if found is None:
        return None
    clock, end, strength = found
    after = words.first_of(end, _TRAILING)
    if after is not None:
        end, strength = after, Strength.SURE
    if clock.half is None and not clock.midnight and clock.hour is not None:
        half = half_of_day(words, end)
        if half:
            clock, end, strength = replace(clock, half=half[0]), half[1], Strength.SURE
    other = half_of_day(words, end + 1) if words[end] == "or" and strength is Strength.SURE else None
    if other:
        clock, end = replace(clock, problem="In the morning or in the evening?"), other[1]
    return _checked(clock), end, strength


def _checked(clock: Clock) -> Clock:
    hour = clock.hour
    if clock.problem or hour is None:
        return clock
    if clock.minute > 59 or clock.second > 59 or hour > 24 or (hour == 24 and clock.minute):
        return replace(clock, problem=NO_SUCH_TIME)
    if hour == 24:
        return replace(clock, hour=0, half=None, midnight=True)
    if hour > 12 or hour == 0:
        if clock.half == "am" and hour > 12:
            return replace(clock, problem=NO_SUCH_TIME)
        return replace(clock, half="24")
    return clock


def _named(words: Words, at: int) -> Found | None:
    word = words[at]
    if word in ("high", "this") and words[at + 1] in ("noon", "midday"):
        at, word = at + 1, "noon"
    if word in ("twelve", "12") and words[at + 1] in ("noon", "midnight", "midday"):
        at, word = at + 1, words[at + 1]
    if word in ("noon", "midday", "noonish", "noontime", "middayish"):
        return Clock(12, half="24"), at + 1, Strength.SURE
    if word in ("midnight", "midnightish"):
        return Clock(0, midnight=True), at + 1, Strength.SURE
    return None


def _hour(words: Words, at: int) -> tuple[Clock, int] | None:
    """A bare hour after "half past" and the like."""
    named = _named(words, at)
    if named:
        return named[0], named[1]
    found = small(words, at)
    if found is None or found[0] > 24 or (words.digits(at) and len(words[at]) > 2):
        return None
    end = words.first_of(found[1], _OCLOCK)
    half: Half | None = "24" if found[0] == 0 or found[0] > 12 else None
    return Clock(found[0], half=half), end if end is not None else found[1]


def _relative(words: Words, at: int) -> Found | None:
    """Such as "half past six", "half six", "quarter to nine", "ten past four", "five and twenty to three"."""
    start = at + 1 if words[at] in ("a", "the") else at
    sure = Strength.SURE
    if words[start] == "half":
        if words[start + 1] in ("past", "after"):
            return _shifted(words, start + 2, 30, sure)
        hour = _hour(words, start + 1)
        if hour and not hour[0].midnight and (hour[0].hour or 0) <= 12 and words[start + 1] not in ("noon", "midday"):
            return _shifted(words, start + 1, 30, Strength.FAIR)
        return None
    if words[start] in ("quarter", "1/4"):
        minutes, end = 15, start + 1
    elif words.follows(start, "five", "and", "twenty"):
        minutes, end = 25, start + 3
    else:
        if start != at:
            return None
        found = small(words, at)
        if found is None or not 0 < found[0] < 60:
            return None
        minutes, end = found
        named = words[end] in ("minutes", "minute", "mins", "min")
        if named:
            end += 1
        elif (
            (words[end] not in ("past", "after") and minutes not in (5, 10, 20, 25) and minutes < 13)
            or (words[end] == "after" and minutes not in (5, 10, 15, 20, 25))
            or (words[end] in ("before", "until", "till", "til", "of") and minutes not in (5, 10, 20, 25))
        ):
            return None
        sure = Strength.SURE if named or words[end] == "past" else Strength.FAIR
    after = words.first_of(end, _AFTER)
    if after is not None:
        return _shifted(words, after, minutes, sure)
    before = words.first_of(end, _BEFORE)
    if before is not None:
        return _shifted(words, before, -minutes, sure)
    return None


def _shifted(words: Words, at: int, minutes: int, strength: Strength) -> Found | None:
    hour = _hour(words, at)
    if hour is None:
        # "at half past": the hour is the one that is running
        if minutes > 0 and strength is Strength.SURE and words[at - 1] in ("past", "after"):
            return Clock(None, minutes), at, Strength.FAIR
        if minutes < 0 and words[at - 1] == "to" and words[at] in ("", ".", "please", "instead"):
            return Clock(None, 60 + minutes), at, Strength.FAIR
        return None
    clock, end = hour
    if words[end] in ("minutes", "minute", "mins", "hours", "hour", "percent", ":", "seconds", "days"):
        return None
    if words[end] == "to" and small(words, end + 1):
        return None  # "five to ten to twelve" is a range of something; "quarter to ten to call mom" a time and a task
    if words[end] == "-" and words.digits(end + 1):
        return None
    return replace(clock, shift=minutes), end, strength


def _digital(words: Words, at: int) -> Found | None:
    """Such as "7:30pm", "7.30", "19h30", "7 30", "730", "0630 hours", "7pm"."""
    digits = words.digits(at)
    if not digits or (words[at - 1] in (".", ",", "/", ":", "$", "€", "£", "#") and words.glued(at)):
        return None
    if words[at - 1] == "-" and words.glued(at) and words.digits(at - 2):
        return None  # inside of "5-10" or of a date
    exact: Half | None = "24" if digits.startswith("0") else None
    if len(digits) in (3, 4):
        return _run_together(words, at, digits)
    if len(digits) > 4:
        return None
    hour, mark = int(digits), words[at + 1]
    minutes = words.digits(at + 2)
    if mark in (":", "h", ".") and words.glued(at + 1) and words.glued(at + 2) and len(minutes) == 2:
        return _with_minutes(words, at, hour, exact)
    if mark == "h" and words.glued(at + 1) and not words.glued(at + 2):
        return (Clock(hour, half="24"), at + 2, Strength.SURE) if 12 < hour <= 24 else None
    if hour > 31:
        return None
    half = half_of_day(words, at + 1)
    if half:
        return Clock(hour, half=half[0]), half[1], Strength.SURE
    oclock = words.first_of(at + 1, _OCLOCK)
    if oclock is not None:
        return Clock(hour, half=exact), oclock, Strength.SURE
    if hour > 24:
        return None
    hundred = words.first_of(at + 1, _HOURS)
    if hundred is not None and (exact or hour > 12 or hundred - at == 3):
        return Clock(hour, half="24"), hundred, Strength.SURE
    pair = _spoken_minutes(words, at + 1)
    if pair:
        return Clock(hour, pair[0], half=exact), pair[1], Strength.FAIR
    return Clock(hour, half=exact if len(digits) == 2 else None), at + 1, Strength.WEAK


def _with_minutes(words: Words, at: int, hour: int, exact: Half | None) -> Found | None:
    mark, minute, end = words[at + 1], int(words[at + 2]), at + 3
    second, said = 0, False
    if words[end] == ":" and words.glued(end) and words.digits(end + 1) and len(words[end + 1]) == 2:
        second, end, said = int(words[end + 1]), end + 2, True
        if words[end] in (".", ",") and words.glued(end) and words.glued(end + 1) and words[end + 1].isdigit():
            end += 2
    if mark == "." and (hour > 24 or minute > 59 or (words[end] == "." and words.glued(end) and words.digits(end + 1))):
        return None
    if words[end] in ("hours", "hrs", "h"):
        exact, end = "24", end + 1
    strength = Strength.SURE if mark != "." or half_of_day(words, end) else Strength.WEAK
    clock = Clock(hour, minute, second, half=exact, seconds_said=said)
    return clock, end, strength


def _run_together(words: Words, at: int, digits: str) -> Found | None:
    hour, minute = int(digits[:-2]), int(digits[-2:])
    if hour > 24 or minute > 59:
        return None
    if words[at + 1] in ("hours", "hrs", "hour"):
        return Clock(hour, minute, half="24"), at + 2, Strength.SURE
    exact: Half | None = "24" if digits.startswith("0") else None
    sure = (
        Strength.SURE if half_of_day(words, at + 1) else Strength.FAIR if exact and len(digits) == 4 else Strength.WEAK
    )
    return Clock(hour, minute, half=exact), at + 1, sure


def _spoken_minutes(words: Words, at: int) -> tuple[int, int] | None:
    """The minutes after an hour: "thirty", "oh five", "30", "05"."""
    if words[at] == "-" and words.glued(at) and not words.digits(at - 1):
        at += 1
    if words[at] in ("oh", "o", "zero") and words[at + 1] != "clock":
        unit = small(words, at + 1)
        return unit if unit and 0 < unit[0] < 10 else None
    digits = words.digits(at)
    if digits:
        free = words[at + 1] not in (":", "/", "st", "nd", "rd", "th") or not words.glued(at + 1)
        return (
            (int(digits), at + 1)
            if len(digits) == 2 and int(digits) < 60 and free and not _unit(words, at + 1)
            else None
        )
    found = spelled(words, at)
    return found if found and 10 <= found[0] < 60 and not _unit(words, found[1]) else None


def _unit(words: Words, at: int) -> bool:
    """Whether a number before this word counts something: "at eight, ten times"."""
    at = at + 1 if words[at] == "-" else at
    return words[at] in _COUNTED


def _spoken(words: Words, at: int) -> Found | None:
    """Such as "seven", "seven thirty", "oh six thirty", "nineteen hundred", "twelve oh five"."""
    word = words[at]
    exact: Half | None = None
    start = at
    if word in ("oh", "o", "zero") and not words.follows(at, "o", "clock"):
        unit = small(words, at + 1)
        if unit and 0 < unit[0] < 10 and len(words[at + 1]) > 0:
            start, exact = at + 1, "24"
    if word.endswith("ish") and word[:-3] in _ISH:
        return Clock(_ISH[word[:-3]]), at + 1, Strength.FAIR
    found = spelled(words, start)
    if exact and words.digits(start):
        found = small(words, start)
    if found is None:
        return None
    hour, end = found
    oclock = words.first_of(end, _OCLOCK)
    if oclock is not None:
        return Clock(hour, half=exact), oclock, Strength.SURE
    # "twenty thirty" was read as one hour; "twenty one fifteen" as well
    if hour > 24:
        return None
    hundred = words.first_of(end, _HOURS)
    if hundred is not None:
        if exact or hour > 12 or hundred - end == 2 or hour == 0:
            return Clock(hour, half="24"), hundred, Strength.SURE
        return None
    pair = _spoken_minutes(words, end)
    if pair and not (pair[0] >= 10 and hour == 0 and not exact and word == "o"):
        return Clock(hour, pair[0], half=exact), pair[1], Strength.SURE if exact or hour > 12 else Strength.FAIR
    if exact:
        return None
    if hour == 0:
        return (Clock(0, half="24"), end, Strength.WEAK) if words[at] == "zero" else None
    return Clock(hour), end, Strength.WEAK


_ISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fiv": 5, "nin": 9,
}  # fmt: skip
