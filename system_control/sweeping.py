"""Closes the conversations that nobody is in any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from system_control.conversations import GOES_ON_FOR
from system_control.shelf import in_thread

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager

LOST_AFTER: Final = timedelta(hours=24)
"""A spoken conversation whose worker never renewed anything is given up after this long."""

AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Closed:
    """A conversation that was closed, and whose it was (uuid)."""

    user_id: str
    session_id: str


async def sweep(manager: SupabaseManager) -> list[Closed]:
    """End typed conversations that rest for 30 minutes, and abandon spoken ones whose lease is over; of all users.

    Called at start-up and every few minutes, by any number of processes: each conversation is closed by one of them.
    :raises StoreUnavailable: if the store can't be reached; what was closed before that stays closed.
    """
    closed: list[Closed] = []
    while True:
        now = manager.clock.now()
        arguments = {
            "at": now.isoformat(),
            "text_before": (now - GOES_ON_FOR).isoformat(),
            "lost_before": (now - LOST_AFTER).isoformat(),
            "limit": AT_ONCE,
        }
        found = await in_thread(_call, manager, arguments)
        closed += [Closed(row["user_id"], row["session_id"]) for row in found]
        if len(found) < AT_ONCE:
            return closed


def _call(manager: SupabaseManager, arguments: dict[str, object]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = manager.store().call("sweep_sessions", arguments)
    return found
