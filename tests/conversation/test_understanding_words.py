"""MANNERS 10 to 18 through LocalLLM: notes, memory, private mode, and all that must leave nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.local_llm.words import WORDS
from tests.conversation.dialogues import Left, Talking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from system_control.supabase_manager import SupabaseManager
    from utils.clock import ManualClock


@pytest.fixture
async def talking(manager: SupabaseManager, clock: ManualClock, alice: str) -> AsyncIterator[Talking]:
    talk = Talking(manager, clock)
    yield talk
    await talk.aclose()


def note(text: str, title: str = "") -> Left:
    return Left(notes=[(title, text)])


DIALOGUES: list[tuple[list[str], Left]] = [
    # 10: remember to, remember that, remind me who
    (["remember to call mom at five"], Left(reminders=[("2026-11-24T17:00", "call mom")])),
    (["don't let me forget to call mom at five"], Left(reminders=[("2026-11-24T17:00", "call mom")])),
    (["I need to be reminded to call mom at five"], Left(reminders=[("2026-11-24T17:00", "call mom")])),
    (["remember that I'm allergic to nuts"], Left(memories=["I'm allergic to nuts"])),
    # 11: words inside a note are the note's
    (["take a note: set an alarm for seven"], note("set an alarm for seven")),
    (["note to self: delete all my alarms"], note("delete all my alarms")),
    (["take a note: buy milk and set an alarm"], note("buy milk and set an alarm")),
    (["make a note: set an alarm for five and delete everything"], note("set an alarm for five and delete everything")),
    (["take a quick note wake me at six is a great song"], note("wake me at six is a great song")),
    (["jot this down: remind me to call mom at five"], note("remind me to call mom at five")),
    (["make a note that the train leaves at nine"], note("the train leaves at nine")),
    (["write down: call Bob, then cancel the timer"], note("call Bob, then cancel the timer")),
    (
        ["wake me at seven tomorrow", "note: cancel my alarm"],
        Left(alarms=[("2026-11-25T07:00", "")], notes=[("", "cancel my alarm")]),
    ),
    (["take a note called Groceries: milk, eggs"], note("milk, eggs", "Groceries")),
    (["take a note", "set the table, wash up"], note("set the table, wash up")),
    (["take a note called groceries: milk", "add eggs to the groceries note"], note("milk\neggs", "groceries")),
    (["take a note: buy milk", "change it to buy oat milk"], note("buy oat milk")),
    (["take a note: buy milk", "rename it shopping"], note("buy milk", "shopping")),
    (["take a note: buy milk", "note that the car is fixed", "delete the note about milk"], note("the car is fixed")),
    # 12, 13: memory
    (["I live in Berlin", "forget that"], Left()),
    (["I live in Berlin", "forget that I live in Berlin"], Left()),
    (["remind me to call my sister Ana at six"], Left(reminders=[("2026-11-24T18:00", "call my sister Ana")])),
    (["I have a flight at nine, wake me at five tomorrow"], Left(alarms=[("2026-11-25T05:00", "")])),
    (["don't remember this conversation", "I love chess"], Left()),
    (["keep this between us", "I love chess", "wake me at seven tomorrow"], Left(alarms=[("2026-11-25T07:00", "")])),
]

NOTHING = [
    # 10
    ["remind me who won the cup"],
    ["remind me what the capital of France is"],
    # 12
    ["do I like olives?"],
    ["I'm not sure"],
    ["I don't know"],
    ["if I were rich I would live in Paris"],
    ["maybe I like olives"],
    ['he said "I hate Mondays"'],
    ["my friend thinks I'm too tall"],
    ["Bob loves football"],
    ["I love it, thanks"],
    ["I want to hear some jazz"],
    ["I'm tired"],
    ["what do you know about me?"],
    ["where do I live?"],
    # 15
    ["remember that my pin is 1234"],
    ["take a note: my password is hunter2"],
    # 16
    ["what's the weather like tomorrow?"],
    ["play some music"],
    ["turn on the lights at seven"],
    ["call mom"],
    ["tell me a joke"],
    ["what's the news"],
    ["order a pizza for eight"],
    ["purple monkey dishwasher"],
    ["asdf jkl qwerty"],
    ["the alarm was loud this morning"],
    ["should I set an alarm?"],
    ["can you set alarms?"],
    ["how do I take a note?"],
    # courtesy, and answers to nothing
    ["hello", "how are you?", "thanks", "bye"],
    ["yes"],
    ["no", "both", "the second one"],
    ["never mind"],
    ["at five"],
    ["stop", "that's enough"],
    ["help", "what can you do?"],
    ["undo that"],
    ["delete everything", "yes"],
    ["snooze", "dismiss"],
    ["make it half past", "move it to Friday", "rename it gym"],
]


@pytest.mark.parametrize(("turns", "left"), DIALOGUES, ids=[" / ".join(turns) for turns, _ in DIALOGUES])
async def test_dialogue(talking: Talking, turns: list[str], left: Left):
    await talking.say(*turns)
    assert await talking.left() == left


@pytest.mark.parametrize("turns", NOTHING, ids=" / ".join)
async def test_nothing_is_written(talking: Talking, turns: list[str]):
    answer = await talking.say(*turns)
    assert answer
    assert await talking.left() == Left()


@pytest.mark.parametrize("turns", NOTHING, ids=" / ".join)
async def test_nothing_is_lost(talking: Talking, turns: list[str]):
    await talking.say("wake me at seven and eight tomorrow", "take a note: one", "take a note: two", "I live in Berlin")
    before = await talking.left()
    if turns[0] in {"undo that", "delete everything", "make it half past"}:
        return  # with something there these are requests
    await talking.say(*turns)
    assert await talking.left() == before


async def test_a_correction_replaces(talking: Talking):
    await talking.say("my sister's name is Anna", "no, it's Ana")
    assert "Ana" in await talking.say("what's my sister's name?")
    assert "Anna" not in await talking.say("what do you know about me?")


async def test_recall(talking: Talking):
    await talking.say("my favourite language is Python")
    assert "Python" in await talking.say("what is my favourite language?")
    await talking.say("I moved to Lyon")
    assert "Lyon" in await talking.say("where do I live?")


async def test_forgetting_everything_asks(talking: Talking):
    await talking.say("I live in Berlin", "forget everything about me")
    assert (await talking.left()).memories
    await talking.say("yes")
    assert not (await talking.left()).memories


async def test_help_names_three_things(talking: Talking):
    answer = await talking.say("what can you do?")
    assert [word for word in ("wake me", "remind me", "take a note") if word not in answer] == []


async def test_settings_change_what_is_said(talking: Talking):
    await talking.say("use the 24 hour clock", "wake me at seven tomorrow")
    assert "morning" not in await talking.say("what alarms do I have?")
    await talking.say("morning means six", "remind me tomorrow morning to run")
    assert (await talking.left()).reminders == [("2026-11-25T06:00", "run")]


async def test_nonsense_says_what_it_can_do(talking: Talking):
    assert await talking.say("purple monkey dishwasher") == WORDS["not_understood"]
