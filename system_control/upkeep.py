"""What is done beside all conversations: by the API and by the worker's main process, any number of both."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from system_control.errors import AssistantError
from system_control.outbox import Outbox
from system_control.push import Push
from system_control.ringing import RingLoop
from system_control.sweeping import retire
from system_control.zone_update import ZoneUpdate

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 300.0
AGAIN_SECONDS: Final = 10.0


async def look_after(manager: SupabaseManager, close_what_is_over: Callable[[], Awaitable[int]]) -> None:
    """Ring what is due and do the upkeep, until cancelled; started once by each long-lived process."""
    push = push_of(manager)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(for_ever(lambda: RingLoop(manager, [push]).run()), name="ringing")
        tasks.create_task(for_ever(lambda: upkeep(manager, close_what_is_over)), name="upkeep")


async def for_ever(run: Callable[[], Awaitable[None]], *, pause: float = AGAIN_SECONDS) -> None:
    """Run it, and again after a bug ended it, until cancelled: what wakes people must not end with a line in a log."""
    while True:
        try:
            await run()
        except Exception:
            log.exception("Work beside the conversations failed and begins again in %g s", pause)
        await asyncio.sleep(pause)


def push_of(manager: SupabaseManager) -> Push:
    """Make the path to users' other devices that the settings describe."""
    settings = manager.settings
    owner = ""
    if settings.push_urls:
        try:
            owner = settings.local_identity()
        except OSError as error:
            log.warning("PUSH_URLS serves nobody of this machine: %s", error)
    return Push(
        manager,
        urls=settings.push_urls,
        owner=owner,
        secret=settings.push_webhook_secret,
        private=settings.push_private_addresses,
    )


async def upkeep(manager: SupabaseManager, close_what_is_over: Callable[[], Awaitable[int]]) -> None:
    """At once and every five minutes: send what processes that are gone left, close what is over, delete what is old.

    Before that, follow an update of the zone database.

    Goes on until cancelled: a store that can't be reached is tried again the next time.
    :param close_what_is_over: closes the conversations that nobody is in any more, and returns how many.
    """
    zones = ZoneUpdate(manager)
    while True:
        await zones.follow()
        try:
            sent = await Outbox(manager).drain()
            closed = await close_what_is_over()
            retired = await retire(manager)
        except AssistantError as error:
            log.warning("What was left behind waits for the store: %s", error)
        else:
            if sent or closed:
                log.info("Sent %d conversations that were left in the outbox, closed %d", sent, closed)
            if retired:
                log.info("Deleted %d messages that are older than RETENTION_DAYS", retired)
        await asyncio.sleep(EVERY_SECONDS)
