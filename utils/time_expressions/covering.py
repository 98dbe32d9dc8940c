"""The words of a sentence that its times are made of, and the question that names a choice between them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from utils.time_expressions.results import Unclear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from utils.time_expressions.group import Group
    from utils.time_expressions.tokens import Words


_BETWEEN = (
    "and",
    "or",
    "um",
    "uh",
    "the",
    "like",
    "also",
    "then",
    "please",
    "at",
    "on",
    "it",
    "another",
    "one",
    "again",
)


def covered(words: Words, groups: Sequence[Group]) -> set[int]:
    """The tokens that the chosen pieces cover, and the small ones left between them."""
    taken: set[int] = set()
    for group in groups:
        for piece in [*group.pieces(), *group.spent]:
            begin = piece.marker if piece.marker >= 0 else piece.start
            taken.update(range(begin, piece.end))
    ordered = sorted(taken)
    for before, after in itertools.pairwise(ordered):
        gap = range(before + 1, after)
        if gap and all(not words[index][0].isalnum() or words[index] in _BETWEEN for index in gap):
            taken.update(gap)
    return taken


def said_words(words: Words, groups: Sequence[Group]) -> str:
    """The text from the first piece of the groups to the last."""
    pieces = [piece for group in groups for piece in group.pieces()]
    if not pieces:
        return ""
    return words.slice(min(piece.start for piece in pieces), max(piece.end for piece in pieces))


def one_choice(words: Words, groups: Sequence[Group], *, choice: bool) -> None:
    """Refuse "at seven or eight".

    :raises Unclear: if the groups are a `choice`; the question names them
    """
    if choice:
        raise Unclear(_which(words, groups))


def _which(words: Words, groups: Sequence[Group]) -> str:
    """The question that names the choices: "Seven or eight?"."""
    names: list[str] = []
    for group in groups:
        own = [
            piece
            for piece in group.pieces()
            if not any(piece in other.pieces() for other in groups if other is not group)
        ]
        own = own or group.pieces()
        names.append(" ".join(words.slice(piece.core, piece.end) for piece in own))
    question = " or ".join(dict.fromkeys(names))
    return question[:1].upper() + question[1:] + "?"
