"""Which stretch of the past a question is about: "last week", "on Monday", "two days ago", "in March"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

Stretch = tuple[datetime, datetime]
"""From a moment (included) to another (not included), aware."""

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMBERS: Final = (
    *("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
_HOURS: Final = {"morning": (0, 12), "afternoon": (12, 18), "evening": (17, 24), "night": (18, 30)}
"""Hours of a day, generously: who was up late meant the day before."""

_ANY_DAY: Final = "|".join(_DAYS)
_ANY_MONTH: Final = "|".join(_MONTHS)
_NUMBER: Final = rf"\d{{1,3}}|an|{'|'.join(_NUMBERS)}|couple of|a couple of|few|a few"
_SAID: Final = re.compile(
    r"\b(?:(?:back )?(?:on|in|during|from|since) )?(?:the )?(?:"
    r"(?P<yesterday>day before yesterday|yesterday)(?: (?P<part1>morning|afternoon|evening|night))?"
    r"|(?P<night>last night)"
    r"|(?P<today>today|earlier today|tonight)|this (?P<part2>morning|afternoon|evening)"
    r"|(?P<which>last|this|past|previous) (?P<unit>weekend|week|month|year)"
    rf"|(?P<number>{_NUMBER}) (?P<ago>day|week|month|year)s? ago"
    rf"|(?:(?:last|this|past) )?(?P<day>{_ANY_DAY})(?: (?P<part3>morning|afternoon|evening|night))?"
    rf"|(?P<date1>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<month1>{_ANY_MONTH})(?:,? (?P<year1>(?:19|20)\d\d))?"
    rf"|(?<=in )(?:last )?(?P<month2>{_ANY_MONTH})(?:,? (?P<year2>(?:19|20)\d\d))?"
    rf"|(?:last )?(?P<month3>{_ANY_MONTH}) (?P<date3>[0-3]?\d)(?:st|nd|rd|th)?\b(?:,? (?P<year3>(?:19|20)\d\d))?"
    r"|(?<=[n] )(?P<year4>(?:19|20)\d\d)"
    r")\b",
    re.IGNORECASE,
)


def past(question: str, zone: tzinfo, now: datetime) -> tuple[str, Stretch | None]:
    """Return the question without its words of time, and the stretch that they mean: the last such one.

    A stretch ends with the present. None, and the whole question, if it says nothing of time.
    """
    found = _SAID.search(question)
    if found is None:
        return question, None
    here = now.astimezone(zone)
    try:
        first, end = _days(found, here.date())
    except ValueError:  # the 30th of February
        return question, None
    start, stop = _midnight(first, zone), _midnight(end, zone)
    part = found["part1"] or found["part2"] or found["part3"] or ("night" if found["night"] else "")
    if part:
        opening, closing = _HOURS[part.lower()]
        # By the wall's clock, then to the moment: a day may have 23 hours.
        start = datetime.combine(first, datetime.min.time(), zone) + timedelta(hours=opening)
        stop = datetime.combine(first, datetime.min.time(), zone) + timedelta(hours=closing)
    if start > now:
        return question, None
    rest = " ".join(f"{question[: found.start()]} {question[found.end() :]}".split())
    return rest, (start.astimezone(UTC), min(stop, now + timedelta(seconds=1)).astimezone(UTC))


def _days(found: re.Match[str], today: date) -> tuple[date, date]:
    """Return the first day and the one after the last.

    :raises ValueError: for a day that no calendar has.
    """
    said = {name: (value or "").lower() for name, value in found.groupdict().items()}
    day = timedelta(days=1)
    if said["yesterday"] or said["night"]:
        one = today - day * (2 if "before" in said["yesterday"] else 1)
        return one, one + day
    if said["unit"]:
        return _unit(said["unit"], said["which"] == "this", today)
    if said["ago"]:
        return _ago(said["number"], said["ago"], today)
    if said["day"]:
        one = today - day * ((today.weekday() - _DAYS.index(said["day"])) % 7 or 7)
        return one, one + day
    month = said["month1"] or said["month2"] or said["month3"]
    year = int(said["year1"] or said["year2"] or said["year3"] or said["year4"] or 0)
    if month:
        number = _MONTHS.index(month) + 1
        of_month = int(said["date1"] or said["date3"] or 0)
        one = date(year or today.year, number, of_month or 1)
        if not year and one > today:
            one = date(today.year - 1, number, of_month or 1)
        return (one, one + day) if of_month else (one, _next_month(one))
    if year:
        return date(year, 1, 1), date(year + 1, 1, 1)
    return today, today + day


def _unit(unit: str, this: bool, today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    if unit == "week":
        first = monday if this else monday - timedelta(days=7)
        return first, first + timedelta(days=7)
    if unit == "weekend":
        saturday = monday + timedelta(days=5 if this or today.weekday() == 6 else -2)
        saturday = saturday if saturday <= today else saturday - timedelta(days=7)
        return saturday, saturday + timedelta(days=2)
    if unit == "month":
        first = today.replace(day=1) if this else (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        return first, _next_month(first)
    year = today.year if this else today.year - 1
    return date(year, 1, 1), date(year + 1, 1, 1)


def _ago(said: str, unit: str, today: date) -> tuple[date, date]:
    """Return a day, or the days around it where only weeks, months or years are said."""
    if said.isdigit():
        number = int(said)
    elif "couple" in said or "few" in said:
        number = 2 if "couple" in said else 3
    else:
        number = 1 if said == "an" else _NUMBERS.index(said) or 1
    length = {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
    about = timedelta(days=0 if unit == "day" and number < 4 and "few" not in said else max(1, length * number // 6))
    one = today - timedelta(days=length * number)
    return one - about, one + about + timedelta(days=1)


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
