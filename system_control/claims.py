"""One claimer's way to what is due in the store: taken under a lease, and settled."""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from system_control.due import Outcome, Ring
from system_control.schedule import Status
from system_control.shelf import in_thread, new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from system_control.store.store import Store
    from utils.clock import Clock

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=30)
"""How long a claimer has for what it claimed; if it dies, another one goes on after this."""

LIVE_GRACE: Final = timedelta(seconds=30)
"""How long what is due is left to the worker that has a session with its user."""

HORIZON: Final = timedelta(minutes=15)
"""Longer than any lease. One that ends later was given before the clock was put back, and doesn't count."""


def claimer_name(what: str) -> str:
    """Return a name that no other claimer has."""
    return f"{what} {socket.gethostname()} {os.getpid()} {new_id()[:8]}"


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

    async def begin(self, rings: Sequence[Ring]) -> list[Ring]:
        """Let these ring, and return those that are to be told now.

        What was answered, changed or claimed by another meanwhile is not among them. That it rang is noted before it is
        told: who dies in between has it told after the pause, as who died after it. Otherwise it would ring twice.
        """
        now = self._clock.now()
        begun = [replace(ring, rung_at=ring.rung_at or now) for ring in rings]
        results = await self._settle(
            self._item(
                ring,
                status=Status.RINGING,
                told={"rung_at": ring.rung_at},
                lease_by=self._claimer,
                lease_until=ring.next_look(now),
            )
            for ring in begun
        )
        return [ring for ring, result in zip(begun, results, strict=True) if result != "gone"]

    async def hold(self, rings: Sequence[Ring]) -> None:
        """Keep the leases on these for another while."""
        until = self._clock.now() + LEASE
        await self._settle(self._item(ring, lease_by=self._claimer, lease_until=until) for ring in rings)

    async def delivered(self, rings: Sequence[Ring], channels: Sequence[str | None]) -> None:
        """Note by which channel each was told (None: nobody could be reached), and that it waits to ring again."""
        now = self._clock.now()
        await self._settle(
            self._item(ring, told={"channel": channel}, lease_by=None, lease_until=ring.next_look(now))
            for ring, channel in zip(rings, channels, strict=True)
        )

    async def wait(self, ring: Ring, until: datetime) -> None:
        """Leave it alone until then."""
        # Without a holder a lease counts for what rings only; see store/claims.py.
        holder = None if ring.record.status == Status.RINGING else "quiet hours"
        await self._settle([self._item(ring, lease_by=holder, lease_until=until)])

    async def close(self, rings: Sequence[Ring], outcome: Outcome) -> list[Ring]:
        """Be done with these without an answer: a repetition goes on with its next occurrence.

        Returns those for which that was so; what was answered, changed or claimed by another meanwhile stays as it is.
        """
        now = self._clock.now()
        over = Status.MISSED if outcome is Outcome.MISSED else Status.DONE
        items = []
        for ring in rings:
            following = ring.following(now)
            status = Status.SCHEDULED if following else over
            items.append(self._item(ring, status=status, next_due=following, told={"outcome": outcome}, lease_by=None))
        results = await self._settle(items)
        return [ring for ring, result in zip(rings, results, strict=True) if result != "gone"]

    async def told(self, rings: Sequence[Ring], channel: str) -> None:
        """Note by which channel the user learned that these were missed."""
        await self._settle(self._item(ring, told={"channel": channel}, lease_by=None) for ring in rings)

    async def _settle(self, items: Iterable[dict[str, Any]]) -> list[str]:
        given = list(items)
        if not given:
            return []
        results: list[str] = await in_thread(lambda: self._store().call("settle_due", {"items": given}))
        return results

    def _item(
        self,
        ring: Ring,
        *,
        lease_by: str | None,
        lease_until: datetime | None = None,
        status: Status | None = None,
        next_due: datetime | None = None,
        told: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        none = {"rung_at": None, "channel": None, "outcome": None, "acknowledged_at": None}
        values = {
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
        return {**_plain(values), "occurrence": None if told is None else {"id": new_id(), **_plain({**none, **told})}}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}
