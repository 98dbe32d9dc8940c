"""Tells what there is: lists, one thing in full, what comes next, what was missed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from system_control.notes import Note
from system_control.schedule import Reminder, Scheduled, Status, Timer
from toolsets.clock import tell
from toolsets.history import said_before
from toolsets.missed import what_was_missed
from toolsets.ranges import said_time
from toolsets.targets import by_number, match, only_time
from toolsets.things import (
    SCHEDULED,
    Kind,
    Thing,
    called,
    described,
    remember,
    remember_list,
    standing,
    time_of,
    what_there_is,
)
from toolsets.words import counted, listing, on, quote, say_duration, say_moment, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from toolsets.ranges import Span
    from toolsets.talk import Talk

_NEXT = re.compile(r"\b(?:next|upcoming|coming up|soonest)\b(?! (?:week|month|weekend|year|\w+day))", re.IGNORECASE)
_PAUSED = re.compile(r"^(?:the )?paused(?: ones?)?$", re.IGNORECASE)
_HOW_LONG = re.compile(r"^how long until\b", re.IGNORECASE)
_THAT = re.compile(r"^(?:that|it)$", re.IGNORECASE)
_DAY = 24 * 3600
_KINDS: dict[str, tuple[Kind, ...]] = {
    "alarm": (Kind.ALARM,),
    "reminder": (Kind.REMINDER,),
    "timer": (Kind.TIMER,),
    "note": (Kind.NOTE,),
    "schedule": SCHEDULED,
    "": SCHEDULED,
}


async def find(
    talk: Talk,
    kind: Literal["alarm", "reminder", "timer", "note", "schedule", "missed", "history"],
    query: Annotated[str, "narrows it: 'tomorrow', 'dentist', 'next'"] = "",
) -> str:
    """List or read out: 'what alarms do I have', 'how long left', "what's on Friday" (schedule), 'what did I miss'."""
    if (told := tell(talk, query)) is not None:
        return told
    if kind == "history":
        return await said_before(talk, query)
    if kind == "missed":
        return await what_was_missed(talk, query)
    kinds = _KINDS.get(kind, SCHEDULED)
    things = await standing(talk, *kinds)
    name = kinds[0].value if len(kinds) == 1 else ""
    if Kind.NOTE in kinds:
        return _notes(talk, query, things)
    if not things:
        return f"You have no {name}s." if name else "There's nothing set."
    if _NEXT.search(query) and not match(talk, _NEXT.sub(" ", query), things).specific:
        return _next(talk, things[0])
    if _PAUSED.search(query):
        return _paused(talk, name, things)
    said = said_time(talk, query)
    reach = said.reach(talk)
    if reach is not None and only_time(said.rest) and not by_number(query):
        return _within(talk, name, things, reach)
    found = match(talk, query, things)
    if len(found.things) == 1 and _HOW_LONG.search(query):
        return _until(talk, found.things[0])
    if len(found.things) == 1 and not kind.startswith("note") and _THAT.match(query):
        remember(talk, found.things)  # to tell about "it" is no list: what is said next may be a change of it
        return _one(talk, found.things[0])
    if not found.things:
        return f"You have no {name or 'thing'} like that. {what_there_is(talk, name, things)}"
    return _list(talk, name, found.things)


def _paused(talk: Talk, name: str, things: list[Thing]) -> str:
    """Tell what stands still."""
    still = [t for t in things if getattr(t.record, "status", "") == Status.PAUSED]
    return _list(talk, name, still) if still else f"None of your {name}s is paused." if name else "Nothing is paused."


def _until(talk: Talk, thing: Thing) -> str:
    """Tell how long it is until it is due."""
    remember(talk, [thing])
    if isinstance(thing.record, Timer) or thing.due is None:
        return _one(talk, thing)
    left = max(60, round((thing.due - talk.now).total_seconds() / 60) * 60)
    if left > _DAY:
        left = left // 3600 * 3600
    verb = "rings" if thing.kind is Kind.ALARM else "comes"
    return sentence(f"your {called(thing)} {verb} in {say_duration(left)}, {on(say_moment(talk, thing.due))}")


def _list(talk: Talk, name: str, things: list[Thing]) -> str:
    remember_list(talk, things)
    if len(things) == 1:
        remember(talk, things)
        return _one(talk, things[0])
    described_ones = [_in_list(talk, t, name) for t in things]
    return sentence(f"You have {counted(len(things), name or 'thing')}: {listing(described_ones)}")


def _in_list(talk: Talk, thing: Thing, name: str) -> str:
    return described(talk, thing) if name else f"{_with_words(thing)}, {_when(talk, thing)}"


def _with_words(thing: Thing) -> str:
    """Say what it is called, and of a reminder what it is about."""
    text = f", {quote(thing.record.text, 12)}" if isinstance(thing.record, Reminder) else ""
    return f"{called(thing)}{text}"


def _one(talk: Talk, thing: Thing) -> str:
    record = thing.record
    if isinstance(record, Timer):
        left = say_duration(round(record.left(talk.manager.clock.now()).total_seconds()))
        state = " and is paused" if record.status == Status.PAUSED else ""
        return sentence(f"your {called(thing)} has {left} left{state}")
    article = "an" if called(thing)[0] in "aeiou" else "a"
    text = f": {quote(record.text)}" if isinstance(record, Reminder) else ""
    when = described(talk, thing) if not text and not record_label(thing) else _when(talk, thing)
    return sentence(f"you have {article} {called(thing)} for {when}{text}")


def record_label(thing: Thing) -> str:
    """Return the label of an alarm or a timer; "" for anything else."""
    return "" if isinstance(thing.record, Note | Reminder) else thing.record.words


def _when(talk: Talk, thing: Thing) -> str:
    state = ", paused" if isinstance(thing.record, Scheduled) and thing.record.status == Status.PAUSED else ""
    return f"{time_of(talk, thing)}{state}"


def _next(talk: Talk, thing: Thing) -> str:
    remember_list(talk, [thing])
    remember(talk, [thing])
    if isinstance(thing.record, Timer):
        return _one(talk, thing)
    when = say_moment(talk, thing.due) if thing.due else ""
    text = f": {quote(thing.record.text)}" if isinstance(thing.record, Reminder) else ""
    return sentence(f"next is your {called(thing)}, {when}{text}")


def _within(talk: Talk, name: str, things: list[Thing], reach: Span) -> str:
    """Tell what is due within a stretch of time, each repetition of it included."""
    found: list[tuple[datetime, Thing]] = []
    for thing in things:
        if isinstance(thing.record, Scheduled):
            found += [(m.astimezone(talk.where), thing) for m in thing.record.between(reach.start, reach.end)]
        elif thing.due is not None and reach.start <= thing.due < reach.end:
            found.append((thing.due, thing))
    found.sort(key=lambda pair: pair[0])
    if not found:
        return f"You have no {name}s then." if name else "There's nothing set for then."
    unique = list({t.record.id: t for _, t in found}.values())
    remember_list(talk, unique)
    kinds = {t.kind for t in unique}
    one_kind = name or (kinds.pop().value if len(kinds) == 1 else "")
    parts = []
    for moment, thing in found:
        label = quote(thing.words, 12) if one_kind else _with_words(thing)
        parts.append(f"{label}, {say_moment(talk, moment)}" if label else say_moment(talk, moment))
    if len(found) == 1:
        talk.dialogue.moment = found[0][0]
    return sentence(f"you have {counted(len(found), one_kind or 'thing')}: {listing(parts)}")


def _notes(talk: Talk, query: str, things: list[Thing]) -> str:
    if not things:
        return "You have no notes."
    if query.casefold() == "how many":
        return sentence(f"you have {counted(len(things), 'note')}")
    found = match(talk, query, things)
    if not found.things:
        return f"I find no note like that. You have {counted(len(things), 'note')}."
    remember_list(talk, found.things)
    if len(found.things) == 1:
        record = found.things[0].record
        assert isinstance(record, Note)
        title = f"{record.title}: " if record.title else ""
        return sentence(f"{'Your note ' if title else 'Your note says: '}{title}{quote(record.content, 400)}")
    return sentence(
        f"You have {counted(len(found.things), 'note')}: {listing([described(talk, t) for t in found.things])}"
    )
