"""What rang and what became of it: answered from anywhere, and told later where nobody was reached."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from system_control.due import Outcome
from system_control.errors import Conflict, NotFound
from system_control.schedule import Alarm, Due, Reminder, Status, Timer, dismissed, lengthened, snoozed, stopped
from system_control.shelf import Record, Shelf
from system_control.store.store import Op, Where, eq, is_in, is_null

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from system_control.changes import Change
    from system_control.supabase_manager import SupabaseManager

TOLD_FOR = timedelta(days=7)
"""What was missed longer ago than this is no news any more; it is found by asking."""

OPEN_FOR = timedelta(hours=1)
"""Longer than anything rings: an occurrence without an outcome is looked for no further back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence(Record):
    """One time that something came due. `channel` is how its user learned of it, None if nobody could be reached."""

    TABLE: ClassVar[str] = "occurrences"

    table_name: str
    row_id: str
    due_at: datetime
    rung_at: datetime | None = None
    channel: str | None = None
    outcome: str | None = None
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Untold:
    """Something that its user was never told of: its occurrences, oldest first; `record` is as it is now."""

    occurrences: tuple[Occurrence, ...]
    record: Due

    @property
    def waited(self) -> bool:
        """Whether it was kept back by quiet hours."""
        return all(o.outcome == Outcome.WAITED for o in self.occurrences)


class Occurrences:
    """The bound user's occurrences."""

    def __init__(self, manager: SupabaseManager) -> None:
        self._manager = manager
        self._shelf = Shelf(manager.store, manager.clock, Occurrence)

    async def acknowledge(self, row_id: str, *, until: datetime | None = None) -> Due:
        """Answer what rings: be done with it, or let it ring again at `until`; return it as it is then.

        What rings no more was answered by another path meanwhile, and is left as it is.
        :raises NotFound: if this user has nothing of this id.
        :raises Conflict: if it was changed meanwhile and rings still.
        """
        record = await self._find(row_id)
        if record.status != Status.RINGING:
            return record
        try:
            await self._manager.changes.make([self._answer(record, until)])
        except Conflict:
            record = await self._find(row_id)
            if record.status == Status.RINGING:
                raise
            return record
        await self.answered(row_id)
        return await self._find(row_id)

    async def answered(self, *row_ids: str) -> None:
        """Note that the user answered these; their rows were changed by the answer already."""
        if not row_ids:
            return
        now = self._manager.clock.now()
        for open_one in await self._shelf.find(is_in("row_id", row_ids), is_null("outcome")):
            await self._shelf.update(open_one.id, {"outcome": Outcome.ACKNOWLEDGED.value, "acknowledged_at": now})

    async def missed(self, since: datetime) -> list[Occurrence]:
        """Return what was missed since a moment, oldest first."""
        where = eq("outcome", Outcome.MISSED.value), Where("due_at", Op.GE, since)
        return await self._shelf.find(*where, order=("due_at",))

    async def untold(self) -> list[Untold]:
        """Return what the user was never told of, oldest first; what was deleted since is not among it."""
        since = self._manager.clock.now() - TOLD_FOR
        found = await self._shelf.find(
            is_in("outcome", [Outcome.MISSED.value, Outcome.WAITED.value]),
            is_null("channel"),
            Where("due_at", Op.GE, since),
            order=("due_at",),
        )
        by_row: dict[str, list[Occurrence]] = {}
        for one in found:
            by_row.setdefault(one.row_id, []).append(one)
        records = {r.id: r for r in await due_where(self._manager, is_in("id", list(by_row)))}
        return [Untold(tuple(theirs), records[row]) for row, theirs in by_row.items() if row in records]

    async def told(self, untold: Sequence[Untold], channel: str) -> None:
        """Note how the user learned of these."""
        for one in (o for u in untold for o in u.occurrences):
            await self._shelf.update(one.id, {"channel": channel})

    async def notice_answers(self) -> list[Due]:
        """Note what was answered by a change of its row alone, as tools do it; return what rings still."""
        ringing = await self.ringing()
        since = self._manager.clock.now() - OPEN_FOR
        told = await self._shelf.find(is_null("outcome"), Where("rung_at", Op.GE, since))
        still = {record.id for record in ringing}
        await self.answered(*{o.row_id for o in told} - still)
        return ringing

    async def ringing(self) -> list[Due]:
        """Return what rings now."""
        return await due_where(self._manager, eq("status", Status.RINGING.value))

    async def _find(self, row_id: str) -> Due:
        found = await due_where(self._manager, is_in("id", [row_id]))
        if not found:
            raise NotFound(f"nothing to ring has the id {row_id}", spoken="Nothing is ringing.")
        return found[0]

    def _answer(self, record: Alarm | Reminder | Timer, until: datetime | None) -> Change:
        now = self._manager.clock.now()
        if isinstance(record, Timer):
            if until is None:
                return stopped(record)
            return lengthened(record, max(round((until - now).total_seconds()), 1), now)
        return dismissed(record, now) if until is None else snoozed(record, until)


async def due_where(manager: SupabaseManager, *where: Where) -> list[Due]:
    """Return what the bound user has set for which every condition holds: alarms, reminders, timers."""
    alarms, reminders, timers = await asyncio.gather(
        manager.alarms.find(*where), manager.reminders.find(*where), manager.timers.find(*where)
    )
    return [*alarms, *reminders, *timers]
