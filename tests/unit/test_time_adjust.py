"""Changes to what stands: the part that is not named stays."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from utils.time_expressions import Grain, Moment, PastTime, Unclear, adjust

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=BERLIN)


def changed(text, moment="2026-11-25T07:00", now=NOW):
    old = datetime.fromisoformat(moment).replace(tzinfo=BERLIN)
    return f"{adjust(text, moment=old, now=now, zone=BERLIN).at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("make it half past", "2026-11-25 07:30"),
        ("quarter past", "2026-11-25 07:15"),
        ("make it half past six", "2026-11-25 06:30"),
        ("make it eight", "2026-11-25 08:00"),
        ("to eight", "2026-11-25 08:00"),
        ("change it to 8:15", "2026-11-25 08:15"),
        ("no, eight thirty", "2026-11-25 08:30"),
        ("at noon", "2026-11-25 12:00"),
        ("eight pm", "2026-11-25 20:00"),
        ("move it to the evening", "2026-11-25 19:00"),
        ("move it to Friday", "2026-11-27 07:00"),
        ("to the fifth", "2026-12-05 07:00"),
        ("next week", "2026-12-02 07:00"),
        ("move it to Friday at eight", "2026-11-27 08:00"),
        ("half an hour later", "2026-11-25 07:30"),
        ("make it half an hour later", "2026-11-25 07:30"),
        ("an hour earlier", "2026-11-25 06:00"),
        ("push it back by twenty minutes", "2026-11-25 07:20"),
        ("bring it forward by ten minutes", "2026-11-25 06:50"),
        ("postpone it by a day", "2026-11-26 07:00"),
        ("delay it by two hours", "2026-11-25 09:00"),
        ("a week later", "2026-12-02 07:00"),
        ("day after tomorrow", "2026-11-26 07:00"),
    ],
)
def test_adjust(text, expected):
    assert changed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("make it eight", "2026-11-25 20:00"),
        ("make it half past", "2026-11-25 19:30"),
        ("move it to Friday at eight", "2026-11-27 20:00"),
        ("seven in the morning", "2026-11-25 07:00"),
        ("eight am", "2026-11-25 08:00"),
    ],
)
def test_the_half_of_the_day_stays(text, expected):
    assert changed(text, "2026-11-25T19:00") == expected


def test_a_day_later_keeps_the_wall_time_through_a_change_of_the_clocks():
    now = datetime(2026, 3, 27, 12, tzinfo=BERLIN)
    assert changed("a day later", "2026-03-28T07:00", now) == "2026-03-29 07:00"
    assert changed("twenty four hours later", "2026-03-28T07:00", now) == "2026-03-29 08:00"


def test_what_is_over_is_refused():
    with pytest.raises(PastTime):
        changed("make it today")
    with pytest.raises(PastTime):
        changed("two days earlier")


@pytest.mark.parametrize("text", ["make it better", "", "soon", "seven or eight", "by ten or fifteen minutes later"])
def test_what_to_change_must_be_said(text):
    with pytest.raises(Unclear):
        changed(text)


def test_a_day_stays_a_day():
    day = Moment(datetime(2026, 11, 25, tzinfo=BERLIN), Grain.DAY, "wall", deadline=True, wall=datetime(2026, 11, 25))
    moved = adjust("move it to Friday", moment=day, now=NOW, zone="Europe/Berlin")
    assert (moved.grain, moved.at.day, moved.deadline) == (Grain.DAY, 27, True)
    assert adjust("make it seven am", moment=day, now=NOW, zone=BERLIN).grain is Grain.MINUTE


def test_an_hour_before_something_moves_what_stands():
    assert changed("an hour before the meeting") == "2026-11-25 06:00"
