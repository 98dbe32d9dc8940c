"""When it is quiet: hours that go past midnight, through changes of the clocks, and until a moment that was named."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from system_control.quiet import DISTURB_AGAIN, quiet_until

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = {"quiet_from": "22:00", "quiet_to": "07:00"}


def at(*wall, fold=0):
    return datetime(*wall, tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (at(2026, 11, 24, 21, 59, 59), None),
        (at(2026, 11, 24, 22), at(2026, 11, 25, 7)),
        (at(2026, 11, 25, 3), at(2026, 11, 25, 7)),
        (at(2026, 11, 25, 6, 59, 59), at(2026, 11, 25, 7)),
        (at(2026, 11, 25, 7), None),
    ],
)
def test_a_night_goes_past_midnight(moment, end):
    assert quiet_until(NIGHT, moment.astimezone(UTC), BERLIN) == end


def test_hours_within_a_day():
    nap = {"quiet_from": "13:00", "quiet_to": "15:00"}
    assert quiet_until(nap, at(2026, 11, 24, 14), BERLIN) == at(2026, 11, 24, 15)
    assert quiet_until(nap, at(2026, 11, 24, 15), BERLIN) is None
    assert quiet_until(nap, at(2026, 11, 24, 3), BERLIN) is None


def test_the_end_is_the_wall_clocks_on_the_nights_when_it_changes():
    """The night of 25 October 2026 has an hour more, that of 28 March 2027 an hour less."""
    assert quiet_until(NIGHT, at(2026, 10, 25, 2, 30, fold=1), BERLIN) == datetime(2026, 10, 25, 6, tzinfo=UTC)
    assert quiet_until(NIGHT, datetime(2026, 10, 25, 5, 59, tzinfo=UTC), BERLIN) is not None
    assert quiet_until(NIGHT, datetime(2027, 3, 28, 4, 59, tzinfo=UTC), BERLIN) == datetime(2027, 3, 28, 5, tzinfo=UTC)
    assert quiet_until(NIGHT, datetime(2027, 3, 28, 5, tzinfo=UTC), BERLIN) is None


def test_an_end_within_the_hour_that_happens_twice_is_the_first_of_the_two():
    short = {"quiet_from": "22:00", "quiet_to": "02:30"}
    assert quiet_until(short, at(2026, 10, 25, 2, 15), BERLIN) == at(2026, 10, 25, 2, 30)
    assert quiet_until(short, at(2026, 10, 25, 2, 15, fold=1), BERLIN) is None


def test_do_not_disturb_until_a_moment():
    habits = {DISTURB_AGAIN: "2026-11-24T16:00:00+01:00"}
    assert quiet_until(habits, at(2026, 11, 24, 12), BERLIN) == at(2026, 11, 24, 16)
    assert quiet_until(habits, at(2026, 11, 24, 16), BERLIN) is None


def test_the_later_end_counts():
    habits = {**NIGHT, DISTURB_AGAIN: "2026-11-25T09:00:00+01:00"}
    assert quiet_until(habits, at(2026, 11, 24, 23), BERLIN) == at(2026, 11, 25, 9)
    habits[DISTURB_AGAIN] = "2026-11-25T01:00:00+01:00"
    assert quiet_until(habits, at(2026, 11, 24, 23), BERLIN) == at(2026, 11, 25, 7)


@pytest.mark.parametrize(
    "habits",
    [
        {},
        {"quiet_from": "22:00"},
        {"quiet_from": "late", "quiet_to": "early"},
        {"quiet_from": "22:00", "quiet_to": "22:00"},
        {DISTURB_AGAIN: "tomorrow"},
        {DISTURB_AGAIN: "2026-11-25T09:00:00"},
        {DISTURB_AGAIN: 7},
        {DISTURB_AGAIN: None},
    ],
)
def test_what_cannot_be_read_is_no_quiet(habits):
    assert quiet_until(habits, at(2026, 11, 24, 23), BERLIN) is None
