"""When a user wants nothing but alarms and timers to ring: quiet hours, and "do not disturb until"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from system_control.habits import Habits
from utils.recurrence import to_zone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

DISTURB_AGAIN = "do_not_disturb_until"
"""The key in `profiles.habits`: an ISO 8601 moment with its offset."""


def quiet_until(habits: Mapping[str, Any], at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return until when it is quiet at this aware moment, in the user's zone; None if it isn't.

    Quiet hours that end before they begin go past midnight; those of no length are none. What can't be read in the
    habits is as not there, since an app may write there too.
    """
    at = at.astimezone(UTC)  # two times of one zone are compared by their faces, and 2:30 can come twice
    ends = [end for end in (_disturb_again(habits), _quiet_hours_end(habits, at, zone)) if end is not None and end > at]
    return max(ends).astimezone(zone) if ends else None


def _disturb_again(habits: Mapping[str, Any]) -> datetime | None:
    value = habits.get(DISTURB_AGAIN)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _quiet_hours_end(habits: Mapping[str, Any], at: datetime, zone: ZoneInfo) -> datetime | None:
    hours = Habits.of(habits).quiet
    if hours is None or hours[0] == hours[1]:
        return None
    start, end = hours
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        over = day if start < end else day + timedelta(days=1)
        begins, ends = (
            to_zone(datetime.combine(d, hour), zone).astimezone(UTC) for d, hour in ((day, start), (over, end))
        )
        if begins <= at < ends:
            return ends
    return None
