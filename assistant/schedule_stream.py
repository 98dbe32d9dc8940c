"""Tells the app in the room what will ring, in the text stream `assistant.schedule`, so that it can ring by itself."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Final

from system_control.errors import StoreUnavailable
from system_control.identity import acting_as
from system_control.upcoming import upcoming

if TYPE_CHECKING:
    from livekit import rtc

    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

TOPIC: Final = "assistant.schedule"


async def send_schedule(agent: rtc.LocalParticipant, identity: str, manager: SupabaseManager, user: str) -> bool:
    """Send the whole of it to the user of the session alone; whether it was sent.

    Always the whole, so that one that is lost, or comes twice, does no harm. Called when the session starts, and after
    each change.
    """
    try:
        with acting_as(user):  # called from an event handler, where nobody is bound
            schedule = await upcoming(manager)
    except StoreUnavailable as error:
        log.warning("[SESSION] the app isn't told what will ring: %s", error)
        return False
    await agent.send_text(json.dumps(schedule, ensure_ascii=False), topic=TOPIC, destination_identities=[identity])
    return True
