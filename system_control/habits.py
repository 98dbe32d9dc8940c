"""What a user means by morning and evening, and how the clock is read to them; kept in `profiles.habits`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import time
from typing import TYPE_CHECKING, Any

from utils.time_expressions import DayParts

if TYPE_CHECKING:
    from collections.abc import Mapping

CLOCK = "clock"
QUIET_FROM = "quiet_from"
QUIET_TO = "quiet_to"
PARTS = tuple(f.name for f in fields(DayParts))
"""The parts of a day that have an hour: morning, afternoon, evening, …"""


@dataclass(frozen=True, slots=True)
class Habits:
    """A user's habits. `clock` is 12 or 24; `quiet` is from when to when nothing but alarms may ring, if ever.

    As JSON: {"clock": 24, "morning": "07:00", "quiet_from": "22:00", "quiet_to": "07:00"}; what is missing is as usual.
    """

    parts: DayParts = field(default_factory=DayParts)
    clock: int = 12
    quiet: tuple[time, time] | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Habits:
        """Make it of JSON values; what can't be read is as usual, since an app may write there too."""
        known = {name: hour for name in PARTS if (hour := _hour(values.get(name))) is not None}
        start, end = _hour(values.get(QUIET_FROM)), _hour(values.get(QUIET_TO))
        return cls(
            parts=DayParts(**known),
            clock=24 if str(values.get(CLOCK)) == "24" else 12,
            quiet=(start, end) if start is not None and end is not None else None,
        )


def _hour(value: object) -> time | None:
    if not isinstance(value, str):
        return None
    try:
        return time.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None
