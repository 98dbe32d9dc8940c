"""Remembers, forgets and recalls what the user said about themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from system_control.categories import statement, understand
from system_control.changes import Change
from system_control.dialogue import Asked, Mention
from system_control.errors import InvalidInput, NotFound
from system_control.facts import MAX_VALUE, TOLD, Fact, Memory, learn
from system_control.recalling import content, matching
from system_control.store.store import eq, is_null
from toolsets.checks import checked
from toolsets.words import choice, counted, listing, sentence

if TYPE_CHECKING:
    from toolsets.talk import Talk

_EVERYTHING = re.compile(
    r"\b(?:everything|all(?: of)?(?: that)? (?:you know|about me|my|your|of it|memories|that)|all|anything)\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"^(?:(?:no|nope|sorry|actually|wait|i mean|i meant|correction)\b[ ,.]*)+"
    r"(?:(?:it'?s|it is|that'?s|her name is|his name is|their name is|she'?s|he'?s|i meant|i said|called)\b\s*)?"
    r"(?!i\b|i'm\b|my\b)([\w' -]{1,60}?)(?:,? not [\w' -]+)?[.!]*$",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?:my name|who am i|i'm called|am i called|call me)\b", re.IGNORECASE)
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
    fact = await _corrected(talk, whole) or understand(text, talk.manager.clock.now())
    known = await talk.manager.memories.find(is_null("superseded_by"))
    memory, changes = learn(known, fact, talk.manager.clock.now(), confidence=TOLD)
    if changes:
        await talk.make(*changes)
    talk.dialogue.mention(_mention(memory))
    return sentence(f"{'OK, I' if changes else 'I already'} know that {memory.spoken}")


async def forget(
    talk: Talk,
    text: Annotated[str, "'that', 'that I live in Berlin', 'everything'"] = "",
) -> str:
    """Forget a fact about the user."""
    known = await talk.manager.memories.find(is_null("superseded_by"), order=("-created_at",))
    if talk.chosen:
        return await _drop(talk, [m for m in known if m.id in talk.chosen])
    if not known:
        return "I don't have anything remembered about you."
    bare = " ".join(text.casefold().split()).strip(" .,!?")
    if bare in _THAT and talk.dialogue.many:
        listed = {m.id for m in talk.dialogue.listed}
        return _which(talk, [m for m in known if m.id in listed] or known, text)
    if bare in _THAT:
        named = talk.dialogue.mentioned[0] if talk.dialogue.mentioned else None
        last = next((m for m in known if named is not None and named.id == m.id), None)
        if last is None:
            raise NotFound("no memory was named", spoken="I don't know what to forget. Tell me what it is about.")
        return await _drop(talk, [last])
    if _EVERYTHING.search(bare) and not content(_EVERYTHING.sub(" ", bare)):
        spoken = f"That would forget {counted(len(known), 'thing')} that I know about you. Shall I?"
        return talk.dialogue.ask(
            Asked.SURE, spoken, "forget", {"text": text}, piece="text", choices=[_mention(m) for m in known]
        )
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
    words = content(query)
    name = talk.profile.display_name
    if name and not any(m.key == "name" for m in known) and ((not words and not known) or _NAME.search(query)):
        return sentence(f"your name is {name}")
    if not known:
        return "I don't know anything about you yet."
    found = matching(query, known) if words else known
    if not found:
        return "I don't know that about you yet."
    talk.dialogue.list_out([_mention(m) for m in found])
    return sentence(listing([m.spoken for m in found]))


async def _drop(talk: Talk, memories: list[Memory]) -> str:
    """Forget facts, and with them what they took the place of."""
    if not memories:
        raise InvalidInput("gone", spoken="I don't know that any more.")
    gone = {m.id: m for m in memories}
    older = await talk.manager.memories.find()
    grown = True
    while grown:
        new = {m.id: m for m in older if m.superseded_by in gone and m.id not in gone}
        gone |= new
        grown = bool(new)
    await talk.make(*(Change(m, None) for m in gone.values()))
    talk.dialogue.mention(*(_mention(m) for m in memories))
    if len(memories) == 1:
        return sentence(f"OK, I've forgotten that {memories[0].spoken}")
    return sentence(f"OK, I've forgotten {counted(len(memories), 'thing')} about you")


async def _corrected(talk: Talk, text: str) -> Fact | None:
    """Read "no, it's Ana" as a new value of the fact that was named last, if that is one (MANNERS 13)."""
    found = _CORRECTION.match(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    last = talk.dialogue.mentioned[0] if talk.dialogue.mentioned else None
    if found is None or last is None or last.table != Memory.TABLE:
        return None
    rows = await talk.manager.memories.find(eq("id", last.id), is_null("superseded_by"), limit=1)
    if not rows or rows[0].about_oneself:
        return None
    return Fact(rows[0].category, rows[0].key, found[1].strip())


def _which(talk: Talk, found: list[Memory], text: str) -> str:
    spoken = f"Which of these shall I forget: {choice([m.spoken for m in found])}?"
    choices = [_mention(m) for m in found]
    talk.dialogue.list_out(choices)
    return talk.dialogue.ask(Asked.WHICH, spoken, "forget", {"text": text}, piece="text", choices=choices)


def _mention(memory: Memory) -> Mention:
    return Mention(Memory.TABLE, memory.id, memory.spoken)
