"""The one judge of what is a memory: sorts what somebody said into category, key and value, or finds nothing in it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from system_control.fact_keys import american, slug
from system_control.facts import ANY_KEY, Category, Fact
from system_control.statements.clauses import clauses
from system_control.statements.endings import ended
from system_control.statements.names import with_capitals
from system_control.statements.rules import fact_of
from system_control.statements.text import bare, canonical, one_line, put_right
from system_control.statements.vetoes import LONGEST, is_no_memory, is_of_now, silences

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["american", "categorise", "facts_in", "slug", "statement", "understand", "understand_all"]

_ANYTHING = re.compile(r"^my ([\w' ]{2,40}?)(?:'s| is| are) (.+)$", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
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
    found: list[Fact] = []
    for sentence in _SENTENCE.split(with_capitals(one_line(text)))[:MOST]:
        if silences(canonical(bare(sentence))):
            continue
        facts = [fact for clause in clauses(sentence, _read) if (fact := _judge(clause)) is not None]
        found += [fact for fact in facts if fact not in found]
    return found


def understand_all(text: str, now: datetime) -> list[Fact]:
    """Sort what the user asks to be remembered: one fact at least.

    What no rule knows is a FACT in their words, keyed by its moment.
    """
    said = bare(with_capitals(one_line(text)))
    parts = clauses(said, _read)
    facts = [fact for part in parts if (fact := _read(part)) is not None]
    if len(facts) == len(parts):
        return facts
    if (named := _ANYTHING.match(canonical(said))) is not None:
        return [Fact(Category.FACT, slug(named[1]), named[2].strip())]
    return facts or [Fact(Category.FACT, f"{ANY_KEY}{int(now.timestamp() * 1000)}", said)]


def understand(text: str, now: datetime) -> Fact:
    """Sort what the user asks to be remembered, as `understand_all`; of several facts the first."""
    return understand_all(text, now)[0]


def statement(text: str) -> str:
    """Return what was said without the asking: "remember that I'm vegetarian." → "I'm vegetarian"."""
    return bare(text)


def _judge(clause: str) -> Fact | None:
    """Read a clause, if it is a lasting statement of the speaker's own."""
    plain = canonical(bare(clause))
    if is_no_memory(plain):
        return None
    fact = _read(clause)
    return None if fact is None or (fact.category != Category.EVENT and is_of_now(plain)) else fact


def _read(clause: str) -> Fact | None:
    """Return the fact in a statement, whoever made it; None if no shape fits."""
    right, wrong = put_right(one_line(clause).rstrip(" .!"))
    said = bare(right)
    plain = canonical(said)
    fact = ended(plain, said, fact_of) or fact_of(plain, said)
    return replace(fact, instead_of=wrong) if fact is not None and wrong else fact
