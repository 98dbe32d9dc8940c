"""LiveKit's token endpoint: lets a caller into a room of their own, with our agent and nobody else's."""

import json
import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from livekit import api

from api.auth import Caller, caller_of
from api.health import launcher_says, missing_for_voice, not_set
from api.limits import Limiter
from api.problems import VoiceOff, responses
from api.schemas import Token, TokenRequest
from utils.settings import Settings

TOKEN_LIFE = timedelta(minutes=10)
"""For joining; who has joined stays as long as they like."""

BURST, PER_MINUTE = 10, 10


def livekit_router(settings: Settings) -> APIRouter:
    """Return POST /api/v1/token."""
    router = APIRouter(tags=["voice"])
    limiter = Limiter(burst=BURST, per_minute=PER_MINUTE)

    @router.post("/token", status_code=201, responses=responses(422, 429, 503))
    async def token(caller: Annotated[Caller, Depends(caller_of)], request: TokenRequest | None = None) -> Token:
        """Get into a new room (LiveKit's endpoint standard); the agent comes to it by itself."""
        limiter.take(caller.user)
        if not settings.has_livekit:
            lacks = [name for name in missing_for_voice(settings) if name.startswith("LIVEKIT_")]
            raise VoiceOff(spoken=f"Voice is off. {not_set(lacks)} You can type instead.")
        said = launcher_says(settings)
        if said is not None and not said.available:
            # An agent is called when the room is made: without one running now, the caller would wait in silence.
            raise VoiceOff(spoken=f"Voice is off. {said.reason} You can type instead.")
        zone = request.participant_attributes.timezone if request and request.participant_attributes else None
        return make_token(settings, caller.identity, zone)

    return router


def make_token(settings: Settings, identity: str, zone: str | None) -> Token:
    """Return a way into a new room for this identity.

    The room's configuration is made here and signed: a job trusts its metadata for who the user is, so nothing that
    a client sends may get into it.
    """
    room = f"talk-{uuid.uuid4().hex}"
    agent = api.RoomAgentDispatch(agent_name=settings.agent_name, metadata=json.dumps({"user_id": identity}))
    grants = api.VideoGrants(
        room_join=True,
        room=room,
        can_publish=True,
        can_publish_sources=["microphone"],
        can_subscribe=True,
        can_publish_data=True,
        can_update_own_metadata=False,
    )
    token = (
        api.AccessToken(settings.livekit_api_key, settings.livekit_api_secret)
        .with_identity(identity)
        .with_ttl(TOKEN_LIFE)
        .with_grants(grants)
        .with_room_config(api.RoomConfiguration(agents=[agent]))
        .with_attributes({"timezone": zone} if zone else {})
    )
    return Token(
        server_url=settings.livekit_url,
        participant_token=token.to_jwt(),
        participant_name=identity,
        room_name=room,
    )
