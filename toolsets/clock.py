"""Tells the time and the date, here or in another place, and which day a date falls on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolsets.places import place_name, zone_of_place
from toolsets.words import say_time, sentence
from utils import spoken
from utils.time_expressions import Moment, TimeExpressionError, resolve
from utils.zones import zone_of

if TYPE_CHECKING:
    from datetime import date

    from toolsets.talk import Talk

_ASKED = re.compile(
    r"^(?:the )?(?P<what>time|day|date|year|month)(?: now)?(?: (?:in|at|on|of|for) (?P<of>.+))?$", re.IGNORECASE
)


def tell(talk: Talk, query: str) -> str | None:
    """Answer "the time", "the date", "the time in Tokyo", "the date on Friday"; None if it is none of these."""
    asked = _ASKED.match(query.strip(" .?!"))
    if asked is None:
        return None
    what, of = asked["what"].lower(), (asked["of"] or "").strip(" .?!")
    now, where = talk.now, ""
    if of and what != "time" and (told := _day_of(talk, of)):
        return told
    if of:
        zone = zone_of_place(of)
        here = zone_of(zone) if zone else None
        if here is not None and zone is not None:
            now, where = now.astimezone(here), f" in {place_name(zone)}"
        else:
            return "I don't know that place. Tell me the nearest big city, please."
    if what == "time":
        clock = say_time(talk, now.time().replace(second=0, microsecond=0))
        return sentence(f"it's {clock}{where}")
    if what in ("year", "month"):
        return sentence(f"it's {now:%B} {spoken.year(now.year)}")
    return sentence(f"it's {_date(now.date())}{where}")


def _day_of(talk: Talk, phrase: str) -> str:
    """Say which day a phrase names; "" if it names none."""
    for attempt in (phrase, f"on {phrase}"):
        try:
            value = resolve(attempt, now=talk.now, zone=talk.where, habits=talk.habits.parts).value
        except TimeExpressionError:
            continue
        if isinstance(value, Moment):
            return sentence(f"that's {_date(value.wall.date())}")
    return ""


def _date(day: date) -> str:
    return f"{day:%A}, the {spoken.ordinal(day.day)} of {day:%B}"
