"""What a repetition leaves out: "except Sunday", "but not the 25th", "except from Monday to Wednesday next week"."""

from __future__ import annotations

from calendar import monthrange
from datetime import timedelta
from typing import TYPE_CHECKING

from utils.time_expressions.dates import Day, add_days
from utils.time_expressions.days import find_day
from utils.time_expressions.pieces import Except, Kind, Piece
from utils.time_expressions.repeats import find_weekday_range
from utils.time_expressions.rules import WEEKEND, WORKDAYS, codes, weekday_list
from utils.time_expressions.tokens import Words, phrases

if TYPE_CHECKING:
    from datetime import date

_EXCEPTS = phrases(
    "except for", "except on", "except", "but not on", "but not", "excluding", "apart from", "other than", "besides",
    "not on", "skipping", "without", "with the exception of", "leaving out", "bar", "save for", "but skip", "skip",
    "not counting", "aside from", "but never on", "minus", "not", "and not on", "and skip", "just not", "just not on",
    "only not on", "except for on", "but excluding", "except in", "but not in", "not in", "except during",
    "except between",
)  # fmt: skip
_NEXT_ONE = phrases("the next one", "the next time", "the first one", "the first time", "next one", "only the next one",
                    "the first", "the coming one", "this one", "the next")  # fmt: skip
_NAMED_DAYS = {"weekends": WEEKEND, "weekend": WEEKEND, "weekdays": WORKDAYS, "workdays": WORKDAYS}
_TO = phrases("to", "through", "till", "until", "thru", "-", "\u2013", "up to", "up until")
_MOST_DATES = 12
_LONGEST = 92  # days of a range; who leaves out more ends the repetition


def find_except(words: Words, at: int, today: date) -> Piece | None:
    """The exception that stands at `at`."""
    start = at + 1 if words[at] == "," else at
    end = words.first_of(start, _EXCEPTS)
    if end is None and words[start] == "but":
        end = start + 1
    if end is None:
        return None
    end = end + 1 if words[end] in ("on", "for", "the", "in", "at") and words[end + 1] != "next" else end
    # "the" was passed over above, but it belongs to "the 25th" and "the next one"
    back = end - 1 if words[end - 1] == "the" else end
    between = words[end] in ("from", "between") or words[end - 1] == "between"
    dates = _range(words, end + 1 if words[end] in ("from", "between") else back, today, between=between)
    if dates:
        return Piece(Kind.EXCEPT, Except(dates=dates[0]), at, dates[1], start)
    days = find_weekday_range(words, end + 1 if words[end] == "from" else end)
    if days:
        return Piece(Kind.EXCEPT, Except(days=days[0].days), at, days[1], start)
    named = _weekdays(words, end)
    if named:
        return Piece(Kind.EXCEPT, Except(days=named[0]), at, named[1], start)
    dates = _dates(words, back, today)
    if dates:
        return Piece(Kind.EXCEPT, Except(dates=dates[0]), at, dates[1], start)
    after = words.first_of(back, _NEXT_ONE)
    if after is not None:
        return Piece(Kind.EXCEPT, Except(next_one=True), at, after, start)
    if words[start] in ("except", "excluding") and words[back]:
        # what is not understood must not be passed over: it would ring when it should not
        return Piece(Kind.EXCEPT, Except(problem="Except when exactly?"), at, end, start)
    return None


def _weekdays(words: Words, at: int) -> tuple[tuple[str, ...], int] | None:
    """Such as "Sunday", "Mondays and Thursdays", "weekends and Mondays"."""
    days: tuple[str, ...] = ()
    last = step = at
    while True:
        named = weekday_list(words, step)
        if named and words[named[1] - 1] != "week" and words[named[1]] not in ("this", "next", "the"):
            days, last = (*days, *codes(named[0])), named[1]
        elif words[step] in _NAMED_DAYS and words[step - 1] not in ("this", "next"):
            days, last = (*days, *_NAMED_DAYS[words[step]]), step + 1
        else:
            return (days, last) if days else None
        step = last + 1 if words[last] in (",", "and", "or") else last
        step = step + 1 if words[step] in ("and", "on") else step
        if step == last:
            return days, last


def _dates(words: Words, at: int, today: date) -> tuple[tuple[date, ...], int] | None:
    dates: list[date] = []
    last = at
    for _ in range(_MOST_DATES):
        step = last + 1 if dates and words[last] in ("and", ",") else last
        step = step + 1 if words[step] in ("and", "on") else step
        if dates and step == last:
            break
        day = find_day(words, step, today)
        if day is None or day[0].problem or day[0].past:
            break
        dates.extend(_all_of(day[0]))
        last = day[1]
    return (tuple(dates), last) if dates else None


def _all_of(day: Day) -> tuple[date, ...]:
    """Every date of a whole week, weekend or month; else the date itself."""
    count = 1
    if day.loose == "week":
        count = 7
    elif day.loose == "weekend":
        count = 7 - day.date.weekday()
    elif day.loose == "month":
        count = monthrange(day.date.year, day.date.month)[1]
    return tuple(add_days(day.date, ahead) for ahead in range(count))


def _range(words: Words, at: int, today: date, *, between: bool) -> tuple[tuple[date, ...], int] | None:
    """Such as "from Monday to Wednesday next week", "the 24th to the 26th", "between Christmas and New Year's Day"."""
    first = find_day(words, at, today)
    if first is None:
        return None
    joined = first[1] + 1 if between and words[first[1]] == "and" else words.first_of(first[1], _TO)
    last = find_day(words, joined, today) if joined is not None else None
    if last is None or (first[0].bare and last[0].bare and first[0].weekday is not None):
        return None  # weekdays without a week are left out each week
    begin, end = first[0].date, last[0].date
    if first[0].bare and first[0].weekday is not None and last[0].weekday is not None:
        begin = end - timedelta((last[0].weekday - first[0].weekday) % 7)
    if first[0].problem or last[0].problem or not 0 <= (end - begin).days <= _LONGEST:
        return None
    return tuple(add_days(begin, ahead) for ahead in range((end - begin).days + 1)), last[1]
