"""Whether words hold a time, and what is left of them without it; which time it is, the tools work out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from utils.time_expressions import Context, Duration, Several, TimeExpressionError, resolve

# Any moment will do: words that hold a time hold one on every day, be it past, unclear or good.
_SOME_DAY = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Split:
    """`found` is whether a time was said (also one that is over, or unclear); `rest` are the other words."""

    found: bool
    length: bool
    rest: str


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
    return Split(value is not None, all(isinstance(item, Duration) for item in each), resolved.rest + tail)
