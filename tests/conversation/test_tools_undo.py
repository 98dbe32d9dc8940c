"""Undo by the tools: one step at a time, from anywhere, never over what came after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from system_control.changes import Change, Changes
from system_control.identity import acting_as

if TYPE_CHECKING:
    from tests.conversation.talking import Alice


async def test_with_nothing_to_undo_it_says_so(talk: Alice):
    assert await talk.say("undo") == "There's nothing to undo."


async def test_what_was_set_is_gone_again(talk: Alice):
    await talk.has("tomorrow at seven")
    assert await talk.say("undo") == "OK, your alarm for tomorrow, Wednesday, at seven in the morning is gone again."
    assert talk.alarms() == []


async def test_twice_goes_further_back(talk: Alice):
    await talk.has("tomorrow at seven", "tomorrow at eight")
    await talk.say("undo")
    assert talk.alarms() == ["2026-11-25T07:00:00"]
    await talk.say("undo")
    assert talk.alarms() == []
    assert await talk.say("undo") == "There's nothing to undo."


async def test_a_deletion_comes_back_whole(talk: Alice):
    await talk.say("set_alarm", time="weekdays at seven in the morning", label="gym")
    before = talk.rows("user_alarms")
    await talk.say("cancel", kind="alarm", query="gym")
    assert "is back" in await talk.say("undo")
    assert talk.rows("user_alarms") == before


async def test_a_bulk_deletion_is_one_step(talk: Alice):
    await talk.has("tomorrow at six in the morning", "tomorrow at seven", "tomorrow at eight")
    await talk.say("cancel", kind="alarm", query="all")
    await talk.confirm("yes")
    assert await talk.say("undo") == "OK, your three alarms are back."
    assert len(talk.alarms()) == 3


async def test_a_change_goes_back_to_what_it_was(talk: Alice):
    await talk.has("tomorrow at seven in the morning")
    await talk.say("change", kind="", query="it", to="half past")
    assert await talk.say("undo") == "OK, it's your alarm for tomorrow, Wednesday, at seven in the morning again."
    assert talk.alarms() == ["2026-11-25T07:00:00"]


async def test_notes_memories_timers_and_settings_go_back_too(talk: Alice):
    await talk.say("take_note", text="buy milk")
    await talk.say("undo")
    await talk.say("remember", text="I'm vegetarian")
    await talk.say("undo")
    await talk.say("set_timer", duration="ten minutes")
    await talk.say("undo")
    assert (talk.notes(), talk.rows("memory"), talk.rows("user_timers")) == ([], [], [])
    await talk.say("settings", name="clock", value="24")
    assert await talk.say("undo") == "OK, your settings are as they were."
    assert "seven in the evening" in await talk.say("set_alarm", time="today at seven")


async def test_forgetting_everything_is_undone_in_one_step(talk: Alice):
    await talk.say("remember", text="I'm vegetarian")
    await talk.say("remember", text="I live in Berlin")
    await talk.say("forget", text="everything about me")
    await talk.confirm("yes")
    assert talk.rows("memory") == []
    assert await talk.say("undo") == "OK, I remember two things again."
    assert len(talk.rows("memory")) == 2


async def test_a_superseded_fact_holds_again(talk: Alice):
    await talk.say("remember", text="I live in Berlin")
    await talk.say("remember", text="I moved to Lyon")
    await talk.say("undo")
    assert await talk.say("recall", query="where do I live") == "You live in Berlin."


async def test_what_was_changed_since_is_left_and_said(talk: Alice):
    await talk.has("tomorrow at seven in the morning")
    with acting_as(talk.user):
        row = talk.rows("user_alarms")[0]
        await talk.manager.alarms.update(row["id"], {"label": "set by the app"})
    assert await talk.say("undo") == "That has changed since, so I left it as it is."
    assert [r["label"] for r in talk.rows("user_alarms")] == ["set by the app"]


async def test_from_another_conversation_of_the_same_user(talk: Alice):
    await talk.has("tomorrow at seven")
    other = await talk.another("s2")
    assert "gone again" in await other.say("undo")
    assert talk.alarms() == []
    await other.talker.__aexit__(None)


async def test_after_a_day_it_is_too_late(talk: Alice):
    await talk.has("friday at seven")
    talk.clock.advance(timedelta(hours=25))
    assert await talk.say("undo") == "There's nothing to undo."
    assert len(talk.alarms()) == 1


async def test_what_came_back_can_be_changed_at_once(talk: Alice):
    await talk.has("tomorrow at seven in the morning", "tomorrow at eight in the morning")
    await talk.say("cancel", kind="alarm", query="seven")
    await talk.say("undo")
    await talk.say("change", kind="", query="it", to="half past")
    assert talk.alarms() == ["2026-11-25T07:30:00", "2026-11-25T08:00:00"]


async def test_undo_does_not_answer_an_open_question(talk: Alice):
    await talk.has("tomorrow at seven", "tomorrow at eight")
    await talk.say("cancel", kind="alarm", query="all")
    await talk.say("undo")
    assert talk.talker.conversation.dialogue.question is None
    assert await talk.confirm("yes") == "There's nothing to confirm."
    assert talk.alarms() == ["2026-11-25T07:00:00"]


async def test_changes_of_one_instant_go_back_in_their_order(talk: Alice):
    for hour in ("five", "six", "seven", "eight", "nine"):
        await talk.say("set_alarm", time=f"tomorrow at {hour} in the morning")
    at = [row["created_at"] for row in talk.rows("changes")]
    assert len(set(at)) == 5, "two changes of one moment have no order"
    for left in (4, 3, 2, 1, 0):
        await talk.say("undo")
        assert talk.alarms() == [f"2026-11-25T{5 + n:02}:00:00" for n in range(left)]


async def test_another_process_with_the_same_clock_comes_after(talk: Alice):
    await talk.has("tomorrow at seven in the morning")
    with acting_as(talk.user):
        again = Changes(lambda: talk.store, talk.clock)
        row = (await talk.manager.alarms.find())[0]
        await again.make([Change(row, None)])
        undone = await again.undo_last()
    assert undone is not None
    assert undone.entries[0]["after"] is None
    assert talk.alarms() == ["2026-11-25T07:00:00"]
