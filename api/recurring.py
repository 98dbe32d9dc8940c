"""Repetitions as RFC 5545 lines, as far as they may be sent: what nobody means, and what takes long to follow, is not.

A rule is followed again at each look at the schedule, by every process. Some that RFC 5545 allows are searched through
for minutes (BYSETPOS over minutes, days of the year that never come), so only what people mean is let in.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, Literal

from api.problems import Unsure
from system_control.errors import InvalidInput
from system_control.schedule import When
from system_control.shelf import in_thread
from toolsets.times import FURTHEST
from utils.recurrence import BadRule, next_occurrence, parse

MOST_DATES: Final = 100

_DAY: Final = "(?:MO|TU|WE|TH|FR|SA|SU)"
_HOURS: Final = r"(?:[01]?\d|2[0-3])"
_MINUTES: Final = r"[0-5]?\d"
_MONTH_DAY: Final = r"-?(?:[1-9]|[12]\d|3[01])"
_PARTS: Final = {
    "INTERVAL": re.compile(r"[1-9]\d{0,2}"),
    "COUNT": re.compile(r"[1-9]\d{0,2}"),
    "UNTIL": re.compile(r"\d{8}(?:T\d{6}Z?)?"),
    "BYDAY": re.compile(rf"[+-]?[1-5]?{_DAY}(?:,[+-]?[1-5]?{_DAY})*"),
    "BYMONTHDAY": re.compile(rf"{_MONTH_DAY}(?:,{_MONTH_DAY})*"),
    "BYMONTH": re.compile(r"(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*"),
    "BYHOUR": re.compile(rf"{_HOURS}(?:,{_HOURS})*"),
    "BYMINUTE": re.compile(rf"{_MINUTES}(?:,{_MINUTES})*"),
    "BYSETPOS": re.compile(r"-?[1-5]"),
    "WKST": re.compile(_DAY),
}
_WITHIN_A_DAY: Final = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYHOUR", "BYMINUTE", "WKST"))
_DATES: Final = re.compile(r"\d{8}(?:T\d{6}Z?)?(?:,\d{8}(?:T\d{6}Z?)?)*")
_ORDINAL: Final = re.compile(r"\d")


async def repeating(lines: Sequence[str], start: datetime, zone: str, now: datetime) -> When:
    """Return a repetition that was sent as it is kept: from a naive wall time in a zone on, due next after now.

    :raises InvalidInput: if a line is none that can be used.
    :raises Unsure: if it would never ring again, or not within 50 years.
    """
    return await following(checked_rules(lines), start, zone, now)


async def following(rules: tuple[str, ...], start: datetime, zone: str, now: datetime) -> When:
    """Do what `repeating` does with rules that are kept already."""
    clock: Literal["wall", "elapsed"] = "elapsed" if all(map(_is_stopwatch, _only_rules(rules))) else "wall"
    try:
        first = await in_thread(next_occurrence, rules, start=start, zone=zone, after=now, clock=clock)
    except (ValueError, OverflowError):
        raise _refused("RRULE") from None
    if first is None:
        raise Unsure("Then it would never ring. When shall it repeat?")
    if first - now > FURTHEST:
        raise Unsure("That's too far ahead for me. When shall it be?")
    return When(first.astimezone(UTC), start, zone, rules, clock)


def checked_rules(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines as they are kept: a rule without its name, dates with theirs.

    :raises InvalidInput: if a line is none that can be used, or there is no rule among them.
    """
    found = tuple(_checked(line.strip().upper()) for line in lines)
    if not _only_rules(found):
        raise _refused("RRULE")
    try:
        parse(found)
    except BadRule:
        raise _refused("RRULE") from None
    return found


def _only_rules(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.startswith("FREQ")]


def _is_stopwatch(rule: str) -> bool:
    """Whether it counts hours or minutes through, also over a change of the clocks."""
    return rule.startswith(("FREQ=HOURLY", "FREQ=MINUTELY")) and ";BY" not in rule


def _checked(line: str) -> str:
    name, colon, value = line.partition(":")
    if colon and name in ("EXDATE", "RDATE"):
        if not _DATES.fullmatch(value) or value.count(",") >= MOST_DATES:
            raise _refused(name)
        return line
    text = value if colon and name == "RRULE" else line
    parts: dict[str, str] = {}
    for part in text.split(";"):
        key, equals, given = part.partition("=")
        known = key == "FREQ" or (key in _PARTS and _PARTS[key].fullmatch(given))
        if not equals or not known or key in parts:
            raise _refused(key)
        parts[key] = given
    freq = parts.get("FREQ", "")
    monthly = freq in ("MONTHLY", "YEARLY")
    if freq not in ("MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise _refused("FREQ")
    if freq in ("MINUTELY", "HOURLY") and not parts.keys() <= _WITHIN_A_DAY:
        raise _refused(freq)
    if _ORDINAL.search(parts.get("BYDAY", "")) and not monthly:
        raise _refused("BYDAY")
    if "BYSETPOS" in parts and (freq != "MONTHLY" or "BYDAY" not in parts):
        raise _refused("BYSETPOS")
    return ";".join(f"{key}={parts[key]}" for key in sorted(parts, key=lambda key: (key != "FREQ", key != "INTERVAL")))


def _refused(part: str) -> InvalidInput:
    named = part if part.isascii() and part.isalpha() and len(part) <= 12 else "a line of repeat"
    return InvalidInput("not a rule that can be followed", spoken=f"I can't follow that repetition; look at {named}.")
