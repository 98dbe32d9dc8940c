"""What a tool knows while it answers one turn: whose turn it is, what is open, what time it is for that user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from system_control.identity import get_session_user_uuid
from system_control.store.store import eq
from utils.zones import first_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from system_control.changes import Change
    from system_control.dialogue import DialogueState
    from system_control.habits import Habits
    from system_control.profiles import Profile
    from system_control.supabase_manager import SupabaseManager


@dataclass(slots=True)
class Talk:
    """One call of a tool for the bound user. `now` is in the user's zone and stands still during the call.

    `chosen` are the ids of the rows that the user chose by answering a question: then the query isn't looked at.
    """

    manager: SupabaseManager
    dialogue: DialogueState
    session_id: str
    profile: Profile
    now: datetime
    habits: Habits
    tools: Mapping[str, Callable[..., Any]]
    chosen: tuple[str, ...] = ()

    @property
    def where(self) -> ZoneInfo:
        """The user's zone."""
        return first_zone(self.zone)

    @property
    def zone(self) -> str:
        """The user's zone, an IANA name."""
        return str(self.now.tzinfo)

    async def make(self, *changes: Change) -> None:
        """Make changes as one step of undo; when this returns, the store has them."""
        await self.manager.changes.make(changes, session_id=self.session_id)

    async def run(self, tool: str, words: Mapping[str, str]) -> str:
        """Run another tool, as an answer to a question does."""
        spoken: str = await self.tools[tool](self, **words)
        return spoken


async def own_profile(manager: SupabaseManager) -> Profile | None:
    """Return the bound user's profile, None if there is none."""
    rows = await manager.profiles.find(eq("id", get_session_user_uuid()), limit=1)
    return rows[0] if rows else None
