"""Days, times of the day, moments and lengths in the words of a person."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from utils.spoken.numbers import count, listing, number, ordinal, year

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def part_of_day(at: time) -> str:
    """The words after a time on a twelve-hour clock: "in the morning" until noon, "at night" from ten."""
    if at.hour < 12:
        return "in the morning"
    if at.hour < 18:
        return "in the afternoon"
    return "in the evening" if at.hour < 22 else "at night"


def _face(at: time) -> str:
    """The hand of a twelve-hour clock: "half past six", "quarter to seven", "six forty-two"."""
    hour, following = at.hour % 12 or 12, at.hour % 12 + 1
    if at.minute == 0:
        return number(hour)
    if at.minute == 30:
        return f"half past {number(hour)}"
    if at.minute % 5:
        return f"{number(hour)} {'oh ' if at.minute < 10 else ''}{number(at.minute)}"
    minutes = at.minute if at.minute < 30 else 60 - at.minute
    named = "quarter" if minutes == 15 else number(minutes)
    return f"{named} past {number(hour)}" if at.minute < 30 else f"{named} to {number(following)}"


def time_of_day(at: time, *, twenty_four: bool = False) -> str:
    """A time: "half past six in the morning", "noon"; with a 24-hour habit "six thirty", "nineteen hundred"."""
    if at.minute == 0 and at.second == 0 and at.hour in (0, 12):
        return "midnight" if at.hour == 0 else "noon"
    seconds = f" and {count(at.second, 'second')}" if at.second else ""
    if not twenty_four:
        # from a quarter to twelve the hand says twelve, and the words after it must not turn noon into night
        return f"{_face(at)} {part_of_day(at)}{seconds}" if not seconds else f"{_face(at)}{seconds} {part_of_day(at)}"
    if at.minute == 0:
        hour = number(at.hour) if at.hour < 13 else f"{number(at.hour)} hundred"
        return f"{hour}{seconds}"
    return f"{number(at.hour)} {'oh ' if at.minute < 10 else ''}{number(at.minute)}{seconds}"


def day(on: date, today: date) -> str:
    """A day as seen from today: "tomorrow, Wednesday", "Friday", "Friday the fourth of December"."""
    away = (on - today).days
    name = WEEKDAYS[on.weekday()]
    near = {0: "today", 1: f"tomorrow, {name}", -1: f"yesterday, {name}"}.get(away)
    if near:
        return near
    if 1 < away < 7:
        return name
    said = f"{name} the {ordinal(on.day)} of {MONTHS[on.month - 1]}"
    # eleven months ahead the same month name means another year to most ears
    return said if 0 < away < 300 or on.year == today.year else f"{said} {year(on.year)}"


def moment(
    at: datetime, now: datetime, *, grain: Literal["day", "minute", "second"] = "minute", twenty_four: bool = False
) -> str:
    """A moment in full: "tomorrow, Wednesday, at seven in the morning"; grain "day" leaves out the time.

    Both are aware; `at` is spoken in its own zone. Midnight belongs to the day that it ends: "tonight at midnight".
    """
    today = now.astimezone(at.tzinfo).date()
    if grain == "day":
        return day(at.date(), today)
    wall = at.time().replace(second=at.second if grain == "second" else 0, microsecond=0)
    if wall == time():
        before = at.date() - timedelta(days=1)
        return "tonight at midnight" if before == today else _join(day(before, today), "midnight")
    return _join(day(at.date(), today), time_of_day(wall, twenty_four=twenty_four))


def _join(on: str, at: str) -> str:
    return f"{on}, at {at}" if "," in on else f"{on} at {at}"


def duration(seconds: int) -> str:
    """A length: "an hour and a half", "twenty minutes", "one hour and five minutes", "two days"."""
    if seconds <= 0:
        return "no time"
    special = {900: "a quarter of an hour", 1800: "half an hour", 5400: "an hour and a half", 3600: "an hour",
               60: "one minute"}.get(seconds)  # fmt: skip
    if special and seconds != 900:
        return special
    if seconds % 3600 == 1800 and seconds < 86_400:
        return f"{number(seconds // 3600)} and a half hours"
    parts: list[str] = []
    left = seconds
    for name, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        value, left = divmod(left, size)
        if value:
            parts.append(count(value, name))
    return listing(parts)
