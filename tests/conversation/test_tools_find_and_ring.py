"""Finding by the tools, and what rings. It is Tuesday, 10:20 in Berlin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from system_control.identity import acting_as

if TYPE_CHECKING:
    from tests.conversation.talking import Alice


async def test_with_nothing_set_it_says_so(talk: Alice):
    assert await talk.say("find", kind="alarm") == "You have no alarms."
    assert await talk.say("find", kind="schedule", query="tomorrow") == "There's nothing set."
    assert await talk.say("find", kind="missed") == "You haven't missed anything."


async def test_one_alarm_is_told_and_several_are_listed_by_when_they_are_due(talk: Alice):
    await talk.has("friday at nine")
    assert await talk.say("find", kind="alarm") == "You have an alarm for Friday at nine in the morning."
    await talk.say("set_alarm", time="tomorrow at seven", label="gym")
    assert (
        await talk.say("find", kind="alarm")
        == "You have two alarms: gym, tomorrow, Wednesday, at seven in the morning; and Friday at nine in the morning."
    )


@pytest.mark.parametrize(
    ("query", "hours"),
    [
        ("tomorrow", ["seven", "eight in the evening"]),
        ("on Friday", ["nine"]),
        ("tomorrow morning", ["seven"]),
        ("tomorrow evening", ["eight in the evening"]),
        ("between Thursday and Saturday", ["nine"]),
        ("from tomorrow to Friday", ["seven", "eight in the evening", "nine"]),
        ("this week", ["seven", "eight in the evening", "nine"]),
        ("next week", ["six"]),
        ("before Friday", ["seven", "eight in the evening"]),
        ("in the next two days", ["seven", "eight in the evening"]),
        ("the first one", ["seven"]),
        ("eight", ["eight in the evening"]),
    ],
)
async def test_a_list_is_narrowed(talk: Alice, query: str, hours: list[str]):
    await talk.has(
        "tomorrow at seven", "tomorrow at eight in the evening", "friday at nine", "next tuesday at six in the morning"
    )
    said = await talk.say("find", kind="alarm", query=query)
    for hour in ("seven in", "eight in the evening", "nine in", "six in"):
        assert (hour in said) is any(hour.startswith(h) for h in hours), said


async def test_nothing_in_a_stretch_is_said_plainly(talk: Alice):
    await talk.has("tomorrow at seven")
    assert await talk.say("find", kind="alarm", query="on Sunday") == "You have no alarms then."
    assert await talk.say("find", kind="schedule", query="on Sunday") == "There's nothing set for then."


async def test_a_repetition_is_told_on_each_of_its_days(talk: Alice):
    await talk.say("set_reminder", text="take pills", time="every day at nine in the morning")
    said = await talk.say("find", kind="schedule", query="between Thursday and Friday")
    assert said == (
        "You have two reminders: take pills, Thursday at nine in the morning; "
        "and take pills, Friday at nine in the morning."
    )


async def test_the_next_thing_of_all_kinds(talk: Alice):
    await talk.has("tomorrow at seven")
    await talk.say("set_reminder", text="call mom", time="today at five")
    assert (
        await talk.say("find", kind="schedule", query="next")
        == "Next is your reminder, today at five in the afternoon: call mom."
    )
    assert (
        await talk.say("find", kind="alarm", query="next")
        == "Next is your alarm, tomorrow, Wednesday, at seven in the morning."
    )


async def test_a_thing_is_found_by_its_words(talk: Alice):
    await talk.say("set_reminder", text="the dentist appointment", time="friday at three")
    await talk.say("set_reminder", text="call mom", time="friday at four")
    assert (
        await talk.say("find", kind="reminder", query="dentist")
        == "You have a reminder for Friday at three in the afternoon: the dentist appointment."
    )
    assert "You have no reminder like that" in await talk.say("find", kind="reminder", query="plumber")


@pytest.mark.parametrize("query", ["", "how long left", "pasta", "how much time is left on the pasta timer"])
async def test_how_long_a_timer_has_left(talk: Alice, query: str):
    await talk.say("set_timer", duration="ten minutes", label="pasta")
    talk.clock.advance(timedelta(minutes=4, seconds=-1))
    assert await talk.say("find", kind="timer", query=query) == "Your pasta timer has six minutes left."


async def test_a_list_of_more_than_five_says_how_many_more(talk: Alice):
    for hour in ("six", "seven", "eight", "nine", "ten", "eleven"):
        await talk.has(f"tomorrow at {hour} in the morning")
    said = await talk.say("find", kind="alarm")
    assert said.startswith("You have six alarms:")
    assert said.endswith("; and one more.")


async def test_what_rang_once_is_no_longer_listed(talk: Alice):
    await talk.has("today at eleven in the morning")
    talk.clock.advance(timedelta(hours=3))
    assert await talk.say("find", kind="alarm") == "You have no alarms."


async def test_answers_are_for_the_ear(talk: Alice):
    await talk.has("tomorrow at seven", "weekdays at half past six in the morning")
    await talk.say("set_timer", duration="ninety seconds", label="eggs")
    for kind in ("alarm", "timer", "schedule"):
        said = await talk.say("find", kind=kind)
        assert not any(c.isdigit() or c in "*#_/[]{}<>@|" for c in said), said


async def ring(talk: Alice, status: str = "ringing") -> None:
    with acting_as(talk.user):
        for row in talk.rows("user_alarms"):
            await talk.manager.alarms.update(row["id"], {"status": status})


async def test_nothing_rings(talk: Alice):
    await talk.has("tomorrow at seven")
    assert await talk.say("snooze") == "Nothing is ringing."
    assert await talk.say("snooze", duration="stop") == "Nothing is ringing."
    assert [r["status"] for r in talk.rows("user_alarms")] == ["scheduled"]


@pytest.mark.parametrize(
    ("duration", "minutes"), [("", 9), ("for ten minutes", 10), ("five more minutes", 5), ("until eleven", 29.95)]
)
async def test_snoozing(talk: Alice, duration: str, minutes: float):
    await talk.has("today at half past ten in the morning")
    talk.clock.advance(timedelta(minutes=10, seconds=1))
    await ring(talk)
    assert "rings again" in await talk.say("snooze", duration=duration)
    (row,) = talk.rows("user_alarms")
    assert row["status"] == "snoozed"
    assert row["snoozed_until"] - talk.clock.now() == pytest.approx(
        timedelta(minutes=minutes), abs=timedelta(seconds=1)
    )


async def test_stopping_what_rings_once_is_the_end_of_it(talk: Alice):
    await talk.has("today at half past ten in the morning")
    talk.clock.advance(timedelta(minutes=10, seconds=1))
    await ring(talk)
    assert await talk.say("snooze", duration="stop") == "Your alarm is off."
    assert [r["status"] for r in talk.rows("user_alarms")] == ["done"]


async def test_stopping_a_repetition_goes_on_with_the_next(talk: Alice):
    await talk.say("set_alarm", time="every day at half past ten in the morning")
    talk.clock.advance(timedelta(minutes=10, seconds=1))
    await ring(talk)
    await talk.say("snooze", duration="stop")
    (row,) = talk.rows("user_alarms")
    assert (row["status"], row["alarm_time"].isoformat()) == ("scheduled", "2026-11-25T09:30:00+00:00")


async def test_what_was_missed_is_told(talk: Alice):
    await talk.say("set_reminder", text="call mom", time="today at eleven in the morning")
    talk.clock.advance(timedelta(hours=2))
    with acting_as(talk.user):
        await talk.manager.reminders.update(talk.rows("user_reminders")[0]["id"], {"status": "missed"})
    assert (
        await talk.say("find", kind="missed")
        == "You missed your reminder, call mom, today at eleven in the morning, an hour and a half ago."
    )
