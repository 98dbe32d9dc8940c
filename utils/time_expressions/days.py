"""Days: "tomorrow", "a week from Tuesday", and everything that the other finders of days know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from utils.time_expressions import lexicon
from utils.time_expressions.dates import Day, Found, add_days, add_months, weekday_at
from utils.time_expressions.feasts import find_feast
from utils.time_expressions.lexicon import WEEKDAY_NAMES
from utils.time_expressions.periods import find_edge, find_nth_weekday, find_period, find_weekend
from utils.time_expressions.spans import find_span
from utils.time_expressions.tokens import Words, phrases
from utils.time_expressions.weekdays import find_weekday, find_weekdays_on
from utils.time_expressions.written_dates import find_date, find_month, find_nth, find_year

_Finder = Callable[[Words, int, date], Found | None]


def find_day(words: Words, at: int, today: date) -> Found | None:
    """The day that stands at `at` and the index after it."""
    best: Found | None = None
    for finder in _FINDERS:
        found = finder(words, at, today)
        if found and (best is None or found[1] > best[1]):
            best = found
    return best


_RELATIVE = {
    "today": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tomorrrow": 1,
    "yesterday": -1, "overmorrow": 2,
}  # fmt: skip


_AFTER_TOMORROW = phrases("the day after tomorrow", "day after tomorrow", "day after tmrw", "the day after tmrw")


_BEFORE_YESTERDAY = phrases("the day before yesterday", "day before yesterday")


_LAST_NIGHT = phrases("last night", "last evening", "the other night", "the night before", "the previous day")


_NEXT_DAY = phrases("the next day", "next day", "the following day", "the day after", "following day")


def _relative(words: Words, at: int, today: date) -> Found | None:
    for options, days in ((_AFTER_TOMORROW, 2), (_BEFORE_YESTERDAY, -2)):
        end = words.first_of(at, options)
        if end is not None:
            return Day(add_days(today, days), past=days < 0), end
    night = words.first_of(at, _LAST_NIGHT)
    if night is not None and not (words[night - 1] == "before" and _simple_day(words, night, today)):
        return Day(add_days(today, -1), past=True), night
    if words[at] == "2" and words[at + 1] in ("moro", "morrow") and words.glued(at + 1):
        return Day(add_days(today, 1)), at + 2
    days_on = _RELATIVE.get(words[at])
    if days_on is None:
        following = words.first_of(at, _NEXT_DAY)
        if following is None or (words[following - 1] == "after" and words[following] not in ("", ".", ",", "at")):
            return None
        return Day(add_days(today, 1)), following
    day = Day(add_days(today, days_on), today=days_on == 0, past=days_on < 0)
    end = at + 1
    if words[end] == "week" and days_on in (0, 1):
        return replace(day, date=add_days(day.date, 7), today=False), end + 1
    # "tomorrow, Wednesday": a name that fits is the same day, one that does not is a slip to ask about
    comma = end + 1 if words[end] == "," else end
    named = weekday_at(words, comma)
    if named and words[comma - 1] != "and":
        if named[0] == day.date.weekday():
            return replace(day, weekday=named[0]), named[1]
        if words[named[1]] != "and":
            question = f"{words[at].capitalize()} or {WEEKDAY_NAMES[named[0]]}?"
            return replace(day, problem=question), named[1]
    return day, end


_FROM = phrases("from", "after", "on", "following", "counting from", "out from", "hence from")


_TODAY = phrases("today", "now", "today's date")


def _span_from(words: Words, at: int, today: date) -> Found | None:
    """Such as "a week from Tuesday", "two days before Christmas", "a week on Friday", "the day after Christmas"."""
    if words[at] == "the" and words[at + 1] in ("day", "week", "weekend", "month"):
        span = find_span(Words("a " + words[at + 1]), 0)
        end = at + 2
    else:
        span = find_span(words, at)
        if span is None:
            return None
        end = span[1]
    if span is None or not span[0].calendar or span[0].seconds or span[0].workdays or span[0].problem:
        return None
    length = span[0]
    if words[end] == "before" or words.follows(end, "prior", "to") is not None:
        start = end + 1 if words[end] == "before" else end + 2
        sign = -1
    else:
        after = words.first_of(end, _FROM)
        here = after is None and words[end] in ("today", "tomorrow", "next")
        if after is None and not here:
            return None
        if after is not None and words[after - 1] == "on" and (length.days % 7 or words[at - 1] == "in"):
            return None  # "in three weeks on Monday" is counted from now
        start, sign = end if after is None else after, 1
    base = _simple_day(words, start, today)
    if base is None or base[0].past:
        return None
    day, after_base = base
    exact = add_days(add_months(day.date, sign * length.months), sign * length.days)
    if day.problem:
        return day, after_base
    return Day(exact, past=exact < today, today=exact == today, weekday=None), after_base


_AROUND = {"before": -1, "preceding": -1, "after": 1, "following": 1}


def _weekday_around(words: Words, at: int, today: date) -> Found | None:
    """Such as "the Saturday before Christmas", "the first Monday after the tenth of March"."""
    start = at + 1 if words[at] == "the" else at
    start = (
        start + 1 if words[start] in ("first", "last", "very", "closest") and weekday_at(words, start + 1) else start
    )
    named = weekday_at(words, start)
    sign = _AROUND.get(words[named[1]]) if named else None
    if named is None or sign is None:
        return None
    base = find_feast(words, named[1] + 1, today) or find_date(words, named[1] + 1, today)
    base = base or find_nth(words, named[1] + 1, today)
    if base is None or base[0].past:
        return None
    day, end = base
    away = (sign * (named[0] - day.date.weekday()) - 1) % 7 + 1
    exact = add_days(day.date, sign * away)
    return Day(exact, past=exact < today, today=exact == today, weekday=named[0], problem=day.problem), end


def _evening_before(words: Words, at: int, today: date) -> Found | None:
    """The day of "the evening before Christmas"; the part of the day itself is found before it."""
    if words[at] != "before" or words[at - 1] not in lexicon.PARTS:
        return None
    base = _simple_day(words, at + 1, today)
    if base is None or base[0].past:
        return None
    exact = add_days(base[0].date, -1)
    return Day(exact, past=exact < today, today=exact == today, problem=base[0].problem), base[1]


def _simple_day(words: Words, at: int, today: date) -> Found | None:
    for finder in (
        _relative,
        find_feast,
        find_date,
        find_nth_weekday,
        find_edge,
        find_weekday,
        find_nth,
        find_weekend,
        find_period,
    ):
        found = finder(words, at, today)
        if found:
            return found
    return None


_FINDERS: tuple[_Finder, ...] = (
    _relative, find_weekday, find_date, find_nth, find_month, find_weekend, find_period, find_edge,
    find_nth_weekday, find_feast, _span_from, _weekday_around, _evening_before, find_year, find_weekdays_on,
)  # fmt: skip
