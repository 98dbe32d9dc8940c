"""Closes the conversations that nobody is in any more, and takes out what is older than is to be kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from system_control.conversations import GOES_ON_FOR
from system_control.shelf import in_thread

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager

LOST_AFTER: Final = timedelta(hours=24)
"""A spoken conversation whose worker never renewed anything is given up after this long."""

TOLD_AFTER: Final = timedelta(minutes=10)
"""Whoever ended a conversation, or was last asked to, has this long to sum it up; then another does."""

TOLD_WITHIN: Final = timedelta(days=7)
"""What ended longer ago, such as the conversations of an adopted project, is left without a summary."""

AT_ONCE: Final = 200

STEP: Final = 500
"""Messages that a retention deletes in one transaction. On SQLite nobody else writes meanwhile: at most 70 ms, measured
with 50,000 messages on a busy machine."""

STEPS: Final = 100
"""In one go; the rest waits for the next."""


@dataclass(frozen=True, slots=True)
class Over:
    """A conversation that is over and has no summary yet, and whose it is (uuid)."""

    user_id: str
    session_id: str


async def sweep(manager: SupabaseManager) -> list[Over]:
    """End typed conversations that rest for 30 minutes, and abandon spoken ones whose lease is over; of all users.

    Returns those, and what was closed without a summary: by a worker that had no time left, or from its outbox.
    Called at start-up and every few minutes, by any number of processes: each conversation is handed to one of them.
    :raises StoreUnavailable: if the store can't be reached; what was closed before that stays closed.
    """
    over: list[Over] = []
    while True:
        now = manager.clock.now()
        moments = {
            "at": now,
            "text_before": now - GOES_ON_FOR,
            "lost_before": now - LOST_AFTER,
            "ended_after": now - TOLD_WITHIN,
            "rest_before": now - TOLD_AFTER,
        }
        found = await _call(manager, "sweep_sessions", {k: m.isoformat() for k, m in moments.items()}, AT_ONCE)
        over += [Over(row["user_id"], row["session_id"]) for row in found]
        if len(found) < AT_ONCE:
            return over


async def retire(manager: SupabaseManager) -> int:
    """Delete what was said more than RETENTION_DAYS ago, of all users and in small steps; return how many messages.

    The limit is a midnight (UTC), so what is too old goes within a day. A conversation that is over and has no message
    left goes as well: its summary tells what should be gone.
    :raises StoreUnavailable: if the store can't be reached; what was deleted before that stays deleted.
    """
    days = manager.settings.retention_days
    if not days:
        return 0
    midnight = manager.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    arguments = {"before": (midnight - timedelta(days=days)).isoformat()}
    deleted = 0
    for _ in range(STEPS):
        gone = await _call(manager, "retire_messages", {**arguments, "earlier": deleted}, STEP)
        deleted += gone["messages"]
        if gone["messages"] < STEP and gone["sessions"] < STEP:
            break
        await asyncio.sleep(0)
    return deleted


async def _call(manager: SupabaseManager, procedure: str, arguments: dict[str, Any], limit: int) -> Any:
    return await in_thread(lambda: manager.store().call(procedure, {**arguments, "limit": limit}))
