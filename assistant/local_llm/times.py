"""Whether words hold a time, and what is left of them without it; which time it is, the tools work out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from utils.time_expressions import (
    Context,
    Duration,
    Grain,
    Moment,
    Recurrence,
    Several,
    TimeExpressionError,
    resolve,
)

# Any moment will do: words that hold a time hold one on every day, be it past, unclear or good.
_SOME_DAY = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
_LONGEST = 1000
_FRONT_DAY = re.compile(
    r"^(?P<day>(?:on\s+|next\s+|this\s+)*(?:\w+day|tomorrow|tonight|today)"
    r"(?:\s+(?:morning|afternoon|evening|night))?)[\s,]+(?P<clock>.+)$",
    re.IGNORECASE,
)
_DATE_AT = re.compile(r"^(?P<day>(?:on\s+)?.+?)\s+at\s+(?P<clock>.+)$", re.IGNORECASE)
_ME = re.compile(r"^(?P<ask>(?:wake|get|remind|nudge|ping)\s+(?:me|us)(?:\s+up)?)\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"^(?:(?:at|by|around|about|for|from|until|in)\s+)+", re.IGNORECASE)

_WANTING = re.compile(
    r"^(?:i|we|i'\w+|we'\w+)\s+(?:(?:need|want|would like|like|got|have|must|should)\b\s*)?(?:to\s+)?", re.IGNORECASE
)
"""What is taken for the beginning of a request and is no word of the time: "I need to leave at four"."""

NAMED_DAY = re.compile(
    r"\b(?:on\s+|next\s+|this\s+)*(?:tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?:\s+morning)?\b",
    re.IGNORECASE,
)
"""A day ahead, by its name."""


@dataclass(frozen=True, slots=True)
class Split:
    """`found` is whether a time was said (also one that is over, or unclear); `rest` are the other words.

    `repeats` is whether it comes again.
    """

    found: bool
    length: bool
    rest: str
    repeats: bool = False


@lru_cache(maxsize=512)
def split_time(text: str, context: Context = Context.PLAIN) -> Split:
    """Look for a time in the first thousand characters of `text`; `length` is whether it is a length of time."""
    head, tail = text[:_LONGEST], text[_LONGEST:]
    try:
        resolved = resolve(head, now=_SOME_DAY, zone="UTC", context=context)
    except TimeExpressionError as error:
        return Split(bool(error.said), False, error.rest + tail)
    value = resolved.value
    each = value.items if isinstance(value, Several) else (value,)
    return Split(
        value is not None,
        all(isinstance(item, Duration) for item in each),
        resolved.rest + tail,
        any(isinstance(item, Recurrence) for item in each),
    )


def clock_of(text: str) -> int | None:
    """The minute of the day of the one moment that `text` names; None if it names none, several or a repetition."""
    try:
        value = resolve(text[:_LONGEST], now=_SOME_DAY, zone="UTC", context=Context.REMINDER).value
    except TimeExpressionError:
        return None
    if not isinstance(value, Moment) or value.grain is Grain.DAY:
        return None
    return value.wall.hour * 60 + value.wall.minute


def time_words(text: str, context: Context) -> str:
    """The words of `text` that name its time; empty if it has none, or they can't be told from the others."""
    split = split_time(text, context)
    if not split.found:
        return ""
    rest = [_bare(word) for word in split.rest.split()]
    words = []
    for word in text.split():
        if rest and rest[0] == _bare(word):
            rest.pop(0)
        else:
            words.append(word.strip(".,;!?"))
    return "" if rest else _WANTING.sub("", " ".join(words), count=1)


def clock_first(when: str) -> str:
    """Put the day last, and the preposition away: "half past two on Thursday"."""
    said = _FRONT_DAY.match(when) or _DATE_AT.match(when)
    clock, day = (said["clock"], f" {said['day']}") if said else (when, "")
    return f"{_PREPOSITION.sub('', clock)}{day}"


def with_day(request: str, day: str) -> str:
    """Put a day where the time of a request stands: "wake me on Friday at five"."""
    said = _ME.match(request)
    return f"{said['ask']} {day}{request[said.end() :]}" if said else f"{request} {day}"


def _bare(word: str) -> str:
    return word.strip(".,;!?").casefold()
