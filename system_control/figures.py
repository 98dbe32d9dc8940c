"""A user's conversations in figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from system_control.identity import get_session_user_uuid

if TYPE_CHECKING:
    from datetime import tzinfo

    from system_control.store.store import Store

DAYS: Final = 30
"""How far back messages are counted day by day."""


def figures(store: Store, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Return, blocking, the bound user's figures.

    total_conversations_database, total_messages_database, persistent (whether they outlive the process),
    active_conversations, total_seconds (of those that are over), average_seconds (None if none is over), tokens_input,
    tokens_output, and messages_per_day: ISO date → messages, for the last 30 days in `zone`.
    """
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -2, -1)]
    bounds = [datetime(d.year, d.month, d.day, tzinfo=zone).isoformat() for d in days]
    found = store.call("conversation_stats", {"user_id": get_session_user_uuid(), "days": bounds})
    over = found["conversations"] - found["active"]
    return {
        "total_conversations_database": found["conversations"],
        "total_messages_database": found["messages"],
        "persistent": "in memory" not in store.name,
        "active_conversations": found["active"],
        "total_seconds": found["seconds"],
        "average_seconds": found["seconds"] / over if over else None,
        "tokens_input": found["tokens_input"],
        "tokens_output": found["tokens_output"],
        "messages_per_day": {d.isoformat(): n for d, n in zip(days, found["days"], strict=False)},
    }
