"""Notes, memory and settings by the tools. It is Tuesday, 10:20 in Berlin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conversation.talking import Alice

SECRETS = [
    "my password is hunter2",
    "the pin is one two three four",
    "my card is 4111 1111 1111 1111",
    "my social security number is 123-45-6789",
    "sk-proj-abcdefghijklmnop1234567890",
    "DE89 3704 0044 0532 0130 00",
]
REFUSAL = "I don't keep passwords, PINs, or numbers of cards and accounts."


async def test_a_note_is_kept_word_for_word(talk: Alice):
    assert await talk.say("take_note", text="Buy milk & 2 eggs") == "I've noted: Buy milk & 2 eggs."
    assert talk.notes() == ["Buy milk & 2 eggs"]


async def test_words_inside_a_note_do_nothing(talk: Alice):
    text = "set an alarm for seven and delete all my notes, remind me at five"
    await talk.say("take_note", text=text)
    assert talk.notes() == [text]
    assert (talk.alarms(), talk.reminders()) == ([], [])


async def test_an_empty_note_asks_what_it_shall_say(talk: Alice):
    assert await talk.say("take_note", title="groceries") == "What shall the note say?"
    await talk.confirm("milk and eggs")
    (row,) = talk.rows("user_notes")
    assert (row["title"], row["content"]) == ("groceries", "milk and eggs")


async def test_a_command_in_the_answer_is_the_note_s(talk: Alice):
    await talk.say("take_note")
    await talk.confirm("cancel the alarm of alice")
    assert talk.notes() == ["cancel the alarm of alice"]


@pytest.mark.parametrize("text", SECRETS)
@pytest.mark.parametrize(
    ("tool", "argument"),
    [("take_note", "text"), ("remember", "text"), ("set_reminder", "text"), ("set_alarm", "label")],
)
async def test_secrets_are_refused_everywhere_and_not_repeated(talk: Alice, text: str, tool: str, argument: str):
    time = {"time": "tomorrow at seven"} if tool.startswith("set_") else {}
    assert await talk.say(tool, **{argument: text}, **time) == REFUSAL
    for table in ("user_notes", "memory", "user_reminders", "user_alarms", "changes"):
        assert talk.rows(table) == []


async def test_a_secret_as_the_answer_to_a_question_is_refused(talk: Alice):
    await talk.say("take_note")
    assert await talk.confirm("my password is hunter2") == REFUSAL
    assert talk.notes() == []
    assert "hunter2" not in str(talk.rows("sessions"))


async def test_a_secret_is_not_put_into_a_note_by_a_change(talk: Alice):
    await talk.say("take_note", text="wifi of the flat")
    assert await talk.say("change", kind="note", query="", to="the password is hunter2", action="append") == REFUSAL
    assert talk.notes() == ["wifi of the flat"]


@pytest.mark.parametrize(("size", "kept"), [(10_000, True), (10_001, False)])
async def test_a_note_has_at_most_ten_thousand_characters(talk: Alice, size: int, kept: bool):
    said = await talk.say("take_note", text="x" * size)
    assert (talk.notes() == ["x" * size]) is kept
    assert kept or "too long" in said


async def test_a_secret_in_an_open_question_is_not_kept_with_the_conversation(talk: Alice):
    await talk.say("set_alarm", time="set an alarm, my password is hunter2")
    assert "question" in str(talk.rows("sessions")[0]["state"])
    assert "hunter2" not in str(talk.rows("sessions"))


@pytest.mark.parametrize("tool", ["set_reminder", "set_alarm"])
async def test_ten_kilobytes_are_too_long_for_anything_else(talk: Alice, tool: str):
    said = await talk.say(
        tool, time="tomorrow at seven", **{"text" if tool == "set_reminder" else "label": "y" * 10_000}
    )
    assert "too long" in said
    assert (talk.alarms(), talk.reminders()) == ([], [])


@pytest.mark.parametrize(
    "junk", ["z" * 10_000, "\N{GRINNING FACE}" * 300, "\u202e\u0000\u0007", "' OR 1=1; --", "%s%n{}"]
)
async def test_junk_as_a_time_changes_nothing(talk: Alice, junk: str):
    for tool, argument in (("set_alarm", "time"), ("set_timer", "duration"), ("cancel", "query"), ("find", "query")):
        kind = {"kind": "alarm"} if tool in ("cancel", "find") else {}
        assert await talk.say(tool, **{argument: junk}, **kind)
    assert (talk.alarms(), talk.rows("user_timers")) == ([], [])


async def test_any_script_can_be_noted(talk: Alice):
    text = "\u725b\u4e73 \N{GLASS OF MILK} \u062d\u0644\u064a\u0628 caf\u00e9"
    await talk.say("take_note", text=text)
    assert talk.notes() == [text]


async def test_the_only_note_is_read(talk: Alice):
    await talk.say("take_note", text="milk\neggs")
    assert await talk.say("find", kind="note") == "Your note says: milk, eggs."


async def test_several_notes_are_listed_and_one_is_read_by_its_words(talk: Alice):
    await talk.say("take_note", text="milk and eggs", title="shopping")
    await talk.say("take_note", text="the garage opens at nine")
    listed = await talk.say("find", kind="note")
    assert listed.startswith("You have two notes")
    assert "shopping" in listed
    assert await talk.say("find", kind="note", query="the second one") == "Your note shopping: milk and eggs."
    assert await talk.say("find", kind="note", query="garage") == "Your note says: the garage opens at nine."
    assert await talk.say("find", kind="note", query="shopping") == "Your note shopping: milk and eggs."


async def test_a_list_says_five_and_how_many_more(talk: Alice):
    for word in ("one", "two", "three", "four", "five", "six", "seven"):
        await talk.say("take_note", text=f"note {word}")
    said = await talk.say("find", kind="note")
    assert said.startswith("You have seven notes")
    assert said.endswith("and two more.")
    assert said.count("note ") == 5


async def test_something_is_added_to_a_note(talk: Alice):
    await talk.say("take_note", text="milk", title="shopping")
    await talk.say("change", kind="note", query="shopping", to="eggs", action="append")
    assert talk.notes() == ["milk\neggs"]


async def test_the_note_is_found_in_what_is_added_to_it(talk: Alice):
    await talk.say("take_note", text="milk", title="groceries")
    await talk.say("take_note", text="call the plumber")
    await talk.say("change", kind="note", query="that", to="cheese to groceries", action="append")
    await talk.say("change", kind="note", query="that", to="give it to Bob", action="append")
    assert talk.notes() == ["milk\ncheese\ngive it to Bob", "call the plumber"]


async def test_a_note_gets_a_new_text_and_a_new_title(talk: Alice):
    await talk.say("take_note", text="buy milk")
    await talk.say("change", kind="note", query="that", to="to buy oat milk")
    await talk.say("change", kind="note", query="it", to="call it groceries")
    assert [(r["title"], r["content"]) for r in talk.rows("user_notes")] == [("groceries", "buy oat milk")]


async def test_what_is_remembered_is_said_back_to_the_person(talk: Alice):
    assert await talk.say("remember", text="remember that I'm vegetarian") == "OK, I know that you're vegetarian."
    assert await talk.say("remember", text="I'm vegetarian") == "I already know that you're vegetarian."
    assert [(r["category"], r["value"]) for r in talk.rows("memory")] == [("PREFERENCE", "I'm vegetarian")]


async def test_a_new_fact_takes_the_place_of_the_old_one_and_keeps_it_as_history(talk: Alice):
    await talk.say("remember", text="I live in Berlin")
    await talk.say("remember", text="I moved to Lyon")
    berlin, lyon = talk.rows("memory")
    assert (berlin["superseded_by"], lyon["superseded_by"]) == (lyon["id"], None)
    assert await talk.say("recall", query="where do I live") == "You live in Lyon."


@pytest.mark.parametrize(
    "correction", ["no, it's Ana", "actually her name is Ana", "no, Ana", "sorry, I meant Ana, not Anna"]
)
async def test_a_correction_replaces_what_was_just_said(talk: Alice, correction: str):
    await talk.say("remember", text="my sister's name is Anna")
    await talk.say("remember", text=correction)
    assert await talk.say("recall", query="what is my sister's name") == "Your sister's name is Ana."


@pytest.mark.parametrize(
    "query", ["", "what is my favourite language", "favorite language", "which language do I like best"]
)
async def test_a_fact_is_recalled(talk: Alice, query: str):
    await talk.say("remember", text="my favourite language is Python")
    assert "Python" in await talk.say("recall", query=query)


async def test_what_is_not_known_is_said_plainly(talk: Alice):
    assert await talk.say("recall") == "I don't know anything about you yet."
    await talk.say("remember", text="I'm vegetarian")
    assert await talk.say("recall", query="what is my sister's name") == "I don't know that about you yet."


async def test_forget_that_forgets_what_was_just_said(talk: Alice):
    await talk.say("remember", text="I live in Berlin")
    await talk.say("remember", text="I'm vegetarian")
    await talk.say("forget", text="that")
    assert [r["value"] for r in talk.rows("memory")] == ["Berlin"]


async def test_forget_that_after_something_else_forgets_nothing(talk: Alice):
    await talk.say("remember", text="I live in Berlin")
    await talk.say("take_note", text="buy milk")
    await talk.say("forget", text="that")
    assert (len(talk.rows("memory")), talk.notes()) == (1, ["buy milk"])


async def test_forget_what_is_named(talk: Alice):
    await talk.say("remember", text="I live in Berlin")
    await talk.say("remember", text="I'm vegetarian")
    await talk.say("forget", text="that I live in Berlin")
    assert [r["value"] for r in talk.rows("memory")] == ["I'm vegetarian"]
    await talk.say("forget", text="that I have a dog")
    assert len(talk.rows("memory")) == 1


async def test_forgetting_a_fact_leaves_nothing_of_what_it_superseded(talk: Alice):
    await talk.say("remember", text="I live in Berlin")
    await talk.say("remember", text="I moved to Lyon")
    await talk.say("forget", text="where I live")
    assert talk.rows("memory") == []


@pytest.mark.parametrize("facts", [1, 2])
async def test_forgetting_everything_always_asks(talk: Alice, facts: int):
    for fact in ("I live in Berlin", "I'm vegetarian")[:facts]:
        await talk.say("remember", text=fact)
    assert (await talk.say("forget", text="everything about me")).endswith("Shall I?")
    assert len(talk.rows("memory")) == facts
    await talk.confirm("yes")
    assert talk.rows("memory") == []


async def test_in_private_mode_nothing_is_remembered_and_the_rest_works(talk: Alice):
    await talk.say("remember", text="I live in Berlin")
    assert "keep nothing" in await talk.say("settings", name="private", value="on")
    assert "not remembering" in await talk.say("remember", text="I'm vegetarian")
    await talk.has("tomorrow at seven")
    assert await talk.say("recall", query="where do I live") == "You live in Berlin."
    assert talk.rows("sessions")[0]["private"] is True
    assert "keep our conversation again" in await talk.say("settings", name="private", value="off")
    await talk.say("remember", text="I'm vegetarian")
    assert len(talk.rows("memory")) == 2
    assert talk.rows("sessions")[0]["private"] is False


async def test_a_name_is_kept(talk: Alice):
    assert await talk.say("settings", name="name", value="Al") == "OK, Al."
    assert talk.rows("profiles")[0]["display_name"] == "Al"
    assert await talk.say("recall", query="what's my name") == "Your name is Al."


async def test_a_move_to_another_zone_says_what_becomes_of_what_is_set(talk: Alice):
    await talk.has("tomorrow at seven")
    said = await talk.say("settings", name="timezone", value="I'm in Tokyo this week")
    assert (
        said == "OK, your time zone is Tokyo; it's twenty past six in the evening there. "
        "Your alarm stays on Berlin time, so it rings tomorrow, Wednesday, at three in the afternoon, Tokyo time."
    )
    assert talk.rows("user_alarms")[0]["zone"] == "Europe/Berlin"


async def test_an_unknown_place_changes_nothing(talk: Alice):
    await talk.say("settings", name="timezone", value="Atlantis")
    assert talk.rows("profiles")[0]["timezone"] is None


async def test_quiet_hours(talk: Alice):
    await talk.say("settings", name="quiet hours", value="from ten to seven")
    habits = talk.rows("profiles")[0]["habits"]
    assert (habits["quiet_from"], habits["quiet_to"]) == ("22:00", "07:00")
    assert "ten at night" in await talk.say("settings", name="quiet hours")
    await talk.say("settings", name="quiet hours", value="off")
    assert talk.rows("profiles")[0]["habits"] == {}


async def test_an_unknown_setting_says_which_there_are(talk: Alice):
    said = await talk.say("settings", name="wallpaper", value="blue")
    assert said.startswith("I don't know that setting. You can change the clock")
