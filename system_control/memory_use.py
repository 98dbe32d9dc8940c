"""Notes which facts were of use, and keeps it: together, at most once a conversation each, beside its turns."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from system_control.errors import AssistantError
from system_control.facts import Memory
from system_control.identity import acting_as
from system_control.shelf import in_thread
from system_control.store.store import eq, is_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)


class MemoryUse:
    """The facts of one user that one conversation made use of."""

    def __init__(self, manager: SupabaseManager, user: str) -> None:
        self._manager = manager
        self._user = user
        self._noted: set[str] = set()
        self._kept: set[str] = set()

    def note(self, ids: Iterable[str]) -> None:
        """Take note that these facts were told; nothing is written yet."""
        self._noted.update(set(ids) - self._kept)

    async def keep(self) -> None:
        """Write what was noted since, in one call; a store that can't be written is tried again the next time."""
        ids, self._noted = self._noted, set()
        if not ids:
            return
        now = {"last_used_at": self._manager.clock.now()}
        # not by the shelf, which would date the row's content: of that nothing was changed
        where = [eq("user_id", self._user), is_in("id", sorted(ids))]
        try:
            with acting_as(self._user):
                await in_thread(lambda: self._manager.store().update(Memory.TABLE, where, now))
        except AssistantError as error:
            self._noted |= ids
            log.info("[SESSION] which memories were of use can't be kept: %s", error)
        else:
            self._kept |= ids
