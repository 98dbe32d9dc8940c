"""A model that calls the tools itself: several things at once, one of several by its place, and what goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conversation.talking import Alice

TOMORROW, FRIDAY = "2026-11-25", "2026-11-27"


async def test_everything_of_a_day_moves_as_one_step(talk: Alice):
    await talk.has("seven tomorrow")
    await talk.say("set_reminder", time="tomorrow at three", text="call bob")
    answer = await talk.say("change", kind="", query="everything tomorrow", to="to Friday")
    assert "Friday at seven in the morning" in answer
    assert "call bob, Friday at three in the afternoon" in answer
    assert (talk.alarms(), talk.reminders()) == ([f"{FRIDAY}T07:00:00"], [(f"{FRIDAY}T15:00:00", "call bob")])
    await talk.say("undo")
    assert (talk.alarms(), talk.reminders()) == ([f"{TOMORROW}T07:00:00"], [(f"{TOMORROW}T15:00:00", "call bob")])


async def test_what_can_not_be_moved_with_the_others_is_named_and_stays(talk: Alice):
    await talk.has("seven tomorrow", "every day at nine")
    answer = await talk.say("change", kind="alarm", query="all my alarms tomorrow", to="to Friday")
    assert "every day at nine in the morning stays as it is" in answer
    assert talk.alarms() == [f"{TOMORROW}T09:00:00", f"{FRIDAY}T07:00:00"]


async def test_where_none_can_be_changed_nothing_is(talk: Alice):
    await talk.has("seven tomorrow", "eight tomorrow")
    await talk.say("change", kind="alarm", query="all my alarms", to="to yesterday")
    assert talk.alarms() == [f"{TOMORROW}T07:00:00", f"{TOMORROW}T08:00:00"]


async def test_one_name_for_two_things_is_asked_about(talk: Alice):
    await talk.has("seven tomorrow", "eight tomorrow")
    assert "Which one" in await talk.say("change", kind="alarm", query="all my alarms", to="gym", action="rename")
    assert [r["label"] for r in talk.rows("user_alarms")] == [None, None]


@pytest.mark.parametrize(
    ("query", "left"),
    [("the later one", "07"), ("the earlier one", "09"), ("the other one", "09"), ("the last one", "07")],
)
async def test_one_of_two_by_its_place(talk: Alice, query: str, left: str):
    await talk.has("seven tomorrow", "nine tomorrow")
    await talk.say("cancel", kind="alarm", query=query)
    assert talk.alarms() == [f"{TOMORROW}T{left}:00:00"]


async def test_the_last_two_are_more_than_one_and_so_asked_about(talk: Alice):
    await talk.has("six tomorrow", "seven tomorrow", "eight tomorrow")
    assert "Shall I?" in await talk.say("cancel", kind="alarm", query="the last two")
    assert len(talk.alarms()) == 3
    await talk.confirm("yes")
    assert talk.alarms() == [f"{TOMORROW}T06:00:00"]


async def test_a_kind_that_is_not_there_is_no_other_thing(talk: Alice):
    await talk.has("seven tomorrow")
    await talk.say("cancel", kind="", query="the reminder")
    assert talk.alarms() == [f"{TOMORROW}T07:00:00"]


async def test_tomorrow_of_what_rings_daily_is_one_day_of_it(talk: Alice):
    await talk.has("every day at seven")
    await talk.say("cancel", kind="alarm", query="tomorrow's alarm")
    rows = talk.rows("user_alarms")
    assert [r["rrule"] for r in rows] == ["FREQ=DAILY\nEXDATE:20261125T070000"]


async def test_the_alarm_of_a_weekday_is_all_of_it(talk: Alice):
    await talk.has("every Friday at seven")
    await talk.say("cancel", kind="alarm", query="the Friday alarm")
    assert talk.rows("user_alarms") == []


async def test_the_same_for_another_day(talk: Alice):
    await talk.say("set_alarm", time="half past six on Thursday")
    await talk.say("set_alarm", time="same for Friday")
    assert talk.alarms() == ["2026-11-26T06:30:00", f"{FRIDAY}T06:30:00"]


@pytest.mark.parametrize("duration", ["five, ten and fifteen minutes", "three timers 5, 10 and 15 minutes"])
async def test_several_timers_that_share_their_unit(talk: Alice, duration: str):
    await talk.say("set_timer", duration=duration)
    assert sorted(r["seconds"] for r in talk.rows("user_timers")) == [300, 600, 900]


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("twenty five minutes", 1500), ("an hour and fifteen minutes", 4500), ("five minutes and ten seconds", 310)],
)
async def test_one_length_is_one_timer(talk: Alice, duration: str, seconds: int):
    await talk.say("set_timer", duration=duration)
    assert [r["seconds"] for r in talk.rows("user_timers")] == [seconds]


@pytest.mark.parametrize(
    ("to", "rule"),
    [
        ("every day instead", "FREQ=DAILY"),
        ("make it weekly", "FREQ=WEEKLY;BYDAY=TH"),
        ("on weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every Tuesday", "FREQ=WEEKLY;BYDAY=TU"),
    ],
)
async def test_a_repetition_keeps_the_time_that_stands(talk: Alice, to: str, rule: str):
    await talk.say("set_reminder", time="Thursday at ten past seven in the evening", text="bins")
    await talk.say("change", kind="reminder", query="bins", to=to)
    (row,) = talk.rows("user_reminders")
    assert (row["wall_time"][11:], row["rrule"]) == ("19:10:00", rule)


async def test_by_how_much_is_asked(talk: Alice):
    await talk.has("eight tomorrow")
    assert await talk.say("change", kind="", query="that", to="a bit earlier") == "How much earlier?"
    await talk.confirm("fifteen minutes")
    assert talk.alarms() == [f"{TOMORROW}T07:45:00"]


async def test_one_word_of_a_reminder(talk: Alice):
    await talk.say("set_reminder", time="at four", text="call Ben about the car")
    await talk.say("change", kind="", query="that", to="Bob not Ben")
    assert [text for _, text in talk.reminders()] == ["call Bob about the car"]
    answer = await talk.say("change", kind="", query="that", to="Bob not Tim")
    assert "doesn't say Tim" in answer
    assert [text for _, text in talk.reminders()] == ["call Bob about the car"]
