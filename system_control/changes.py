"""What was changed last, and back: every change of what a user keeps is written together with its undo record."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from system_control.errors import Conflict
from system_control.identity import get_session_user_uuid
from system_control.shelf import Record, in_thread, new_id
from system_control.store.procedures import encode, owner_column
from system_control.store.store import Op, Where, eq, is_null

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from system_control.store.store import Row, Store
    from utils.clock import Clock

UNDO_WINDOW = timedelta(hours=24)
"""How far back "undo that" reaches."""

TICK = timedelta(microseconds=1)
"""The finest that every store keeps of a moment."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row's change: `before` None is an addition, `after` None a removal."""

    before: Record | None
    after: Record | None

    @property
    def record(self) -> Record:
        """The record as it is afterwards, or was before a removal."""
        record = self.after or self.before
        if record is None:
            raise ValueError("a change has a before or an after")
        return record

    def entry(self, user: str) -> dict[str, Any]:
        """Return it as the procedure takes it; of an update only the columns that differ."""
        table = self.record.TABLE
        owner = {owner_column(table): user}
        before = None if self.before is None else encode({**self.before.row(), **owner})
        after = None if self.after is None else encode({**self.after.row(), **owner})
        if before is not None and after is not None:
            differ = [k for k in after if after[k] != before.get(k) and k != "updated_at"]
            before, after = {k: before[k] for k in differ}, {k: after[k] for k in differ}
        return {"id": new_id(), "table_name": table, "row_id": self.record.id, "before": before, "after": after}


@dataclass(frozen=True, slots=True)
class Undone:
    """A batch that was taken back: its rows as the log kept them (table_name, row_id, before, after)."""

    batch: str
    entries: tuple[Row, ...]


class Changes:
    """Writes with a way back, for the bound user."""

    def __init__(self, store: Callable[[], Store], clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._last: dict[str, datetime] = {}
        self._lock = threading.Lock()

    async def make(self, changes: Sequence[Change], *, session_id: str | None = None, batch: str | None = None) -> str:
        """Make all the changes or none, as one step of undo; return the batch's id.

        :param batch: a uuid by which whoever may have to ask again is known: of a batch that was made nothing is made
            again, whatever became of it since. None is a new one.
        :raises Conflict: if a row is gone or was changed meanwhile; nothing is changed then.
        """
        return await in_thread(self.make_now, changes, session_id=session_id, batch=batch)

    def make_now(self, changes: Sequence[Change], *, session_id: str | None = None, batch: str | None = None) -> str:
        """Do what `make` does, blocking."""
        user, batch = get_session_user_uuid(), batch or new_id()
        result = self._store().call(
            "record_changes",
            {
                "user_id": user,
                "session_id": session_id,
                "batch": batch,
                "at": self._after_the_last(user).isoformat(),
                "changes": [c.entry(user) for c in changes],
            },
        )
        if result == "conflict":
            raise Conflict
        return batch

    def _after_the_last(self, user: str) -> datetime:
        """Return now, or a microsecond after the user's last change: two in one instant have an order then as well."""
        with self._lock:
            last = self._last.get(user)
        if last is None:
            rows = self._store().select("changes", [eq("user_id", user)], order=("-created_at",), limit=1)
            last = rows[0]["created_at"] if rows else None
        with self._lock:
            last = max((m for m in (last, self._last.get(user)) if m is not None), default=None)
            now = self._clock.now()
            self._last[user] = now if last is None or last < now else last + TICK
            return self._last[user]

    async def undo_last(self) -> Undone | None:
        """Take back the user's last batch of the past 24 hours that still stands; None if there is none.

        Called again it goes further back. From any process or device: the log is in the store.
        :raises Conflict: if something of it was changed since; it is then left as it is.
        """
        return await in_thread(self._undo_last)

    def _undo_last(self) -> Undone | None:
        user, now = get_session_user_uuid(), self._clock.now()
        mine = [eq("user_id", user), is_null("undone_at"), Where("created_at", Op.GT, now - UNDO_WINDOW)]
        last = self._store().select("changes", mine, order=("-created_at",), limit=1)
        if not last:
            return None
        batch: str = last[0]["batch"]
        entries = self._store().select("changes", [eq("user_id", user), eq("batch", batch)])
        result = self._store().call("undo_changes", {"user_id": user, "batch": batch, "at": now.isoformat()})
        if result == "conflict":
            raise Conflict
        return Undone(batch, tuple(entries)) if result == "done" else None

    async def forget_rows(self, *row_ids: str) -> None:
        """Drop the undo records of these rows, for what must leave no trace."""
        user = get_session_user_uuid()
        await in_thread(
            lambda: self._store().delete("changes", [eq("user_id", user), Where("row_id", Op.IN, tuple(row_ids))])
        )
