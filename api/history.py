"""Conversations over HTTP: listed, read, found again, rated and deleted."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api import paging
from api.answers import forget_talk
from api.hearing import hear
from api.paging import PAGE, Cursor, Limit
from api.problems import Unconfirmed, responses
from api.schemas import history as sent
from api.schemas.base import EVERYTHING, Moment, Page, Removed, Zone
from system_control.conversations import Message, Session
from system_control.messages import Sender
from system_control.store.store import Op, Where
from system_control.supabase_manager import SupabaseManager
from toolsets.words import counted

MAX_QUESTION = 500

Name = Annotated[str, Path(max_length=128)]


class Speaker(StrEnum):
    """Who said it."""

    USER = "user"
    AI = "ai"


def history_router(manager: SupabaseManager) -> APIRouter:
    """Return the routes under /api/v1/sessions, /messages and /stats."""
    router = APIRouter(tags=["history"])
    kept = manager.conversations

    @router.get("/sessions", responses=responses(422, 429, 503))
    async def all_sessions(
        after: Annotated[Moment | None, Query(description="Only what began at this moment or later.")] = None,
        before: Annotated[Moment | None, Query(description="Only what began earlier than this.")] = None,
        limit: Limit = PAGE,
        cursor: Cursor = None,
    ) -> Page[sent.Session]:
        """List conversations, the newest first."""
        where = [Where("created_at", Op.GE, after)] if after else []
        where += [Where("created_at", Op.LT, before)] if before else []
        rows, following = await paging.newest(kept.sessions, *where, cursor=cursor, limit=limit)
        return Page(items=[_session(row) for row in rows], cursor=following)

    @router.delete("/sessions", responses=responses(422, 429, 503))
    async def delete_everything(confirm: Annotated[str | None, Query(max_length=20)] = None) -> Removed:
        """Delete all conversations for good; `confirm=everything` says that this is meant."""
        if confirm != EVERYTHING:
            raise Unconfirmed(counted(await kept.sessions.count(), "conversation"))
        await forget_talk(manager)
        return Removed(removed=await kept.delete_all())

    @router.get("/sessions/{session_id}", responses=responses(404, 422, 429, 503))
    async def one(session_id: Name) -> sent.Session:
        """Read what is known of a conversation."""
        return _session(await kept.get_session(session_id))

    @router.delete("/sessions/{session_id}", status_code=204, responses=responses(404, 422, 429, 503))
    async def delete(session_id: Name) -> None:
        """Delete a conversation for good, with all that was said in it."""
        await kept.delete_conversation(session_id)
        await forget_talk(manager, session_id)

    @router.get("/sessions/{session_id}/messages", responses=responses(404, 422, 429, 503))
    async def messages(
        session_id: Name,
        limit: Limit = PAGE,
        cursor: Cursor = None,
    ) -> Page[sent.Message]:
        """Read the newest page of what was said, in the order of speech; `cursor` gets the one before it."""
        page = await kept.get_conversation_history(session_id, limit=limit, cursor=cursor)
        return Page(items=[_message(message) for message in page.messages], cursor=page.cursor)

    @router.put("/sessions/{session_id}/rating", responses=responses(404, 422, 429, 503))
    async def rate(session_id: Name, body: sent.Rating) -> sent.Session:
        """Say what you think of a conversation."""
        return _session(await kept.rate(session_id, body.rating, body.feedback))

    @router.get("/messages", responses=responses(422, 429, 503))
    async def search(
        q: Annotated[str, Query(min_length=1, max_length=MAX_QUESTION, description="Words, or a whole question.")],
        sender: Annotated[list[Speaker] | None, Query(description="Only these; both if it is missing.")] = None,
        after: Annotated[Moment | None, Query(description="Only what was said at this moment or later.")] = None,
        before: Annotated[Moment | None, Query(description="Only what was said earlier than this.")] = None,
        timezone: Annotated[Zone | None, Query(description="Where a date in the question is meant.")] = None,
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> Page[sent.Hit]:
        """Find what was said in all conversations, the best first."""
        hearing = await hear(manager, timezone)
        called = hearing.profile.display_name
        found = await kept.search_messages_global(
            q,
            zone=hearing.where,
            after=after,
            before=before,
            senders=[s.value for s in sender or Speaker],
            limit=limit,
            cursor=cursor,
            names={Sender.USER.value: called} if called else {},
        )
        hits = [sent.Hit(message=_message(hit.message), snippet=hit.snippet, score=hit.score) for hit in found.hits]
        return Page(items=hits, cursor=found.cursor)

    @router.get("/stats", responses=responses(429, 503))
    async def stats() -> sent.Stats:
        """Tell how much was said, and when."""
        return sent.Stats.model_validate(await kept.get_stats(zone=(await hear(manager)).where))

    return router


def _session(row: Session) -> sent.Session:
    return sent.Session.model_validate(row, from_attributes=True)


def _message(row: Message) -> sent.Message:
    return sent.Message(
        message_id=row.message_id,
        session_id=row.session_id,
        sender=row.sender,
        text=row.text_content,
        interrupted=row.interrupted,
        tool=row.tool,
        created_at=row.created_at,
    )
