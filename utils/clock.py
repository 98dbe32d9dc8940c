"""The one clock: what time it is now, everywhere, so that a test or `--now` can pretend another time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that pretended to be at `start` when it was made, and has gone on since then at the usual pace."""

    def __init__(self, start: datetime) -> None:
        self._shift = start.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the pretended moment, aware, in UTC."""
        return datetime.now(UTC) + self._shift


class ManualClock:
    """A clock that stands still until it is told to move; for tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it stands at, aware, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move on (or back) by this much."""
        self._now += by

    def set(self, moment: datetime) -> None:
        """Jump to this aware moment."""
        self._now = moment.astimezone(UTC)
