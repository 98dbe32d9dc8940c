"""What a query says about time: a stretch of days, a day, a time of the clock or a part of the day."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from system_control.schedule import at_wall
from utils.time_expressions import (
    Context,
    DayParts,
    Duration,
    Grain,
    Moment,
    PastTime,
    Recurrence,
    Resolved,
    Several,
    Unclear,
    resolve,
)

if TYPE_CHECKING:
    from system_control.schedule import Scheduled
    from toolsets.talk import Talk

MOST_CHARACTERS = 300
"""A query that is longer names no time."""

_HOURS = {
    "morning": (4, 12), "afternoon": (12, 18), "evening": (17, 24), "tonight": (17, 28), "night": (20, 28),
    "end_of_day": (16, 20), "lunchtime": (11, 14), "bedtime": (20, 25),
}  # fmt: skip
"""From which hour to before which a part of the day reaches; 24 and more is the night after."""

_PARTS = tuple(f.name for f in fields(DayParts))
_MARKED = DayParts(**{name: time(_HOURS[name][0] % 24, 30, 40 + i) for i, name in enumerate(_PARTS)})
"""Parts of the day with a second of their own each, by which they are known again in what was understood."""

_HALF_SAID = re.compile(
    r"\d\s*[ap]\.?\s?m\b|\b[ap]\.? ?m\b|\b(?:morning|afternoon|evening|tonight|night|noon|midday|midnight|hundred)\b|"
    r"\b0\d:|\boh \w+ |\b(?:1[3-9]|2[0-3]):\d\d",
    re.IGNORECASE,
)
_DAY_SAID = re.compile(
    r"\b(?:today|tonight|tomorrow|tomorrow's|today's|(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?:'s)?|mon|tue|tues|wed|thu|thurs|"
    r"fri|sat|sun|week|weekend|month|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|\d+(?:st|nd|rd|th)|christmas|easter|"
    r"new year|day after|in \w+ days?)\b|"
    r"\b(?:the|on the) (?:\w+-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"\w+teenth|twentieth|thirtieth)\b|\d{4}-\d\d-\d\d",
    re.IGNORECASE,
)
_KINDS = re.compile(r"\b(?:alarms?(?: clocks?)?|reminders?|timers?|countdowns?|notes?|memos?)\b", re.IGNORECASE)
_ONE = re.compile(
    r"(?<!\bat )(?<!\bpast )(?<!\bto )(?<!\baround )(?<!\bby )\bones?\b"
    r"(?! (?:o'?clock|[ap]\.? ?m\b|thirty|fifteen|forty|twenty|fifty|ten\b|oh\b|in the))",
    re.IGNORECASE,
)
"""ONE as a thing and not as an hour."""

_OWNED = re.compile(
    r"\b(\w+day|tomorrow|tonight|morning|evening|afternoon|week|weekend)['\N{RIGHT SINGLE QUOTATION MARK}]s\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter)\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"\b(?:between|from)\b (.+?) \b(?:and|to|until|till|through)\b (.+)$", re.IGNORECASE)
_BEFORE = re.compile(r"\b(before|by|until|till|up to)\b (.+)$", re.IGNORECASE)
_AFTER = re.compile(r"\b(after|from|since|later than)\b (.+)$", re.IGNORECASE)
_NEXT_LENGTH = re.compile(r"\b(?:in|within|over|for|during)?\s*(?:the )?(?:next|coming|following) (.+)$", re.IGNORECASE)
_WEEK = re.compile(r"\b(this|next|the|coming|following)(?: coming)? (week|month|weekend)\b", re.IGNORECASE)
_FAR = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment (included) to another (not included)."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class SaidTime:
    """What was said of time, and the words that are left. `times` are hours and minutes, any of which is meant."""

    span: Span | None = None
    day: date | None = None
    times: tuple[tuple[int, int], ...] = ()
    part: str = ""
    seconds: int | None = None
    rest: str = ""

    def __bool__(self) -> bool:
        """Whether anything was said of time."""
        return self.span is not None or self.day is not None or bool(self.times) or bool(self.part)

    def reach(self, talk: Talk) -> Span | None:
        """Return the stretch that it is about; None if only a time of day was said."""
        if self.span is not None:
            return self.span
        if self.day is None:
            return None
        if self.part:
            return part_of_day(talk, self.day, self.part)
        return whole_days(talk, self.day, self.day)

    def holds(self, talk: Talk, item: Scheduled, due: datetime) -> bool:
        """Whether something that is due next at `due` (in the user's zone) is meant."""
        reach = self.reach(talk)
        if reach is not None:
            moments = [m.astimezone(due.tzinfo) for m in item.between(reach.start, reach.end)]
            return any(self._at(m) for m in moments)
        if self.part and not self.times:
            start, end = _HOURS[self.part]
            return start <= due.hour < end or due.hour + 24 < end
        return self._at(due)

    def _at(self, moment: datetime) -> bool:
        return not self.times or (moment.hour, moment.minute) in self.times


def said_time(talk: Talk, text: str) -> SaidTime:
    """Read what a query says of time."""
    if len(text) > MOST_CHARACTERS:
        return SaidTime(rest=text)
    text = _KINDS.sub(" ", _OWNED.sub(r"\1", text))
    text = " ".join(_ONE.sub(" ", text).split())
    stretch = _stretch(talk, text)
    if stretch is not None:
        return stretch
    value, rest = _read(talk, text)
    if isinstance(value, Duration):
        return SaidTime(seconds=value.seconds, rest=rest)
    if isinstance(value, Recurrence):
        value = Moment(value.first, value.grain, "wall", deadline=False, wall=value.first.replace(tzinfo=None))
        if value.grain is Grain.DAY:
            return SaidTime(rest=text)
        return replace(_of_moment(text, value), day=None, rest=rest)
    if not isinstance(value, Moment):
        return SaidTime(rest=text if value is None else rest)
    return replace(_of_moment(text, value), rest=rest)


def whole_days(talk: Talk, first: date, last: date) -> Span:
    """Return the days from one to another, both included, in the user's zone."""
    return Span(_midnight(talk, first), _midnight(talk, last + timedelta(days=1)))


def part_of_day(talk: Talk, day: date, part: str) -> Span:
    """Return a part of a day in the user's zone."""
    start, end = (datetime.combine(day, time()) + timedelta(hours=h) for h in _HOURS[part])
    return Span(at_wall(start, talk.where), at_wall(end, talk.where))


def _of_moment(text: str, value: Moment) -> SaidTime:
    day = value.wall.date() if _DAY_SAID.search(text) or value.grain is Grain.DAY else None
    if value.grain is Grain.DAY:
        return SaidTime(day=day)
    part = next((n for n in _PARTS if getattr(_MARKED, n) == value.wall.time()), "")
    if part:
        tonight = re.search(r"\b(?:tonight|this (?:morning|afternoon|evening)|later today)\b", text, re.IGNORECASE)
        return SaidTime(day=value.wall.date() if tonight else day, part=part)
    if value.clock == "elapsed":
        return SaidTime(span=Span(value.at - timedelta(minutes=1), value.at + timedelta(minutes=1)))
    hour, minute = value.wall.hour, value.wall.minute
    if _HALF_SAID.search(text) or hour == 0:
        return SaidTime(day=day, times=((hour, minute),))
    return SaidTime(day=day, times=((hour, minute), ((hour + 12) % 24, minute)))


def _stretch(talk: Talk, text: str) -> SaidTime | None:
    today = talk.now.date()
    if found := _BETWEEN.search(text):
        span = _from_to(talk, found[1], found[2])
        if span is not None:
            return SaidTime(span=span, rest=text[: found.start()])
    if found := _WEEK.search(text):
        first, last = _week(today, found[1].lower() == "next", found[2].lower())
        if not names_day(text.replace(found[0], " ")):
            return SaidTime(span=whole_days(talk, first, last), rest=text.replace(found[0], " "))
    if found := _NEXT_LENGTH.search(text):
        value, rest = _read(talk, f"in {found[1]}")
        if isinstance(value, Moment) and value.at > talk.now and re.search(r"hour|minute|day|week|month", found[1]):
            end = value.at if value.clock == "elapsed" else _midnight(talk, value.wall.date() + timedelta(days=1))
            return SaidTime(span=Span(talk.now, end), rest=f"{text[: found.start()]} {rest}")
    for pattern, until in ((_BEFORE, True), (_AFTER, False)):
        if found := pattern.search(text):
            value, rest = _read(talk, found[2])
            if isinstance(value, Moment):
                start, end = _ends(talk, value)
                span = Span(talk.now, start if found[1].lower() == "before" else end)
                if not until:
                    span = Span(
                        end if value.grain is Grain.DAY and found[1].lower() == "after" else start, talk.now + _FAR
                    )
                return SaidTime(span=span, rest=f"{text[: found.start()]} {rest}")
    return None


def _from_to(talk: Talk, one: str, other: str) -> Span | None:
    start, _ = _read(talk, one)
    end, _ = _read(talk, other)
    if not isinstance(start, Moment) or not isinstance(end, Moment):
        day = names_day(other)
        start, _ = _read(talk, f"{one} {other}") if day else (start, "")
        if not isinstance(start, Moment) or not isinstance(end, Moment):
            return None
    if start.grain is Grain.DAY or end.grain is Grain.DAY:
        first, last = start.wall.date(), end.wall.date()
        while last < first:
            last += timedelta(days=7)
        return whole_days(talk, first, last)
    closing = end.at
    if closing < start.at:
        closing = at_wall(datetime.combine(start.wall.date(), end.wall.time()), talk.where)
        if closing < start.at:
            closing += timedelta(hours=12)
    return Span(start.at, closing + timedelta(minutes=1))


def _ends(talk: Talk, value: Moment) -> tuple[datetime, datetime]:
    if value.grain is Grain.DAY:
        span = whole_days(talk, value.wall.date(), value.wall.date())
        return span.start, span.end
    return value.at, value.at + timedelta(minutes=1)


def _week(today: date, following: bool, unit: str) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 if following else 0)
    if unit == "week":
        return max(monday, today), monday + timedelta(days=6)
    if unit == "weekend":
        return max(monday + timedelta(days=5), today), monday + timedelta(days=6)
    first = (today.replace(day=28) + timedelta(days=4)).replace(day=1) if following else today
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first, last


def half_said(text: str) -> bool:
    """Whether a phrase says which half of the day it means: "seven am", "in the evening", "18:30"."""
    return bool(_HALF_SAID.search(text))


def names_day(text: str) -> bool:
    """Whether a phrase names a day."""
    return bool(_DAY_SAID.search(text))


def _read(talk: Talk, text: str) -> tuple[object, str]:
    """Understand it as a plain time; what is over today still names its time of day."""
    try:
        found: Resolved = resolve(text, now=talk.now, zone=talk.where, context=Context.PLAIN, habits=_MARKED)
        if found.value is None and _NUMBER.search(text):  # of an alarm "the seven one" is enough of a time
            found = resolve(text, now=talk.now, zone=talk.where, context=Context.ALARM, habits=_MARKED)
    except PastTime as error:
        if error.offer is None:
            return None, text
        at = error.offer.replace(year=talk.now.year, month=talk.now.month, day=talk.now.day)
        return Moment(at, Grain.MINUTE, "wall", deadline=False, wall=at.replace(tzinfo=None)), error.rest
    except Unclear:
        return None, text
    if isinstance(found.value, Several):
        return None, text
    return found.value, found.rest


def _midnight(talk: Talk, day: date) -> datetime:
    return at_wall(datetime.combine(day, time()), talk.where)
