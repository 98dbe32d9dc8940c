"""What is due, as its claimer sees it: taken under a lease, judged, and settled in the store."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal
from zoneinfo import ZoneInfo

from system_control.quiet import quiet_until
from system_control.schedule import Alarm, Due, Reminder, Status, Timer
from system_control.shelf import in_thread, new_id
from system_control.store.procedures import decode
from utils.recurrence import BadRule, occurrences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from system_control.store.store import Store
    from utils.clock import Clock

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=30)
"""How long a claimer has for what it claimed; if it dies, another one goes on after this."""

LIVE_GRACE: Final = timedelta(seconds=30)
"""How long what is due is left to the worker that has a session with its user."""

LATE: Final = timedelta(minutes=10)
"""What is later than this was missed: an alarm of seven o'clock that sounds at half past says the wrong thing, and
after an outage everything would sound at once. A restart, the grace and a poll together take under two minutes."""

PAUSES: Final = (timedelta(seconds=30), timedelta(seconds=90), timedelta(seconds=180))
"""Unanswered, it rings again after the first, and after the second of these; after the third it was missed."""

QUIET_STEP: Final = timedelta(minutes=5)
"""What waits out quiet hours is looked at again after this, since quiet may be over sooner than was planned."""

HORIZON: Final = timedelta(minutes=15)
"""Longer than any lease. One that ends later was given before the clock was put back, and doesn't count."""

MOST_COUNTED: Final = 100
"""How many missed occurrences are counted; of more nobody wants to know how many."""


class Outcome(StrEnum):
    """What became of an occurrence; none yet while it rings, or was told and can still be answered."""

    ACKNOWLEDGED = "acknowledged"
    MISSED = "missed"
    WAITED = "waited"
    """It came due in quiet hours and was told after them."""


class Verdict(StrEnum):
    """What is to be done with something that was claimed."""

    RING = "ring"
    WAIT = "wait"
    LATE = "late"
    OVER = "over"
    """It rang as often as it should, and nobody answered."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Something that was claimed: `due` is the moment it rings for, `rung_at` when it did so first, both in UTC."""

    user: str
    identity: str
    record: Due
    due: datetime
    rung_at: datetime | None
    zone: ZoneInfo
    habits: Mapping[str, Any]

    @classmethod
    def of(cls, claimed: Mapping[str, Any]) -> Ring:
        """Make it of what `claim_due` returned.

        :raises ValueError: if it isn't what the tables promise: a row that was written by hand.
        :raises KeyError: likewise.
        """
        name, row = claimed["table_name"], decode(claimed["table_name"], claimed["row"])
        kind: type[Due] = {"user_alarms": Alarm, "user_timers": Timer, "user_reminders": Reminder}[name]
        rung, zones = claimed["rung_at"], (claimed["timezone"], row.get("zone"))
        return cls(
            user=row["user_id"],
            identity=claimed["identity"],
            record=kind.of(row),
            due=datetime.fromisoformat(claimed["due_at"]),
            rung_at=datetime.fromisoformat(rung) if rung else None,
            zone=next((z for z in map(_zone, zones) if z is not None), ZoneInfo("UTC")),
            habits=claimed["habits"] or {},
        )

    @property
    def table(self) -> str:
        """The table of its row."""
        return self.record.TABLE

    @property
    def key(self) -> str:
        """The same for every telling of one occurrence, whoever tells it, and for no other: row id and due moment.

        The moment is in UTC to the second, as `docs/flutter.md` tells an app to write it.
        """
        return f"{self.record.id}/{self.due:%Y-%m-%dT%H:%M:%SZ}"

    def repeats(self, now: datetime) -> int:
        """Return how many of the pauses have passed since it rang first; 0 if it hasn't rung."""
        if self.rung_at is None:
            return 0
        return sum(now - self.rung_at >= sum(PAUSES[: i + 1], timedelta()) for i in range(len(PAUSES)))

    def judge(self, now: datetime) -> tuple[Verdict, datetime]:
        """Return what is to be done with it, and (for RING and WAIT) when it is to be looked at again after that."""
        if self.rung_at is not None:
            passed = self.repeats(now)
            # A moment of ringing that lies ahead: the clock was put back, and how long it rang is not known any more.
            if passed == len(PAUSES) or self.rung_at > now:
                return Verdict.OVER, now
            following = self.rung_at + sum(PAUSES[: passed + 1], timedelta())
            return (Verdict.RING if passed else Verdict.WAIT), following
        quiet = quiet_until(self.habits, now, self.zone)
        if quiet is not None and isinstance(self.record, Reminder):
            return Verdict.WAIT, min(quiet, now + QUIET_STEP)
        return (Verdict.LATE if now - self.due > LATE else Verdict.RING), now + PAUSES[0]

    @property
    def waited(self) -> bool:
        """Whether it came due while it was quiet, so that nobody failed to tell it."""
        return isinstance(self.record, Reminder) and quiet_until(self.habits, self.due, self.zone) is not None

    def missed(self, now: datetime) -> int:
        """Return how many times it came due until now: one, or more of a repetition; at most 100 are counted."""
        record = self.record
        if isinstance(record, Timer) or not record.rules:
            return 1
        try:
            later = occurrences(
                record.rules,
                start=record.wall,
                zone=record.zone,
                clock=_clock(record),
                after=self.due,
                count=MOST_COUNTED,
            )
        except (BadRule, KeyError, ValueError):
            return 1
        return min(1 + sum(moment <= now for moment in later), MOST_COUNTED)

    def following(self, now: datetime) -> datetime | None:
        """Return when a repetition is due next, by its rules, in UTC; None if it isn't any more."""
        if isinstance(self.record, Timer):
            return None
        try:
            return self.record.after(max(now, self.due))
        except (BadRule, KeyError, ValueError) as error:
            log.error("row %s of %s can't go on: %s", self.record.id, self.table, error)  # noqa: TRY400 - one line
            return None


class Claims:
    """One claimer's way to what is due, of all users: by named procedures only.

    Each call raises `StoreUnavailable` when the store can't be used.

    :param claimer: a name that no other claimer has, of this or any process.
    """

    def __init__(self, store: Callable[[], Store], clock: Clock, claimer: str) -> None:
        self._store = store
        self._clock = clock
        self._claimer = claimer

    async def take(self, limit: int, *, user: str | None = None) -> tuple[list[Ring], datetime | None]:
        """Lease what is due, at most `limit`; return it, and when the next will be due (None: nothing is set).

        :param user: only this user's, also if they are in a session; without it what belongs to sessions is left out.
        """
        now = self._clock.now()
        arguments = {
            "now": now.isoformat(),
            "claimer": self._claimer,
            "lease_until": (now + LEASE).isoformat(),
            "limit": limit,
            "user_id": user,
            "live_before": (now - LIVE_GRACE).isoformat(),
            "horizon": (now + HORIZON).isoformat(),
        }
        answer = await in_thread(lambda: self._store().call("claim_due", arguments))
        rings = []
        for claimed in answer["claimed"]:
            try:
                rings.append(Ring.of(claimed))
            except (KeyError, TypeError, ValueError):
                log.exception("a row of %s can't be read, so it can't ring", claimed["table_name"])
        return rings, datetime.fromisoformat(answer["next"]) if answer["next"] else None

    async def begin(self, ring: Ring) -> bool:
        """Let it ring; False if it was answered, changed or claimed by another meanwhile: then it must not be told."""
        until = self._clock.now() + LEASE
        result = await self._settle(ring, status=Status.RINGING, told={}, lease_by=self._claimer, lease_until=until)
        return result != "gone"

    async def hold(self, ring: Ring) -> bool:
        """Keep the lease for another while; False if it is gone."""
        return await self._settle(ring, lease_by=self._claimer, lease_until=self._clock.now() + LEASE) != "gone"

    async def delivered(self, ring: Ring, channel: str | None, again_at: datetime) -> None:
        """Note that it was told by this channel (None: nobody could be reached), and when it rings again."""
        told = {"rung_at": ring.rung_at or self._clock.now(), "channel": channel}
        await self._settle(ring, told=told, lease_by=None, lease_until=again_at)

    async def wait(self, ring: Ring, until: datetime) -> None:
        """Leave it alone until then."""
        # Without a holder a lease counts for what rings only; see store/claims.py.
        holder = None if ring.record.status == Status.RINGING else "quiet hours"
        await self._settle(ring, lease_by=holder, lease_until=until)

    async def give_back(self, ring: Ring) -> None:
        """Let another claimer have it at once."""
        await self._settle(ring, lease_by=None, lease_until=None)

    async def close(self, ring: Ring, outcome: Outcome) -> bool:
        """Be done with it without an answer: a repetition goes on with its next occurrence.

        False if it was answered, changed or claimed by another meanwhile; then nothing is changed.
        """
        following = ring.following(self._clock.now())
        status = Status.MISSED if outcome is Outcome.MISSED else Status.DONE
        result = await self._settle(
            ring,
            status=Status.SCHEDULED if following else status,
            next_due=following,
            told={"outcome": outcome},
            lease_by=None,
            lease_until=None,
        )
        return result != "gone"

    async def told(self, rings: Sequence[Ring], channel: str) -> None:
        """Note by which channel the user learned that these were missed."""
        for ring in rings:
            await self._settle(ring, told={"channel": channel}, lease_by=None, lease_until=None)

    async def answered(self, ring: Ring) -> None:
        """Note that the user answered it; its row was changed by the answer already."""
        told = {"outcome": Outcome.ACKNOWLEDGED, "acknowledged_at": self._clock.now()}
        await self._settle(ring, told=told, lease_by=None, lease_until=None)

    async def _settle(
        self,
        ring: Ring,
        *,
        lease_by: str | None,
        lease_until: datetime | None,
        status: Status | None = None,
        next_due: datetime | None = None,
        told: Mapping[str, Any] | None = None,
    ) -> str:
        none = {"rung_at": None, "channel": None, "outcome": None, "acknowledged_at": None}
        arguments = {
            "user_id": ring.user,
            "table_name": ring.table,
            "row_id": ring.record.id,
            "due_at": ring.due,
            "claimer": self._claimer,
            "at": self._clock.now(),
            "status": status,
            "next_due": next_due,
            "lease_by": lease_by,
            "lease_until": lease_until,
        }
        plain = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in arguments.items()}
        if told is not None:
            values = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in {**none, **told}.items()}
            plain["occurrence"] = {"id": new_id(), **values}
        else:
            plain["occurrence"] = None
        result: str = await in_thread(lambda: self._store().call("settle_due", plain))
        return result


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, OSError, ValueError):  # unknown, a folder of the database, or no key at all
        return None


def _clock(record: Alarm | Reminder) -> Literal["wall", "elapsed"]:
    return "elapsed" if record.clock == "elapsed" else "wall"
