"""A day as it was said, and the arithmetic of the calendar."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from utils.time_expressions import lexicon
from utils.time_expressions.lexicon import MONTH_NAMES

if TYPE_CHECKING:
    from utils.time_expressions.tokens import Words

NO_SUCH_DATE = "There is no such date. Which day do you mean?"


_FAR = 366  # days: a date without a year that is farther away is doubtful


@dataclass(frozen=True, slots=True)
class Day:
    """A date as it was said.

    `past` if it is over by the words themselves. `or_today` if today has the same name, and is meant when a time still
    ahead is said. `weekday`, `month_day` and `month` say how it was named, for repetitions and changes.
    `loose` is a whole week, month or year, for which `date` is the first day.
    """

    date: date
    today: bool = False
    past: bool = False
    or_today: bool = False
    weekday: int | None = None
    month_day: int | None = None
    month: int | None = None
    loose: str = ""
    bare: bool = False
    problem: str = ""


Found = tuple[Day, int]


def weekday_at(words: Words, at: int, *, doubtful: bool = False) -> tuple[int, int] | None:
    """The weekday at `at` (0 is Monday) and the index after it; an abbreviation takes its full stop along."""
    word = words[at]
    if word in lexicon.WEEKDAYS:
        return lexicon.WEEKDAYS[word], at + 1
    number = lexicon.SHORT_WEEKDAYS.get(word)
    if number is None and doubtful:
        number = lexicon.DOUBTFUL_WEEKDAYS.get(word)
    if number is None:
        return None
    return number, at + 2 if words[at + 1] == "." and at + 2 < words.count else at + 1


def coming(today: date, weekday: int) -> date:
    """The next such weekday after today."""
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def week_start(today: date) -> date:
    """The Monday of today's week."""
    return today - timedelta(today.weekday())


def nth_weekday(first: date, weekday: int, nth: int) -> date | None:
    """The nth such weekday of the month of `first` (-1 the last); None if there is none."""
    days = monthrange(first.year, first.month)[1]
    if nth < 0:
        last = first.replace(day=days)
        return last - timedelta((last.weekday() - weekday) % 7 + 7 * (-nth - 1))
    day = 1 + (weekday - first.replace(day=1).weekday()) % 7 + 7 * (nth - 1)
    return first.replace(day=day) if day <= days else None


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last day of a shorter month; no further than the calendar goes."""
    try:
        return day + relativedelta(months=months)
    except (ValueError, OverflowError):
        return date.max


def add_days(day: date, days: int) -> date:
    """So many days on, no further than the calendar goes."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def date_in_year(today: date, month: int, day: int, said_year: int | None = None) -> Day:
    """A month and a day, in the year said or the next that has it."""
    named = Day(today, month=month, month_day=day)
    if day < 1 or day > monthrange(2024, month)[1]:
        return replace(named, problem=NO_SUCH_DATE)
    if said_year is not None:
        try:
            exact = date(said_year, month, day)
        except ValueError:
            return replace(named, problem=NO_SUCH_DATE)
        return replace(named, date=exact, past=exact < today, today=exact == today)
    for candidate in range(today.year, today.year + 9):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if found > today:
            if (found - today).days > _FAR:
                question = f"The next {MONTH_NAMES[month - 1]} twenty-ninth is in {candidate}. Do you mean that one?"
                return replace(named, date=found, problem=question.replace(str(candidate), _year_words(candidate)))
            here = (today.month, today.day) == (month, day)
            return replace(named, date=found, or_today=here)
    return replace(named, problem=NO_SUCH_DATE)


def _year_words(number: int) -> str:
    tens, ones = divmod(number % 100, 10)
    names = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    units = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return "twenty " + names[tens] + (f"-{units[ones]}" if units[ones] and names[tens] else units[ones])


def next_month_day(today: date, day: int, *, weekday: int | None = None) -> Day:
    """The next date with that number ("the 31st"), on that weekday if one is said."""
    named = Day(today, month_day=day, weekday=weekday)
    if not 1 <= day <= 31:
        return replace(named, problem=NO_SUCH_DATE)
    first = today.replace(day=1)
    for months in range(60):
        month = add_months(first, months)
        if day <= monthrange(month.year, month.month)[1]:
            found = month.replace(day=day)
            if found > today and weekday in (None, found.weekday()):
                here = today.day == day and weekday in (None, today.weekday())
                return replace(named, date=found, or_today=here)
    return replace(named, problem=NO_SUCH_DATE)
