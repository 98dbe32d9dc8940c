"""From one group of pieces to one repetition with its first moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from utils.recurrence import to_zone
from utils.time_expressions.bounds import NEVER, STEP, bounded, counted, earliest
from utils.time_expressions.clock import Clock
from utils.time_expressions.dates import Day, add_days
from utils.time_expressions.halves import DAY, at_minutes, exact, face, following, in_part, on_a_day
from utils.time_expressions.lexicon import WEEKDAY_CODES
from utils.time_expressions.pieces import Except, Part, Window
from utils.time_expressions.results import Grain, Recurrence, Unclear
from utils.time_expressions.rules import Repeat
from utils.time_expressions.scene import Scene, part_time

if TYPE_CHECKING:
    from utils.time_expressions.group import Group


def recurrence(group: Group, scene: Scene, *, several: bool = False) -> Recurrence:
    """The repetition that a group means; its first moment is the next one.

    `several`: it is one of more than one, so "twice a day" has its times.

    :raises Unclear: if it is not said when, or it never happens
    """
    piece = group.repeat
    assert piece is not None
    repeat = piece.value
    assert isinstance(repeat, Repeat)
    for other in group.pieces():
        problem = getattr(other.value, "problem", "")
        if problem and not (other is piece and several and group.clock):
            raise Unclear(problem)
    repeat = _with_day(group, repeat)
    if repeat.elapsed and not group.window:
        return _elapsed(group, repeat, scene)
    lines, wall, grain = _lines(group, repeat, scene)
    return bounded(group, repeat, scene, lines, wall, grain)


def _with_day(group: Group, repeat: Repeat) -> Repeat:
    """A day said beside the rule is its anchor: "every two weeks ... on Friday", "May 8th every year"."""
    day = group.day.value if group.day else None
    if not isinstance(day, Day) or day.loose:
        return repeat
    if repeat.freq == "WEEKLY" and not repeat.days and day.weekday is not None:
        return replace(repeat, days=(WEEKDAY_CODES[day.weekday],))
    if repeat.freq == "MONTHLY" and not repeat.anchored and day.month_day:
        return replace(repeat, month_days=(day.month_day,))
    if repeat.freq == "YEARLY" and not repeat.anchored and not day.problem:
        return replace(repeat, months=(day.date.month,), month_days=(day.date.day,))
    return repeat


def _time_of_day(group: Group, repeat: Repeat, scene: Scene) -> tuple[int, int, Grain]:
    """Minutes of the day (over 1440: in the night after it), seconds, and how exactly it was said."""
    clock = group.clock.value if group.clock else None
    part = group.part.value if group.part and isinstance(group.part.value, Part) else None
    name = part.name if part else repeat.part
    if isinstance(clock, Clock):
        if clock.hour is None:
            raise Unclear("At half past what?")
        minutes = in_part(clock, name) if name else on_a_day(clock, scene.context)
        return minutes, clock.second, Grain.SECOND if clock.second else Grain.MINUTE
    if name == "now":
        return scene.wall.hour * 60 + scene.wall.minute, 0, Grain.MINUTE
    if name:
        hour = part_time(Part(name), scene.habits)
        late = name in ("night", "tonight", "bedtime") and hour.hour < 5
        return hour.hour * 60 + hour.minute + (DAY if late else 0), 0, Grain.MINUTE
    return 0, 0, Grain.DAY


def _rule(repeat: Repeat, today: date) -> dict[str, str]:
    """The rule's parts in their usual order; what was not said comes from today."""
    parts = {"FREQ": repeat.freq}
    if repeat.interval > 1:
        parts["INTERVAL"] = str(repeat.interval)
    if repeat.freq == "WEEKLY":
        parts["BYDAY"] = ",".join(repeat.days or (WEEKDAY_CODES[today.weekday()],))
    elif repeat.freq in ("MONTHLY", "YEARLY"):
        if repeat.freq == "YEARLY":
            parts["BYMONTH"] = ",".join(map(str, repeat.months or (today.month,)))
        if repeat.days:
            parts["BYDAY"] = ",".join(repeat.days)
        if repeat.month_days or not repeat.days:
            parts["BYMONTHDAY"] = ",".join(map(str, repeat.month_days or (today.day,)))
        if repeat.position is not None:
            parts["BYSETPOS"] = str(repeat.position)
    elif repeat.days:
        parts["BYDAY"] = ",".join(repeat.days)
    return parts


def _lines(group: Group, repeat: Repeat, scene: Scene) -> tuple[list[dict[str, str]], datetime, Grain]:
    """The rules, a wall time to count from, and the grain."""
    begin = earliest(group, scene) or scene.today
    repeat = _excluded(group, repeat)
    if group.window and isinstance(group.window.value, Window) and repeat.elapsed:
        return _grid(group.window.value, repeat, scene), datetime.combine(begin, time()), Grain.MINUTE
    if group.window and not group.clock and isinstance(group.window.value, Window) and not repeat.elapsed:
        if group.window.value.between:
            raise Unclear(f"At what time between {group.window.value.said}?")
        group.clock = replace(group.window, value=group.window.value.start)
    minutes, second, grain = _time_of_day(group, repeat, scene)
    late = minutes // DAY
    if late:
        repeat = _day_later(repeat, late)
        minutes -= late * DAY
    if minutes < 0:
        repeat = _day_later(repeat, -1)
        minutes += DAY
    return [_rule(repeat, begin)], at_minutes(begin, minutes, second), grain


def _day_later(repeat: Repeat, days: int) -> Repeat:
    """Midnight of Friday is the 00:00 that ends it: the rule falls on the next day."""
    if repeat.freq == "WEEKLY" and repeat.days:
        moved = sorted((WEEKDAY_CODES.index(code) + days) % 7 for code in repeat.days)
        return replace(repeat, days=tuple(WEEKDAY_CODES[day] for day in moved))
    return repeat


def _excluded(group: Group, repeat: Repeat) -> Repeat:
    """Leave out the weekdays after "except"."""
    out = {code for piece in group.excepts if isinstance(piece.value, Except) for code in piece.value.days}
    if not out:
        return repeat
    days = repeat.days or (WEEKDAY_CODES if repeat.freq in ("DAILY", "HOURLY", "MINUTELY") else ())
    if repeat.freq == "DAILY" and repeat.interval > 1:
        raise Unclear("Which days exactly?")
    left = tuple(code for code in days if code not in out)
    if not left:
        raise Unclear(NEVER)
    return replace(repeat, freq="WEEKLY" if repeat.freq == "DAILY" else repeat.freq, days=left)


def _grid(window: Window, repeat: Repeat, scene: Scene) -> list[dict[str, str]]:
    """Such as "every 90 minutes between nine and five": the same times each day, the last one included."""
    begin = on_a_day(window.start, scene.context) % DAY
    sure = exact(window.end)
    if sure is not None:
        end = sure
    else:
        options = (face(window.end), face(window.end) + 720)
        end = next((option for option in options if option > begin), options[0] + DAY)
    if end <= begin:
        end += DAY
    step = repeat.interval * STEP[repeat.freq] // 60
    if step == 0:
        raise Unclear("How many minutes apart?")
    hours: dict[int, list[int]] = {}
    for minutes in range(begin, end + 1, step):
        hours.setdefault(minutes % DAY % 60, []).append(minutes % DAY // 60)
    freq = {"FREQ": "WEEKLY", "BYDAY": ",".join(repeat.days)} if repeat.days else {"FREQ": "DAILY"}
    by_hours: dict[tuple[int, ...], list[int]] = {}
    for minute, found in hours.items():
        by_hours.setdefault(tuple(sorted(set(found))), []).append(minute)
    return [
        {**freq, "BYHOUR": ",".join(map(str, hour)), "BYMINUTE": ",".join(map(str, sorted(minute)))}
        for hour, minute in sorted(by_hours.items(), key=lambda item: (item[0][0], item[1]))
    ]


def _elapsed(group: Group, repeat: Repeat, scene: Scene) -> Recurrence:
    """Such as "every eight hours": from now on, or from the time that is said."""
    repeat = _excluded(group, repeat)
    rule = {"FREQ": repeat.freq}
    if repeat.interval > 1:
        rule["INTERVAL"] = str(repeat.interval)
    if repeat.days:
        rule["BYDAY"] = ",".join(repeat.days)
    begin = earliest(group, scene)
    clock = group.clock.value if group.clock else None
    part = group.part.value if group.part and isinstance(group.part.value, Part) else None
    if isinstance(clock, Clock):
        if clock.hour is None:
            raise Unclear("At half past what?")
        day = begin or scene.today
        if begin or part:
            minutes = in_part(clock, part.name) if part else on_a_day(clock, scene.context)
            wall = at_minutes(day, minutes)
            wall = wall if scene.ahead(wall) else at_minutes(add_days(day, 1), minutes)
        else:
            wall = following(clock, scene.wall.replace(second=0), scene.context)
    elif part:
        wall = datetime.combine(begin or scene.today, part_time(part, scene.habits))
        wall = wall if scene.ahead(wall) else wall + timedelta(days=1)
    elif repeat.minute is not None:
        rule["BYMINUTE"] = str(repeat.minute)
        wall = scene.wall.replace(second=0, microsecond=0)
        return bounded(group, repeat, scene, [rule], wall, Grain.MINUTE)
    elif begin and begin > scene.today:
        raise Unclear("From what time on?")
    else:
        step = timedelta(seconds=STEP[repeat.freq] * repeat.interval)
        moment = (scene.now.astimezone(None) + step).astimezone(scene.zone)
        if repeat.days:
            return bounded(group, repeat, scene, [rule], scene.wall, Grain.MINUTE)
        return counted(group, repeat, scene, rule, moment)
    if repeat.days:
        return bounded(group, repeat, scene, [rule], wall, Grain.MINUTE)
    return counted(group, repeat, scene, rule, to_zone(wall, scene.zone))
