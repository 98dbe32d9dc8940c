"""MANNERS 14 to 18 as different people say it: privacy, secrets, what it can't do, settings, what was said before.

It is Tuesday, 24 November 2026, 10:20 in Berlin; ten seconds pass between turns.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.conversation.dialogues import Left, Talking

if TYPE_CHECKING:
    from system_control.profiles import Profile
    from system_control.store.sql import SqlStore
    from system_control.supabase_manager import SupabaseManager

TOMORROW = "2026-11-25"


async def profile(manager: SupabaseManager) -> Profile:
    return (await manager.profiles.find())[0]


@pytest.mark.parametrize(
    "private",
    [
        "don't remember this conversation",
        "could you please not remember this conversation?",
        "let's have a private chat",
        "can we talk privately?",
        "between you and me, this conversation stays private",
        "I'd rather you didn't record this conversation",
        "what I say now is off the record",
        "I don't want you to remember any of this",
        "incognito mode please",
        "I want to tell you something private",
    ],
)
async def test_from_that_turn_on_nothing_is_kept(talking: Talking, store: SqlStore, private: str):
    assert "keep nothing" in await talking.say(private)
    await talking.say("I hate olives", "my sister's name is Ana", "wake me at six tomorrow")
    assert await talking.left() == Left(alarms=[(f"{TOMORROW}T06:00", "")])
    assert await talking.kept() == []
    for table in ("sessions", "memory", "changes"):
        assert "olives" not in str(store.select(table))


@pytest.mark.parametrize(
    "again",
    [
        "you can remember again",
        "stop private mode",
        "we're done being private",
        "back on the record",
        "save this conversation again",
    ],
)
async def test_privacy_ends_and_says_so(talking: Talking, again: str):
    await talking.say("off the record please", "I hate olives")
    assert await talking.say(again) == "OK, I keep our conversation again."
    await talking.say("I love jazz")
    assert (await talking.left()).memories == ["I love jazz"]


@pytest.mark.parametrize(
    "said",
    [
        "I don't remember this conversation",
        "I go to a private school",
        "my parents are very private people",
        "don't forget this conversation",
        "are we private?",
        "can you keep a secret?",
        "do you record everything?",
    ],
)
async def test_what_only_speaks_of_privacy_turns_nothing_on(talking: Talking, said: str):
    await talking.say(said, "I love jazz")
    assert "I love jazz" in (await talking.left()).memories


@pytest.mark.parametrize("yes", ["yes", "yes please", "yes, delete it", "sure, go ahead"])
async def test_what_was_kept_of_the_conversation_goes_with_what_was_learned(
    talking: Talking, store: SqlStore, yes: str
):
    await talking.say("I live in Berlin")
    talking.away(timedelta(hours=1))
    await talking.say("I live in Ghent", "I love opera", "don't remember this conversation")
    assert "what I learned from it" in await talking.say(yes)
    assert (await talking.left()).memories == ["Berlin"]  # what was known before holds again
    for table in ("memory", "changes"):
        assert "Ghent" not in str(store.select(table))
        assert "opera" not in str(store.select(table))
    assert not any("opera" in row["text_content"] for row in store.select("messages"))
    assert "opera" not in str(store.select("sessions"))
    assert "nothing to undo" in await talking.say("undo that", "undo that")


@pytest.mark.parametrize("words", ["delete this conversation", "erase our conversation", "delete what we said"])
async def test_a_conversation_is_deleted_only_after_a_yes(talking: Talking, words: str):
    await talking.say("the cellar smells of paint")
    assert "Shall I delete" in await talking.say(words)
    await talking.say("no")
    assert "the cellar smells of paint" in await talking.kept()
    await talking.say(words, "yes")
    assert not any("cellar" in said for said in await talking.kept())


@pytest.mark.parametrize(
    "words", ["delete all my conversations", "erase our chat history", "wipe my history", "clear all transcripts"]
)
async def test_all_conversations_are_deleted_only_after_a_yes(talking: Talking, words: str):
    await talking.say("I love opera", "the cellar smells of paint")
    talking.away(timedelta(hours=2))
    await talking.say("hello")
    assert "all two conversations" in await talking.say(words)
    assert "deleted" in await talking.say("yes")
    assert not any("cellar" in said or "hello" in said for said in await talking.kept())
    assert (await talking.left()).memories == ["I love opera"]


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("my PIN is 4821", "4821"),
        ("my card's CVV is 123", "123"),
        ("my social security number is 078-05-1120", "078-05"),
        ("my bank account number is one two three four five six seven eight", "one two three"),
        ("my bank login is alice99 and the password is Zebra!55", "Zebra"),
        ("take a note: Anna's social security number is 219-09-9999", "219-09"),
        ("remind me at five to pay with card 4111 1111 1111 1111", "4111"),
        ("remember that my IBAN is DE89 3704 0044 0532 0130 00", "3704"),
        ("jot down the api key sk-proj-AbCdEf1234567890AbCdEf12", "AbCdEf"),
        ("add my pin 1029 to my notes", "1029"),
        ("set an alarm for six called pin 5511", "5511"),
    ],
)
async def test_a_secret_is_refused_in_words_and_kept_nowhere(talking: Talking, store: SqlStore, said: str, secret: str):
    answer = await talking.say(said)
    assert "don't keep" in answer
    assert secret not in answer
    assert await talking.left() == Left()
    for table in ("messages", "sessions", "memory", "user_notes", "user_reminders", "user_alarms", "changes"):
        assert secret not in str([{k: v for k, v in row.items() if "id" not in k} for row in store.select(table)])


async def test_what_stands_beside_a_secret_is_done(talking: Talking, store: SqlStore):
    answer = await talking.say("my pin is 7788 and set an alarm for nine tonight")
    assert "don't keep" in answer
    assert "nine in the evening" in answer
    assert (await talking.left()).alarms == [("2026-11-24T21:00", "")]
    assert "7788" not in str(store.select("messages"))


NOTHING = [
    ["I'm tired", "what a day"],
    ["that's a nice note", "my friend said take a note"],
    ["remember when we went to Rome?", "could you remember things if I asked?"],
    ["remind me who won the cup", "what if I forget?", "remember me?"],
    ["if I lived in Paris I'd be happy", "maybe I should move to Spain", "maybe we live in a simulation"],
    ["thanks a lot, you're a star", "I appreciate that, really"],
    ["Bob said he loves fishing", "my boss thinks I'm lazy", "someone told me to remember the milk"],
    ["do I need an alarm tomorrow?", "should I take notes?", "do you think I'm vegetarian?"],
    ["yes", "sure", "both", "the second one", "no"],
    ["wait a second", "hold on", "go on"],
    ["no, it's Ana", "it's fine", "that's wrong"],
    ["the note you read was funny", "nice timer", "notes are useful"],
    ["play some jazz", "what's the weather like?", "turn off the lights", "who won the game last night?"],
    ["purple monkey dishwasher", "asdf ghjkl", "????"],
    ["could you take notes if I wanted?", "can you set alarms?", "is it possible to delete all my notes?"],
]


@pytest.mark.parametrize("turns", NOTHING, ids=lambda turns: turns[0][:40])
async def test_what_asks_for_nothing_writes_nothing(talking: Talking, manager: SupabaseManager, turns: list[str]):
    before = await profile(manager)
    for turn in turns:
        answer = await talking.say(turn)
        assert answer
        assert not re.search(r"[\[\]{}<>_#*|\n]|[0-9a-f]{8}-", answer)
        assert len(re.findall(r"[.?!](?: |$)", answer)) <= 2
    assert await talking.left() == Left()
    assert await profile(manager) == before


@pytest.mark.parametrize(
    "said",
    [
        "my morning starts at half past seven",
        "by morning I mean half past seven",
        "when I say morning I mean seven thirty",
        "set my morning to seven thirty",
    ],
)
async def test_a_part_of_the_day_means_what_the_user_says(talking: Talking, said: str):
    assert "half past seven" in await talking.say(said)
    await talking.say("remind me tomorrow morning to water the plants")
    assert (await talking.left()).reminders == [(f"{TOMORROW}T07:30", "water the plants")]


@pytest.mark.parametrize(
    "said",
    [
        "use 24 hour time",
        "I'd rather have military time",
        "switch to the twenty-four hour clock",
        "please use the 24-hour format",
    ],
)
async def test_the_clock_is_read_as_the_user_wants(talking: Talking, manager: SupabaseManager, said: str):
    await talking.say(said)
    assert (await profile(manager)).habits["clock"] == 24
    assert "evening" not in await talking.say("set an alarm for half past six tomorrow evening")
    assert (await talking.left()).alarms == [(f"{TOMORROW}T18:30", "")]


@pytest.mark.parametrize(
    "said", ["I'm in Tokyo this week", "we're in Tokyo now", "set my time zone to Tokyo", "I just landed in Tokyo"]
)
async def test_a_new_zone_says_what_becomes_of_what_is_set(talking: Talking, manager: SupabaseManager, said: str):
    await talking.say("set an alarm for seven tomorrow morning")
    answer = await talking.say(said)
    assert "twenty past six in the evening" in answer  # eight hours on
    assert "Your alarm stays on Berlin time" in answer
    assert "at three in the afternoon, Tokyo time" in answer
    assert (await profile(manager)).timezone == "Asia/Tokyo"
    assert (await talking.left()).alarms == [(f"{TOMORROW}T07:00", "")]
    assert "stay" not in await talking.say("I'm back in Berlin")


async def test_several_that_stay_are_counted(talking: Talking):
    await talking.say("set an alarm for six every weekday", "remind me tomorrow at nine to pay rent")
    answer = await talking.say("I'm in Lisbon for a week")
    assert "Your one alarm and one reminder stay on Berlin time" in answer
    assert "tomorrow, Wednesday, at five in the morning, Lisbon time" in answer


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("set quiet hours from ten to seven", "22:00", "07:00"),
        ("no reminders between eleven at night and six in the morning", "23:00", "06:00"),
        ("silence notifications from ten pm to eight am", "22:00", "08:00"),
        ("make my quiet hours from nine thirty pm to six am", "21:30", "06:00"),
        ("don't disturb me between ten and six", "22:00", "06:00"),
    ],
)
async def test_quiet_hours(talking: Talking, manager: SupabaseManager, said: str, start: str, end: str):
    assert "alarms ring all the same" in await talking.say(said)
    habits = (await profile(manager)).habits
    assert (habits["quiet_from"], habits["quiet_to"]) == (start, end)
    assert await talking.say("turn off quiet hours") == "OK, no more quiet hours."
    assert "quiet_from" not in (await profile(manager)).habits


@pytest.mark.parametrize("said", ["call me Jo", "actually, call me Jo", "from now on call me Jo", "I go by Jo"])
async def test_a_name_to_be_called_by(talking: Talking, manager: SupabaseManager, said: str):
    await talking.say(said)
    assert (await profile(manager)).display_name == "Jo"
    assert "Jo" in await talking.say("what do you call me")
    await talking.say("forget everything about me", "yes")
    assert (await profile(manager)).display_name is None
    await talking.say("undo that")
    assert (await profile(manager)).display_name == "Jo"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("what did we talk about yesterday?", "fence"),
        ("what was our last conversation about?", "fence"),
        ("what did I say about the fence", "broken"),
        ("when did I last mention the fence?", "yesterday"),
        ("where did I say the fence is broken", "behind the shed"),
        ("did I ever mention Portugal?", "nothing about Portugal"),
        ("remind me what I said about the fence", "broken"),
    ],
)
async def test_what_was_said_before_is_found(talking: Talking, asked: str, words: str):
    await talking.say("the garden fence behind the shed is broken again")
    talking.away(timedelta(days=1))
    assert words.casefold() in (await talking.say(asked)).casefold()
