"""Changes to a moment that stands: "make it half past", "half an hour later", "move it to Friday"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from utils.recurrence import to_zone
from utils.time_expressions.clock import Clock
from utils.time_expressions.clusters import clusters
from utils.time_expressions.dates import Day, add_days, add_months
from utils.time_expressions.halves import at_minutes, exact, face, in_part
from utils.time_expressions.moments import moment as resolve_group
from utils.time_expressions.pieces import Kind, Part, Piece, Role, Shift
from utils.time_expressions.results import Context, DayParts, Grain, Moment, PastTime, Unclear
from utils.time_expressions.scan import Scanner
from utils.time_expressions.scene import Scene, part_time
from utils.time_expressions.spans import Span
from utils.time_expressions.tokens import Phrases, Words, phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from utils.time_expressions.group import Group

_EARLIER = phrases("earlier", "sooner", "forward", "before", "bring it up", "move it up", "ahead", "in advance")
_LATER = phrases("later", "back", "delay", "postpone", "push", "add", "snooze", "more", "by", "lengthen", "extend")
# "the day after" counts from the moment that stands, not from today
_FROM_THERE = re.compile(
    r"\b(the|a)\s+(?=\w+\s+(?:after|before)[\s.!]*$)(day|week|month)\s+(after|before)[\s.!]*$", re.IGNORECASE
)
_STEP = {"day": "a day", "week": "a week", "month": "a month"}
_WAY = {"after": "later", "before": "earlier"}
_QUESTION = "What shall I change it to?"


def adjust(
    text: str,
    *,
    moment: Moment | datetime,
    now: datetime,
    zone: ZoneInfo | str,
    habits: DayParts = DayParts(),  # noqa: B008 - frozen
) -> Moment:
    """Change a moment; the part that is not named stays: its day, its time, or its half of the day.

    `moment` is a Moment or an aware datetime.

    :raises PastTime: if the changed moment is over
    :raises Unclear: if it is not said what to change
    """
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    now = (now.astimezone(zone) if now.tzinfo else to_zone(now, zone)).replace(microsecond=0)
    old = (
        moment
        if isinstance(moment, Moment)
        else Moment(moment, Grain.MINUTE, "wall", False, moment.replace(tzinfo=None))
    )
    at = old.at.astimezone(zone)
    scene = Scene(now, zone, Context.PLAIN, habits)
    words = Words(_FROM_THERE.sub(lambda m: f"{_STEP[m[2].lower()]} {_WAY[m[3].lower()]}", text))
    pieces = Scanner(words, scene.today, counting=True, asked=True, bare=True, changing=True).run()
    found = clusters(words, pieces)
    if not found:
        raise Unclear(_QUESTION)
    if any(cluster.choice for cluster in found):
        raise Unclear("Which of the two?")
    group = found[-1].groups[-1]
    for cluster in found[:-1]:
        for piece in cluster.pieces:
            _fill(group, piece)
    try:
        changed = _moved(words, group, at, old, scene) or _named(group, at, old, scene)
    except OverflowError:
        raise Unclear("That is too far away. When do you mean?") from None
    if changed.at <= now:
        raise PastTime(None, text.strip())
    return changed


def _fill(group: Group, piece: Piece) -> None:
    slot = {Kind.CLOCK: "clock", Kind.DAY: "day", Kind.PART: "part"}.get(piece.kind)
    if slot and getattr(group, slot) is None:
        setattr(group, slot, piece)


def _says(words: Words, options: Phrases) -> bool:
    return any(words.first_of(at, options) is not None for at in range(words.count))


def _moved(words: Words, group: Group, at: datetime, old: Moment, scene: Scene) -> Moment | None:
    """Such as "half an hour later", "an hour earlier", "push it back by twenty minutes", "in ten minutes"."""
    piece = group.shift or group.span
    if piece is None:
        return None
    value = piece.value
    span = value.span if isinstance(value, Shift) else value
    assert isinstance(span, Span)
    if span.problem:
        raise Unclear(span.problem)
    if isinstance(value, Shift) and piece.role is Role.IN:
        found = resolve_group(group, scene)
        if isinstance(found, Moment):
            return found
    sign = -1 if _says(words, _EARLIER) else 1
    if sign > 0 and not (_says(words, _LATER) or isinstance(value, Shift)):
        raise Unclear("Earlier or later?")
    wall = at.replace(tzinfo=None)
    day = add_days(add_months(wall.date(), sign * span.months), sign * (span.days + span.workdays))
    moved = to_zone(datetime.combine(day, wall.time()), scene.zone) if day != wall.date() else at
    moved = (moved.astimezone(UTC) + sign * timedelta(seconds=span.seconds)).astimezone(scene.zone)
    return Moment(moved, old.grain, old.clock, old.deadline, moved.replace(tzinfo=None))


def _named(group: Group, at: datetime, old: Moment, scene: Scene) -> Moment:
    """A day, a time or a part of the day that is named takes the place of the old one."""
    for piece in group.pieces():
        problem = getattr(piece.value, "problem", "")
        if problem:
            raise Unclear(problem)
    if group.vague and isinstance(group.vague.value, str) and not (group.clock or group.day or group.part):
        raise Unclear(group.vague.value)
    if group.now or group.repeat or not (group.clock or group.day or group.part):
        raise Unclear(_QUESTION)
    clock = group.clock.value if group.clock else None
    part = group.part.value if group.part and isinstance(group.part.value, Part) else None
    part = None if part and part.name == "now" else part
    day = _day(group, at, scene)
    wall = at.replace(tzinfo=None)
    if isinstance(clock, Clock):
        options: Sequence[datetime] = _times(clock, part, day, wall)
        seconds = clock.second
    elif part is not None:
        options, seconds = [datetime.combine(day, part_time(part, scene.habits))], 0
    else:
        options, seconds = [datetime.combine(day, wall.time())], 0
    grain = Grain.DAY if old.grain is Grain.DAY and clock is None and part is None else Grain.MINUTE
    chosen = next((option for option in options if scene.ahead(option)), options[0])
    changed = scene.moment(chosen, Grain.SECOND if seconds else grain, deadline=old.deadline)
    if grain is Grain.DAY and chosen.date() >= scene.today:
        return changed
    return changed


def _times(clock: Clock, part: Part | None, day: date, old: datetime) -> list[datetime]:
    if clock.hour is None:
        return [old.replace(year=day.year, month=day.month, day=day.day, minute=clock.minute, second=0)]
    sure = exact(clock)
    if part is not None:
        return [at_minutes(day, in_part(clock, part.name), clock.second)]
    if sure is not None:
        return [at_minutes(day, sure, clock.second)]
    afternoon = old.hour >= 12
    return [at_minutes(day, face(clock) + 720 * half, clock.second) for half in (afternoon, not afternoon)]


def _day(group: Group, at: datetime, scene: Scene) -> date:
    day = group.day.value if group.day else None
    part = group.part.value if group.part else None
    if not isinstance(day, Day):
        return scene.today if isinstance(part, Part) and part.this else at.date()
    if day.past:
        raise PastTime(None)
    if day.loose == "week":
        return add_days(day.date, at.weekday())
    if day.loose == "month" and day.month is None:
        return min(add_months(day.date, 1) - timedelta(1), day.date.replace(day=1) + timedelta(at.day - 1))
    if day.or_today and datetime.combine(scene.today, at.time()) > scene.wall:
        return scene.today
    return day.date
