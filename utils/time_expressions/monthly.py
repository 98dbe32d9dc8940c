"""Repetitions by the month and the year: "the first Monday of each month", "every May 8th"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from utils.time_expressions import lexicon
from utils.time_expressions.days import find_day
from utils.time_expressions.feasts import feast_at
from utils.time_expressions.lexicon import MONTHS, WEEKDAY_CODES
from utils.time_expressions.numbers import place, whole
from utils.time_expressions.rules import WORKDAY_WORDS, WORKDAYS, Found, Repeat, weekday_list
from utils.time_expressions.spans import unit_at
from utils.time_expressions.tokens import Words, phrases

if TYPE_CHECKING:
    from datetime import date

_OF_MONTHS = phrases(
    "of each month", "of every month", "of the month", "in each month", "in every month", "in the month", "every month",
    "each month", "of a month", "in a month", "of any month", "of all months",
)  # fmt: skip


_OF_EACH = phrases(
    "of each month", "of every month", "in each month", "in every month", "every month", "each month", "of all months"
)


_OF_EACH_OTHER = phrases("of every other month", "of every second month", "every other month")


_OF_EACH_QUARTER = phrases("of each quarter", "of every quarter", "every quarter", "each quarter")


def positions_at(words: Words, at: int) -> tuple[list[int], int]:
    """Places in a month ("first and third", "15th", "last" is -1) and the index after them."""
    positions: list[int] = []
    end = at
    while len(positions) < 10:
        step = end + 1 if positions and words[end] in ("and", ",", "&") else end
        step = step + 1 if words[step] == "and" else step
        step = step + 1 if words[step] == "the" else step
        nth = place(words, step)
        if nth is None or (step == end and positions):
            break
        positions.append(nth[0])
        end = nth[1]
    return positions, end


def positioned(words: Words, positions: list[int], end: int, *, need_month: bool) -> Found | None:
    """What stands after "first and third": weekdays, "day", "weekday" or nothing, then "of the month"."""
    interval = 1
    weekday = weekday_list(words, end)
    workday = words.first_of(end, WORKDAY_WORDS)
    after = weekday[1] if weekday else workday if workday is not None else end
    plain_day = words[end] == "day"
    after = end + 1 if plain_day else after
    of_month = words.first_of(after, _OF_EACH if need_month else _OF_MONTHS)
    other = words.first_of(after, _OF_EACH_OTHER)
    quarter = words.first_of(after, _OF_EACH_QUARTER)
    if of_month is None and other is not None:
        of_month, interval = other, 2
    if of_month is None and quarter is not None:
        of_month, interval = quarter, 3
    yearly = _in_month(words, after)
    if yearly and weekday and not need_month:
        by_day = tuple(f"{nth}{WEEKDAY_CODES[day]}" for nth in positions for day in weekday[0])
        return Repeat("YEARLY", days=by_day, months=(yearly[0],)), yearly[1]
    if of_month is None:
        # "every first Monday" can only be the month's, "every other Monday" never is
        if weekday and not need_month and (len(positions) > 1 or positions[0] < 2):
            by_day = tuple(f"{nth}{WEEKDAY_CODES[day]}" for nth in positions for day in weekday[0])
            return Repeat("MONTHLY", days=by_day), after
        alone = not weekday and workday is None and not plain_day and not need_month
        sure = len(positions) > 1 or positions[0] > 3 or (bool(words.digits(end - 2)) and _ends(words, end))
        if alone and sure and unit_at(words, end) is None:
            if words[end] in MONTHS or words[end] in ("of", "in"):
                return None
            return Repeat("MONTHLY", month_days=tuple(positions)), end
        return None
    if weekday:
        if any(abs(nth) > 5 for nth in positions):
            return Repeat("MONTHLY", problem="There is no such day in a month. Which day do you mean?"), of_month
        by_day = tuple(f"{nth}{WEEKDAY_CODES[day]}" for nth in positions for day in weekday[0])
        return Repeat("MONTHLY", interval, by_day), of_month
    if workday is not None:
        return Repeat("MONTHLY", interval, WORKDAYS, position=positions[0]), of_month
    if any(nth > 31 for nth in positions):
        return Repeat("MONTHLY", problem="There is no such day in a month. Which day do you mean?"), of_month
    return Repeat("MONTHLY", interval, month_days=tuple(positions)), of_month


def _ends(words: Words, at: int) -> bool:
    """Whether no noun follows, as in "every 1st person"."""
    return not words[at] or not words[at][0].isalpha() or words[at] in lexicon.FUNCTION


def _in_month(words: Words, at: int) -> tuple[int, int] | None:
    if words[at] not in ("in", "of"):
        return None
    month = MONTHS.get(words[at + 1])
    return (month, at + 2) if month else None


def every_date(words: Words, at: int, today: date) -> Found | None:
    """Such as "every May 8th", "every Christmas", "every January"."""
    feast = feast_at(words, at)
    if feast and feast[0] in lexicon.FLOATING_FEASTS and not lexicon.FLOATING_FEASTS[feast[0]][3]:
        in_month, weekday, nth, _ = lexicon.FLOATING_FEASTS[feast[0]]
        return Repeat("YEARLY", days=(f"{nth}{WEEKDAY_CODES[weekday]}",), months=(in_month,)), feast[1]
    if feast and feast[0] not in lexicon.FIXED_FEASTS:
        return Repeat("YEARLY", problem="That is on another date each year. On which date?"), feast[1]
    found = find_day(words, at, today)
    if found:
        day, end = found
        if day.month and day.month_day:
            # 29 February is fine once a year
            problem = day.problem if "no such" in day.problem else ""
            return Repeat("YEARLY", months=(day.month,), month_days=(day.month_day,), problem=problem), end
    month = MONTHS.get(words[at])
    if month and words[at] not in ("may", "march", "mar", "sec"):
        return Repeat("YEARLY", months=(month,), month_days=(1,)), at + 1
    return None


def of_every_month(words: Words, at: int, today: date) -> Found | None:
    """Such as "the first Monday of each month", "the 1st and 15th of every month", "the last day of the month"."""
    start = at + 1 if words[at] == "the" else at
    after = words.first_of(start, phrases("last day of the month", "very last day of the month"))
    if after is not None:
        return Repeat("MONTHLY", month_days=(-1,)), after
    if place(words, start) is None:
        return None
    positions, end = positions_at(words, start)
    found = positioned(words, positions, end, need_month=True)
    if found is None and words.first_of(end, WORKDAY_WORDS) is not None:
        found = positioned(words, positions, end, need_month=False)
    return found or _of_every_year(words, at, today)


def _of_every_year(words: Words, at: int, today: date) -> Found | None:
    found = find_day(words, at, today)
    if not found or not (found[0].month and found[0].month_day):
        return None
    end = words.first_of(found[1], phrases("every year", "each year", "of every year", "of each year"))
    if end is None:
        return None
    return Repeat("YEARLY", months=(found[0].month,), month_days=(found[0].month_day,)), end


def month_anchor(words: Words, at: int) -> Found | None:
    """Such as "the 15th", "the first Monday", "the last day", "day 15", "the 1st and the 15th"."""
    start = at + 1 if words[at] == "the" else at
    if words[start] == "day" and (number := whole(words, start + 1)) and 1 <= number[0] <= 31:
        return Repeat("MONTHLY", month_days=(number[0],)), number[1]
    positions, end = positions_at(words, start)
    if not positions:
        return None
    if any(nth > 31 for nth in positions):
        return Repeat("MONTHLY", problem="There is no such day in a month. Which day do you mean?"), end
    weekday = weekday_list(words, end)
    if weekday:
        by_day = tuple(f"{nth}{WEEKDAY_CODES[day]}" for nth in positions for day in weekday[0])
        return Repeat("MONTHLY", days=by_day), weekday[1]
    workday = words.first_of(end, WORKDAY_WORDS)
    if workday is not None:
        return Repeat("MONTHLY", days=WORKDAYS, position=positions[0]), workday
    if words[end] == "day":
        return Repeat("MONTHLY", month_days=tuple(positions)), end + 1
    if any(nth < 0 for nth in positions):
        return None
    return Repeat("MONTHLY", month_days=tuple(positions)), end
