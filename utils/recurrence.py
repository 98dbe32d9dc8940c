"""When a repetition falls: RFC 5545 rules over the wall clock of a zone, or over elapsed time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush
from itertools import takewhile
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Timekeeping = Literal["wall", "elapsed"]

_STEPS = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3600, "DAILY": 86_400, "WEEKLY": 604_800}
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# wall and elapsed time differ by less than this around a change of the clocks
_MARGIN = timedelta(days=1)
# no zone moves its clocks by more at once, but for a few that skipped a day
_GAP = timedelta(hours=3)
_PROBE = 20_000  # days looked at before a filter is taken for one that nothing passes


class BadRule(ValueError):
    """The lines are not RFC 5545 rules that this can follow."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE: its parts by name, in capitals."""

    parts: tuple[tuple[str, str], ...]

    def get(self, name: str, default: str = "") -> str:
        """The value of a part, or the default."""
        return dict(self.parts).get(name, default)

    @property
    def freq(self) -> str:
        """FREQ."""
        return self.get("FREQ")

    @property
    def interval(self) -> int:
        """INTERVAL, 1 if none is said."""
        return int(self.get("INTERVAL", "1"))

    @property
    def count(self) -> int | None:
        """COUNT."""
        return int(self.get("COUNT")) if self.get("COUNT") else None

    @property
    def filtered(self) -> bool:
        """Whether any BY part narrows or widens it."""
        return any(name.startswith("BY") for name, _ in self.parts)

    def text(self, *without: str) -> str:
        """The rule written out, leaving out some parts."""
        return ";".join(f"{name}={value}" for name, value in self.parts if name not in without)


@dataclass(frozen=True, slots=True)
class Rules:
    """A recurrence set: rules, dates added (RDATE) and dates left out (EXDATE), as naive wall times or aware."""

    rules: tuple[Rule, ...]
    added: tuple[datetime, ...] = ()
    left_out: tuple[datetime | date, ...] = ()


def _moment(text: str) -> datetime:
    """A DATE or DATE-TIME of RFC 5545; aware if it ends in Z."""
    try:
        if len(text) == 8:
            return datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 - a wall time has no zone by itself
        moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - same
    except ValueError as error:
        raise BadRule(f"not a date of RFC 5545: {text!r}") from error
    return moment.replace(tzinfo=UTC) if text.endswith("Z") else moment


@lru_cache(maxsize=2048)
def _parse(lines: tuple[str, ...]) -> Rules:
    rules: list[Rule] = []
    added: list[datetime] = []
    left_out: list[datetime | date] = []
    for line in (part.strip() for text in lines for part in text.splitlines()):
        if not line or line.upper().startswith("DTSTART"):
            continue
        head, colon, value = line.partition(":")
        name = head.upper().split(";")[0] if colon else "RRULE"
        value = value if colon else line
        if name == "RRULE":
            rules.append(_rule(value))
        elif name in ("EXDATE", "RDATE"):
            zone = next((option[5:] for option in head.split(";") if option.upper().startswith("TZID=")), None)
            for text in value.split(","):
                moment = _moment(text)
                if zone and moment.tzinfo is None and "T" in text:
                    moment = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
                if name == "RDATE":
                    added.append(moment)
                else:
                    left_out.append(moment if "T" in text else moment.date())
        else:
            raise BadRule(f"not a line that is understood: {name}")
    if not rules and not added:
        raise BadRule("no rule and no date")
    return Rules(tuple(rules), tuple(added), tuple(left_out))


def _rule(text: str) -> Rule:
    parts: dict[str, str] = {}
    for part in text.upper().split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value:
            raise BadRule(f"not a part of a rule: {part!r}")
        parts[name] = value
    rule = Rule(tuple(parts.items()))
    if rule.freq not in (*_STEPS, "MONTHLY", "YEARLY"):
        raise BadRule(f"not a frequency: {rule.freq!r}")
    for name in ("INTERVAL", "COUNT"):
        value = parts.get(name, "1")
        if not value.isdecimal() or len(value) > 9 or int(value) < 1:
            raise BadRule(f"not a positive number: {name}={value}")
    try:
        # without INTERVAL: a sound rule can be empty from one start, which is found out later
        rrulestr(rule.text("UNTIL", "INTERVAL"), dtstart=datetime(2024, 1, 1))  # noqa: DTZ001 - a wall time
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise BadRule(f"not a rule: {text!r}") from error
    if rule.get("UNTIL"):
        _moment(rule.get("UNTIL"))
    return rule


def parse(lines: Iterable[str]) -> Rules:
    """Read RFC 5545 lines: RRULE (its name may be missing), EXDATE, RDATE; DTSTART is passed over.

    :raises BadRule: if a line is none of these, or there is neither a rule nor a date
    """
    return _parse((lines,) if isinstance(lines, str) else tuple(lines))


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
    moment = _moment(text)
    if moment.tzinfo is not None:
        return moment.astimezone(zone).replace(tzinfo=None)
    return moment if "T" in text else moment + timedelta(hours=23, minutes=59, seconds=59)


def _explicit(rule: Rule, start: datetime) -> Rule:
    """The rule with what it takes from its start written out, so that it can be followed from a later one."""
    parts = dict(rule.parts)
    dated = any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYEASTER"))
    if rule.freq == "MONTHLY" and not dated:
        parts["BYMONTHDAY"] = str(start.day)
    if rule.freq == "YEARLY" and not dated:
        parts.setdefault("BYMONTH", str(start.month))
        parts["BYMONTHDAY"] = str(start.day)
    if rule.freq == "WEEKLY" and "BYDAY" not in parts:
        parts["BYDAY"] = _DAY_CODES[start.weekday()]
    return Rule(tuple(parts.items()))


def _closer(rule: Rule, start: datetime, after: datetime) -> datetime:
    """A start near `after` from which the rule gives the same occurrences; never for a rule with COUNT."""
    gap = after - start
    if gap <= timedelta(0):
        return start
    if rule.freq in _STEPS:
        step = timedelta(seconds=_STEPS[rule.freq] * rule.interval)
        jumps = max(0, gap // step - 2)
        return start + jumps * step
    months = rule.interval * (12 if rule.freq == "YEARLY" else 1)
    jumps = max(0, ((after.year - start.year) * 12 + after.month - start.month) // months - 2)
    moved = start.month - 1 + jumps * months
    year, month = start.year + moved // 12, moved % 12 + 1
    # on the first of the month, which every month has; the days themselves are written out in the rule
    return start.replace(year=year, month=month, day=1) if jumps else start


def _numbers(rule: Rule, name: str) -> tuple[int, ...]:
    return tuple(int(value) for value in rule.get(name).split(",") if value.lstrip("+-").isdecimal())


def _can_happen(rule: Rule, start: datetime) -> bool:
    """Whether any day passes the filters: without this a 30 February would be sought for eight thousand years."""
    months = _numbers(rule, "BYMONTH")
    days = _numbers(rule, "BYMONTHDAY")
    if rule.freq in ("MONTHLY", "YEARLY"):
        step = rule.interval if rule.freq == "MONTHLY" else 12
        visited = {(start.month - 1 + step * index) % 12 + 1 for index in range(12)}
        if rule.freq == "MONTHLY":
            months = tuple(visited & set(months)) if months else tuple(visited)
        if not months and rule.freq == "MONTHLY":
            return False
    if days and not any(abs(day) <= _LONGEST[month - 1] for month in months or range(1, 13) for day in days):
        return False
    if rule.freq in ("WEEKLY", "MONTHLY", "YEARLY") or not rule.filtered:
        return True
    return _some_day(rule, start, months, days)


def _some_day(rule: Rule, start: datetime, months: tuple[int, ...], days: tuple[int, ...]) -> bool:
    step = _STEPS[rule.freq] * rule.interval
    step_days = step // 86_400 if step % 86_400 == 0 else 1
    weekdays = {_DAY_CODES.index(code[-2:]) for code in rule.get("BYDAY").split(",") if code[-2:] in _DAY_CODES}
    year_days = _numbers(rule, "BYYEARDAY")
    day = start.date()
    for _ in range(_PROBE):
        negative = day.day - _LONGEST[day.month - 1] - 1 + (day.month == 2 and not _leap(day.year))
        if (
            (not months or day.month in months)
            and (not days or day.day in days or negative in days)
            and (not weekdays or day.weekday() in weekdays)
            and (not year_days or _year_day(day, year_days))
        ):
            return True
        if date.max.toordinal() - day.toordinal() <= step_days:
            return False
        day += timedelta(step_days)
    return False


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _year_day(day: date, wanted: tuple[int, ...]) -> bool:
    number = day.timetuple().tm_yday
    return number in wanted or number - 366 - (_leap(day.year) - 1) in wanted


def _simple_elapsed(rule: Rule, clock: Timekeeping) -> bool:
    return clock == "elapsed" and rule.freq in ("HOURLY", "MINUTELY", "SECONDLY") and not rule.filtered


def _elapsed(rule: Rule, start: datetime, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """Every so many seconds from the first, counted as a stopwatch does."""
    step = _STEPS[rule.freq] * rule.interval
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
    if count is not None and rule.freq in _STEPS and not rule.filtered:
        try:
            last = start + timedelta(seconds=_STEPS[rule.freq] * rule.interval * (count - 1))
        except OverflowError:
            last = datetime.max.replace(microsecond=0)  # noqa: DTZ901 - a wall time
        limit, count = min(limit or last, last), None
    full = _explicit(rule, start)
    if not _can_happen(full, start):
        return
    begin = start if count is not None else _closer(full, start, near)
    text = full.text("UNTIL") if count is not None else full.text("UNTIL", "COUNT")
    try:
        found = rrulestr(text, dtstart=begin)
    except ValueError:  # an interval that never meets BYHOUR and the like: no occurrence
        return
    walls = (wall for wall in found if wall >= start and (count is not None or wall >= near))
    yield from _in_order(takewhile(lambda wall: not limit or wall <= limit, walls), zone)


def _in_order(walls: Iterable[datetime], zone: ZoneInfo) -> Iterator[datetime]:
    """Wall times as UTC: one that a gap moves forward may come after the next one."""
    waiting: list[datetime] = []
    for wall in walls:
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
