"""The one judge of what is a memory: sorts what somebody said into category, key and value, or finds nothing in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from system_control.fact_keys import american, slug
from system_control.facts import ANY_KEY, Category, Fact
from system_control.statement_rules import fact_of
from system_control.statement_text import bare, canonical, one_line
from system_control.statement_vetoes import LONGEST, is_no_memory, is_of_now

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["american", "categorise", "facts_in", "slug", "statement", "understand"]

_ANYTHING = re.compile(r"^my ([\w' ]{2,40}?)(?:'s| is| are) (.+)$", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_AND = re.compile(r",?\s+(?:and|but|,)\s+(?=(?:i|i'm|im|i've|my|we|we're)\s)", re.IGNORECASE)
MOST = 6
"""Sentences of one turn that are looked at."""


def categorise(text: str) -> Fact | None:
    """Return the lasting fact that a plain statement of its speaker holds, None if it is something else.

    No network, well under a millisecond. Of several sentences the first that holds a fact counts; `facts_in` has all.
    """
    return next(iter(facts_in(text)), None)


def facts_in(text: str) -> list[Fact]:
    """Return every fact that a turn holds, in its order."""
    if len(text) > LONGEST * MOST:
        return []
    said = one_line(text)
    found: list[Fact] = []
    for sentence in _SENTENCE.split(said)[:MOST]:
        parts = _AND.split(sentence)
        # what stands beside a command or a question gives the reason for it, and is no news about the user
        if any(is_no_memory(canonical(bare(part))) and len(part.split()) > 1 for part in parts) or _asks(sentence):
            continue
        facts = [fact for part in parts if (fact := _fact(part)) is not None]
        found += [fact for fact in facts if fact not in found]
    return found


def understand(text: str, now: datetime) -> Fact:
    """Sort what the user asks to be remembered; what no rule knows is a FACT in their words, keyed by its moment."""
    said = bare(text)
    plain = canonical(said)
    if (fact := fact_of(plain, said)) is not None:
        return fact
    if (named := _ANYTHING.match(plain)) is not None:
        return Fact(Category.FACT, slug(named[1]), named[2].strip())
    return Fact(Category.FACT, f"{ANY_KEY}{int(now.timestamp() * 1000)}", said)


def statement(text: str) -> str:
    """Return what was said without the asking: "remember that I'm vegetarian." → "I'm vegetarian"."""
    return bare(text)


def _fact(sentence: str) -> Fact | None:
    said = bare(sentence)
    plain = canonical(said)
    if is_no_memory(plain):
        return None
    fact = fact_of(plain, said)
    if fact is None or (fact.category != Category.EVENT and is_of_now(plain)):
        return None
    return fact


def _asks(sentence: str) -> bool:
    return is_no_memory(canonical(bare(sentence)))
