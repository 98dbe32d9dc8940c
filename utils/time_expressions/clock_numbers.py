"""Times of the clock in numbers: "7:30pm", "19h30", "0630", "seven thirty", "nineteen hundred", "oh six thirty"."""

from __future__ import annotations

from utils.time_expressions.clock import OCLOCK, Clock, Found, Half, Strength, half_of_day
from utils.time_expressions.numbers import small, spelled
from utils.time_expressions.tokens import Words, phrases, word_set

_HOURS = phrases("hundred hours", "hundred hrs", "hundred h", "hundred")


_COUNTED = word_set(
    "times minutes minute mins min hours hour hrs seconds second secs sec days day weeks week months month"
)


_ISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fiv": 5, "nin": 9,
}  # fmt: skip


def digital(words: Words, at: int) -> Found | None:
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
    oclock = words.first_of(at + 1, OCLOCK)
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
    half = words.digits(at - 1) and len(words.digits(at + 1)) == 2 and half_of_day(words, at + 2)
    if words[at] == "-" and words.glued(at) and (half or not words.digits(at - 1)):
        at += 1  # "seven-thirty", "7-30 pm"
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


def spoken(words: Words, at: int) -> Found | None:
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
    oclock = words.first_of(end, OCLOCK)
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
