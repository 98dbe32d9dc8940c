"""A typed conversation, for the terminal and the HTTP API: one AgentSession a turn, rebuilt from what is stored."""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from livekit.agents import AgentSession, llm

from assistant.groq_gate import GroqGate
from assistant.local_llm import LocalLLM
from assistant.models import CONN_OPTIONS, build_llm, warm
from assistant.persona import NOTHING_KEPT, Assistant
from assistant.summary import close_what_is_over
from assistant.transcript import Transcript
from system_control.conversations import Conversations, Message, Said, Sender, Session, SessionStatus
from system_control.errors import InvalidInput, StoreUnavailable
from system_control.identity import get_session_user_uuid
from system_control.shelf import new_id
from tools import Conversation

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager
    from utils.settings import Settings

log = logging.getLogger(__name__)

MAX_CHARACTERS = 10_000
"""What one turn may hold; about ten minutes of speech."""

UNSAVED_CONVERSATIONS = 200
"""While the store is down this many conversations are held in memory, so that they still hang together."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; `saved` tells whether the turn is in the store."""

    session_id: str
    text: str
    message_id: str
    saved: bool


@dataclass(slots=True)
class _Unsaved:
    """A conversation that the store does not have now."""

    conversation: Conversation
    history: list[Said]
    told: bool = False


class TypedConversations:
    """All typed conversations of one process; holds nothing of them between turns while the store works."""

    def __init__(self, manager: SupabaseManager, settings: Settings) -> None:
        self._manager = manager
        self._settings = settings
        warm(settings)
        self._gate = GroqGate(settings) if settings.has_groq else None
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._unsaved: OrderedDict[tuple[str, str], _Unsaved] = OrderedDict()

    async def say(self, text: str, *, session_id: str | None = None, zone: str | None = None) -> Reply:
        """Answer one turn of the bound user; it is in the store before this returns, if the store can be reached.

        :param session_id: the conversation; None goes on with the user's last one, if it is under 30 minutes old.
        :param zone: the IANA name of the time zone that the app is in, used where the profile names none.
        :raises InvalidInput: if the text is empty or longer than 10,000 characters.
        :raises NotFound: if the user has no conversation of this id.
        :raises NoUser: if nobody is bound.
        """
        text = checked_text(text)
        user = get_session_user_uuid()
        # Two turns that name no conversation must not open two.
        key = f"{user} {session_id or ''}"
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            try:
                session, history = await self._open(session_id)
            except StoreUnavailable as error:
                log.warning("A typed turn is answered without the store: %s", error)
                return await self._say_unsaved(text, session_id, zone)
            conversation = Conversation(
                manager=self._manager, user=user, session_id=session.session_id, channel="text", zone=zone or ""
            )
            said = await self._turn(conversation, text, [_said(m) for m in history])
            saved = True
            try:
                await self._keep(conversation, session, said)
            except StoreUnavailable as error:
                log.warning("A typed turn could not be kept: %s", error)
                saved = False
            return _reply(session.session_id, said, saved=saved)

    async def close_what_is_over(self) -> int:
        """Close every user's conversations that nobody is in, with their summaries; return how many.

        :raises StoreUnavailable: if the store can't be reached.
        """
        return await close_what_is_over(self._manager, self._settings, self._gate)

    async def aclose(self) -> None:
        """Let go of what is held."""
        self._unsaved.clear()
        if self._gate is not None:
            await self._gate.aclose()

    async def _open(self, session_id: str | None) -> tuple[Session, list[Message]]:
        kept = self._manager.conversations
        session = await kept.get_session(session_id) if session_id else await kept.last_text_session()
        if session is None:
            return await kept.create_session(new_id(), channel="text"), []
        return session, await kept.get_history(session.session_id)

    async def _keep(self, conversation: Conversation, session: Session, said: list[Said]) -> None:
        kept: Conversations = self._manager.conversations
        await kept.save(
            session,
            [] if conversation.dialogue.private else said,
            state=conversation.dialogue.as_json(),
            private=conversation.dialogue.private,
            status=SessionStatus.ACTIVE,
        )

    async def _turn(self, conversation: Conversation, text: str, history: list[Said]) -> list[Said]:
        """Run one turn of the assistant and return everything that was said in it."""
        session = AgentSession[Conversation](
            llm=build_llm(self._settings, local=LocalLLM(lambda: conversation.dialogue), gate=self._gate),
            vad=None,
            userdata=conversation,
            conn_options=CONN_OPTIONS,
            turn_handling={"turn_detection": None, "preemptive_generation": {"enabled": False}},
        )
        said: list[Said] = []
        Transcript(session, said.append, log_content=self._settings.log_content)
        await session.start(Assistant(conversation, chat_ctx=_context(history)), record=False, session_host=False)
        try:
            await session.run(user_input=text)
        finally:
            await session.aclose()
        return said

    async def _say_unsaved(self, text: str, session_id: str | None, zone: str | None) -> Reply:
        user = get_session_user_uuid()
        key = (user, session_id or "")
        held = self._unsaved.get(key)
        if held is None:
            name = session_id or new_id()
            conversation = Conversation(
                manager=self._manager, user=user, session_id=name, channel="text", zone=zone or ""
            )
            held = self._unsaved[key] = self._unsaved[user, name] = _Unsaved(conversation, [])
            while len(self._unsaved) > UNSAVED_CONVERSATIONS:
                self._unsaved.popitem(last=False)
        said = await self._turn(held.conversation, text, held.history)
        held.history.extend(said)
        if not held.told:
            held.told = True
            said.append(Said(Sender.AI, NOTHING_KEPT))
        return _reply(held.conversation.session_id, said, saved=False)


def checked_text(text: object) -> str:
    """Return what was typed, trimmed.

    :raises InvalidInput: if it is not text, is empty, or is longer than 10,000 characters.
    """
    if not isinstance(text, str):
        raise InvalidInput("not text", spoken="I can only read text.")
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not text:
        raise InvalidInput("empty", spoken="You didn't say anything.")
    if len(text) > MAX_CHARACTERS:
        raise InvalidInput("too long", spoken="That is too long for me; please say it in under ten thousand letters.")
    return text


def _said(message: Message) -> Said:
    return Said(
        Sender(message.sender), message.text_content, message.interrupted, message.tool, message_id=message.message_id
    )


def _context(history: list[Said]) -> llm.ChatContext:
    """Rebuild what the model saw, without the tools' calls: their sentences were said aloud anyway."""
    context = llm.ChatContext.empty()
    for said in history:
        if said.sender is not Sender.TOOL:
            context.add_message(role="user" if said.sender is Sender.USER else "assistant", content=said.text)
    return context


def _reply(session_id: str, said: list[Said], *, saved: bool) -> Reply:
    answers = [s for s in said if s.sender is Sender.AI]
    text = " ".join(s.text for s in answers) or "Sorry, I have no answer to that."
    return Reply(session_id, text, answers[-1].message_id if answers else new_id(), saved)
