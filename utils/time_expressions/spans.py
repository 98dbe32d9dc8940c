"""Lengths of time: "an hour and a half", "2 hours 20 minutes", "three quarters of an hour", "a fortnight"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from utils.time_expressions.lexicon import DAY_UNITS, LETTER_UNITS, MONTH_UNITS, SECOND_UNITS
from utils.time_expressions.numbers import half_more, number, whole
from utils.time_expressions.tokens import Words, phrases


@dataclass(frozen=True, slots=True)
class Span:
    """A length: calendar months and days are kept apart from elapsed seconds. `problem` is a question to ask."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    workdays: int = 0
    in_seconds: bool = False
    problem: str = ""

    @property
    def calendar(self) -> bool:
        """Whether it is counted on the calendar and not by the clock."""
        return bool(self.months or self.days or self.workdays)

    def plus(self, other: Span) -> Span:
        """Both lengths one after the other."""
        return Span(
            self.months + other.months,
            self.days + other.days,
            self.seconds + other.seconds,
            self.workdays + other.workdays,
            self.in_seconds or other.in_seconds,
            self.problem or other.problem,
        )


_VAGUE = phrases(
    "a few", "few", "several", "some", "many", "a bunch of", "a handful of", "a number of", "a few more",
    "the next few", "a couple or three", "a couple of dozen", "x", "a good few", "quite a few",
)  # fmt: skip
_COUPLE = phrases("a couple of", "a couple", "couple of", "couple", "a pair of")
_QUARTERS = phrases("three quarters of an", "three quarter", "three quarters of a", "three quarters", "3/4 of an")
_QUARTER = phrases("a quarter of an", "quarter of an", "a quarter", "quarter")
_HALF = phrases("half of an", "half an", "half a", "a half", "half")
_PREFIX = phrases(
    "about", "around", "roughly", "exactly", "approximately", "like", "another", "um", "uh", "maybe", "say"
)


def unit_at(words: Words, at: int) -> tuple[str, str, int] | None:
    """The unit at `at` as (kind, name, index after it); kind is "seconds", "days", "months" or "workdays"."""
    word = words[at]
    if len(word) == 1:
        if word not in LETTER_UNITS or not words.digits(at - 1):
            return None
        if word == "s" and not words.glued(at):
            return None
        if words[at + 1] == "." and words[at + 2] == "m":
            return None
        name = LETTER_UNITS[word]
    elif word in ("business", "working", "work") and words[at + 1] in ("day", "days"):
        return "workdays", "working day", at + 2
    elif word in ("weekday", "weekdays", "workday", "workdays"):
        return "workdays", "working day", at + 1
    else:
        name = word.removesuffix("'s").removesuffix("'")
        name = name if name in SECOND_UNITS or name in DAY_UNITS else name.removesuffix("s")
    end = at + 2 if words[at + 1] == "." and words.glued(at + 1) and word in ("min", "hr", "sec", "wk") else at + 1
    for kind, table in (("seconds", SECOND_UNITS), ("days", DAY_UNITS), ("months", MONTH_UNITS)):
        if name in table:
            return kind, name, end
    return None


def _of(count: Fraction, kind: str, name: str) -> Span | None:
    """`count` units as a span; parts of a day become hours, parts of a month cannot be counted."""
    if count > 1_000_000_000:
        return None
    if kind == "seconds":
        seconds = count * SECOND_UNITS[name]
        return Span(seconds=int(seconds), in_seconds=SECOND_UNITS[name] == 1 or seconds % 60 != 0)
    if kind == "workdays":
        return Span(workdays=int(count)) if count.denominator == 1 else None
    if kind == "days":
        days = count * DAY_UNITS[name]
        return Span(days=int(days), seconds=int((days - int(days)) * 86_400))
    months = count * MONTH_UNITS[name]
    if months.denominator == 1:
        return Span(months=int(months))
    return Span(months=int(months), days=15) if months.denominator == 2 else None


def _term(words: Words, at: int) -> tuple[Span, int, str] | None:
    """One number and unit, the index after it, and the unit's name."""
    vague = words.first_of(at, _VAGUE)
    if vague is not None:
        unit = unit_at(words, vague)
        if unit:
            name = unit[1].replace("min", "minute").replace("utee", "ute") if unit[1] == "min" else unit[1]
            return Span(problem=f"How many {name}s?"), unit[2], unit[1]
        return None
    for options, part in ((_QUARTERS, Fraction(3, 4)), (_QUARTER, Fraction(1, 4)), (_HALF, Fraction(1, 2))):
        end = words.first_of(at, options)
        if end is not None:
            unit = unit_at(words, end + 1 if words[end] == "-" else end)
            if unit and (unit[0] != "days" or part == Fraction(1, 2)):
                span = _of(part, unit[0], unit[1])
                return (span, unit[2], unit[1]) if span else None
    couple = words.first_of(at, _COUPLE)
    if couple is not None:
        more = couple + 1 if words[couple] == "more" else couple
        unit = unit_at(words, more)
        span = _of(Fraction(2), unit[0], unit[1]) if unit else None
        return (span, unit[2], unit[1]) if unit and span else None
    return _counted(words, at)


def _counted(words: Words, at: int) -> tuple[Span, int, str] | None:
    count = number(words, at)
    if count is None and words[at] in ("a", "an", "the", "this"):
        count = (Fraction(1), at + 1) if words[at] in ("a", "an") else None
    if count is None:
        return None
    value, end = count
    other = _alternative(words, end)
    if other:
        unit = unit_at(words, other[1])
        if unit:
            low, high = words.slice(at, end), words.slice(other[2], other[1])
            return Span(problem=f"{low.capitalize()} or {high} {unit[1]}s?"), unit[2], unit[1]
    end = end + 1 if words[end] in ("-", "more", "full", "whole", "solid", "long", "short") else end
    unit = unit_at(words, end)
    if unit is None:
        return None
    kind, name, end = unit
    more = half_more(words, end)
    if more:
        value, end = value + more[0], more[1]
    if words[end] == "or" and words[end + 1] in ("two", "so", "more"):
        if words[end + 1] != "two":
            return (span, end + 2, name) if (span := _of(value, kind, name)) else None
        return Span(problem=f"One {name} or two?"), end + 2, name
    other = _alternative(words, end)
    if other:
        again = unit_at(words, other[1])
        if again and again[0] == kind:
            said = f"{words.slice(at, end)} or {words.slice(other[2], again[2])}?"
            return Span(problem=said.capitalize()), again[2], name
    span = _of(value, kind, name)
    return (span, end, name) if span else None


def _alternative(words: Words, at: int) -> tuple[int, int, int] | None:
    """Such as "or fifteen", "to fifteen", "-15" after a number: the number, the index after it, and where it starts."""
    if words[at] in ("or", "to", "-", "\u2013"):
        other = whole(words, at + 1)
        if other:
            return other[0], other[1], at + 1
    return None


def find_span(words: Words, at: int) -> tuple[Span, int] | None:
    """The length of time that stands at `at` and the index after it."""
    first = _term(words, at)
    if first is None:
        return None
    span, end, name = first
    for _ in range(4):
        joined = end + 1 if words[end] in ("and", ",") else end
        if words[joined] == "and":
            joined += 1
        more = _term(words, joined)
        if more and _finer(more[2], name) and not (more[0].problem and joined == end):
            span, end, name = span.plus(more[0]), more[1], more[2]
            continue
        size = _SMALLER.get(name)
        tail = _bare_rest(words, joined) if size else None
        if size and tail and not span.problem:
            span, end = span.plus(Span(seconds=tail[0] * size, in_seconds=size == 1)), tail[1]
        break
    if words[end] == "or":
        other = _term(words, end + 1)
        if words[end + 1] == "so":
            end += 2
        elif other and not span.problem:
            question = f"{words.slice(at, end)} or {words.slice(end + 1, other[1])}?"
            span, end = Span(problem=question[:1].upper() + question[1:]), other[1]
    return (replace(span, seconds=min(span.seconds, 10**10)), end)


_ORDER = (
    "decade", "year", "yr", "quarter", "month", "mth", "fortnight", "week", "wk", "working day", "day", "hour",
    "hr", "minute", "min", "second", "sec",
)  # fmt: skip


def _finer(name: str, than: str) -> bool:
    return _ORDER.index(name) > _ORDER.index(than)


_SMALLER = {"hour": 60, "hr": 60, "minute": 1, "min": 1}  # seconds of what a bare number after the unit counts


def _bare_rest(words: Words, at: int) -> tuple[int, int] | None:
    """Such as "twenty" in "an hour twenty"; it must end there, or it counts something else."""
    found = whole(words, at)
    if found and 5 <= found[0] < 60 and words[found[1]] in ("", ".", ",", "from", "timer", "later", "please"):
        return found
    return None


def prefix_end(words: Words, at: int) -> int:
    """The index after words that change nothing before a length ("about", "another")."""
    end = words.first_of(at, _PREFIX)
    return prefix_end(words, end) if end is not None and end < at + 6 else at
