"""Private mode, and taking out what was said: of this conversation, or of all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from system_control.conversations import Session
from system_control.dialogue import Asked, Mention
from system_control.errors import NotFound
from system_control.store.store import Op, Where, eq, is_in
from toolsets.words import counted

if TYPE_CHECKING:
    from system_control.facts import Memory
    from toolsets.talk import Talk

DELETE, DELETE_ALL = "delete", "delete all"
"""Values that take out what was said, beside "on", "off" and "" (which asks)."""

_OFF = re.compile(r"\b(?:off|no|false|end|stop|disable|leave|exit|over|again)\b", re.IGNORECASE)
_LEARNED = ", and what I learned from it"


async def private(talk: Talk, value: str) -> str:
    """Turn private mode on or off, tell whether it is on, or delete what was said, which asks first."""
    if value == DELETE_ALL:
        return await _all(talk)
    if talk.chosen:
        return await _gone(talk)
    if value == DELETE:
        return await _ask(talk, value) or "Nothing is kept of this conversation."
    if not value:
        return "This conversation is private." if talk.dialogue.private else "This conversation is kept."
    talk.dialogue.private = not _OFF.search(value)
    if not talk.dialogue.private:
        return "OK, I keep our conversation again."
    said = "OK, from now on I keep nothing of what we say, until you tell me to stop being private."
    asked = await _ask(talk, value, also="also ")
    return f"{said} {asked}" if asked else said


async def _ask(talk: Talk, value: str, also: str = "") -> str:
    """Ask whether what was said before shall go; "" if nothing is kept of it."""
    kept = await talk.manager.conversations.messages.count(eq("session_id", talk.session_id))
    learned = await _learned(talk)
    if not kept and not learned:
        return ""
    session = await talk.manager.conversations.get_session(talk.session_id)
    spoken = f"Shall I {also}delete what we said before in this conversation{_LEARNED if learned else ''}?"
    choices = [Mention(Session.TABLE, session.id, "what we said before in this conversation")]
    return talk.dialogue.ask(
        Asked.SURE, spoken, "settings", {"name": "private", "value": value}, piece="value", choices=choices
    )


async def _gone(talk: Talk) -> str:
    """Delete what was said in this conversation and what was learned from it, with no way back."""
    conversations = talk.manager.conversations
    learned = {memory.id for memory in await _learned(talk)}
    await conversations.forget_words(await conversations.get_session(talk.session_id))
    if learned:
        replaced = await talk.manager.memories.find(is_in("superseded_by", list(learned)))
        for memory in replaced:  # what was known before this conversation holds again
            if memory.id not in learned:
                await talk.manager.memories.update(memory.id, {"superseded_by": None})
        await talk.manager.memories.remove_all(is_in("id", list(learned)))
        await talk.manager.changes.forget_rows(*learned, *(memory.id for memory in replaced))
        dialogue = talk.dialogue
        dialogue.mentioned = [m for m in dialogue.mentioned if m.id not in learned]
        dialogue.listed = [m for m in dialogue.listed if m.id not in learned]
        dialogue.named = [m for m in dialogue.named if m.id not in learned]
    return f"OK, what we said before is deleted{_LEARNED if learned else ''}."


async def _learned(talk: Talk) -> list[Memory]:
    """Return what was remembered since this conversation began."""
    try:
        session = await talk.manager.conversations.get_session(talk.session_id)
    except NotFound:
        return []
    return await talk.manager.memories.find(Where("created_at", Op.GE, session.created_at))


async def _all(talk: Talk) -> str:
    """Delete all conversations when that was confirmed, else ask; this one goes on, with nothing in it."""
    sessions = talk.manager.conversations.sessions
    if talk.chosen:
        await talk.manager.conversations.messages.forget_waiting()
        await sessions.remove_all(Where("session_id", Op.NE, talk.session_id))
        await talk.manager.conversations.forget_words(await talk.manager.conversations.get_session(talk.session_id))
        return "OK, all our conversations are deleted. What I know about you stays."
    kept = await sessions.find(order=("-created_at",))
    if not kept:
        return "There are no conversations to delete."
    count = "this conversation" if len(kept) == 1 else f"all {counted(len(kept), 'conversation')}"
    spoken = f"That would delete what we said in {count}, but not what I know about you. Shall I?"
    choices = [Mention(Session.TABLE, kept[0].id, "our conversations")]
    words = {"name": "private", "value": DELETE_ALL}
    return talk.dialogue.ask(Asked.SURE, spoken, "settings", words, piece="value", choices=choices)
