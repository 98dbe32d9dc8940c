"""A typed conversation, for the terminal and the HTTP API: one AgentSession a turn, rebuilt from what is stored."""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from livekit.agents import AgentSession, llm

from assistant.groq_gate import GroqGate
from assistant.local_llm import LocalLLM
from assistant.models import CONN_OPTIONS, build_llm, warm
from assistant.persona import NOTHING_KEPT, Assistant
from assistant.summary import close_what_is_over
from assistant.transcript import Transcript
from system_control.conversations import Message, Said, Sender, Session, SessionStatus
from system_control.errors import InvalidInput, StoreUnavailable
from system_control.identity import get_session_identity, get_session_user_uuid
from system_control.outbox import Outbox
from system_control.shelf import in_thread, new_id
from tools import Conversation

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager
    from utils.settings import Settings

log = logging.getLogger(__name__)

MAX_CHARACTERS = 10_000
"""What one turn may hold; about ten minutes of speech."""

UNSAVED_CONVERSATIONS = 200
"""While the store is down this many conversations are held in memory, so that they still hang together."""

LATEST_CONVERSATIONS = 1_000
"""Of this many users it is known, while the store is down, whether they speak in private."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; `saved` tells whether the turn is in the store."""

    session_id: str
    text: str
    message_id: str
    saved: bool


@dataclass(slots=True)
class _Turn:
    """What was said in one turn, and the tokens that were spent beside it."""

    said: list[Said] = field(default_factory=list)
    tokens: tuple[int, int] = (0, 0)

    def spend(self, tokens_input: int, tokens_output: int) -> None:
        self.tokens = self.tokens[0] + tokens_input, self.tokens[1] + tokens_output

    def unsaid(self) -> None:
        """Keep of it what it cost, and nothing of what was said."""
        for one in self.said:
            self.spend(one.tokens_input, one.tokens_output)
        self.said = []


@dataclass(slots=True)
class _Unsaved:
    """A conversation that the store does not have now; `keeps` is False where nobody knows whether it is private."""

    conversation: Conversation
    history: list[Said]
    keeps: bool
    told: bool = False


class TypedConversations:
    """All typed conversations of one process; holds nothing of them between turns while the store works.

    While it doesn't, turns go to the outbox, and what a conversation has open is held in memory.
    """

    def __init__(self, manager: SupabaseManager, settings: Settings) -> None:
        self._manager = manager
        self._settings = settings
        warm(settings)
        self._gate = GroqGate(settings) if settings.has_groq else None
        self._outbox = Outbox(manager)
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._unsaved: OrderedDict[tuple[str, str], _Unsaved] = OrderedDict()
        self._latest: OrderedDict[str, tuple[str, bool]] = OrderedDict()
        """Of each user, the conversation that was typed in last, and whether it is private."""

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
                await self._send_what_waits(user, session_id)
                session, history = await self._open(session_id)
            except StoreUnavailable as error:
                log.warning("A typed turn is answered without the store: %s", error)
                return await self._say_unsaved(text, session_id, zone)
            conversation = Conversation(
                manager=self._manager, user=user, session_id=session.session_id, channel="text", zone=zone or ""
            )
            turn = await self._turn(conversation, text, [_said(m) for m in history])
            said, saved = turn.said, True
            try:
                await self._keep(conversation, session, turn)
            except StoreUnavailable as error:
                log.warning("A typed turn waits in the outbox: %s", error)
                saved = False
                await self._put_by(conversation, turn.said)
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

    async def _keep(self, conversation: Conversation, session: Session, turn: _Turn) -> None:
        private = conversation.dialogue.private
        self._latest[conversation.user] = session.session_id, private
        self._latest.move_to_end(conversation.user)
        while len(self._latest) > LATEST_CONVERSATIONS:
            self._latest.popitem(last=False)
        if private:
            turn.unsaid()
        await self._manager.conversations.save(
            session,
            turn.said,
            tokens_input=turn.tokens[0],
            tokens_output=turn.tokens[1],
            state=conversation.dialogue.as_json(),
            private=private,
            status=SessionStatus.ACTIVE,
        )

    async def _put_by(self, conversation: Conversation, said: list[Said]) -> None:
        """Keep a turn on this machine until the store is there again."""
        if not said or conversation.dialogue.private:
            return
        try:
            await in_thread(
                self._outbox.keep_now,
                said,
                session_id=conversation.session_id,
                user=conversation.user,
                identity=get_session_identity(),
            )
        except OSError as error:
            log.error("What is typed now won't be kept: %s; set DATA_DIR to a folder that can be written", error)  # noqa: TRY400 - one line, no trace

    async def _send_what_waits(self, user: str, session_id: str | None) -> None:
        """Once the store is there again, put into it what was typed meanwhile, before the conversation goes on.

        :raises StoreUnavailable: if it isn't.
        """
        held = self._unsaved.get((user, session_id or ""))
        if held is None:
            return
        await in_thread(lambda: self._manager.store().check())
        await self._outbox.drain()
        for key in [key for key, other in self._unsaved.items() if other is held]:
            del self._unsaved[key]
        await held.conversation.save()

    async def _turn(self, conversation: Conversation, text: str, history: list[Said]) -> _Turn:
        """Run one turn of the assistant and return everything that was said in it."""
        session = AgentSession[Conversation](
            llm=build_llm(self._settings, local=LocalLLM(lambda: conversation.dialogue), gate=self._gate),
            vad=None,
            userdata=conversation,
            conn_options=CONN_OPTIONS,
            turn_handling={"turn_detection": None, "preemptive_generation": {"enabled": False}},
        )
        turn = _Turn()
        Transcript(session, turn.said.append, spend=turn.spend, log_content=self._settings.log_content)
        await session.start(Assistant(conversation, chat_ctx=_context(history)), record=False, session_host=False)
        try:
            await session.run(user_input=text)
        finally:
            await session.aclose()
        return turn

    async def _say_unsaved(self, text: str, session_id: str | None, zone: str | None) -> Reply:
        user = get_session_user_uuid()
        key = (user, session_id or "")
        held = self._unsaved.get(key)
        if held is None:
            name = session_id or new_id()
            conversation = Conversation(
                manager=self._manager, user=user, session_id=name, channel="text", zone=zone or ""
            )
            latest, private = self._latest.get(user, ("", False))
            known = session_id in (None, latest)
            conversation.dialogue.private = known and private
            held = _Unsaved(conversation, [], keeps=known)
            self._unsaved[key] = self._unsaved[user, name] = held
            while len(self._unsaved) > UNSAVED_CONVERSATIONS:
                self._unsaved.popitem(last=False)
        said = (await self._turn(held.conversation, text, held.history)).said
        held.history.extend(said)
        if held.keeps:
            await self._put_by(held.conversation, said)
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
