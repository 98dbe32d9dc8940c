"""Parts of the day in a sentence: "this evening", "first thing", "end of the day"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from utils.time_expressions import lexicon
from utils.time_expressions.clock import Strength
from utils.time_expressions.dates import weekday_at
from utils.time_expressions.days import find_day
from utils.time_expressions.pieces import Kind, Part, Piece, Role
from utils.time_expressions.tokens import Words, phrases

if TYPE_CHECKING:
    from datetime import date

_THIS_PARTS = phrases("this morning", "this afternoon", "this evening", "this night", "tonight", "this lunchtime",
                      "later tonight", "this very evening", "to night", "tonite")  # fmt: skip
_PARTS = phrases(*lexicon.PART_PHRASES, *lexicon.PARTS)
_END_OF = phrases("the end of", "end of")


def find_part(words: Words, at: int, start: int, role: Role, today: date) -> Piece | None:
    """The part of the day that stands at `at`."""
    if words[at - 1] in ("good", "all"):
        return None
    this = words.first_of(at, _THIS_PARTS)
    if this is not None:
        name = words[this - 1]
        name = {"tonight": "tonight", "tonite": "tonight"}.get(name, lexicon.PARTS.get(name, "tonight"))
        return Piece(Kind.PART, Part("tonight" if name == "night" else name, this=True), start, this, at, role)
    if (
        (role is Role.AT or words[at - 1] == "during")
        and words[at] == "lunch"
        and words[at + 1] in ("", ".", ",", "today", "tomorrow", "on", "and", "to")
    ):
        return Piece(Kind.PART, Part("lunchtime"), start, at + 1, at, role)
    ending = words.first_of(at, _END_OF)
    if ending is not None and (words[ending] in ("today", "tomorrow") or weekday_at(words, ending)):
        return Piece(Kind.PART, Part("end_of_day"), start, ending, at, role)
    end = words.first_of(at, _PARTS)
    if end is None:
        return None
    text = " ".join(words.lower[at:end])
    name = lexicon.PART_PHRASES.get(text) or lexicon.PARTS[text]
    plural = words[end - 1].endswith("s") and words[end - 1] != "business"
    strength = Strength.SURE if role is not Role.NONE or end - at > 1 or name == "end_of_day" else Strength.WEAK
    if (text.startswith("the ") and role is Role.NONE) or name == "now":
        strength = Strength.WEAK
    if role is Role.AT and words[start] == "about":
        return None
    if words[end] == "of" and find_day(words, end + 1, today):
        end, strength = end + 1, Strength.SURE
    return Piece(Kind.PART, Part(name, plural=plural), start, end, at, role, strength)
