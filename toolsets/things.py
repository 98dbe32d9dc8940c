"""What a user has that a tool can speak of: alarms, reminders, timers and notes, and how each is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from system_control.dialogue import Mention
from system_control.notes import Note
from system_control.schedule import STANDING, Alarm, Reminder, Status, Timer
from system_control.store.store import is_in
from toolsets.words import counted, listing, quote, say_duration, say_moment, say_rules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from toolsets.talk import Talk


class Kind(StrEnum):
    """What kind of thing it is; its value is its name for the ear."""

    ALARM = "alarm"
    REMINDER = "reminder"
    TIMER = "timer"
    NOTE = "note"


KIND_OF = {Alarm: Kind.ALARM, Reminder: Kind.REMINDER, Timer: Kind.TIMER, Note: Kind.NOTE}
TABLE_OF = {
    Kind.ALARM: Alarm.TABLE,
    Kind.REMINDER: Reminder.TABLE,
    Kind.TIMER: Timer.TABLE,
    Kind.NOTE: Note.TABLE,
}
SHORT = 4
"""How many words of a reminder's text can stand before the word "reminder"."""

SCHEDULED = (Kind.ALARM, Kind.REMINDER, Kind.TIMER)

Kept = Alarm | Reminder | Timer | Note


@dataclass(frozen=True, slots=True)
class Thing:
    """One of them. `due` is when it is due next, in the user's zone; None for a note, and for what rang already."""

    record: Kept
    due: datetime | None

    @property
    def kind(self) -> Kind:
        """What kind it is."""
        return KIND_OF[type(self.record)]

    @property
    def words(self) -> str:
        """The user's own words in it: label, text, or title and content."""
        if isinstance(self.record, Note):
            return f"{self.record.title or ''} {self.record.content}".strip()
        return self.record.words


def of(talk: Talk, record: Kept) -> Thing:
    """Look at a record from now."""
    due = None if isinstance(record, Note) else record.next_due(talk.manager.clock.now())
    return Thing(record, due.astimezone(talk.where) if due else None)


async def standing(talk: Talk, *kinds: Kind) -> list[Thing]:
    """Return what the user has of these kinds: what has still to ring, by when it is due; then notes, newest first."""
    manager, status = talk.manager, is_in("status", STANDING)
    found: list[Kept] = []
    if Kind.ALARM in kinds:
        found += await manager.alarms.find(status)
    if Kind.REMINDER in kinds:
        found += await manager.reminders.find(status)
    if Kind.TIMER in kinds:
        found += await manager.timers.find(status)
    things = sorted((t for t in (of(talk, r) for r in found) if t.due is not None), key=by_due)
    if Kind.NOTE in kinds:
        things += [of(talk, note) for note in await manager.notes.find(order=("-created_at",))]
    return things


def by_due(thing: Thing) -> tuple[float, float]:
    """Order things by when they are due, then by when they were made."""
    return (thing.due.timestamp() if thing.due else float("inf"), thing.record.created_at.timestamp())


def mention(talk: Talk, thing: Thing) -> Mention:
    """Return how the dialogue keeps it in mind."""
    return Mention(thing.record.TABLE, thing.record.id, described(talk, thing))


def remember(talk: Talk, things: Iterable[Thing]) -> None:
    """Take note that these were named, the last of them as "it", and the moment that was spoken of."""
    for thing in things:
        talk.dialogue.mention(mention(talk, thing))
        if thing.due is not None and thing.kind is not Kind.TIMER:
            talk.dialogue.moment = thing.due


def remember_list(talk: Talk, things: list[Thing]) -> None:
    """Take note of a list as it was said."""
    talk.dialogue.list_out([mention(talk, t) for t in things])


def called(thing: Thing) -> str:
    """Say what it is called, without an article: "gym alarm", "pasta timer", "reminder", "note groceries"."""
    if isinstance(thing.record, Alarm | Timer):
        return f"{thing.record.label} {thing.kind}" if thing.record.label else thing.kind.value
    if isinstance(thing.record, Note) and thing.record.title:
        return f"note {thing.record.title}"
    return thing.kind.value


def time_of(talk: Talk, thing: Thing) -> str:
    """Say when it is due: a repetition by its rule, a timer by its length, a note not at all."""
    record = thing.record
    if isinstance(record, Note):
        return ""
    if isinstance(record, Timer):
        return say_duration(record.seconds)
    if record.rules:
        return say_rules(talk, record)
    return say_moment(talk, thing.due) if thing.due else ""


def described(talk: Talk, thing: Thing) -> str:
    """Say which one it is, as it stands in a list or a question: "gym, tomorrow at six in the morning"."""
    record = thing.record
    if isinstance(record, Note):
        return record.title or quote(record.content, 8)
    when = time_of(talk, thing)
    if isinstance(record, Timer):
        left = say_duration(round(record.left(talk.manager.clock.now()).total_seconds()))
        when = f"{when} with {left} left" if left != when else when
    if record.status == Status.PAUSED:
        when = f"{when}, paused"
    elif record.status == Status.SNOOZED and thing.due:
        when = f"{when}, snoozed until {say_moment(talk, thing.due)}"
    words = quote(record.words, 12)
    return f"{words}, {when}" if words else when


_LEAD = re.compile(r"^(?:the|an?|my|our)\s+", re.IGNORECASE)
"""What can't stand behind another article: "your the dentist reminder"."""


def named(talk: Talk, thing: Thing, article: str = "your") -> str:
    """Name it in a sentence: "your gym alarm for tomorrow at six in the morning"."""
    record = thing.record
    if isinstance(record, Note):
        return f"{article} note {record.title or quote(record.content, 8)}"
    when = time_of(talk, thing)
    if not isinstance(record, Reminder):
        return f"{_article(article, called(thing))} for {when}"
    text = quote(record.text, 12)
    if len(text.split()) <= SHORT and "," not in text:
        return f"{_article(article, _LEAD.sub('', text) or text)} reminder for {when}"
    return f"{article} reminder for {when}, {text},"


def _article(article: str, name: str) -> str:
    return f"an {name}" if article == "a" and name[0].lower() in "aeiou" else f"{article} {name}"


def what_there_is(talk: Talk, kind: str, things: list[Thing]) -> str:
    """Say what there is of a kind, where nothing of it was what the user named."""
    if not things:
        return f"You have no {kind}s." if kind else "There's nothing set."
    if len(things) == 1:
        return f"Your only {things[0].kind} is {described(talk, things[0])}."
    return f"You have {counted(len(things), kind or 'thing')}: {listing([described(talk, t) for t in things])}."
