"""Alarms, reminders and timers over HTTP: listed, changed, answered, and what was missed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api import scheduling
from api.auth import Caller, Me
from api.hearing import Hearing, asking_back, hear, moment_in
from api.livekit import Tell
from api.once import idempotent, once
from api.paging import PAGE, Cursor, Limit, Place, next_cursor, rows_from
from api.problems import Unsure, responses
from api.schemas.base import Moment, Page
from api.schemas.schedule import Item, Kind, Missed, MissedList, ScheduleChange, Snooze, Upcoming
from system_control.changes import Change
from system_control.occurrences import Occurrences
from system_control.schedule import STANDING, Due, Status
from system_control.store.store import Op, Where, is_in
from system_control.supabase_manager import SupabaseManager
from system_control.upcoming import upcoming
from toolsets import times
from toolsets.ringing import SNOOZE
from utils.time_expressions import Context

MISSED_FOR = timedelta(days=7)
LONGEST_MISSED = timedelta(days=92)
"""How far back one looks for what was missed: if nothing is said, and at most."""


def schedule_router(manager: SupabaseManager, tell: Tell) -> APIRouter:
    """Return the routes under /api/v1/schedule.

    :param tell: called after each change, to tell the caller's app in a call; returns at once.
    """
    router = APIRouter(prefix="/schedule", tags=["schedule"], route_class=once(manager))
    writes = [Depends(idempotent)]
    refused = responses(404, 409, 422, 429, 503)

    @router.get("", responses=responses(422, 429, 503))
    async def what_is_scheduled(
        kind: Annotated[list[Kind] | None, Query(description="Only these; all if it is missing.")] = None,
        status: Annotated[list[Status] | None, Query(description="If it is missing, what has still to ring.")] = None,
        after: Annotated[Moment | None, Query(description="Only what is due at this moment or later.")] = None,
        before: Annotated[Moment | None, Query(description="Only what is due earlier than this.")] = None,
        limit: Limit = PAGE,
        cursor: Cursor = None,
    ) -> Page[Item]:
        """List what is scheduled, by when it is due next; of a repetition that counts, and not the later ones."""
        now, place = manager.clock.now(), Place.read(cursor)
        found: list[tuple[Place, Due]] = []
        for each, (shelf, column) in scheduling.shelves(manager).items():
            if kind and each not in kind:
                continue
            where = [is_in("status", [s.value for s in status or STANDING])]
            where += [Where(column, Op.GE, after)] if after else []
            where += [Where(column, Op.LT, before)] if before else []
            rows = await rows_from(shelf, column, *where, place=place, limit=limit + 1)
            found += [(Place(getattr(row, column), row.id), row) for row in rows]
        found.sort(key=lambda one: one[0])
        items = [scheduling.shown(record, now) for _, record in found[:limit]]
        return Page(items=items, cursor=next_cursor([at for at, _ in found], limit))

    @router.get("/upcoming", responses=responses(429, 503))
    async def what_is_to_come() -> Upcoming:
        """Tell each moment at which something will ring, for an app that sets notifications of its own."""
        return Upcoming.model_validate(await upcoming(manager))

    @router.get("/missed", responses=responses(422, 429, 503))
    async def what_was_missed(
        since: Annotated[Moment | None, Query(description="At most 92 days ago; if it is missing, 7 days.")] = None,
    ) -> MissedList:
        """Tell what rang and was not answered."""
        now = manager.clock.now()
        found = await Occurrences(manager).missed(max(since or now - MISSED_FOR, now - LONGEST_MISSED))
        words = await _words(manager, {o.row_id for o in found})
        return MissedList(
            items=[
                Missed(
                    id=o.id,
                    kind=scheduling.TABLES[o.table_name],
                    item_id=o.row_id,
                    words=words.get(o.row_id),
                    due_at=o.due_at,
                    rung_at=o.rung_at,
                    channel=o.channel,
                )
                for o in found
            ]
        )

    @router.get("/{item_id}", responses=responses(404, 429, 503))
    async def one(item_id: str) -> Item:
        """Read one of them, also one that is over."""
        return scheduling.shown(await scheduling.find(manager, item_id), manager.clock.now())

    @router.patch("/{item_id}", responses=refused)
    async def change(item_id: str, body: ScheduleChange, caller: Me) -> Item:
        """Change what is sent of it; what is over rings again if it gets a new time."""
        record = await scheduling.find(manager, item_id)
        hearing = await hear(manager, body.timezone)
        return shown(hearing, await scheduling.changed(hearing, record, body), caller)

    @router.delete("/{item_id}", status_code=204, responses=responses(404, 409, 429, 503))
    async def cancel(item_id: str, caller: Me) -> None:
        """Cancel it; "undo that" by voice brings it back."""
        hearing = await hear(manager)
        step = Change(await scheduling.find(manager, item_id), None)
        await hearing.make(step)
        await scheduling.silenced(hearing, step)
        tell(caller)

    async def stepped(item_id: str, caller: Caller, step: Callable[[Due, datetime], Change | None]) -> Item:
        record = await scheduling.find(manager, item_id)
        hearing = await hear(manager)
        made = step(record, manager.clock.now())
        return shown(hearing, record if made is None else await scheduling.make(hearing, made), caller)

    @router.post("/{item_id}/pause", dependencies=writes, responses=refused)
    async def pause(item_id: str, caller: Me) -> Item:
        """Let it stand still until it is resumed; again changes nothing."""
        return await stepped(item_id, caller, scheduling.paused)

    @router.post("/{item_id}/resume", dependencies=writes, responses=refused)
    async def resume(item_id: str, caller: Me) -> Item:
        """Let what stands still go on; of what goes on nothing is changed."""
        return await stepped(item_id, caller, scheduling.unpaused)

    @router.post("/{item_id}/skip", dependencies=writes, responses=refused)
    async def skip(item_id: str, caller: Me) -> Item:
        """Leave the next occurrence of a repetition out."""
        return await stepped(item_id, caller, scheduling.without_next)

    async def answered(item_id: str, caller: Caller, until: datetime | None) -> Item:
        await scheduling.find(manager, item_id)
        record = await Occurrences(manager).acknowledge(item_id, until=until)
        tell(caller)
        return scheduling.shown(record, manager.clock.now())

    @router.post("/{item_id}/acknowledge", dependencies=writes, responses=refused)
    async def acknowledge(item_id: str, caller: Me) -> Item:
        """Be done with what rings, on every path at once; what rings no more is answered as it is."""
        return await answered(item_id, caller, None)

    @router.post("/{item_id}/snooze", dependencies=writes, responses=refused)
    async def snooze(item_id: str, caller: Me, body: Snooze | None = None) -> Item:
        """Let what rings ring again later; what rings no more is answered as it is."""
        await scheduling.find(manager, item_id)
        hearing = await hear(manager, body.timezone if body else None)
        return await answered(item_id, caller, _until(hearing, body.until if body else None))

    def shown(hearing: Hearing, record: Due, caller: Caller) -> Item:
        if hearing.made:
            tell(caller)
        return scheduling.shown(record, manager.clock.now())

    return router


async def _words(manager: SupabaseManager, ids: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for shelf, _ in scheduling.shelves(manager).values() if ids else ():
        found |= {record.id: record.words for record in await shelf.find(is_in("id", sorted(ids)))}
    return found


def _until(hearing: Hearing, until: str | None) -> datetime:
    """Return until when it shall be quiet.

    :raises Unsure: if that is over, or can't be told.
    """
    if until is None:
        return hearing.now + SNOOZE
    moment_in(hearing, until)
    with asking_back("That time is already over. Until when?"):
        values = times.each(times.read(hearing, until, Context.TIMER))
    if len(values) != 1:
        raise Unsure("For how long?")
    return times.starts(values[0])
