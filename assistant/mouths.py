"""How an announcement gets into a conversation: spoken in a session, or written between two typed turns."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from system_control.dialogue import Dialogues, DialogueState, Mention
from system_control.shelf import new_id

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from livekit.agents import AgentSession

    from system_control.supabase_manager import SupabaseManager
    from tools import Conversation

log = logging.getLogger(__name__)


class SpokenMouth:
    """A voice session's."""

    channel = "voice"

    def __init__(self, session: AgentSession[Conversation], conversation: Conversation) -> None:
        self._session = session
        self._conversation = conversation

    @property
    def user_speaks(self) -> bool:
        """Whether the user is speaking now."""
        return self._session.user_state == "speaking"

    @property
    def agent_busy(self) -> bool:
        """Whether the assistant is speaking, or thinks of an answer."""
        return self._session.agent_state in ("initializing", "thinking", "speaking")

    async def mark(self, ringing: Sequence[Mention], said: str) -> None:
        """Note that these ring."""
        await self._conversation.load()  # else the state that was stored would take this one's place later
        _mark(self._conversation.dialogue, ringing, said)
        await self._conversation.save()

    async def silence(self, still: Sequence[str]) -> None:
        """Note that nothing else rings any more."""
        if _silence(self._conversation.dialogue, still):
            await self._conversation.save()

    async def say(self, text: str) -> bool:
        """Say it; False if the session is over, or has no voice."""
        try:
            speech = self._session.say(text)
        except RuntimeError as error:
            log.warning("[SESSION] what is due can't be said: %s", error)
            return False
        await speech.wait_for_playout()
        return speech.exception() is None


class TypedMouth:
    """A typed conversation's: it writes a line, between two turns.

    :param write: takes the line; in a terminal it goes to standard error.
    :param turn: held by whoever answers a turn, and here while a line is written.
    """

    channel = "text"
    user_speaks = False

    def __init__(
        self,
        manager: SupabaseManager,
        session_id: Callable[[], str | None],
        write: Callable[[str], None],
        turn: asyncio.Lock,
    ) -> None:
        self._manager = manager
        self._dialogues = Dialogues(manager.store, manager.clock)
        self._session_id = session_id
        self._write = write
        self._turn = turn

    @property
    def agent_busy(self) -> bool:
        """Whether a turn is being answered."""
        return self._turn.locked()

    async def mark(self, ringing: Sequence[Mention], said: str) -> None:
        """Note that these ring, in the conversation that the next words will go on with."""
        async with self._turn:
            name = await self._conversation()
            state = await self._dialogues.load(name) or DialogueState()
            _mark(state, ringing, said)
            await self._dialogues.save(name, state)

    async def silence(self, still: Sequence[str]) -> None:
        """Note that nothing else rings any more."""
        async with self._turn:
            name = await self._conversation()
            state = await self._dialogues.load(name)
            if state is not None and _silence(state, still):
                await self._dialogues.save(name, state)

    async def say(self, text: str) -> bool:
        """Write it."""
        async with self._turn:
            self._write(text)
        return True

    async def _conversation(self) -> str:
        """Return which conversation it is; one that nothing was said in yet is begun."""
        name = self._session_id()
        if name is not None:
            return name
        kept = self._manager.conversations
        session = await kept.last_text_session() or await kept.create_session(new_id(), channel="text")
        return session.session_id


def _mark(state: DialogueState, ringing: Sequence[Mention], said: str) -> None:
    state.silence(*(m.id for m in ringing))
    state.ringing.extend(ringing)
    state.mention(*ringing)
    if said:
        state.said, state.said_in = said, state.turn


def _silence(state: DialogueState, still: Sequence[str]) -> bool:
    """Take out what rings no more; whether there was anything."""
    over = [m.id for m in state.ringing if m.id not in still]
    state.silence(*over)
    return bool(over)
