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
    from collections.abc import Callable, Mapping, Sequence

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

    async def begin(self, ring: Ring) -> bool:
        """Let it ring; False if it was answered, changed or claimed by another meanwhile: then it must not be told."""
        until = self._clock.now() + LEASE
        result = await self._settle(ring, status=Status.RINGING, told={}, lease_by=self._claimer, lease_until=until)
        return result != "gone"

    async def hold(self, ring: Ring) -> bool:
        """Keep the lease for another while; False if it is gone."""
        return await self._settle(ring, lease_by=self._claimer, lease_until=self._clock.now() + LEASE) != "gone"

    async def delivered(self, ring: Ring, channel: str | None) -> None:
        """Note that it was told by this channel (None: nobody could be reached), and when it is to ring again."""
        now = self._clock.now()
        rung = replace(ring, rung_at=ring.rung_at or now)
        told = {"rung_at": rung.rung_at, "channel": channel}
        await self._settle(ring, told=told, lease_by=None, lease_until=rung.next_look(now))

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
