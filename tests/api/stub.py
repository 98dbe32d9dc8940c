"""A conversation that echoes: it keeps what was said as the bound user's note, so that tests see whose it became."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from system_control.errors import NotFound
from system_control.identity import get_session_user_uuid
from system_control.shelf import in_thread, new_id

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager


@dataclass(frozen=True, slots=True)
class Reply:
    session_id: str
    text: str
    message_id: str
    saved: bool


class EchoConversations:
    def __init__(self, manager: SupabaseManager, _settings: object = None) -> None:
        self._manager = manager
        self.zones: list[str | None] = []
        self.fails_with: Exception | None = None

    async def say(self, text: str, *, session_id: str | None = None, zone: str | None = None) -> Reply:
        if self.fails_with is not None:
            raise self.fails_with
        self.zones.append(zone)
        if session_id == "somebody-elses":
            raise NotFound("no such conversation")
        session = await self._manager.conversations.create_session(session_id or get_session_user_uuid())
        row = {"id": new_id(), "user_id": get_session_user_uuid(), "content": text.replace("\x00", " ")}
        now = self._manager.clock.now()
        await in_thread(self._manager.store().insert, "user_notes", [{**row, "created_at": now, "updated_at": now}])
        return Reply(session.session_id, f"You said: {text}", row["id"], True)

    async def close_what_is_over(self) -> int:
        return 0

    async def aclose(self) -> None:
        pass
