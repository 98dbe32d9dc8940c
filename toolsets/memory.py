"""Remembers, forgets and recalls what the user said about themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from system_control.categories import categorise, statement, understand_all
from system_control.changes import Change
from system_control.dialogue import Asked, Mention
from system_control.errors import InvalidInput, NotFound
from system_control.fact_keys import stem
from system_control.facts import MAX_VALUE, TOLD, Memory, learn, learn_all
from system_control.profiles import Profile
from system_control.recalling import content, matching
from system_control.store.store import is_null
from toolsets.checks import checked
from toolsets.corrections import corrected, ended, has_ended, is_correction, named_besides, points_back, superseding
from toolsets.words import choice, counted, listing, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from system_control.facts import Fact
    from toolsets.talk import Talk

_EVERYTHING = re.compile(
    r"\b(?:everything|all(?: of)?(?: that)? (?:you know|about me|my|your|of it|memories|that)|all|anything)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?:my name|who am i|i'm called|am i called|call me)\b", re.IGNORECASE)
_DISLIKING = re.compile(r"\b(?:do not|don't|dont) (?:i|we) like\b|\bi (?:do not|don't|dont) like\b", re.IGNORECASE)
_ASKS = re.compile(r"(?:who|what|where|when|which|how|whose)(?:'s)?\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:i|i'm|i've|i'd|me|my|mine|myself|we|our|us)\b", re.IGNORECASE)
NOT_KNOWN = "I don't know that; what I can do is set alarms, remind you of things and take notes."
"""What is said where neither the user nor the assistant is asked about."""

_MY_NAME = frozenset(("my name", "what i'm called", "what to call me", "how to call me"))
_THAT = frozenset(("", "that", "it", "this", "what i said", "what i just said", "the last thing", "that one"))


async def remember(
    talk: Talk,
    text: Annotated[str, "word for word"],
) -> str:
    """'I live in Lyon', 'remember that I…'."""
    whole = " ".join(text.split())
    text = checked(statement(text), "text", MAX_VALUE)
    if not text:
        return talk.dialogue.ask(Asked.PIECE, "What shall I remember?", "remember", {"text": ""}, piece="text")
    if talk.dialogue.private:
        return "I'm not remembering anything of this conversation, as you asked."
    now = talk.manager.clock.now()
    known = await talk.manager.memories.find(is_null("superseded_by"))
    last = _named_last(talk, known)
    said = categorise(text)
    if said.over if said is not None else has_ended(text):
        if over := _over(said, text, known, last, now):
            return await _drop(talk, over)
        if said is None or points_back(text):
            return "OK. I had nothing like that about you."
    if last is not None and (full := named_besides(whole, last)):
        whole = text = full
    wrong = last if is_correction(whole, bare=last is not None) else None
    right = None if wrong is None else corrected(whole, wrong, now)
    if right is None and (wrong is not None or is_correction(whole)):
        raise InvalidInput("nothing to correct", spoken="I'm not sure what to correct. Please say it in full.")
    kept, changes = learn_all(known, understand_all(text, now) if right is None else [right], now, confidence=TOLD)
    if wrong is not None and changes and all(change.record.id != wrong.id for change in changes):
        changes.append(Change(wrong, superseding(wrong, kept[0])))
    if changes:
        await talk.make(*changes)
    talk.dialogue.mention(*(_mention(memory) for memory in kept))
    known_now = listing([f"that {memory.spoken}" for memory in kept])
    return sentence(f"{'OK, I' if changes else 'I already'} know {known_now}")


async def forget(
    talk: Talk,
    text: Annotated[str, "'that', 'that I live in Berlin', 'everything'"] = "",
) -> str:
    """Forget a fact about the user."""
    known = await talk.manager.memories.find(is_null("superseded_by"), order=("-created_at",))
    if talk.chosen:
        return await _drop(talk, [m for m in known if m.id in talk.chosen], name=talk.profile.id in talk.chosen)
    bare = " ".join(text.casefold().split()).strip(" .,!?")
    name = talk.profile.display_name
    if name and bare in _MY_NAME and not any(m.key == "name" for m in known):
        return await _drop(talk, [], name=True)
    if not known and not name:
        return "I don't have anything remembered about you."
    if bare in _THAT and talk.dialogue.many:
        listed = {m.id for m in talk.dialogue.listed}
        return _which(talk, [m for m in known if m.id in listed] or known, text)
    if bare in _THAT:
        last = _named_last(talk, known)
        if last is None:
            raise NotFound("no memory was named", spoken="I don't know what to forget. Tell me what it is about.")
        return await _drop(talk, [last])
    if _EVERYTHING.search(bare) and not content(_EVERYTHING.sub(" ", bare)):
        choices = [_mention(m) for m in known]
        if name:
            choices.append(Mention(Profile.TABLE, talk.profile.id, f"I call you {name}"))
        spoken = f"That would forget {counted(len(choices), 'thing')} that I know about you. Shall I?"
        return talk.dialogue.ask(Asked.SURE, spoken, "forget", {"text": text}, piece="text", choices=choices)
    found = matching(statement(text), known)
    if not found:
        raise NotFound("no memory matches", spoken="I don't know anything like that about you.")
    return _which(talk, found, text) if len(found) > 1 else await _drop(talk, found)


async def recall(
    talk: Talk,
    query: str = "",
) -> str:
    """'Where do I live', 'what do you know about me'."""
    known = await talk.manager.memories.find(is_null("superseded_by"), order=("-created_at",))
    query = _DISLIKING.sub("dislike", query)
    words = content(query)
    name = talk.profile.display_name
    if name and not any(m.key == "name" for m in known) and ((not words and not known) or _NAME.search(query)):
        return sentence(f"your name is {name}")
    if not known and not words:
        return "I don't know anything about you yet."
    found = matching(query, known) if words else known
    if words and _ASKS.match(query) and not _OWN.search(query):
        # one word in common with a question about the world is no answer to it
        asked = {stem(word) for word in words}
        found = [m for m in found if asked <= {stem(word) for word in content(m.words)}]
        if not found:
            return NOT_KNOWN
    if not found:
        return "I don't know that about you yet."
    talk.dialogue.list_out([_mention(m) for m in found])
    return sentence(listing([m.spoken for m in found]))


async def _drop(talk: Talk, memories: list[Memory], *, name: bool = False) -> str:
    """Forget facts, and with them what they took the place of; `name` is how the user wants to be called."""
    if not memories and not name:
        raise InvalidInput("gone", spoken="I don't know that any more.")
    gone = {m.id: m for m in memories}
    older = await talk.manager.memories.find()
    grown = True
    while grown:
        new = {m.id: m for m in older if m.superseded_by in gone and m.id not in gone}
        gone |= new
        grown = bool(new)
    nameless = replace(talk.profile, display_name=None)
    await talk.make(*(Change(m, None) for m in gone.values()), *([Change(talk.profile, nameless)] if name else []))
    talk.profile = nameless if name else talk.profile
    talk.dialogue.mention(*(_mention(m) for m in memories))
    if len(memories) == 1 and not name:
        return sentence(f"OK, I've forgotten that {memories[0].spoken}")
    if not memories:
        return "OK, I've forgotten what to call you."
    return sentence(f"OK, I've forgotten {counted(len(memories) + name, 'thing')} about you")


def _over(fact: Fact | None, text: str, known: list[Memory], last: Memory | None, now: datetime) -> list[Memory]:
    """The rows that hold no more: those whose place the fact would take, or those that the words are about."""
    changes = learn(known, fact, now)[1] if fact is not None else []
    return [c.before for c in changes if isinstance(c.before, Memory)] or ended(text, known, last)


def _named_last(talk: Talk, known: list[Memory]) -> Memory | None:
    """The fact that was named last, if that is what was named last of all."""
    last = talk.dialogue.mentioned[0] if talk.dialogue.mentioned else None
    return next((m for m in known if last is not None and m.id == last.id), None)


def _which(talk: Talk, found: list[Memory], text: str) -> str:
    spoken = f"Which of these shall I forget: {choice([m.spoken for m in found])}?"
    choices = [_mention(m) for m in found]
    talk.dialogue.list_out(choices)
    return talk.dialogue.ask(Asked.WHICH, spoken, "forget", {"text": text}, piece="text", choices=choices)


def _mention(memory: Memory) -> Mention:
    return Mention(Memory.TABLE, memory.id, memory.spoken)
