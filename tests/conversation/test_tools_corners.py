"""Rarer turns by the tools. It is Tuesday, 10:20 in Berlin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from system_control.identity import acting_as

if TYPE_CHECKING:
    from tests.conversation.talking import Alice


@pytest.mark.parametrize(
    ("time", "wall", "rule"),
    [
        ("every day", "2026-11-25T09:00:00", "FREQ=DAILY"),
        ("every Monday", "2026-11-30T09:00:00", "FREQ=WEEKLY;BYDAY=MO"),
    ],
)
async def test_a_repeated_reminder_without_a_time_of_day_comes_at_nine(talk: Alice, time: str, wall: str, rule: str):
    await talk.say("set_reminder", text="water the plants", time=time)
    (row,) = talk.rows("user_reminders")
    assert (row["wall_time"], row["rrule"]) == (wall, rule)


async def test_a_reminder_for_today_after_nine_asks_at_what_time(talk: Alice):
    assert (await talk.say("set_reminder", text="call mom", time="today")).endswith("?")
    assert talk.reminders() == []
    await talk.confirm("six")
    assert talk.reminders() == [("2026-11-24T18:00:00", "call mom")]


async def test_two_that_ring_are_asked_about(talk: Alice):
    await talk.say("set_alarm", time="today at half past ten in the morning", label="tea")
    await talk.say("set_alarm", time="today at half past ten in the morning", label="bread")
    talk.clock.advance(timedelta(minutes=11))
    with acting_as(talk.user):
        for row in talk.rows("user_alarms"):
            await talk.manager.alarms.update(row["id"], {"status": "ringing"})
    assert (await talk.say("snooze")).endswith("?")
    await talk.say("snooze", query="bread")
    assert [(r["label"], r["status"]) for r in talk.rows("user_alarms")] == [("tea", "ringing"), ("bread", "snoozed")]
    assert await talk.say("snooze", duration="stop") == "Your tea alarm is off."


async def test_a_timer_that_ran_out_is_stopped_or_runs_again(talk: Alice):
    await talk.say("set_timer", duration="ten minutes", label="pasta")
    talk.clock.advance(timedelta(minutes=10))
    assert "rings again" in await talk.say("snooze", duration="five more minutes")
    (row,) = talk.rows("user_timers")
    assert row["ends_at"] - talk.clock.now() == timedelta(minutes=5)
    talk.clock.advance(timedelta(minutes=5))
    assert await talk.say("snooze", duration="stop") == "Your pasta timer is off."
    assert [r["status"] for r in talk.rows("user_timers")] == ["done"]


async def test_a_timer_is_paused_shortened_and_set_anew(talk: Alice):
    await talk.say("set_timer", duration="ten minutes")
    await talk.say("change", kind="timer", query="", action="pause")
    talk.clock.advance(timedelta(hours=1))
    assert "and is paused" in await talk.say("find", kind="timer")
    await talk.say("change", kind="timer", query="", action="resume")
    await talk.say("change", kind="timer", query="", to="take off two minutes")
    (row,) = talk.rows("user_timers")
    assert (row["seconds"], row["status"]) == (480, "running")
    await talk.say("change", kind="timer", query="", to="make it twenty minutes")
    (row,) = talk.rows("user_timers")
    assert (row["seconds"], row["ends_at"] - talk.clock.now()) == (1200, timedelta(minutes=20))


async def test_a_timer_can_run_until_a_time(talk: Alice):
    await talk.say("set_timer", duration="until eleven")
    (row,) = talk.rows("user_timers")
    assert row["ends_at"].isoformat() == "2026-11-24T10:00:00+00:00"


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("the one about hiking", ["I love swimming"]),
        ("swimming", ["I love hiking"]),
        ("no", ["I love hiking", "I love swimming"]),
    ],
)
async def test_of_two_facts_that_match_one_is_asked_for(talk: Alice, answer: str, left: list[str]):
    await talk.say("remember", text="I love hiking")
    await talk.say("remember", text="I love swimming")
    assert (await talk.say("forget", text="what I love")).endswith("?")
    await talk.confirm(answer)
    assert [r["value"] for r in talk.rows("memory")] == left


async def test_forget_that_after_a_list_of_facts_asks_which(talk: Alice):
    await talk.say("remember", text="I love hiking")
    await talk.say("remember", text="I live in Berlin")
    await talk.say("recall")
    assert (await talk.say("forget", text="that")).endswith("?")
    assert len(talk.rows("memory")) == 2


async def test_cancelling_a_memory_is_forgetting_it(talk: Alice):
    await talk.say("remember", text="I live in Berlin")
    await talk.say("cancel", kind="memory", query="that I live in Berlin")
    assert talk.rows("memory") == []


async def test_cancel_that_as_an_answer_drops_the_question(talk: Alice):
    await talk.has("tomorrow at seven")
    await talk.say("take_note")
    assert await talk.say("cancel", kind="", query="that") == "OK, never mind."
    assert len(talk.alarms()) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("between eight and ten tomorrow", ["nine"]),
        ("from eight to ten in the morning tomorrow", ["nine"]),
        ("after Wednesday", ["six"]),
        ("this weekend", []),
        ("next month", []),
        ("on the 27th", ["six"]),
        ("in the evening", ["six"]),
        ("noon", []),
    ],
)
async def test_more_ways_to_narrow_a_list(talk: Alice, query: str, found: list[str]):
    await talk.has("tomorrow at nine in the morning", "friday at six in the evening")
    said = await talk.say("find", kind="alarm", query=query)
    listed = said if said.startswith(("You have a", "You have one")) or "two alarms:" in said else ""
    if not found:
        assert said.startswith("You have no alarm")
        return
    for hour in ("nine", "six"):
        assert (hour in listed) is (hour in found), said


@pytest.mark.parametrize(
    ("query", "label"),
    [("my daily alarm", "pills"), ("the weekday one", "work"), ("the recurring weekend one", "market")],
)
async def test_a_repetition_is_found_by_how_it_repeats(talk: Alice, query: str, label: str):
    await talk.say("set_alarm", time="every day at eight in the morning", label="pills")
    await talk.say("set_alarm", time="weekdays at seven in the morning", label="work")
    await talk.say("set_alarm", time="weekends at nine in the morning", label="market")
    await talk.say("cancel", kind="alarm", query=query)
    assert label not in [r["label"] for r in talk.rows("user_alarms")]
    assert len(talk.rows("user_alarms")) == 2


async def test_a_daily_one_is_not_moved_to_a_day(talk: Alice):
    await talk.say("set_alarm", time="every day at eight in the morning")
    assert (await talk.say("change", kind="alarm", query="", to="to Friday")).endswith("?")
    assert [r["rrule"] for r in talk.rows("user_alarms")] == ["FREQ=DAILY"]


async def test_resuming_what_is_not_paused_changes_nothing(talk: Alice):
    await talk.has("tomorrow at seven")
    assert await talk.say("change", kind="alarm", query="", action="resume") == "Your alarm isn't paused."
    await talk.say("change", kind="alarm", query="", action="pause")
    assert await talk.say("change", kind="alarm", query="", action="pause") == "Your alarm is paused already."


async def test_settings_tell_what_they_are(talk: Alice):
    assert await talk.say("settings", name="clock") == "You use the twelve hour clock."
    assert await talk.say("settings", name="timezone") == "Your time zone is Berlin."
    assert await talk.say("settings", name="name") == "I don't know your name yet."
    assert await talk.say("settings", name="morning") == "Morning means eight in the morning."
    assert await talk.say("settings", name="quiet hours") == "There are no quiet hours."
    assert await talk.say("settings", name="private") == "This conversation is kept."


async def test_a_setting_that_is_not_understood_is_asked_about(talk: Alice):
    assert (await talk.say("settings", name="clock", value="a nicer one")).endswith("?")
    await talk.confirm("twenty four")
    assert talk.rows("profiles")[0]["habits"] == {"clock": 24}
    assert (await talk.say("settings", name="evening", value="later")).endswith("?")
    await talk.confirm("at eight")
    assert talk.rows("profiles")[0]["habits"]["evening"] == "20:00"
