"""Tells the app in the room what will ring, in the text stream `assistant.schedule`, so that it can ring by itself."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any, Final

from assistant.announcer import Nudge
from system_control.errors import AssistantError
from system_control.identity import acting_as
from system_control.upcoming import upcoming

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from livekit import rtc

    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

TOPIC: Final = "assistant.schedule"

LOOK_SECONDS: Final = 30.0
"""What is changed elsewhere (another device, the API) is seen after this at the latest."""

AGAIN_SECONDS: Final = 3.0
"""After this it is tried again, if the store or the room could not be reached."""

SEND_SECONDS: Final = 5.0
"""A room that does not take it by then has lost it; the next one is the whole as well."""


class ScheduleStream:
    """One session's: `run` it as a task for as long as the session lasts.

    It sends the whole schedule, to the user of the session alone, when it begins and whenever it is another one than
    was sent last. There is one writer, and what changes while it sends is sent next: a state is never overtaken by an
    earlier one, and many changes at once are one message. Nothing waits for it.

    :param agent: who sends it.
    :param identity: who receives it, as they are called in the room.
    :param user: the same user's uuid.
    """

    def __init__(
        self,
        agent: rtc.LocalParticipant,
        identity: str,
        manager: SupabaseManager,
        user: str,
        *,
        sleep: Callable[[float], Awaitable[None]] | None = None,
    ) -> None:
        self._agent = agent
        self._identity = identity
        self._manager = manager
        self._user = user
        self._nudge = Nudge()
        self._sleep = sleep or self._nudge.sleep
        self._sent: dict[str, Any] | None = None

    def changed(self) -> None:
        """Look soon whether there is something to send. Returns at once; called from event handlers as well."""
        self._nudge()

    def again(self) -> None:
        """Send it soon even if nothing has changed: the app has come, or come back, and may have lost what was sent."""
        self._sent = None
        self._nudge()

    async def run(self) -> None:
        """Go on until it is cancelled; what can't be read or sent now is tried again."""
        while True:
            await self._sleep(await self.step())

    async def step(self) -> float:
        """Send it if it is not what was sent last; return after how many seconds to look again."""
        try:
            with acting_as(self._user):  # a task of its own: nobody else has bound the user here
                schedule = await upcoming(self._manager)
            # When it was read is all that two of them may differ in.
            if self._sent is None or _content(schedule) != self._sent:
                self._sent = _content(schedule)
                await self._send(schedule)
        except (AssistantError, ConnectionError, TimeoutError) as error:
            self._sent = None
            log.warning("[SESSION] the app isn't told what will ring: %s", str(error) or "the room takes nothing")
            return AGAIN_SECONDS
        return LOOK_SECONDS

    async def _send(self, schedule: dict[str, Any]) -> None:
        text = json.dumps(schedule, ensure_ascii=False)
        async with asyncio.timeout(SEND_SECONDS):
            await self._agent.send_text(text, topic=TOPIC, destination_identities=[self._identity])


def _content(schedule: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schedule.items() if name != "at"}
