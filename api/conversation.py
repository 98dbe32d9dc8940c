"""A typed turn over HTTP."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends

from api.auth import Caller, caller_of
from api.limits import Limiter
from api.problems import responses
from api.schemas import Answer, Turn

if TYPE_CHECKING:
    from assistant.text import TypedConversations

BURST, PER_MINUTE = 30, 60
"""Faster than a person types; a model's own limits are the limiter's before Groq."""


def conversation_router(conversations: "TypedConversations") -> APIRouter:
    """Return POST /api/v1/conversation."""
    router = APIRouter(tags=["conversation"])
    limiter = Limiter(burst=BURST, per_minute=PER_MINUTE)

    @router.post("/conversation", responses=responses(404, 422, 429, 503))
    async def converse(turn: Turn, caller: Annotated[Caller, Depends(caller_of)]) -> Answer:
        """Say something and get the answer; the turn is kept before the answer is sent, if it can be."""
        limiter.take(caller.user)
        reply = await conversations.say(turn.text, session_id=turn.session_id, zone=turn.timezone)
        return Answer(session_id=reply.session_id, reply=reply.text, message_id=reply.message_id, saved=reply.saved)

    return router
