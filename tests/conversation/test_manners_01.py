"""MANNERS 1 to 5 as different people say it: two requests, another one, a missing piece, a lapsed question, a name.

It is Tuesday, 24 November 2026, 10:20 in Berlin; ten seconds pass between turns.
"""

from __future__ import annotations

import pytest

from tests.conversation.dialogues import Left, Talking

TODAY, TOMORROW, FRIDAY = "2026-11-24", "2026-11-25", "2026-11-27"

DIALOGUES: list[tuple[list[str], Left]] = [
    # 1: two requests in one turn
    (
        ["remind me to call mom at five and dad at six"],
        Left(reminders=[(f"{TODAY}T17:00", "call mom"), (f"{TODAY}T18:00", "call dad")]),
    ),
    (
        ["remind me to call the bank tomorrow at ten and to buy stamps at eleven", "cancel the second one"],
        Left(reminders=[(f"{TOMORROW}T10:00", "call the bank")]),
    ),
    (
        ["remind me to buy stamps tomorrow at eleven and to call the bank at ten", "cancel the first one"],
        Left(reminders=[(f"{TOMORROW}T10:00", "call the bank")]),
    ),
    (
        [
            "set a gym alarm for seven tomorrow",
            "set a work alarm for nine tomorrow",
            "move the gym alarm and the work alarm to eight",
        ],
        Left(alarms=[(f"{TOMORROW}T08:00", "gym"), (f"{TOMORROW}T08:00", "work")]),
    ),
    (
        ["i need an alarm for half six tomorrow morning and a reminder to take my pills at eight tonight"],
        Left(alarms=[(f"{TOMORROW}T06:30", "")], reminders=[(f"{TODAY}T20:00", "take my pills")]),
    ),
    (
        ["Would you be so kind as to set a timer for twelve minutes and note that the oven is at two hundred degrees?"],
        Left(timers=[(720, "")], notes=[("", "the oven is at two hundred degrees")]),
    ),
    (
        ["set alarms for seven, eight and nine tomorrow"],
        Left(alarms=[(f"{TOMORROW}T07:00", ""), (f"{TOMORROW}T08:00", ""), (f"{TOMORROW}T09:00", "")]),
    ),
    (
        ["set reminders for nine and noon", "drink water"],
        Left(reminders=[(f"{TODAY}T12:00", "drink water"), (f"{TODAY}T21:00", "drink water")]),
    ),
    (["set a timer for 10 minutes and another for 20"], Left(timers=[(600, ""), (1200, "")])),
    (["I've got to call the doctor at ten, remind me"], Left(reminders=[(f"{TODAY}T22:00", "call the doctor")])),
    (
        ["i have to pick up the kids at half past three so please remind me"],
        Left(reminders=[(f"{TODAY}T15:30", "pick up the kids")]),
    ),
    # the time before the task
    (["remind me at half past four to call Bob"], Left(reminders=[(f"{TODAY}T16:30", "call Bob")])),
    (["remind me at quarter to five to call Bob"], Left(reminders=[(f"{TODAY}T16:45", "call Bob")])),
    (["remind me at twenty to five to call Bob"], Left(reminders=[(f"{TODAY}T16:40", "call Bob")])),
    (["could you remind me at ten past four to ring the vet"], Left(reminders=[(f"{TODAY}T16:10", "ring the vet")])),
    (["at a quarter past four remind me to call Bob"], Left(reminders=[(f"{TODAY}T16:15", "call Bob")])),
    (
        ["remind me tomorrow at five to eight to take the bins out"],
        Left(reminders=[(f"{TOMORROW}T07:55", "take the bins out")]),
    ),
    (["remind me for five to call Bob"], Left(reminders=[(f"{TODAY}T17:00", "call Bob")])),
    (["remind me every day at this time to stretch"], Left(reminders=[(f"{TOMORROW}T10:20", "stretch")])),
    # 2: another one
    (
        ["remind me to call mom at five", "and at ten"],
        Left(reminders=[(f"{TODAY}T17:00", "call mom"), (f"{TODAY}T22:00", "call mom")]),
    ),
    (
        ["remind me tomorrow at nine to take my pill", "and another at nine thirty"],
        Left(reminders=[(f"{TOMORROW}T09:00", "take my pill"), (f"{TOMORROW}T09:30", "take my pill")]),
    ),
    (["set a timer for ten minutes", "and another for five minutes"], Left(timers=[(300, ""), (600, "")])),
    (["set a timer for ten minutes", "set another for 5 minutes"], Left(timers=[(300, ""), (600, "")])),
    (["twenty minutes please", "and one more for thirty"], Left(timers=[(1200, ""), (1800, "")])),
    (
        ["wake me at six on friday", "and again at quarter past"],
        Left(alarms=[(f"{FRIDAY}T06:00", ""), (f"{FRIDAY}T06:15", "")]),
    ),
    (["alarm tomorrow 7am", "and at 8 as well"], Left(alarms=[(f"{TOMORROW}T07:00", ""), (f"{TOMORROW}T08:00", "")])),
    # corrected
    (["set an alarm for seven tomorrow", "not seven, eight"], Left(alarms=[(f"{TOMORROW}T08:00", "")])),
    (["set an alarm for seven tomorrow", "no i said eight not seven"], Left(alarms=[(f"{TOMORROW}T08:00", "")])),
    (["wake me at seven no wait half past seven tomorrow"], Left(alarms=[(f"{TOMORROW}T07:30", "")])),
    (["remind me to call Bob at four I mean five"], Left(reminders=[(f"{TODAY}T17:00", "call Bob")])),
    (["remind me to call Bob at four", "sorry, make that Friday"], Left(reminders=[(f"{FRIDAY}T16:00", "call Bob")])),
    (
        ["set an alarm for eight tomorrow", "hmm, actually half an hour earlier"],
        Left(alarms=[(f"{TOMORROW}T07:30", "")]),
    ),
    (
        ["reminder to water the plants at six", "push that back an hour"],
        Left(reminders=[(f"{TODAY}T19:00", "water the plants")]),
    ),
    # 3: a missing piece
    (["remind me at half past four", "call Bob"], Left(reminders=[(f"{TODAY}T16:30", "call Bob")])),
    (["i need a reminder", "pay the rent", "on friday at noon"], Left(reminders=[(f"{FRIDAY}T12:00", "pay the rent")])),
    (["can you set an alarm", "tomorrow", "half seven"], Left(alarms=[(f"{TOMORROW}T07:30", "")])),
    (["start a timer", "a quarter of an hour"], Left(timers=[(900, "")])),
    (["take a note", "the wifi at the cabin is slow"], Left(notes=[("", "the wifi at the cabin is slow")])),
    (["remind me to ring gran", "oh never mind"], Left()),
    (["set an alarm", "forget it"], Left()),
    (["remind me to ring gran", "not now", "yes"], Left()),
    (["remind me to ring gran", "in twenty minutes"], Left(reminders=[(f"{TODAY}T10:40", "ring gran")])),
    # 4: a question lapses
    (
        [
            "set an alarm for seven tomorrow",
            "set an alarm for nine tomorrow",
            "cancel all my alarms",
            "what time is it",
            "yes",
        ],
        Left(alarms=[(f"{TOMORROW}T07:00", ""), (f"{TOMORROW}T09:00", "")]),
    ),
    (["remind me to ring gran", "set a timer for five minutes", "at five"], Left(timers=[(300, "")])),
    (["set an alarm", "what's the weather like", "thanks", "yes"], Left()),
    (
        ["take a note: one", "take a note: two", "delete all my notes", "hello", "yes please"],
        Left(notes=[("", "one"), ("", "two")]),
    ),
    # 5: what is named must match
    (["wake me at seven tomorrow", "cancel my nine o'clock alarm"], Left(alarms=[(f"{TOMORROW}T07:00", "")])),
    (["wake me at seven tomorrow", "delete the gym alarm"], Left(alarms=[(f"{TOMORROW}T07:00", "")])),
    (
        ["remind me to call mom at five", "cancel the dentist reminder"],
        Left(reminders=[(f"{TODAY}T17:00", "call mom")]),
    ),
    (
        [
            "wake me at seven tomorrow",
            "wake me at seven on friday",
            "cancel the seven o'clock alarm",
            "the one tomorrow",
        ],
        Left(alarms=[(f"{FRIDAY}T07:00", "")]),
    ),
    (
        ["alarm at seven tomorrow", "alarm at eight tomorrow", "get rid of the alarm", "the second one"],
        Left(alarms=[(f"{TOMORROW}T07:00", "")]),
    ),
    (["alarm at seven tomorrow", "alarm at eight tomorrow", "delete my alarm", "both"], Left()),
    (["pasta timer ten minutes", "egg timer six minutes", "stop the egg timer"], Left(timers=[(600, "pasta")])),
    # long-winded, and as speech recognition writes it
    (
        ["alright so tomorrow i have a meeting so i need you to wake me at um six and then again at six fifteen"],
        Left(alarms=[(f"{TOMORROW}T06:00", ""), (f"{TOMORROW}T06:15", "")]),
    ),
    (["tomorrow i have a flight at nine so wake me at five"], Left(alarms=[(f"{TOMORROW}T05:00", "")])),
    (
        ["alarm for 6 7 and 8 tomorrow", "turn off the second one"],
        Left(alarms=[(f"{TOMORROW}T06:00", ""), (f"{TOMORROW}T08:00", "")]),
    ),
    (
        ["remind me to call mom at five and dad at six and bob at seven"],
        Left(
            reminders=[(f"{TODAY}T17:00", "call mom"), (f"{TODAY}T18:00", "call dad"), (f"{TODAY}T19:00", "call bob")]
        ),
    ),
    (
        ["remind me to call john at 3 and then email sue at 4"],
        Left(reminders=[(f"{TODAY}T15:00", "call john"), (f"{TODAY}T16:00", "email sue")]),
    ),
    (
        ["remind me to eat at one and rest at two"],
        Left(reminders=[(f"{TODAY}T13:00", "eat"), (f"{TODAY}T14:00", "rest")]),
    ),
    (
        ["remind me at six to watch the nine o'clock news and the late film at ten"],
        Left(reminders=[(f"{TODAY}T18:00", "watch the nine o'clock news and the late film at ten")]),
    ),
    (
        ["remind me in an hour to move the car", "actually make that two hours"],
        Left(reminders=[(f"{TODAY}T12:20", "move the car")]),
    ),
    (
        ["remind me to call the plumber on friday at ten", "make it the day after"],
        Left(reminders=[("2026-11-28T10:00", "call the plumber")]),
    ),
    (["i need to remember to pay the gas bill by friday"], Left(reminders=[(f"{FRIDAY}T09:00", "pay the gas bill")])),
    (
        ["please make a reminder for me to water the plants at six"],
        Left(reminders=[(f"{TODAY}T18:00", "water the plants")]),
    ),
    (
        ["schedule a dentist appointment for friday at 3pm"],
        Left(reminders=[(f"{FRIDAY}T15:00", "dentist appointment")]),
    ),
    (
        ["set an alarm for 7 tomorrow morning called swimming", "rename swimming to running"],
        Left(alarms=[(f"{TOMORROW}T07:00", "running")]),
    ),
    (
        ["remind me in 3 days to return the parcel", "remind me to return the parcel in 3 days"],
        Left(reminders=[("2026-11-27T10:20", "return the parcel")]),
    ),
    (
        ["put milk on my shopping list", "yes please", "add eggs to my shopping list"],
        Left(notes=[("shopping list", "milk\neggs")]),
    ),
    (["put milk on my shopping list", "no"], Left()),
]


@pytest.mark.parametrize(
    ("turns", "left"), DIALOGUES, ids=lambda value: value[0][:50] if isinstance(value, list) else ""
)
async def test_what_a_dialogue_leaves(talking: Talking, turns: list[str], left: Left):
    await talking.say(*turns)
    assert await talking.left() == left
