"""Takes back what was changed last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from system_control.facts import Memory
from system_control.notes import Note
from system_control.profiles import Profile
from system_control.schedule import Alarm, Reminder, Timer
from system_control.store.procedures import decode
from system_control.store.store import is_in
from toolsets.talk import own_profile
from toolsets.things import Kept, named, of, remember
from toolsets.words import counted, listing, sentence

if TYPE_CHECKING:
    from system_control.store.store import Row
    from toolsets.talk import Talk

RECORDS: dict[str, type[Kept]] = {r.TABLE: r for r in (Alarm, Reminder, Timer, Note)}
NAMES = {Alarm.TABLE: "alarm", Reminder.TABLE: "reminder", Timer.TABLE: "timer", Note.TABLE: "note"}


async def undo(
    talk: Talk,
) -> str:
    """Take back the last change: 'undo that'."""
    talk.dialogue.question = None
    undone = await talk.manager.changes.undo_last()
    if undone is None:
        return "There's nothing to undo."
    entries = undone.entries
    if any(e["table_name"] == Profile.TABLE for e in entries):
        talk.profile = await own_profile(talk.manager) or talk.profile
        return "OK, your settings are as they were."
    if any(e["table_name"] == Memory.TABLE for e in entries):
        return _memories(entries)
    added = [e for e in entries if e["before"] is None]
    if added:
        return sentence(f"OK, {_said(talk, added)} {_are(added)} gone again")
    records = await _records(talk, entries)
    remember(talk, [of(talk, r) for r in records])
    removed = [e for e in entries if e["after"] is None]
    if removed:
        return sentence(f"OK, {_said(talk, removed)} {_are(removed)} back")
    names = [named(talk, of(talk, r)) for r in records]
    return sentence(f"OK, it's {listing(names)} again" if names else "OK, that is as it was")


def _said(talk: Talk, entries: list[Row]) -> str:
    """Name one row that was added or removed, or count several."""
    if len(entries) == 1:
        entry = entries[0]
        values = decode(entry["table_name"], entry["after"] or entry["before"])
        return named(talk, of(talk, RECORDS[entry["table_name"]].of(values)))
    tables = [e["table_name"] for e in entries]
    kinds = [table for table in NAMES if table in tables]
    said = listing([counted(tables.count(table), NAMES[table]) for table in kinds])
    return f"your {said}" if len(kinds) == 1 else said


def _are(entries: list[Row]) -> str:
    return "is" if len(entries) == 1 else "are"


async def _records(talk: Talk, entries: tuple[Row, ...]) -> list[Kept]:
    """Return the rows as they are now."""
    manager = talk.manager
    ids = {table: is_in("id", [e["row_id"] for e in entries if e["table_name"] == table]) for table in RECORDS}
    return [
        *await manager.alarms.find(ids[Alarm.TABLE]),
        *await manager.reminders.find(ids[Reminder.TABLE]),
        *await manager.timers.find(ids[Timer.TABLE]),
        *await manager.notes.find(ids[Note.TABLE]),
    ]


def _memories(entries: tuple[Row, ...]) -> str:
    added = [e for e in entries if e["before"] is None]
    if added:
        return "OK, I've forgotten that again."
    gone = [e for e in entries if e["after"] is None and not e["before"].get("superseded_by")]
    return sentence(f"OK, I remember {'that' if len(gone) < 2 else counted(len(gone), 'thing')} again")
