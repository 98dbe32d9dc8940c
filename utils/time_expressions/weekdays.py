"""Weekdays: "next Friday", "Friday week", "Tuesday the eighth", "two Fridays from now"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from utils.time_expressions import lexicon
from utils.time_expressions.dates import (
    Day,
    Found,
    add_days,
    add_months,
    coming,
    next_month_day,
    week_start,
    weekday_at,
)
from utils.time_expressions.lexicon import WEEKDAY_NAMES
from utils.time_expressions.numbers import ordinal, whole
from utils.time_expressions.spans import find_span
from utils.time_expressions.tokens import Words, phrases
from utils.time_expressions.written_dates import find_date

_COMING = phrases("this coming", "the coming", "coming", "this upcoming", "the upcoming", "upcoming", "this")


_NEXT = phrases("next", "the next", "the following", "following", "next week's", "next weeks")


_LAST = phrases("last", "this past", "the past", "past", "last week's", "the previous", "previous")


_WEEK_ON = phrases("week", "in a week", "week on", "a week later", "in one week")


_THIS_WEEK = phrases("this week", "of this week")


_NEXT_WEEK = phrases("next week", "of next week", "the following week", "in the next week", "the week after this")


_NEXT_WEEKEND = phrases("next weekend", "of next weekend", "the following weekend")


_AFTER_NEXT = phrases("after next", "after that", "after the next", "after this", "after the coming one")


_WEEK_AFTER_NEXT = phrases("the week after next", "week after next", "of the week after next", "in the week after next")


def find_weekday(words: Words, at: int, today: date) -> Found | None:
    """A weekday with what is said before and after it. The coming one never is today."""
    start = words.follows(at, "the")
    start = at if start is None else start
    this_week = words.first_of(at, phrases("this week on", "this week"))
    named = weekday_at(words, this_week, doubtful=True) if this_week is not None else None
    if named:
        exact = week_start(today) + timedelta(named[0])
        return Day(exact, past=exact < today, today=exact == today, weekday=named[0]), named[1]
    coming_end = words.first_of(start, _COMING)
    next_end = words.first_of(at, _NEXT)
    last_end = words.first_of(at, _LAST)
    if words.first_of(at, phrases("next week on")) is not None:
        return None
    base = coming_end or next_end or last_end or start
    found = weekday_at(words, base, doubtful=base > start)
    bare = base == at
    if found is None:
        return None if not bare else _doubtful(words, at, today)
    weekday, end = found
    if bare or base == start:
        return _after_weekday(words, end, weekday, today)
    if coming_end:
        return _after_weekday(words, end, weekday, today)
    if next_end:
        if words[next_end] in ("", "and"):
            return None
        return _next_weekday(words, end, weekday, today)
    return Day(coming(today, weekday) - timedelta(7), past=True, weekday=weekday), end


def find_weekdays_on(words: Words, at: int, today: date) -> Found | None:
    """Such as "two Fridays from now": the second one to come."""
    number = whole(words, at)
    weekday = lexicon.WEEKDAY_PLURALS.get(words[number[1]]) if number else None
    if number is None or weekday is None or not 1 <= number[0] <= 52:
        return None
    end = words.first_of(number[1] + 1, phrases("from now", "from today", "away"))
    if end is None:
        return None
    return Day(add_days(coming(today, weekday), 7 * (number[0] - 1)), weekday=weekday), end


def _doubtful(words: Words, at: int, today: date) -> Found | None:
    """Such as "wed", "sat", "sun" are days before a time or a date, or alone."""
    number = lexicon.DOUBTFUL_WEEKDAYS.get(words[at])
    if number is None:
        return None
    end = at + 2 if words[at + 1] == "." and at + 2 < words.count else at + 1
    due = words[at - 1] in ("on", "by", "until", "next", "this", "every", "and", "before")
    due = due or (words[at - 1] in (",", "/", "&") and weekday_at(words, at - 2, doubtful=True) is not None)
    follows = words[end] in ("", "at", "morning", "afternoon", "evening", "night", "next", "and") or words.digits(end)
    return _after_weekday(words, end, number, today) if (due or (follows and at == 0)) else None


def _next_weekday(words: Words, end: int, weekday: int, today: date) -> Found:
    day = Day(week_start(today) + timedelta(7 + weekday), weekday=weekday)
    if words.follows(end, "week"):
        return replace(day, date=day.date + timedelta(7)), end + 1
    return day, end


def _after_weekday(words: Words, end: int, weekday: int, today: date) -> Found:
    """What may follow a weekday: "week", "after next", "next week", a date of its own."""
    day = Day(coming(today, weekday), weekday=weekday, bare=True)
    week_after = words.first_of(end, _WEEK_AFTER_NEXT)
    if week_after is not None:
        return replace(day, date=week_start(today) + timedelta(14 + weekday), bare=False), week_after
    after_next = words.first_of(end, _AFTER_NEXT)
    if after_next is not None:
        return replace(day, date=day.date + timedelta(7), bare=False), after_next
    this_week = words.first_of(end, _THIS_WEEK)
    if this_week is not None:
        exact = week_start(today) + timedelta(weekday)
        return replace(day, date=exact, past=exact < today, today=exact == today, bare=False), this_week
    next_week = words.first_of(end, _NEXT_WEEK)
    if next_week is None and weekday >= 5:
        next_week = words.first_of(end, _NEXT_WEEKEND)
    if next_week is not None:
        return replace(day, date=week_start(today) + timedelta(7 + weekday), bare=False), next_week
    if words[end] == "next" and words[end + 1] not in ("month", "year", "time"):
        return replace(day, date=week_start(today) + timedelta(7 + weekday), bare=False), end + 1
    if words[end] == "fortnight":
        return replace(day, date=day.date + timedelta(14), bare=False), end + 1
    week_on = words.first_of(end, _WEEK_ON)
    if week_on is not None and words[end - 1] != "this":
        return replace(day, date=day.date + timedelta(7), bare=False), week_on
    if words[end] == "in" or words.follows(end, ",", "in"):
        span = find_span(words, end + (1 if words[end] == "in" else 2))
        if span and span[0].calendar and not span[0].seconds and not span[0].problem:
            away = add_days(add_months(today, span[0].months), span[0].days)
            return replace(day, date=week_start(away) + timedelta(weekday), bare=False), span[1]
    dated = _dated_weekday(words, end, weekday, today)
    return dated or (day, end)


def _dated_weekday(words: Words, end: int, weekday: int, today: date) -> Found | None:
    """Such as "Friday the fourth of December", "Tuesday 8th", "Fri, the 27th"."""
    start = end + 1 if words[end] == "," else end
    found = find_date(words, start, today)
    if found:
        day, after = found
        if day.problem:
            return found
        if day.or_today and today.weekday() == weekday:
            return replace(day, weekday=weekday), after
        if day.date.weekday() == weekday:
            return replace(day, weekday=weekday), after
        question = f"That day is a {WEEKDAY_NAMES[day.date.weekday()]}. Which day do you mean?"
        return replace(day, problem=question), after
    article = start + 1 if words[start] == "the" else start
    nth = ordinal(words, article)
    if nth and not words.follows(nth[1], "of") and words[nth[1]] not in lexicon.WEEKDAYS:
        if words[nth[1]] in lexicon.NOT_AFTER_ORDINAL:
            return None
        day = next_month_day(today, nth[0], weekday=weekday)
        if today.day == nth[0] and today.weekday() == weekday:
            day = replace(day, or_today=True)
        return day, nth[1]
    return None
