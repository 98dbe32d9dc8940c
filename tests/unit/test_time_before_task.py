"""A time that stands before its task, times in a list, and ranges; spoken on 24 November 2026 at 10:20 in Berlin."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from utils.time_expressions import Context, Moment, Recurrence, Several, adjust, resolve

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("time", "clock"),
    [
        ("half past four", "16:30"),
        ("half four", "16:30"),
        ("quarter past four", "16:15"),
        ("a quarter past four", "16:15"),
        ("quarter to five", "16:45"),
        ("twenty to five", "16:40"),
        ("ten to five", "16:50"),
        ("five to five", "16:55"),
        ("ten past four", "16:10"),
        ("twenty five past four", "16:25"),
        ("ten to ten", "21:50"),
    ],
)
@pytest.mark.parametrize("task", ["to call Bob", "to take two pills"])
def test_the_time_of_the_clock_before_a_task(time, clock, task):
    found = resolve(f"remind me at {time} {task}", now=NOW, zone=BERLIN)
    assert isinstance(found.value, Moment)
    assert (f"{found.value.at:%H:%M}", found.rest) == (clock, task.removeprefix("to "))


@pytest.mark.parametrize(
    ("text", "rest"),
    [("remind me for five to call Bob", "call Bob"), ("put a reminder in for five to call Bob", "call Bob")],
)
def test_for_is_at_where_a_reminder_is_asked_for(text, rest):
    found = resolve(text, now=NOW, zone=BERLIN)
    assert isinstance(found.value, Moment)
    assert (found.value.at.hour, found.rest) == (17, rest)


def test_for_counts_people_elsewhere():
    assert resolve("remind me to book a table for two", now=NOW, zone=BERLIN).value is None
    assert resolve("make a reminder for two people", now=NOW, zone=BERLIN).value is None


@pytest.mark.parametrize(
    ("text", "clocks"),
    [
        ("set alarms for seven, eight and nine tomorrow", ["25 07:00", "25 08:00", "25 09:00"]),
        ("alarms for 6 7 and 8 tomorrow", ["25 06:00", "25 07:00", "25 08:00"]),
        ("alarms for six seven and eight tomorrow", ["25 06:00", "25 07:00", "25 08:00"]),
        ("set alarms for 6 7 and 8", ["24 18:00", "24 19:00", "24 20:00"]),
        ("set alarms for 6, 6:15 and 6:30 tomorrow morning", ["25 06:00", "25 06:15", "25 06:30"]),
        ("set reminders for nine and noon", ["24 21:00", "24 12:00"]),
    ],
)
def test_a_list_of_times(text, clocks):
    found = resolve(text, now=NOW, zone=BERLIN, context=Context.ALARM)
    assert isinstance(found.value, Several)
    assert [f"{item.at:%d %H:%M}" for item in found.value.items if isinstance(item, Moment)] == clocks
    assert found.rest == ""


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("the meeting tomorrow 10 to 11 am", "10:00"),
        ("tomorrow from 10 to 11 am", "10:00"),
        ("tomorrow at 10 to 11 am", "10:50"),
        ("tomorrow 10 to 7 am", "06:50"),
    ],
)
def test_figures_are_a_range_unless_minutes_can_be_meant(text, clock):
    found = resolve(text, now=NOW, zone=BERLIN).value
    assert isinstance(found, Moment)
    assert f"{found.at:%H:%M}" == clock


@pytest.mark.parametrize("time", ["at this time", "at this same time", "this time"])
def test_at_this_time_is_the_hour_of_speaking(time):
    found = resolve(f"every day {time}", now=NOW, zone=BERLIN).value
    assert isinstance(found, Recurrence)
    assert f"{found.first:%d %H:%M}" == "25 10:20"


def test_past_the_hour_spoken_of_before():
    six = datetime(2026, 11, 27, 6, 0, tzinfo=BERLIN)
    found = resolve("and again at quarter past", now=NOW, zone=BERLIN, previous=six).value
    assert isinstance(found, Moment)
    assert f"{found.at:%d %H:%M}" == "27 06:15"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("make it the day after", "11-28 07:00"),
        ("the day before", "11-26 07:00"),
        ("the week after", "12-04 07:00"),
        ("the day after tomorrow", "11-26 07:00"),
    ],
)
def test_the_day_after_counts_from_what_stands(text, expected):
    friday = datetime(2026, 11, 27, 7, 0, tzinfo=BERLIN)
    assert f"{adjust(text, moment=friday, now=NOW, zone=BERLIN).at:%m-%d %H:%M}" == expected
