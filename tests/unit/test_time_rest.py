"""What is left of a sentence without its time and its asking words, and numbers that are no times."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from utils.time_expressions import PastTime, Recurrence, Unclear, resolve

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=BERLIN)


def found(text):
    return resolve(text, now=NOW, zone=BERLIN)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("remind me to call mom at five and not to forget the keys", "call mom and not to forget the keys"),
        ("remind me at six to watch the nine o'clock news", "watch the nine o'clock news"),
        ("remind me to watch the nine o'clock news at eight", "watch the nine o'clock news"),
        ("remind me about my three o'clock meeting at two", "my three o'clock meeting"),
        ("remind me about the meeting on Friday at five", "the meeting"),
        ("remind me that the rent is due on Friday", "the rent is due"),
        ("remind me on Friday that the rent is due", "the rent is due"),
        ("tomorrow at nine remind me to buy milk", "buy milk"),
        ("Please remind me to buy milk tomorrow at nine.", "buy milk"),
        ("could you remind me to buy milk tomorrow please", "buy milk"),
        ("um remind me uh to buy milk like tomorrow", "buy milk"),
        ("don't let me forget to buy milk tomorrow", "buy milk"),
        ("set a reminder for tomorrow at nine to buy milk", "buy milk"),
        ("set a reminder to buy milk tomorrow at nine", "buy milk"),
        ("give me a reminder about the milk tomorrow", "the milk"),
        ("buy milk, remind me tomorrow", "buy milk"),
        ("Remind me to call Ana's mother, Bob and the bank at 5pm", "call Ana's mother, Bob and the bank"),
        ("remind me every Monday at nine to call the bank", "call the bank"),
        ("remind me to call the bank every Monday at nine until Christmas", "call the bank"),
        ("wake me up at seven", ""),
        ("please wake me up at seven tomorrow morning", ""),
        ("set an alarm for seven", ""),
        ("alarm at six thirty", ""),
        ("set an alarm for the gym at six", "the gym"),
        ("set an alarm for six called gym", "gym"),
        ("set a pasta timer for nine minutes", "pasta"),
        ("ten minute pasta timer", "pasta"),
        ("set a timer for twenty minutes", ""),
        ("meeting on Friday at five", "meeting"),
        ("dinner with Ana at the Second Street cafe at seven", "dinner with Ana at the Second Street cafe"),
        ("remind me at five no wait six to call mom", "call mom"),
        ("Call mom (tomorrow, 5 pm)!", "Call mom"),
        ("remind me an hour before the meeting at five", "the meeting"),
    ],
)
def test_rest(text, rest):
    assert found(text).value is not None
    assert found(text).rest == rest


def test_errors_carry_the_rest_too():
    with pytest.raises(Unclear) as unclear:
        found("remind me soon to stretch")
    assert (unclear.value.rest, unclear.value.said) == ("stretch", "soon")
    with pytest.raises(PastTime) as past:
        found("remind me to stretch at nine am today")
    assert (past.value.rest, past.value.said) == ("stretch", "at nine am today")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("remind me about the seven dwarfs", "the seven dwarfs"),
        ("march to the store", "march to the store"),
        ("may I go", "may I go"),
        ("the second floor", "the second floor"),
        ("on the second floor", "on the second floor"),
        ("buy sun cream", "buy sun cream"),
        ("the 3 musketeers", "the 3 musketeers"),
        ("one more thing", "one more thing"),
        ("he sat down", "he sat down"),
        ("call 911", "call 911"),
        ("remind me to buy 3 apples", "buy 3 apples"),
        ("remind me to read chapter seven", "read chapter seven"),
        ("remind me to watch the nine o'clock news", "watch the nine o'clock news"),
        ("remind me to study for two hours", "study for two hours"),
        ("remind me about tomorrow's meeting", "tomorrow's meeting"),
        ("remind me to call mom", "call mom"),
        ("table for two", "table for two"),
        ("rate it three to five", "rate it three to five"),
        ("the Friday meeting", "the Friday meeting"),
        ("5 Main Street", "5 Main Street"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_a_number_is_not_a_time_by_itself(text, rest):
    assert found(text).value is None
    assert found(text).rest == rest


@pytest.mark.parametrize(
    ("text", "clock", "rest"),
    [
        ("remind me to book a table for four at seven", "19:00", "book a table for four"),
        ("remind me to pay 50 dollars at nine", "21:00", "pay 50 dollars"),
        ("remind me at 5 to get the 6 o'clock bus", "17:00", "get the 6 o'clock bus"),
        ("at six remind me to be home by eight", "18:00", "be home by eight"),
    ],
)
def test_other_numbers_stay_in_the_task(text, clock, rest):
    answer = found(text)
    assert f"{answer.value.at:%H:%M}" == clock
    assert answer.rest == rest


def test_the_hour_at_the_end_of_the_task_belongs_to_the_day_before_it():
    answer = found("remind me tomorrow to call mom at five")
    assert f"{answer.value.at:%d %H:%M}" == "25 17:00"
    assert answer.rest == "call mom"


def test_a_repetition_in_a_sentence():
    answer = found("remind me to take out the trash every Monday evening")
    assert isinstance(answer.value, Recurrence)
    assert answer.rest == "take out the trash"
