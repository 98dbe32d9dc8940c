"""What times joined by "and" have in common: "Monday and Wednesday at eight"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from utils.time_expressions.clock import Clock
from utils.time_expressions.dates import Day
from utils.time_expressions.halves import on_a_day
from utils.time_expressions.lexicon import WEEKDAY_CODES
from utils.time_expressions.pieces import Kind, Part
from utils.time_expressions.rules import Repeat

if TYPE_CHECKING:
    from utils.time_expressions.group import Group
    from utils.time_expressions.results import Context


def share(groups: list[Group], context: Context) -> None:
    """Such as "Monday and Wednesday at eight": what one group lacks it takes from its neighbours."""
    if len(groups) < 2:
        return
    for earlier, group in pairwise(groups):
        _repeat_on(earlier, group)
    if len(groups) > 2:
        _ascend(groups, context)
    for index, group in enumerate(groups):
        before = groups[:index][::-1]
        after = groups[index + 1 :]
        if not group.timed and (group.day or group.repeat):
            source = next((other for other in after + before if other.clock or other.part), None)
            if source:
                group.clock, group.part = source.clock, group.part or source.part
        elif group.clock and not group.part:
            clock = group.clock.value
            free = isinstance(clock, Clock) and clock.half is None and not clock.midnight
            near = next(
                (other for other in after[:1] + before[:1] if other.clock and (other.part or _half(other))), None
            )
            if free and near and not (group.day or group.repeat):
                _take_half(group, near)
    for index, group in enumerate(groups):
        if not (group.day or group.repeat or group.shift):
            others = groups[:index][::-1] + groups[index + 1 :]
            source = next((other for other in others if other.day or other.repeat), None)
            if source and not (group.part and isinstance(group.part.value, Part) and group.part.value.this):
                group.day, group.repeat = source.day, source.repeat
                group.until, group.span = source.until, source.span
                group.start, group.times = source.start, source.times
    last = groups[-1]
    for group in groups[:-1]:
        if group.repeat and last.repeat:
            group.until = group.until or last.until
            group.start = group.start or last.start


def _repeat_on(before: Group, group: Group) -> None:
    """Such as "every Monday at eight and Wednesday at nine": the second day is repeated as well."""
    rule = before.repeat.value if before.repeat else None
    day = group.day.value if group.day else None
    if not isinstance(rule, Repeat) or not isinstance(day, Day) or not day.bare or day.weekday is None or group.repeat:
        return
    if rule.freq == "WEEKLY" and rule.days and group.day:
        weekly = replace(rule, days=(WEEKDAY_CODES[day.weekday],))
        group.repeat = replace(group.day, kind=Kind.REPEAT, value=weekly)
        group.day = None


def _ascend(groups: list[Group], context: Context) -> None:
    """Such as "at eight, one and seven": a list of times goes on through the day, so the seven is in the evening."""
    last = -1
    for group in groups:
        clock = group.clock.value if group.clock else None
        if not isinstance(clock, Clock) or clock.hour is None or group.part or clock.midnight:
            return
        named = on_a_day(clock, context)
        if named <= last and clock.half is None and named + 720 > last and group.clock:
            group.clock = replace(group.clock, value=replace(clock, half="pm"))
            named += 720
        last = named


def _half(group: Group) -> bool:
    clock = group.clock.value if group.clock else None
    return isinstance(clock, Clock) and clock.half in ("am", "pm")


def _take_half(group: Group, near: Group) -> None:
    if near.part:
        group.part = near.part
    elif near.clock and group.clock and isinstance(near.clock.value, Clock) and isinstance(group.clock.value, Clock):
        group.clock = replace(group.clock, value=replace(group.clock.value, half=near.clock.value.half))
