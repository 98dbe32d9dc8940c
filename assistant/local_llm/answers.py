"""Whether a turn answers the question that is open (MANNERS 3 to 5), and with which words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.local_llm.calls import Call, calls_of
from assistant.local_llm.times import split_time
from system_control.dialogue import Asked

if TYPE_CHECKING:
    from assistant.local_llm.grammar import Match
    from system_control.dialogue import Question

_YES_AND = re.compile(
    r"^(?:yes|yeah|yep|yup|sure|ok|okay|right|well|oh|hmm|uh|so|i mean|i think|i guess|let's say|lets say|say|just|"
    r"maybe|probably|"
    r"it's|it is|it should be|that's|the answer is|i want|i'd like|i would like|i meant|i mean|"
    r"make that)[\s,]+(?=\S)",
    re.IGNORECASE,
)
_YES_SO = re.compile(
    r"^(?:(?:yes|yeah|yep|yup|sure|ok|okay|of course)[\s,:]+|(?:right|well|oh|so|hmm|uh|um)[,:]\s*|"
    r"(?:it should|it shall|make it|let it|please) (?:say|read)[\s,:]+)+(?=\S)",
    re.IGNORECASE,
)
"""What stands before a text that was asked for, and is none of it."""
_YES_NO = re.compile(r"^(?:no|nope|nah|yes|yeah|yep|not|only|just)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:who|whom|whose|what|what's|whats|where|where's|why|how|how's|do|does|did|is|are|can|could|would|will)\b",
    re.IGNORECASE,
)
_COURTESY = frozenset(
    {"welcome", "goodbye", "good_night", "hello", "sorry", "kind", "repeat", "fine", "who", "listening"}
)
_TIMES = frozenset({"time", "duration", "to"})
# the argument that may stay empty while the other is what the question asks for
_OTHER = {"text": "time", "time": "text"}


def answer_to(question: Question, text: str, match: Match | None) -> Call | None:
    """Return the call that answers `question`; None if `text`, read as `match`, is a matter of its own."""
    if match is None:
        if question.piece == "text":
            return _confirm(_YES_SO.sub("", text))
        return None if _ASKS.match(text) else _confirm(_trimmed(text))
    if match.metadata.get("undoes") and question.kind == Asked.PIECE:
        return Call("undo", {})  # while a piece is asked for nothing was proposed that could be meant
    if match.tool == "confirm":
        return _confirm(_trimmed(calls_of(match).arguments["answer"]))
    if question.kind == Asked.PIECE:
        return _piece(question, text, match)
    if match.tool == question.tool and match.tool in {"cancel", "change", "snooze"}:
        return _which(question, match)
    if match.weak and _YES_NO.match(text):
        return _confirm(match.slots.get("to") if match.tool == "change" and question.kind == Asked.OFFER else text)
    if question.kind == Asked.SURE or not match.weak:
        return None
    if match.tool in {"change", "set_timer"} and question.kind == Asked.OFFER:
        return _confirm(match.slots.get("to") or text)
    return _confirm(_trimmed(text)) if match.tool in {"cancel", "set_timer", "snooze"} else None


def _piece(question: Question, text: str, match: Match) -> Call | None:
    if match.tool == question.tool:
        return _same_tool(question, text, match)
    if not match.weak or match.say in _COURTESY or match.tool == "find":
        return None
    if match.tool == "remember" and question.piece in _TIMES and not split_time(text).found:
        return None  # news about the user, and no answer to when
    if match.tool == "change" and question.piece in _TIMES and match.slots.get("to"):
        return _confirm(_trimmed(match.slots["to"]))
    return _confirm(_trimmed(text) if question.piece != "text" else _YES_SO.sub("", text))


def _same_tool(question: Question, text: str, match: Match) -> Call | None:
    """Tell an answer ("remind me to call mom", said when asked what about) from a request that is whole in itself."""
    arguments = calls_of(match).arguments
    piece = question.piece
    if piece in {"time", "duration"}:
        spare = arguments.get("text") or arguments.get("label") or arguments.get("title")
        has = arguments.get(piece)
        return _confirm(text) if has and not spare else (_confirm(text) if match.weak else None)
    other = _OTHER.get(piece, "title")
    if arguments.get(piece) and not arguments.get(other):
        return _confirm(arguments[piece])
    return _confirm(text) if match.weak else None


def _which(question: Question, match: Match) -> Call | None:
    arguments = calls_of(match).arguments
    kind = arguments.get("kind", "")
    if kind and kind != question.arguments.get("kind", kind):
        return None
    if question.kind == Asked.SURE:
        return _confirm("yes") if arguments.get("query") in {"all", "that", "both", ""} else None
    query = arguments.get("query", "")
    return _confirm(query) if query and query != "that" else None


def _trimmed(text: str) -> str:
    for _ in range(3):
        text = _YES_AND.sub("", text) or text
    return text


def _confirm(answer: str | None) -> Call:
    return Call("confirm", {"answer": (answer or "").strip(" ,;")})
