"""Weeks, months and years, their ends, and weekdays counted in them: "next month", "end of the week"."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from utils.time_expressions.dates import (
    NO_SUCH_DATE,
    Day,
    Found,
    add_days,
    add_months,
    nth_weekday,
    week_start,
    weekday_at,
)
from utils.time_expressions.lexicon import WEEKDAY_NAMES
from utils.time_expressions.numbers import ordinal, place, year
from utils.time_expressions.tokens import Words, phrases
from utils.time_expressions.written_dates import NEXT_MONTH, OF_MONTH, THIS_MONTH, find_date, find_month, month_at

_WEEKENDS = {
    "this weekend": 0, "the weekend": 0, "weekend": 0, "this coming weekend": 0, "the coming weekend": 0,
    "next weekend": 1, "the next weekend": 1, "the following weekend": 1, "the weekend after next": 2,
    "weekend after next": 2, "the weekend after": 1, "last weekend": -1,
}  # fmt: skip


_WHICH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


_NTH_WEEKENDS = phrases(*(f"{article}{which} weekend" for article in ("", "the ") for which in _WHICH))


_WEEKEND_PHRASES = phrases(*_WEEKENDS)


def find_weekend(words: Words, at: int, today: date) -> Found | None:
    """Such as "this weekend": its Saturday, or today while it runs; "the last weekend of July": that Saturday."""
    nth_end = words.first_of(at, _NTH_WEEKENDS)
    if nth_end is not None:
        found = (
            _nth_of(words, nth_end + 1, today, 5, _WHICH[words[nth_end - 2]])
            if words[nth_end] in ("of", "in")
            else None
        )
        if found:
            return replace(found[0], loose="weekend"), found[1]
    end = words.first_of(at, _WEEKEND_PHRASES)
    if end is None:
        return None
    which = _WEEKENDS[" ".join(words.lower[at:end])]
    if words[at] == "weekend" and words[at - 1] not in ("on", "at", "by", "before", "until", ""):
        return None
    saturday = week_start(today) + timedelta(5)
    if which == 0:
        running = today.weekday() >= 5
        return Day(max(saturday, today), today=running, weekday=None, loose="weekend"), end
    if which < 0:
        return Day(saturday - timedelta(7), past=True, loose="weekend"), end
    ahead = which if which == 1 else 2
    return Day(saturday + timedelta(7 * ahead), loose="weekend"), end


_PERIODS = {
    "next week": ("week", 1), "the next week": ("week", 1), "the following week": ("week", 1),
    "the week after next": ("week", 2), "week after next": ("week", 2), "the week after": ("week", 1),
    "next month": ("month", 1), "the next month": ("month", 1), "the following month": ("month", 1),
    "the month after next": ("month", 2), "month after next": ("month", 2),
    "next year": ("year", 1), "the next year": ("year", 1), "the following year": ("year", 1),
    "the year after next": ("year", 2), "year after next": ("year", 2),
    "last week": ("week", -1), "last month": ("month", -1), "last year": ("year", -1),
    "the previous week": ("week", -1), "the week before last": ("week", -2), "last quarter": ("quarter", -1),
    "next quarter": ("quarter", 1), "the next quarter": ("quarter", 1),
}  # fmt: skip


_PERIOD_PHRASES = phrases(*_PERIODS)


def _period_start(today: date, unit: str, count: int) -> date:
    if unit == "week":
        return add_days(week_start(today), 7 * count)
    if unit == "quarter":
        return add_months(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), 3 * count)
    return add_months(today.replace(day=1), count) if unit == "month" else date(today.year + count, 1, 1)


def find_period(words: Words, at: int, today: date) -> Found | None:
    """Such as "next week": its first day, or the weekday that is said with it."""
    end = words.first_of(at, _PERIOD_PHRASES)
    if end is None:
        return None
    unit, count = _PERIODS[" ".join(words.lower[at:end])]
    start = _period_start(today, unit, count)
    if unit == "week":
        on = end + 1 if words[end] in ("on", ",") else end
        on = on + 1 if words[on] == "on" else on
        named = weekday_at(words, on, doubtful=True)
        if named:
            exact = start + timedelta(named[0])
            return Day(exact, past=count < 0, weekday=named[0]), named[1]
    if unit == "year":
        # the first such date after the last day of the year before is in the year that is meant
        after = end + 1 if words[end] in ("on", ",", "in") else end
        dated = find_date(words, after, start - timedelta(1)) or find_month(words, after, start - timedelta(1))
        if dated and not dated[0].problem:
            return replace(dated[0], or_today=False, past=count < 0), dated[1]
    if unit == "month" and words[end] in ("on", "in"):
        article = end + 2 if words[end + 1] == "the" else end + 1
        nth = ordinal(words, article)
        if nth and nth[0] <= monthrange(start.year, start.month)[1]:
            return Day(start.replace(day=nth[0]), past=count < 0, month_day=nth[0]), nth[1]
    return Day(start, past=count < 0, loose=unit), end


_ENDS = phrases("the end of", "end of", "the last day of", "last day of", "the very end of")


_THIS_YEAR = phrases("the year", "this year")


_NEXT_YEAR = phrases("next year", "the next year", "the coming year")


_STARTS = phrases("the beginning of", "beginning of", "the start of", "start of", "the first day of", "first day of")


_MIDDLES = phrases(
    "the first week of",
    "the second week of",
    "the third week of",
    "the fourth week of",
    "the last week of",
    "first week of",
    "second week of",
    "third week of",
    "fourth week of",
    "last week of",
    "the second half of",
    "first week in",
    "second week in",
    "the week of",
    "sometime in",
    "some time in",
    "the middle of",
    "middle of",
    "mid -",
    "mid",
    "early",
    "late",
    "the first half of",
    "around the end of",
)


_THE_UNITS = {"week": "week", "month": "month", "year": "year", "quarter": "quarter"}


def find_edge(words: Words, at: int, today: date) -> Found | None:
    """Such as "end of the month", "the start of next week", "eom", "mid-December"."""
    short = {"eom": "month", "eoy": "year", "eow": "week"}.get(words[at])
    if short:
        return Day(_last_day(today, short, 0)), at + 1
    for options, edge in ((_ENDS, "end"), (_STARTS, "start"), (_MIDDLES, "middle")):
        end = words.first_of(at, options)
        if end is None:
            continue
        which = _which_period(words, end, today)
        if which is None:
            continue
        start, unit, after, this = which
        if edge == "middle":
            return Day(today, problem="On which day exactly?"), after
        if edge == "end":
            exact = _end_of(start, unit, friday=words[end - 2] != "day" and words[at + 1] != "last")
            if exact < today:
                return Day(exact, past=True), after
            return Day(exact, today=exact == today, or_today=False), after
        if this and start <= today:
            start = _period_start(today, unit, 1) if unit != "named" else add_months(start, 12)
        return Day(start), after
    return None


def _end_of(start: date, unit: str, *, friday: bool) -> date:
    if unit == "week":
        return start + timedelta(4 if friday else 6)
    if unit in ("month", "named"):
        return start.replace(day=monthrange(start.year, start.month)[1])
    if unit == "quarter":
        return add_days(add_months(start, 3), -1)
    return start.replace(month=12, day=31)


def _last_day(today: date, unit: str, count: int) -> date:
    end = _end_of(_period_start(today, unit, count), unit, friday=True)
    return end if end >= today else _end_of(_period_start(today, unit, count + 1), unit, friday=True)


def _which_period(words: Words, at: int, today: date) -> tuple[date, str, int, bool] | None:
    """The period after "end of": its first day, its unit, the index after it, and whether it is the running one."""
    if words[at] in ("the", "this") and words[at + 1] in _THE_UNITS:
        unit = words[at + 1]
        start = _period_start(today, unit, 0)
        if unit == "week" and today > start + timedelta(4):
            start = add_days(start, 7)
        return start, unit, at + 2, True
    if words[at] == "next" and words[at + 1] in _THE_UNITS:
        return _period_start(today, words[at + 1], 1), words[at + 1], at + 2, False
    if words[at] in _THE_UNITS and words[at + 1] == "":
        return _period_start(today, words[at], 0), words[at], at + 1, True
    start_at = at + 1 if words[at] in ("this", "next") else at
    month = month_at(words, start_at)
    if month:
        said = year(words, month[1])
        if said:
            return date(said[0], month[0], 1), "named", said[1], False
        first = date(today.year, month[0], 1)
        first = first if month[0] >= today.month else date(today.year + 1, month[0], 1)
        return first, "named", month[1], True
    said = year(words, at)
    return (date(said[0], 1, 1), "year", said[1], False) if said else None


def find_nth_weekday(words: Words, at: int, today: date) -> Found | None:
    """Such as "the last Wednesday of December", "first Monday of next month", "the last Friday of the month"."""
    start = at + 1 if words[at] == "the" else at
    nth = place(words, start)
    if nth is None or nth[0] > 5:
        return None
    weekday = weekday_at(words, nth[1])
    if weekday is None:
        return None
    end = weekday[1]
    for options, months in ((THIS_MONTH, 0), (NEXT_MONTH, 1), (OF_MONTH, -1)):
        after = words.first_of(end, options)
        if after is not None:
            return _pick(today, weekday[0], nth[0], after, months)
    found = _nth_of(words, end + 1, today, weekday[0], nth[0]) if words[end] in ("of", "in") else None
    if found:
        return found
    if nth[0] < 0:
        return None
    question = f"The {words[nth[1] - 1]} {WEEKDAY_NAMES[weekday[0]]} of which month?"
    return Day(today, weekday=weekday[0], problem=question), end


def _nth_of(words: Words, at: int, today: date, weekday: int, nth: int) -> Found | None:
    """The nth such weekday of the month or the year that is named at `at`."""
    in_year = _whole_year(words, at, today)
    if in_year:
        exact = nth_weekday(date(in_year[0], 12 if nth < 0 else 1, 1), weekday, nth)
        if exact:
            return Day(exact, weekday=weekday, past=exact < today, today=exact == today), in_year[1]
    month = month_at(words, at + 1 if words[at] in ("next", "this", "the") else at)
    if month is None:
        return None
    said = _whole_year(words, month[1], today)
    years = [said[0]] if said else range(today.year, today.year + 8)
    for candidate in years:
        exact = nth_weekday(date(candidate, month[0], 1), weekday, nth)
        if exact and (exact > today or said):
            return Day(exact, weekday=weekday, past=exact < today), said[1] if said else month[1]
    return Day(today, problem=NO_SUCH_DATE), month[1]


def _whole_year(words: Words, at: int, today: date) -> tuple[int, int] | None:
    """Such as "2027", "the year", "next year", and the index after it."""
    for options, ahead in ((_THIS_YEAR, 0), (_NEXT_YEAR, 1)):
        end = words.first_of(at, options)
        if end is not None:
            return today.year + ahead, end
    return year(words, at)


def _pick(today: date, weekday: int, nth: int, after: int, months: int) -> Found:
    first = today.replace(day=1)
    if months >= 0:
        exact = nth_weekday(add_months(first, months), weekday, nth)
        if exact is None:
            return Day(today, problem=NO_SUCH_DATE), after
        return Day(exact, weekday=weekday, past=exact < today, today=exact == today), after
    for ahead in range(24):
        exact = nth_weekday(add_months(first, ahead), weekday, nth)
        if exact and exact > today:
            return Day(exact, weekday=weekday), after
    return Day(today, problem=NO_SUCH_DATE), after
