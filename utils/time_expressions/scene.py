"""What every answer depends on: the moment of speaking, the zone, what is asked for, and the user's hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from utils.recurrence import to_zone
from utils.time_expressions.results import Context, DayParts, Grain, Moment, Unclear

if TYPE_CHECKING:
    from datetime import date, datetime, time
    from zoneinfo import ZoneInfo

    from utils.time_expressions.pieces import Part


@dataclass(frozen=True, slots=True)
class Scene:
    """What every answer depends on: the moment of speaking, the zone, what is asked for, and the user's hours."""

    now: datetime
    zone: ZoneInfo
    context: Context
    habits: DayParts

    @property
    def wall(self) -> datetime:
        """Now on the wall."""
        return self.now.replace(tzinfo=None)

    @property
    def today(self) -> date:
        """Today's date in the zone."""
        return self.now.date()

    def moment(self, wall: datetime, grain: Grain = Grain.MINUTE, *, deadline: bool = False) -> Moment:
        """A moment by wall time."""
        return Moment(to_zone(wall, self.zone), grain, "wall", deadline, wall)

    def ahead(self, wall: datetime) -> bool:
        """Whether a wall time is still to come."""
        return to_zone(wall, self.zone) > self.now


def part_time(part: Part, habits: DayParts) -> time:
    """The hour that a part of the day means to this user.

    :raises Unclear: for "early" and "late", which mean none
    """
    if part.name in ("early", "late"):
        raise Unclear("At what time exactly?")
    hour: time = getattr(habits, part.name)
    return hour
