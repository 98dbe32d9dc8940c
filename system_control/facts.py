"""Facts about the user: one row a fact, superseded by a newer one about the same thing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from system_control.changes import Change
from system_control.shelf import Record, new_id
from system_control.statement_text import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MAX_VALUE = 1_000
MAX_KEY = 100
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
    """Something about the user: `key` says what of it, `value` what it is, in the user's words."""

    category: str
    key: str
    value: str


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
        return bool(_ABOUT_ONESELF.search(self.value))

    @property
    def spoken(self) -> str:
        """Say it to the user it is about, as a clause without a full stop: "your sister's name is Ana"."""
        return spoken(self.category, self.key, self.value)


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
    family = _TASTE if fact.category in _TASTE else {fact.category}
    holding = [m for m in known if m.superseded_by is None and m.category in family]
    for memory in holding:
        same_key = memory.key == fact.key or memory.key.startswith(ANY_KEY) or fact.key.startswith(ANY_KEY)
        if memory.category == fact.category and same_key and _same(memory.value, fact.value):
            return memory, []
    new = Memory(
        id=new_id(),
        category=fact.category,
        key=fact.key,
        value=fact.value,
        source_message_id=source_message_id,
        confidence=confidence,
        created_at=now,
        updated_at=now,
    )
    older = [Change(m, replace(m, superseded_by=new.id)) for m in holding if m.key == fact.key]
    return new, [Change(None, new), *older]


_TASTE = frozenset({Category.INTEREST.value, Category.PREFERENCE.value, Category.DISLIKE.value})
ANY_KEY = "user_input_"
"""How the key of a fact begins that nobody found a better key for; the milliseconds of its moment follow."""

_TEMPLATES = {
    "name": "your name is {}",
    "home": "you live in {}",
    "origin": "you're from {}",
    "job": "you work as {}",
    "employer": "you work {}",
    "age": "you're {} years old",
    "native_language": "your native language is {}",
}
_FLIPPED = {
    "i": "you",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "am": "are",
    "was": "were",
    "my": "your",
    "mine": "yours",
    "me": "you",
    "myself": "yourself",
    "we": "you",
    "we're": "you're",
    "our": "your",
    "us": "you",
}
_ABOUT_ONESELF = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|we|our)\b", re.IGNORECASE)


def spoken(category: str, key: str, value: str) -> str:
    """Say a fact to the user it is about."""
    if _ABOUT_ONESELF.search(value):
        return to_you(value)
    if key in _TEMPLATES:
        return _TEMPLATES[key].format(value)
    words = key.replace("_", " ").strip()
    if category == Category.RELATIONSHIP:
        return f"your {words}'s name is {value}"
    if key.startswith(ANY_KEY) or not words:
        return value
    return f"your {words} is {value}"


def to_you(text: str) -> str:
    """Turn what somebody says about themselves into what is said to them: "I love my dog" → "you love your dog"."""
    words = re.split(r"(\s+)", text.strip().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    turned = []
    before = ""
    for word in words:
        bare = word.strip(",.;:!?").lower()
        flipped = _FLIPPED.get(bare)
        if bare == "was" and before != "i":  # "my mother was": only what stands by "I" goes with it
            flipped = None
        turned.append(word.lower().replace(bare, flipped) if flipped else word)
        if word.strip():
            before = bare
    return "".join(turned).rstrip(".!")


def _same(one: str, other: str) -> bool:
    return _plainly(one) == _plainly(other)


def _plainly(text: str) -> str:
    """The text as it is compared: "I'm a vegan." and "I am a vegan" say the same."""
    return canonical(" ".join(text.split())).casefold().rstrip(".!")
