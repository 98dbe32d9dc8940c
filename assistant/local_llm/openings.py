"""Which words a template can begin with, so that a text is held against those templates alone that can fit it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hassil import (
    Alternative,
    ListReference,
    Permutation,
    RuleReference,
    Sequence,
    TextChunk,
    TextSlotList,
    WildcardSlotList,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hassil import Expression, Sentence, SlotList

_WORD = re.compile(r"[^\W_](?:['\u2019]?[^\W_])*", re.UNICODE)


def opening(text: str) -> str:
    """The first word of `text` as the index knows it: lower case, up to a space, hyphen or mark."""
    found = _WORD.search(text)
    return found.group().lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") if found else ""


@dataclass(frozen=True, slots=True)
class Openings:
    """`words` can come first; `anything` means that any word can; `empty` that no word is needed at all."""

    words: frozenset[str] = frozenset()
    anything: bool = False
    empty: bool = False

    def admits(self, word: str) -> bool:
        """Whether a text that begins with `word` can fit."""
        return self.anything or word in self.words


def openings(
    expression: Expression, rules: Mapping[str, Sentence], lists: Mapping[str, SlotList], depth: int = 0
) -> Openings:
    """Work out how texts that fit `expression` can begin.

    Templates put optional parts between words, never inside one; a word that is cut by one is not found.
    """
    if depth > 40:
        raise ValueError("the rules refer to each other in a circle")
    match expression:
        case TextChunk():
            word = opening(expression.text)
            return Openings(frozenset({word})) if word else Openings(empty=True)
        case RuleReference():
            return openings(rules[expression.rule_name].expression, rules, lists, depth + 1)
        case ListReference():
            return _of_list(lists[expression.list_name], rules, lists, depth)
        case Alternative() | Permutation():
            parts = [openings(item, rules, lists, depth + 1) for item in expression.items]
            optional = isinstance(expression, Alternative) and expression.is_optional
            return Openings(
                frozenset().union(*(part.words for part in parts)),
                any(part.anything for part in parts),
                optional or any(part.empty for part in parts),
            )
        case Sequence():
            return _of_sequence(expression, rules, lists, depth)
    return Openings(anything=True)


def _of_sequence(
    sequence: Sequence, rules: Mapping[str, Sentence], lists: Mapping[str, SlotList], depth: int
) -> Openings:
    words: frozenset[str] = frozenset()
    for item in sequence.items:
        part = openings(item, rules, lists, depth + 1)
        words |= part.words
        if part.anything:
            return Openings(words, anything=True)
        if not part.empty:
            return Openings(words)
    return Openings(words, empty=True)


def _of_list(slot_list: SlotList, rules: Mapping[str, Sentence], lists: Mapping[str, SlotList], depth: int) -> Openings:
    if isinstance(slot_list, WildcardSlotList) or not isinstance(slot_list, TextSlotList):
        return Openings(anything=True)
    parts = [openings(value.text_in, rules, lists, depth + 1) for value in slot_list.values]
    return Openings(frozenset().union(*(part.words for part in parts)), any(part.anything for part in parts))


def beginning_with(
    word: str, expression: Expression, rules: Mapping[str, Sentence], lists: Mapping[str, SlotList]
) -> Expression | None:
    """Return `expression` without the alternatives at its beginning that no text beginning with `word` can fit.

    None if nothing is left. What comes after the first word stays as it is, and so do the texts that fit.
    """
    if isinstance(expression, RuleReference):
        return beginning_with(word, rules[expression.rule_name].expression, rules, lists)
    if isinstance(expression, TextChunk):
        return expression if opening(expression.text) in {"", word} else None
    if isinstance(expression, Alternative):
        kept = [part for item in expression.items if (part := beginning_with(word, item, rules, lists)) is not None]
        return replace(expression, items=kept) if kept else None
    if isinstance(expression, Sequence):
        return _sequence_beginning_with(word, expression, rules, lists)
    return expression if openings(expression, rules, lists).admits(word) else None


def _sequence_beginning_with(
    word: str, sequence: Sequence, rules: Mapping[str, Sentence], lists: Mapping[str, SlotList]
) -> Expression | None:
    for index, item in enumerate(sequence.items):
        found = openings(item, rules, lists)
        if found.admits(word):
            part = beginning_with(word, item, rules, lists)
            head = [] if part is None else [part]
            return replace(sequence, items=[*head, *sequence.items[index + 1 :]])
        if not found.empty:
            return None
    return sequence
