"""What is named must match: choosing, changing and cancelling by the tools. It is Tuesday, 10:20 in Berlin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.scripted_llm import call

if TYPE_CHECKING:
    from tests.conversation.talking import Alice


async def test_what_does_not_match_is_not_touched_even_if_it_is_the_only_one(talk: Alice):
    await talk.has("tomorrow at seven")
    said = await talk.say("cancel", kind="alarm", query="my nine o'clock alarm")
    assert said == "I find no alarm like that. Your only alarm is tomorrow, Wednesday, at seven in the morning."
    assert len(talk.alarms()) == 1


@pytest.mark.parametrize("query", ["", "my alarm", "that", "my seven o'clock alarm", "7 am", "the one tomorrow", "all"])
async def test_the_only_one_needs_no_question(talk: Alice, query: str):
    await talk.has("tomorrow at seven")
    said = await talk.say("cancel", kind="alarm", query=query)
    assert said == "Your alarm for tomorrow, Wednesday, at seven in the morning is cancelled."
    assert talk.rows("user_alarms") == []


@pytest.mark.parametrize(
    "query",
    ["8 pm", "seven in the evening", "the one on Friday", "gym", "the third one", "tomorrow at nine", "my daily alarm",
     "the alarm for the dentist", "tomorrow evening"],
)  # fmt: skip
async def test_whatever_is_named_wrongly_touches_nothing(talk: Alice, query: str):
    await talk.has("tomorrow at seven", "tomorrow at eight")
    await talk.say("cancel", kind="alarm", query=query)
    assert talk.alarms() == ["2026-11-25T07:00:00", "2026-11-25T08:00:00"]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("my seven o'clock alarm", ["08:00", "18:00", "07:15"]),
        ("the 8 am one", ["07:00", "18:00", "07:15"]),
        ("eight", ["07:00", "18:00", "07:15"]),
        ("the one on Friday", ["07:00", "08:00", "18:00"]),
        ("friday's alarm", ["07:00", "08:00", "18:00"]),
        ("tomorrow evening", ["07:00", "08:00", "07:15"]),
        ("six p m", ["07:00", "08:00", "07:15"]),
        ("quarter past seven", ["07:00", "08:00", "18:00"]),
        ("the second one", ["07:00", "18:00", "07:15"]),
        ("the last one", ["07:00", "08:00", "18:00"]),
        ("the next one", ["08:00", "18:00", "07:15"]),
        ("the evening one", ["07:00", "08:00", "07:15"]),
    ],
)
async def test_one_of_several_is_found(talk: Alice, query: str, left: list[str]):
    await talk.has(
        "tomorrow at seven", "tomorrow at eight", "tomorrow at six in the evening", "friday at quarter past seven"
    )
    await talk.say("find", kind="alarm")
    assert "is cancelled" in await talk.say("cancel", kind="alarm", query=query)
    assert sorted(w[11:16] for w in talk.alarms()) == sorted(left)


async def two_at_seven(talk: Alice) -> None:
    await talk.say("set_alarm", time="tomorrow at seven", label="gym")
    await talk.say("set_alarm", time="friday at seven", label="work")


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("the gym one", ["work"]),
        ("gym", ["work"]),
        ("the second one", ["gym"]),
        ("number two", ["gym"]),
        ("the first", ["work"]),
        ("the one tomorrow", ["work"]),
        ("tomorrow", ["work"]),
        ("friday", ["gym"]),
        ("the latter", ["gym"]),
        ("both", []),
        ("both of them", []),
        ("all", []),
        ("neither", ["gym", "work"]),
        ("never mind", ["gym", "work"]),
        ("the third one", ["gym", "work"]),
        ("yes", ["gym", "work"]),
        ("the one on Sunday", ["gym", "work"]),
    ],
)
async def test_two_that_match_are_asked_about_by_what_tells_them_apart(talk: Alice, answer: str, left: list[str]):
    await two_at_seven(talk)
    asked = await talk.say("cancel", kind="alarm", query="my seven o'clock alarm")
    assert asked.endswith("?")
    assert "gym, tomorrow" in asked
    assert "work, Friday" in asked
    await talk.confirm(answer)
    assert [r["label"] for r in talk.rows("user_alarms")] == left


async def test_an_unclear_answer_is_asked_again_and_can_still_be_answered(talk: Alice):
    await two_at_seven(talk)
    asked = await talk.say("cancel", kind="alarm", query="seven")
    assert await talk.confirm("the one on Sunday") == asked
    await talk.confirm("gym")
    assert [r["label"] for r in talk.rows("user_alarms")] == ["work"]


async def test_deleting_more_than_one_asks_first_with_the_count(talk: Alice):
    await talk.has("tomorrow at six in the morning", "tomorrow at seven", "tomorrow at eight")
    said = await talk.say("cancel", kind="alarm", query="all")
    assert "all three alarms" in said
    assert said.endswith("?")
    assert len(talk.alarms()) == 3
    assert await talk.confirm("yes") == "Three alarms are cancelled."
    assert talk.rows("user_alarms") == []


async def test_a_bulk_deletion_is_not_run_in_the_turn_of_its_question(talk: Alice):
    await talk.has("tomorrow at seven", "tomorrow at eight")
    await talk.talker.play([[call("cancel", kind="alarm", query="all")], [call("confirm", answer="yes")]])
    assert len(talk.alarms()) == 2
    await talk.confirm("yes")
    assert talk.alarms() == []


async def test_calling_cancel_again_is_no_confirmation(talk: Alice):
    await talk.has("tomorrow at seven", "tomorrow at eight")
    await talk.say("cancel", kind="alarm", query="all")
    await talk.say("cancel", kind="alarm", query="all")
    assert len(talk.alarms()) == 2


async def test_a_late_yes_deletes_nothing(talk: Alice):
    await talk.has("tomorrow at seven", "tomorrow at eight")
    await talk.say("cancel", kind="alarm", query="all")
    await talk.chat()
    assert await talk.confirm("yes") == "There's nothing to confirm."
    assert len(talk.alarms()) == 2


@pytest.mark.parametrize("answer", ["no", "no, keep them", "never mind", "don't", "leave them alone"])
async def test_no_to_a_bulk_deletion_leaves_all(talk: Alice, answer: str):
    await talk.has("tomorrow at seven", "tomorrow at eight")
    await talk.say("cancel", kind="alarm", query="all")
    await talk.confirm(answer)
    assert len(talk.alarms()) == 2
    await talk.confirm("yes")
    assert len(talk.alarms()) == 2


async def test_only_one_of_them_answers_a_bulk_deletion(talk: Alice):
    await two_at_seven(talk)
    await talk.say("cancel", kind="alarm", query="all")
    await talk.confirm("just the gym one")
    assert [r["label"] for r in talk.rows("user_alarms")] == ["work"]


async def test_all_but_one(talk: Alice):
    await two_at_seven(talk)
    await talk.say("set_alarm", time="saturday at nine", label="market")
    said = await talk.say("cancel", kind="alarm", query="all except the gym one")
    assert "both alarms" in said
    await talk.confirm("yes")
    assert [r["label"] for r in talk.rows("user_alarms")] == ["gym"]


async def test_all_of_a_day(talk: Alice):
    await talk.has("tomorrow at seven", "tomorrow at eight", "friday at nine")
    await talk.say("cancel", kind="alarm", query="all my alarms tomorrow")
    await talk.confirm("yes")
    assert talk.alarms() == ["2026-11-27T09:00:00"]


async def test_kinds_are_not_mixed_up(talk: Alice):
    await talk.has("tomorrow at seven")
    await talk.say("set_reminder", text="call mom", time="tomorrow at seven")
    await talk.say("cancel", kind="reminder", query="seven")
    assert (len(talk.alarms()), talk.reminders()) == (1, [])


async def test_that_is_what_was_named_last(talk: Alice):
    await talk.has("tomorrow at seven")
    await talk.say("take_note", text="buy milk")
    assert await talk.say("cancel", kind="", query="that") == "Your note buy milk is deleted."
    assert len(talk.alarms()) == 1


async def test_after_a_list_that_is_asked_about(talk: Alice):
    await talk.has("tomorrow at seven", "tomorrow at eight")
    await talk.say("find", kind="alarm")
    assert (await talk.say("cancel", kind="alarm", query="that")).endswith("?")
    assert len(talk.alarms()) == 2


async def test_what_was_deleted_is_not_replaced_by_another(talk: Alice):
    await talk.has("tomorrow at seven", "tomorrow at eight")
    await talk.say("cancel", kind="", query="that")
    await talk.say("change", kind="", query="it", to="half past")
    await talk.say("cancel", kind="", query="it")
    assert talk.alarms() == ["2026-11-25T07:00:00"]


@pytest.mark.parametrize(
    ("to", "wall"),
    [
        ("make it half past", "2026-11-25T07:30:00"),
        ("half past", "2026-11-25T07:30:00"),
        ("to Friday", "2026-11-27T07:00:00"),
        ("half an hour later", "2026-11-25T07:30:00"),
        ("ten minutes earlier", "2026-11-25T06:50:00"),
        ("to eight", "2026-11-25T08:00:00"),
        ("to eight in the evening", "2026-11-25T20:00:00"),
        ("to Friday at nine", "2026-11-27T09:00:00"),
        ("push it back by an hour", "2026-11-25T08:00:00"),
    ],
)
async def test_the_part_that_is_not_named_stays(talk: Alice, to: str, wall: str):
    await talk.has("tomorrow at seven in the morning")
    await talk.say("change", kind="", query="that", to=to)
    assert talk.alarms() == [wall]


async def test_a_change_says_the_new_moment_in_full(talk: Alice):
    await talk.has("tomorrow at seven in the morning")
    said = await talk.say("change", kind="alarm", query="", to="to Friday")
    assert said == "Your alarm is now set for Friday at seven in the morning."


async def test_a_change_to_the_past_is_refused(talk: Alice):
    await talk.has("today at eleven in the morning")
    said = await talk.say("change", kind="", query="it", to="an hour earlier")
    assert "already over" in said
    assert talk.alarms() == ["2026-11-24T11:00:00"]


async def test_what_to_change_it_to_is_asked_for(talk: Alice):
    await talk.has("tomorrow at seven in the morning")
    assert (await talk.say("change", kind="alarm", query="my alarm")).endswith("?")
    await talk.confirm("half past eight")
    assert talk.alarms() == ["2026-11-25T08:30:00"]


async def test_the_time_of_a_whole_repetition_changes(talk: Alice):
    await talk.say("set_alarm", time="weekdays at seven in the morning", label="gym")
    await talk.say("change", kind="alarm", query="gym", to="half past six")
    (row,) = talk.rows("user_alarms")
    assert (row["wall_time"][11:], row["rrule"]) == ("06:30:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    assert row["alarm_time"].isoformat() == "2026-11-25T05:30:00+00:00"


async def test_a_weekly_one_moves_to_another_day(talk: Alice):
    await talk.say("set_reminder", text="trash", time="every Monday at eight")
    await talk.say("change", kind="reminder", query="trash", to="to Thursday")
    (row,) = talk.rows("user_reminders")
    assert (row["rrule"], row["remind_at"].isoformat()) == ("FREQ=WEEKLY;BYDAY=TH", "2026-11-26T07:00:00+00:00")


async def test_one_that_rings_once_becomes_a_repetition(talk: Alice):
    await talk.has("tomorrow at seven in the morning")
    await talk.say("change", kind="", query="it", to="every day at eight in the morning")
    (row,) = talk.rows("user_alarms")
    assert (row["wall_time"], row["rrule"]) == ("2026-11-25T08:00:00", "FREQ=DAILY")


async def test_a_rename_and_a_new_text(talk: Alice):
    await talk.has("tomorrow at seven")
    await talk.say("set_reminder", text="call mom", time="at five")
    await talk.say("change", kind="alarm", query="seven", to="call it gym")
    await talk.say("change", kind="reminder", query="mom", to="call dad instead")
    assert [r["label"] for r in talk.rows("user_alarms")] == ["gym"]
    assert [t for _, t in talk.reminders()] == ["call dad"]


async def test_skipping_leaves_out_the_next_one_only(talk: Alice):
    await talk.say("set_alarm", time="weekdays at seven in the morning")
    said = await talk.say("change", kind="alarm", query="", action="skip")
    assert "tomorrow, Wednesday" in said
    assert "Thursday" in said
    (row,) = talk.rows("user_alarms")
    assert row["rrule"].splitlines()[1] == "EXDATE:20261125T070000"
    assert row["alarm_time"].isoformat() == "2026-11-26T06:00:00+00:00"


async def test_what_was_skipped_stays_skipped_at_the_new_time(talk: Alice):
    await talk.say("set_alarm", time="weekdays at seven in the morning")
    await talk.say("change", kind="alarm", query="", action="skip")
    assert "next Thursday at half past six" in await talk.say("change", kind="alarm", query="", to="half past six")
    (row,) = talk.rows("user_alarms")
    assert row["alarm_time"].isoformat() == "2026-11-26T05:30:00+00:00"


async def test_skipping_a_day_that_is_named(talk: Alice):
    await talk.say("set_alarm", time="weekdays at seven in the morning")
    await talk.say("change", kind="alarm", query="friday's alarm", action="skip")
    (row,) = talk.rows("user_alarms")
    assert row["rrule"].splitlines()[1] == "EXDATE:20261127T070000"
    assert row["alarm_time"].isoformat() == "2026-11-25T06:00:00+00:00"


async def test_skipping_what_rings_once_offers_to_cancel_it(talk: Alice):
    await talk.has("tomorrow at seven")
    assert (await talk.say("change", kind="alarm", query="", action="skip")).endswith("Shall I cancel it?")
    assert len(talk.alarms()) == 1
    await talk.confirm("yes")
    assert talk.rows("user_alarms") == []


async def test_pausing_and_resuming(talk: Alice):
    await talk.say("set_alarm", time="every day at seven in the morning")
    assert "is paused" in await talk.say("change", kind="alarm", query="", action="pause")
    assert [r["status"] for r in talk.rows("user_alarms")] == ["paused"]
    assert "paused" in await talk.say("find", kind="alarm")
    await talk.say("change", kind="alarm", query="", action="resume")
    assert [r["status"] for r in talk.rows("user_alarms")] == ["scheduled"]
