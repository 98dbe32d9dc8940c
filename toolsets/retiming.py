"""Works out the new time of what stands: a shift, another time or day, another rule, a longer timer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from system_control.schedule import When, lengthened, set_to
from toolsets import times
from toolsets.timers import checked_length, length
from utils.recurrence import next_occurrence
from utils.time_expressions import Context, Duration, Recurrence, TimeExpressionError, Unclear, adjust

if TYPE_CHECKING:
    from system_control.changes import Change
    from system_control.schedule import Scheduled, Timer
    from toolsets.talk import Talk
    from toolsets.things import Thing

_MORE = re.compile(r"\b(?:add|more|longer|extend|lengthen|plus|extra|additional|another)\b", re.IGNORECASE)
_LESS = re.compile(
    r"\b(?:less|shorter|shorten|reduce|minus|take (?:off|away)|subtract|remove|cut|earlier)\b", re.IGNORECASE
)
_LATER = re.compile(r"\b(?:later|sooner|back|forward|before|after|by)\b", re.IGNORECASE)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
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
    fresh = _anew(talk, to)
    if fresh is not None:
        return fresh
    if thing.due is None:
        raise Unclear("What shall I change it to?")
    if record.clock == "elapsed" and (anew := _length_anew(talk, to)) is not None:
        return anew
    if not _has_time(talk, to):
        return None
    changed = adjust(to, moment=thing.due, now=talk.now, zone=talk.where, habits=talk.habits.parts)
    if not record.rules:
        return When.of(changed, talk.zone)
    return _rule_moved(talk, record, thing.due, changed.wall)


def _length_anew(talk: Talk, to: str) -> When | None:
    """Read "make that two hours" of what was set for "in an hour": so long from now."""
    if _MORE.search(to) or _LESS.search(to) or _LATER.search(to):
        return None
    try:
        values = times.each(times.read(talk, to, Context.TIMER))
    except TimeExpressionError:
        return None
    if len(values) != 1 or not isinstance(values[0], Duration):
        return None
    return When.of(
        times.each(times.read(talk, f"in {to.strip().removeprefix('to ').removeprefix('in ')}", Context.REMINDER))[0],
        talk.zone,
    )


def _anew(talk: Talk, to: str) -> When | None:
    """A repetition that is said takes the place of all that was: "make it every day at eight"."""
    try:
        values = times.each(times.read(talk, to, Context.REMINDER))
    except TimeExpressionError:
        return None
    if len(values) == 1 and isinstance(values[0], Recurrence):
        return When.of(times.at_nine(talk, values[0]), talk.zone)
    return None


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
