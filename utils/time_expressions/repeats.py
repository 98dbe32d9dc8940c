"""Repetitions: "every other Tuesday", "weekdays", "every 90 minutes", "biweekly", "twice a day"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from utils.time_expressions import lexicon
from utils.time_expressions.adverbs import find_adverb
from utils.time_expressions.counted import find_next_few
from utils.time_expressions.dates import weekday_at
from utils.time_expressions.lexicon import WEEKDAY_CODES
from utils.time_expressions.monthly import every_date, month_anchor, of_every_month, positioned, positions_at
from utils.time_expressions.numbers import ordinal, whole
from utils.time_expressions.rules import (
    FREQ,
    PART_NAMES,
    WEEKEND,
    WORKDAY_WORDS,
    WORKDAYS,
    Found,
    Repeat,
    codes,
    of_unit,
    weekday_list,
)
from utils.time_expressions.spans import Span, find_span, unit_at
from utils.time_expressions.tokens import Words, phrases

if TYPE_CHECKING:
    from datetime import date


_EVERY = phrases("every single", "every", "each", "each and every", "ever")


_CLOCK_NAMES = ("noon", "midnight", "midday")


_CARDINALS = {3: "three", 4: "four", 5: "five"}


def find_repeat(words: Words, at: int, today: date) -> Found | None:
    """The repetition that stands at `at` and the index after it."""
    found = (
        _every(words, at, today)
        or of_every_month(words, at, today)
        or find_weekday_range(words, at)
        or _times_a(words, at, today)
        or find_adverb(words, at)
        or _plural_days(words, at)
        or find_next_few(words, at)
    )
    if found is None:
        return None
    return _anchored(words, found, today)


def _every(words: Words, at: int, today: date) -> Found | None:
    if words[at] in ("alternate", "alternating"):
        return _every_nth(words, at + 1, 2)
    start = words.first_of(at, _EVERY)
    if start is None or words[at] == "ever":
        return None
    part = PART_NAMES.get(words[start])
    if part:
        return Repeat("DAILY", part=part), start + 1
    if words[start] in _CLOCK_NAMES:
        return Repeat("DAILY"), start  # the time itself is found after it
    if words[start] == "weekend":
        return Repeat("WEEKLY", days=WEEKEND), start + 1
    if words[start] == "weeknight":
        return Repeat("WEEKLY", days=WORKDAYS, part="night"), start + 1
    workday = words.first_of(start, WORKDAY_WORDS)
    if workday is not None:
        return Repeat("WEEKLY", days=WORKDAYS), workday
    if words[start] in ("other", "alternate", "alternating"):
        return _every_nth(words, start + 1, 2)
    return (
        _every_ordinal(words, start)
        or find_weekday_range(words, start)
        or _every_weekday(words, start)
        or _every_span(words, start)
        or every_date(words, start, today)
    )


def _every_nth(words: Words, at: int, nth: int) -> Found | None:
    days = weekday_list(words, at)
    if days:
        return Repeat("WEEKLY", nth, codes(days[0])), days[1]
    if words[at] == "weekend":
        return Repeat("WEEKLY", nth, WEEKEND), at + 1
    workday = words.first_of(at, WORKDAY_WORDS)
    if workday is not None:
        return None
    unit = unit_at(words, at)
    if unit is None:
        name = words[at]
        part = PART_NAMES.get(name)
        return (Repeat("DAILY", nth, part=part), at + 1) if part else None
    return of_unit(unit[1], nth, unit[2])


def _every_ordinal(words: Words, at: int) -> Found | None:
    """Such as "every third Thursday of the month", "every second Tuesday", "every 15th"."""
    positions, end = positions_at(words, at)
    if not positions:
        return None
    found = positioned(words, positions, end, need_month=False)
    if found or len(positions) > 1 or positions[0] < 2:
        return found
    plain = _every_nth(words, end, positions[0])
    if plain and plain[0].days and plain[0].days != WEEKEND and positions[0] > 2:
        name = lexicon.WEEKDAY_NAMES[WEEKDAY_CODES.index(plain[0].days[0])]
        weeks = _CARDINALS.get(positions[0], "so many")
        question = f"The {words[end - 1]} {name} of every month, or every {weeks} weeks on {name}?"
        return replace(plain[0], problem=question), plain[1]
    return plain


def _every_weekday(words: Words, at: int) -> Found | None:
    days = weekday_list(words, at)
    if days is None:
        return None
    nth = ordinal(words, days[1] + 1) if words[days[1]] == "the" else None
    if nth and len(days[0]) == 1 and 1 <= nth[0] <= 31 and words[nth[1]] != "of":
        return Repeat("MONTHLY", days=codes(days[0]), month_days=(nth[0],)), nth[1]
    return Repeat("WEEKLY", days=codes(days[0])), days[1]


def _every_span(words: Words, at: int) -> Found | None:
    """Such as "every two weeks", "every 90 minutes", "every hour and a half", "every day"."""
    unit = unit_at(words, at)
    part = find_span(words, at) if words[at] in ("quarter", "half") else None
    if part and part[0].seconds:
        return _of_length(*part)
    if unit and len(words[at]) > 1:
        long = find_span(Words("one " + words.slice(at, min(words.count, at + 5))), 0) if unit[0] == "seconds" else None
        if long and long[0].seconds and long[1] > 2:
            return _of_length(long[0], at + long[1] - 1)
        return of_unit(unit[1], 1, unit[2])
    number = whole(words, at)
    if number:
        hyphen = number[1]
        days = weekday_list(words, hyphen)
        if days and number[0] > 1:
            return Repeat("WEEKLY", number[0], codes(days[0])), days[1]
        named = unit_at(words, hyphen)
        following = find_span(words, at)
        if named and named[0] != "seconds" and number[0] >= 1 and (not following or following[1] == named[2]):
            return of_unit(named[1], number[0], named[2])
    span = find_span(words, at)
    return _of_length(span[0], span[1]) if span else None


def _of_length(span: Span, end: int) -> Found | None:
    if span.problem:
        return Repeat("DAILY", problem=span.problem), end
    if span.workdays or (span.seconds and span.calendar):
        return None
    if span.months:
        return (Repeat("MONTHLY", span.months) if span.months % 12 else Repeat("YEARLY", span.months // 12)), end
    if span.days:
        return (Repeat("DAILY", span.days) if span.days % 7 else Repeat("WEEKLY", span.days // 7)), end
    if not span.seconds:
        return None
    for freq, size in (("HOURLY", 3600), ("MINUTELY", 60), ("SECONDLY", 1)):
        if span.seconds % size == 0:
            return Repeat(freq, span.seconds // size), end
    return None


def find_weekday_range(words: Words, at: int) -> Found | None:
    """Such as "Monday to Friday", "from Monday through Thursday", "Mon-Fri"."""
    first = _weekday_or_plural(words, at)
    if first is None:
        return None
    joined = words.first_of(first[1], phrases("to", "through", "till", "until", "thru", "-", "\u2013", "up to"))
    if joined is None:
        return None
    last = _weekday_or_plural(words, joined)
    if last is None:
        return None
    span = (last[0] - first[0]) % 7 + 1
    days = tuple((first[0] + step) % 7 for step in range(span))
    return Repeat("WEEKLY", days=codes(days)), last[1]


def _weekday_or_plural(words: Words, at: int) -> tuple[int, int] | None:
    """A weekday, also in the plural: "Mondays"."""
    plural = lexicon.WEEKDAY_PLURALS.get(words[at])
    return (plural, at + 1) if plural is not None else weekday_at(words, at, doubtful=True)


_NUMBER_TIMES = {"once": 1, "twice": 2, "thrice": 3}


def _times_a(words: Words, at: int, today: date) -> Found | None:
    """Such as "once a week", "twice a day", "three times a day", "once every two weeks"."""
    count: int | None = _NUMBER_TIMES.get(words[at])
    end = at + 1
    if count is None:
        number = whole(words, at)
        several = words.first_of(at, phrases("several", "a few", "many", "a couple of"))
        if number and words[number[1]] == "times":
            count, end = number[0], number[1] + 1
        elif several is not None and words[several] == "times":
            count, end = 9, several + 1
        else:
            return None
    if words[end] in ("every", "each") and count == 1:
        return _every(words, end, today)
    if words[end] not in ("a", "an", "per", "each", "every"):
        return None
    unit = unit_at(words, end + 1)
    if unit is None:
        return None
    if count == 1:
        return of_unit(unit[1], 1, unit[2])
    question = {"day": "At which times?", "week": "On which days?", "month": "On which days of the month?"}
    asked = question.get(unit[1], "When exactly?")
    if unit[1] == "hour":
        return (Repeat("MINUTELY", 60 // count), unit[2]) if 60 % count == 0 else None
    freq = FREQ.get(unit[1], "DAILY")
    return Repeat(freq, problem=asked), unit[2]


def _plural_days(words: Words, at: int) -> Found | None:
    """Such as "Mondays and Thursdays", "Friday evenings", "Monday every week"."""
    days = weekday_list(words, at, plural=True)
    if days:
        return Repeat("WEEKLY", days=codes(days[0])), days[1]
    several = weekday_list(words, at)
    if several is None:
        return None
    if words[several[1]] in ("mornings", "evenings", "afternoons", "nights"):
        return Repeat("WEEKLY", days=codes(several[0])), several[1]
    every = words.first_of(several[1], phrases("every week", "each week", "weekly", "of every week", "of each week"))
    if every is not None:
        return Repeat("WEEKLY", days=codes(several[0])), every
    return None


def _anchored(words: Words, found: Found, today: date) -> Found:
    """Take along the days said after the rule: "every two weeks on Friday", "monthly on the 15th"."""
    repeat, end = found
    if repeat.anchored or repeat.elapsed or repeat.freq == "DAILY":
        if repeat.elapsed:
            on_the_hour = words.first_of(end, phrases("on the hour", "at the top of the hour", "on the full hour"))
            if on_the_hour is not None and repeat.freq == "HOURLY":
                return replace(repeat, minute=0), on_the_hour
            half = words.first_of(end, phrases("on the half hour", "at half past", "at half past the hour"))
            if half is not None and repeat.freq == "HOURLY":
                return replace(repeat, minute=30), half
        if repeat.freq == "DAILY" and repeat.problem == "":
            return found
        return found
    joined = end + 1 if words[end] in ("on", ",") else end
    joined = joined + 1 if words[joined] == "on" else joined
    if repeat.freq == "WEEKLY":
        days = weekday_list(words, joined)
        if days:
            return replace(repeat, days=codes(days[0]), problem=""), days[1]
    elif repeat.freq == "MONTHLY":
        monthly = month_anchor(words, joined)
        if monthly:
            anchor, after = monthly
            return replace(
                repeat, days=anchor.days, month_days=anchor.month_days, position=anchor.position, problem=""
            ), after
    elif repeat.freq == "YEARLY":
        yearly = _every_ordinal(words, joined + 1 if words[joined] == "the" else joined)
        if yearly and yearly[0].freq == "YEARLY":
            return replace(yearly[0], interval=repeat.interval), yearly[1]
        dated = every_date(words, joined, today)
        if dated:
            return replace(dated[0], interval=repeat.interval), dated[1]
    return found
