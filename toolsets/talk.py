"""What a tool knows while it answers one turn: whose turn it is, what is open, what time it is for that user."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from system_control.changes import Change
from system_control.errors import StoreUnavailable
from system_control.identity import get_session_user_uuid
from system_control.occurrences import Occurrences
from system_control.schedule import Status
from system_control.store.store import eq
from utils.zones import first_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from system_control.dialogue import DialogueState
    from system_control.habits import Habits
    from system_control.profiles import Profile
    from system_control.shelf import Record
    from system_control.supabase_manager import SupabaseManager


log = logging.getLogger(__name__)


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
        """Make changes as one step of undo; when this returns, the store has them.

        What rang and is changed was answered by that, whichever tool did it.
        """
        await self.manager.changes.make(changes, session_id=self.session_id)
        await self.note_answered(*(c.record.id for c in changes if _rings(c.before) and not _rings(c.after)))

    async def note_answered(self, *row_ids: str) -> None:
        """Note for every path that the user answered what rang; their rows were changed by that already."""
        try:
            await Occurrences(self.manager).answered(*row_ids)
        except StoreUnavailable as error:  # the rows are what each path looks at
            log.warning("[SESSION] it is not noted that what rang was answered: %s", error)

    async def change_profile(self, **values: Any) -> None:
        """Change columns of the user's profile, as one step of undo."""
        after = replace(self.profile, **values)
        await self.make(Change(self.profile, after))
        self.profile = after

    async def run(self, tool: str, words: Mapping[str, str]) -> str:
        """Run another tool, as an answer to a question does."""
        spoken: str = await self.tools[tool](self, **words)
        return spoken


def _rings(record: Record | None) -> bool:
    return getattr(record, "status", None) == Status.RINGING


async def own_profile(manager: SupabaseManager) -> Profile | None:
    """Return the bound user's profile, None if there is none."""
    rows = await manager.profiles.find(eq("id", get_session_user_uuid()), limit=1)
    return rows[0] if rows else None
