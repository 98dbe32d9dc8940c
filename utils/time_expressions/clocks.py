"""Times of the clock: "7:30pm", "half past six", "ten to five", "nineteen hundred", "oh six thirty", "noon"."""

from __future__ import annotations

from dataclasses import replace

from utils.time_expressions.clock import NO_SUCH_TIME, OCLOCK, Clock, Found, Half, Strength, half_of_day
from utils.time_expressions.clock_numbers import digital, spoken
from utils.time_expressions.clock_zones import zone_after
from utils.time_expressions.numbers import small
from utils.time_expressions.tokens import Words, phrases

_AFTER = phrases("past", "after")


_BEFORE = phrases("to", "till", "til", "'til", "before", "of", "until")


_TRAILING = phrases(
    "on the dot", "sharp", "ish", "- ish", "or so", "or thereabouts", "thereabouts", "precisely", "o'clock", "oclock",
    "o clock", "on the hour",
)  # fmt: skip


_FULL_HOUR = phrases("the top of the hour", "top of the hour", "the full hour", "the next full hour")


def find_clock(words: Words, at: int) -> Found | None:
    """The time of the clock that stands at `at`, the index after it, and how sure it is one."""
    found = _named(words, at) or _relative(words, at) or digital(words, at) or spoken(words, at)
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
    abroad = zone_after(words, end) if strength is not Strength.WEAK or "time" in words.lower[end : end + 5] else None
    if abroad:
        clock, end, strength = replace(clock, zone=abroad[0]), abroad[1], Strength.SURE
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
    top = words.first_of(at, _FULL_HOUR)
    if top is not None:
        return Clock(None, 0), top, Strength.SURE
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
    end = words.first_of(found[1], OCLOCK)
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
    if words[start] == "quarter":
        minutes, end = 15, start + 1
    elif words.follows(start, "1", "/", "4"):
        minutes, end = 15, start + 3
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
