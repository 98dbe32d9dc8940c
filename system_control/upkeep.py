"""What is done beside all conversations: by the API and by the worker's main process, any number of both."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from system_control.errors import AssistantError
from system_control.outbox import Outbox

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 300.0


async def upkeep(manager: SupabaseManager) -> None:
    """Send what processes that are gone left behind, at once and every five minutes, until cancelled.

    A store that can't be reached is tried again the next time; nothing of it ends the loop.
    """
    while True:
        try:
            if sent := await Outbox(manager).drain():
                log.info("Sent %d conversations that were left in the outbox", sent)
        except AssistantError as error:
            log.warning("The outbox waits for the store: %s", error)
        await asyncio.sleep(EVERY_SECONDS)
