"""Lengths of time in a sentence: "in an hour", "an hour before noon", "for ten minutes", "five and ten minutes"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from utils.time_expressions import lexicon
from utils.time_expressions.clock import Strength
from utils.time_expressions.clocks import find_clock
from utils.time_expressions.numbers import whole
from utils.time_expressions.pieces import Kind, Piece, Role, Shift
from utils.time_expressions.spans import Span, find_span, prefix_end, unit_at
from utils.time_expressions.tokens import Words, phrases

if TYPE_CHECKING:
    from collections.abc import Callable

_LATER = phrases(
    "from now on", "from now", "from right now", "later", "hence", "from this moment", "later on", "down the line"
)
_FROM_NOW = phrases("from now on", "from now")
_AGO = phrases("ago", "earlier", "before now", "back")
_TIME_TAIL = phrases("' s time", "time", "' time", "s time")
_LONGEST_LIST = 8
_BEFORE_IT = phrases(
    "before", "beforehand", "in advance", "ahead", "before that", "before it", "prior", "ahead of time", "before then",
    "before it starts",
)  # fmt: skip


def find_length(words: Words, at: int, start: int, role: Role, *, changing: bool) -> Piece | None:
    """A length of time, as a distance from now or as itself. `changing`: "by an hour" is one too."""
    core = prefix_end(words, at) if role in (Role.IN, Role.AFTER, Role.WITHIN, Role.FOR, Role.NONE) else at
    if role is Role.NONE and core > at and words[core - 1] not in ("about", "around", "roughly", "exactly", "another"):
        core = at
    bare_unit = role is Role.WITHIN or (role is Role.FOR and words[at - 1] == "next")
    found = find_span(words, core)
    if found is None and bare_unit:
        unit = unit_at(words, core + 1 if words[core] == "the" else core)
        if unit:
            found = find_span(Words("one " + words.slice(unit[2] - 1, unit[2])), 0)
            found = (found[0], unit[2]) if found else None
    if found is None:
        return None
    span, end = found
    if role in (Role.IN, Role.AFTER, Role.WITHIN):
        tail = words.first_of(end, _TIME_TAIL)
        if role is Role.AFTER and words[end] in ("of", "before"):
            return None
        end = tail if tail is not None else end
        later = words.first_of(end, _FROM_NOW)
        end = later if later is not None else end
        if words[end] == "'s":
            end += 1
        if role is Role.IN and words[core] == "the":
            return None
        return Piece(Kind.SHIFT, Shift(span, deadline=role is Role.WITHIN), start, end, core, role)
    later = words.first_of(end, _LATER)
    if later is not None:
        return Piece(Kind.SHIFT, Shift(span), start, later, core, role)
    ago = words.first_of(end, _AGO)
    if ago is not None and words[end] != "back":
        return Piece(Kind.SHIFT, Shift(span, back=True), start, ago, core, role)
    anchored = _around_clock(words, at, start, end, span.seconds, role) if not span.calendar else None
    if anchored:
        return anchored
    if role in (Role.NONE, Role.FOR, Role.AT, Role.FROM, Role.ABOUT) or (changing and role is Role.BY):
        return Piece(Kind.SPAN, span, start, end, core, role)
    return None


def find_lead(words: Words, at: int, start: int, role: Role, is_time: Callable[[int], bool]) -> Piece | None:
    """Such as "an hour before the meeting": so long before a time that is said elsewhere.

    `is_time` tells whether a time begins at a place.
    """
    if role not in (Role.NONE, Role.AT, Role.ABOUT):
        return None
    found = find_span(words, at)
    if found is None and words.follows(at, "the", "day"):
        found = (Span(days=1), at + 2)
    if found is None or found[0].problem:
        return None
    end = words.first_of(found[1], _BEFORE_IT)
    if end is None:
        return None
    after = words[end] not in ("", ".", ",", "and", "?", "!")
    if after and (words[end - 1] != "before" or not _names_thing(words, end) or is_time(end)):
        return None
    return Piece(Kind.LEAD, found[0], start, end, at, role)


def _names_thing(words: Words, at: int) -> bool:
    """Such as "my meeting", "alice's birthday"."""
    return words[at] in lexicon.DETERMINERS or words[at].endswith("'s") or words[at + 1].endswith("'s")


def _around_clock(words: Words, at: int, start: int, end: int, seconds: int, role: Role) -> Piece | None:
    """Such as "an hour before noon", "twenty minutes after six"."""
    sign = {"before": -1, "after": 1, "past": 1, "prior": -1}.get(words[end])
    if sign is None or seconds % 60 or not 0 < seconds < 43_200:
        return None
    clock = find_clock(words, end + 2 if words[end] == "prior" else end + 1)
    if clock is None or clock[0].hour is None:
        return None
    moved = replace(clock[0], shift=clock[0].shift + sign * seconds // 60)
    return Piece(Kind.CLOCK, moved, start, clock[1], at, role, Strength.SURE)


def find_times(words: Words, at: int, start: int, role: Role) -> Piece | None:
    """Such as "ten times": how often a repetition comes."""
    number = whole(words, at)
    if number is None or role not in (Role.NONE, Role.FOR):
        return None
    end = number[1] + 1 if words[number[1]] == "more" else number[1]
    if words[end] in ("times", "occurrences", "repetitions", "repeats") and words[end + 1] not in (
        "a",
        "per",
    ):
        return Piece(Kind.TIMES, number[0], start, end + 1, at, role)
    return None


def find_unitless(words: Words, at: int, start: int, role: Role) -> Piece | None:
    """Such as "in fifteen": probably minutes, but who knows."""
    count = whole(words, at) if role is Role.IN and words[start] == "in" else None
    if count is None or not 1 < count[0] <= 120 or words[count[1]] not in ("", ".", ",", "please"):
        return None
    said = words.slice(at, count[1])
    return Piece(Kind.SHIFT, Shift(Span(problem=f"In {said} minutes?")), start, count[1], at, role)


def find_listed(words: Words, at: int, start: int, role: Role) -> Piece | None:
    """Such as "five" in "five, ten and fifteen minutes": its unit is the one that the last of the list names."""
    if role not in (Role.NONE, Role.FOR, Role.IN):
        return None
    first = whole(words, at)
    end = first[1] if first else at
    if first is None or unit_at(words, end):
        return None
    for _ in range(_LONGEST_LIST):
        step = end
        while words[step] in (",", "and", "&"):
            step += 1
        following = whole(words, step)
        if following is None:
            return None
        unit = unit_at(words, following[1])
        if unit:
            if unit[0] != "seconds":
                return None
            counted = find_span(Words(f"{first[0]} {unit[1]}"), 0)
            return Piece(Kind.SPAN, counted[0], start, first[1], at, role) if counted else None
        end = following[1]
    return None
