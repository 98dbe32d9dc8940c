"""Which stretch of the past a question means."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from system_control.past import past
from system_control.search_dates import said_dates

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)
"""A Tuesday, 10:20 in Berlin."""


def meant(question, now=NOW):
    rest, stretch = past(question, BERLIN, now)
    if stretch is None:
        return rest, None
    return rest, tuple(m.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") for m in stretch)


@pytest.mark.parametrize(
    ("question", "rest", "start", "end"),
    [
        ("the dentist last week", "the dentist", "2026-11-16 00:00", "2026-11-23 00:00"),
        ("this week", "", "2026-11-23 00:00", "2026-11-24 10:20"),
        ("dentist yesterday evening", "dentist", "2026-11-23 17:00", "2026-11-24 00:00"),
        ("the day before yesterday", "", "2026-11-22 00:00", "2026-11-23 00:00"),
        ("last night", "", "2026-11-23 18:00", "2026-11-24 06:00"),
        ("my sister on Monday", "my sister", "2026-11-23 00:00", "2026-11-24 00:00"),
        ("my sister on Tuesday", "my sister", "2026-11-17 00:00", "2026-11-18 00:00"),
        ("last weekend", "", "2026-11-21 00:00", "2026-11-23 00:00"),
        ("work last month", "work", "2026-10-01 00:00", "2026-11-01 00:00"),
        ("last year", "", "2025-01-01 00:00", "2026-01-01 00:00"),
        ("two days ago", "", "2026-11-22 00:00", "2026-11-23 00:00"),
        ("the trip in March", "the trip", "2026-03-01 00:00", "2026-04-01 00:00"),
        ("in December", "", "2025-12-01 00:00", "2026-01-01 00:00"),
        ("on 20 November", "", "2026-11-20 00:00", "2026-11-21 00:00"),
        ("Tom on March 3rd", "Tom", "2026-03-03 00:00", "2026-03-04 00:00"),
        ("on the 3rd of May 2024", "", "2024-05-03 00:00", "2024-05-04 00:00"),
        ("today", "", "2026-11-24 00:00", "2026-11-24 10:20"),
        ("on Sunday 25 October", "25 October", "2026-11-22 00:00", "2026-11-23 00:00"),
    ],
)
def test_a_stretch_is_read_and_ends_now(question, rest, start, end):
    assert meant(question) == (rest, (start, end))


@pytest.mark.parametrize(
    "question", ["Ana", "I may go", "next week", "on the 30th of February", "in 2031", "the march", ""]
)
def test_what_is_no_time_that_was_is_left_in_the_question(question):
    assert meant(question) == (question, None)


def test_a_day_of_the_change_of_clocks_has_its_own_length():
    _, stretch = past("on 25 October", BERLIN, NOW)
    assert stretch is not None
    assert stretch[1] - stretch[0] == timedelta(hours=25)


def dates(question):
    def local(moment):
        return datetime.fromisoformat(moment).astimezone(BERLIN).strftime("%Y-%m-%d")

    return [[(local(a), local(b)) for a, b in term] for term in said_dates(question, BERLIN, NOW)]


def test_each_part_of_a_date_counts():
    year, month, day = ("2025-01-01", "2026-01-01"), ("2025-05-01", "2025-06-01"), ("2025-05-07", "2025-05-08")
    for question in ("on 7 May 2025", "May 7th, 2025", "the 7th of may 2025", "2025-05-07"):
        assert dates(question) == [[month], [day], [year]], question


def test_a_month_alone_is_any_that_was():
    (term,) = dates("what happened in june")
    assert len(term) == 11
    assert term[-1] == ("2026-06-01", "2026-07-01")
    (december,) = dates("in december")
    assert december[-1] == ("2025-12-01", "2026-01-01")


def test_a_weekday_is_any_of_the_last_year():
    (term,) = dates("on mondays")
    assert (term[0], len(term)) == (("2026-11-23", "2026-11-24"), 53)


@pytest.mark.parametrize("question", ["it may rain", "they march on", "in 2031", "decide", ""])
def test_what_is_no_date_is_none(question):
    assert dates(question) == []


def test_of_a_day_that_no_calendar_has_the_rest_counts():
    assert dates("30 February 2025") == [[("2025-02-01", "2025-03-01")], [("2025-01-01", "2026-01-01")]]
    assert dates("2025-13-40") == [[("2025-01-01", "2026-01-01")]]
