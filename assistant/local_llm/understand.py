"""What a user's turn asks for: calls of tools, or words to be said at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from assistant.local_llm.another import SETTING, another_of, keeping_the_day, last_set, on_its_day, with_the_verb
from assistant.local_llm.answers import answer_to
from assistant.local_llm.calls import Call, calls_of
from assistant.local_llm.grammar import Match, grammar
from assistant.local_llm.polite import plain, tidy
from assistant.local_llm.reasons import with_reason
from assistant.local_llm.several import several_timers
from assistant.local_llm.splitting import Part, requests, without_sigh
from assistant.local_llm.times import split_time
from assistant.local_llm.vocabulary import QUESTION, any_of
from assistant.local_llm.words import WORDS
from utils.redact import redact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from system_control.dialogue import DialogueState

_ASKS = re.compile(rf"^{any_of(QUESTION, 'do')}\b|\?\s*$", re.IGNORECASE)
_PROTEST = re.compile(
    r"^(?:no[\s,]+)?(?:(?:that|this|it)(?:'?s| is| was)) "
    r"(?:not right|wrong|a mistake|not what i (?:meant|wanted|said))[.!]*$",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\s+and\s+(?:then\s+)?again\s+(?=\S.{2,30}\b(?:later|earlier|(?:after|before)\s+that)[\s.!]*$)", re.IGNORECASE
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
    said = without_sigh(said)
    parts = turn.parts(said)
    if len(parts) == 1 or turn.answers(said):
        return turn.one(parts[0] if len(parts) == 1 else said)
    all_of = turn.each(parts)
    if any(call.name != "remember" for understood in all_of for call in understood.calls):
        # "I have a flight at nine, wake me at five": the reason for a request is no news about the user
        all_of = [understood for understood in all_of if not _is_reason(understood)]
    if all(call.name == "confirm" for understood in all_of for call in understood.calls):
        return turn.one(said)  # "yes, delete them all" is one answer
    calls = _once(call for understood in all_of for call in understood.calls)
    courtesy = (
        {WORDS["okay"], WORDS["not_understood"], WORDS["unknown"], WORDS["hello"], WORDS["kind"], WORDS["welcome"]}
        if calls
        else set[str]()
    )
    words = [understood.words for understood in all_of if understood.words and understood.words not in courtesy]
    return Understood(calls, " ".join(dict.fromkeys(words)))


def _once(calls: Iterable[Call]) -> tuple[Call, ...]:
    """Take "oops, bring that back" for one step back: said twice in a turn it is meant once."""
    kept: list[Call] = []
    for call in calls:
        if call.name != "undo" or not kept or kept[-1].name != "undo":
            kept.append(call)
    return tuple(kept)


def _is_reason(understood: Understood) -> bool:
    return any(call.name == "remember" and split_time(call.arguments["text"]).found for call in understood.calls)


class _Turn:
    """One turn of the user, held against the state of the conversation."""

    def __init__(self, dialogue: DialogueState, before: str) -> None:
        self._question = dialogue.question
        self._ringing = bool(dialogue.ringing)
        self._before = dialogue.said or before
        self._last = last_set(dialogue)
        self._after = {named.table for named in dialogue.named} if dialogue.named_in >= dialogue.turn - 1 else set()
        told = [m.id for m in dialogue.listed] == [m.id for m in dialogue.named]  # it answered a question of the user's
        if not told and self._question is None:
            self._after |= {f"changed:{table}" for table in self._after}
        self._read: dict[str, Match | None] = {}

    def asks(self, text: str) -> bool:
        """Whether `text` is a request by itself."""
        match = self._match(plain(text))
        return (
            match is not None
            and (match.tool != "confirm" or self._question is not None)
            and not (match.weak and match.tool not in {"change", "cancel", "remember", "set_timer"} and not match.say)
        )

    def parts(self, text: str) -> list[Part]:
        """The requests in `text`; a reason that comes first is one of them only if it is news about the user."""
        timers = several_timers(plain(text))
        if timers:
            return [Part(timer) for timer in timers]
        text = _AGAIN.sub(" and another one ", text)
        reasoned = with_reason(text, self._tool)
        if reasoned is None:
            return self._without_protest(requests(text, self.asks))
        reason = plain(reasoned.reason)
        news = not reasoned.taken and self._tool(reason) == "remember" and not split_time(reason).found
        news = news or bool(redact(reason))
        return [*([Part(reason)] if news else []), *requests(reasoned.request, self.asks)]

    def _without_protest(self, parts: list[Part]) -> list[Part]:
        """Take "no, that's not right, make it eight" for the change alone: nothing is taken back before it."""
        if len(parts) > 1 and _PROTEST.match(plain(parts[0])) and self._tool(parts[1]) == "change":
            return parts[1:]
        return parts

    def answers(self, text: str) -> bool:
        """Whether all of `text` is one answer to the open question: "yes, delete it"."""
        match = self._match(plain(text)) if self._question is not None else None
        return match is not None and match.tool == "confirm" and not match.weak

    def each(self, parts: list[Part]) -> list[Understood]:
        """Understand several requests, of which one may go on from the one before it."""
        found: list[Understood] = []
        earlier: list[Call] = []
        for part in parts:
            understood = self.one(part)
            day = keeping_the_day if part.goes_on else partial(on_its_day, earlier)
            understood = replace(understood, calls=tuple(map(day, understood.calls)))
            earlier += understood.calls
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
        if match is None and redact(part):
            return Understood(words=WORDS["secret"])
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
        if match.metadata.get("again"):
            call = another_of(self._last, call, text)
        return Understood((with_the_verb(self._last, call, text),))

    def _tool(self, text: str) -> str:
        match = self._match(plain(text))
        return match.tool if match is not None else ""

    def _match(self, text: str) -> Match | None:
        if text not in self._read:
            asked = self._question is not None
            self._read[text] = grammar().best(text, ringing=self._ringing, asked=asked, after=self._after)
        return self._read[text]
