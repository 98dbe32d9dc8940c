"""Alarms and reminders by the tools: what is answered, and what is in the store. It is Tuesday, 10:20 in Berlin."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.fakes.scripted_llm import call

if TYPE_CHECKING:
    from tests.conversation.talking import Alice


async def test_an_alarm_is_kept_and_said_back_in_full(talk: Alice):
    said = await talk.say("set_alarm", time="set an alarm for seven tomorrow morning")
    assert said == "Your alarm is set for tomorrow, Wednesday, at seven in the morning."
    (row,) = talk.rows("user_alarms")
    assert row["alarm_time"] == datetime(2026, 11, 25, 6, tzinfo=UTC)
    assert (row["wall_time"], row["zone"], row["rrule"], row["clock"], row["status"], row["label"]) == (
        "2026-11-25T07:00:00",
        "Europe/Berlin",
        None,
        "wall",
        "scheduled",
        None,
    )
    assert row["user_id"] == talk.user


async def test_waking_means_the_morning(talk: Alice):
    await talk.say("set_alarm", time="wake me at five")
    assert talk.alarms() == ["2026-11-25T05:00:00"]


async def test_waking_in_twenty_minutes_is_an_alarm_by_elapsed_time(talk: Alice):
    assert "set for today at" in await talk.say("set_alarm", time="wake me in 20 minutes")
    (row,) = talk.rows("user_alarms")
    assert row["clock"] == "elapsed"
    assert row["alarm_time"] == datetime(2026, 11, 24, 9, 40, 1, tzinfo=UTC)


@pytest.mark.parametrize("time", ["2026-99-99T07:00", "2026-02-31T07:00", "2026-11-26T25:00", "2099-11-26T07:00"])
async def test_a_moment_in_iso_8601_that_nobody_means_is_asked_about(talk: Alice, time: str):
    assert (await talk.say("set_alarm", time=time)).endswith("When shall it be?")
    assert talk.alarms() == []


async def test_a_moment_in_iso_8601_is_understood(talk: Alice):
    assert "on Thursday" in (await talk.say("set_alarm", time="2026-11-26T06:15")).replace(
        "for Thursday", "on Thursday"
    )
    await talk.say("set_alarm", time="2026-11-26T06:15:00+00:00")
    assert talk.alarms() == ["2026-11-26T06:15:00", "2026-11-26T07:15:00"]


async def test_and_another_keeps_the_day_and_the_half_of_the_day(talk: Alice):
    await talk.has("tomorrow morning at seven")
    said = await talk.say("set_alarm", time="and another at eight")
    assert said == "Your alarm is set for tomorrow, Wednesday, at eight in the morning."
    assert talk.alarms() == ["2026-11-25T07:00:00", "2026-11-25T08:00:00"]


@pytest.mark.parametrize("time", ["set an alarm for eight", "at eight", "eight"])
async def test_a_new_alarm_does_not_go_on_from_the_last_one(talk: Alice, time: str):
    await talk.has("tomorrow morning at seven")
    assert "today at eight in the evening" in await talk.say("set_alarm", time=time)


async def test_a_repetition_is_kept_as_a_rule(talk: Alice):
    said = await talk.say("set_alarm", time="weekdays at 7", label="gym")
    assert said.startswith("Your gym alarm is set for every weekday at seven in the morning")
    (row,) = talk.rows("user_alarms")
    assert row["rrule"] == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    assert row["label"] == "gym"


async def test_two_times_are_two_rows_and_one_answer_that_names_both(talk: Alice):
    said = await talk.say("set_alarm", time="tomorrow at six and seven in the morning")
    assert "six in the morning" in said
    assert "seven in the morning" in said
    assert talk.alarms() == ["2026-11-25T06:00:00", "2026-11-25T07:00:00"]
    await talk.say("undo")
    assert talk.alarms() == []


async def test_two_requests_in_one_turn_succeed_or_fail_each_for_itself(talk: Alice):
    said = await talk.talker.say(
        call("set_alarm", time="tomorrow at seven"),
        call("cancel", kind="reminder", query="dentist"),
        call("take_note", text="buy milk"),
    )
    assert "seven in the morning" in said
    assert "You have no reminders." in said
    assert "buy milk" in said
    assert (talk.alarms(), talk.notes()) == (["2026-11-25T07:00:00"], ["buy milk"])


async def test_the_same_alarm_is_pointed_out_and_not_doubled(talk: Alice):
    await talk.has("tomorrow at seven")
    assert (
        await talk.say("set_alarm", time="7 am tomorrow")
        == "You already have an alarm for tomorrow, Wednesday, at seven in the morning."
    )
    assert len(talk.rows("user_alarms")) == 1


async def test_an_alarm_with_other_words_is_another_one(talk: Alice):
    await talk.has("tomorrow at seven")
    await talk.say("set_alarm", time="tomorrow at seven", label="gym")
    assert len(talk.rows("user_alarms")) == 2


async def test_an_alarm_that_a_repetition_rings_already_is_pointed_out(talk: Alice):
    await talk.say("set_alarm", time="every day at seven in the morning")
    assert "You already have an alarm for every day" in await talk.say("set_alarm", time="tomorrow at seven")
    assert len(talk.rows("user_alarms")) == 1


async def test_of_two_times_only_the_new_one_is_set(talk: Alice):
    await talk.has("tomorrow at six in the morning")
    said = await talk.say("set_alarm", time="tomorrow at six and seven in the morning")
    assert "You already have" in said
    assert "is set for tomorrow, Wednesday, at seven" in said
    assert talk.alarms() == ["2026-11-25T06:00:00", "2026-11-25T07:00:00"]


@pytest.mark.parametrize("time", ["", "set an alarm", "wake me up"])
async def test_a_missing_time_is_asked_for(talk: Alice, time: str):
    assert (await talk.say("set_alarm", time=time)).endswith("?")
    assert talk.rows("user_alarms") == []
    assert "at five in the" in await talk.confirm("at five")
    assert len(talk.rows("user_alarms")) == 1


async def test_a_day_without_a_time_is_asked_about(talk: Alice):
    assert await talk.say("set_alarm", time="alarm for Friday", label="gym") == "At what time?"
    assert await talk.confirm("seven") == "Your gym alarm is set for Friday at seven in the morning."


async def test_a_repetition_without_a_time_is_asked_about(talk: Alice):
    assert (await talk.say("set_alarm", time="wake me every day")).endswith("?")
    await talk.confirm("half past six")
    (row,) = talk.rows("user_alarms")
    assert (row["wall_time"], row["rrule"]) == ("2026-11-25T06:30:00", "FREQ=DAILY")


@pytest.mark.parametrize(
    ("answer", "wall"),
    [("eight", "08:00"), ("at seven", "07:00"), ("the second one", "08:00"), ("the first one", "07:00")],
)
async def test_of_two_times_with_or_one_is_asked_for(talk: Alice, answer: str, wall: str):
    assert await talk.say("set_alarm", time="tomorrow at seven or eight") == "Seven or eight?"
    await talk.confirm(answer)
    assert talk.alarms() == [f"2026-11-25T{wall}:00"]


async def test_a_past_time_is_refused_and_the_next_one_offered(talk: Alice):
    said = await talk.say("set_alarm", time="ten am today")
    assert "already over" in said
    assert "tomorrow, Wednesday, at ten in the morning" in said
    assert talk.rows("user_alarms") == []
    await talk.confirm("yes please")
    assert talk.alarms() == ["2026-11-25T10:00:00"]


async def test_another_time_answers_an_offer_too(talk: Alice):
    await talk.say("set_alarm", time="ten am today")
    await talk.confirm("no, at eleven")
    assert talk.alarms() == ["2026-11-24T11:00:00"]


async def test_no_answers_an_offer(talk: Alice):
    await talk.say("set_alarm", time="ten am today")
    await talk.confirm("no thanks")
    assert talk.rows("user_alarms") == []


@pytest.mark.parametrize("time", ["for yesterday", "for the 31st of February", "for soon", "for 25 o'clock"])
async def test_what_is_no_time_is_asked_back_and_never_guessed(talk: Alice, time: str):
    assert (await talk.say("set_alarm", time=f"set an alarm {time}")).endswith("?")
    assert talk.rows("user_alarms") == []


async def test_a_reminder_is_kept_with_its_text(talk: Alice):
    said = await talk.say("set_reminder", text="call mom", time="remind me to call mom at five")
    assert said == "I'll remind you today at five in the afternoon: call mom."
    assert talk.reminders() == [("2026-11-24T17:00:00", "call mom")]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("remind me to call mom at five", ""),
        ("call mom at five", "remind me to call mom at five"),
        ("call mom", "at five"),
        ("remind me to call mom at five", "at five"),
        ("to call mom", "at five"),
        ("", "remind me to call mom at five"),
    ],
)
async def test_however_a_model_cuts_the_sentence_the_text_is_clean(talk: Alice, text: str, time: str):
    await talk.say("set_reminder", text=text, time=time)
    assert talk.reminders() == [("2026-11-24T17:00:00", "call mom")]


async def test_a_time_inside_the_task_stays_there(talk: Alice):
    await talk.say("set_reminder", text="", time="remind me at six to watch the nine o'clock news")
    assert talk.reminders() == [("2026-11-24T18:00:00", "watch the nine o'clock news")]


async def test_a_reminder_for_a_day_comes_at_nine_and_says_so(talk: Alice):
    said = await talk.say("set_reminder", text="buy milk", time="on Friday")
    assert said == "I'll remind you on Friday at nine in the morning: buy milk."


async def test_a_reminder_without_a_text_asks_what_about(talk: Alice):
    assert await talk.say("set_reminder", text="", time="remind me at five") == "What shall I remind you about?"
    assert talk.rows("user_reminders") == []
    await talk.confirm("call mom")
    assert talk.reminders() == [("2026-11-24T17:00:00", "call mom")]


async def test_a_reminder_without_a_time_asks_when(talk: Alice):
    assert await talk.say("set_reminder", text="remind me to call mom", time="") == "When shall I remind you?"
    await talk.confirm("tomorrow at noon")
    assert talk.reminders() == [("2026-11-25T12:00:00", "call mom")]


async def test_one_question_at_a_time(talk: Alice):
    assert await talk.say("set_reminder") == "What shall I remind you about?"
    assert await talk.confirm("call mom") == "When shall I remind you?"
    await talk.confirm("at five")
    assert talk.reminders() == [("2026-11-24T17:00:00", "call mom")]


@pytest.mark.parametrize("answer", ["never mind", "forget it", "stop", "no", "Never mind."])
async def test_never_mind_drops_the_question_and_nothing_else(talk: Alice, answer: str):
    await talk.has("tomorrow at seven")
    await talk.say("set_reminder", text="", time="remind me at five")
    assert await talk.confirm(answer) == "OK, never mind."
    assert talk.reminders() == []
    assert len(talk.alarms()) == 1
    assert await talk.confirm("yes") == "There's nothing to confirm."


async def test_a_question_lapses_after_a_turn_that_does_not_answer_it(talk: Alice):
    await talk.say("set_reminder", text="", time="remind me at five")
    await talk.chat()
    assert await talk.confirm("call mom") == "There's nothing to confirm."
    assert talk.reminders() == []


async def test_a_model_cannot_answer_its_own_question(talk: Alice):
    said = await talk.talker.play(
        [[call("set_reminder", text="", time="remind me at five")], [call("confirm", answer="call mom")]]
    )
    assert "What shall I remind you about?" in said
    assert talk.reminders() == []
    await talk.confirm("call dad")
    assert talk.reminders() == [("2026-11-24T17:00:00", "call dad")]


async def test_with_nothing_open_there_is_nothing_to_confirm(talk: Alice):
    assert await talk.confirm("yes") == "There's nothing to confirm."


async def test_a_timer_has_its_label(talk: Alice):
    assert (
        await talk.say("set_timer", duration="pasta timer for ten minutes")
        == "Your pasta timer is set for ten minutes."
    )
    (row,) = talk.rows("user_timers")
    assert (row["label"], row["seconds"], row["status"]) == ("pasta", 600, "running")


@pytest.mark.parametrize("duration", ["20 minutes", "set a timer for twenty minutes", "count down twenty minutes"])
async def test_a_plain_timer_has_no_label(talk: Alice, duration: str):
    await talk.say("set_timer", duration=duration)
    assert [(r["label"], r["seconds"]) for r in talk.rows("user_timers")] == [(None, 1200)]


async def test_a_timer_without_a_length_asks_how_long(talk: Alice):
    assert await talk.say("set_timer", duration="set a pasta timer") == "How long shall it run?"
    await talk.confirm("eight minutes")
    assert [(r["label"], r["seconds"]) for r in talk.rows("user_timers")] == [("pasta", 480)]


async def test_add_five_minutes_lengthens_the_timer(talk: Alice):
    await talk.say("set_timer", duration="ten minutes")
    assert (
        await talk.say("change", kind="timer", query="", to="add five minutes")
        == "Your timer is now set for fifteen minutes."
    )
    assert [r["seconds"] for r in talk.rows("user_timers")] == [900]


@pytest.mark.parametrize("duration", ["zero minutes", "for two years"])
async def test_an_impossible_timer_is_refused(talk: Alice, duration: str):
    await talk.say("set_timer", duration=duration)
    assert talk.rows("user_timers") == []


async def test_the_profile_s_zone_goes_before_the_app_s(talk: Alice):
    await talk.say("settings", name="timezone", value="I'm in Tokyo")
    await talk.say("set_alarm", time="tomorrow at seven")
    (row,) = talk.rows("user_alarms")
    assert (row["zone"], row["alarm_time"]) == ("Asia/Tokyo", datetime(2026, 11, 24, 22, tzinfo=UTC))


async def test_a_24_hour_habit_changes_how_times_are_said(talk: Alice):
    await talk.say("settings", name="clock", value="use the 24 hour clock")
    assert "at nineteen hundred" in await talk.say("set_alarm", time="at seven")


async def test_morning_means_what_the_user_says(talk: Alice):
    await talk.say("settings", name="morning", value="half past six")
    await talk.say("set_alarm", time="wake me tomorrow morning")
    assert talk.alarms() == ["2026-11-25T06:30:00"]
