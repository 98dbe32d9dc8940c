"""When a repetition falls: RFC 5545 rules over the wall clock of a zone, or over elapsed time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import takewhile
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from utils.rrule_walls import walls
from utils.rrules import STEPS, BadRule, Rule, Rules, parse, read_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["BadRule", "Rule", "Timekeeping", "next_occurrence", "occurrences", "parse", "to_zone", "without"]

Timekeeping = Literal["wall", "elapsed"]

# wall and elapsed time differ by less than this around a change of the clocks
_MARGIN = timedelta(days=1)
# no zone moves its clocks by more at once, but for a few that skipped a day
_GAP = timedelta(hours=3)


def to_zone(wall: datetime, zone: ZoneInfo) -> datetime:
    """A naive wall time in its zone: in a gap it moves forward by the gap, what happens twice is the first."""
    aware = wall.replace(tzinfo=zone, fold=0)
    # a time in the gap keeps the offset from before it, so going there and back lands behind the gap
    return aware.astimezone(UTC).astimezone(zone)


def _limit(rule: Rule, zone: ZoneInfo) -> datetime | None:
    """UNTIL as a naive wall time; a date means the whole day."""
    text = rule.get("UNTIL")
    if not text:
        return None
    moment = read_moment(text)
    if moment.tzinfo is not None:
        return moment.astimezone(zone).replace(tzinfo=None)
    return moment if "T" in text else moment + timedelta(hours=23, minutes=59, seconds=59)


def _simple_elapsed(rule: Rule, clock: Timekeeping) -> bool:
    return clock == "elapsed" and rule.freq in ("HOURLY", "MINUTELY", "SECONDLY") and not rule.filtered


def _elapsed(rule: Rule, start: datetime, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """Every so many seconds from the first, counted as a stopwatch does."""
    step = STEPS[rule.freq] * rule.interval
    origin = to_zone(start, zone).astimezone(UTC)
    passed = (after - origin).total_seconds()
    index = max(0, int(passed // step))
    limit = _limit(rule, zone)
    end = to_zone(limit, zone).astimezone(UTC) if limit else None
    while rule.count is None or index < rule.count:
        try:
            moment = origin + timedelta(seconds=step * index)
        except OverflowError:
            return
        if end and moment > end:
            return
        yield moment
        index += 1


def _by_wall(rule: Rule, start: datetime, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """The occurrences by wall time from about `after` on, as UTC."""
    # far enough back for any change of the clocks, and no farther: a day has 86,400 seconds to walk over
    margin = _GAP if rule.freq in ("HOURLY", "MINUTELY", "SECONDLY") else _MARGIN
    near = after.astimezone(zone).replace(tzinfo=None) - margin
    limit = _limit(rule, zone)
    if limit and limit < near - margin:
        return
    count = rule.count
    if count is not None and rule.freq in STEPS and not rule.filtered:
        try:
            last = start + timedelta(seconds=STEPS[rule.freq] * rule.interval * (count - 1))
        except OverflowError:
            last = datetime.max.replace(microsecond=0)  # noqa: DTZ901 - a wall time
        limit, count = min(limit or last, last), None
    if count is None:
        rule = rule.uncounted()
    yield from _in_order(takewhile(lambda wall: not limit or wall <= limit, walls(rule, start, near)), zone)


def _in_order(found: Iterable[datetime], zone: ZoneInfo) -> Iterator[datetime]:
    """Wall times as UTC: one that a gap moves forward may come after the next one."""
    waiting: list[datetime] = []
    for wall in found:
        try:
            moment = to_zone(wall, zone).astimezone(UTC)
        except OverflowError:
            break
        heappush(waiting, moment)
        while waiting[0] <= moment - _GAP:
            yield heappop(waiting)
    while waiting:
        yield heappop(waiting)


def _moments(rules: Rules, start: datetime, zone: ZoneInfo, clock: Timekeeping, after: datetime) -> Iterator[datetime]:
    """All occurrences from about `after` on, in order, as UTC, without those left out."""
    sources = [
        _elapsed(rule, start, zone, after) if _simple_elapsed(rule, clock) else _by_wall(rule, start, zone, after)
        for rule in rules.rules
    ]
    if rules.added:
        sources.append(iter(sorted(_instant(moment, zone) for moment in rules.added)))
    left_out = {_instant(moment, zone) for moment in rules.left_out if isinstance(moment, datetime)}
    days_out = {moment for moment in rules.left_out if not isinstance(moment, datetime)}
    heads = [head for source in sources if (head := _head(source)) is not None]
    last: datetime | None = None
    while heads:
        heads.sort(key=lambda head: head[0])
        moment, source = heads[0]
        following = next(source, None)
        if following is None:
            heads.pop(0)
        else:
            heads[0] = (following, source)
        if moment == last:
            continue
        last = moment
        if moment not in left_out and not (days_out and moment.astimezone(zone).date() in days_out):
            yield moment


def _head(source: Iterator[datetime]) -> tuple[datetime, Iterator[datetime]] | None:
    first = next(source, None)
    return (first, source) if first is not None else None


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else to_zone(moment, zone)).astimezone(UTC)


def occurrences(
    lines: Sequence[str],
    *,
    start: datetime,
    zone: ZoneInfo | str,
    clock: Timekeeping = "wall",
    after: datetime | None = None,
    count: int = 6,
) -> list[datetime]:
    """The first `count` occurrences strictly after `after` (from the start on without it), aware in `zone`, in order.

    `start` is DTSTART: a naive wall time in `zone`, or aware. It is itself an occurrence only if the rules say so.
    By wall time each occurrence keeps its hour through a change of the clocks: one in a gap moves forward by the gap,
    one that happens twice is the first. With clock "elapsed", hours, minutes and seconds are counted through.

    :raises BadRule: if the lines cannot be followed
    """
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    wall = start.astimezone(zone).replace(tzinfo=None) if start.tzinfo else start
    bound = after.astimezone(UTC) if after else to_zone(wall, zone).astimezone(UTC) - timedelta(microseconds=1)
    found: list[datetime] = []
    for moment in _moments(parse(lines), wall, zone, clock, bound):
        if moment > bound:
            found.append(moment.astimezone(zone))
            if len(found) >= count:
                break
    return found


def next_occurrence(
    lines: Sequence[str], *, start: datetime, zone: ZoneInfo | str, after: datetime, clock: Timekeeping = "wall"
) -> datetime | None:
    """The first occurrence strictly after `after`, aware in `zone`; None if there is none any more.

    :raises BadRule: if the lines cannot be followed
    """
    found = occurrences(lines, start=start, zone=zone, clock=clock, after=after, count=1)
    return found[0] if found else None


def without(lines: Sequence[str], moment: datetime, zone: ZoneInfo | str) -> tuple[str, ...]:
    """The lines with one occurrence left out (EXDATE in local time)."""
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    wall = moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment
    return (*lines, f"EXDATE:{wall:%Y%m%dT%H%M%S}")
