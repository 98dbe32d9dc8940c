"""MANNERS 3, 4, 8, 10, 11 and 13 as different people say it, about notes and what is remembered.

It is Tuesday, 24 November 2026, 10:20 in Berlin; ten seconds pass between turns.
"""

from __future__ import annotations

import pytest

from tests.conversation.dialogues import Left, Talking

TODAY, TOMORROW = "2026-11-24", "2026-11-25"

DIALOGUES: list[tuple[list[str], Left]] = [
    # 3: a missing piece is asked for, and the answer is taken as it is
    (["take a note", "sure, the cat gets two pills a day"], Left(notes=[("", "the cat gets two pills a day")])),
    (["make a note", "cancel the gym membership"], Left(notes=[("", "cancel the gym membership")])),
    (["new note please", "no sugar for grandpa"], Left(notes=[("", "no sugar for grandpa")])),
    (
        ["I'd like to write a note", "that's a great idea: yellow tiles"],
        Left(notes=[("", "that's a great idea: yellow tiles")]),
    ),
    (["start a note titled packing", "socks and shirts"], Left(notes=[("packing", "socks and shirts")])),
    (["take a memo", "never mind"], Left()),
    (["take a note", "forget it", "buy milk"], Left()),
    (["take a note: the plumber comes", "make a note", "stop"], Left(notes=[("", "the plumber comes")])),
    # 4: it lapses after a turn that does not answer it
    (["take a note", "set an alarm for seven tomorrow morning", "yes"], Left(alarms=[(f"{TOMORROW}T07:00", "")])),
    (
        ["note: red", "note: blue", "delete all my notes", "what time is it", "yes"],
        Left(notes=[("", "blue"), ("", "red")]),
    ),
    (
        ["I live in Oslo", "I love opera", "forget everything about me", "thanks", "yes"],
        Left(memories=["I love opera", "Oslo"]),
    ),
    (["put milk on my shopping list", "what time is it", "yes"], Left()),
    # 6 and 8: more than one asks first, and comes back as one
    (["note: red", "note: blue", "delete all my notes", "yes", "undo that"], Left(notes=[("", "blue"), ("", "red")])),
    (["note: red", "note: blue", "clear my notes", "yes, delete them"], Left()),
    (["note: red", "note: blue", "delete both notes", "no"], Left(notes=[("", "blue"), ("", "red")])),
    (["note: red", "change that note to green", "no wait, undo that"], Left(notes=[("", "red")])),
    (["note: red", "add green to it", "undo"], Left(notes=[("", "red")])),
    (["note: red", "delete that note", "bring it back"], Left(notes=[("", "red")])),
    (["I love opera", "undo that"], Left()),
    (["I live in Oslo", "forget that", "undo that"], Left(memories=["Oslo"])),
    (["undo that"], Left()),
    # 10: "remember to" is a reminder, "remember that" a memory, a question neither
    (["remember to buy stamps", "at six tonight"], Left(reminders=[(f"{TODAY}T18:00", "buy stamps")])),
    (["remember that my car is parked on level three"], Left(memories=["parked on level three"])),
    (["remind me who won the cup"], Left()),
    (["remember when we went to Rome?"], Left()),
    (["could you remember things if I asked?"], Left()),
    (["would you wake me if I asked you?"], Left()),
    (["don't forget me"], Left()),
    # 11: the words inside a note are the note's
    (["take a note: delete the alarm at seven tomorrow"], Left(notes=[("", "delete the alarm at seven tomorrow")])),
    (["note for later: wake up early on sunday"], Left(notes=[("", "wake up early on sunday")])),
    (
        ["take a note that the rent is due and remind me at five"],
        Left(notes=[("", "the rent is due and remind me at five")]),
    ),
    (['add "cancel everything" to my notes'], Left(notes=[("", "cancel everything")])),
    (['write "I love you" in a note'], Left(notes=[("", "I love you")])),
    (["save this: the code word is pineapple"], Left(notes=[("", "the code word is pineapple")])),
    (["make a note that I live in Berlin"], Left(notes=[("", "I live in Berlin")])),
    # one note after the other
    (["jot down red", "and another one: buy eggs"], Left(notes=[("", "buy eggs"), ("", "red")])),
    (["note: red", "another one, order the shingles"], Left(notes=[("", "order the shingles"), ("", "red")])),
    (["note: red", "and one more: measure the gutter"], Left(notes=[("", "measure the gutter"), ("", "red")])),
    (["note: red", "also note that it is dark"], Left(notes=[("", "it is dark"), ("", "red")])),
    (["note: red", "and also: winter tires in october"], Left(notes=[("", "red"), ("", "winter tires in october")])),
    (
        ["note: red", "and another at eight tomorrow morning"],
        Left(alarms=[(f"{TOMORROW}T08:00", "")], notes=[("", "red")]),
    ),
    (["make a note called food: milk", "add eggs", "and cheese"], Left(notes=[("food", "milk\neggs\ncheese")])),
    (["make a note called food: milk", "thanks", "and you?"], Left(notes=[("food", "milk")])),
    (["make a note about the garden: prune the roses"], Left(notes=[("garden", "prune the roses")])),
    # 13: a correction replaces; what holds no more is forgotten
    (["my wife is called Sara", "that's wrong, it's Sarah"], Left(memories=["Sarah"])),
    (["my name is Alicia", "sorry, I meant Alice"], Left(memories=["Alice"])),
    (["my cat's name is Mitzi", "it's Mitsy, not Mitzi"], Left(memories=["Mitsy"])),
    (["my partner's name is Kim", "actually her name is Kimberly"], Left(memories=["Kimberly"])),
    (["I live in Nice", "no, in Cannes"], Left(memories=["Cannes"])),
    (["my birthday is on May eighth", "no, May ninth"], Left(memories=["my birthday is on May ninth"])),
    (["I'm allergic to penicillin", "sorry, I meant ibuprofen"], Left(memories=["I'm allergic to ibuprofen"])),
    (["I have two cats", "no, three"], Left(memories=["I have three cats"])),
    (["I work at a bakery", "I don't work there anymore"], Left()),
    (["I work at a bakery", "what time is it", "i don't work there anymore"], Left()),
    (["I'm a nurse", "I quit my job last week"], Left(memories=["I quit my job last week"])),
    (["I live in Munich", "I no longer live in Munich"], Left()),
    (["I'm vegetarian", "I'm not vegetarian anymore"], Left()),
    (["I'm vegetarian", "that's not true any more"], Left()),
    (["I love opera", "I don't work there anymore"], Left(memories=["I love opera"])),
    (["I love opera", "no, it's fine"], Left(memories=["I love opera"])),
    (["I love opera", "no thanks"], Left(memories=["I love opera"])),
    (["no, it's Ana"], Left()),
    (["wait a second"], Left()),
]

ANSWERS: list[tuple[list[str], str]] = [
    (["take a note"], "What shall the note say?"),
    (["note: red", "how many notes do I have?"], "You have one note."),
    (["note: red", "note: blue", "how many notes are there"], "You have two notes."),
    (["how many notes do I have"], "You have no notes."),
    (["note: red", "what does it say?"], "Your note says: red."),
    (["note: red", "what was the note again?"], "Your note says: red."),
    (["I work at a bakery", "I don't work there anymore", "where do I work"], "I don't know that about you yet."),
    (["my favourite colour is green", "do you remember what my favourite colour is"], "is green"),
    (["I can't stand mushrooms", "what don't I like"], "you can't stand mushrooms"),
    (["I don't work there anymore"], "I had nothing like that about you"),
    (["no, it's Ana"], "I didn't understand"),
    (["call me Jo", "what do you call me"], "Jo"),
    (["call me Jo", "forget everything about me", "yes", "what's my name"], "I don't know that about you yet."),
    (["call me Jo", "forget my name", "what do you call me"], "I don't know your name yet."),
]


@pytest.mark.parametrize(
    ("turns", "left"), DIALOGUES, ids=lambda value: " / ".join(value)[:60] if isinstance(value, list) else ""
)
async def test_what_a_dialogue_leaves(talking: Talking, turns: list[str], left: Left):
    await talking.say(*turns)
    assert await talking.left() == left


@pytest.mark.parametrize(("turns", "words"), ANSWERS)
async def test_what_is_answered(talking: Talking, turns: list[str], words: str):
    assert words.casefold() in (await talking.say(*turns)).casefold()
