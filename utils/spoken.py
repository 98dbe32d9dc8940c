"""Times, lengths, repetitions and lists in the words of a person: no digits, no symbols, no long lists."""

from __future__ import annotations

import itertools
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from utils.recurrence import Rule, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ODD_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = [
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
_CODES = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_UNITS = {"SECONDLY": "second", "MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "week",
          "MONTHLY": "month", "YEARLY": "year"}  # fmt: skip
_LONGEST_LIST = 5
_SHOWN_OF_MORE = 3


def number(value: int) -> str:
    """A whole number in words: 42 → "forty-two", 120 → "one hundred and twenty"."""
    if value < 0:
        return f"minus {number(-value)}"
    if value < 20:
        return _SMALL[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    for size, name in ((1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= size:
            high, low = divmod(value, size)
            head = f"{number(high)} {name}"
            return head if not low else f"{head} {'and ' if low < 100 else ''}{number(low)}"
    raise AssertionError(value)


def ordinal(value: int) -> str:
    """A place in words: 4 → "fourth", 21 → "twenty-first"."""
    words = number(value)
    head, dash, last = words.rpartition("-") if "-" in words.rsplit(" ", 1)[-1] else words.rpartition(" ")
    last = _ODD_ORDINALS[last] if last in _ODD_ORDINALS else f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{head}{dash}{last}"


def count(value: int, thing: str, things: str | None = None) -> str:
    """So many of a thing: "three alarms", "one alarm", "no alarms"."""
    plural = things if things is not None else f"{thing}s"
    return f"{'no' if value == 0 else number(value)} {thing if value == 1 else plural}"


def listing(items: Sequence[str]) -> str:
    """A list for the ear: "a, b and c"; of more than five the first three, "and three more"."""
    said = list(items)
    if len(said) > _LONGEST_LIST:
        said = [*said[:_SHOWN_OF_MORE], f"{number(len(said) - _SHOWN_OF_MORE)} more"]
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} and {said[-1]}"


def year(value: int) -> str:
    """A year as it is read: 2026 → "twenty twenty-six", 2005 → "two thousand and five"."""
    high, low = divmod(value, 100)
    if not 10 <= high <= 99 or (high % 10 == 0 and low < 10):
        return number(value)
    if low == 0:
        return f"{number(high)} hundred"
    return f"{number(high)} {number(low) if low > 9 else f'oh {number(low)}'}"


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
    name = _WEEKDAYS[on.weekday()]
    near = {0: "today", 1: f"tomorrow, {name}", -1: f"yesterday, {name}"}.get(away)
    if near:
        return near
    if 1 < away < 7:
        return name
    said = f"{name} the {ordinal(on.day)} of {_MONTHS[on.month - 1]}"
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


def repetition(
    rules: Sequence[str],
    first: datetime,
    *,
    grain: Literal["day", "minute", "second"] = "minute",
    twenty_four: bool = False,
) -> str:
    """A recurrence: "every weekday at seven in the morning", "every other Tuesday", "every eight hours".

    `rules` are RFC 5545 lines, `first` is an occurrence whose wall time all others share.

    :raises utils.recurrence.BadRule: if the lines cannot be read
    """
    found = parse(rules)
    if not found.rules:
        dates = [day(_wall(added, first).date(), first.date()) for added in found.added]
        return f"on {listing(dates)}"
    rule = found.rules[0]
    hours = _hours(found.rules)
    words = every(rule, first) if not hours else _grid_words(rule, first, hours, twenty_four=twenty_four)
    # hours and minutes carry their own times, everything slower says when
    if grain != "day" and not hours and rule.freq in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        words += f" at {time_of_day(first.time().replace(second=0, microsecond=0), twenty_four=twenty_four)}"
    words += _bounds(rule, first)
    left_out = [day(out.date() if isinstance(out, datetime) else out, first.date()) for out in found.left_out]
    if left_out:
        words += f", except on {listing(left_out)}"
    return words


def _wall(moment_: datetime, first: datetime) -> datetime:
    return moment_.astimezone(first.tzinfo) if moment_.tzinfo else moment_


def _numbers(rule: Rule, name: str) -> list[int]:
    return [int(value) for value in rule.get(name).split(",") if value]


def _each(interval: int, unit: str) -> str:
    if interval == 1:
        return f"every {unit}"
    return f"every other {unit}" if interval == 2 else f"every {number(interval)} {unit}s"


def every(rule: Rule, first: datetime) -> str:
    """What a rule says without its time: "every weekday", "the first Monday of every month"."""
    interval = rule.interval
    codes = [code for code in rule.get("BYDAY").split(",") if code]
    days = [_WEEKDAYS[_CODES[code[-2:]]] for code in codes]
    numbered = any(len(code) > 2 for code in codes)
    if rule.freq == "WEEKLY":
        return _weekly(interval, codes or [list(_CODES)[first.weekday()]], days or [_WEEKDAYS[first.weekday()]])
    if rule.freq == "MONTHLY":
        return _monthly(rule, first, codes if numbered else [], days)
    if rule.freq == "YEARLY":
        return _yearly(rule, first, codes if numbered else [])
    if rule.freq == "MINUTELY" and interval % 30 == 0 and interval > 30:
        return f"every {duration(interval * 60)}" if interval != 90 else "every hour and a half"
    words = "every half hour" if (rule.freq, interval) == ("MINUTELY", 30) else _each(interval, _UNITS[rule.freq])
    return f"{words} on {_weekday_words(codes, days)}" if days else words


def _weekday_words(codes: Sequence[str], days: Sequence[str]) -> str:
    if set(codes) == {"MO", "TU", "WE", "TH", "FR"}:
        return "weekdays"
    return "weekends" if set(codes) == {"SA", "SU"} else listing([f"{name}s" for name in days])


def _weekly(interval: int, codes: Sequence[str], days: Sequence[str]) -> str:
    chosen = set(codes)
    if interval == 1:
        if chosen == {"MO", "TU", "WE", "TH", "FR"}:
            return "every weekday"
        if chosen == {"SA", "SU"}:
            return "every Saturday and Sunday"
        if len(chosen) == 6:
            missing = next(name for code, name in zip(_CODES, _WEEKDAYS, strict=True) if code not in chosen)
            return f"every day except {missing}"
        return "every day" if len(chosen) == 7 else f"every {_all(days)}"
    if interval == 2 and len(days) == 1:
        return f"every other {days[0]}"
    return f"{_each(interval, 'week')} on {_all(days)}"


def _all(days: Sequence[str]) -> str:
    """All of a few names: here a list is never cut short."""
    return days[0] if len(days) == 1 else f"{', '.join(days[:-1])} and {days[-1]}"


def _place(value: int) -> str:
    if value == -1:
        return "last"
    return f"{ordinal(-value)} to last" if value < 0 else ordinal(value)


def _monthly(rule: Rule, first: datetime, codes: Sequence[str], days: Sequence[str]) -> str:
    each = {1: "every month", 2: "every other month", 3: "every three months"}.get(
        rule.interval, _each(rule.interval, "month")
    )
    if codes:
        names = [f"{_place(int(code[:-2]))} {_WEEKDAYS[_CODES[code[-2:]]]}" for code in codes]
        same = {code[-2:] for code in codes}
        if len(same) == 1:
            places = _all([_place(int(code[:-2])) for code in codes])
            return f"the {places} {_WEEKDAYS[_CODES[codes[0][-2:]]]} of {each}"
        return f"the {_all(names)} of {each}"
    position = rule.get("BYSETPOS")
    if days and position:
        name = "weekday" if len(days) == 5 else _all(days)
        return f"the {_place(int(position))} {name} of {each}"
    month_days = _numbers(rule, "BYMONTHDAY") or [first.day]
    named = _all(["last day" if value == -1 else _place(value) for value in month_days])
    said = f"the {named} of {each}"
    return f"{said} that has one" if any(value > 28 for value in month_days) else said


def _yearly(rule: Rule, first: datetime, codes: Sequence[str]) -> str:
    each = _each(rule.interval, "year")
    months = [_MONTHS[value - 1] for value in _numbers(rule, "BYMONTH") or [first.month]]
    if codes:
        names = _all([f"{_place(int(code[:-2]))} {_WEEKDAYS[_CODES[code[-2:]]]}" for code in codes])
        return f"{each} on the {names} of {_all(months)}"
    days = _all([_place(value) for value in _numbers(rule, "BYMONTHDAY") or [first.day]])
    return f"{each} on the {days} of {_all(months)}"


def _hours(rules: Sequence[Rule]) -> list[time]:
    """The times of a grid ("every hour between nine and five") from BYHOUR and BYMINUTE."""
    found = [
        time(hour, minute)
        for rule in rules
        if rule.get("BYHOUR")
        for hour in _numbers(rule, "BYHOUR")
        for minute in _numbers(rule, "BYMINUTE") or [0]
    ]
    return sorted(found)


def _grid_words(rule: Rule, first: datetime, hours: Sequence[time], *, twenty_four: bool) -> str:
    base = every(rule, first)
    if len(hours) < 3:
        return f"{base} at {_all([time_of_day(at, twenty_four=twenty_four) for at in hours])}"
    minutes = [at.hour * 60 + at.minute for at in hours]
    step = minutes[1] - minutes[0]
    if any(later - earlier != step for earlier, later in itertools.pairwise(minutes)):
        return f"{base} at {_all([time_of_day(at, twenty_four=twenty_four) for at in hours])}"
    often = {60: "every hour", 30: "every half hour", 90: "every hour and a half"}.get(
        step, f"every {duration(step * 60)}"
    )
    begin, end = (time_of_day(at, twenty_four=twenty_four) for at in (hours[0], hours[-1]))
    return f"{often} from {begin} to {end}, {base}"


def _bounds(rule: Rule, first: datetime) -> str:
    if rule.count:
        return ", once" if rule.count == 1 else f", {'twice' if rule.count == 2 else f'{number(rule.count)} times'}"
    text = rule.get("UNTIL")
    if not text:
        return ""
    until = datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 - a date on the wall
    if text.endswith("Z") and isinstance(first.tzinfo, ZoneInfo):
        moment_ = datetime.strptime(text, "%Y%m%dT%H%M%S%z")
        until = moment_.astimezone(first.tzinfo).date()
    return f", until {day(until, first.date())}"
