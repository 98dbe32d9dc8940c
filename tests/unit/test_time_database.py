"""A new version of the zone database: what is kept is the wall time, so its moment moves and its hour stays."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from utils.recurrence import next_occurrence, occurrences, to_zone
from utils.time_expressions import Moment, Recurrence, resolve

BERLIN = "Europe/Berlin"
NOW = datetime(2027, 3, 1, 10, 20)


@pytest.fixture
def update(tmp_path):
    """Give Berlin the clocks of another zone, as an update of the database would."""

    def put(other: str) -> None:
        file = tmp_path / BERLIN
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(files("tzdata.zoneinfo").joinpath(*other.split("/")).read_bytes())
        zoneinfo.reset_tzpath([tmp_path])
        ZoneInfo.clear_cache(only_keys=[BERLIN])

    yield put
    zoneinfo.reset_tzpath()
    ZoneInfo.clear_cache(only_keys=[BERLIN])


def test_a_repetition_keeps_its_hour_when_summer_time_is_abolished(update):
    found = resolve("every day at eight", now=NOW, zone=BERLIN).value
    assert isinstance(found, Recurrence)
    july = datetime(2027, 7, 1, tzinfo=UTC)
    before = next_occurrence(found.rules, start=found.wall, zone=found.zone, after=july)
    update("Africa/Lagos")  # one hour east of UTC all the year
    after = next_occurrence(found.rules, start=found.wall, zone=found.zone, after=july)
    assert before is not None
    assert after is not None
    assert before.isoformat() == "2027-07-01T08:00:00+02:00"
    assert after.isoformat() == "2027-07-01T08:00:00+01:00"


def test_a_moment_by_wall_time_is_found_again(update):
    found = resolve("on the first of july at noon", now=NOW, zone=BERLIN).value
    assert isinstance(found, Moment)
    update("Africa/Lagos")
    assert to_zone(found.wall, ZoneInfo(BERLIN)) - found.at == timedelta(hours=1)


def test_an_hour_that_a_new_gap_swallows_moves_forward(update):
    rules = ["FREQ=DAILY"]
    update("America/New_York")  # 14 March 2027 has no half past two there
    found = occurrences(rules, start=datetime(2027, 3, 13, 2, 30), zone=BERLIN, count=3)
    assert [f"{moment:%d %H:%M}" for moment in found] == ["13 02:30", "14 03:30", "15 02:30"]


def test_elapsed_time_does_not_care(update):
    found = resolve("every eight hours", now=NOW, zone=BERLIN).value
    assert isinstance(found, Recurrence)
    first = found.first.astimezone(UTC)
    update("Africa/Lagos")
    again = next_occurrence(found.rules, start=first, zone=BERLIN, after=first + timedelta(days=60), clock=found.clock)
    assert again is not None
    assert (again - first) % timedelta(hours=8) == timedelta()
