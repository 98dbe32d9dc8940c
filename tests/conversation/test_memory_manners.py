"""How it remembers, forgets, corrects itself and keeps private, typed through LocalLLM; the rows are what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conversation.dialogues import Talking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from system_control.store.sql import SqlStore
    from system_control.supabase_manager import SupabaseManager
    from utils.clock import ManualClock


@pytest.fixture
async def typed(manager: SupabaseManager, clock: ManualClock, alice: str) -> AsyncIterator[Talking]:
    talk = Talking(manager, clock)
    yield talk
    await talk.aclose()


@pytest.mark.parametrize(
    "said",
    [
        "remember to buy milk at six",
        "remember to call the bank",
        "I need to remember to call the bank at four",
        "remind me to call my sister Ana at five",
        "remind me who won the cup",
        "remind me what the capital of France is",
    ],
)
async def test_a_reminder_is_no_memory(typed: Talking, said: str):
    await typed.say(said)
    assert (await typed.left()).memories == []


@pytest.mark.parametrize("said", ["remind me who won the cup", "remind me what the capital of France is"])
async def test_a_question_writes_nothing(typed: Talking, said: str):
    await typed.say(said)
    left = await typed.left()
    assert (left.reminders, left.memories, left.notes) == ([], [], [])


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("remember that I'm vegetarian", "I'm vegetarian"),
        ("I'm vegetarian", "I'm vegetarian"),
        ("by the way, I'm vegetarian", "I'm vegetarian"),
        ("please remember that I am vegetarian", "I am vegetarian"),
        ("don't forget that I'm vegetarian.", "I'm vegetarian"),
    ],
)
async def test_a_statement_is_a_memory(typed: Talking, store: SqlStore, said: str, value: str):
    await typed.say(said)
    ((category, kept),) = [(r["category"], r["value"]) for r in store.select("memory")]
    assert (category, kept) == ("PREFERENCE", value)


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("I love reading books", "INTEREST"),
        ("I really enjoy cooking Thai food", "INTEREST"),
        ("I love Thai food", "PREFERENCE"),
        ("I like my coffee black", "PREFERENCE"),
        ("my wife is called Grace", "RELATIONSHIP"),
        ("Ana is my sister", "RELATIONSHIP"),
        ("I'm a vegetarian", "PREFERENCE"),
        ("I'm allergic to peanuts", "HEALTH"),
        ("I have a nut allergy", "HEALTH"),
    ],
)
async def test_ties_are_decided(typed: Talking, store: SqlStore, said: str, category: str):
    await typed.say(said)
    assert [r["category"] for r in store.select("memory")] == [category]


@pytest.mark.parametrize(
    "said",
    [
        "I'm not sure",
        "I love it, thanks",
        "if I were rich I would live in Paris",
        'she said "I love pizza"',
        "my friend says she loves sushi",
        "my friend likes jazz",
        "do I like jazz?",
        "I want to hear some jazz",
        "I need to leave at five",
        "wake me up at six",
        "suppose I live in Rome",
        "I like that",
    ],
)
async def test_what_is_no_plain_statement_is_not_kept(typed: Talking, said: str):
    await typed.say(said)
    assert (await typed.left()).memories == []


@pytest.mark.parametrize("forget", ["forget that", "forget what I said", "don't remember that", "please forget that"])
async def test_forget_that_forgets_what_the_statement_said(typed: Talking, forget: str):
    await typed.say("I live in Berlin", "I'm vegetarian", forget)
    assert (await typed.left()).memories == ["Berlin"]


@pytest.mark.parametrize("correction", ["no, it's Ana", "no, her name is Ana", "actually it's Ana", "sorry, it's Ana"])
async def test_a_correction_replaces_and_keeps_the_old_as_history(typed: Talking, store: SqlStore, correction: str):
    answer = await typed.say("my sister's name is Anna", correction, "what is my sister's name")
    assert answer == "Your sister's name is Ana."
    rows = {r["value"]: r for r in store.select("memory")}
    assert set(rows) == {"Anna", "Ana"}
    assert rows["Anna"]["superseded_by"] == rows["Ana"]["id"]


@pytest.mark.parametrize(
    ("old", "new", "asked", "answer"),
    [
        ("I live in Berlin", "I moved to Lyon", "where do I live", "You live in Lyon."),
        ("I'm a nurse", "I work as a pilot", "what's my job", "You work as a pilot."),
        ("my favourite colour is red", "my favorite color is blue", "what's my favourite colour", "blue"),
        ("I love coffee", "I hate coffee", "what do you know about me", "you hate coffee"),
    ],
)
async def test_the_newer_fact_holds(typed: Talking, store: SqlStore, old: str, new: str, asked: str, answer: str):
    said = await typed.say(old, new, asked)
    assert answer.lower() in said.lower()
    assert len(store.select("memory")) == 2
    assert len((await typed.left()).memories) == 1


@pytest.mark.parametrize(
    "again", ["I'm vegetarian", "I am vegetarian", "remember that I'm vegetarian", "i'm vegetarian."]
)
async def test_the_same_fact_twice_is_one_row(typed: Talking, store: SqlStore, again: str):
    assert "already" in await typed.say("I'm vegetarian", again)
    assert len(store.select("memory")) == 1


@pytest.mark.parametrize(
    "private",
    [
        "don't remember this conversation",
        "please don't remember this conversation",
        "don't remember any of this",
        "stop remembering this conversation",
    ],
)
async def test_private_mode(typed: Talking, store: SqlStore, private: str):
    await typed.say("I live in Berlin")
    assert "keep nothing" in await typed.say(private)
    await typed.say("no", "I'm vegetarian", "set an alarm for seven tomorrow morning")
    left = await typed.left()
    assert left.memories == ["Berlin"]
    assert left.alarms == [("2026-11-25T07:00", "")]
    assert await typed.say("where do I live") == "You live in Berlin."
    kept = " ".join(row["text_content"] for row in store.select("messages"))
    assert "vegetarian" not in kept
    assert private not in kept
    assert "again" in await typed.say("you can remember again")
    await typed.say("I'm vegan")
    assert (await typed.left()).memories == ["Berlin", "I'm vegan"]
