"""A repetition as it was said, and the weekdays it may name."""

from __future__ import annotations

from dataclasses import dataclass

from utils.time_expressions import lexicon
from utils.time_expressions.dates import weekday_at
from utils.time_expressions.lexicon import WEEKDAY_CODES
from utils.time_expressions.tokens import Words, phrases

WORKDAYS = ("MO", "TU", "WE", "TH", "FR")


WEEKEND = ("SA", "SU")


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule as it was said, still without its time of day.

    `days` are RFC 5545 weekdays, with their number in the month where one was said ("1MO").
    `part` is the part of the day in "every morning". `elapsed` for hours, minutes and seconds.
    `count` is how often it comes ("the next three Mondays"), 0 if that is not said so.
    `problem` is a question to ask: "three times a day" needs the times to be said.
    """

    freq: str
    interval: int = 1
    days: tuple[str, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    position: int | None = None
    part: str = ""
    minute: int | None = None
    count: int = 0
    problem: str = ""

    @property
    def elapsed(self) -> bool:
        """Whether it is counted in hours, minutes or seconds."""
        return self.freq in ("HOURLY", "MINUTELY", "SECONDLY")

    @property
    def anchored(self) -> bool:
        """Whether it was said on which days it falls."""
        return bool(self.days or self.month_days or self.months)


Found = tuple[Repeat, int]


FREQ = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY", "hour": "HOURLY", "minute": "MINUTELY",
         "second": "SECONDLY", "hr": "HOURLY", "min": "MINUTELY", "sec": "SECONDLY", "yr": "YEARLY", "wk": "WEEKLY",
         "night": "DAILY", "morning": "DAILY", "evening": "DAILY", "afternoon": "DAILY"}  # fmt: skip


WORKDAY_WORDS = phrases("weekday", "workday", "working day", "business day", "work day", "school day", "week day")


PART_NAMES = {"morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night",
               "lunchtime": "lunchtime", "bedtime": "bedtime"}  # fmt: skip


def weekday_list(words: Words, at: int, *, plural: bool = False) -> tuple[tuple[int, ...], int] | None:
    """Weekdays joined by commas and "and" (with `plural`, "Mondays and Thursdays"), and the index after them."""
    found: list[int] = []
    end = at
    start = at
    while len(found) < 14:
        start = start + 1 if words[start] == "on" and found else start
        number = lexicon.WEEKDAY_PLURALS.get(words[start])
        day = (number, start + 1) if number is not None else None
        if day is None:
            day = weekday_at(words, start, doubtful=bool(found) or words[start - 1] in ("every", "each", "on"))
        if day is None or (plural and number is None and not found):
            break
        found.append(day[0])
        end = day[1]
        start = end + 1 if words[end] in (",", "&", "/") else end
        start = start + 1 if words[start] in ("and", "plus", "every", "each") else start
        start = start + 1 if words[start] in ("every", "each", "on") else start
        if start == end:
            start = end
            if weekday_at(words, start, doubtful=True) is None and words[start] not in lexicon.WEEKDAY_PLURALS:
                break
    return (tuple(dict.fromkeys(found)), end) if found else None


def codes(days: tuple[int, ...]) -> tuple[str, ...]:
    """Weekday numbers as RFC 5545 codes, Monday first."""
    return tuple(WEEKDAY_CODES[day] for day in sorted(days))


def of_unit(name: str, count: int, end: int) -> Found | None:
    """Every so many of a unit."""
    if name == "fortnight":
        return Repeat("WEEKLY", 2 * count), end
    if name == "quarter":
        return Repeat("MONTHLY", 3 * count), end
    if name == "working day":
        return (Repeat("WEEKLY", days=WORKDAYS), end) if count == 1 else None
    freq = FREQ.get(name)
    return (Repeat(freq, count), end) if freq else None
