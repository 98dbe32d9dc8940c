"""What was changed last: kept after all, made again after it was taken back, or done to the other one instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from system_control.changes import UNDO_WINDOW, Change
from system_control.dialogue import Asked
from system_control.errors import NotFound
from system_control.identity import get_session_user_uuid
from system_control.schedule import Status
from system_control.shelf import in_thread
from system_control.store.procedures import decode
from system_control.store.store import Op, Where, eq
from toolsets.choosing import ask_which
from toolsets.halting import resume
from toolsets.history import RECORDS, undo
from toolsets.things import TABLE_OF, Kept, Kind, mention, named, of, remember, standing, what_there_is
from toolsets.words import listing, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from system_control.store.store import Row
    from toolsets.talk import Talk


async def keep(talk: Talk) -> str:
    """Bring back what was deleted last, if it is what was named last; what stands stays.

    :raises NotFound: if there is nothing that it could mean.
    """
    last = talk.dialogue.mentioned[0] if talk.dialogue.mentioned else None
    if await is_gone(talk):
        return await undo(talk)
    if last is not None:
        kept = [t for t in await standing(talk, *Kind) if t.record.id == last.id]
        if kept and getattr(kept[0].record, "status", "") == Status.PAUSED:
            return await resume(talk, kept[0])
        if kept:
            remember(talk, kept)
            return sentence(f"OK, {named(talk, kept[0])} stays as it is")
    raise NotFound("nothing to keep", spoken=what_there_is(talk, "", await standing(talk, *Kind)))


async def is_gone(talk: Talk) -> bool:
    """Whether what was named last was deleted by the last change."""
    last = talk.dialogue.mentioned[0] if talk.dialogue.mentioned else None
    return last is not None and any(e["row_id"] == last.id and e["after"] is None for e in await last_batch(talk))


async def redo(talk: Talk) -> str:
    """Make again what was taken back last, as one step of undo, if nothing was changed since.

    :raises NotFound: if there is nothing like that.
    """
    batch = await _undone(talk)
    if not batch or any(e["table_name"] not in RECORDS for e in batch):
        raise NotFound("nothing to redo", spoken="There's nothing to do again.")
    there = {t.record.id: t.record for t in await standing(talk, *Kind)}
    changes = [_again(entry, there.get(entry["row_id"])) for entry in batch]
    await talk.make(*changes)
    said = []
    for change in changes:
        thing = of(talk, change.record)  # type: ignore[arg-type]  # all of them are of RECORDS
        gone = change.after is None
        said.append(f"{named(talk, thing)} is {'gone again' if gone else 'back'}")
        talk.dialogue.mention(mention(talk, thing))
    return sentence(f"OK, {listing(said)}")


async def the_other(talk: Talk) -> str:
    """Take the last change back and go on with the other one in its place; "" if nothing was changed or none is left.

    Both are steps of undo of their own, as they are two changes.
    """
    last = talk.dialogue.mentioned[0] if talk.dialogue.mentioned else None
    batch = await last_batch(talk)
    if last is None or not batch or any(e["row_id"] != last.id or e["before"] is None for e in batch):
        return ""
    things = await standing(talk, *(k for k in Kind if TABLE_OF[k] == last.table))
    others = [t for t in things if t.record.id != last.id]
    if not others:
        return ""
    tool, action = ("cancel", "") if batch[0]["after"] is None else ("change", _action(batch[0]))
    restored = await undo(talk)
    words = {"kind": others[0].kind.value, "query": "that"}
    if tool == "change":
        words |= {"to": "", "action": action}
    if len(others) > 1:
        return f"{restored} {ask_which(talk, others, tool, words)}"
    remember(talk, others)
    if tool == "change" and not action:
        spoken = f"What shall I change about {named(talk, others[0])}?"
        return f"{restored} {talk.dialogue.ask(Asked.PIECE, spoken, tool, words, piece='to')}"
    talk.chosen = (others[0].record.id,)
    return f"{restored} {await talk.run(tool, words)}"


def _action(entry: Row) -> str:
    """Tell what was done by what differs: only what stands still or goes on can be done to another one unasked."""
    if set(entry["after"]) <= {"status", "remaining_seconds", "ends_at", "updated_at", "alarm_time", "remind_at"}:
        return {Status.PAUSED.value: "pause"}.get(entry["after"].get("status", ""), "")
    return ""


async def last_batch(talk: Talk) -> Sequence[Row]:
    """Return the entries of what undo would take back now; nothing is changed."""
    return await in_thread(lambda: _batch(talk, Where("undone_at", Op.IS, None), "-created_at"))


async def _undone(talk: Talk) -> Sequence[Row]:
    """Return the entries of what was taken back last, unless something was changed after that."""
    batch = await in_thread(lambda: _batch(talk, Where("undone_at", Op.IS, True), "-undone_at"))
    standing_ones = await last_batch(talk)
    if batch and standing_ones and standing_ones[0]["created_at"] > batch[0]["undone_at"]:
        return []
    return batch


def _batch(talk: Talk, undone: Where, order: str) -> Sequence[Row]:
    store, user = talk.manager.store(), eq("user_id", get_session_user_uuid())
    recent = Where("created_at", Op.GT, talk.manager.clock.now() - UNDO_WINDOW)
    last = store.select("changes", [user, undone, recent], order=(order,), limit=1)
    return store.select("changes", [user, eq("batch", last[0]["batch"])]) if last else []


def _again(entry: Row, now: Kept | None) -> Change:
    table = entry["table_name"]
    if entry["before"] is None:
        return Change(None, RECORDS[table].of(decode(table, entry["after"])))
    if now is None:
        raise NotFound("what was changed is gone", spoken="That isn't there any more.")
    if entry["after"] is None:
        return Change(now, None)
    return Change(now, RECORDS[table].of({**now.row(), **decode(table, entry["after"])}))
