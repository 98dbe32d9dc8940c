"""Laws that hold for whatever is said."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.recurrence import occurrences
from utils.time_expressions import (
    Context,
    Duration,
    Grain,
    Moment,
    Recurrence,
    Several,
    TimeExpressionError,
    adjust,
    resolve,
)
from utils.time_expressions.tokens import Words

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "UTC"]
WORDS = """
at in on by for next this last every other day week month monday friday weekend tomorrow today tonight morning
evening night noon midnight seven eight twelve one half past quarter to from until before after and or no wait
the fifth first 31st march may 7 7:30 19:00 pm am o'clock hour hours minutes twenty two a an couple few soon
ago except times between five christmas end of year call mom remind me wake alarm timer , . - 2026 25 0630 / ½
days second third eastern time saturday & dentist quarter afternoon alternate
""".split()  # noqa: SIM905 - a list would be a page long


moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.sampled_from(ZONES).map(ZoneInfo))
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)


def singles(value):
    return value.items if isinstance(value, Several) else [value] if value is not None else []


@settings(max_examples=1500, deadline=None)
@given(text=sentences, now=moments, context=st.sampled_from(list(Context)))
def test_never_in_the_past_and_only_known_errors(text, now, context):
    now = now.replace(microsecond=0)
    try:
        found = resolve(text, now=now, zone=now.tzinfo, context=context)
    except TimeExpressionError as error:
        offer = getattr(error, "offer", None)
        assert offer is None or offer > now
        return
    for item in singles(found.value):
        at = item.first if isinstance(item, Recurrence) else item.at
        assert at.tzinfo is now.tzinfo
        if getattr(item, "grain", None) is Grain.DAY and isinstance(item, Moment):
            assert at.date() >= now.date()
        elif isinstance(item, Duration):
            assert at >= now
        else:
            assert at >= now  # "right now" is now
        if isinstance(item, Recurrence):
            clock = item.clock
            listed = occurrences(item.rules, start=item.wall, zone=item.zone, clock=clock, count=4)
            assert listed[0] == item.first
            assert listed == sorted(set(listed))


@settings(max_examples=400, deadline=None)
@given(text=sentences, now=moments, ahead=st.integers(1, 500_000))
def test_a_changed_moment_is_never_in_the_past(text, now, ahead):
    now = now.replace(microsecond=0)
    moment = (now.astimezone(ZoneInfo("UTC")) + timedelta(minutes=ahead)).astimezone(now.tzinfo)
    try:
        found = adjust(text, moment=moment, now=now, zone=now.tzinfo)
    except TimeExpressionError:
        return
    assert found.at > now or (found.grain is Grain.DAY and found.at.date() >= now.date())


@pytest.mark.parametrize(
    "phrase",
    [
        "at five",
        "tomorrow at nine",
        "on Friday",
        "in twenty minutes",
        "every Monday at nine",
        "at half past six in the evening",
        "by Friday noon",
        "on the fifth of March",
    ],
)
@pytest.mark.parametrize("task", ["call mom", "water the plants and feed the cat", "read chapter seven"])
@pytest.mark.parametrize("form", ["remind me {0} to {1}", "remind me to {1} {0}", "{0} remind me to {1}", "{1} {0}"])
def test_the_rest_never_holds_the_time(phrase, task, form):
    now = datetime(2026, 11, 24, 10, 20, tzinfo=ZoneInfo("Europe/Berlin"))
    found = resolve(form.format(phrase, task), now=now, zone="Europe/Berlin")
    alone = resolve(phrase, now=now, zone="Europe/Berlin")
    assert found.rest == task
    assert found.value == alone.value


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=80), now=moments)
def test_any_text_is_borne(text, now):
    with suppress(TimeExpressionError):
        resolve(text, now=now, zone=now.tzinfo)


def work(text):
    """How many words are looked at: the same on every machine, unlike seconds."""
    looked = 0

    class Counted(Words):
        def __getitem__(self, index):
            nonlocal looked
            looked += 1
            return super().__getitem__(index)

    now = datetime(2026, 11, 24, 10, 20, tzinfo=ZoneInfo("Europe/Berlin"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("utils.time_expressions.resolving.Words", Counted)
        with suppress(TimeExpressionError):
            resolve(text, now=now, zone="Europe/Berlin")
    return looked


@pytest.mark.parametrize(
    "junk",
    [
        *(
            "a",
            "7",
            "seven ",
            "twenty ",
            "and ",
            "every ",
            "no wait ",
            "in a ",
            "half ",
            "monday ",
            "mondays and ",
            "um, ",
        ),
        *(
            "the first and ",
            "7:",
            "-",
            "1/",
            ". ",
            "in an hour and ",
            "at seven or ",
            "except ",
            "\u2019",
            "for seven ",
            "@ ",
            "except from monday to ",
            "the evening before ",
            "at ten and the bank at nine ",
            "five, ",
            "saturday before ",
            "tokyo time ",
            "i don't know ",
        ),
    ],
)
def test_work_grows_with_the_length_of_junk_and_no_faster(junk):
    shorter, longer = (junk * (size // len(junk)) for size in (3000, 9000))
    assert work(longer) < 3.5 * work(shorter) + 3000


def test_ten_kilobytes_of_mixed_words_are_answered():
    source = random.Random(7)
    assert work(" ".join(source.choice(WORDS) for _ in range(2000))) < 2_000_000
