"""From one group of pieces to one moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from utils.recurrence import to_zone
from utils.time_expressions.clock import Clock
from utils.time_expressions.dates import Day, add_days, add_months
from utils.time_expressions.halves import DAY, at_minutes, exact, face, following, in_part, on_a_day
from utils.time_expressions.pieces import Part, Role, Shift, Window
from utils.time_expressions.results import Context, Duration, Grain, Moment, PastTime, Unclear
from utils.time_expressions.scene import Scene, part_time
from utils.time_expressions.spans import Span

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from utils.time_expressions.group import Group


_PART_ENDS = {"morning": time(12), "lunchtime": time(15), "afternoon": time(18), "end_of_day": time(23, 59)}


_RUNNING_NIGHT = 4  # o'clock: until then the night before is still "tonight"


_SPOKEN_PARTS = {"tonight": "tonight", "morning": "this morning", "afternoon": "this afternoon",
                 "evening": "this evening", "night": "tonight"}  # fmt: skip


def moment(group: Group, scene: Scene) -> Moment | Duration:
    """The moment that a group means.

    :raises PastTime: if it is over
    :raises Unclear: if more than one is sensible
    """
    _problems(group)
    if group.now:
        return Moment(scene.now, Grain.MINUTE, "wall", False, scene.wall)
    if group.shift and isinstance(group.shift.value, Shift):
        return _shifted(group, group.shift.value, scene)
    if group.span and not (group.day or group.clock or group.part or group.window):
        return _length(group, scene)
    found = _dated(group, scene)
    if group.over and group.day and found.at <= scene.now:
        raise PastTime(None)
    return found


def _problems(group: Group) -> None:
    for piece in group.pieces():
        value = piece.value
        problem = getattr(value, "problem", "") or (value.span.problem if isinstance(value, Shift) else "")
        if isinstance(problem, str) and problem:
            raise Unclear(problem)


def _deadline(group: Group) -> bool:
    late = (Role.BY, Role.BEFORE)
    return any(piece.role in late for piece in (group.day, group.clock, group.part) if piece)


def after_span(span: Span, start: datetime, zone: ZoneInfo, sign: int = 1) -> datetime:
    """`start` (aware) plus a length: months and days by the calendar, the rest by elapsed time."""
    if span.months or span.days or span.workdays:
        wall = start.replace(tzinfo=None)
        day = add_days(add_months(wall.date(), sign * span.months), sign * span.days)
        for _ in range(min(span.workdays, 5000)):
            day = add_days(day, sign)
            while day.weekday() > 4 and date.min < day < date.max:
                day = add_days(day, sign)
        if not 2 <= day.year <= 9998:
            raise Unclear("That is too far away. When do you mean?")
        start = to_zone(datetime.combine(day, wall.time()), zone)
    try:
        moved = start.astimezone(UTC) + sign * timedelta(seconds=span.seconds)
        return moved.astimezone(zone)
    except OverflowError:
        raise Unclear("That is too far away. When do you mean?") from None


def _shifted(group: Group, shift: Shift, scene: Scene) -> Moment | Duration:
    if shift.back:
        raise PastTime(None)
    span = shift.span
    day = group.day.value if group.day and isinstance(group.day.value, Day) else None
    if span.calendar and not span.seconds and (group.clock or group.part or day):
        target = after_span(span, scene.now, scene.zone).date()
        if day is not None:
            if day.weekday is not None:
                target = add_days(target - timedelta(target.weekday()), day.weekday)
            elif not day.today:
                raise Unclear("On which day exactly?")
        named = Day(target, weekday=day.weekday if day else None)
        return _on_day(group, named, scene)
    at = after_span(span, scene.now, scene.zone)
    if scene.context is Context.TIMER and not shift.deadline:
        return Duration(int((at - scene.now).total_seconds()), at)
    grain = Grain.SECOND if span.in_seconds else Grain.MINUTE
    clock = "elapsed" if span.seconds and not span.calendar else "wall"
    return Moment(at, grain, "elapsed" if clock == "elapsed" else "wall", shift.deadline, at.replace(tzinfo=None))


def _length(group: Group, scene: Scene) -> Moment | Duration:
    """A bare length: a timer's, or a distance from now."""
    span = group.span.value if group.span else None
    assert isinstance(span, Span)
    at = after_span(span, scene.now, scene.zone)
    if scene.context is Context.TIMER or (scene.context is Context.PLAIN and not span.calendar):
        seconds = round((at.astimezone(UTC) - scene.now.astimezone(UTC)).total_seconds())
        return Duration(seconds, at)
    grain = Grain.SECOND if span.in_seconds else Grain.MINUTE
    return Moment(at, grain, "wall" if span.calendar else "elapsed", False, at.replace(tzinfo=None))


def _dated(group: Group, scene: Scene) -> Moment:
    day = group.day.value if group.day and isinstance(group.day.value, Day) else None
    part = group.part.value if group.part and isinstance(group.part.value, Part) else None
    if group.window and isinstance(group.window.value, Window):
        window = group.window.value
        if window.between:
            raise Unclear(f"At what time between {window.said}?".replace("  ", " "))
        group.clock = group.window
    if day is not None:
        return _on_day(group, day, scene)
    if part is not None:
        return _in_part(group, part, scene)
    clock = _clock(group)
    if clock is None:
        question = group.vague.value if group.vague else None
        raise Unclear(question if isinstance(question, str) else "When exactly?")
    wall = following(clock, scene.wall.replace(second=0), scene.context)
    while not scene.ahead(wall):
        wall = following(clock, wall, scene.context)
    return scene.moment(wall, _grain(clock), deadline=_deadline(group))


def _clock(group: Group) -> Clock | None:
    value = group.clock.value if group.clock else None
    if isinstance(value, Window):
        start, end = value.start, value.end
        # "from three to four p m": the end tells the half of the start
        if start.half is None and end.half in ("am", "pm") and face(start) < face(end):
            return Clock(start.hour, start.minute, start.second, end.half, start.shift)
        return start
    return value if isinstance(value, Clock) else None


def _grain(clock: Clock | None) -> Grain:
    return Grain.SECOND if clock and clock.second else Grain.MINUTE


def _on_day(group: Group, day: Day, scene: Scene) -> Moment:
    clock = _clock(group)
    part = group.part.value if group.part and isinstance(group.part.value, Part) else None
    if clock is None and part is None:
        return _whole_day(group, day, scene)
    if part and part.name == "now" and day.loose:
        day = replace(day, date=_same_place(day, scene.today))
    if day.or_today:
        wall = _wall(clock, part, scene.today, scene)
        if scene.ahead(wall):
            return scene.moment(wall, _grain(clock), deadline=_deadline(group))
    if day.today and part is not None and part.this is False and part.name == "night":
        part = Part("tonight" if clock else "night", this=True)
    if day.today:
        return _today(group, clock, part, scene)
    wall = _wall(clock, part, day.date, scene)
    found = scene.moment(wall, _grain(clock), deadline=_deadline(group))
    if day.past or found.at <= scene.now:
        raise PastTime(_offer(clock, part, scene) if part and part.this else None)
    return found


def _same_place(day: Day, today: date) -> date:
    """Today's weekday of a week that is named, or today's date of a month or a year."""
    if day.loose == "week":
        return add_days(day.date, today.weekday())
    if day.loose == "year":
        return add_months(today, 12 * (day.date.year - today.year))
    months = (day.date.year - today.year) * 12 + day.date.month - today.month
    return add_months(today, months) if day.loose in ("month", "quarter") else day.date


def _wall(clock: Clock | None, part: Part | None, day: date, scene: Scene) -> datetime:
    """The wall time on a day that is named."""
    if clock is None:
        assert part is not None
        if part.name == "now":
            return datetime.combine(day, scene.wall.time())
        hour = part_time(part, scene.habits)
        late = part.name in ("night", "tonight", "bedtime") and hour.hour < 5
        return datetime.combine(add_days(day, 1) if late else day, hour)
    if clock.hour is None:
        raise Unclear("At half past what?" if clock.minute == 30 else "Past which hour?")
    try:
        minutes = in_part(clock, part.name) if part else on_a_day(clock, scene.context)
        return at_minutes(day, minutes, clock.second)
    except OverflowError:
        raise Unclear("That is too far away. When do you mean?") from None


def _whole_day(group: Group, day: Day, scene: Scene) -> Moment:
    if day.past:
        raise PastTime(None)
    date_meant = day.date
    role = group.day.role if group.day else Role.NONE
    if role is Role.BEFORE:
        date_meant = add_days(date_meant, -1)
        if date_meant < scene.today:
            raise PastTime(None)
    deadline = role in (Role.BY, Role.BEFORE)
    if scene.context in (Context.ALARM, Context.WAKE):
        raise Unclear("At what time?")
    # "this week Friday" is clear, "sometime on Friday" is not
    week = day.weekday is not None and group.vague is not None and group.vague.value == "On which day this week?"
    if group.vague and isinstance(group.vague.value, str) and not week:
        raise Unclear(group.vague.value)
    return scene.moment(datetime.combine(date_meant, time()), Grain.DAY, deadline=deadline)


def _today(group: Group, clock: Clock | None, part: Part | None, scene: Scene) -> Moment:
    """A time that is still today, or a refusal with the next sensible one."""
    deadline = _deadline(group)
    if part is not None:
        return _in_part(group, Part(part.name, this=True), scene)
    assert clock is not None
    if clock.hour is None:
        return scene.moment(following(clock, scene.wall, scene.context), deadline=deadline)
    sure = exact(clock)
    if sure is not None:
        options = [sure]
    elif face(clock) < 60:
        options = [face(clock) + 720]
    else:
        options = [face(clock), face(clock) + 720]
    for minutes in options:
        wall = at_minutes(scene.today, minutes, clock.second)
        if scene.ahead(wall):
            return scene.moment(wall, _grain(clock), deadline=deadline)
    raise PastTime(_offer(clock, None, scene))


def _offer(clock: Clock | None, part: Part | None, scene: Scene) -> datetime | None:
    """The same time tomorrow."""
    return to_zone(_wall(clock, part, add_days(scene.today, 1), scene), scene.zone)


def _in_part(group: Group, part: Part, scene: Scene) -> Moment:
    """A part of a day without a date: this one if it is said so, else the next."""
    clock = _clock(group)
    deadline = _deadline(group)
    tonight = part.name == "tonight"
    if not (part.this or tonight):
        options = [_wall(clock, part, add_days(scene.today, days), scene) for days in (-1, 0, 1, 2)]
        wall = next(option for option in options if scene.ahead(option))
        return scene.moment(wall, _grain(clock), deadline=deadline)
    if clock is None:
        hour = part_time(part, scene.habits)
        wall = _wall(None, part, scene.today, scene)
        if scene.ahead(wall) and not (tonight and scene.wall.hour < _RUNNING_NIGHT):
            return scene.moment(wall, Grain.MINUTE, deadline=deadline)
        end = _PART_ENDS.get(part.name)
        if end is None or scene.wall.time() < max(end, hour):
            raise Unclear(f"At what time {_SPOKEN_PARTS.get(part.name, 'today')}?")
        raise PastTime(_offer(None, Part(part.name), scene))
    if clock.hour is None:
        return scene.moment(following(clock, scene.wall, scene.context), deadline=deadline)
    days = (-1, 0) if tonight and scene.wall.hour < _RUNNING_NIGHT else (0,)
    for ahead in days:
        wall = _wall(clock, part, add_days(scene.today, ahead), scene)
        if scene.ahead(wall) and (ahead == 0 or wall.date() == scene.today):
            return scene.moment(wall, _grain(clock), deadline=deadline)
    raise PastTime(_offer(clock, Part("night") if tonight else part, scene))


def same_half(clock: Clock, previous: datetime, scene: Scene) -> datetime | None:
    """The time on the day, and in the half of the day, of the moment spoken of before."""
    day = previous.astimezone(scene.zone).date()
    if clock.hour is None:  # "and again at quarter past": of the hour that was spoken of
        wall = previous.astimezone(scene.zone).replace(minute=clock.minute, second=clock.second, tzinfo=None)
        return wall if scene.ahead(wall) else None
    sure = exact(clock)
    if sure is not None:
        wall = at_minutes(day, sure % DAY if not clock.midnight else sure, clock.second)
        return wall if scene.ahead(wall) else None
    afternoon = previous.astimezone(scene.zone).hour >= 12
    for pm in (afternoon, not afternoon):
        wall = at_minutes(day, face(clock) + (720 if pm else 0), clock.second)
        if scene.ahead(wall):
            return wall
    return None
