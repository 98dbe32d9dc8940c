"""Which of the remembered facts a few words are about, and which are worth telling a model in a turn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from system_control.fact_keys import content, stem
from system_control.facts import Category, Memory

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BUDGET", "MOST", "about", "content", "matching", "scores", "worth_telling"]

BUDGET = 1_000
"""Characters of facts in a prompt, about 250 tokens."""
MOST = 12
"""Facts in a prompt."""

_ASKS_FOR = {
    "where": {Category.LOCATION.value},
    "live": {"home"},
    "name": {"name"},
    "work": {"job", "employer"},
    "job": {"job", "employer"},
    "old": {"age"},
    "hobby": {Category.INTEREST.value},
    "hobbies": {Category.INTEREST.value},
    "interests": {Category.INTEREST.value},
    "like": {Category.INTEREST.value, Category.PREFERENCE.value},
    "hate": {Category.DISLIKE.value},
    "dislike": {Category.DISLIKE.value},
    "goals": {Category.GOAL.value},
    "goal": {Category.GOAL.value},
    "eat": {"diet", Category.PREFERENCE.value},
    "dinner": {"diet"},
    "cook": {"diet"},
    "diet": {"diet"},
    "languages": {Category.LANGUAGE.value},
    "allergies": {Category.HEALTH.value},
    "allergic": {Category.HEALTH.value},
    "family": {Category.RELATIONSHIP.value},
}
"""Words of a question, and the key or category that answers it."""


def matching(query: str, known: Iterable[Memory]) -> list[Memory]:
    """Return the facts that share most words with what was said; none if no word is shared."""
    scored = [(score, m) for m, score in scores(query, known) if score > 0]
    best = max((score for score, _ in scored), default=0)
    return [m for score, m in scored if score == best]


def scores(query: str, known: Iterable[Memory]) -> list[tuple[Memory, int]]:
    """Return each fact with how well it fits: two for a shared word, and one or two where it is what is asked for."""
    wanted = {stem(w) for w in content(query)}
    asked: set[str] = set().union(*(_ASKS_FOR.get(w, set()) for w in re.findall(r"\w+", query.casefold())))
    return [(m, _score(wanted, asked, m)) for m in known]


def about(text: str, known: Iterable[Memory]) -> list[Memory]:
    """Return the facts that share anything with what was said."""
    return [m for m, score in scores(text, known) if score > 0]


def worth_telling(text: str, known: list[Memory]) -> list[Memory]:
    """Choose the facts that go into the prompt of a turn: what it is about first, then the newest, within the budget.

    What was of use lately is as new as what was said lately.
    """
    newest = sorted(known, key=lambda m: m.last_used_at or m.created_at, reverse=True)
    ranked = sorted(scores(text, newest), key=lambda pair: -pair[1])  # stable: of equals the newest goes first
    chosen: list[Memory] = []
    left = BUDGET
    for memory, _ in ranked[:MOST]:
        if len(memory.spoken) <= left:
            chosen.append(memory)
            left -= len(memory.spoken)
    return chosen


def _score(wanted: set[str], asked: set[str], memory: Memory) -> int:
    have = {stem(w) for w in content(memory.words)}
    return 2 * len(wanted & have) + (memory.key in asked) * 2 + (memory.category in asked)
