"""Feasts: "Christmas Eve", "Easter Monday", "Thanksgiving"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.easter import easter

from utils.time_expressions import lexicon
from utils.time_expressions.dates import Day, Found, nth_weekday
from utils.time_expressions.numbers import year

if TYPE_CHECKING:
    from utils.time_expressions.tokens import Words


def find_feast(words: Words, at: int, today: date) -> Found | None:
    """The feast that stands at `at`."""
    named = feast_at(words, at)
    if named is None:
        return None
    name, end = named
    if words[at - 1] in ("happy", "merry"):
        return None  # what one wishes
    if name in ("new year", "the new year") and words[end] in ("resolution", "resolutions"):
        return None
    said = year(words, end)
    this_year = words.follows(end, "this", "year")
    next_year = words.follows(end, "next", "year")
    if said:
        exact = feast_in(name, said[0])
        return Day(exact, past=exact < today, month=exact.month, month_day=exact.day), said[1]
    if next_year is not None:
        return Day(feast_in(name, today.year + 1)), next_year
    exact = feast_in(name, today.year)
    here = exact == today
    if exact <= today:
        exact = feast_in(name, today.year + 1)
    after = this_year if this_year is not None else end
    fixed = name in lexicon.FIXED_FEASTS
    return Day(
        exact, or_today=here, month=exact.month if fixed else None, month_day=exact.day if fixed else None
    ), after


def feast_at(words: Words, at: int) -> tuple[str, int] | None:
    """The name of the feast that stands at `at` and the index after it."""
    end = words.first_of(at, lexicon.FEASTS)
    return (" ".join(words.lower[at:end]), end) if end is not None else None


def feast_in(name: str, in_year: int) -> date:
    """The date of a feast in a year."""
    if name in lexicon.FIXED_FEASTS:
        return date(in_year, *lexicon.FIXED_FEASTS[name])
    if name in lexicon.EASTER_FEASTS:
        return easter(in_year) + timedelta(lexicon.EASTER_FEASTS[name])
    month, weekday, nth, after = lexicon.FLOATING_FEASTS[name]
    return (nth_weekday(date(in_year, month, 1), weekday, nth) or date(in_year, month, 1)) + timedelta(after)
