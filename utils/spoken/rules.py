"""Repetitions in the words of a person: "every other Tuesday at nine in the morning, until Friday"."""

from __future__ import annotations

import itertools
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from utils.recurrence import Rule, parse
from utils.spoken.numbers import listing, number, ordinal
from utils.spoken.times import MONTHS, WEEKDAYS, day, duration, time_of_day

if TYPE_CHECKING:
    from collections.abc import Sequence


_CODES = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}


_SHORTEST_RANGE = 3  # days in a row; two are named
_UNITS = {"SECONDLY": "second", "MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "week",
          "MONTHLY": "month", "YEARLY": "year"}  # fmt: skip


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
    if found.left_out:
        words += f", except {_exceptions(found.left_out, first)}"
    return words


def _exceptions(left_out: Sequence[datetime | date], first: datetime) -> str:
    """The days that are left out, three or more in a row as a range: "from Monday to Wednesday"."""
    days = sorted({_wall(out, first).date() if isinstance(out, datetime) else out for out in left_out})
    runs: list[list[date]] = []
    for on in days:
        if runs and on - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(on)
        else:
            runs.append([on])
    single = [day(on, first.date()) for run in runs if len(run) < _SHORTEST_RANGE for on in run]
    ranges = [_range(run, first) for run in runs if len(run) >= _SHORTEST_RANGE]
    return " and ".join([*([f"on {listing(single)}"] if single else []), *ranges])


def _range(run: Sequence[date], first: datetime) -> str:
    begin, end = (day(on, first.date()) for on in (run[0], run[-1]))
    return f"from {begin}{',' if ',' in begin else ''} to {end}"


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
    days = [WEEKDAYS[_CODES[code[-2:]]] for code in codes]
    numbered = any(len(code) > 2 for code in codes)
    if rule.freq == "WEEKLY":
        return _weekly(interval, codes or [list(_CODES)[first.weekday()]], days or [WEEKDAYS[first.weekday()]])
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
            missing = next(name for code, name in zip(_CODES, WEEKDAYS, strict=True) if code not in chosen)
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
        names = [f"{_place(int(code[:-2]))} {WEEKDAYS[_CODES[code[-2:]]]}" for code in codes]
        same = {code[-2:] for code in codes}
        if len(same) == 1:
            places = _all([_place(int(code[:-2])) for code in codes])
            return f"the {places} {WEEKDAYS[_CODES[codes[0][-2:]]]} of {each}"
        return f"the {_all(names)} of {each}"
    position = rule.get("BYSETPOS")
    if days and position:
        name = "weekday" if len(days) == 5 else _all(days)
        return f"the {_place(int(position))} {name} of {each}"
    if days and rule.get("BYMONTHDAY"):
        places = _all([_place(value) for value in _numbers(rule, "BYMONTHDAY")])
        return f"every {_all(days)} the {places}"
    month_days = _numbers(rule, "BYMONTHDAY") or [first.day]
    named = _all(["last day" if value == -1 else _place(value) for value in month_days])
    said = f"the {named} of {each}"
    return f"{said} that has one" if any(value > 28 for value in month_days) else said


def _yearly(rule: Rule, first: datetime, codes: Sequence[str]) -> str:
    each = _each(rule.interval, "year")
    months = [MONTHS[value - 1] for value in _numbers(rule, "BYMONTH") or [first.month]]
    if codes:
        names = _all([f"{_place(int(code[:-2]))} {WEEKDAYS[_CODES[code[-2:]]]}" for code in codes])
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
