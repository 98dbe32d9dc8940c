"""Facts about the user: one row a fact, superseded by a newer one about the same thing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from system_control.changes import Change
from system_control.fact_keys import MAX_KEY, content, same_key, slug, stem
from system_control.fact_words import ANY_KEY, is_about_oneself, spoken, to_you
from system_control.shelf import Record, new_id
from system_control.statements.text import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = [
    "ANY_KEY",
    "MAX_KEY",
    "MAX_VALUE",
    "OVERHEARD",
    "TOLD",
    "Category",
    "Fact",
    "Memory",
    "learn",
    "learn_all",
    "tells",
    "to_you",
]

MAX_VALUE = 1_000
"""Characters."""


class Category(StrEnum):
    """What a fact is about."""

    FACT = "FACT"
    NAME = "NAME"
    INTEREST = "INTEREST"
    PREFERENCE = "PREFERENCE"
    GOAL = "GOAL"
    RELATIONSHIP = "RELATIONSHIP"
    LOCATION = "LOCATION"
    OCCUPATION = "OCCUPATION"
    EVENT = "EVENT"
    HEALTH = "HEALTH"
    DISLIKE = "DISLIKE"
    LANGUAGE = "LANGUAGE"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the user: `key` says what of it, `value` what it is, in the user's words.

    `one_of_many` is true of what takes no other's place, as a second sister doesn't. `instead_of` is what no longer
    holds or was never so ("…, not Anna", "I no longer live in Berlin"): only a row that says it is superseded. `ends`
    are other keys that are over with this ("I've retired" ends the employer). `over` is true of what says no more than
    that something no longer holds.
    """

    category: str
    key: str
    value: str
    one_of_many: bool = field(default=False, compare=False)
    instead_of: str = field(default="", compare=False)
    ends: tuple[str, ...] = field(default=(), compare=False)
    over: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory(Record):
    """A fact that is kept; `superseded_by` is the row that took its place, None while it holds."""

    TABLE: ClassVar[str] = "memory"

    category: str
    key: str
    value: str
    source_message_id: str | None = None
    confidence: float | None = None
    last_used_at: datetime | None = None
    superseded_by: str | None = None
    updated_at: datetime

    @property
    def words(self) -> str:
        """What a search for it looks at."""
        return f"{self.category} {self.key.replace('_', ' ')} {self.value}"

    @property
    def about_oneself(self) -> bool:
        """Whether the value is a whole statement of the user's, and not only what the key stands for."""
        return is_about_oneself(self.value)

    @property
    def spoken(self) -> str:
        """Say it to the user it is about, as a clause without a full stop: "your sister's name is Ana"."""
        person = self.category == Category.RELATIONSHIP
        own = f"_{slug(self.value)}"
        key = self.key.removesuffix(own) if person and not self.about_oneself else self.key
        return spoken(key, self.value, of_a_person=person)


TOLD = 1.0
"""How sure a fact is that the user asked to be remembered."""
OVERHEARD = 0.8
"""How sure a fact is that was taken from a plain statement."""


def learn(
    known: Iterable[Memory],
    fact: Fact,
    now: datetime,
    *,
    source_message_id: str | None = None,
    confidence: float | None = None,
) -> tuple[Memory, list[Change]]:
    """Return the row that holds the fact afterwards, and the changes that bring it there: none if it holds already.

    What is about the same thing is superseded: of the same key in the same category, and liking and disliking are one.
    :param known: the user's rows, of this category at least.
    :param source_message_id: the message that it was said in.
    :param confidence: from 0 to 1.
    """
    holding = [m for m in known if m.superseded_by is None and m.category in _family(fact.category)]
    fact = _of_there(fact, holding)
    for memory in holding:
        if _says(memory, fact):
            return memory, []
    older = [m for m in holding if same_key(m.key, fact.key)]
    key = fact.key
    if fact.instead_of:
        wrong = [m for m in holding if _begins_with(m.key, fact.key) and _speaks_of(m.value, fact.instead_of)]
        if older and not wrong:
            key, older = slug(f"{fact.key} {fact.instead_of if fact.over else fact.value}"), []
        else:
            key, older = (wrong[0].key, wrong) if wrong and not is_about_oneself(fact.value) else (key, wrong)
    elif fact.one_of_many and older and not any(_alike(m.value, fact.value) for m in older):
        key, older = slug(f"{fact.key} {fact.value}"), []
    new = Memory(
        id=new_id(),
        category=fact.category,
        key=key,
        value=_with_place(fact, older),
        source_message_id=source_message_id,
        confidence=confidence,
        created_at=now,
        updated_at=now,
    )
    over = [m for m in holding if m not in older and m.key in fact.ends and m.key != new.key]
    return new, [Change(None, new), *(Change(m, replace(m, superseded_by=new.id)) for m in (*older, *over))]


def learn_all(
    known: Iterable[Memory],
    facts: Iterable[Fact],
    now: datetime,
    *,
    source_message_id: str | None = None,
    confidence: float | None = None,
) -> tuple[list[Memory], list[Change]]:
    """Learn several facts in their order; return the rows that hold them, and the changes of all, for one step."""
    rows = {m.id: m for m in known}
    kept: list[Memory] = []
    changes: list[Change] = []
    for fact in facts:
        memory, new = learn(rows.values(), fact, now, source_message_id=source_message_id, confidence=confidence)
        kept.append(memory)
        changes += new
        rows |= {c.after.id: c.after for c in new if isinstance(c.after, Memory)}
    return kept, changes


def tells(memory: Memory, fact: Fact) -> bool:
    """Whether a row, however it was put, is made of the same words as a fact: "The user loves reading"."""
    if memory.category not in {fact.category, Category.FACT}:
        return False
    has = {stem(w) for w in content(memory.words)}
    said = {stem(w) for w in content(fact.value)}
    return len(has & said) * 2 >= len(said)


_LIKINGS = frozenset({Category.INTEREST.value, Category.PREFERENCE.value})
_TASTE = _LIKINGS | {Category.DISLIKE.value}
_LIKING = frozenset(
    stem(w)
    for w in (
        "love",
        "like",
        "enjoy",
        "adore",
        "really",
        "very",
        "absolutely",
        "into",
        "fond",
        "keen",
        "big",
        "fan",
        "favorite",
        "hobby",
        "my",
        "thing",
        "passion",
        "lot",
        "much",
    )
)
_NOT = re.compile(r"\b(?:not|no|never|any ?more|longer|used to|quit|stopped|gave up|without)\b")
_ARTICLE = re.compile(r"^(?:an?|the|in|at) ", re.IGNORECASE)
_THERE = re.compile(r"\b(?:there|here)\b", re.IGNORECASE)
_PLACES = {"home": "in {}", "employer": "{}", "job": "as {}"}


def _family(category: str) -> frozenset[str]:
    return _TASTE if category in _TASTE else frozenset((category,))


def _says(memory: Memory, fact: Fact) -> bool:
    """Whether a row says the same already, in these words or in others."""
    if memory.category != fact.category and not {memory.category, fact.category} <= _LIKINGS:
        return False
    if _plainly(memory.value) == _plainly(fact.value):
        any_key = memory.key.startswith(ANY_KEY) or fact.key.startswith(ANY_KEY)
        return any_key or same_key(memory.key, fact.key) or (fact.one_of_many and _begins_with(memory.key, fact.key))
    return same_key(memory.key, fact.key) and _gist(memory.value) == _gist(fact.value)


def _gist(text: str) -> tuple[frozenset[str], bool]:
    """What is left of a text without how it is put: the words that carry a meaning, and whether it is denied."""
    plain = canonical(text).casefold()
    return frozenset(stem(w) for w in content(_NOT.sub(" ", plain))) - _LIKING, bool(_NOT.search(plain))


def _plainly(text: str) -> str:
    """The text as it is compared: "I'm a vegan." and "I am a vegan" say the same."""
    return _ARTICLE.sub("", canonical(" ".join(text.split())).casefold().rstrip(".!"))


def _begins_with(key: str, start: str) -> bool:
    return same_key(key, start) or key.startswith(f"{start}_")


def _speaks_of(value: str, words: str) -> bool:
    """Whether a value holds one of the words, or one that sounds nearly so."""
    return any(_alike(one, other) for one in content(value) for other in content(words))


def _alike(one: str, other: str) -> bool:
    """Whether two names may be one, heard twice: Ana and Anna."""
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() > 0.8


def _of_there(fact: Fact, holding: list[Memory]) -> Fact:
    """Settle what "there" is about: the first of the fact's keys of which something holds."""
    if not fact.ends or not _THERE.search(fact.value):
        return fact
    standing = {m.key for m in holding}
    key = next((k for k in (fact.key, *fact.ends) if k in standing), fact.key)
    return replace(fact, key=key, ends=())


def _with_place(fact: Fact, older: list[Memory]) -> str:
    """Say where "there" is: "I don't work there any more" → "I don't work at a bakery any more"."""
    place = next((m for m in older if m.key in _PLACES and not m.about_oneself), None)
    if place is None or not is_about_oneself(fact.value):
        return fact.value
    return _THERE.sub(lambda _: _PLACES[place.key].format(place.value), fact.value, count=1)
