"""Reads what changes a remembered fact: its new value ("no, it's Ana"), or that it holds no more."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from system_control.categories import understand
from system_control.facts import ANY_KEY, Category, Fact, Memory
from system_control.recalling import content, matching

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_WRONG = (
    r"(?:no|nope|nah|sorry|oops|actually|wait|oh|well|i mean|i meant|i said|correction|wrong|not quite|"
    r"(?:that's|that is|it's|this is|you're) (?:wrong|not right|not correct|incorrect|not true|not it)|"
    r"you (?:misheard|misunderstood|got (?:that|it|me) wrong)(?: me| that)?)"
)
_IT_IS = (
    r"(?:it's|its|it is|that's|it should be|should be|make (?:it|that)|"
    r"(?:her|his|their|its|the) name is|(?:she|he|it|they)(?:'s| is|'re| are)(?: called| named)?|"
    r"i meant|i mean|i said|called|named|spell(?:ed|t)|with)"
)
_CORRECTION = re.compile(
    rf"^(?P<wrong>(?:{_WRONG}\b[ ,.;:]*)+)?(?P<is>{_IT_IS}\b\s*)?"
    r"(?!i\b|i'm\b|i've\b|my\b|our\b)(?P<value>\w[\w' .&-]{0,59}?)(?P<not>,? (?:and )?not [\w' -]+)?[.!]*$",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    rf"^(?:{_WRONG}\b[ ,.;:]*)*(?:it's |its |it is )?not (?P<old>[\w' -]+?)"
    r"(?:,? but |, (?:it's |it is )?|[.;] (?:it's |it is )?)(?P<value>[\w' -]{1,60}?)[.!]*$",
    re.IGNORECASE,
)
_HER_NAME = re.compile(r"^(?:her|his|its|their) name is (?P<name>[\w' -]{1,40})$", re.IGNORECASE)
_PERSON = re.compile(r"^(?:my|our) [\w-]+(?=\s)", re.IGNORECASE)
_FEW = 3
"""How many words a bare value may have ("it's Ana"): more is a sentence of its own."""

_IS = re.compile(
    r"^(?P<head>.*?\b(?:is|are|was|were|called|named)\s+(?:on\s+|in\s+|at\s+)?)(?P<value>.+)$", re.IGNORECASE
)
_PREPOSITION = re.compile(r"^(?:in|on|at|for|as|to)\s+", re.IGNORECASE)
_NUMBER = re.compile(
    r"\b(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b", re.IGNORECASE
)

_ENDED = re.compile(
    r"^(?:(?:well|oh|so|actually|by the way|just so you know|no),? )*(?:"
    r"(?:i|i'm|i've|we|we're|my|our|he|she|it|it's|that|that's|they|they're)\b.*"
    r"\b(?:any ?more|any longer|no longer)\b.*)$",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:any ?more|any longer|no longer|not|don't|dont|doesn't|didn't|isn't|aren't|haven't|can't|won't|do|does|just|"
    r"recently|now|true|case)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:there|it|it's|that|that's|this|him|her|them|they|he|she)\b", re.IGNORECASE)
_PLACES = frozenset({"home", "employer"})


def is_correction(text: str, *, bare: bool = False) -> bool:
    """Whether it names a new value for something said before, and is no statement of its own.

    :param bare: whether a mere "it's Ana" is one: only where a fact was just spoken of.
    """
    return _value(text, bare=bare) is not None


def corrected(text: str, memory: Memory, now: datetime) -> Fact | None:
    """Return the fact with the value that a correction gives it; None where it can't be seen what would be replaced."""
    value = _value(text, bare=True)
    if value is None:
        return None
    if not memory.about_oneself and not memory.key.startswith(ANY_KEY):
        return Fact(memory.category, memory.key, _with_preposition(memory.value, value))
    whole = _put_into(memory, value)
    if whole is None:
        return None
    fact = understand(whole, now)
    return Fact(memory.category, memory.key, whole) if fact.key.startswith(ANY_KEY) else fact


def named_besides(text: str, memory: Memory) -> str:
    """Say in full who is named: "her name is Marie" after "my friend lives in Paris"; "" if nobody is."""
    found = _HER_NAME.match(_straight(text))
    person = _PERSON.match(memory.value)
    if found is None or person is None or memory.category != Category.RELATIONSHIP:
        return ""
    return f"{person[0].casefold()}'s name is {found['name']}"


def has_ended(text: str) -> bool:
    """Whether somebody says that something about themselves holds no more: "I don't work there anymore"."""
    return bool(_ENDED.match(_straight(text)))


def points_back(text: str) -> bool:
    """Whether it can't be understood without what was said before: "I don't work there anymore"."""
    return bool(_POINTS.search(_straight(text)))


def ended(text: str, known: Sequence[Memory], last: Memory | None) -> list[Memory]:
    """Return the facts that hold no more; `last` is the one that "there" and "that" can mean."""
    text = _straight(text)
    words = _POINTS.sub(" ", _NEGATION.sub(" ", text))
    found = matching(words, known) if content(words) else []
    if _POINTS.search(text):
        if last is not None and (last in found or not content(words)):
            return [last]
        return [m for m in found if m.key in _PLACES] or found
    return found


def superseding(old: Memory, new: Memory) -> Memory:
    """Return the old row as it stands when the new one has taken its place."""
    return replace(old, superseded_by=new.id)


def _straight(text: str) -> str:
    return " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).strip(" .!,")


def _value(text: str, *, bare: bool) -> str | None:
    text = _straight(text)
    if (swapped := _NOT_BUT.match(text)) is not None:
        return swapped["value"].strip()
    found = _CORRECTION.match(text)
    if found is None:
        return None
    value = found["value"].strip()
    enough = bare and found["is"] is not None and len(value.split()) <= _FEW
    return value if value and (found["wrong"] or found["not"] or enough) else None


def _with_preposition(old: str, new: str) -> str:
    """Put a name as the old one was put: "no, in Cannes" after "Nice", "no, a school" after "at a bakery"."""
    before, after = _PREPOSITION.match(old), _PREPOSITION.match(new)
    if after is not None:
        return new if before is not None else new[after.end() :]
    return f"{before[0]}{new}" if before is not None else new


def _put_into(memory: Memory, value: str) -> str | None:
    """Put a new value into a whole sentence: "my birthday is on May eighth" with "the ninth"."""
    said = memory.value.rstrip(" .!")
    words, new = said.split(), value.split()
    if len(new) < len(words) and words[-1].casefold() == new[-1].casefold():
        return " ".join((*words[: -len(new)], *new))
    if len(new) == 1 and _NUMBER.fullmatch(value):
        return _NUMBER.sub(value, said, count=1) if _NUMBER.search(said) else None
    if (parts := _IS.match(said)) is not None:
        return f"{parts['head']}{re.sub(r'^(?:on|in|at) ', '', value)}"
    if memory.category == Category.EVENT:
        return None
    named = memory.key.split("_")  # "allergy_penicillin": what the sentence is about stands at its end
    for first in range(len(named)):
        subject = " ".join(named[first:])
        at = said.casefold().rfind(subject.casefold())
        if at >= 0:
            return f"{said[:at]}{value}{said[at + len(subject) :]}"
    return None
