"""MANNERS 6 to 11 as different people say it: bulk deletion, doubles, undo, kinds, remembering, notes.

It is Tuesday, 24 November 2026, 10:20 in Berlin; ten seconds pass between turns.
"""

from __future__ import annotations

import pytest

from tests.conversation.dialogues import Left, Talking

TODAY, TOMORROW, FRIDAY = "2026-11-24", "2026-11-25", "2026-11-27"
SEVEN, EIGHT = (f"{TOMORROW}T07:00", ""), (f"{TOMORROW}T08:00", "")
MOM = (f"{TODAY}T17:00", "call mom")

DIALOGUES: list[tuple[list[str], Left]] = [
    # 6: more than one thing
    (["wake me at seven tomorrow", "wake me at eight tomorrow", "delete all alarms"], Left(alarms=[SEVEN, EIGHT])),
    (["wake me at seven tomorrow", "wake me at eight tomorrow", "clear my alarms", "yeah go ahead"], Left()),
    (
        ["wake me at seven tomorrow", "wake me at eight tomorrow", "turn off every alarm", "no leave them"],
        Left(alarms=[SEVEN, EIGHT]),
    ),
    (["wake me at seven tomorrow", "cancel all alarms"], Left()),
    (["take a note: a cake", "take a note: a pie", "erase all notes", "yes delete them"], Left()),
    (["I'm vegetarian", "forget everything about me"], Left(memories=["I'm vegetarian"])),
    (["I'm vegetarian", "forget everything you know about me", "yes"], Left()),
    (["i live in berlin", "wipe your memory", "yes I'm sure"], Left()),
    (["i live in berlin", "delete everything you know about me", "no don't"], Left(memories=["berlin"])),
    # 7: no doubles
    (["wake me at seven tomorrow", "wake me at seven tomorrow"], Left(alarms=[SEVEN])),
    (["remind me to call mom at five", "please remind me at five to call mom"], Left(reminders=[MOM])),
    (["alarm 7am tomorrow", "set an alarm for tomorrow morning at seven o'clock"], Left(alarms=[SEVEN])),
    (
        ["alarm 7am tomorrow", "set a gym alarm for tomorrow morning at seven"],
        Left(alarms=[SEVEN, (f"{TOMORROW}T07:00", "gym")]),
    ),
    # 8: undo
    (["wake me at seven tomorrow", "undo"], Left()),
    (["wake me at seven tomorrow", "oh no undo that please"], Left()),
    (["wake me at seven tomorrow", "make it eight", "undo that"], Left(alarms=[SEVEN])),
    (["wake me at seven tomorrow", "make it eight", "undo that", "undo that"], Left()),
    (
        ["wake me at seven tomorrow", "wake me at eight tomorrow", "cancel all my alarms", "yes", "undo that"],
        Left(alarms=[SEVEN, EIGHT]),
    ),
    (["take a note: buy milk", "delete that note", "take that back"], Left(notes=[("", "buy milk")])),
    (["I'm vegetarian", "forget that", "undo"], Left(memories=["I'm vegetarian"])),
    (["I live in Berlin", "no, I live in Lyon", "forget that", "undo that"], Left(memories=["Lyon"])),
    (["I live in Berlin", "no, I live in Lyon", "forget that", "undo that", "undo that"], Left(memories=["Berlin"])),
    (["my sister is called Anna", "no, it's Ana", "undo that"], Left(memories=["Anna"])),
    (["undo that"], Left()),
    (["set a timer for ten minutes", "add five minutes", "undo that"], Left(timers=[(600, "")])),
    # 9: which kind it is
    (["wake me in 20 minutes"], Left(alarms=[(f"{TODAY}T10:40", "")])),
    (["get me up in half an hour"], Left(alarms=[(f"{TODAY}T10:50", "")])),
    (["remind me in 20 minutes to check the oven"], Left(reminders=[(f"{TODAY}T10:40", "check the oven")])),
    (
        ["in ten minutes remind me to turn the heating down"],
        Left(reminders=[(f"{TODAY}T10:30", "turn the heating down")]),
    ),
    (["20 minutes"], Left(timers=[(1200, "")])),
    (["count down from ninety seconds"], Left(timers=[(90, "")])),
    (["could you time eight minutes for me"], Left(timers=[(480, "")])),
    (["pasta timer ten minutes", "add two minutes"], Left(timers=[(720, "pasta")])),
    (["set a ten minute pasta timer", "give it another five minutes"], Left(timers=[(900, "pasta")])),
    (["start a tea timer for four minutes", "make it five"], Left(timers=[(300, "tea")])),
    # 10: remembering
    (["remember to post the letter at noon"], Left(reminders=[(f"{TODAY}T12:00", "post the letter")])),
    (["don't let me forget to lock the shed tonight at nine"], Left(reminders=[(f"{TODAY}T21:00", "lock the shed")])),
    (["remember that I'm allergic to nuts"], Left(memories=["I'm allergic to nuts"])),
    (["remind me who won the cup"], Left()),
    (["remind me what the capital of France is"], Left()),
    (["can you remind me how long to boil an egg"], Left()),
    # 11: a note's words are the note's
    (["take a note: delete the alarm at seven"], Left(notes=[("", "delete the alarm at seven")])),
    (
        ["wake me at seven tomorrow", "note: cancel all alarms on friday"],
        Left(alarms=[SEVEN], notes=[("", "cancel all alarms on friday")]),
    ),
    (
        ["write down that the train leaves at nine and the bus at ten"],
        Left(notes=[("", "the train leaves at nine and the bus at ten")]),
    ),
    (
        ["make a note to remind the team about the meeting 10 to 11 am"],
        Left(notes=[("", "remind the team about the meeting 10 to 11 am")]),
    ),
    (["take a note", "set an alarm for nine"], Left(alarms=[(f"{TODAY}T21:00", "")])),
    (
        ["jot this down: mum said call at five and dad at six"],
        Left(notes=[("", "mum said call at five and dad at six")]),
    ),
]


@pytest.mark.parametrize(
    ("turns", "left"), DIALOGUES, ids=lambda value: value[0][:50] if isinstance(value, list) else ""
)
async def test_what_a_dialogue_leaves(talking: Talking, turns: list[str], left: Left):
    await talking.say(*turns)
    assert await talking.left() == left
