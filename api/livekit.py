"""What HTTP has to do with LiveKit: lets a caller into a room of their own, and tells the app in it of each change."""

import asyncio
import json
import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import aiohttp
from fastapi import APIRouter
from livekit import api

from api.auth import Caller, Me
from api.health import launcher_says, missing_for_voice, not_set
from api.limits import Limiter
from api.problems import VoiceOff, responses
from api.schemas.talking import Token, TokenRequest
from assistant.schedule_stream import TOPIC
from system_control.errors import AssistantError
from system_control.store.store import Op, Where, eq
from system_control.supabase_manager import SupabaseManager
from system_control.upcoming import upcoming
from utils.settings import Settings

log = logging.getLogger(__name__)

Tell = Callable[[Caller], None]
"""Called after a change of what a caller has set; it returns at once."""

TOKEN_LIFE = timedelta(minutes=10)
"""For joining; who has joined stays as long as they like."""

BURST, PER_MINUTE = 10, 10

TELL_SECONDS = 5.0
"""A server that does not take it by then has lost it; the agent in the room sees the change within half a minute."""

MOST_BYTES = 14_000
"""LiveKit advises to keep a message of data under 15 KiB."""


def livekit_router(settings: Settings) -> APIRouter:
    """Return POST /api/v1/token."""
    router = APIRouter(tags=["voice"])
    limiter = Limiter(burst=BURST, per_minute=PER_MINUTE)

    @router.post("/token", status_code=201, responses=responses(422, 429, 503))
    async def token(caller: Me, request: TokenRequest | None = None) -> Token:
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


class Telling:
    """Tells the app in a call what will ring, when that was changed over HTTP, by data of the topic of the text stream.

    One message a user at a time, and always the whole: an earlier state never overtakes a later one of this process,
    and many changes at once are one message. Nothing waits for it, and its failure is a line in the log.
    """

    def __init__(self, settings: Settings, manager: SupabaseManager) -> None:
        self._settings = settings
        self._manager = manager
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()

    def __call__(self, caller: Caller) -> None:
        """Tell the caller's app soon; must be called while the caller is bound."""
        if not self._settings.has_livekit:
            return
        if caller.user in self._under_way:
            self._again.add(caller.user)
            return
        self._under_way[caller.user] = asyncio.create_task(self._run(caller), name="telling the app")

    async def aclose(self) -> None:
        """End what is under way."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, caller: Caller) -> None:
        try:
            while True:
                self._again.discard(caller.user)
                await self._tell(caller)
                if caller.user not in self._again:
                    return
        finally:
            del self._under_way[caller.user]

    async def _tell(self, caller: Caller) -> None:
        try:
            rooms = await self._rooms()
            if rooms:
                async with asyncio.timeout(TELL_SECONDS):
                    await self._send(caller.identity, rooms, fitting(await upcoming(self._manager)))
        except (AssistantError, api.TwirpError, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("The app isn't told of a change: %s", str(error) or "LiveKit does not answer")
        except Exception:  # what is told beside a request has no other last line
            log.exception("The app isn't told of a change")

    async def _rooms(self) -> list[str]:
        """Return where the bound user is in a call now."""
        live = Where("live_until", Op.GT, self._manager.clock.now())
        found = await self._manager.conversations.sessions.find(eq("status", "active"), live)
        return [session.room for session in found if session.room]

    async def _send(self, identity: str, rooms: list[str], data: bytes) -> None:
        key, secret = self._settings.livekit_api_key, self._settings.livekit_api_secret
        async with api.LiveKitAPI(self._settings.livekit_url, key, secret, failover=False) as livekit:
            for room in rooms:
                message = api.SendDataRequest(
                    room=room,
                    data=data,
                    kind=api.DataPacket.Kind.RELIABLE,
                    destination_identities=[identity],
                    topic=TOPIC,
                )
                await livekit.room.send_data(message)


def fitting(schedule: dict[str, Any]) -> bytes:
    """Write what will ring, leaving the last moments out if it would be too long for one message."""
    items = list(schedule["items"])
    while True:
        text = json.dumps({**schedule, "items": items}, ensure_ascii=False).encode()
        if len(text) <= MOST_BYTES or not items:
            return text
        items = items[: len(items) - 1 - len(items) // 8]
