"""Typed dialogues through LocalLLM and the real tools, and what they leave behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.text import TypedConversations

if TYPE_CHECKING:
    from system_control.schedule import Alarm, Reminder
    from system_control.supabase_manager import SupabaseManager
    from utils.clock import ManualClock

BERLIN = ZoneInfo("Europe/Berlin")
A_TURN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Left:
    """The rows that stand after a dialogue; times as the wall shows them in Berlin."""

    alarms: list[tuple[str, str]] = field(default_factory=list)
    reminders: list[tuple[str, str]] = field(default_factory=list)
    timers: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    memories: list[str] = field(default_factory=list)


class Talking:
    """One user who types, turn by turn, while ten seconds pass between them."""

    def __init__(self, manager: SupabaseManager, clock: ManualClock) -> None:
        self._manager = manager
        self._clock = clock
        self._conversations = TypedConversations(manager, manager.settings)
        self._session: str | None = None

    async def say(self, *turns: str) -> str:
        """Say one thing after the other; return the last answer."""
        answer = ""
        for turn in turns:
            self._clock.advance(A_TURN)
            reply = await self._conversations.say(turn, session_id=self._session)
            assert reply.saved
            self._session, answer = reply.session_id, reply.text
        return answer

    def away(self, length: timedelta) -> None:
        """Let time pass, over half an hour; what is said then is another conversation."""
        self._clock.advance(length)
        self._session = None

    async def left(self) -> Left:
        """What stands now."""
        manager = self._manager
        return Left(
            alarms=sorted((a.wall_time[:16], a.label or "") for a in await manager.alarms.find()),
            reminders=sorted((r.wall_time[:16], r.text) for r in await manager.reminders.find()),
            timers=sorted((t.seconds, t.label or "") for t in await manager.timers.find()),
            notes=sorted((n.title or "", n.content) for n in await manager.notes.find()),
            memories=sorted(m.value for m in await manager.memories.find() if m.superseded_by is None),
        )

    async def rows(self) -> list[str]:
        """Each alarm, reminder and timer that stands: "alarm | 11-25 07:00 | gym | FREQ=DAILY | paused", in order."""
        manager = self._manager
        kept: list[tuple[str, Alarm | Reminder]] = [("alarm", a) for a in await manager.alarms.find()]
        kept += [("reminder", r) for r in await manager.reminders.find()]
        rows = []
        for kind, item in kept:
            at = f"{item.due.astimezone(BERLIN):%m-%d %H:%M}" if item.due else ""
            rows.append((kind, at, item.words, "~".join(item.rules), item.status))
        rows += [("timer", str(t.seconds), t.words, "", t.status) for t in await manager.timers.find()]
        return sorted(" | ".join(row) for row in rows)

    async def kept(self) -> list[str]:
        """The words of this user's conversations that are in the store, in order."""
        rows = await self._manager.conversations.messages.find(order=("seq",))
        return [row.text_content for row in rows]

    async def aclose(self) -> None:
        """Hang up."""
        await self._conversations.aclose()
