"""Which zone a place is in, and what habits an app may have written."""

from __future__ import annotations

from datetime import time

import pytest

from system_control.habits import Habits
from toolsets.places import place_name, zone_of_place


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Tokyo", "Asia/Tokyo"),
        ("I'm in Tokyo this week", "Asia/Tokyo"),
        ("New York", "America/New_York"),
        ("san francisco", "America/Los_Angeles"),
        ("I am in Munich right now.", "Europe/Berlin"),
        ("Europe/Lisbon", "Europe/Lisbon"),
        ("Pacific time", "America/Los_Angeles"),
        ("eastern standard time", "America/New_York"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("set my time zone to Rome", "Europe/Rome"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_place_is_found(said: str, zone: str | None):
    assert zone_of_place(said) == zone


def test_a_zone_is_called_by_its_city():
    assert place_name("America/New_York") == "New York"
    assert place_name("UTC") == "UTC"


def test_habits_are_read_and_what_cannot_be_read_is_as_usual():
    habits = Habits.of({"clock": "24", "morning": "06:30", "evening": "late", "quiet_from": "22:00", "quiet_to": 7})
    assert (habits.clock, habits.parts.morning, habits.parts.evening, habits.quiet) == (24, time(6, 30), time(19), None)
    assert Habits.of({"quiet_from": "22:00", "quiet_to": "07:00"}).quiet == (time(22), time(7))
    assert Habits.of({}) == Habits()
