"""Takes a sentence apart into the statements that stand in it, each with its subject."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from system_control.statements.words import KIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from system_control.facts import Fact

_SUBJECT = r"(?:i'm|im|i've|ive|i'd|i|my|we're|we've|we|our)\s"
_CUT = re.compile(
    rf"(?:\s*,\s*(?:and |but |plus |so |because |though |although )?|\s+(?:and|but|plus|so|because|though|"
    rf"although)\s+)(?:now |also |then )?(?={_SUBJECT})",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"^(?:\W*\w+\W+){{0,3}}?{_SUBJECT}", re.IGNORECASE)
_VERBS = (
    r"(?:am|work|live|love|like|enjoy|hate|speak|play|have|study|teach|come from|prefer|drive|own|collect|run|do|go|"
    r"can't|cannot|don't|was born|grew up|suffer|take|wear|moved)\b"
)
_SHARED = re.compile(rf"(?:,| and|, and) (?:also |now )?(?={_VERBS})", re.IGNORECASE)
_I = re.compile(r"^(?:i|we)\b(?!.*\b(?:to|can|will|would|could|who|that|when|if)\b)", re.IGNORECASE)
_BE = re.compile(r"^(?:(?:i'm|im|i am|we're|we are) (?=an? ))", re.IGNORECASE)
_BEING = re.compile(r"^(?:i'm|im|i am|we're|we are) (?=(?:(?!\w+ing\b|from\b)\w+ ){1,3}and )", re.IGNORECASE)
"""Before a short description: "I'm vegan and allergic to nuts", and not "I'm learning Spanish and French"."""

_HAVE = re.compile(r"^(?:i have|i've got|i've|we have|we've got) (?=.*\b(?:called|named)\b)", re.IGNORECASE)
_AND_A = re.compile(r",? and (?=an? )", re.IGNORECASE)
_AND = re.compile(r",? and (?:also )?", re.IGNORECASE)
_NAMED_KIN = re.compile(rf"^((?:my|our) {KIN}),? ([A-Z]\w+),? (?=(?:is|lives|works|has|was|loves|studies)\b)")


def clauses(sentence: str, fact_of: Callable[[str], Fact | None]) -> list[str]:
    """Return the statements of a sentence; one that can't be taken apart, or is none, is returned whole.

    "I'm Alice, I live in Berlin and work as a nurse" → "I'm Alice", "I live in Berlin", "I work as a nurse".
    :param fact_of: reads a statement: a cut counts only where both sides hold a fact of their own.
    """
    parts = [""]
    at = 0
    for cut in _CUT.finditer(sentence):
        if _BEGINS.match(f"{sentence[at : cut.start()]} "):
            parts[-1] = sentence[at : cut.start()]
            parts.append("")
            at = cut.end()
    parts[-1] = sentence[at:]
    return [clause for part in parts for clause in _apart(part, fact_of)]


def _apart(part: str, fact_of: Callable[[str], Fact | None]) -> list[str]:
    if kin := _NAMED_KIN.match(part):
        return [f"I have a {kin[1][3:].strip()} called {kin[2]}", part]
    for subject, joint in ((_I, _SHARED), (_BE, _AND_A), (_BEING, _AND), (_HAVE, _AND_A)):
        begin = subject.match(part)
        if begin is None:
            continue
        for cut in joint.finditer(part):
            first, second = part[: cut.start()], f"{begin[0].strip()} {part[cut.end() :]}"
            one, other = fact_of(first), fact_of(second)
            if one is not None and other is not None and _differ(one, other, first):
                return [*_apart(first, fact_of), *_apart(second, fact_of)]
    return [part]


def _differ(one: Fact, other: Fact, first: str) -> bool:
    """Whether two facts are better kept apart: of one kind, "I have a dog and a cat" is one thing to say."""
    return one.category != other.category or (one.key != other.key and one.value != first)
