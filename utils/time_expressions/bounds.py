"""Where a repetition begins and ends, and what it leaves out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from utils.recurrence import occurrences, to_zone
from utils.time_expressions.clock import Clock
from utils.time_expressions.dates import Day, add_days, add_months
from utils.time_expressions.halves import at_minutes, following, on_a_day
from utils.time_expressions.pieces import Except, Shift
from utils.time_expressions.results import Grain, Recurrence, Unclear
from utils.time_expressions.rules import Repeat
from utils.time_expressions.spans import Span

if TYPE_CHECKING:
    from utils.time_expressions.group import Group
    from utils.time_expressions.scene import Scene


STEP = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}


_MOST_COUNTED = 4000
NEVER = "That never happens. When do you mean?"


def earliest(group: Group, scene: Scene) -> date | None:
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


def _text(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def counted(group: Group, repeat: Repeat, scene: Scene, rule: dict[str, str], first: datetime) -> Recurrence:
    """An elapsed repetition with its bounds."""
    span = group.span.value if group.span else None
    grain = Grain.SECOND if repeat.freq == "SECONDLY" else Grain.MINUTE
    if isinstance(group.times.value if group.times else None, int) and group.times:
        rule["COUNT"] = str(group.times.value)
    elif isinstance(span, Span):
        length = span.seconds + 86_400 * (span.days + 30 * span.months)
        rule["COUNT"] = str(max(1, length // (STEP[repeat.freq] * repeat.interval)))
    until = _until(group, scene, first.replace(tzinfo=None))
    if until:
        rule["UNTIL"] = f"{until:%Y%m%dT%H%M%S}"
        if until < first.replace(tzinfo=None):
            raise Unclear(NEVER)
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


def bounded(
    group: Group, repeat: Repeat, scene: Scene, rules: list[dict[str, str]], wall: datetime, grain: Grain
) -> Recurrence:
    """Find the first moment, then write down where the repetition ends and what it leaves out."""
    ahead = max(scene.now, to_zone(wall, scene.zone) - timedelta(seconds=1)) if earliest(group, scene) else scene.now
    if wall > scene.wall:
        ahead = max(ahead, to_zone(wall, scene.zone) - timedelta(seconds=1)) if earliest(group, scene) else ahead
    loose = [
        _text({**rule, "INTERVAL": "1"}) if "INTERVAL" in rule and not repeat.elapsed else _text(rule) for rule in rules
    ]
    # a rule without days starts with the next one, whichever week or month that is in
    origin = wall - timedelta(days=8) if "BYHOUR" in rules[0] or grain is not Grain.DAY else wall
    origin = datetime.combine(origin.date(), wall.time())
    found = occurrences(loose, start=origin, zone=scene.zone, after=ahead, count=1)
    if not found:
        raise Unclear(NEVER)
    first = found[0]
    if (first - scene.now).days > 366 * 8:
        raise Unclear(NEVER)
    begin = _unmoved(first, wall, scene)
    until = _until(group, scene, begin)
    span = group.span.value if group.span else None
    excluded = _dates_out(group, rules, begin)
    for rule in rules:
        if repeat.count:
            rule["COUNT"] = str(repeat.count)
        elif group.times and isinstance(group.times.value, int):
            rule["COUNT"] = str(group.times.value)
        elif isinstance(span, Span):
            rule["COUNT"] = str(_count(rule, begin, span, scene))
        elif until:
            rule["UNTIL"] = f"{until:%Y%m%dT%H%M%S}"
    lines = [_text(rule) for rule in rules] + excluded
    kept = occurrences(lines, start=begin, zone=scene.zone, after=scene.now, count=1)
    if not kept:
        raise Unclear("Nothing would be left of that. When do you mean?" if excluded or until else NEVER)
    return Recurrence(kept[0], tuple(lines), scene.zone.key, "wall", grain, _unmoved(kept[0], wall, scene))


def _unmoved(moment: datetime, wall: datetime, scene: Scene) -> datetime:
    """The wall time that an occurrence was meant at, before a gap in the zone moved it."""
    meant = datetime.combine(moment.date(), wall.time())
    return meant if to_zone(meant, scene.zone) == moment else moment.replace(tzinfo=None)


def _count(rule: dict[str, str], begin: datetime, span: Span, scene: Scene) -> int:
    """How many occurrences lie in a length that begins with the first one: daily for two weeks is fourteen."""
    end_day = add_days(add_months(begin.date(), span.months), span.days + span.workdays)
    end = datetime.combine(end_day, begin.time()) + timedelta(seconds=min(span.seconds, 10**8))
    last = {**rule, "UNTIL": f"{end - timedelta(seconds=1):%Y%m%dT%H%M%S}"}
    inside = len(occurrences([_text(last)], start=begin, zone=scene.zone, count=_MOST_COUNTED))
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
