"""Works out the new time of what stands: a shift, another time or day, another rule, a longer timer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from system_control.schedule import Alarm, When, lengthened, set_to
from toolsets import times
from toolsets.ranges import half_said, names_day
from toolsets.timers import checked_length, length
from toolsets.words import say_rules
from utils.recurrence import next_occurrence
from utils.time_expressions import (
    Context,
    Duration,
    Grain,
    Moment,
    PastTime,
    Recurrence,
    TimeExpressionError,
    Unclear,
    adjust,
    resolve,
)

if TYPE_CHECKING:
    from system_control.changes import Change
    from system_control.schedule import Scheduled, Timer
    from toolsets.talk import Talk
    from toolsets.things import Thing

_MORE = re.compile(r"\b(?:add|more|longer|extend|lengthen|plus|extra|additional|another)\b", re.IGNORECASE)
_LESS = re.compile(
    r"\b(?:less|shorter|shorten|reduce|minus|take (?:off|away)|subtract|remove|cut|earlier)\b", re.IGNORECASE
)
_BY_HOW_MUCH = re.compile(
    r"^(?:(?:to|a|an|little|bit|somewhat|slightly|much|rather|tad|some|time|back|forward|by)\s+)*"
    r"(?P<way>earlier|sooner|later)[\s.!]*$",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"^(?:but )?(?:except|excluding|not|without)(?: for| on)? (?P<days>.+)$", re.IGNORECASE)
_UNTIL = re.compile(r"^(?:(?:but|just|only|and|to)\s+)*(?:until|till|up to|through)\s+(?P<end>.+)$", re.IGNORECASE)
_ONCE = re.compile(
    r"\b(?:just|only)(?: (?:the |this )?(?:once|one time))?\b|\bonce(?: only)?\b|\bone[- ]time\b|\ba single time\b|"
    r"\b(?:no|not|without) (?:repeat|repeating|repetition)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"INTERVAL|COUNT")
_EVERY = re.compile(r"\b(?:every|each)\s+(?:\w+\s+)?(?:weeks?|months?|years?)\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|start(?:s|ing)?|beginning)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:later|sooner|back|forward|before|after|by)\b", re.IGNORECASE)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BUT = re.compile(r"^(?:but|except)\b(?: (?:make it|it's|it should be|do it|ring))? (?P<rule>.+)$", re.IGNORECASE)
_WEEKLY = re.compile(r"FREQ=WEEKLY;BYDAY=([A-Z]{2}(?:,[A-Z]{2})*)")
_HALF = re.compile(
    r"^(?:to |in |at |make it |the )*(?P<half>a\.? ?m\.?|p\.? ?m\.?|morning|afternoon|evening|night)[ .!]*$",
    re.IGNORECASE,
)
_HALVES = {
    "am": (0, 12),
    "pm": (12, 24),
    "morning": (3, 12),
    "afternoon": (12, 18),
    "evening": (17, 24),
    "night": (19, 24),
}
_SHIFTED = re.compile(r"\b(?:later|earlier|sooner|back|forward|before|after|hours?|minutes?|mins?)\b", re.IGNORECASE)
_DAY_PART = re.compile(r"BYDAY=([A-Z]{2})(?=;|$)")


def of_timer(talk: Talk, timer: Timer, to: str) -> Change:
    """Lengthen, shorten or set a timer anew.

    :raises Unclear: if no length is said.
    """
    now = talk.manager.clock.now()
    values = times.each(times.read(talk, to, Context.TIMER))
    if not values:  # "make it five": of what the timer is counted in
        values = times.each(times.read(talk, f"{to} {_unit(timer)}", Context.TIMER))
    seconds = length(talk, values[0]) if len(values) == 1 else None
    if seconds is None:
        raise Unclear("How long shall it run?")
    if _LESS.search(to):
        left = int(timer.left(now).total_seconds())
        checked_length(left - seconds)
        return lengthened(timer, -seconds, now)
    if _MORE.search(to):
        checked_length(timer.seconds + seconds)
        return lengthened(timer, seconds, now)
    return set_to(timer, checked_length(seconds), now)


def _unit(timer: Timer) -> str:
    return next(unit for unit, size in (("hours", 3600), ("minutes", 60), ("seconds", 1)) if timer.seconds % size == 0)


def of_schedule(talk: Talk, record: Scheduled, thing: Thing, to: str) -> When | None:
    """Return the new time of an alarm or a reminder; None if what is said is no time at all.

    :raises PastTime: if that is over.
    :raises Unclear: if it can't be told.
    """
    if (way := _BY_HOW_MUCH.match(to)) is not None:
        raise Unclear(f"How much {way['way'].lower()}?", said=way["way"])
    if record.rules and (left_out := _EXCEPT.match(to)) is not None:
        return _narrowed(talk, record, f"except {left_out['days']}")
    if record.rules and (end := _UNTIL.match(to)) is not None:
        return _narrowed(talk, record, f"until {end['end']}")
    fresh = _anew(talk, thing.due, to)
    if fresh is not None:
        return fresh
    if thing.due is None:
        raise Unclear("What shall I change it to?")
    if record.rules and _ONCE.search(to):
        return _once(talk, thing.due, _ONCE.sub(" ", to))
    if record.clock == "elapsed" and (anew := _length_anew(talk, to, _counted_in(record))) is not None:
        return anew
    if not _has_time(talk, to) and not _other_half(thing.due, to):
        return None
    changed = _changed(talk, thing.due, to, waking=record.TABLE == Alarm.TABLE)
    if not record.rules:
        return When.of(changed, talk.zone)
    return _rule_moved(talk, record, thing.due, changed.wall)


def second_rule(talk: Talk, record: Scheduled, to: str) -> tuple[When, When] | None:
    """Read "but at nine on Sundays" of what comes every day: the rule without those days, and that of those days.

    None if it is not that.
    """
    said, days = _BUT.match(to), _days(record.rules)
    if said is None or len(days) < 2:
        return None
    values = times.each(times.read(talk, said["rule"], Context.REMINDER))
    if len(values) != 1 or not isinstance(values[0], Recurrence) or values[0].grain is Grain.DAY:
        return None
    other = _days(values[0].rules)
    if not other or not other < days:
        return None
    left = ",".join(day for day in _DAYS if day in days - other)
    rules = (f"FREQ=WEEKLY;BYDAY={left}", *(line for line in record.rules if line.startswith("EXDATE")))
    start = datetime.combine(talk.now.date(), record.wall.time())
    first = next_occurrence(rules, start=start, zone=record.zone, after=talk.now)
    if first is None:
        return None
    return When(first.astimezone(UTC), first.replace(tzinfo=None), record.zone, rules), When.of(values[0], talk.zone)


def _days(rules: tuple[str, ...]) -> set[str]:
    """Return the weekdays of a plain weekly or daily rule; none of any other."""
    plain = [line for line in rules if not line.startswith("EXDATE")]
    if len(plain) != 1 or _COUNTED.search(plain[0]):
        return set()
    if plain[0] == "FREQ=DAILY":
        return set(_DAYS)
    found = _WEEKLY.fullmatch(plain[0])
    return set(found[1].split(",")) if found else set()


def _other_half(due: datetime, to: str) -> str:
    """Return the clock time that "in the evening" makes of seven: seven in the evening; "" if it isn't only that."""
    said = _HALF.match(to)
    if said is None:
        return ""
    start, end = _HALVES[said["half"].lower().replace(".", "").replace(" ", "")]
    for hour in (due.hour, (due.hour + 12) % 24):
        if start <= hour < end:
            return f"{hour:02}:{due.minute:02}"
    return ""


def _by_day(changed: Moment, due: datetime, to: str, waking: bool) -> str:
    """Return the afternoon's clock time for "half past two", said of what is due by day; "" if it stands as it is."""
    hour = changed.wall.hour
    by_night = 0 < hour < (3 if waking else 6)
    if not by_night or due.hour < 6 or half_said(to) or _SHIFTED.search(to):
        return ""
    return f"{hour + 12}:{changed.wall.minute:02}"


def _changed(talk: Talk, due: datetime, to: str, *, waking: bool = False) -> Moment:
    """Change what is named of a moment; a time of day that is over today is tomorrow's, unless a day was named.

    Where only the half of the day is named, the time of the clock stays; from one to five is the afternoon for what
    is due by day (TIME.md: only waking is meant for the morning).
    """
    if half := _other_half(due, to):
        return _adjusted(talk, due, half)
    changed = _adjusted(talk, due, to)
    later = _by_day(changed, due, to, waking)
    return changed if not later else _adjusted(talk, changed.at.astimezone(talk.where), later)


def _adjusted(talk: Talk, due: datetime, to: str) -> Moment:
    try:
        return adjust(to, moment=due, now=talk.now, zone=talk.where, habits=talk.habits.parts)
    except PastTime:
        if names_day(to) or _MORE.search(to) or _LESS.search(to) or _LATER.search(to):
            raise
        return adjust(f"tomorrow {to}", moment=due, now=talk.now, zone=talk.where, habits=talk.habits.parts)


def _narrowed(talk: Talk, record: Scheduled, words: str) -> When:
    """Leave days out of a repetition, or end it: what it is in words, "except" those days or "until" then.

    :raises Unclear: if that can't be told.
    """
    value = times.read(talk, f"{say_rules(talk, record)} {words}", Context.REMINDER).value
    if not isinstance(value, Recurrence):
        raise Unclear("On which days shall it ring, and until when?")
    return When.of(value, talk.zone)


def _once(talk: Talk, due: datetime, to: str) -> When:
    """Let what repeats ring once only: when it is due next, or when is said."""
    if not _has_time(talk, to):
        return When(due.astimezone(UTC), due.replace(tzinfo=None), talk.zone)
    return When.of(_changed(talk, due, to), talk.zone)


def _counted_in(record: Scheduled) -> str:
    """Tell whether what was set for "in twenty minutes" was counted in minutes, or in hours."""
    whole = record.due is None or round((record.due - record.created_at).total_seconds()) % 3600 < 60
    return "hours" if whole else "minutes"


def _length_anew(talk: Talk, to: str, unit: str) -> When | None:
    """Read "make that two hours" of what was set for "in an hour": so long from now."""
    if _MORE.search(to) or _LESS.search(to) or _LATER.search(to):
        return None
    said = to.strip(" .!").removeprefix("to ").removeprefix("in ")
    for counted in (said, f"{said} {unit}"):  # "make that thirty": of what it was counted in
        try:
            values = times.each(times.read(talk, counted, Context.TIMER))
            if len(values) == 1 and isinstance(values[0], Duration):
                return When.of(times.each(times.read(talk, f"in {counted}", Context.REMINDER))[0], talk.zone)
        except TimeExpressionError:
            continue
    return None


def _anew(talk: Talk, due: datetime | None, to: str) -> When | None:
    """A repetition that is said takes the place of all that was: "make it every day at eight".

    Where it names no time of day, or no day, those that stand are kept: "every day instead", "make it weekly".
    """
    try:
        values = times.each(times.read(talk, to, Context.REMINDER))
    except TimeExpressionError:
        return None
    if len(values) != 1 or not isinstance(values[0], Recurrence):
        return None
    said = values[0]
    if said.grain is not Grain.DAY or due is None:
        return When.of(times.at_nine(talk, said), talk.zone)
    rules, anchor = said.rules, said.wall.date()
    if not names_day(_EVERY.sub(" ", to)):  # "every week" is counted from the day that it stands on
        at_due = resolve(to, now=due, zone=talk.where, habits=talk.habits.parts).value
        rules, anchor = (at_due.rules if isinstance(at_due, Recurrence) else rules), due.date()
    if not _COUNTED.search(" ".join(rules)) and not _FROM.search(to):
        anchor = talk.now.date()  # today counts if the time is still ahead
    start = datetime.combine(anchor, due.time())
    first = next_occurrence(rules, start=start, zone=said.zone, after=talk.now)
    if first is None:
        raise Unclear("When shall it be?")
    return When(first.astimezone(UTC), first.replace(tzinfo=None), said.zone, rules)


def _has_time(talk: Talk, to: str) -> bool:
    try:
        adjust(to, moment=talk.now, now=talk.now, zone=talk.where, habits=talk.habits.parts)
    except Unclear as error:
        return "change it to" not in error.question
    except TimeExpressionError:
        return True
    return True


def _rule_moved(talk: Talk, record: Scheduled, due: datetime, wall: datetime) -> When:
    """Move a whole repetition: its time of day, and its weekday if it has only one."""
    old = record.wall
    rules = record.rules
    if wall.date() != due.date():
        found = [_DAY_PART.search(line) for line in rules if line.startswith("FREQ=WEEKLY")]
        if len(rules) != 1 or len(found) != 1 or found[0] is None:
            raise Unclear("It repeats. On which days shall it ring, and at what time?")
        rules = (_DAY_PART.sub(f"BYDAY={_DAYS[wall.weekday()]}", rules[0]),)
    if any("BYHOUR" in line for line in rules):
        raise Unclear("It repeats through the day. At what times shall it ring?")
    before, after = old.strftime("T%H%M%S"), wall.strftime("T%H%M%S")
    rules = tuple(line.replace(before, after) if line.startswith("EXDATE") else line for line in rules)
    start = datetime.combine(old.date(), wall.time())
    if wall.date() != due.date():
        start = wall
    coming = next_occurrence(rules, start=start, zone=record.zone, after=talk.now)
    if coming is None:
        raise Unclear("Then it would never ring again. What shall I change it to?")
    return When(coming.astimezone(UTC), start, record.zone, rules)
