"""A summary by Groq: after conversations in the queue, and made here whenever it is not there or makes no sense."""

from __future__ import annotations

import pytest

from assistant.groq_gate import GroqGate
from assistant.summary import summarise
from system_control.identity import set_session_user
from system_control.supabase_manager import SupabaseManager
from tests.fakes.groq import FakeGroq
from utils.settings import Settings


@pytest.fixture
async def fake():
    async with FakeGroq() as server:
        yield server


@pytest.fixture
async def talk(fake, tmp_path, clock, store):
    settings = Settings(groq_api_key="gsk_x", groq_base_url=fake.base_url, data_dir=tmp_path)
    manager = SupabaseManager(settings, clock=clock, store=store)
    user = set_session_user("alice@example.com")
    await manager.welcome()
    name = (await manager.conversations.create_session()).session_id
    await manager.conversations.add_message(name, "user", "I have to call the dentist tomorrow.")
    await manager.conversations.add_message(name, "assistant", "OK.")
    gate = GroqGate(settings)

    async def ended():
        await summarise(manager, settings, user, name, gate)
        session = await manager.conversations.get_session(name)
        return session.title, session.summary

    yield ended
    await gate.aclose()


async def test_the_models_words_are_kept_without_secrets(fake, talk):
    fake.reply('Here: {"title": "Dentist  tomorrow", "summary": "She calls the dentist. Her pin is 4711."}')
    title, summary = await talk()
    assert title == "Dentist tomorrow"
    assert summary.startswith("She calls the dentist.")
    assert "4711" not in summary
    (request,) = fake.requests("chat")
    assert request.body["messages"][0]["role"] == "system"
    assert "user: I have to call the dentist tomorrow." in request.body["messages"][1]["content"]


async def test_it_is_made_once(fake, talk):
    fake.reply('{"title": "a", "summary": "b"}')
    assert await talk() == ("a", "b")
    assert await talk() == ("a", "b")
    assert len(fake.requests("chat")) == 1


@pytest.mark.parametrize("said", ["no JSON at all", "{broken", '{"title": ""}', "[1]", '{"title": 1, "summary": null}'])
async def test_what_makes_no_sense_is_not_kept(fake, talk, said):
    fake.reply(said)
    title, summary = await talk()
    assert "dentist" in title
    assert summary == "You said: I have to call the dentist tomorrow."


async def test_without_an_answer_it_is_made_here(fake, talk):
    fake.fail("chat", status=500)
    assert "dentist" in (await talk())[1]
