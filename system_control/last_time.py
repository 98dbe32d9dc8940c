"""What to know at once of a user who returns: what the last conversation was about, and what is due today."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from system_control.schedule import STANDING
from system_control.store.store import Op, Where, eq, is_in

if TYPE_CHECKING:
    from datetime import tzinfo

    from system_control.supabase_manager import SupabaseManager

TOKENS: Final = 150
_CHARACTERS_A_TOKEN: Final = 4
"""English text of the models in use; a little low, so that the budget holds."""

_BULLET: Final = 3
"""Characters that a line costs besides its own: a hyphen, a space, and its end."""

_DUE: Final = 5


async def last_time(manager: SupabaseManager, zone: tzinfo, *, session_id: str = "", tokens: int = TOKENS) -> list[str]:
    """Return lines about the bound user's last conversation and what is due until midnight in `zone`.

    At most `tokens` tokens, what is due first. They are the user's own words, to be quoted as data in a prompt.
    :param session_id: the conversation that is under way, which is not the last one.
    :raises StoreUnavailable: if the store can't be read.
    """
    now = manager.clock.now()
    midnight = (now.astimezone(zone) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)

    def today(column: str) -> tuple[Where, ...]:
        return is_in("status", STANDING), Where(column, Op.GE, now), Where(column, Op.LT, midnight)

    alarms, reminders, last = await asyncio.gather(
        manager.alarms.find(*today("alarm_time"), order=("alarm_time",), limit=_DUE),
        manager.reminders.find(*today("remind_at"), order=("remind_at",), limit=_DUE),
        manager.conversations.sessions.find(
            Where("summary", Op.IS, True),
            eq("private", False),
            Where("session_id", Op.NE, session_id),
            order=("-created_at",),
            limit=1,
        ),
    )
    due = [(a.due, f"alarm {a.words}") for a in alarms] + [(r.due, f"reminder {r.words}") for r in reminders]
    soonest = sorted((at, what) for at, what in due if at is not None)
    lines = [f"Due today at {at.astimezone(zone):%H:%M}: {what}".rstrip() for at, what in soonest]
    lines += [f"Last conversation, {one.created_at.astimezone(zone):%A %d %B}: {one.summary}" for one in last]
    kept: list[str] = []
    left = tokens * _CHARACTERS_A_TOKEN
    for line in lines:
        if len(line) + _BULLET <= left:
            kept.append(line)
            left -= len(line) + _BULLET
    return kept
