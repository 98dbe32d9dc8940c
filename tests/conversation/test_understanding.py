"""MANNERS 1 to 9 through LocalLLM: what is set, changed, cancelled and taken back, in dialogues of several turns.

It is Tuesday, 24 November 2026, 10:20 in Berlin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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


SEVEN = ("2026-11-25T07:00", "")
EIGHT = ("2026-11-25T08:00", "")
GYM = ("2026-11-25T07:00", "gym")

DIALOGUES: list[tuple[list[str], Left]] = [
    # 1: two requests in one turn
    (
        ["set an alarm for seven tomorrow and take a note: buy milk"],
        Left(alarms=[SEVEN], notes=[("", "buy milk")]),
    ),
    (
        ["could you wake me at seven tomorrow and remind me to feed the cat at five?"],
        Left(alarms=[SEVEN], reminders=[("2026-11-24T17:00", "feed the cat")]),
    ),
    (
        ["Set a timer for ten minutes. Also, remind me to call Bob at nine tomorrow."],
        Left(timers=[(600, "")], reminders=[("2026-11-25T09:00", "call Bob")]),
    ),
    (
        ["wake me at seven tomorrow, then start a pasta timer for eight minutes"],
        Left(alarms=[SEVEN], timers=[(480, "pasta")]),
    ),
    (["set an alarm for yesterday and take a note: buy milk"], Left(notes=[("", "buy milk")])),
    # 2: what is not named stays
    (["set an alarm for seven tomorrow morning", "and another at eight"], Left(alarms=[SEVEN, EIGHT])),
    (["wake me tomorrow at seven", "another one at eight please"], Left(alarms=[SEVEN, EIGHT])),
    (["set an alarm for seven tomorrow morning and another at eight"], Left(alarms=[SEVEN, EIGHT])),
    (["wake me at seven tomorrow", "make it half past"], Left(alarms=[("2026-11-25T07:30", "")])),
    (["wake me at seven tomorrow", "actually, move it to Friday"], Left(alarms=[("2026-11-27T07:00", "")])),
    (["wake me at seven tomorrow", "no, eight"], Left(alarms=[EIGHT])),
    (["wake me at six tomorrow", "push it back by an hour"], Left(alarms=[SEVEN])),
    (["wake me at eight tomorrow", "can we make it an hour earlier?"], Left(alarms=[SEVEN])),
    (["wake me at seven tomorrow", "and one at nine", "make that eight"], Left(alarms=[SEVEN, EIGHT])),
    (["remind me to call mom at five", "I meant six"], Left(reminders=[("2026-11-24T18:00", "call mom")])),
    (
        ["remind me to call mom at five", "postpone it until Friday"],
        Left(reminders=[("2026-11-27T17:00", "call mom")]),
    ),
    (["wake me at seven tomorrow", "call it gym"], Left(alarms=[GYM])),
    (["wake me at seven tomorrow", "rename that to gym"], Left(alarms=[GYM])),
    # 3: a missing piece is asked for
    (["remind me at five", "call mom"], Left(reminders=[("2026-11-24T17:00", "call mom")])),
    (["remind me at five", "remind me to call mom"], Left(reminders=[("2026-11-24T17:00", "call mom")])),
    (["remind me to call mom", "at five"], Left(reminders=[("2026-11-24T17:00", "call mom")])),
    (["remind me to call mom", "oh, let's say half past six"], Left(reminders=[("2026-11-24T18:30", "call mom")])),
    (
        ["set a reminder", "cancel my subscription", "tomorrow at ten"],
        Left(reminders=[("2026-11-25T10:00", "cancel my subscription")]),
    ),
    (["take a note", "buy milk"], Left(notes=[("", "buy milk")])),
    (["write something down", "I love Anna"], Left(notes=[("", "I love Anna")])),
    (["take a note", "never mind"], Left()),
    (["remind me to call mom", "forget it"], Left()),
    (["set an alarm", "stop"], Left()),
    (["remind me at five", "oh, never mind", "take a note: buy milk"], Left(notes=[("", "buy milk")])),
    (["set a timer", "twenty minutes"], Left(timers=[(1200, "")])),
    (["pasta timer", "eight minutes"], Left(timers=[(480, "pasta")])),
    (["set an alarm", "seven tomorrow morning"], Left(alarms=[SEVEN])),
    (["remind me at five", "set an alarm for seven tomorrow morning"], Left(alarms=[SEVEN])),
    (["remind me at seven or eight to call Bob", "eight"], Left(reminders=[("2026-11-24T20:00", "call Bob")])),
    (["set an alarm for eight am today", "yes"], Left(alarms=[EIGHT])),
    (["set an alarm for eight am today", "no thanks"], Left()),
    # 4: a question lapses
    (
        [
            "wake me at seven tomorrow",
            "wake me at eight tomorrow",
            "delete all my alarms",
            "what's the weather",
            "tell me a joke",
            "yes",
        ],
        Left(alarms=[SEVEN, EIGHT]),
    ),
    (["remind me to call mom", "play some jazz", "how are you", "at five"], Left()),
    # 5: what is named must match
    (["wake me at seven tomorrow", "cancel my nine o'clock alarm"], Left(alarms=[SEVEN])),
    (["wake me at seven tomorrow", "delete the gym alarm"], Left(alarms=[SEVEN])),
    (["take a note: buy milk", "delete the note about the dentist"], Left(notes=[("", "buy milk")])),
    (["wake me at seven tomorrow", "move my nine o'clock alarm to ten"], Left(alarms=[SEVEN])),
    (["wake me at seven and eight tomorrow", "cancel my alarm", "the second one"], Left(alarms=[SEVEN])),
    (["wake me at seven and eight tomorrow", "cancel my alarm", "both"], Left()),
    (["wake me at seven and eight tomorrow", "cancel my alarm", "the one at eight"], Left(alarms=[SEVEN])),
    (["wake me at seven and eight tomorrow", "cancel my alarm", "never mind"], Left(alarms=[SEVEN, EIGHT])),
    (
        ["set an alarm for seven tomorrow called gym", "wake me at eight tomorrow", "turn off my alarm", "the gym one"],
        Left(alarms=[EIGHT]),
    ),
    # 6: more than one asks first
    (["wake me at seven and eight tomorrow", "delete all my alarms"], Left(alarms=[SEVEN, EIGHT])),
    (["wake me at seven and eight tomorrow", "delete all my alarms", "yes, delete them"], Left()),
    (["wake me at seven and eight tomorrow", "get rid of all my alarms", "go ahead"], Left()),
    (["wake me at seven and eight tomorrow", "clear my alarms", "no, keep them"], Left(alarms=[SEVEN, EIGHT])),
    (["wake me at seven and eight tomorrow", "cancel every alarm", "cancel that"], Left(alarms=[SEVEN, EIGHT])),
    (["wake me at seven tomorrow", "delete all my alarms"], Left()),
    # 7: no doubles
    (["wake me at seven tomorrow", "set an alarm for 7 am tomorrow"], Left(alarms=[SEVEN])),
    # 8: undo
    (["wake me at seven tomorrow", "undo that"], Left()),
    (["wake me at seven tomorrow", "cancel my alarm", "no, I didn't mean that"], Left(alarms=[SEVEN])),
    (["wake me at seven tomorrow", "make it nine", "take that back"], Left(alarms=[SEVEN])),
    (["wake me at seven and eight tomorrow", "delete all alarms", "yes", "put them back"], Left(alarms=[SEVEN, EIGHT])),
    (["take a note: buy milk", "delete it", "undo"], Left(notes=[("", "buy milk")])),
    (["take a note: buy milk", "add eggs to it", "undo that", "undo that"], Left()),
    (["I'm vegetarian", "undo that"], Left()),
    # 9: alarm, reminder, timer
    (["wake me in 20 minutes"], Left(alarms=[("2026-11-24T10:40", "")])),
    (["remind me in 20 minutes to check the oven"], Left(reminders=[("2026-11-24T10:40", "check the oven")])),
    (["20 minutes"], Left(timers=[(1200, "")])),
    (["count down from ninety seconds"], Left(timers=[(90, "")])),
    (["pasta timer for ten minutes", "add five minutes"], Left(timers=[(900, "pasta")])),
    (["set a ten minute tea timer", "give it two more minutes"], Left(timers=[(720, "tea")])),
    (["pasta timer for ten minutes", "set a timer for an hour", "stop the pasta timer"], Left(timers=[(3600, "")])),
]


@pytest.mark.parametrize(("turns", "left"), DIALOGUES, ids=[" / ".join(turns) for turns, _ in DIALOGUES])
async def test_dialogue(talking: Talking, turns: list[str], left: Left):
    await talking.say(*turns)
    assert await talking.left() == left


async def test_an_answer_names_both_requests(talking: Talking):
    answer = await talking.say("set an alarm for seven tomorrow and take a note: buy milk")
    assert "tomorrow, Wednesday, at seven in the morning" in answer
    assert "buy milk" in answer


async def test_what_it_cannot_do_is_said_beside_what_it_did(talking: Talking):
    answer = await talking.say("play some jazz and wake me at seven tomorrow")
    assert "seven in the morning" in answer
    assert "music" in answer
    assert await talking.left() == Left(alarms=[SEVEN])


async def test_what_there_is_is_said(talking: Talking):
    await talking.say("wake me at seven tomorrow", "remind me to call mom at five")
    assert "seven" in await talking.say("what alarms do I have?")
    assert "call mom" in await talking.say("read me my reminders")
    assert "call mom" in await talking.say("what's next")
    assert "seven" in await talking.say("what's on tomorrow?")
    assert "seven" in await talking.say("when do I have to get up?")


async def test_repeat_that(talking: Talking):
    said = await talking.say("wake me at seven tomorrow")
    assert await talking.say("sorry, what was that?") == said
    assert await talking.say("repeat that") == said
