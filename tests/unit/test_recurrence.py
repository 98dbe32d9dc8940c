"""Occurrences of RFC 5545 rules by wall time and by elapsed time, against an independent brute force."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.recurrence import BadRule, next_occurrence, occurrences, parse, without

if TYPE_CHECKING:
    import random

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "America/Sao_Paulo", "Africa/Cairo"]


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def walls(found: list[datetime]) -> list[str]:
    return [f"{moment:%Y-%m-%dT%H:%M}" for moment in found]


def test_daily_keeps_its_hour_through_both_changes_of_the_clocks():
    spring = occurrences(["FREQ=DAILY"], start=datetime(2026, 3, 28, 8), zone=BERLIN, count=2)
    assert [moment.isoformat() for moment in spring] == ["2026-03-28T08:00:00+01:00", "2026-03-29T08:00:00+02:00"]
    autumn = occurrences(["FREQ=DAILY"], start=datetime(2026, 10, 24, 8), zone=BERLIN, count=2)
    assert [moment.isoformat() for moment in autumn] == ["2026-10-24T08:00:00+02:00", "2026-10-25T08:00:00+01:00"]


def test_a_time_in_the_gap_moves_forward_and_only_that_day():
    found = occurrences(["FREQ=DAILY"], start=datetime(2026, 3, 28, 2, 30), zone=BERLIN, count=3)
    assert walls(found) == ["2026-03-28T02:30", "2026-03-29T03:30", "2026-03-30T02:30"]


def test_a_time_that_happens_twice_is_the_first_and_comes_once():
    found = occurrences(["FREQ=DAILY"], start=datetime(2026, 10, 24, 2, 30), zone=BERLIN, count=3)
    assert [moment.utcoffset() for moment in found] == [timedelta(hours=2), timedelta(hours=2), timedelta(hours=1)]
    after = found[1] + timedelta(minutes=30)
    assert next_occurrence(["FREQ=DAILY"], start=datetime(2026, 10, 24, 2, 30), zone=BERLIN, after=after) == found[2]


def test_every_eight_hours_is_elapsed_time():
    found = occurrences(
        ["FREQ=HOURLY;INTERVAL=8"], start=datetime(2026, 3, 28, 20), zone=BERLIN, clock="elapsed", count=3
    )
    assert walls(found) == ["2026-03-28T20:00", "2026-03-29T05:00", "2026-03-29T13:00"]


def test_after_is_strict_and_before_the_start_gives_the_start():
    start = datetime(2026, 11, 24, 7)
    assert next_occurrence(["FREQ=DAILY"], start=start, zone=BERLIN, after=berlin("2026-11-24T07:00")) == berlin(
        "2026-11-25T07:00"
    )
    assert next_occurrence(["FREQ=DAILY"], start=start, zone=BERLIN, after=berlin("2020-01-01T00:00")) == berlin(
        "2026-11-24T07:00"
    )


@pytest.mark.parametrize(
    ("rules", "start", "expected"),
    [
        (["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"], "2026-11-27T07:00", ["2026-11-27T07:00", "2026-11-30T07:00"]),
        (["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"], "2026-12-01T07:00", ["2026-12-01T07:00", "2026-12-15T07:00"]),
        (
            ["FREQ=MONTHLY;BYMONTHDAY=31"],
            "2026-12-31T09:00",
            ["2026-12-31T09:00", "2027-01-31T09:00", "2027-03-31T09:00"],
        ),
        (["FREQ=MONTHLY;BYMONTHDAY=-1"], "2027-01-31T09:00", ["2027-01-31T09:00", "2027-02-28T09:00"]),
        (["FREQ=MONTHLY"], "2026-12-31T09:00", ["2026-12-31T09:00", "2027-01-31T09:00", "2027-03-31T09:00"]),
        (["FREQ=YEARLY"], "2028-02-29T09:00", ["2028-02-29T09:00", "2032-02-29T09:00"]),
        (["FREQ=MONTHLY;BYDAY=3TH"], "2026-12-17T09:00", ["2026-12-17T09:00", "2027-01-21T09:00"]),
        (["FREQ=DAILY;COUNT=2"], "2026-12-17T09:00", ["2026-12-17T09:00", "2026-12-18T09:00"]),
        (["FREQ=DAILY;UNTIL=20261218T235959"], "2026-12-17T09:00", ["2026-12-17T09:00", "2026-12-18T09:00"]),
        (["FREQ=DAILY;UNTIL=20261218"], "2026-12-17T09:00", ["2026-12-17T09:00", "2026-12-18T09:00"]),
        (["FREQ=DAILY;UNTIL=20261218T080000Z"], "2026-12-17T09:00", ["2026-12-17T09:00", "2026-12-18T09:00"]),
        (
            ["RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261218T090000"],
            "2026-12-17T09:00",
            ["2026-12-17T09:00", "2026-12-19T09:00"],
        ),
        (
            ["FREQ=DAILY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20261218T090000"],
            "2026-12-17T09:00",
            ["2026-12-17T09:00", "2026-12-19T09:00"],
        ),
        (
            ["FREQ=DAILY;COUNT=3", "EXDATE:20261218T080000Z"],
            "2026-12-17T09:00",
            ["2026-12-17T09:00", "2026-12-19T09:00"],
        ),
        (
            ["FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261218"],
            "2026-12-17T09:00",
            ["2026-12-17T09:00", "2026-12-19T09:00"],
        ),
        (["FREQ=DAILY;COUNT=1", "RDATE:20261220T120000"], "2026-12-17T09:00", ["2026-12-17T09:00", "2026-12-20T12:00"]),
        (["RDATE:20261220T120000,20261221T120000"], "2026-12-17T09:00", ["2026-12-20T12:00", "2026-12-21T12:00"]),
        (
            ["FREQ=DAILY;BYHOUR=9;BYMINUTE=0;COUNT=2", "FREQ=DAILY;BYHOUR=10;BYMINUTE=30;COUNT=2"],
            "2026-12-17T09:00",
            ["2026-12-17T09:00", "2026-12-17T10:30", "2026-12-18T09:00", "2026-12-18T10:30"],
        ),
        (["FREQ=DAILY;COUNT=2", "FREQ=DAILY;COUNT=2"], "2026-12-17T09:00", ["2026-12-17T09:00", "2026-12-18T09:00"]),
    ],
)
def test_rules(rules, start, expected):
    found = occurrences(rules, start=datetime.fromisoformat(start), zone=BERLIN, count=len(expected))
    assert walls(found) == expected
    if any("COUNT" in rule or "UNTIL" in rule or "RDATE" in rule for rule in rules):
        assert len(occurrences(rules, start=datetime.fromisoformat(start), zone=BERLIN, count=50)) == len(expected)


def test_one_occurrence_is_left_out_by_its_moment():
    lines = without(["FREQ=DAILY"], berlin("2026-12-18T09:00"), BERLIN)
    assert walls(occurrences(lines, start=datetime(2026, 12, 17, 9), zone=BERLIN, count=2)) == [
        "2026-12-17T09:00",
        "2026-12-19T09:00",
    ]


def test_one_in_the_gap_is_left_out_as_well():
    lines = without(["FREQ=DAILY"], berlin("2026-03-29T03:30"), BERLIN)
    found = occurrences(lines, start=datetime(2026, 3, 28, 2, 30), zone=BERLIN, count=2)
    assert walls(found) == ["2026-03-28T02:30", "2026-03-30T02:30"]


def test_moments_that_a_gap_moves_past_each_other_come_in_order():
    found = occurrences(["FREQ=MINUTELY;INTERVAL=30"], start=datetime(2026, 3, 29, 1), zone=BERLIN, count=5)
    assert walls(found) == [f"2026-03-29T{clock}" for clock in ("01:00", "01:30", "03:00", "03:30", "04:00")]


@pytest.mark.parametrize("freq", ["YEARLY", "MONTHLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"])
def test_a_day_that_no_month_has_is_not_even_looked_for(freq, monkeypatch):
    rule = f"FREQ={freq};BYMONTH=2;BYMONTHDAY=30"
    parse([rule])
    monkeypatch.setattr("utils.rrule_walls.rrulestr", None)
    assert occurrences([rule], start=datetime(2026, 11, 24, 7), zone=BERLIN) == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=5",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31",
        "FREQ=HOURLY;INTERVAL=168;BYDAY=MO",
        "FREQ=DAILY;UNTIL=20200101",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2;BYMONTHDAY=29",
    ],
)
def test_a_rule_without_occurrences_ends(rule):
    assert occurrences([rule], start=datetime(2026, 11, 24, 7), zone=BERLIN) == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MINUTELY;BYSETPOS=3",
        "FREQ=SECONDLY;BYSETPOS=-2",
        "FREQ=DAILY;BYDAY=MO;BYSETPOS=366",
        "FREQ=YEARLY;BYDAY=53MO;BYMONTH=2",
        "FREQ=MONTHLY;BYDAY=6MO,-13TU",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=SECONDLY;BYWEEKNO=53;BYMONTH=6;BYHOUR=23",
        "FREQ=SECONDLY;INTERVAL=2;BYHOUR=3;BYMINUTE=5;BYSECOND=7",
        "FREQ=MINUTELY;BYYEARDAY=366;BYMONTHDAY=30",
        "FREQ=MINUTELY;INTERVAL=999999999;BYHOUR=3",
        "FREQ=WEEKLY;INTERVAL=999999999;BYDAY=MO",
        "FREQ=YEARLY;INTERVAL=999999999",
        "FREQ=SECONDLY;BYMINUTE=5;COUNT=999999999",
    ],
)
@pytest.mark.parametrize("clock", ["wall", "elapsed"])
def test_what_never_comes_is_not_sought_for_ever(rule, clock):
    began = datetime(2001, 11, 23, 7)
    assert occurrences([rule], start=began, zone=BERLIN, clock=clock, after=berlin("2026-11-24T07:00")) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=YEARLY;BYDAY=53MO", ["2029-12-31T07:00", "2035-12-31T07:00"]),
        ("FREQ=MONTHLY;BYDAY=6MO,1TU", ["2026-12-01T07:00", "2027-01-05T07:00"]),
        ("FREQ=HOURLY;BYMINUTE=10,40,50;BYSETPOS=-1", ["2026-11-24T07:50", "2026-11-24T08:50"]),
        ("FREQ=DAILY;BYHOUR=8,9,10;BYSETPOS=2;BYDAY=WE", ["2026-11-25T09:00", "2026-12-02T09:00"]),
        ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=23;BYMINUTE=59;BYSECOND=58,59",
         ["2028-02-29T23:59", "2028-02-29T23:59"]),
        ("FREQ=HOURLY;INTERVAL=5;BYDAY=SU;BYHOUR=3", ["2026-12-20T03:00", "2027-01-24T03:00"]),
        ("FREQ=DAILY;BYWEEKNO=1;BYDAY=FR", ["2027-01-08T07:00", "2028-01-07T07:00"]),
        ("FREQ=DAILY;BYYEARDAY=-1", ["2026-12-31T07:00", "2027-12-31T07:00"]),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", ["2026-11-24T07:00", "2026-11-25T07:00"]),
    ],
)  # fmt: skip
def test_what_comes_seldom_is_found(rule, expected):
    assert walls(occurrences([rule], start=datetime(2026, 11, 24, 7), zone=BERLIN, count=2)) == expected


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("end", ["99991231T235959Z", "99991231T235959", "00010101T000000", "00010101T000000Z"])
@pytest.mark.parametrize("line", ["EXDATE:{}", "RDATE:{}"])
def test_a_date_at_the_end_of_the_calendar_is_one_as_well(line, end, zone):
    lines = ["FREQ=DAILY", line.format(end)]
    assert len(occurrences(lines, start=datetime(2026, 11, 24, 7), zone=zone, count=2)) == 2


@pytest.mark.parametrize(("year", "never"), [(2025, True), (2026, False)])
def test_every_other_leap_day_may_never_come(year, never, monkeypatch):
    rule = "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29"
    parse([rule])
    if never:
        monkeypatch.setattr("utils.rrule_walls.rrulestr", None)  # it is not even looked for
    found = occurrences([rule], start=datetime(year, 1, 1, 9), zone=BERLIN, count=1)
    assert walls(found) == ([] if never else ["2028-02-29T09:00"])


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=7", "FREQ=DAILY", "FREQ=MONTHLY", "FREQ=WEEKLY;BYDAY=MO,TH"]
)
@pytest.mark.parametrize("clock", ["wall", "elapsed"])
def test_a_rule_that_began_long_ago_is_found_from_near(rule, clock):
    after = berlin("2026-11-24T10:20")
    found = next_occurrence([rule], start=datetime(1950, 1, 2, 7), zone=BERLIN, after=after, clock=clock)
    assert found is not None
    assert found > after


@pytest.mark.parametrize(
    "lines",
    [[], [""], ["nonsense"], ["FREQ=NEVER"], ["FREQ=DAILY;INTERVAL=0"], ["FREQ=DAILY;COUNT=x"], ["FREQ=DAILY;BYDAY=XX"],
     ["FREQ=YEARLY;BYDAY=54MO"], ["FREQ=YEARLY;BYMONTH=13"], ["FREQ=YEARLY;BYDAY=2MO;BYMONTH=0"],
     ["FREQ=DAILY;BYHOUR=24"], ["FREQ=MONTHLY;BYMONTHDAY=32"], ["FREQ=DAILY;BYWEEKDAY=MO"], ["FREQ=DAILY;WKST=XX"],
     ["FREQ=DAILY;BYSETPOS=0"], ["FREQ=DAILY", "EXDATE;TZID=Mars/X:20261218T090000"], ["FREQ=DAILY;COUNT=0"],
     ["FREQ=DAILY;UNTIL=soon"], ["VALARM:FREQ=DAILY"], ["EXDATE:20261218T090000"], ["FREQ=DAILY", "EXDATE:tomorrow"]],
)  # fmt: skip
def test_what_is_no_rule_is_refused(lines):
    with pytest.raises(BadRule):
        occurrences(lines, start=datetime(2026, 11, 24, 7), zone=BERLIN)


def test_lines_may_come_as_one_text():
    assert parse("FREQ=DAILY\nEXDATE:20261218T090000") == parse(["FREQ=DAILY", "EXDATE:20261218T090000"])


def mapped(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment of a wall time, found by trying: a gap adds its own length, a fold takes the earlier."""
    fits = [
        moment
        for offset in {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
        if (moment := (wall - offset).replace(tzinfo=UTC)).astimezone(zone).replace(tzinfo=None) == wall
    ]
    if fits:
        return min(fits)
    # before the gap the smaller offset holds, so the later of the two readings lies behind it
    return max((wall - wall.replace(tzinfo=zone, fold=fold).utcoffset()).replace(tzinfo=UTC) for fold in (0, 1))


def random_rule(source: random.Random) -> str:
    freq = source.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY", "MINUTELY"])
    parts = [f"FREQ={freq}"]
    interval = source.randint(1, 5) * (60 if freq == "MINUTELY" else 1)
    if interval > 1:
        parts.append(f"INTERVAL={interval}")
    days = source.sample(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], source.randint(0, 3))
    if freq in ("WEEKLY", "DAILY") and days:
        parts.append("BYDAY=" + ",".join(days))
    if freq in ("DAILY", "WEEKLY") and source.random() < 0.2:
        parts.append(f"BYHOUR={source.choice(['8,20', '1,2,3', '0'])};BYMINUTE=30")
    which = {
        "MONTHLY": ["", "BYMONTHDAY=31", "BYMONTHDAY=-1", "BYMONTHDAY=1,15", "BYDAY=2TU", "BYDAY=-1FR",
                    "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "BYDAY=FR;BYMONTHDAY=13", "BYMONTHDAY=29"],
        "YEARLY": ["", "BYMONTH=2;BYMONTHDAY=29", "BYMONTH=3,10;BYDAY=-1SU", "BYMONTH=12", "BYMONTH=11;BYDAY=4TH"],
    }.get(freq, [""])  # fmt: skip
    chosen = source.choice(which)
    if chosen.endswith("2;BYMONTHDAY=29"):
        parts = parts[:1]  # dateutil looks until the year 9999 for a leap year that an interval passes over
    parts += [chosen] if chosen else []
    bound = source.choice(["", "COUNT", "UNTIL"])
    if bound == "COUNT":
        parts.append(f"COUNT={source.randint(1, 40)}")
    if bound == "UNTIL":
        parts.append(f"UNTIL={source.randint(2024, 2030)}0615T120000")
    return ";".join(parts)


def brute_force(rule: str, start: datetime, zone: ZoneInfo, after: datetime) -> list[datetime]:
    wanted: list[datetime] = []
    near = after.replace(tzinfo=None) - timedelta(days=2)  # no zone is farther from UTC
    for wall in islice(rrulestr(rule, dtstart=start), 60_000):
        if wall < near:
            continue
        moment = mapped(wall, zone)
        if moment > after:
            wanted.append(moment)
        if len(wanted) > 4:
            break
    # two wall times can meet behind a gap, and one in it can pass its neighbour
    return sorted(set(wanted))[:3]


RULES_AT_ONCE = 20  # most of the time of a small example is hypothesis' own
checked_rules = Counter[str]()


@settings(max_examples=500, deadline=None)
@given(source=st.randoms(use_true_random=False))
def test_next_occurrences_are_those_of_brute_force(source):
    """Ten thousand rules in all: 500 examples of twenty."""
    for _ in range(RULES_AT_ONCE):
        rule, zone = random_rule(source), ZoneInfo(source.choice(ZONES))
        start = datetime(2023, 1, 1) + timedelta(minutes=source.randrange(4 * 365 * 1440))
        often = "HOURLY" in rule or "MINUTELY" in rule
        days = source.randint(-10, 40 if often else 400)
        after = (start + timedelta(days=days, minutes=7)).replace(tzinfo=UTC)
        found = occurrences([rule], start=start, zone=zone, after=after, count=3)
        assert [moment.astimezone(UTC) for moment in found] == brute_force(rule, start, zone, after), (
            rule,
            start,
            zone,
        )
        checked_rules["all"] += 1


def test_they_were_ten_thousand():
    assert checked_rules["all"] == 0 or checked_rules["all"] >= 10_000  # none if it was not asked for


@settings(max_examples=200, deadline=None)
@given(
    hours=st.integers(1, 50),
    start=st.datetimes(datetime(2023, 1, 1), datetime(2026, 12, 31)),
    ahead=st.integers(0, 20_000),
    zone=st.sampled_from(ZONES),
)
def test_elapsed_hours_are_exact(hours, start, ahead, zone):
    start = start.replace(microsecond=0)
    origin = mapped(start, ZoneInfo(zone))
    after = origin + timedelta(hours=ahead)
    found = next_occurrence([f"FREQ=HOURLY;INTERVAL={hours}"], start=start, zone=zone, after=after, clock="elapsed")
    assert found is not None
    assert (found - origin).total_seconds() % (hours * 3600) == 0
    assert timedelta() < found - after <= timedelta(hours=hours)
