"""Every conversation of a user: its session row, its messages in the order of speech, and where it can go on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from system_control.errors import NotFound
from system_control.identity import get_session_user_uuid
from system_control.messages import Message, Said, Sender, Session, SessionStatus
from system_control.shelf import Shelf, in_thread, new_id
from system_control.store.store import Op, Where, eq

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from system_control.store.store import Store
    from utils.clock import Clock

GOES_ON_FOR = timedelta(minutes=30)
"""A typed conversation that was left alone for longer is over; the next words begin another."""

CONTEXT_MESSAGES = 24
"""How many of the last messages a conversation is continued from."""


__all__ = [
    "CONTEXT_MESSAGES",
    "GOES_ON_FOR",
    "Conversations",
    "Message",
    "Said",
    "Sender",
    "Session",
    "SessionStatus",
]


class Conversations:
    """The bound user's conversations."""

    def __init__(self, store: Callable[[], Store], clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.sessions = Shelf(store, clock, Session)
        self.messages = Shelf(store, clock, Message)

    async def create_session(self, session_id: str, *, channel: str, room: str | None = None) -> Session:
        """Begin a conversation, or go on with the user's own one of this id.

        :raises NotFound: if the id is that of another user's conversation.
        """
        now = self._clock.now()
        await self.sessions.add(
            Session(id=new_id(), session_id=session_id, channel=channel, room=room, created_at=now, updated_at=now)
        )
        return await self.get_session(session_id)

    async def get_session(self, session_id: str) -> Session:
        """Return one conversation.

        :raises NotFound: if this user has none of this id.
        """
        found = await self.sessions.find(eq("session_id", session_id), limit=1)
        if not found:
            raise NotFound(f"no session {session_id!r}", spoken="I can't find that conversation.")
        return found[0]

    async def last_text_session(self) -> Session | None:
        """Return the typed conversation that goes on when none is named, None if the last one is over."""
        found = await self.sessions.find(
            eq("channel", "text"),
            eq("status", SessionStatus.ACTIVE),
            Where("updated_at", Op.GT, self._clock.now() - GOES_ON_FOR),
            order=("-updated_at",),
            limit=1,
        )
        return found[0] if found else None

    async def update_session(self, session: Session, **values: Any) -> Session:
        """Set columns of a conversation."""
        return await self.sessions.update(session.id, values)

    async def end_session(
        self, session_id: str, *, status: SessionStatus = SessionStatus.ENDED, **values: Any
    ) -> Session:
        """End a conversation (again is no error); `values` may hold summary, title, rating, feedback."""
        session = await self.get_session(session_id)
        if session.status != SessionStatus.ACTIVE:
            return await self.update_session(session, **values) if values else session
        now = self._clock.now()
        lasted = (now - session.created_at).total_seconds()
        return await self.update_session(
            session, status=status, ended_at=now, duration_seconds=lasted, live_until=None, **values
        )

    async def save(self, session: Session, said: Sequence[Said], **values: Any) -> Session:
        """Keep what was said, in this order, and set columns of the session with it.

        Idempotent by the messages' ids. Only one writer a session at a time.
        """
        return await in_thread(self._save, session, said, values)

    def _save(self, session: Session, said: Sequence[Said], values: dict[str, Any]) -> Session:
        now, user = self._clock.now(), get_session_user_uuid()
        last = self.messages.find_now(eq("session_id", session.session_id), order=("-seq",), limit=1)
        first = last[0].seq + 1 if last else 1
        rows = [
            {
                **Message(
                    id=new_id(),
                    message_id=s.message_id,
                    session_id=session.session_id,
                    seq=first + i,
                    sender=s.sender,
                    text_content=s.text,
                    interrupted=s.interrupted,
                    tool=s.tool,
                    created_at=now,
                ).row(),
                "user_id": user,
            }
            for i, s in enumerate(said)
        ]
        added = self._store().insert("messages", rows)
        return self.sessions.update_now(session.id, {"message_count": session.message_count + added, **values})

    async def get_history(self, session_id: str, *, limit: int = CONTEXT_MESSAGES) -> list[Message]:
        """Return the newest messages of a conversation, oldest of them first."""
        newest = await self.messages.find(eq("session_id", session_id), order=("-seq",), limit=limit)
        return newest[::-1]
