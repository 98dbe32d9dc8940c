"""Alice, in a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conversation.dialogues import Talking
from tests.conversation.talking import Alice
from tests.fakes.scripted_llm import Talker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from system_control.store.sql import SqlStore
    from system_control.supabase_manager import SupabaseManager
    from utils.clock import ManualClock


@pytest.fixture
async def talk(manager: SupabaseManager, store: SqlStore, clock: ManualClock, alice: str) -> AsyncIterator[Alice]:
    await manager.conversations.create_session("s1", channel="text")
    async with Talker(manager, alice, clock) as talker:
        yield Alice(talker, manager, store, clock, alice)


@pytest.fixture
async def talking(manager: SupabaseManager, clock: ManualClock, alice: str) -> AsyncIterator[Talking]:
    """Let alice type."""
    talk = Talking(manager, clock)
    yield talk
    await talk.aclose()
