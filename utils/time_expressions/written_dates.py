"""Dates by their numbers: "third of March", "the 31st", "12/25", "2026-08-05", "in March"."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date

from utils.time_expressions import lexicon
from utils.time_expressions.dates import NO_SUCH_DATE, Day, Found, add_months, date_in_year, next_month_day
from utils.time_expressions.lexicon import MONTHS
from utils.time_expressions.numbers import ordinal, small, whole, year
from utils.time_expressions.spans import unit_at
from utils.time_expressions.tokens import Words, phrases

_OF = phrases("of", "in", "of the month of")


_OF_THIS_YEAR = phrases("this year", "of this year")


_OF_NEXT_YEAR = phrases("next year", "of next year")


THIS_MONTH = phrases("of this month", "this month")


NEXT_MONTH = phrases("of next month", "next month", "of the next month", "of the following month")


OF_MONTH = phrases("of the month", "of the current month")


def find_date(words: Words, at: int, today: date) -> Found | None:
    """A date with its month, in words or digits."""
    """Month and day in either order, in words or digits, with or without a year."""
    start = at + 1 if words[at] in ("the", "this") else at
    return _iso(words, start, today) or _slashed(words, start, today) or _named_month(words, start, today)


def month_at(words: Words, at: int) -> tuple[int, int] | None:
    """The month that stands at `at` and the index after it; an abbreviation takes its full stop along."""
    month = MONTHS.get(words[at])
    if month is None:
        return None
    dotted = words[at + 1] == "." and words.glued(at + 1) and len(words[at]) < 5 and at + 2 < words.count
    return month, at + 2 if dotted else at + 1


def _with_year(words: Words, at: int, today: date, month: int, day: int) -> Found:
    comma = at + 1 if words[at] in (",", "/", ".", "-") else at
    if words[comma] == "in":
        comma += 1
    said = year(words, comma)
    # "at 2027" style clocks are not years, nor is "twenty thirty" before am or pm
    if said and words[said[1]] not in ("am", "pm", "hours", ":", "a", "p") and said[0] >= 1900:
        return date_in_year(today, month, day, said[0]), said[1]
    if words.follows(at, "this", "year"):
        return date_in_year(today, month, day, today.year), at + 2
    if words.follows(at, "next", "year") or words.follows(at, "of", "next", "year"):
        return date_in_year(today, month, day, today.year + 1), at + (2 if words[at] == "next" else 3)
    return date_in_year(today, month, day), at


def _named_month(words: Words, at: int, today: date) -> Found | None:
    month = month_at(words, at)
    if month:
        start = month[1]
        start = start + 1 if words[start] in ("/", "-", "the") else start
        nth = ordinal(words, start) or _plain_day(words, start)
        if nth and (1 <= nth[0] <= 31 or words[nth[1] - 1] in ("st", "nd", "rd", "th")):
            return _with_year(words, nth[1], today, month[0], nth[0])
        return None
    nth = ordinal(words, at)
    number = nth or small(words, at)
    if number is None or number[0] > 99 or words[at - 1] == ":":
        return None
    end = number[1]
    end = end + 1 if words[end] in ("of", "/", "-", ".") else end
    if words[end] == "day" and words[end + 1] == "of":
        end += 2
    month = month_at(words, end)
    if month is None or (words[end] == "may" and words[end + 1] in ("i", "you", "we", "be", "not")):
        return None
    if words[end] == "mar" and not nth and not words.digits(at):
        return None
    return _with_year(words, month[1], today, month[0], number[0])


def _plain_day(words: Words, at: int) -> tuple[int, int] | None:
    """A day of the month without its ending ("March 3", "March three"), unless it is a time ("March 3pm")."""
    found = small(words, at)
    if found is None or not 1 <= found[0] <= 31:
        return None
    after = words[found[1]]
    if after in ("am", "pm", "o'clock", "oclock", ":", "st", "th", "nd", "rd") and (
        after != ":" or words.glued(found[1])
    ):
        return None
    if words.glued(found[1]) and after in ("a", "p"):
        return None
    if after in ("a", "p") and words[found[1] + 1] in ("m", "."):
        return None
    return found


def _iso(words: Words, at: int, today: date) -> Found | None:
    if len(words.digits(at)) != 4 or words[at + 1] not in ("-", "/", "."):
        return None
    month, day = words.digits(at + 2), words.digits(at + 4)
    if not month or not day or words[at + 3] != words[at + 1] or len(month) > 2 or len(day) > 2:
        return None
    if not 1 <= int(month) <= 12 or not 1900 <= int(words[at]) <= 2199:
        return Day(today, problem=NO_SUCH_DATE), at + 5
    return date_in_year(today, int(month), int(day), int(words[at])), at + 5


def _slashed(words: Words, at: int, today: date) -> Found | None:
    """Such as "8/5" is month and day as in America unless only the other way exists; "8.5." is day and month."""
    first, mark, second = words.digits(at), words[at + 1], words.digits(at + 2)
    if not first or not second or mark not in ("/", ".", "-") or len(first) > 2 or len(second) > 2:
        return None
    if not words.glued(at + 1) or not words.glued(at + 2):
        return None
    if words[at - 1] in ("/", ".", ":", "-", "$", "€", "£") and words.glued(at):
        return None
    third = words.digits(at + 4) if words[at + 3] == mark and words.glued(at + 3) and words.glued(at + 4) else ""
    said_year: int | None = None
    end = at + 3
    if third and len(third) in (2, 4):
        said_year, end = int(third) + (2000 if len(third) == 2 else 0), at + 5
    elif mark == "-" or (mark == "." and not (words[at + 3] == "." and words.glued(at + 3))):
        return None
    elif mark == ".":
        end = at + 4
    month, day = (int(second), int(first)) if mark == "." else (int(first), int(second))
    if month > 12 >= day and mark != ".":
        month, day = day, month
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        if mark == "/" and said_year is None and (month <= 4 or day > 31):
            return None
        return Day(today, problem=NO_SUCH_DATE), end
    return date_in_year(today, month, day, said_year), end


def find_nth(words: Words, at: int, today: date) -> Found | None:
    """Such as "the fifth", "the 31st", "the 15th of next month", "the first of the month"."""
    article = words[at] == "the"
    nth = ordinal(words, at + 1 if article else at)
    article = article or words[at - 1] == "the"
    if nth is None:
        if not article:
            return None
        number = whole(words, at + 1)
        if (
            number
            and 1 <= number[0] <= 31
            and (words.first_of(number[1], THIS_MONTH) or words.first_of(number[1], NEXT_MONTH))
        ):
            nth = number
        else:
            return None
    day, end = nth
    if words[end] == "day" and words.follows(end + 1, "of"):
        end += 1
    for options, months in ((THIS_MONTH, 0), (NEXT_MONTH, 1)):
        after = words.first_of(end, options)
        if after is not None:
            month = add_months(today.replace(day=1), months)
            if day > monthrange(month.year, month.month)[1]:
                return Day(today, problem=NO_SUCH_DATE), after
            exact = month.replace(day=day)
            return Day(exact, past=exact < today, today=exact == today, month_day=day), after
    after = words.first_of(end, OF_MONTH)
    if after is not None:
        return next_month_day(today, day), after
    if not article and words[at - 1] not in ("on", "by", "until", "till", "before", "and", "from", "except"):
        alone = at == 0 and end == words.count
        return (
            (replace(next_month_day(today, day), bare=True), end) if words.digits(at) or (alone and day > 10) else None
        )
    follow = words[end]
    if follow in lexicon.NOT_AFTER_ORDINAL or follow in lexicon.WEEKDAYS:
        return None
    if day < 11 and follow and follow[0].isalpha() and follow not in lexicon.FUNCTION and words[at - 1] != "on":
        return None
    return next_month_day(today, day), end


def find_month(words: Words, at: int, today: date) -> Found | None:
    """Such as "in March", "next July", "July 2027": the first of that month."""
    start = at + 1 if words[at] in ("next", "this", "last", "coming") else at
    month = month_at(words, start)
    if month is None:
        return None
    said = year(words, month[1] + 1 if words[month[1]] in (",", "of") else month[1])
    if said:
        exact = date(said[0], month[0], 1)
        past = (said[0], month[0]) < (today.year, today.month)
        return Day(exact, past=past, loose="month", month=month[0]), said[1]
    for options, ahead in ((_OF_THIS_YEAR, 0), (_OF_NEXT_YEAR, 1)):
        end = words.first_of(month[1], options)
        if end is not None:
            exact = date(today.year + ahead, month[0], 1)
            past = (exact.year, exact.month) < (today.year, today.month)
            return Day(exact, past=past, loose="month", month=month[0]), end
    cue = words[at - 1] in ("in", "of", "until", "till", "by", "since", "before", "every", "each", "from", "during")
    if words[start] in ("may", "march") and not (cue or start > at):
        return None
    if not cue and start == at and words.count > 1:
        return None
    if words[at] == "last":
        return Day(date(today.year - (month[0] >= today.month), month[0], 1), past=True, loose="month"), month[1]
    this_year = date(today.year, month[0], 1)
    exact = this_year if this_year > today else date(today.year + 1, month[0], 1)
    return Day(exact, loose="month", month=month[0]), month[1]


def find_year(words: Words, at: int, today: date) -> Found | None:
    """Such as "in 2027": the first of January."""
    end = words.first_of(at, phrases("the year", "the start of the year")) if words[at - 1] in ("in", "by") else None
    named = year(words, end) if end is not None else None
    if named:
        return Day(date(named[0], 1, 1), past=named[0] <= today.year, loose="year"), named[1]
    digits = words.digits(at)
    if words[at - 1] == "in" and len(digits) == 4 and 1900 <= int(digits) <= 2199 and not unit_at(words, at + 1):
        return Day(date(int(digits), 1, 1), past=int(digits) <= today.year, loose="year"), at + 1
    return None
