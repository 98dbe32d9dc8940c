"""Every conversation of a user: begun, kept in the order of speech, ended, looked through and taken out again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Final

from system_control.errors import Denied, InvalidInput, NotFound
from system_control.figures import figures
from system_control.identity import get_session_user_uuid, livekit_identity_to_uuid
from system_control.messages import Message, Said, Sender, Session, SessionStatus, page_size, rated
from system_control.search import Search
from system_control.shelf import Shelf, in_thread, new_id
from system_control.store.store import Op, Where, eq, is_null
from system_control.words import Words
from utils.redact import redact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from system_control.search import Found
    from system_control.store.store import Store
    from utils.clock import Clock

__all__ = [
    "CONTEXT_MESSAGES",
    "GOES_ON_FOR",
    "Conversations",
    "Message",
    "Page",
    "Said",
    "Sender",
    "Session",
    "SessionStatus",
]

GOES_ON_FOR: Final = timedelta(minutes=30)
"""A typed conversation that was left alone for longer is over; the next words begin another."""

CONTEXT_MESSAGES: Final = 24
"""How many of the last messages a conversation is continued from."""

_ROLES: Final = {"user": Sender.USER, "assistant": Sender.AI, "ai": Sender.AI, "tool": Sender.TOOL}


@dataclass(frozen=True, slots=True)
class Page:
    """Messages of a conversation, oldest first; `cursor` gets those before them, None is the beginning."""

    messages: list[Message]
    cursor: str | None


class Conversations:
    """The bound user's conversations.

    Where a call takes a `user_id` (an identity or its uuid), it raises `Denied` for anybody but the bound user. Each
    raises `NotFound` for a conversation that this user does not have, also when another has it.
    """

    def __init__(self, store: Callable[[], Store], clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._search = Search(store, clock)
        self._under_way: dict[tuple[str, str], datetime] = {}
        self.sessions = Shelf(store, clock, Session)
        self.messages = Words(store, clock)

    async def create_session(
        self,
        session_id: str | None = None,
        *,
        channel: str = "text",
        room: str | None = None,
        user_id: str | None = None,
    ) -> Session:
        """Begin a conversation, or go on with the user's own one of this id; without an id it gets a new one."""
        _refuse_others(user_id)
        now, name = self._clock.now(), session_id or new_id()
        await self.sessions.add(
            Session(id=new_id(), session_id=name, channel=channel, room=room, created_at=now, updated_at=now)
        )
        return await self.get_session(name)

    async def get_session(self, session_id: str, *, user_id: str | None = None) -> Session:
        """Return one conversation."""
        _refuse_others(user_id)
        found = await self.sessions.find(eq("session_id", session_id), limit=1)
        if not found:
            raise _unknown(session_id)
        return found[0]

    async def get_sessions(self, *, limit: int = 50, offset: int = 0) -> list[Session]:
        """Return conversations, the newest first."""
        return await self.sessions.find(order=("-created_at",), limit=page_size(limit), offset=offset)

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

    async def update_session(self, session_id: str, *, user_id: str | None = None, **values: Any) -> Session:
        """Set columns of a conversation, and return it as it is now."""
        session = await self.get_session(session_id, user_id=user_id)
        return await self.sessions.update(session.id, values)

    async def end_session(
        self,
        session_id: str,
        *,
        summary: str | None = None,
        duration: float | None = None,
        rating: int | None = None,
        feedback: str | None = None,
        status: SessionStatus = SessionStatus.ENDED,
        user_id: str | None = None,
    ) -> Session:
        """End a conversation; again is no error, and sets what is given then.

        :param summary: kept without what is secret in it, and of a private conversation not at all.
        :param duration: seconds; from beginning to now unless told.
        :param rating: 1 to 5.
        """
        session = await self.get_session(session_id, user_id=user_id)
        self._under_way.pop((get_session_user_uuid(), session_id), None)
        values: dict[str, Any] = rated(rating, feedback)
        if summary is not None and not session.private:
            values["summary"] = redact(summary).text
        if duration is not None:
            values["duration_seconds"] = float(duration)
        if session.status == SessionStatus.ACTIVE:
            now = self._clock.now()
            lasted = (now - session.created_at).total_seconds()
            values = {"status": status, "ended_at": now, "live_until": None, "duration_seconds": lasted, **values}
        return await self.sessions.update(session.id, values) if values else session

    async def keep_summary(self, session_id: str, title: str, summary: str) -> bool:
        """Keep what a conversation was about, unless it has a summary, is private or was deleted; return whether."""
        mine = [eq("user_id", get_session_user_uuid()), eq("session_id", session_id)]
        free = [*mine, eq("private", False), is_null("summary"), Where("message_count", Op.GT, 0)]
        values = {"title": title, "summary": summary, "updated_at": self._clock.now()}
        return bool(await in_thread(lambda: self._store().update("sessions", free, values)))

    async def rate(self, session_id: str, rating: int, feedback: str | None = None) -> Session:
        """Keep what the user thinks of a conversation.

        :param rating: 1 to 5.
        :raises InvalidInput: for another rating.
        """
        session = await self.get_session(session_id)
        return await self.sessions.update(session.id, rated(rating, feedback))

    async def save(
        self, session: Session, said: Sequence[Said], *, tokens_input: int = 0, tokens_output: int = 0, **values: Any
    ) -> None:
        """Keep what was said, in this order, and set columns of the session with it, as one step.

        Idempotent by the messages' ids. `tokens_input` and `tokens_output` are those besides the messages' own.
        """
        await in_thread(self._save, session.session_id, said, values, (tokens_input, tokens_output))

    async def save_message(self, session_id: str, said: Said, *, user_id: str | None = None) -> str:
        """Keep one thing that was said, without what is secret in it, and return its id."""
        _refuse_others(user_id)
        clean = replace(said, text=redact(said.text).text)
        await in_thread(self._save, session_id, [clean], {"status": SessionStatus.ACTIVE}, (0, 0))
        return said.message_id

    async def add_message(
        self,
        conversation_id: str,
        role: str,
        content: str,
        user_id: str | None = None,
        tokens_input: int = 0,
        tokens_output: int = 0,
    ) -> str:
        """Keep one thing that was said, without what is secret in it, and return its id.

        :param role: user, assistant (or ai) or tool.
        :raises InvalidInput: for another role, no content, or fewer than no tokens.
        """
        _refuse_others(user_id)
        sender = _ROLES.get(role)
        if sender is None or not content.strip() or min(tokens_input, tokens_output) < 0:
            raise InvalidInput(f"a message has a role of {', '.join(_ROLES)}, words, and no negative tokens")
        said = Said(sender, redact(content).text, tokens_input=tokens_input, tokens_output=tokens_output)
        await in_thread(self._save, conversation_id, [said], {"status": SessionStatus.ACTIVE}, (0, 0))
        return said.message_id

    def _save(self, session_id: str, said: Sequence[Said], values: Mapping[str, Any], tokens: tuple[int, int]) -> None:
        now, user = self._clock.now(), get_session_user_uuid()
        if values.get("status") == SessionStatus.ACTIVE:
            values = {"ended_at": None, "duration_seconds": None, **values}
        if not self.messages.save_now(session_id, said, values, tokens):
            raise _unknown(session_id)
        self._under_way[user, session_id] = now
        self._forget_idle(now)

    async def get_history(
        self, conversation_id: str, from_database: bool = False, *, limit: int = CONTEXT_MESSAGES
    ) -> list[Message]:
        """Return the newest messages of a conversation, oldest of them first.

        Nothing is held in memory between turns, so it comes from the store whatever `from_database` says.
        """
        newest = await self.messages.find(eq("session_id", conversation_id), order=("-seq",), limit=page_size(limit))
        return newest[::-1]

    async def get_conversation_history(
        self, conversation_id: str, *, limit: int = 50, cursor: str | None = None, user_id: str | None = None
    ) -> Page:
        """Return the newest page of a conversation, or the one before that of `cursor`.

        :raises InvalidInput: if the cursor is none of ours.
        """
        await self.get_session(conversation_id, user_id=user_id)
        if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
            raise InvalidInput("the cursor cannot be read", spoken="I can't go on from there.")
        before = [Where("seq", Op.LT, int(cursor))] if cursor else []
        newest = await self.messages.find(
            eq("session_id", conversation_id), *before, order=("-seq",), limit=page_size(limit) + 1
        )
        page = newest[:limit][::-1]
        return Page(page, str(page[0].seq) if len(newest) > limit else None)

    async def search_messages_global(
        self, query: str, *, user_id: str | None = None, zone: tzinfo = UTC, **options: Any
    ) -> Found:
        """Search all of the user's conversations; `Search.find_now` tells the options."""
        _refuse_others(user_id)
        return await in_thread(self._search.find_now, query, zone=zone, **options)

    async def delete_conversation(self, session_id: str, *, user_id: str | None = None) -> None:
        """Take a conversation out, with all that was said in it and the words by which it is found."""
        session = await self.get_session(session_id, user_id=user_id)
        self._under_way.pop((get_session_user_uuid(), session_id), None)
        await self.messages.forget(session_id)
        await self.sessions.remove(session.id)

    async def forget_words(self, session: Session) -> None:
        """Take out what was said in a conversation, with its title and summary; the conversation itself goes on."""
        await self.messages.forget(session.session_id)

    async def delete_all(self, *, user_id: str | None = None) -> int:
        """Take all conversations of the user out; return how many there were."""
        _refuse_others(user_id)
        user = get_session_user_uuid()
        for known in [k for k in self._under_way if k[0] == user]:
            del self._under_way[known]
        await self.messages.forget(None)
        return await self.sessions.remove_all()

    async def get_stats(self, *, user_id: str | None = None, zone: tzinfo = UTC) -> dict[str, Any]:
        """Return the user's figures, see `figures`, and active_conversations_memory.

        Those are the conversations in which this process kept something within the last 30 minutes.
        """
        _refuse_others(user_id)
        self._forget_idle(self._clock.now())
        user = get_session_user_uuid()
        here = sum(owner == user for owner, _ in self._under_way)
        return {"active_conversations_memory": here, **await in_thread(figures, self._store(), self._clock.now(), zone)}

    def _forget_idle(self, now: datetime) -> None:
        for known in [k for k, at in list(self._under_way.items()) if now - at > GOES_ON_FOR]:
            self._under_way.pop(known, None)


def _refuse_others(user_id: str | None) -> None:
    """Refuse to act for anybody but the bound user."""
    user = get_session_user_uuid()
    if user_id is not None and user_id != user and livekit_identity_to_uuid(user_id) != user:
        raise Denied("another user's conversations", spoken="Those are not your conversations.")


def _unknown(session_id: str) -> NotFound:
    return NotFound(f"no session {session_id!r}", spoken="I can't find that conversation.")
