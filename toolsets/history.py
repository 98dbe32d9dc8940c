"""Takes back what was changed last, and looks into what was said before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from system_control.conversations import Sender
from system_control.facts import Memory
from system_control.notes import Note
from system_control.past import past
from system_control.profiles import Profile
from system_control.schedule import Alarm, Reminder, Timer
from system_control.search import MARK
from system_control.store.procedures import decode
from system_control.store.store import Op, Where, eq, is_in
from toolsets.talk import own_profile
from toolsets.things import Kept, named, of, remember
from toolsets.words import counted, listing, on, quote, say_moment, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from system_control.conversations import Message
    from system_control.past import Stretch
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
    if any(e["table_name"] == Memory.TABLE for e in entries):
        return _memories(entries)
    if all(e["table_name"] == Profile.TABLE for e in entries):
        return "OK, your settings are as they were."
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


_ASKED = re.compile(
    r"^(?:what|when|did|have|has|search|find|look|tell|show|repeat|do)\b.*\b(?:sa(?:y|id)|mention(?:ed)?|talk(?:ed)?|t[eo]ll?d?|"
    r"ask(?:ed)?|discuss(?:ed)?|conversations?|history|chats?|remember)\b",
    re.IGNORECASE,
)
"""A question like this one, which says nothing of what it asks for."""

_LOOKED_AT = 20
_SAID = 3
"""How many things that were said are told at once: each is a sentence of its own."""


async def said_before(talk: Talk, query: str) -> str:
    """Tell what was said of something, or within a stretch of time: "the dentist last week", "yesterday"."""
    about, stretch = past(query, talk.where, talk.manager.clock.now())
    about = re.sub(r"^(?:about|regarding|of|on)\b\s*", "", about.strip(" ?.!,"), flags=re.IGNORECASE)
    if not about:
        return await _told(talk, stretch)
    after, before = stretch or (None, None)
    for senders in ((Sender.USER,), (Sender.AI,)):
        found = await talk.manager.conversations.search_messages_global(
            about, zone=talk.where, after=after, before=before, senders=senders, limit=_LOOKED_AT
        )
        # What only stands beside the words is no answer for the ear.
        messages = [h.message for h in found.hits if MARK in h.snippet and not _ASKED.match(h.message.text_content)]
        if messages:
            return _spoken(talk, messages[:1], "I" if senders == (Sender.AI,) else "you")
    return sentence(f"I find nothing about {quote(about, 8)} in what we said{' then' if stretch else ''}")


async def _told(talk: Talk, stretch: Stretch | None) -> str:
    """Tell what the user said in a stretch of time; without one, what the last conversation was about."""
    kept = talk.manager.conversations
    if stretch is None:
        last = await kept.sessions.find(Where("summary", Op.IS, True), order=("-updated_at",), limit=1)
        if last and last[0].summary:
            return sentence(f"{on(say_moment(talk, last[0].created_at))}: {last[0].summary}")
        found = await kept.messages.find(eq("sender", Sender.USER), order=("-created_at", "-seq"), limit=_LOOKED_AT)
    else:
        within = (Where("created_at", Op.GE, stretch[0]), Where("created_at", Op.LT, stretch[1]))
        found = await kept.messages.find(eq("sender", Sender.USER), *within, order=("-created_at",), limit=_LOOKED_AT)
    messages = [m for m in found if not _ASKED.match(m.text_content)][:_SAID]
    if not messages:
        return f"We didn't talk{' then' if stretch else ' before'}, as far as I know."
    return _spoken(talk, messages[::-1], "you")


def _spoken(talk: Talk, messages: Iterable[Message], who: str) -> str:
    parts = [f"{on(say_moment(talk, m.created_at))} {who} said: {quote(m.text_content, 25)}" for m in messages]
    return sentence("; ".join(parts))
