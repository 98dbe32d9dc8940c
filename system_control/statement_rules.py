"""Finds the shape of a plain statement about oneself, and the fact in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from system_control.statements_being import WHO
from system_control.statements_doing import DOING
from system_control.statements_other import MINE, OTHER

if TYPE_CHECKING:
    from system_control.facts import Fact

_I = (*WHO, *DOING)


def fact_of(plain: str, said: str) -> Fact | None:
    """Return the fact in a statement; `plain` is its canonical form, `said` the user's words; None if no shape fits."""
    head = plain[:3].casefold()
    rules = _I if head.startswith("i ") else MINE if head == "my " else OTHER
    subject = plain if head != "our" else ""
    if head == "our":
        rules, subject = MINE, f"my{plain[3:]}"
    for pattern, make in rules:
        found = pattern.match(subject)
        if found is not None and (fact := make(found, said)) is not None:
            return fact
    return None
