"""What was said before is found by asking, by voice or typed, and a conversation goes on after a restart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.text import TypedConversations
from system_control.identity import set_session_user
from system_control.supabase_manager import SupabaseManager

if TYPE_CHECKING:
    from tests.conversation.talking import Alice

DAY = timedelta(days=1)


@pytest.fixture
async def told(talk: Alice):
    """Alice said something nine and two days ago, a Sunday, in conversations that are over."""
    kept = talk.manager.conversations
    for days, user, answer in (
        (9, "The dentist found two holes.", "Oh dear."),
        (2, "I like the new dentist better.", "Good to hear about the dentist."),
        (1, "Tom wants to sell his boat.", "Which boat is that?"),
    ):
        talk.clock.advance(-DAY * days)
        name = (await kept.create_session()).session_id
        await kept.add_message(name, "user", user)
        await kept.add_message(name, "assistant", answer)
        talk.clock.advance(DAY * days)
    return talk


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("the dentist last week", "I like the new dentist better."),
        ("dentist nine days ago", "The dentist found two holes."),
        ("holes", "The dentist found two holes."),
        ("the boats", "Tom wants to sell his boat."),
        ("yesterday", "Tom wants to sell his boat."),
        ("on Sunday", "I like the new dentist better."),
    ],
)
async def test_what_was_said_is_told_with_its_moment(told: Alice, query: str, answer: str):
    said = await told.say("find", kind="history", query=query)
    assert said.endswith(f"you said: {answer}"), said


async def test_what_the_assistant_said_is_found_where_the_user_said_nothing_of_it(told: Alice):
    assert (await told.say("find", kind="history", query="dear")).endswith("I said: Oh dear.")


async def test_the_moment_is_said_in_full(told: Alice):
    said = await told.say("find", kind="history", query="the boat")
    assert said == "Yesterday, Monday, at twenty past ten in the morning you said: Tom wants to sell his boat."


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("the parachute", "I find nothing about the parachute in what we said."),
        ("the dentist yesterday", "I find nothing about the dentist in what we said then."),
        ("in March", "We didn't talk then, as far as I know."),
    ],
)
async def test_nothing_is_made_up(told: Alice, query: str, answer: str):
    assert await told.say("find", kind="history", query=query) == answer


async def test_an_earlier_question_is_no_answer(told: Alice):
    kept = told.manager.conversations
    name = (await kept.create_session()).session_id
    for text in (
        "what did I say about the boat",
        "did I ever mention the boat?",
        "search our conversations for the boat",
    ):
        await kept.add_message(name, "user", text)
    assert (await told.say("find", kind="history", query="the boat")).endswith("Tom wants to sell his boat.")


async def test_it_is_asked_in_plain_words(told: Alice, settings):
    typed = TypedConversations(told.manager, settings)
    reply = await typed.say("what did I say about the dentist last week?")
    assert reply.text.endswith("you said: I like the new dentist better.")
    await typed.aclose()


async def test_another_user_is_told_nothing(told: Alice, settings):
    set_session_user("bob@example.com")
    assert await told.manager.welcome()
    typed = TypedConversations(told.manager, settings)
    reply = await typed.say("what did I say about the dentist?")
    assert "nothing about the dentist" in reply.text
    await typed.aclose()


async def test_a_typed_conversation_goes_on_in_another_process(settings, clock):
    """The store is opened anew, as by a process that starts; no session is named."""
    set_session_user("alice@example.com")
    replies = []
    for text in ("my favourite language is Python", "what is my favourite language?"):
        manager = SupabaseManager(settings, clock=clock)
        await manager.welcome()
        typed = TypedConversations(manager, settings)
        replies.append(await typed.say(text))
        await typed.aclose()
        manager.close()
    assert replies[0].session_id == replies[1].session_id
    assert "Python" in replies[1].text
