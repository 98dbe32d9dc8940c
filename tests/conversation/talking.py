"""What conversations with the tools share: alice talking, and her rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from system_control.identity import acting_as
from tests.fakes.scripted_llm import Talker, call

if TYPE_CHECKING:
    from system_control.store.sql import SqlStore
    from system_control.supabase_manager import SupabaseManager
    from utils.clock import ManualClock

__all__ = ["Alice", "call"]


@dataclass(slots=True)
class Alice:
    """A user in a conversation: each method is one turn of hers, and what she is answered."""

    talker: Talker
    manager: SupabaseManager
    store: SqlStore
    clock: ManualClock
    user: str

    async def say(self, name: str, /, **arguments: str) -> str:
        """One turn that leads to one tool call."""
        return await self.talker.say(call(name, **arguments))

    async def confirm(self, answer: str) -> str:
        return await self.say("confirm", answer=answer)

    async def chat(self) -> str:
        """A turn that has nothing to do with anything."""
        return await self.talker.play("Hello.")

    async def has(self, *alarms: str) -> None:
        """Set alarms, one a turn."""
        for alarm in alarms:
            assert "is set for" in await self.say("set_alarm", time=alarm)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, whosever: nothing else is in this store."""
        return self.store.select(table, order=("created_at",))

    def alarms(self) -> list[str]:
        """The wall times of the alarms that stand, in order."""
        return sorted(r["wall_time"] for r in self.rows("user_alarms") if r["status"] != "done")

    def reminders(self) -> list[tuple[str, str]]:
        return sorted((r["wall_time"], r["text"]) for r in self.rows("user_reminders"))

    def notes(self) -> list[str]:
        return [r["content"] for r in self.rows("user_notes")]

    async def another(self, session_id: str) -> Alice:
        """The same user in another conversation, in another process as it were."""
        with acting_as(self.user):
            talker = Talker(self.manager, self.user, self.clock, session_id=session_id)
            await talker.__aenter__()
        return Alice(talker, self.manager, self.store, self.clock, self.user)
