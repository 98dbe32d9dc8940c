"""What no longer holds: "I no longer live in Berlin", "I'm not vegetarian any more", "I gave up tennis"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from system_control.facts import Category, Fact
from system_control.statements.text import canonical

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_LONGER = re.compile(r"\bno longer ", re.IGNORECASE)
_NOT_ANY_MORE = re.compile(r"\b(?:do not|does not|not|never) (.+?),? any ?(?:more|longer)$", re.IGNORECASE)
_GAVE_UP = re.compile(
    r"^i (?:have )?(?:quit|stopped|gave up|given up)(?: on)? "
    r"(?!my job|work|school|smok|drink|alcohol|cigar|vaping|drugs|it\b|that\b|here\b|there\b)(\w.+)$",
    re.IGNORECASE,
)
_THERE = re.compile(r"^i (?:am )?(work|live|study|go to school)(?:ing)? (?:there|here)$", re.IGNORECASE)
_WHERE = {
    "work": (Category.OCCUPATION, ("employer", "business", "job")),
    "live": (Category.LOCATION, ("home",)),
    "study": (Category.OCCUPATION, ("studies",)),
    "go to school": (Category.OCCUPATION, ("studies",)),
}
_LIKED = re.compile(r"^i (?:like|love|enjoy|am (?:into|interested|a fan))", re.IGNORECASE)


def ended(plain: str, said: str, fact_of: Callable[[str, str], Fact | None]) -> Fact | None:
    """Return the fact that something is over; None if the statement says no such thing.

    What was true before is read as any statement is, and the fact that it is over has the same key, to take its place.
    :param plain: the statement in its canonical form.
    :param fact_of: reads a statement.
    """
    if gave_up := _GAVE_UP.match(plain):
        before = fact_of(f"i like {gave_up[1]}", said)
        thing = before.key.removeprefix("playing_").removeprefix("doing_") if before else ""
        return before and replace(
            before, value=said, over=True, ends=(f"plays_{thing}", f"playing_{thing}", f"doing_{thing}", thing)
        )
    was = _NO_LONGER.sub("", plain, count=1)
    if was == plain:
        was = _NOT_ANY_MORE.sub(r"\1", plain, count=1)
    if was == plain:
        return None
    was = canonical(was)
    if there := _THERE.match(was):
        category, keys = _WHERE[there[1].casefold()]
        return Fact(category, keys[0], said, ends=keys[1:], over=True)
    before = fact_of(was, was)
    if before is None:
        return None
    return replace(
        before,
        category=Category.DISLIKE if _LIKED.match(was) else before.category,
        value=said,
        instead_of=before.value if before.value != was else "",
        over=not _LIKED.match(was),
    )
