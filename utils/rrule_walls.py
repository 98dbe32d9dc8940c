"""The wall times of one RFC 5545 rule, in order, sought no farther than a bound: a rule may have none at all."""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Self

from dateutil.easter import easter
from dateutil.rrule import rrulestr

from utils.rrules import DAY_CODES, STEPS, can_happen, explicit, numbers, weekdays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from utils.rrules import Rule

# so many days, or times of days that fit, without an occurrence, and no more is sought: 54 years of days (the leap day
# of a certain weekday comes every 40 at the least), and more than the seconds of one day; each a tenth of a second
_DAYS = 20_000
_TIMES = 100_000
# so many occurrences are passed over, from where the counting begins to the moment that is asked about
_PASSED_OVER = 100_000
# after so many years the calendar is the same, weekdays and all
_CYCLE_YEARS = 400
# what begins later than this has too few years left until the end of the calendar
_LATE = MAXYEAR - 150
_DAY = 86_400


def walls(rule: Rule, start: datetime, near: datetime) -> Iterator[datetime]:
    """The occurrences from a start on that are not before `near`, as naive wall times; UNTIL is not looked at.

    It ends where the rule does, and where nothing was found for so long that there is nothing to be found.
    """
    full = explicit(rule, start)
    if not can_happen(full, start):
        return
    counted = rule.count is not None
    if rule.freq in ("WEEKLY", "MONTHLY", "YEARLY"):
        found = _coarse(full, start if counted else _closer(full, start, near))
    else:
        found = _fine(full, start, start if counted else max(start, near))
    number = passed = 0
    for wall in found:
        if wall < start:
            continue
        number += 1
        if rule.count is not None and number > rule.count:
            return
        if wall >= near:
            yield wall
            continue
        passed += 1
        if passed > _PASSED_OVER:
            return


def _closer(rule: Rule, start: datetime, near: datetime) -> datetime:
    """A start near `near` from which the rule gives the same occurrences; never for a rule with COUNT."""
    gap = near - start
    if gap <= timedelta(0):
        return start
    if rule.freq in STEPS:
        step = timedelta(seconds=STEPS[rule.freq]) * min(rule.interval, gap.days + 1)
        jumps = max(0, gap // step - 2)
        return start + jumps * step
    months = rule.interval * (12 if rule.freq == "YEARLY" else 1)
    jumps = max(0, ((near.year - start.year) * 12 + near.month - start.month) // months - 2)
    moved = start.month - 1 + jumps * months
    year, month = start.year + moved // 12, moved % 12 + 1
    # on the first of the month, which every month has; the days themselves are written out in the rule
    return start.replace(year=year, month=month, day=1) if jumps else start


def _coarse(rule: Rule, start: datetime) -> Iterator[datetime]:
    """What comes every so many weeks, months or years."""
    # dateutil seeks until the calendar ends; some cycles later that is after centuries instead of millennia
    cycles = 0 if rule.get("BYEASTER") else max(0, (_LATE - start.year) // _CYCLE_YEARS)
    ahead = cycles * _CYCLE_YEARS
    try:
        for wall in rrulestr(rule.text("UNTIL", "COUNT"), dtstart=start.replace(year=start.year + ahead)):
            yield wall.replace(year=wall.year - ahead)
    except (ValueError, OverflowError):  # the last week of the calendar has days of the year 10000
        return


def _fine(rule: Rule, start: datetime, near: datetime) -> Iterator[datetime]:
    """What comes every so many days, hours, minutes or seconds; a day that a filter passes over is one step."""
    unit = STEPS[rule.freq]
    step = unit * rule.interval
    origin = _seconds(start) // unit * unit
    within, fits, clock = _within_a_period(rule, start), _day_filter(rule), _Clock.of(rule)
    at = origin + max(0, _seconds(near) - origin) // step * step
    days = times = 0
    while within and days < _DAYS and at // _DAY <= date.max.toordinal():
        midnight = at // _DAY * _DAY
        days += 1
        if fits(date.fromordinal(midnight // _DAY)):
            for period in clock.periods(at, origin, step):
                times += 1
                if period is not None:
                    days = times = 0
                    yield from (_wall(period + more) for more in within)
                elif times >= _TIMES:
                    return
        at = origin - (origin - midnight - _DAY) // step * step


@dataclass(frozen=True, slots=True)
class _Clock:
    """At which hours, minutes and seconds a period may begin; a day's begins at midnight."""

    hours: Sequence[int]
    minutes: Sequence[int]
    seconds: Sequence[int]

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """Make it of the parts that narrow a rule; those that widen it are within its periods."""

        def named(name: str, every: int, *freqs: str) -> Sequence[int]:
            return (sorted(set(numbers(rule, name))) or range(every)) if rule.freq in freqs else (0,)

        return cls(
            named("BYHOUR", 24, "HOURLY", "MINUTELY", "SECONDLY"),
            named("BYMINUTE", 60, "MINUTELY", "SECONDLY"),
            named("BYSECOND", 60, "SECONDLY"),
        )

    def periods(self, at: int, origin: int, step: int) -> Iterator[int | None]:
        """When the periods of a day begin, from one of them on, in seconds; None for each time that is none."""
        midnight = at // _DAY * _DAY
        # whichever is fewer: the times that are named, or those that the interval meets
        if 4 * len(self.hours) * len(self.minutes) * len(self.seconds) * step < _DAY:
            for hour, minute, second in product(self.hours, self.minutes, self.seconds):
                moment = midnight + hour * 3600 + minute * 60 + second
                yield moment if moment >= at and (moment - origin) % step == 0 else None
            return
        for moment in range(at, midnight + _DAY, step):
            hour, rest = divmod(moment - midnight, 3600)
            met = hour in self.hours and rest // 60 in self.minutes and rest % 60 in self.seconds
            yield moment if met else None


def _within_a_period(rule: Rule, start: datetime) -> list[int]:
    """The occurrences within a day, hour, minute or second that fits, in seconds from its beginning."""
    hours = (numbers(rule, "BYHOUR") or (start.hour,)) if rule.freq == "DAILY" else (0,)
    minutes = (numbers(rule, "BYMINUTE") or (start.minute,)) if rule.freq in ("DAILY", "HOURLY") else (0,)
    seconds = (numbers(rule, "BYSECOND") or (start.second,)) if rule.freq != "SECONDLY" else (0,)
    every = sorted({h * 3600 + m * 60 + s for h, m, s in product(hours, minutes, seconds) if s < 60})
    places = numbers(rule, "BYSETPOS")
    if not places:
        return every
    chosen = {place - 1 if place > 0 else len(every) + place for place in places}
    return [every[place] for place in sorted(chosen) if 0 <= place < len(every)]


def _day_filter(rule: Rule) -> Callable[[date], bool]:
    """Return what tells whether a day passes every BY part that is about days."""
    months, month_days = set(numbers(rule, "BYMONTH")), set(numbers(rule, "BYMONTHDAY"))
    year_days, weeks = set(numbers(rule, "BYYEARDAY")), set(numbers(rule, "BYWEEKNO"))
    days = {weekday for _, weekday in weekdays(rule)}
    easters = {timedelta(number) for number in numbers(rule, "BYEASTER")}
    first = DAY_CODES.index(rule.get("WKST", "MO"))

    def fits(day: date) -> bool:
        return (
            (not months or day.month in months)
            and (not days or day.weekday() in days)
            and (not month_days or not month_days.isdisjoint(_both(day.day, monthrange(day.year, day.month)[1])))
            and (not year_days or not year_days.isdisjoint(_both(_year_day(day), 365 + isleap(day.year))))
            and (not weeks or not weeks.isdisjoint(_week(day, first)))
            and (not easters or day - easter(day.year) in easters)
        )

    return fits


def _both(number: int, last: int) -> tuple[int, int]:
    """A number counted from one, and from the end."""
    return number, number - last - 1


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _week(day: date, first: int) -> tuple[int, int]:
    """The week's number (RFC 5545: the first has four days of the year), from the beginning and from the end."""
    middle = _middle(day, first)
    # the 28th is always in the year's last week
    last = _middle(date(middle.year, 12, 28), first)
    return _both((_year_day(middle) + 6) // 7, (_year_day(last) + 6) // 7)


def _middle(day: date, first: int) -> date:
    """The fourth day of a week, which is of the year that the week is of."""
    return day + timedelta(3 - (day.weekday() - first) % 7)


def _seconds(wall: datetime) -> int:
    return wall.toordinal() * _DAY + wall.hour * 3600 + wall.minute * 60 + wall.second


def _wall(seconds: int) -> datetime:
    return datetime.fromordinal(seconds // _DAY) + timedelta(seconds=seconds % _DAY)
