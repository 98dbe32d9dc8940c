"""What spoken times mean, row by row; spoken on Tuesday 24 November 2026 at 10:20 in Berlin unless said otherwise."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from utils.time_expressions import (
    Context,
    DayParts,
    Duration,
    Grain,
    Moment,
    PastTime,
    Recurrence,
    Several,
    Unclear,
    resolve,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=BERLIN)


def said(text, now=NOW, context=Context.PLAIN, **more):
    return resolve(text, now=now, zone=BERLIN, context=context, **more).value


def wall(text, now=NOW, context=Context.PLAIN, **more):
    found = said(text, now, context, **more)
    assert isinstance(found, Moment), found
    return f"{found.at:%Y-%m-%d}" if found.grain is Grain.DAY else f"{found.at:%Y-%m-%d %H:%M}"


def day(number, clock=""):
    return f"2026-11-{number:02}" + (f" {clock}" if clock else "")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at seven", day(24, "19:00")),
        ("at ten", day(24, "22:00")),
        ("at 10:20", day(24, "22:20")),
        ("at 18:30", day(24, "18:30")),
        ("at 0:15", day(25, "00:15")),
        ("tomorrow at eight", day(25, "08:00")),
        ("on Friday at eleven", day(27, "11:00")),
        ("tomorrow at three", day(25, "15:00")),
        ("meeting on Friday at five", day(27, "17:00")),
        ("wake me up at five", day(25, "05:00")),
        ("wake me at five", day(25, "05:00")),
        ("wake me at six tomorrow", day(25, "06:00")),
        ("alarm for five tomorrow morning", day(25, "05:00")),
        ("seven tonight", day(24, "19:00")),
        ("tonight at one", day(25, "01:00")),
        ("eight in the evening", day(24, "20:00")),
        ("seven in the morning", day(25, "07:00")),
        ("ten am", day(25, "10:00")),
        ("half seven", day(24, "19:30")),
        ("half past six", day(24, "18:30")),
        ("quarter to nine", day(24, "20:45")),
        ("quarter of nine", day(24, "20:45")),
        ("ten past four", day(24, "16:10")),
        ("twenty to five", day(24, "16:40")),
        ("seven thirty p m", day(24, "19:30")),
        ("nineteen hundred", day(24, "19:00")),
        ("oh six thirty", day(25, "06:30")),
        ("twelve oh five", day(24, "12:05")),
        ("noon", day(24, "12:00")),
        ("midday", day(24, "12:00")),
        ("noonish", day(24, "12:00")),
        ("around noon", day(24, "12:00")),
        ("midnight", day(25, "00:00")),
        ("morning", day(25, "08:00")),
        ("afternoon", day(24, "15:00")),
        ("evening", day(24, "19:00")),
        ("tonight", day(24, "20:00")),
        ("night", day(24, "22:00")),
        ("end of the day", day(24, "18:00")),
        ("lunchtime", day(24, "12:30")),
        ("bedtime", day(24, "22:00")),
        ("first thing tomorrow", day(25, "08:00")),
        ("tomorrow night", day(25, "22:00")),
        ("tomorrow evening", day(25, "19:00")),
        ("Friday", day(27)),
        ("this Friday", day(27)),
        ("on Friday", day(27)),
        ("Tuesday", "2026-12-01"),
        ("next Friday", "2026-12-04"),
        ("a week from Friday", "2026-12-04"),
        ("Friday week", "2026-12-04"),
        ("Friday after next", "2026-12-04"),
        ("a week from Tuesday", "2026-12-08"),
        ("next week", day(30)),
        ("next month", "2026-12-01"),
        ("next year", "2027-01-01"),
        ("this weekend", day(28)),
        ("the weekend", day(28)),
        ("next weekend", "2026-12-05"),
        ("the fifth", "2026-12-05"),
        ("the 31st", "2026-12-31"),
        ("third of March", "2027-03-03"),
        ("March third", "2027-03-03"),
        ("in two days", day(26, "10:20")),
        ("in a week", "2026-12-01 10:20"),
        ("in a fortnight", "2026-12-08 10:20"),
        ("in 3 years", "2029-11-24 10:20"),
        ("in a month", "2026-12-24 10:20"),
        ("in two days at nine", day(26, "09:00")),
        ("in three weeks on Monday", "2026-12-14"),
    ],
)
def test_moments(text, expected):
    assert wall(text) == expected


def test_next_friday_and_the_weekend_on_a_saturday():
    saturday = at("2026-11-28T10:00")
    assert wall("next Friday", saturday) == "2026-12-04"
    assert wall("this weekend", saturday) == day(28)
    assert wall("next weekend", saturday) == "2026-12-05"


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("in an hour and a half", timedelta(hours=1, minutes=30)),
        ("in three quarters of an hour", timedelta(minutes=45)),
        ("in half an hour", timedelta(minutes=30)),
        ("in 90 seconds", timedelta(seconds=90)),
        ("in a couple of hours", timedelta(hours=2)),
        ("an hour from now", timedelta(hours=1)),
    ],
)
def test_elapsed_time_is_exact_across_a_change_of_the_clocks(text, ahead):
    for now in (NOW, at("2026-03-29T01:45"), at("2026-10-25T01:45")):
        found = said(text, now)
        assert isinstance(found, Moment)
        assert found.at.astimezone(ZoneInfo("UTC")) - now.astimezone(ZoneInfo("UTC")) == ahead
        assert found.clock == "elapsed"


def test_a_month_from_the_last_of_january_is_the_last_of_february():
    assert wall("in a month", at("2027-01-31T09:00")) == "2027-02-28 09:00"
    assert wall("in a month", at("2028-01-31T09:00")) == "2028-02-29 09:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("within two weeks", "2026-12-08 10:20"),
        ("by Friday", day(27)),
        ("by five", day(24, "17:00")),
        ("before noon", day(24, "12:00")),
        ("by tomorrow", day(25)),
        ("before Friday", day(26)),
        ("no later than nine pm", day(24, "21:00")),
    ],
)
def test_deadlines(text, expected):
    assert wall(text) == expected
    assert said(text).deadline
    assert not said("on Friday").deadline


@pytest.mark.parametrize(
    "text",
    [
        "the 31st of February",
        "the 32nd",
        "25 o'clock",
        "February 29th",
        "soon",
        "later",
        "sometime",
        "in a bit",
        "one of these days",
        "a few minutes",
        "several hours",
        "at seven or eight",
        "twice a day",
        "mid-December",
        "later today",
        "this morning",
        "every Monday or Tuesday",
        "in an hour or two",
        "tomorrow Friday",
        "every third Thursday",
    ],
)
def test_what_is_not_clear_is_asked(text):
    with pytest.raises(Unclear) as caught:
        said(text)
    question = caught.value.question
    assert question.endswith("?")
    assert question[0].isupper()
    assert caught.value.said


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("at seven or eight", "Seven or eight?"),
        ("monday or wednesday at nine", "Monday or wednesday?"),
        ("in five or ten minutes", "Five or ten minutes?"),
        ("a few minutes", "How many minutes?"),
        ("tomorrow morning or tomorrow evening", "Tomorrow morning or tomorrow evening?"),
        ("february 29th", "The next February twenty-ninth is in twenty twenty-eight. Do you mean that one?"),
    ],
)
def test_the_question_names_the_choices(text, question):
    with pytest.raises(Unclear) as caught:
        said(text)
    assert caught.value.question == question


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("ten am today", "2026-11-25T10:00"),
        ("this morning at 8", "2026-11-25T08:00"),
        ("yesterday", None),
        ("last Friday", None),
        ("two hours ago", None),
        ("yesterday at five", None),
        ("last night at eight", None),
        ("the 5th of March 2020", None),
        ("2020-01-01T10:00", None),
    ],
)
def test_an_explicit_past_is_refused_with_an_offer(text, offer):
    with pytest.raises(PastTime) as caught:
        said(text)
    assert caught.value.offer == (at(offer) if offer else None)
    assert caught.value.said == text


def test_a_day_without_a_time_has_day_grain_and_an_alarm_asks():
    assert said("tomorrow").grain is Grain.DAY
    assert said("tomorrow", context=Context.REMINDER).grain is Grain.DAY
    with pytest.raises(Unclear):
        said("tomorrow", context=Context.ALARM)
    with pytest.raises(Unclear):
        said("wake me on Friday")


def test_two_times_joined_by_and():
    found = said("Monday and Wednesday at 8")
    assert isinstance(found, Several)
    assert [item.at for item in found.items] == [at("2026-11-30T08:00"), at("2026-11-25T08:00")]


class TestFinerPoints:
    def test_1_alarms_and_waking(self):
        for hour, expected in [
            ("three", "03:00"),
            ("six", "06:00"),
            ("eleven", "11:00"),
            ("twelve", "12:00"),
            ("two", "14:00"),
        ]:
            assert wall(f"tomorrow at {hour}", context=Context.ALARM) == day(25, expected)
            assert wall(f"wake me tomorrow at {hour}") == day(25, expected)
        assert wall("at six", context=Context.ALARM) == day(24, "18:00")
        assert wall("wake me at six") == day(25, "06:00")
        assert wall("get me up at six") == day(25, "06:00")
        assert wall("wake me at one") == day(24, "13:00")
        assert wall("wake me at twelve") == day(24, "12:00")

    def test_2_today(self):
        assert wall("today at eight") == day(24, "20:00")
        for text in ("tonight", "this evening"):
            with pytest.raises(Unclear):
                said(text, at("2026-11-24T21:00"))

    def test_3_after_midnight(self):
        now = at("2026-11-25T00:20")
        assert wall("tomorrow at nine", now) == day(26, "09:00")
        assert wall("tonight at eight", now) == day(25, "20:00")
        assert wall("tonight at one", now) == day(25, "01:00")
        assert wall("tonight at five") == day(24, "17:00")
        assert wall("tonight at four") == day(25, "04:00")
        assert wall("tomorrow night at one") == day(26, "01:00")

    def test_4_midnight_and_twelve(self):
        assert wall("Friday at midnight") == day(28, "00:00")
        assert wall("midnight tomorrow") == day(26, "00:00")
        assert wall("tomorrow at 12:30") == day(25, "12:30")
        assert wall("at twelve", at("2026-11-24T13:00")) == day(25, "12:00")

    def test_5_the_hour_that_is_said_decides(self):
        assert wall("tomorrow at quarter to seven") == day(25, "06:45")
        assert wall("tomorrow at ten past six") == day(25, "18:10")
        assert wall("tomorrow at five to one") == day(25, "12:55")
        assert wall("tomorrow at quarter to three", context=Context.ALARM) == day(25, "02:45")

    def test_6_days_counted(self):
        assert wall("in two days") == day(26, "10:20")
        assert wall("the 24th") == "2026-12-24"
        assert wall("the 24th at eight pm") == day(24, "20:00")
        assert wall("the 24th at nine am") == "2026-12-24 09:00"
        assert wall("a week from today") == "2026-12-01"

    def test_7_ends(self):
        assert wall("end of the week") == day(27)
        assert wall("end of the month") == day(30)

    @pytest.mark.parametrize("marker", ["no", "no wait", "sorry", "I mean", "actually", ", no, ", "wait no"])
    def test_8_corrections(self, marker):
        assert wall(f"at seven {marker} eight") == day(24, "20:00")
        assert wall(f"tomorrow {marker} Friday at nine") == day(27, "09:00")
        assert wall(f"tomorrow at seven {marker} eight") == day(25, "08:00")

    def test_8_what_is_not_corrected_stays(self):
        assert wall("tomorrow at seven pm no eight") == day(25, "20:00")
        assert wall("in ten minutes no fifteen") == day(24, "10:35")
        assert wall("seven am no pm") == day(24, "19:00")
        assert said("every Monday at nine no every Tuesday").rules == ("FREQ=WEEKLY;BYDAY=TU",)

    def test_10_offers(self):
        with pytest.raises(PastTime) as caught:
            said("today at noon", at("2026-11-24T13:00"))
        assert caught.value.offer == at("2026-11-25T12:00")

    def test_11_and_12_repetitions(self):
        assert said("every hour").first == NOW + timedelta(hours=1)
        assert said("every 8 hours").first == NOW + timedelta(hours=8)
        assert said("every Tuesday at 8 pm").first == at("2026-11-24T20:00")
        assert said("every other Tuesday").first == at("2026-12-01T00:00")
        assert said("every week").rules == ("FREQ=WEEKLY;BYDAY=TU",)
        assert said("every month").rules == ("FREQ=MONTHLY;BYMONTHDAY=24",)
        assert said("every day for two weeks").rules == ("FREQ=DAILY;COUNT=14",)
        assert said("every week for two weeks").rules == ("FREQ=WEEKLY;BYDAY=TU;COUNT=2",)
        assert said("every day until Christmas").rules == ("FREQ=DAILY;UNTIL=20261225T235959",)


@pytest.mark.parametrize(
    ("text", "rules", "first"),
    [
        ("every day at 7", ["FREQ=DAILY"], "2026-11-25T07:00"),
        ("weekdays at 7", ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"], "2026-11-25T07:00"),
        ("on weekends at 9", ["FREQ=WEEKLY;BYDAY=SA,SU"], "2026-11-28T09:00"),
        ("every Monday and Thursday at 9", ["FREQ=WEEKLY;BYDAY=MO,TH"], "2026-11-26T09:00"),
        ("every other Tuesday at 9", ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"], "2026-12-01T09:00"),
        ("every two weeks on Friday at 9", ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"], "2026-11-27T09:00"),
        ("every third Thursday of the month at 9", ["FREQ=MONTHLY;BYDAY=3TH"], "2026-12-17T09:00"),
        ("the first Monday of each month at 9", ["FREQ=MONTHLY;BYDAY=1MO"], "2026-12-07T09:00"),
        ("on the 15th of every month at 9", ["FREQ=MONTHLY;BYMONTHDAY=15"], "2026-12-15T09:00"),
        ("the last day of the month at 9", ["FREQ=MONTHLY;BYMONTHDAY=-1"], "2026-11-30T09:00"),
        ("every month on the 31st at 9", ["FREQ=MONTHLY;BYMONTHDAY=31"], "2026-12-31T09:00"),
        ("every year on May 8th at 9", ["FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=8"], "2027-05-08T09:00"),
        ("every hour", ["FREQ=HOURLY"], "2026-11-24T11:20"),
        (
            "every 90 minutes between nine and five",
            ["FREQ=DAILY;BYHOUR=9,12,15;BYMINUTE=0", "FREQ=DAILY;BYHOUR=10,13,16;BYMINUTE=30"],
            "2026-11-24T10:30",
        ),
        ("every day at 9 until Christmas", ["FREQ=DAILY;UNTIL=20261225T235959"], "2026-11-25T09:00"),
        ("every day at 9 for five days", ["FREQ=DAILY;COUNT=5"], "2026-11-25T09:00"),
        ("every day at 9 ten times", ["FREQ=DAILY;COUNT=10"], "2026-11-25T09:00"),
        ("every day except Sunday at 9", ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"], "2026-11-25T09:00"),
        (
            "weekdays at 9 except the 25th",
            ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "EXDATE:20261125T090000"],
            "2026-11-26T09:00",
        ),
        ("quarterly on the 15th at 9", ["FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"], "2026-12-15T09:00"),
        ("biweekly on Friday at 9", ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"], "2026-11-27T09:00"),
        ("every three months on the 15th at 9", ["FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"], "2026-12-15T09:00"),
        (
            "every Monday at 9 but skip the next one",
            ["FREQ=WEEKLY;BYDAY=MO", "EXDATE:20261130T090000"],
            "2026-12-07T09:00",
        ),
    ],
)
def test_recurrences(text, rules, first):
    found = said(text)
    assert isinstance(found, Recurrence)
    assert list(found.rules) == rules
    assert found.first == at(first)
    assert found.zone == "Europe/Berlin"
    assert found.clock == ("elapsed" if text == "every hour" else "wall")


def test_two_repetitions():
    found = said("weekdays at 7 and weekends at 9")
    assert isinstance(found, Several)
    assert [item.rules for item in found.items] == [("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",), ("FREQ=WEEKLY;BYDAY=SA,SU",)]


def test_a_wall_time_in_the_gap_is_kept_as_it_was_meant():
    found = said("tomorrow at 2:30 am", at("2026-03-28T12:00"))
    assert isinstance(found, Moment)
    assert found.at == at("2026-03-29T03:30")
    assert found.wall == datetime(2026, 3, 29, 2, 30)
    daily = said("every day at 2:30 am", at("2026-03-28T12:00"))
    assert isinstance(daily, Recurrence)
    assert daily.wall == datetime(2026, 3, 29, 2, 30)


def test_a_timer_is_a_length():
    for text in ("20 minutes", "twenty minutes", "in 20 minutes", "for twenty minutes"):
        assert said(text, context=Context.TIMER) == Duration(1200, NOW + timedelta(minutes=20))
    assert said("set a timer for twenty minutes") == Duration(1200, NOW + timedelta(minutes=20))
    assert isinstance(said("20 minutes", context=Context.REMINDER), Moment)


def test_the_hours_of_the_parts_of_a_day_are_the_users_own():
    mine = DayParts(morning=time(6, 15), evening=time(21), bedtime=time(0, 30))
    assert wall("tomorrow morning", habits=mine) == day(25, "06:15")
    assert wall("this evening", habits=mine) == day(24, "21:00")
    assert wall("at bedtime", habits=mine) == day(25, "00:30")
    assert said("every morning", habits=mine).first == at("2026-11-25T06:15")


@pytest.mark.parametrize(
    ("text", "previous", "expected"),
    [
        ("and another at eight", "2026-11-25T07:00", "2026-11-25 08:00"),
        ("and another at eight", "2026-11-25T19:00", "2026-11-25 20:00"),
        ("another one at half past six", "2026-11-25T19:00", "2026-11-25 18:30"),
        ("eight", "2026-11-25T07:00", "2026-11-25 08:00"),
        ("and at nine", "2026-11-24T11:00", "2026-11-24 21:00"),
        ("and another on Friday", "2026-11-25T07:00", "2026-11-27 07:00"),
        ("and another on Friday at six pm", "2026-11-25T07:00", "2026-11-27 18:00"),
        ("set an alarm for eight", "2026-11-25T07:00", "2026-11-24 20:00"),
    ],
)
def test_what_was_spoken_of_before_gives_the_day_and_the_half(text, previous, expected):
    assert wall(text, previous=at(previous)) == expected


def test_naive_now_and_the_name_of_a_zone_will_do():
    assert resolve("noon", now=datetime(2026, 11, 24, 10, 20), zone="Europe/Berlin").value.at == at("2026-11-24T12:00")
    tokyo = resolve("at seven", now=NOW, zone="Asia/Tokyo").value
    assert f"{tokyo.at:%d %H:%M %Z}" == "24 19:00 JST"
