"""Makes the keys of facts, and compares words, so that the same thing is the same however it is spelt or said."""

from __future__ import annotations

import re

MAX_KEY = 100
"""Characters."""

_SMALL = frozenset(
    re.findall(
        r"\S+",
        "a an the my your i i'm im me you you're is are am was were be do does did what what's which who "
        "who's where when how about know that to in on at of for and or have has had it it's remember forget "
        "forgotten tell again please still not any anything something thing things said told called name's s "
        "so much",
    )
)
_ENDING = re.compile(r"(?:ations?|ings?|ers?|ed|ies|es|s|y|e)$")
_ILLNESS = re.compile(r"(?<=\w{4})ic$")


def slug(text: str) -> str:
    """Make a key of words: "favourite colour" → "favorite_color"."""
    words = re.sub(r"[^\w]+", "_", american(_plain_quotes(text))).strip("_")
    return words[:MAX_KEY] or "it"


def american(text: str) -> str:
    """Spell as the keys are spelt, so that "favourite colour" finds "favorite_color"."""
    return re.sub(r"\b(fav|col|neighb|flav|hum|hon)our", r"\1or", text)


def same_key(one: str, other: str) -> bool:
    """Whether two keys name the same thing: "allergy_peanut" and "allergy_peanuts"."""
    return one == other or [stem(w) for w in one.split("_")] == [stem(w) for w in other.split("_")]


def content(text: str) -> list[str]:
    """Return the words that carry a meaning, as the keys are spelt."""
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)*", american(_plain_quotes(text)))
    return [bare for w in found if (bare := w.removesuffix("'s")) not in _SMALL and w not in _SMALL]


def stem(word: str) -> str:
    """Cut endings off, so that "climbing", "climber" and "climbs" are one word."""
    short = _ILLNESS.sub("", _ENDING.sub("", word))
    return short if len(short) > 2 else word


def _plain_quotes(text: str) -> str:
    return text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
