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


@pytest.mark.parametrize(
    "said",
    [
        "remind me who won the cup",
        "remind me what the capital of France is",
        "remind me how tall the Eiffel tower is",
        "can you remind me where the Nile begins",
    ],
)
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


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I'm Alice, I live in Berlin and work as a nurse", ["Alice", "Berlin", "a nurse"]),
        ("i'm alice and i live in berlin", ["Alice", "berlin"]),
        ("remember that I live in Berlin and I'm allergic to peanuts", ["Berlin", "I'm allergic to peanuts"]),
        ("I love jazz and hate country music", ["I hate country music", "I love jazz"]),
        ("my sister is called Ana and my brother is called Ben", ["Ana", "Ben"]),
    ],
)
async def test_several_facts_of_one_sentence_are_all_kept(typed: Talking, said: str, kept: list[str]):
    await typed.say(said, "hello")
    assert (await typed.left()).memories == sorted(kept)


@pytest.mark.parametrize(
    ("turns", "kept"),
    [
        (["I have a sister named Ana", "I have a sister named Eva"], ["Ana", "Eva"]),
        (["I'm allergic to peanuts", "I'm allergic to cats"], ["I'm allergic to cats", "I'm allergic to peanuts"]),
        (["I love hiking", "I enjoy painting"], ["I enjoy painting", "I love hiking"]),
        (["I speak French", "I speak German"], ["I speak French", "I speak German"]),
    ],
)
async def test_of_what_one_has_several_all_are_kept(typed: Talking, turns: list[str], kept: list[str]):
    await typed.say(*turns)
    assert (await typed.left()).memories == kept


@pytest.mark.parametrize(
    ("before", "over", "gone"),
    [
        ("I live in Berlin", "I no longer live in Berlin", "Berlin"),
        ("I'm vegetarian", "I'm not vegetarian any more", "I'm vegetarian"),
        ("I work at a bakery", "I don't work there anymore", "at a bakery"),
        ("I love coffee", "I don't like coffee any more", "I love coffee"),
        ("I smoke", "I quit smoking", "I smoke"),
    ],
)
async def test_what_is_over_holds_no_more(typed: Talking, before: str, over: str, gone: str):
    await typed.say(before)
    assert (await typed.left()).memories == [gone]
    await typed.say(over, "hello")
    assert gone not in (await typed.left()).memories


@pytest.mark.parametrize(
    "said",
    [
        "I'm tired",
        "I'm at the station",
        "I'm running late",
        "I'm hungry",
        "my phone is ringing",
        "I had pizza for lunch",
        "I might be allergic to cats",
        "my colleague plays the drums",
        "the doctor asked do you smoke",
        "tell my wife I love her",
    ],
)
async def test_the_moment_and_what_others_do_are_not_kept(typed: Talking, said: str):
    await typed.say(said, "hello")
    assert (await typed.left()).memories == []
