"""MANNERS 12 to 18 as different people say it: memory, private mode, secrets, what it can't do, how it answers.

It is Tuesday, 24 November 2026, 10:20 in Berlin; ten seconds pass between turns.
"""

from __future__ import annotations

import pytest

from tests.conversation.dialogues import Left, Talking

TODAY, TOMORROW = "2026-11-24", "2026-11-25"
SEVEN = (f"{TOMORROW}T07:00", "")

DIALOGUES: list[tuple[list[str], Left]] = [
    # 12: what is a memory
    (["I love hiking"], Left(memories=["I love hiking"])),
    (["i am vegetarian"], Left(memories=["i am vegetarian"])),
    (["my brother's name is Bob"], Left(memories=["Bob"])),
    (["remind me to call my sister Ana at five"], Left(reminders=[(f"{TODAY}T17:00", "call my sister Ana")])),
    (["do I like fish?"], Left()),
    (["if I lived in Paris I would be happy"], Left()),
    (["I'm not sure"], Left()),
    (["I love it, thanks"], Left()),
    (["Bob thinks I should move to Rome"], Left()),
    (['my mom said "I hate mornings"'], Left()),
    (["set an alarm for seven tomorrow", "I love it thank you"], Left(alarms=[SEVEN])),
    # 13: forgetting and correcting
    (["I'm allergic to nuts", "forget that"], Left()),
    (["I love hiking", "actually forget what I just said"], Left()),
    (["my sister's name is Anna", "no, it's Ana"], Left(memories=["Ana"])),
    (["I live in Berlin", "sorry, I live in Lyon"], Left(memories=["Lyon"])),
    (["I live in Berlin", "actually I live in Lyon"], Left(memories=["Lyon"])),
    (["I live in Berlin", "forget that I live in Berlin"], Left()),
    # 14: private mode
    (["don't remember this conversation", "I love hiking"], Left()),
    (["off the record please", "my brother's name is Bob", "wake me at seven tomorrow"], Left(alarms=[SEVEN])),
    (["let's go private", "I'm vegetarian"], Left()),
    (
        ["stop recording this", "I live in Berlin", "ok you can remember again", "I love hiking"],
        Left(memories=["I love hiking"]),
    ),
    (["I'm vegetarian", "don't remember this conversation", "yes"], Left()),
    (["I'm vegetarian", "don't remember this conversation", "no"], Left(memories=["I'm vegetarian"])),
    # 15: secrets
    (["take a note: my pin is 4711"], Left()),
    (["remember that my password is hunter22"], Left()),
    (["note that my card number is 4111 1111 1111 1111"], Left()),
    (["my social security number is 078-05-1120"], Left()),
    # 16: what it can't do, and nonsense
    (["what's the weather like"], Left()),
    (["play some jazz"], Left()),
    (["turn on the lights in the kitchen"], Left()),
    (["purple monkey dishwasher"], Left()),
    (["asdf qwer"], Left()),
    (["set an alarm for the 31st of February"], Left()),
    (["wake me yesterday at seven"], Left()),
    # 18: stop, help
    (["stop"], Left()),
    (["help"], Left()),
    (["that's enough"], Left()),
]

ANSWERS: list[tuple[list[str], str]] = [
    (["what time is it"], "twenty past ten in the morning"),
    (["do you have the time please"], "twenty past ten in the morning"),
    (["what time is it in Tokyo"], "twenty past six in the evening in Tokyo"),
    (["what day is it today"], "Tuesday, the twenty-fourth of November"),
    (["what's the date"], "Tuesday, the twenty-fourth of November"),
    (["which day is Christmas"], "Friday, the twenty-fifth of December"),
    (["I live in Berlin", "where do I live"], "You live in Berlin."),
    (["I'm vegetarian", "don't remember this conversation", "what do you know about me"], "You're vegetarian"),
    (["hello", "don't remember this conversation"], "Shall I also delete what we said before"),
    (["hello", "don't remember this conversation", "yes"], "is deleted"),
    (["hello", "don't remember this conversation", "no"], "left everything as it is"),
    (["don't disturb me until eight"], "until today at eight in the evening"),
    (["do not disturb me for two hours"], "until today at twenty past twelve"),
    (["no interruptions until tomorrow at nine please"], "until tomorrow, Wednesday, at nine in the morning"),
    (["don't disturb me between ten and six"], "from ten at night to six in the morning"),
    (
        ["wake me at seven tomorrow", "repeat that"],
        "Your alarm is set for tomorrow, Wednesday, at seven in the morning.",
    ),
    (["wake me at seven tomorrow", "say that again please"], "at seven in the morning"),
    (["help"], "wake me at seven"),
    (["what can you do"], "wake me at seven"),
    (["take a note: my pin is 4711"], "don't keep"),
    (["wake me at six thirty tomorrow", "when do I have to get up"], "half past six in the morning"),
    (["remind me to call mom at five", "what's next"], "call mom"),
    (["are we private"], "kept"),
]


@pytest.mark.parametrize(
    ("turns", "left"), DIALOGUES, ids=lambda value: value[0][:50] if isinstance(value, list) else ""
)
async def test_what_a_dialogue_leaves(talking: Talking, turns: list[str], left: Left):
    await talking.say(*turns)
    assert await talking.left() == left


@pytest.mark.parametrize(("turns", "words"), ANSWERS)
async def test_what_is_answered(talking: Talking, turns: list[str], words: str):
    assert words in await talking.say(*turns)


async def test_what_was_said_before_is_deleted_and_what_follows_not_kept(talking: Talking):
    await talking.say("hello", "I love hiking", "don't remember this conversation", "yes", "what time is it")
    assert await talking.kept() == []


async def test_with_no_what_was_said_before_stays(talking: Talking):
    await talking.say("hello", "don't remember this conversation", "no thanks", "what time is it")
    assert (await talking.kept())[0] == "hello"
    assert not any("time" in words for words in await talking.kept())
