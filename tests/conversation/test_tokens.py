"""What a conversation cost is counted as the model's server counts it: typed, spoken, in private, and after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from livekit.agents import AgentSession

from assistant.groq_gate import GroqGate
from assistant.models import CONN_OPTIONS, build_llm
from assistant.persona import Assistant
from assistant.text import TypedConversations
from assistant.transcript import SpokenLog, Transcript
from system_control.identity import set_session_user
from system_control.outbox import Outbox
from system_control.supabase_manager import SupabaseManager
from tests.fakes.groq import FakeGroq
from tests.fakes.scripted_llm import ScriptedLLM
from tools import Conversation
from utils.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from system_control.store.sql import SqlStore
    from utils.clock import ManualClock


@pytest.fixture
async def fake() -> AsyncIterator[FakeGroq]:
    async with FakeGroq() as server:
        yield server


@pytest.fixture
async def manager(fake: FakeGroq, tmp_path: Path, store: SqlStore) -> SupabaseManager:
    settings = Settings(groq_api_key="gsk_x", groq_base_url=fake.base_url, data_dir=tmp_path)
    made = SupabaseManager(settings, store=store)
    set_session_user("alice@example.com")
    assert await made.welcome()
    return made


def billed(fake: FakeGroq) -> tuple[int, int]:
    """What the server has counted: of an answer, a token for four letters."""
    asked = fake.requests("chat")
    return sum(r.prompt_tokens for r in asked), sum(max(1, -(-len(r.answer) // 4)) for r in asked)


def counted(store: SqlStore) -> tuple[int, int]:
    (session,) = store.select("sessions")
    return session["tokens_input"], session["tokens_output"]


async def test_a_typed_conversation(fake: FakeGroq, manager: SupabaseManager, store: SqlStore) -> None:
    typed = TypedConversations(manager, manager.settings)
    fake.call("take_note", text="buy milk")
    fake.reply("Noted.")
    await typed.say("take a note: buy milk")
    assert len(fake.requests("chat")) == 2
    assert counted(store) == billed(fake)
    fake.reply("You are welcome.")
    await typed.say("thanks")
    assert counted(store) == billed(fake)
    await typed.aclose()


async def test_what_is_said_in_private_is_not_kept_and_is_counted(
    fake: FakeGroq, manager: SupabaseManager, store: SqlStore
) -> None:
    typed = TypedConversations(manager, manager.settings)
    fake.call("settings", name="private", value="on")
    fake.reply("From now on I keep nothing.")
    await typed.say("don't remember this conversation")
    fake.reply("I see.")
    await typed.say("I am in love")
    assert store.select("messages") == []
    assert counted(store) == billed(fake)
    await typed.aclose()


async def test_without_a_model_nothing_is_spent(settings: Settings, clock: ManualClock, store: SqlStore) -> None:
    manager = SupabaseManager(settings, clock=clock, store=store)
    set_session_user("alice@example.com")
    await manager.welcome()
    typed = TypedConversations(manager, settings)
    await typed.say("take a note: buy milk")
    assert counted(store) == (0, 0)
    await typed.aclose()


@pytest.mark.parametrize("end", ["finished", "crashed"])
async def test_a_call(fake: FakeGroq, manager: SupabaseManager, store: SqlStore, end: str) -> None:
    user = set_session_user("alice@example.com")
    await manager.conversations.create_session("job-1", channel="voice")
    conversation = Conversation(manager, user, "job-1")
    file = Outbox(manager).open("job-1", user=user, identity="alice@example.com", channel="voice", room="r")
    gate = GroqGate(manager.settings)
    session: AgentSession[Conversation] = AgentSession(
        llm=build_llm(manager.settings, local=ScriptedLLM(), gate=gate),
        vad=None,
        userdata=conversation,
        conn_options=CONN_OPTIONS,
        turn_handling={"turn_detection": None, "preemptive_generation": {"enabled": False}},
    )
    spoken = SpokenLog(file, lambda: conversation.dialogue)
    Transcript(session, spoken, spend=spoken.spend)
    await session.start(Assistant(conversation), record=False, session_host=False)
    fake.call("take_note", text="buy milk")
    fake.reply("Noted.")
    await session.run(user_input="take a note: buy milk")
    fake.call("settings", name="private", value="on")
    fake.reply("From now on I keep nothing.")
    await session.run(user_input="don't remember this conversation")
    fake.reply("I see.")
    await session.run(user_input="I am in love")
    if end == "finished":
        await session.aclose()
        assert await file.finish()
    else:
        file.close()  # as the kernel does it for a process that was killed
        assert await Outbox(manager).drain() == 1
        await session.aclose()
    assert counted(store) == billed(fake)
    assert [m["sender"] for m in store.select("messages", order=("seq",))] == ["user", "tool", "ai"]
    assert "love" not in str(store.select("messages"))
    assert store.select("sessions")[0]["message_count"] == 3
    await gate.aclose()
