"""The dates that a question names, as stretches of time, so that a message is found by the day on which it was said."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import Final

from system_control.past import past

YEARS: Final = 10
"""How far back a month or a day without a year is looked for."""

WEEKS: Final = 53
"""How far back a day of the week is looked for."""

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH: Final = "(?:" + "|".join(m if m == "may" else f"{m}|{m[:3]}" for m in _MONTHS) + ")"
_DATE: Final = re.compile(
    rf"\b(?:(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH})\b\.?"
    rf"(?:\s+(?:the\s+)?(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\d))?(?:,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
_MEANT: Final = re.compile(
    r"\b(?:in|during|of|since|until|till|last|this|early|late|mid|on|by|from|for)\s+$", re.IGNORECASE
)
_YEAR: Final = re.compile(r"\b((?:19|20)\d\d)\b")
_WRITTEN: Final = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each begins, in the north, where most people live."""

_SEASON: Final = re.compile(
    r"\b(?:(?P<which>last|this|past|in|during|over|of|since|every)(?: the| last)? )?"
    rf"(?P<season>{'|'.join(_SEASONS)})\b(?:,? (?:of )?(?P<year>(?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(rf"\b({'|'.join(_DAYS)})s?\b", re.IGNORECASE)

Stretch = tuple[str, str]
"""From one moment to before another, ISO 8601."""


def said_dates(question: str, zone: tzinfo, now: datetime) -> list[list[Stretch]]:
    """Return a list of stretches for each part of a date that is named: year, season, month, day, day of the week.

    "7 May 2023" is three parts, so that a message of that day counts more than one of that May. Where none is named,
    "last week" or "two months ago" is one. What cannot be (the 30th of February) is left out, and so is what is still
    to come.
    """
    terms: list[list[tuple[datetime, datetime]]] = []
    for found in _DATE.finditer(question):
        day = int(found["day"] or found["day2"] or 0)
        name = found["month"].lower()
        # "may" and "march" are verbs too, unless something beside them makes them a date.
        if name in ("may", "march", "mar") and not (
            day
            or found["year"]
            or (found["month"][0].isupper() and found.start())
            or _MEANT.search(question[: found.start()])
        ):
            continue
        month = next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(name[:3]))
        years = [int(found["year"])] if found["year"] else _years(now)
        terms.append([_month(year, month, zone) for year in years])
        if day:
            terms.append([d for year in years if (d := _day(year, month, day, zone))])
    for year, month, day in _WRITTEN.findall(question):
        if 1 <= int(month) <= 12:
            terms.append([_month(int(year), int(month), zone)])
            terms.append([d for d in [_day(int(year), int(month), int(day), zone)] if d])
    years = [int(year) for year in dict.fromkeys(_YEAR.findall(question))]
    terms += [[(_moment(year, 1, 1, zone), _moment(year + 1, 1, 1, zone))] for year in years]
    for found in _SEASON.finditer(question):
        if found["which"] or found["year"]:  # else it may be a leap, or an accident
            month = _SEASONS[found["season"].lower()]
            first = range(int(found["year"]), int(found["year"]) + 1) if found["year"] else _years(now)
            terms.append([_season(year, month, zone) for year in first])
    today = now.astimezone(zone).date()
    for name in dict.fromkeys(n.lower() for n in _WEEKDAY.findall(question)):
        last = today - timedelta(days=(today.weekday() - _DAYS.index(name)) % 7)
        days = [last - timedelta(weeks=week) for week in range(WEEKS)]
        terms.append([d for one in days if (d := _day(one.year, one.month, one.day, zone))])
    stretch = None if terms else past(question, zone, now)[1]
    if stretch:
        terms.append([stretch])
    over = [[(first, end) for first, end in term if first <= now] for term in terms]
    return [[(first.isoformat(), end.isoformat()) for first, end in term] for term in over if term]


def _years(now: datetime) -> list[int]:
    return list(range(now.year - YEARS, now.year + 1))


def _season(year: int, month: int, zone: tzinfo) -> tuple[datetime, datetime]:
    return _moment(year, month, 1, zone), _moment(year + (month + 3) // 13, (month + 2) % 12 + 1, 1, zone)


def _month(year: int, month: int, zone: tzinfo) -> tuple[datetime, datetime]:
    return _moment(year, month, 1, zone), _moment(year + month // 12, month % 12 + 1, 1, zone)


def _day(year: int, month: int, day: int, zone: tzinfo) -> tuple[datetime, datetime] | None:
    try:
        first = _moment(year, month, day, zone)
    except ValueError:
        return None
    following = first.date() + timedelta(days=1)
    return first, _moment(following.year, following.month, following.day, zone)


def _moment(year: int, month: int, day: int, zone: tzinfo) -> datetime:
    return datetime(year, month, day, tzinfo=zone)
