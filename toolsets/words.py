"""Words for the ear: lists of at most five, counts, moments, and texts of the user's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from system_control.schedule import at_wall
from utils import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, time

    from system_control.schedule import Scheduled
    from toolsets.talk import Talk

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_DATE = re.compile(r"the (?!next\b|day\b)[\w-]+ (?:of|\w+day)\b")

MOST = 5
"""How many things a list says; nobody keeps more in mind (MANNERS 17)."""

QUOTED = 25
"""How many words of a note or a text are said where it is only named."""


def listing(parts: Sequence[str]) -> str:
    """Say a list: at most five, then "and three more". Parts that have commas of their own are kept apart."""
    said = list(parts[:MOST])
    if len(parts) > MOST:
        said.append(f"{number(len(parts) - MOST)} more")
    if any("," in part for part in said) and len(said) > 1:
        return "; ".join(said[:-1]) + f"; and {said[-1]}"
    return said[0] if len(said) == 1 else ", ".join(said[:-1]) + f" and {said[-1]}"


def choice(parts: Sequence[str]) -> str:
    """Say what there is to choose from: "gym, or dentist"."""
    said = list(parts[:MOST])
    if len(parts) > MOST:
        said.append(f"one of {number(len(parts) - MOST)} more")
    if any("," in part for part in said):
        return "; ".join(said[:-1]) + f"; or {said[-1]}"
    return ", ".join(said[:-1]) + f" or {said[-1]}"


def say_moment(talk: Talk, at: datetime) -> str:
    """Say a moment in full, in the user's zone and by the user's clock."""
    return spoken.moment(at.astimezone(talk.where), talk.now, twenty_four=talk.habits.clock == 24)


def say_on(talk: Talk, at: datetime) -> str:
    """Say a moment after a verb: "on Friday at nine in the morning", "tomorrow, Wednesday, at nine in the morning"."""
    return on(say_moment(talk, at))


def on(when: str) -> str:
    """Put "on" before a weekday or a date: "on the first of every month"."""
    return f"on {when}" if when.partition(" ")[0].rstrip(",") in _WEEKDAYS or _DATE.match(when) else when


def say_time(talk: Talk, at: time) -> str:
    """Say a time of the day by the user's clock."""
    return spoken.time_of_day(at, twenty_four=talk.habits.clock == 24)


def say_duration(seconds: int) -> str:
    """Say a length of time."""
    return spoken.duration(seconds)


def say_rules(talk: Talk, item: Scheduled) -> str:
    """Say when something comes again: "every weekday at seven in the morning"."""
    lines = [line for line in item.rules if not line.startswith("EXDATE")]  # a skipped one is no news any more
    first = at_wall(item.wall, ZoneInfo(item.zone))
    return spoken.repetition(lines, first, twenty_four=talk.habits.clock == 24)


def number(count: int) -> str:
    """Say a whole number."""
    return spoken.number(count)


def counted(count: int, noun: str) -> str:
    """Say how many: "one alarm", "three alarms", "no memories"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{'no' if count == 0 else number(count)} {noun if count == 1 else plural}"


def quote(text: str, most: int = QUOTED) -> str:
    """Say a text that is the user's own, cut after so many words; lines become sentences for the ear."""
    lines = [line.strip().rstrip(",;") for line in text.splitlines() if line.strip()]
    words = ", ".join(lines).split()
    cut = " ".join(words[:most])
    return f"{cut.rstrip('.,;:!?')} and so on" if len(words) > most else cut


def sentence(text: str) -> str:
    """Make it a sentence: a capital first, and an end."""
    text = text.strip().rstrip(",")
    if not text:
        return text
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")
