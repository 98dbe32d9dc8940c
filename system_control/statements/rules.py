"""Finds the shape of a plain statement about oneself, and the fact in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from system_control.statements import (
    habits,
    health,
    oneself,
    people,
    places,
    plans,
    tastes,
    work,
)
from system_control.statements.cues import by_cues

if TYPE_CHECKING:
    from system_control.facts import Fact

_SELF = (
    *plans.DATED,
    *people.SELF,
    *places.SELF,
    *work.SELF,
    *health.SELF,
    *plans.SELF,
    *habits.FIRST,
    *tastes.SELF,
    *habits.LAST,
    *oneself.SELF,
)
_MY = (
    *plans.DATED,
    *places.MY,
    *plans.MY,
    *tastes.MY,
    *habits.MY,
    *people.MY,
    *work.MY,
    *health.MY,
    *oneself.MY,
)
_OTHER = (
    *people.OTHER,
    *habits.OTHER,
    *tastes.OTHER,
    *work.OTHER,
    *places.OTHER,
    *plans.OTHER,
    *health.OTHER,
)
"""The first shape that fits counts, so the narrow topics come before the wide ones."""


def fact_of(plain: str, said: str) -> Fact | None:
    """Return the fact in a statement; `plain` is its canonical form, `said` the user's words; None if no shape fits."""
    head = plain[:3].casefold()
    subject = f"my{plain[3:]}" if head == "our" else plain
    rules = _SELF if head.startswith("i ") else _MY if head in {"my ", "our"} else _OTHER
    for pattern, make in rules:
        found = pattern.match(subject)
        if found is not None and (fact := make(found, said)) is not None:
            return fact
    return by_cues(subject, said)
