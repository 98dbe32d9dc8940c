"""A sentence as words, numbers and marks, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

# One alternative per kind and no nesting, so the time taken grows with the text and no faster.
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['\u2019\u02bc`][^\W\d_]+)*|[^\w\s]|_")
_HESITATIONS = ("um", "uh", "uhm", "umm", "erm", "er", "hmm", "mm")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'", "`": "'"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a run of digits or a mark; `glued` if no space stands before it."""

    text: str
    start: int
    end: int
    glued: bool


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases by their first word, so that a sentence is not compared with each of them."""

    by_first_word: dict[str, list[list[str]]]

    def longest_first(self) -> list[list[str]]:
        """All of them."""
        return sorted((phrase for found in self.by_first_word.values() for phrase in found), key=len, reverse=True)


class Words:
    """The tokens of a text; asking beyond either end gives an empty word."""

    __slots__ = ("count", "lower", "text", "tokens")

    def __init__(self, text: str) -> None:
        """Split `text`; nothing is thrown away but spaces."""
        self.text = text
        self.tokens: list[Token] = []
        end = -1
        for found in _TOKEN.finditer(text):
            self.tokens.append(Token(found.group(), found.start(), found.end(), found.start() == end))
            end = found.end()
        self.tokens = _without_hesitation(self.tokens)
        self.lower = [token.text.lower().translate(_APOSTROPHES) for token in self.tokens]
        self.count = len(self.tokens)

    def __getitem__(self, index: int) -> str:
        return self.lower[index] if 0 <= index < self.count else ""

    def glued(self, index: int) -> bool:
        """Whether token `index` follows the one before it without a space."""
        return 0 <= index < self.count and self.tokens[index].glued

    def digits(self, index: int) -> str:
        """The digits at `index`, or nothing; longer runs than nine are no number that a time can hold."""
        word = self[index]
        return word if word.isascii() and word.isdigit() and len(word) <= 9 else ""

    def follows(self, index: int, *phrase: str) -> int | None:
        """The index after `phrase` if it stands at `index`."""
        for offset, word in enumerate(phrase):
            if self[index + offset] != word:
                return None
        return index + len(phrase)

    def first_of(self, index: int, options: Phrases) -> int | None:
        """The index after the longest of `options` that stands at `index`."""
        for phrase in options.by_first_word.get(self[index], ()):
            if len(phrase) == 1 or self.lower[index : index + len(phrase)] == phrase:
                return index + len(phrase)
        return None

    def slice(self, start: int, end: int) -> str:
        """The text from token `start` up to, not including, token `end`."""
        if start >= end:
            return ""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def _without_hesitation(tokens: list[Token]) -> list[Token]:
    """Leave out "um", and "like" where it stands between commas, with the commas around them."""
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        word = token.text.lower()
        before = tokens[index - 1].text if index else ""
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if word in _HESITATIONS or (word == "like" and before == after == ","):
            if kept and kept[-1].text == ",":
                kept.pop()
            continue
        if (
            word == ","
            and index
            and (before.lower() in _HESITATIONS or (before.lower() == "like" and kept[-1:] != [tokens[index - 1]]))
        ):
            continue
        kept.append(token)
    return kept


@cache
def phrases(*texts: str) -> Phrases:
    """Phrases to look for at one place of a sentence; the longest is found first."""
    by_first_word: dict[str, list[list[str]]] = {}
    for words in sorted((text.split() for text in texts), key=len, reverse=True):
        by_first_word.setdefault(words[0], []).append(words)
    return Phrases(by_first_word)


def word_set(text: str) -> frozenset[str]:
    """The words of `text` as a set."""
    return frozenset(text.split())
