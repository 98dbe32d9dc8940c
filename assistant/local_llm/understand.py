"""What a user's turn asks for: calls of tools, or words to be said at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.local_llm.another import SETTING, another_of, keeping_the_day, last_set
from assistant.local_llm.answers import answer_to
from assistant.local_llm.calls import Call, calls_of
from assistant.local_llm.grammar import Match, grammar
from assistant.local_llm.polite import plain, tidy
from assistant.local_llm.splitting import Part, requests
from assistant.local_llm.times import split_time
from assistant.local_llm.words import WORDS

if TYPE_CHECKING:
    from system_control.dialogue import DialogueState

_ASKS = re.compile(
    r"^(?:who|whom|whose|what|what's|whats|when|when's|where|where's|why|how|how's|which|is|are|was|were|do|does|did|"
    r"can|could|should|will|would)\b|\?\s*$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\w", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Understood:
    """Tools to be called, in order; `words` are said after what they return, or at once if there are none."""

    calls: tuple[Call, ...] = ()
    words: str = ""


def understand(text: str, dialogue: DialogueState, *, before: str = "") -> Understood:
    """Work out what `text` asks for; `before` is what was last said to the user."""
    said = tidy(text)
    if not _LETTER.search(said):
        return Understood(words=WORDS["nothing_heard"])
    turn = _Turn(dialogue, before)
    parts = requests(said, turn.asks)
    if len(parts) == 1:
        return turn.one(said)
    all_of = turn.each(parts)
    if any(call.name != "remember" for understood in all_of for call in understood.calls):
        # "I have a flight at nine, wake me at five": the reason for a request is no news about the user
        all_of = [understood for understood in all_of if not _is_reason(understood)]
    if all(call.name == "confirm" for understood in all_of for call in understood.calls):
        return turn.one(said)  # "yes, delete them all" is one answer
    calls = tuple(call for understood in all_of for call in understood.calls)
    courtesy = (
        {WORDS["okay"], WORDS["not_understood"], WORDS["unknown"], WORDS["hello"], WORDS["kind"], WORDS["welcome"]}
        if calls
        else set[str]()
    )
    words = [understood.words for understood in all_of if understood.words and understood.words not in courtesy]
    return Understood(calls, " ".join(dict.fromkeys(words)))


def _is_reason(understood: Understood) -> bool:
    return any(call.name == "remember" and split_time(call.arguments["text"]).found for call in understood.calls)


class _Turn:
    """One turn of the user, held against the state of the conversation."""

    def __init__(self, dialogue: DialogueState, before: str) -> None:
        self._question = dialogue.question
        self._ringing = bool(dialogue.ringing)
        self._before = dialogue.said or before
        self._last = last_set(dialogue)
        self._read: dict[str, Match | None] = {}

    def asks(self, text: str) -> bool:
        """Whether `text` is a request by itself."""
        match = self._match(plain(text))
        return (
            match is not None
            and (match.tool != "confirm" or self._question is not None)
            and not (match.weak and match.tool not in {"change", "cancel", "remember", "set_timer"} and not match.say)
        )

    def each(self, parts: list[Part]) -> list[Understood]:
        """Understand several requests, of which one may go on from the one before it."""
        found = []
        for part in parts:
            understood = self.one(part)
            if part.goes_on:
                understood = replace(understood, calls=tuple(keeping_the_day(call) for call in understood.calls))
            self._last = next((call for call in reversed(understood.calls) if call.name in SETTING), self._last)
            found.append(understood)
        return found

    def one(self, part: str) -> Understood:
        """Understand one request."""
        text = plain(part)
        match = self._match(text)
        if self._question is not None:
            answer = answer_to(self._question, text, match)
            if answer is not None:
                return Understood((answer,))
        if match is None:
            return Understood(words=WORDS["unknown" if _ASKS.search(text) else "not_understood"])
        if match.say == "repeat":
            return Understood(words=self._before or WORDS["nothing_said"])
        if match.say:
            return Understood(words=WORDS[match.say])
        alone = match.metadata.get("alone")
        if alone and self._question is None:
            return Understood(words=WORDS[str(alone)])
        call = calls_of(match)
        return Understood((another_of(self._last, call, text) if match.metadata.get("again") else call,))

    def _match(self, text: str) -> Match | None:
        if text not in self._read:
            self._read[text] = grammar().best(text, ringing=self._ringing, asked=self._question is not None)
        return self._read[text]
