"""Skips one occurrence of what repeats, pauses what stands, and lets it go on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from system_control.changes import Change
from system_control.dialogue import Asked
from system_control.errors import InvalidInput
from system_control.notes import Note
from system_control.schedule import Alarm, Reminder, Status, Timer, going_on, halted, resumed, skipped
from toolsets.ranges import said_time
from toolsets.schedule import first_time
from toolsets.things import Thing, called, named, of, remember
from toolsets.words import number, say_moment, say_on, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from toolsets.talk import Talk

_EACH = re.compile(r"\b(?:every|each|daily|weekly|\w+days)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:today|tonight|tomorrow|this|next|\d+(?:st|nd|rd|th))\b", re.IGNORECASE)
_COUNTS = {"twice": 2, "two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5}
_TIMES = re.compile(
    r"\b(?:the |my )?(?:next )?(twice|(?:two|three|four|five|[2-5])(?= (?:times|ones|occurrences))|"
    r"(?<=next )(?:two|three|four|five|[2-5]))\b",
    re.IGNORECASE,
)
TIMES = re.compile(
    r"\s*\b(?:twice|(?:two|three|four|five|[2-5]) times|the next (?:two|three|four|five|[2-5])(?: (?:ones|times))?"
    r"(?: of)?)\b",
    re.IGNORECASE,
)
"""How many are skipped, and none of what is named."""

_ONE_DAY = re.compile(r"BYDAY=[A-Z]{2}(?:;|$)")


def repeats(thing: Thing) -> bool:
    """Whether it comes again, so that one of it can be skipped."""
    return isinstance(thing.record, Alarm | Reminder) and bool(thing.record.rules)


async def skip(talk: Talk, thing: Thing, query: str) -> str:
    """Leave out the occurrence that the query names, else the next; what rings only once may be cancelled instead.

    :raises InvalidInput: if it is nothing that rings at a time.
    """
    if (several := _TIMES.search(query)) is not None and repeats(thing):
        return await _skip_several(talk, thing, _COUNTS[several[1].lower()])
    left_out, step = skipping(talk, thing, query)
    if step is None:
        spoken = f"That only rings once, {say_on(talk, left_out)}. Shall I cancel it?"
        remember(talk, [thing])
        return talk.dialogue.ask(Asked.OFFER, spoken, "cancel", {"kind": thing.kind.value, "query": "that"})
    await talk.make(step)
    changed = step.record
    assert isinstance(changed, Alarm | Reminder)
    after = of(talk, changed)
    remember(talk, [after])
    when = say_on(talk, after.due) if after.due else ""
    return sentence(f"I'll skip {say_moment(talk, left_out)}. Your {called(thing)} rings again {when}")


async def _skip_several(talk: Talk, thing: Thing, count: int) -> str:
    """Leave out the next so many, as one step of undo.

    :raises InvalidInput: if no other is left.
    """
    record, now = thing.record, talk.manager.clock.now()
    assert isinstance(record, Alarm | Reminder)
    after: Alarm | Reminder = record
    for _ in range(count):
        due = after.next_due(now)
        step = skipped(after, due, now) if due is not None else None
        if step is None:
            raise InvalidInput(
                "none is left", spoken="Then it would never ring again. Shall I cancel it? Say so, please."
            )
        assert isinstance(step.after, Alarm | Reminder)
        after = step.after
    await talk.make(Change(record, after))
    then = of(talk, after)
    remember(talk, [then])
    when = say_on(talk, then.due) if then.due else ""
    return sentence(f"I'll skip the next {number(count)}. Your {called(then)} rings again {when}")


def skipping(talk: Talk, thing: Thing, query: str) -> tuple[datetime, Change | None]:
    """Return which occurrence is meant and the change that leaves it out; None if no other is left.

    :raises InvalidInput: if it is nothing that rings at a time.
    """
    record = thing.record
    if not isinstance(record, Alarm | Reminder) or thing.due is None:
        raise InvalidInput("nothing to skip", spoken="That doesn't repeat, so there's nothing to skip.")
    reach = said_time(talk, query).reach(talk)
    coming = record.between(reach.start, reach.end) if reach is not None else []
    if reach is not None and not coming:
        spoken = sentence(f"your {called(thing)} isn't due then; it's set for {first_time(talk, thing)}")
        raise InvalidInput("not due then", spoken=spoken)
    left_out = coming[0] if coming else thing.due
    return left_out, skipped(record, left_out, talk.manager.clock.now())


def day_left_out(talk: Talk, thing: Thing, query: str) -> Change | None:
    """Return the change that leaves out the day which the query names, if the thing rings on other days as well.

    "Cancel tomorrow's alarm" of one that rings every day is about tomorrow; "the Friday alarm" is the weekly one.
    """
    day = said_time(talk, query).day if query and repeats(thing) else None
    if day is None or _EACH.search(query):
        return None
    rules = thing.record.rules if isinstance(thing.record, Alarm | Reminder) else ()
    if not _RELATIVE.search(query) and all(_ONE_DAY.search(rule) for rule in rules if not rule.startswith("EXDATE")):
        return None
    return skipping(talk, thing, query)[1]


async def pause(talk: Talk, thing: Thing) -> str:
    """Let it stand still.

    :raises InvalidInput: if it is a note.
    """
    step = pausing(talk, thing)
    if step is None:
        return sentence(f"your {called(thing)} is paused already")
    await talk.make(step)
    remember(talk, [thing])
    return sentence(f"{named(talk, thing)} is paused")


def pausing(talk: Talk, thing: Thing) -> Change | None:
    """Return the change that pauses it; None if it is paused.

    :raises InvalidInput: if it is a note.
    """
    record = thing.record
    if isinstance(record, Note):
        raise InvalidInput("a note", spoken="A note can't be paused.")
    if record.status == Status.PAUSED:
        return None
    if isinstance(record, Timer):
        return halted(record, talk.manager.clock.now())
    return Change(record, replace(record, status=Status.PAUSED.value))


async def resume(talk: Talk, thing: Thing) -> str:
    """Let what is paused go on.

    :raises InvalidInput: if its time is over.
    """
    step = resuming(talk, thing)
    if step is None:
        return sentence(f"your {called(thing)} isn't paused")
    await talk.make(step)
    record = step.record
    if isinstance(record, Timer):
        remember(talk, [thing])
        return sentence(f"your {called(thing)} goes on")
    assert isinstance(record, Alarm | Reminder)
    after = of(talk, record)
    remember(talk, [after])
    return sentence(f"your {called(after)} is on again for {first_time(talk, after)}")


def resuming(talk: Talk, thing: Thing) -> Change | None:
    """Return the change that lets it go on; None if it isn't paused.

    :raises InvalidInput: if its time is over.
    """
    record, now = thing.record, talk.manager.clock.now()
    if isinstance(record, Note) or record.status != Status.PAUSED:
        return None
    if isinstance(record, Timer):
        return going_on(record, now)
    step = resumed(record, now)
    if step is None:
        raise InvalidInput("its time is over", spoken="Its time is over. Set a new one instead.")
    return step
