"""Words for the ear: numbers, days, times, lengths, repetitions, lists; and that they are understood again."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils import spoken
from utils.time_expressions import Moment, Recurrence, resolve

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=BERLIN)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (7, "seven"),
        (13, "thirteen"),
        (20, "twenty"),
        (42, "forty-two"),
        (100, "one hundred"),
        (120, "one hundred and twenty"),
        (1005, "one thousand and five"),
        (2300, "two thousand three hundred"),
        (1_000_001, "one million and one"),
        (-3, "minus three"),
    ],
)
def test_number(value, words):
    assert spoken.number(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (4, "fourth"),
        (5, "fifth"),
        (8, "eighth"),
        (9, "ninth"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty-first"),
        (30, "thirtieth"),
        (31, "thirty-first"),
        (100, "one hundredth"),
    ],
)
def test_ordinal(value, words):
    assert spoken.ordinal(value) == words


def test_count():
    assert spoken.count(0, "alarm") == "no alarms"
    assert spoken.count(1, "alarm") == "one alarm"
    assert spoken.count(3, "alarm") == "three alarms"
    assert spoken.count(2, "memory", "memories") == "two memories"


def test_a_list_over_five_ends_with_how_many_more():
    assert spoken.listing([]) == ""
    assert spoken.listing(["a"]) == "a"
    assert spoken.listing(["a", "b"]) == "a and b"
    assert spoken.listing(list("abcde")) == "a, b, c, d and e"
    assert spoken.listing(list("abcdef")) == "a, b, c and three more"
    assert spoken.listing(list("abcdefghijklmno")) == "a, b, c and twelve more"


@pytest.mark.parametrize(
    ("at", "words", "words24"),
    [
        (time(7), "seven in the morning", "seven"),
        (time(6, 30), "half past six in the morning", "six thirty"),
        (time(6, 15), "quarter past six in the morning", "six fifteen"),
        (time(6, 45), "quarter to seven in the morning", "six forty-five"),
        (time(6, 10), "ten past six in the morning", "six ten"),
        (time(6, 35), "twenty-five to seven in the morning", "six thirty-five"),
        (time(6, 42), "six forty-two in the morning", "six forty-two"),
        (time(6, 5), "five past six in the morning", "six oh five"),
        (time(6, 7), "six oh seven in the morning", "six oh seven"),
        (time(12), "noon", "noon"),
        (time(0), "midnight", "midnight"),
        (time(0, 30), "half past twelve in the morning", "zero thirty"),
        (time(12, 30), "half past twelve in the afternoon", "twelve thirty"),
        (time(19), "seven in the evening", "nineteen hundred"),
        (time(19, 30), "half past seven in the evening", "nineteen thirty"),
        (time(23, 45), "quarter to twelve at night", "twenty-three forty-five"),
        (time(15, 0, 30), "three and thirty seconds in the afternoon", "fifteen hundred and thirty seconds"),
    ],
)
def test_time_of_day(at, words, words24):
    assert spoken.time_of_day(at) == words
    assert spoken.time_of_day(at, twenty_four=True) == words24


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-11-24", "today"),
        ("2026-11-25", "tomorrow, Wednesday"),
        ("2026-11-23", "yesterday, Monday"),
        ("2026-11-27", "Friday"),
        ("2026-11-30", "Monday"),
        ("2026-12-01", "Tuesday the first of December"),
        ("2026-12-04", "Friday the fourth of December"),
        ("2027-03-03", "Wednesday the third of March"),
        ("2027-11-24", "Wednesday the twenty-fourth of November twenty twenty-seven"),
        ("2030-01-21", "Monday the twenty-first of January twenty thirty"),
        ("2026-11-20", "Friday the twentieth of November"),
    ],
)
def test_day(on, words):
    assert spoken.day(date.fromisoformat(on), NOW.date()) == words


@pytest.mark.parametrize(
    ("at", "grain", "words", "words24"),
    [
        ("2026-11-25T07:00", "minute", "tomorrow, Wednesday, at seven in the morning", "tomorrow, Wednesday, at seven"),
        ("2026-11-24T19:30", "minute", "today at half past seven in the evening", "today at nineteen thirty"),
        ("2026-11-27T12:00", "minute", "Friday at noon", "Friday at noon"),
        ("2026-11-25T00:00", "minute", "tonight at midnight", "tonight at midnight"),
        ("2026-11-28T00:00", "minute", "Friday at midnight", "Friday at midnight"),
        ("2026-11-25T00:00", "day", "tomorrow, Wednesday", "tomorrow, Wednesday"),
        ("2026-12-04T00:00", "day", "Friday the fourth of December", "Friday the fourth of December"),
    ],
)
def test_moment(at, grain, words, words24):
    assert spoken.moment(berlin(at), NOW, grain=grain) == words
    assert spoken.moment(berlin(at), NOW, grain=grain, twenty_four=True) == words24


def test_today_is_that_of_the_zone_that_is_spoken_of():
    tokyo = datetime(2026, 11, 25, 1, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert spoken.moment(tokyo, NOW.replace(hour=15)) == "tomorrow, Wednesday, at one in the morning"
    assert spoken.moment(tokyo, NOW.replace(hour=16, minute=30)) == "today at one in the morning"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "one second"),
        (60, "one minute"),
        (90, "one minute and thirty seconds"),
        (1200, "twenty minutes"),
        (1800, "half an hour"),
        (3600, "an hour"),
        (5400, "an hour and a half"),
        (9000, "two and a half hours"),
        (3900, "one hour and five minutes"),
        (7200, "two hours"),
        (86_400, "one day"),
        (900, "fifteen minutes"),
        (93_784, "one day, two hours, three minutes and four seconds"),
        (0, "no time"),
    ],
)
def test_duration(seconds, words):
    assert spoken.duration(seconds) == words


@pytest.mark.parametrize(
    ("rules", "first", "words"),
    [
        (["FREQ=DAILY"], "2026-11-25T07:00", "every day at seven in the morning"),
        (["FREQ=DAILY;INTERVAL=2"], "2026-11-25T07:00", "every other day at seven in the morning"),
        (["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"], "2026-11-25T07:00", "every weekday at seven in the morning"),
        (["FREQ=WEEKLY;BYDAY=SA,SU"], "2026-11-28T09:00", "every Saturday and Sunday at nine in the morning"),
        (
            ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"],
            "2026-11-25T07:00",
            "every day except Sunday at seven in the morning",
        ),
        (
            ["FREQ=WEEKLY;BYDAY=MO,WE,FR"],
            "2026-11-25T18:00",
            "every Monday, Wednesday and Friday at six in the evening",
        ),
        (["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"], "2026-12-01T20:00", "every other Tuesday at eight in the evening"),
        (["FREQ=WEEKLY;INTERVAL=3;BYDAY=FR"], "2026-12-04T12:00", "every three weeks on Friday at noon"),
        (["FREQ=MONTHLY;BYDAY=3TH"], "2026-12-17T10:00", "the third Thursday of every month at ten in the morning"),
        (
            ["FREQ=MONTHLY;BYDAY=1MO,3MO"],
            "2026-12-07T10:00",
            "the first and third Monday of every month at ten in the morning",
        ),
        (["FREQ=MONTHLY;BYDAY=-1FR"], "2026-11-27T16:00", "the last Friday of every month at four in the afternoon"),
        (["FREQ=MONTHLY;BYMONTHDAY=-1"], "2026-11-30T18:00", "the last day of every month at six in the evening"),
        (["FREQ=MONTHLY;BYMONTHDAY=15"], "2026-12-15T12:00", "the fifteenth of every month at noon"),
        (["FREQ=MONTHLY;BYMONTHDAY=31"], "2026-12-31T12:00", "the thirty-first of every month that has one at noon"),
        (["FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"], "2026-12-15T12:00", "the fifteenth of every three months at noon"),
        (
            ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"],
            "2026-11-30T12:00",
            "the last weekday of every month at noon",
        ),
        (
            ["FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=8"],
            "2027-05-08T09:00",
            "every year on the eighth of May at nine in the morning",
        ),
        (
            ["FREQ=YEARLY;BYMONTH=9;BYDAY=1MO"],
            "2027-09-06T09:00",
            "every year on the first Monday of September at nine in the morning",
        ),
        (["FREQ=HOURLY;INTERVAL=8"], "2026-11-24T18:20", "every eight hours"),
        (["FREQ=HOURLY"], "2026-11-24T18:20", "every hour"),
        (["FREQ=MINUTELY;INTERVAL=30"], "2026-11-24T18:20", "every half hour"),
        (["FREQ=MINUTELY;INTERVAL=90"], "2026-11-24T18:20", "every hour and a half"),
        (["FREQ=MINUTELY;INTERVAL=20"], "2026-11-24T18:20", "every twenty minutes"),
        (
            ["FREQ=DAILY;BYHOUR=9,12,15;BYMINUTE=0", "FREQ=DAILY;BYHOUR=10,13,16;BYMINUTE=30"],
            "2026-11-24T10:30",
            "every hour and a half from nine in the morning to half past four in the afternoon, every day",
        ),
        (
            ["FREQ=DAILY;UNTIL=20261225T235959"],
            "2026-11-25T07:00",
            "every day at seven in the morning, until Friday the twenty-fifth of December",
        ),
        (["FREQ=DAILY;COUNT=10"], "2026-11-25T07:00", "every day at seven in the morning, ten times"),
        (
            ["FREQ=DAILY", "EXDATE:20261225T070000"],
            "2026-11-25T07:00",
            "every day at seven in the morning, except on Friday the twenty-fifth of December",
        ),
        (
            ["FREQ=DAILY", "EXDATE:20261126T070000", "EXDATE:20261127T070000", "EXDATE:20261128T070000"],
            "2026-11-25T07:00",
            "every day at seven in the morning, except from tomorrow, Thursday, to Saturday",
        ),
        (
            ["FREQ=DAILY", "EXDATE:20261127T070000", "EXDATE:20261128T070000", "EXDATE:20261224T070000"],
            "2026-11-25T07:00",
            "every day at seven in the morning, except on Friday, Saturday and Thursday the twenty-fourth of December",
        ),
        (
            ["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"],
            "2027-08-13T09:00",
            "every Friday the thirteenth at nine in the morning",
        ),
        (["RDATE:20261225T070000"], "2026-11-25T07:00", "on Friday the twenty-fifth of December"),
    ],
)
def test_repetition(rules, first, words):
    assert spoken.repetition(rules, berlin(first)) == words


def test_repetition_without_a_time_and_with_a_24_hour_habit():
    assert spoken.repetition(["FREQ=WEEKLY;BYDAY=MO"], berlin("2026-11-30T00:00"), grain="day") == "every Monday"
    assert (
        spoken.repetition(["FREQ=DAILY"], berlin("2026-11-24T19:30"), twenty_four=True)
        == "every day at nineteen thirty"
    )


minutes = st.integers(2, 60 * 24 * 700).map(lambda ahead: NOW + timedelta(minutes=ahead))


@settings(max_examples=400, deadline=None)
@given(at=minutes)
def test_what_is_said_back_is_understood_as_the_same_moment(at):
    at = (at.astimezone(ZoneInfo("UTC"))).astimezone(BERLIN)
    if at.fold:
        return  # the second of two same hours has no words of its own
    words = spoken.moment(at, NOW)
    found = resolve(words, now=NOW, zone=BERLIN)
    assert isinstance(found.value, Moment), words
    assert found.value.at == at, words
    assert found.rest == "", words
    assert not re.search(r"[\d:/%]", words)


@settings(max_examples=200, deadline=None)
@given(at=minutes, twenty_four=st.booleans(), grain=st.sampled_from(["day", "minute"]))
def test_no_digit_and_no_symbol_is_ever_said(at, twenty_four, grain):
    assert re.fullmatch(r"[A-Za-z ,-]+", spoken.moment(at, NOW, twenty_four=twenty_four, grain=grain))


@pytest.mark.parametrize(
    "text",
    [
        "every day at seven in the morning",
        "every weekday at half past six in the morning",
        "every other Tuesday at noon",
        "the third Thursday of every month at ten in the morning",
        "the last day of every month at six in the evening",
        "every year on the eighth of May at nine in the morning",
        "every eight hours",
        "every hour and a half",
    ],
)
def test_a_repetition_that_is_said_back_is_the_one_that_was_said(text):
    found = resolve(text, now=NOW, zone=BERLIN).value
    assert isinstance(found, Recurrence)
    assert spoken.repetition(found.rules, found.first) == text
