"""Repetitions that come so often and no more: "the next three Mondays"."""

from __future__ import annotations

from utils.time_expressions import lexicon
from utils.time_expressions.lexicon import WEEKDAY_CODES
from utils.time_expressions.numbers import whole
from utils.time_expressions.rules import PART_NAMES, WORKDAYS, Found, Repeat
from utils.time_expressions.tokens import Words, phrases

_THE_NEXT = phrases("the next", "next", "the coming", "the following")


_MOST_NEXT = 60


def find_next_few(words: Words, at: int) -> Found | None:
    """Such as "the next three Mondays", "the next five days", "for the next two evenings": so often, then no more."""
    start = words.first_of(at, _THE_NEXT)
    start = at if start is None and words[at - 1] == "next" else start
    number = whole(words, start) if start is not None else None
    if number is None or not 1 < number[0] <= _MOST_NEXT:
        return None
    count, end = number
    name = words[end]
    weekday = lexicon.WEEKDAY_PLURALS.get(name)
    part = PART_NAMES.get(name.removesuffix("s")) if name.endswith("s") else None
    if weekday is not None:
        return Repeat("WEEKLY", days=(WEEKDAY_CODES[weekday],), count=count), end + 1
    if part:
        return Repeat("DAILY", part=part, count=count), end + 1
    if name in ("weekdays", "workdays"):
        return Repeat("WEEKLY", days=WORKDAYS, count=count), end + 1
    return (Repeat("DAILY", count=count), end + 1) if name == "days" else None
