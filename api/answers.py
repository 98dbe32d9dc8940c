"""Answers kept under an Idempotency-Key for a day: the place of each, who holds it, and how it is forgotten."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.problems import UnderWay
from system_control.errors import StoreUnavailable
from system_control.identity import get_session_user_uuid
from system_control.shelf import in_thread, new_id
from system_control.store.store import Op, Row, Where, eq
from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

TABLE = "cache_entries"
KEPT_FOR = timedelta(hours=24)
BUSY_FOR = timedelta(seconds=30)
"""How long a request has its key to itself; whose process died, or whose store doesn't answer, may come again then."""

FIRST = 0
"""Stands for the status of a request that has no answer yet; each further attempt at it is one less."""

SWEEP_SECONDS = 3_600.0
"""How often what is over is deleted, of users as well who send no key any more."""


@dataclass(slots=True)
class Place:
    """A place for one answer of the bound user."""

    manager: SupabaseManager
    user: str
    key: str
    fingerprint: str
    row_id: str = field(default_factory=new_id)
    seed: str = field(default_factory=new_id)
    attempt: int = FIRST

    def reserve(self) -> Row | None:
        """Take the place, blocking; return what holds it if another request has."""
        store, now = self.manager.store(), self.manager.clock.now()
        store.delete(TABLE, [eq("user_id", self.user), Where("expires_at", Op.LE, now)])
        row = {
            "id": self.row_id,
            "user_id": self.user,
            "key": self.key,
            "status": self.attempt,
            "body": self._held(now + BUSY_FOR),
            "created_at": now,
            "expires_at": now + KEPT_FOR,
        }
        if store.insert(TABLE, [row]):
            return None
        rows = store.select(TABLE, [eq("user_id", self.user), eq("key", self.key)])
        if not rows:  # the other one was refused just now, and gave the place back
            raise UnderWay(headers={"Retry-After": "1"})
        there = rows[0]
        # An insertion whose answer was lost is repeated by the store: then the row that stands is this one.
        if there["id"] == self.row_id:
            return None
        if there["status"] > FIRST or now < datetime.fromisoformat(there["body"]["held_until"]):
            return there
        self._take_over(there, now)
        return None

    def _take_over(self, there: Row, now: datetime) -> None:
        """Take the place of an attempt that was never answered, blocking.

        :raises UnderWay: if another request has just done so.
        """
        self.row_id, self.attempt = there["id"], there["status"] - 1
        if there["body"]["request"] == self.fingerprint:
            self.seed = there["body"]["seed"]
        place = [eq("user_id", self.user), eq("id", self.row_id), eq("status", there["status"])]
        values = {"status": self.attempt, "body": self._held(now + BUSY_FOR), "expires_at": now + KEPT_FOR}
        if not self.manager.store().update(TABLE, place, values):
            raise UnderWay(headers={"Retry-After": "1"})

    def _held(self, until: datetime) -> dict[str, str]:
        return {"request": self.fingerprint, "seed": self.seed, "held_until": until.isoformat()}

    def keep(self, status: int, answer: object) -> None:
        """Put the answer there, blocking; None is that there was one."""
        values = {
            "status": status,
            "body": {"request": self.fingerprint, "answer": answer},
            "expires_at": self.manager.clock.now() + KEPT_FOR,
        }
        self.manager.store().update(TABLE, self._mine, values)

    def let_go(self) -> None:
        """Let another attempt have it at once, under the same ids, blocking."""
        self.manager.store().update(TABLE, self._mine, {"body": self._held(self.manager.clock.now())})

    def give_back(self) -> None:
        """Leave nothing there, blocking."""
        self.manager.store().delete(TABLE, self._mine)

    @property
    def _mine(self) -> list[Where]:
        """The place, as long as no later attempt has taken it."""
        return [eq("user_id", self.user), eq("id", self.row_id), eq("status", self.attempt)]


async def forget_talk(manager: SupabaseManager, session_id: str | None = None) -> None:
    """Forget the bound user's answers that repeat what was said: in one conversation, None is in all of them.

    That they were given stays known, so that nothing is done twice.
    """
    await in_thread(_forget_talk, manager, session_id)


def _forget_talk(manager: SupabaseManager, session_id: str | None) -> None:
    store, user = manager.store(), get_session_user_uuid()
    for row in store.select(TABLE, [eq("user_id", user), Where("status", Op.GT, FIRST)]):
        answer = row["body"].get("answer")
        if isinstance(answer, dict) and "reply" in answer and session_id in (None, answer["session_id"]):
            forgotten = {"body": {**row["body"], "answer": None}}
            store.update(TABLE, [eq("user_id", user), eq("id", row["id"])], forgotten)


async def sweep_answers(manager: SupabaseManager) -> None:
    """Delete what is over, of all users, at once and every hour until cancelled."""
    while True:
        try:
            await in_thread(lambda: manager.store().delete(TABLE, [Where("expires_at", Op.LE, manager.clock.now())]))
        except StoreUnavailable as error:
            log.warning("Answers that are over can't be deleted: %s", error)
        await asyncio.sleep(SWEEP_SECONDS)
