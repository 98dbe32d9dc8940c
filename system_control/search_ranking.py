"""The best of what was found, put in the order in which they are likely to answer the question.

The index knows where words stand, not what a message says. So the messages that it puts first are looked at: one is
likelier to be the answer if it is of the speaker whom the question is about, states something, and at some length, and
holds a time or a number where one is asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import TYPE_CHECKING, Any, Final

from system_control.messages import Sender

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

POOL: Final = 100
"""So many of the best are put in order anew; the others follow as they are."""

SPEAKER: Final = 0.6
"""What a message gains, as a share of its score, if it is of the speaker whom the question is about."""

LENGTH: Final = 0.6
"""What it gains at most for its length: "Wow, great!" answers nothing."""

LONG: Final = 25
"""Words from which on more length gains nothing."""

STATED: Final = 0.25
"""What it gains if it says something, and doesn't only ask."""

FITTING: Final = 0.3
"""What it gains if it holds a time where the question asks when, or a number where it asks how many."""

_WHEN: Final = re.compile(
    r"^\W*(?:when|since when|until when|(?:on|in|at|since|until)? ?(?:what|which) (?:day|date|month|year|time))\b",
    re.IGNORECASE,
)
_HOW_MANY: Final = re.compile(
    r"\bhow (?:many|much|long|old|far|often|big|large|tall|high|heavy|late|fast)\b|\bwhat (?:number|price|age|time)\b"
    r"|\b(?:cost|costs|price)\b",
    re.IGNORECASE,
)
_MONTHS: Final = "january|february|march|april|june|july|august|september|october|november|december"
_TIME: Final = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|ago|last|next|since|until|weekend|o'clock|noon|midnight"
    r"|this (?:week|month|year|morning|afternoon|evening|spring|summer|autumn|fall|winter)"
    rf"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|{_MONTHS}|in may|may \d|\d\d?(?:st|nd|rd|th)?(?: of)? may"
    r"|(?:19|20)\d\d|\d\d?(?:st|nd|rd|th)|\d\d?:\d\d|in (?:the )?(?:spring|summer|autumn|fall|winter))\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?|half|once|twice|dozens?|couple)\b",
    re.IGNORECASE,
)
_STATES: Final = re.compile(r"\w[^.!?]*(?:[.!]|$)")

_OURS: Final = re.compile(r"\b(?:i|me|my|mine|myself|we|us|our|ours)\b", re.IGNORECASE)
_YOURS: Final = re.compile(
    r"\b(?:did|have|had) you (?:\w+ly |ever |just )?(?:say|said|tell|told|suggest|recommend|advise|mention|propose"
    r"|explain|answer|promise)|\byou (?:said|told|suggested|recommended|advised|mentioned|proposed|explained|answered"
    r"|promised)\b|\byour (?:answer|advice|suggestion|recommendation|idea|words)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_NAME: Final = re.compile(r"\b[^\W\d_a-z][^\W\d_]+")
_GREETING: Final = (
    r"(?:^|[,.!?]\s*|\b(?:hi|hey|hello|dear|thanks|thank you|sorry|oh|morning|evening|night|bye|soon)\s+)"
)
"""What stands before a name when somebody is spoken to."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message as the store gives it, with its score."""

    row: Mapping[str, Any]
    score: float


def ranked(question: str, found: Sequence[Candidate], names: Mapping[str, str]) -> list[Candidate]:
    """Return the first `POOL` of what was found in a better order, then the others as they are.

    :param names: what speakers are called: sender → name.
    A score only grows, so that no message of the first ones falls behind the others.
    """
    pool = found[:POOL]
    speaker = _speaker(question, pool, names)
    wanted = [rx for rx, asked in ((_TIME, _WHEN.search(question)), (_NUMBER, _HOW_MANY.search(question))) if asked]
    better = [Candidate(c.row, round(c.score * _worth(c.row, speaker, wanted), 9)) for c in pool]
    better.sort(key=lambda c: str(c.row["id"]))
    better.sort(key=lambda c: (c.score, datetime.fromisoformat(c.row["created_at"])), reverse=True)
    return [*better, *found[POOL:]]


def _worth(row: Mapping[str, Any], speaker: str | None, wanted: Sequence[re.Pattern[str]]) -> float:
    text: str = row["text_content"]
    worth: float = 1 + LENGTH * min(1.0, log(1 + len(text.split())) / log(1 + LONG))
    worth += SPEAKER * (row["sender"] == speaker)
    worth += STATED * bool(_STATES.search(text))
    return worth + FITTING * sum(bool(fitting.search(text)) for fitting in wanted)


def _speaker(question: str, pool: Sequence[Candidate], names: Mapping[str, str]) -> str | None:
    """Return whom a question is about: "what did I say", "what did you suggest", "what does Bob like"."""
    words = set(_WORD.findall(question.lower()))
    called = {sender for sender, name in names.items() if words & set(_WORD.findall(name.lower()))}
    if not called:
        called = {sender for name in _NAME.findall(question) if (sender := _called(name.lower(), pool))}
    if called:
        return called.pop() if len(called) == 1 else None
    if _YOURS.search(question):
        return Sender.AI
    return Sender.USER if _OURS.search(question) else None


def _called(name: str, pool: Sequence[Candidate]) -> str | None:
    """Return who is called so: whom the other one, and nobody else, speaks to by this name, more than once.

    In a transcript that names who speaks at the beginning of the line, it is whose lines begin so.
    """
    near = [c.row for c in pool if name in c.row["text_content"].lower()]
    labelled: set[str] = {row["sender"] for row in near if row["text_content"].lower().startswith(f"{name}:")}
    if len(labelled) == 1:
        return labelled.pop()
    spoken_to = re.compile(rf"{_GREETING}{re.escape(name)}\s*[,!.?]", re.IGNORECASE)
    callers = [row["sender"] for row in near if spoken_to.search(row["text_content"])]
    if len(callers) < 2 or len(set(callers)) > 1:
        return None
    return Sender.USER if callers[0] == Sender.AI else Sender.AI
