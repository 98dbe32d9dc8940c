"""From one group of pieces to one repetition with its first moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from utils.recurrence import occurrences, to_zone
from utils.time_expressions.clocks import Clock
from utils.time_expressions.dates import Day, add_days, add_months
from utils.time_expressions.halves import DAY, at_minutes, exact, face, following, in_part, on_a_day
from utils.time_expressions.lexicon import WEEKDAY_CODES
from utils.time_expressions.moments import Scene, part_time
from utils.time_expressions.pieces import Except, Part, Shift, Window
from utils.time_expressions.results import Grain, Recurrence, Unclear
from utils.time_expressions.rules import Repeat
from utils.time_expressions.spans import Span

if TYPE_CHECKING:
    from utils.time_expressions.group import Group

_STEP = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
_NEVER = "That never happens. When do you mean?"


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
    return _bounded(group, repeat, scene, lines, wall, grain)


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


def _earliest(group: Group, scene: Scene) -> date | None:
    """The first day that a repetition may fall on, if one is said ("starting Monday", "next week")."""
    day = group.start.value if group.start else None
    if isinstance(day, Day):
        return day.date
    named = group.day.value if group.day else None
    if isinstance(named, Day) and (named.loose or not _anchors(group)):
        return named.date
    shift = group.shift.value if group.shift else None
    if isinstance(shift, Shift) and shift.span.calendar:
        return add_days(add_months(scene.today, shift.span.months), shift.span.days)
    return None


def _anchors(group: Group) -> bool:
    """Whether the day beside the rule is taken into the rule."""
    repeat = group.repeat.value if group.repeat else None
    day = group.day.value if group.day else None
    if not isinstance(repeat, Repeat) or not isinstance(day, Day) or repeat.anchored:
        return False
    return {"WEEKLY": day.weekday is not None, "MONTHLY": bool(day.month_day), "YEARLY": True}.get(repeat.freq, False)


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
        else:
            parts["BYMONTHDAY"] = ",".join(map(str, repeat.month_days or (today.day,)))
        if repeat.position is not None:
            parts["BYSETPOS"] = str(repeat.position)
    elif repeat.days:
        parts["BYDAY"] = ",".join(repeat.days)
    return parts


def _text(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _lines(group: Group, repeat: Repeat, scene: Scene) -> tuple[list[dict[str, str]], datetime, Grain]:
    """The rules, a wall time to count from, and the grain."""
    begin = _earliest(group, scene) or scene.today
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
        raise Unclear(_NEVER)
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
    step = repeat.interval * _STEP[repeat.freq] // 60
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
    begin = _earliest(group, scene)
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
        return _bounded(group, repeat, scene, [rule], wall, Grain.MINUTE)
    elif begin and begin > scene.today:
        raise Unclear("From what time on?")
    else:
        step = timedelta(seconds=_STEP[repeat.freq] * repeat.interval)
        moment = (scene.now.astimezone(None) + step).astimezone(scene.zone)
        if repeat.days:
            return _bounded(group, repeat, scene, [rule], scene.wall, Grain.MINUTE)
        return _counted(group, repeat, scene, rule, moment)
    if repeat.days:
        return _bounded(group, repeat, scene, [rule], wall, Grain.MINUTE)
    return _counted(group, repeat, scene, rule, to_zone(wall, scene.zone))


def _counted(group: Group, repeat: Repeat, scene: Scene, rule: dict[str, str], first: datetime) -> Recurrence:
    """An elapsed repetition with its bounds."""
    span = group.span.value if group.span else None
    grain = Grain.SECOND if repeat.freq == "SECONDLY" else Grain.MINUTE
    if isinstance(group.times.value if group.times else None, int) and group.times:
        rule["COUNT"] = str(group.times.value)
    elif isinstance(span, Span):
        length = span.seconds + 86_400 * (span.days + 30 * span.months)
        rule["COUNT"] = str(max(1, length // (_STEP[repeat.freq] * repeat.interval)))
    until = _until(group, scene, first.replace(tzinfo=None))
    if until:
        rule["UNTIL"] = f"{until:%Y%m%dT%H%M%S}"
        if until < first.replace(tzinfo=None):
            raise Unclear(_NEVER)
    return Recurrence(first, (_text(rule),), scene.zone.key, "elapsed", grain)


def _until(group: Group, scene: Scene, first: datetime) -> datetime | None:
    """The last wall time that still counts; the day that is said is included."""
    clock = group.until_clock.value if group.until_clock else None
    named = group.until.value if group.until else None
    if isinstance(named, Day):
        if named.problem:
            raise Unclear(named.problem)
        last = named.date
        if named.loose == "weekend":
            last = add_days(last, 6 - last.weekday())
        elif named.loose:
            last = add_days(last, -1)
        if isinstance(clock, Clock):
            return at_minutes(last, on_a_day(clock, scene.context))
        return datetime.combine(last, time(23, 59, 59))
    if isinstance(clock, Clock) and clock.hour is not None:
        return following(clock, max(first, scene.wall), scene.context)
    during = group.day.value if group.day else None
    if isinstance(during, Day) and not _anchors(group):
        if during.loose in ("week", "weekend"):
            return datetime.combine(add_days(during.date, 6 - during.date.weekday()), time(23, 59, 59))
        if during.loose in ("month", "year"):
            months = 1 if during.loose == "month" else 12
            return datetime.combine(add_days(add_months(during.date, months), -1), time(23, 59, 59))
        if during.today:
            return datetime.combine(scene.today, time(23, 59, 59))
    if group.vague and group.vague.value == "On which day this week?":
        return datetime.combine(add_days(scene.today, 6 - scene.today.weekday()), time(23, 59, 59))
    if group.vague and group.vague.value == "On which day this month?":
        return datetime.combine(add_days(add_months(scene.today.replace(day=1), 1), -1), time(23, 59, 59))
    return None


def _bounded(
    group: Group, repeat: Repeat, scene: Scene, rules: list[dict[str, str]], wall: datetime, grain: Grain
) -> Recurrence:
    """Find the first moment, then write down where the repetition ends and what it leaves out."""
    ahead = max(scene.now, to_zone(wall, scene.zone) - timedelta(seconds=1)) if _earliest(group, scene) else scene.now
    if wall > scene.wall:
        ahead = max(ahead, to_zone(wall, scene.zone) - timedelta(seconds=1)) if _earliest(group, scene) else ahead
    loose = [
        _text({**rule, "INTERVAL": "1"}) if "INTERVAL" in rule and not repeat.elapsed else _text(rule) for rule in rules
    ]
    # a rule without days starts with the next one, whichever week or month that is in
    origin = wall - timedelta(days=8) if "BYHOUR" in rules[0] or grain is not Grain.DAY else wall
    origin = datetime.combine(origin.date(), wall.time())
    found = occurrences(loose, start=origin, zone=scene.zone, after=ahead, count=1)
    if not found:
        raise Unclear(_NEVER)
    first = found[0]
    if (first - scene.now).days > 366 * 8:
        raise Unclear(_NEVER)
    begin = _unmoved(first, wall, scene)
    until = _until(group, scene, begin)
    span = group.span.value if group.span else None
    excluded = _dates_out(group, rules, begin)
    for rule in rules:
        if group.times and isinstance(group.times.value, int):
            rule["COUNT"] = str(group.times.value)
        elif isinstance(span, Span):
            rule["COUNT"] = str(_count(rule, begin, span, scene))
        elif until:
            rule["UNTIL"] = f"{until:%Y%m%dT%H%M%S}"
    lines = [_text(rule) for rule in rules] + excluded
    kept = occurrences(lines, start=begin, zone=scene.zone, after=scene.now, count=1)
    if not kept:
        raise Unclear("Nothing would be left of that. When do you mean?" if excluded or until else _NEVER)
    return Recurrence(kept[0], tuple(lines), scene.zone.key, "wall", grain, _unmoved(kept[0], wall, scene))


def _unmoved(moment: datetime, wall: datetime, scene: Scene) -> datetime:
    """The wall time that an occurrence was meant at, before a gap in the zone moved it."""
    meant = datetime.combine(moment.date(), wall.time())
    return meant if to_zone(meant, scene.zone) == moment else moment.replace(tzinfo=None)


def _count(rule: dict[str, str], begin: datetime, span: Span, scene: Scene) -> int:
    """How many occurrences lie in a length that begins with the first one: daily for two weeks is fourteen."""
    end_day = add_days(add_months(begin.date(), span.months), span.days + span.workdays)
    end = datetime.combine(end_day, begin.time()) + timedelta(seconds=min(span.seconds, 10**8))
    days = (end - begin).days
    found = occurrences([_text(rule)], start=begin, zone=scene.zone, count=min(max(days, 1) * 48, 4000))
    inside = sum(1 for moment in found if moment.replace(tzinfo=None) < end)
    if span.workdays:
        return span.workdays
    return max(inside, 1)


def _dates_out(group: Group, rules: list[dict[str, str]], begin: datetime) -> list[str]:
    """EXDATE lines for dates that are left out, and for "but not the next one"."""
    lines: list[str] = []
    for piece in group.excepts:
        value = piece.value
        if not isinstance(value, Except):
            continue
        if value.next_one:
            lines.append(f"EXDATE:{begin:%Y%m%dT%H%M%S}")
        for day in value.dates:
            times = [begin.time()] if "BYHOUR" not in rules[0] else _times_of(rules)
            lines.extend(f"EXDATE:{datetime.combine(day, at):%Y%m%dT%H%M%S}" for at in times)
    return lines


def _times_of(rules: list[dict[str, str]]) -> list[time]:
    return sorted(
        time(int(hour), int(minute))
        for rule in rules
        for hour in rule["BYHOUR"].split(",")
        for minute in rule["BYMINUTE"].split(",")
    )
