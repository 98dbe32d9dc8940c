"""A typed turn over HTTP."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request

from api.auth import Me
from api.limits import Limiter
from api.livekit import Tell
from api.once import HEADER, idempotent, keep_no_words, once
from api.problems import responses
from api.schemas.talking import Answer, Turn
from system_control.errors import NotFound, StoreUnavailable
from system_control.supabase_manager import SupabaseManager

if TYPE_CHECKING:
    from assistant.text import TypedConversations

BURST, PER_MINUTE = 30, 60
"""Faster than a person types; a model's own limits are the limiter's before Groq."""


def conversation_router(manager: SupabaseManager, conversations: "TypedConversations", tell: Tell) -> APIRouter:
    """Return POST /api/v1/conversation.

    :param tell: called after each turn, which may have set or changed something; returns at once.
    """
    router = APIRouter(tags=["conversation"], route_class=once(manager, without_store=True))
    limiter = Limiter(burst=BURST, per_minute=PER_MINUTE)

    @router.post("/conversation", dependencies=[Depends(idempotent)], responses=responses(404, 409, 422, 429, 503))
    async def converse(turn: Turn, caller: Me, request: Request) -> Answer:
        """Say something and get the answer; the turn is kept before the answer is sent, if it can be."""
        limiter.take(caller.user)
        reply = await conversations.say(turn.text, session_id=turn.session_id, zone=turn.timezone)
        if HEADER in request.headers and not await _may_be_kept(manager, reply.session_id):
            keep_no_words(request)
        tell(caller)
        return Answer(session_id=reply.session_id, reply=reply.text, message_id=reply.message_id, saved=reply.saved)

    return router


async def _may_be_kept(manager: SupabaseManager, session_id: str) -> bool:
    """Whether the words of a conversation may be: not those of a private one, nor if that can't be found out."""
    try:
        return not (await manager.conversations.get_session(session_id)).private
    except (NotFound, StoreUnavailable):
        return False
