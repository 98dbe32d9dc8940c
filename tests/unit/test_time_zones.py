"""Zones by the names of places."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest

from utils.recurrence import next_occurrence
from utils.time_expressions import Moment, Recurrence, resolve
from utils.zone_places import CITIES, MAIN_ZONES, SPOKEN_ZONES
from utils.zones import find_zone, zone_of


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Tokyo", "Asia/Tokyo"),
        ("new york", "America/New_York"),
        ("in Tokyo", "Asia/Tokyo"),
        ("Berlin time", "Europe/Berlin"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("port-au-prince", "America/Port-au-Prince"),
        ("UTC", "UTC"),
        ("gmt", "UTC"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),  # not its old name
        ("San Francisco", "America/Los_Angeles"),
        ("Munich", "Europe/Berlin"),
        ("München", "Europe/Berlin"),
        ("São Paulo", "America/Sao_Paulo"),
        ("India", "Asia/Kolkata"),
        ("Japan", "Asia/Tokyo"),
        ("the UK", "Europe/London"),
        ("Germany", "Europe/Berlin"),
        ("South Korea", "Asia/Seoul"),
        ("Turkey", "Europe/Istanbul"),
        ("Eastern time", "America/New_York"),
        ("eastern standard time", "America/New_York"),
        ("Pacific", "America/Los_Angeles"),
        ("CET", "Europe/Berlin"),
        ("EST", "America/New_York"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("the United States", None),
        ("Australia", None),
        ("Russia", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_find_zone(words, zone):
    assert find_zone(words) == zone


def test_every_place_has_a_zone_that_exists():
    for zone in {*CITIES.values(), *SPOKEN_ZONES.values(), *MAIN_ZONES.values()}:
        assert zone_of(zone) is not None, zone


def test_a_city_of_the_zone_database_is_not_listed_again():
    own = {
        name.rsplit("/", 1)[-1].replace("_", " ").lower() for name in available_timezones() if name.startswith(AREAS)
    }
    assert not own & set(CITIES)


AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
NOW = datetime(2026, 11, 24, 10, 20)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("at 3 pm eastern time", "2026-11-24T21:00:00+01:00"),
        ("at noon utc", "2026-11-24T13:00:00+01:00"),
        ("tomorrow at nine tokyo time", "2026-11-25T01:00:00+01:00"),
        ("8 am pacific", "2026-11-24T17:00:00+01:00"),
        ("at half past three central european time", "2026-11-24T15:30:00+01:00"),
        ("remind me at 5 pm est to call bob", "2026-11-24T23:00:00+01:00"),
        # these words name no zone
        ("at 5 pm central station", "2026-11-24T17:00:00+01:00"),
        ("at 5 pm local time", "2026-11-24T17:00:00+01:00"),
        ("at nine for the first time", "2026-11-24T21:00:00+01:00"),
    ],
)
def test_a_time_of_another_zone_is_told_by_ours(said, at):
    found = resolve(said, now=NOW, zone="Europe/Berlin").value
    assert isinstance(found, Moment)
    assert found.at.isoformat() == at
    assert found.wall.isoformat() == at[:19]


def test_a_repetition_of_another_zone_stays_with_it():
    found = resolve("every day at 3 pm eastern", now=NOW, zone="Europe/Berlin").value
    assert isinstance(found, Recurrence)
    assert (found.zone, found.wall) == ("America/New_York", datetime(2026, 11, 24, 15))
    # America changes its clocks two weeks before Europe
    march = next_occurrence(found.rules, start=found.wall, zone=found.zone, after=datetime(2027, 3, 20, tzinfo=UTC))
    assert march is not None
    assert march.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == "2027-03-20T20:00:00+01:00"
