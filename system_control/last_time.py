"""What to know at once of a user who returns: what the last conversation was about, and what is due today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from system_control.schedule import STANDING
from system_control.store.store import Op, Where, is_in

if TYPE_CHECKING:
    from datetime import tzinfo

    from system_control.supabase_manager import SupabaseManager

TOKENS: Final = 150
_CHARACTERS_A_TOKEN: Final = 4
"""English text of the models in use; a little low, so that the budget holds."""

_DUE: Final = 5


async def last_time(manager: SupabaseManager, zone: tzinfo, *, tokens: int = TOKENS) -> str:
    """Return lines about the bound user's last conversation and what is due until midnight in `zone`; "" for nothing.

    At most `tokens` tokens, what is due first. They are the user's own words, to be quoted as data in a prompt.
    :raises StoreUnavailable: if the store can't be read.
    """
    now = manager.clock.now()
    midnight = (now.astimezone(zone) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = []
    for shelf, column, kind in (
        (manager.alarms, "alarm_time", "alarm"),
        (manager.reminders, "remind_at", "reminder"),
    ):
        due = await shelf.find(
            is_in("status", STANDING),
            Where(column, Op.GE, now),
            Where(column, Op.LT, midnight),
            order=(column,),
            limit=_DUE,
        )
        for row in due:
            at = row.due.astimezone(zone).strftime("%H:%M") if row.due else ""
            lines.append(f"Due today at {at}: {kind} {row.words}".rstrip())
    lines.sort()
    last = await manager.conversations.sessions.find(Where("summary", Op.IS, True), order=("-updated_at",), limit=1)
    if last:
        lines.append(f"Last conversation, {last[0].created_at.astimezone(zone):%A %d %B}: {last[0].summary}")
    kept: list[str] = []
    left = tokens * _CHARACTERS_A_TOKEN
    for line in lines:
        if len(line) + 1 > left:
            continue
        kept.append(line)
        left -= len(line) + 1
    return "\n".join(kept)
