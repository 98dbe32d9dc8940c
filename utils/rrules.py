"""RFC 5545 rules as they are written: read, checked, and whether they ever happen."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

if TYPE_CHECKING:
    from collections.abc import Iterable


# RFC 5545 §3.3.10: the numbers that each part takes; those of the second kind count from the end as well
_FROM_ZERO = {"BYHOUR": 23, "BYMINUTE": 59, "BYSECOND": 60}
_FROM_ONE = {"BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}


STEPS = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3600, "DAILY": 86_400, "WEEKLY": 604_800}


_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


_CYCLE = 4800  # months after which the calendar's leap years come again


_SIGNED = re.compile(r"[+-]?\d{1,3}")
_WEEKDAY = re.compile(rf"([+-]?\d{{1,2}})?({'|'.join(DAY_CODES)})")


class BadRule(ValueError):
    """The lines are not RFC 5545 rules that this can follow."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE: its parts by name, in capitals."""

    parts: tuple[tuple[str, str], ...]

    def get(self, name: str, default: str = "") -> str:
        """The value of a part, or the default."""
        return dict(self.parts).get(name, default)

    @property
    def freq(self) -> str:
        """FREQ."""
        return self.get("FREQ")

    @property
    def interval(self) -> int:
        """INTERVAL, 1 if none is said."""
        return int(self.get("INTERVAL", "1"))

    @property
    def count(self) -> int | None:
        """COUNT."""
        return int(self.get("COUNT")) if self.get("COUNT") else None

    @property
    def filtered(self) -> bool:
        """Whether any BY part narrows or widens it."""
        return any(name.startswith("BY") for name, _ in self.parts)

    def uncounted(self) -> Rule:
        """The rule without its COUNT."""
        return replace(self, parts=tuple(part for part in self.parts if part[0] != "COUNT"))

    def text(self, *without: str) -> str:
        """The rule written out, leaving out some parts."""
        return ";".join(f"{name}={value}" for name, value in self.parts if name not in without)


@dataclass(frozen=True, slots=True)
class Rules:
    """A recurrence set: rules, dates added (RDATE) and dates left out (EXDATE), as naive wall times or aware."""

    rules: tuple[Rule, ...]
    added: tuple[datetime, ...] = ()
    left_out: tuple[datetime | date, ...] = ()


def read_moment(text: str) -> datetime:
    """A DATE or DATE-TIME of RFC 5545; aware if it ends in Z. The calendar's ends are moved in by a year."""
    form = "%Y%m%d" if len(text) == 8 else "%Y%m%dT%H%M%S"
    try:
        moment = datetime.strptime(text.removesuffix("Z"), form)  # noqa: DTZ007 - a wall time has no zone by itself
    except ValueError as error:
        raise BadRule(f"not a date of RFC 5545: {text!r}") from error
    # "for ever" is often written as the last day of 9999, which has no moment in every zone
    moment = moment.replace(year=min(max(moment.year, MINYEAR + 1), MAXYEAR - 1))
    return moment.replace(tzinfo=UTC) if text.endswith("Z") else moment


@lru_cache(maxsize=2048)
def _parse(lines: tuple[str, ...]) -> Rules:
    rules: list[Rule] = []
    added: list[datetime] = []
    left_out: list[datetime | date] = []
    for line in (part.strip() for text in lines for part in text.splitlines()):
        if not line or line.upper().startswith("DTSTART"):
            continue
        head, colon, value = line.partition(":")
        name = head.upper().split(";")[0] if colon else "RRULE"
        value = value if colon else line
        if name == "RRULE":
            rules.append(_rule(value))
        elif name in ("EXDATE", "RDATE"):
            zone = next((option[5:] for option in head.split(";") if option.upper().startswith("TZID=")), None)
            for text in value.split(","):
                moment = read_moment(text)
                if zone and moment.tzinfo is None and "T" in text:
                    moment = moment.replace(tzinfo=_zone(zone)).astimezone(UTC)
                if name == "RDATE":
                    added.append(moment)
                else:
                    left_out.append(moment if "T" in text else moment.date())
        else:
            raise BadRule(f"not a line that is understood: {name}")
    if not rules and not added:
        raise BadRule("no rule and no date")
    return Rules(tuple(rules), tuple(added), tuple(left_out))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown, no name at all, or the name of a folder
        raise BadRule(f"not a time zone: {name!r}") from error


def _rule(text: str) -> Rule:
    parts: dict[str, str] = {}
    for part in text.upper().split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value:
            raise BadRule(f"not a part of a rule: {part!r}")
        parts[name] = value
    rule = Rule(tuple(parts.items()))
    if rule.freq not in (*STEPS, "MONTHLY", "YEARLY"):
        raise BadRule(f"not a frequency: {rule.freq!r}")
    for name in ("INTERVAL", "COUNT"):
        value = parts.get(name, "1")
        if not value.isdecimal() or len(value) > 9 or int(value) < 1:
            raise BadRule(f"not a positive number: {name}={value}")
    if wrong := next((name for name, value in parts.items() if not _sound(name, value)), None):
        raise BadRule(f"not a part of a rule: {wrong}={parts[wrong]}")
    try:
        # without INTERVAL: a sound rule can be empty from one start, which is found out later
        rrulestr(rule.text("UNTIL", "INTERVAL"), dtstart=datetime(2024, 1, 1))  # noqa: DTZ001 - a wall time
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise BadRule(f"not a rule: {text!r}") from error
    if rule.get("UNTIL"):
        read_moment(rule.get("UNTIL"))
    return rule


def _sound(name: str, value: str) -> bool:
    """Whether a part has a value that RFC 5545 lets it have."""
    values = value.split(",")
    if name == "BYDAY":
        found = [_WEEKDAY.fullmatch(each) for each in values]
        return all(each is not None and 1 <= abs(int(each[1] or 1)) <= 53 for each in found)
    if name == "WKST":
        return value in DAY_CODES
    if name == "BYMONTH" or name in _FROM_ZERO:
        low, high = (1, 12) if name == "BYMONTH" else (0, _FROM_ZERO[name])
        return all(each.isdecimal() and len(each) <= 2 and low <= int(each) <= high for each in values)
    if name in _FROM_ONE:
        return all(_SIGNED.fullmatch(each) and 1 <= abs(int(each)) <= _FROM_ONE[name] for each in values)
    return name in ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYEASTER")


def parse(lines: Iterable[str]) -> Rules:
    """Read RFC 5545 lines: RRULE (its name may be missing), EXDATE, RDATE; DTSTART is passed over.

    :raises BadRule: if a line is none of these, or there is neither a rule nor a date
    """
    return _parse((lines,) if isinstance(lines, str) else tuple(lines))


def explicit(rule: Rule, start: datetime) -> Rule:
    """The rule with what it takes from its start written out, so that it can be followed from a later one."""
    parts = dict(rule.parts)
    dated = any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYEASTER"))
    if rule.freq == "MONTHLY" and not dated:
        parts["BYMONTHDAY"] = str(start.day)
    if rule.freq == "YEARLY" and not dated:
        parts.setdefault("BYMONTH", str(start.month))
        parts["BYMONTHDAY"] = str(start.day)
    if rule.freq == "WEEKLY" and not dated:
        parts["BYDAY"] = DAY_CODES[start.weekday()]
    possible = [f"{n or ''}{DAY_CODES[day]}" for n, day in weekdays(rule) if _comes(rule, n)]
    if possible:
        parts["BYDAY"] = ",".join(possible)
    return Rule(tuple(parts.items()))


def weekdays(rule: Rule) -> list[tuple[int, int]]:
    """BYDAY: which of the month or year (0 is each), and the weekday, Monday is 0."""
    found = (_WEEKDAY.fullmatch(each) for each in rule.get("BYDAY").split(",") if each)
    return [(int(each[1] or 0), DAY_CODES.index(each[2])) for each in found if each]


def _comes(rule: Rule, number: int) -> bool:
    """Whether there is an n-th weekday: no month has a sixth."""
    return abs(number) <= 5 or (rule.freq == "YEARLY" and "BYMONTH" not in dict(rule.parts))


def can_happen(rule: Rule, start: datetime) -> bool:
    """Whether any day can pass the filters: what is seen at once, such as a 30 February, is not sought at all."""
    named = weekdays(rule)
    if rule.freq in ("MONTHLY", "YEARLY") and named and not any(_comes(rule, number) for number, _ in named):
        return False
    months = numbers(rule, "BYMONTH")
    days = numbers(rule, "BYMONTHDAY")
    if rule.freq in ("MONTHLY", "YEARLY"):
        step = rule.interval if rule.freq == "MONTHLY" else 12
        visited = {(start.month - 1 + step * index) % 12 + 1 for index in range(12)}
        if rule.freq == "MONTHLY":
            months = tuple(visited & set(months)) if months else tuple(visited)
        if not months and rule.freq == "MONTHLY":
            return False
    if days and not any(abs(day) <= _LONGEST[month - 1] for month in months or range(1, 13) for day in days):
        return False
    if rule.freq in ("MONTHLY", "YEARLY") and months == (2,) and days and all(day in (29, -29) for day in days):
        return _some_leap_year(rule, start)
    return True


def _some_leap_year(rule: Rule, start: datetime) -> bool:
    """Whether a rule of 29 February ever visits a leap year: every other year from an odd one does not."""
    months = rule.interval * (12 if rule.freq == "YEARLY" else 1)
    visited = ((start.year * 12 + start.month - 1 + months * step) for step in range(_CYCLE))
    return any(_leap(month // 12) for month in visited if rule.freq == "YEARLY" or month % 12 == 1)


def numbers(rule: Rule, name: str) -> tuple[int, ...]:
    """The numbers of a part, none if it isn't there."""
    return tuple(int(value) for value in rule.get(name).split(",") if value.lstrip("+-").isdecimal())


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
