"""Answers what rings: again later, or done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from system_control.dialogue import Asked
from system_control.errors import NotFound
from system_control.schedule import Alarm, Due, Reminder, Status, Timer, dismissed, lengthened, snoozed, stopped
from system_control.store.store import is_in
from toolsets import times
from toolsets.targets import match
from toolsets.things import Thing, called, mention, named, of, remember
from toolsets.words import choice, listing, say_on, sentence
from utils.time_expressions import Context, PastTime, Unclear

if TYPE_CHECKING:
    from system_control.changes import Change
    from toolsets.talk import Talk

SNOOZE = timedelta(minutes=9)
RANG_LATELY = timedelta(hours=1)
"""How long after it rang something can still be snoozed."""

_RINGS = (Status.RINGING, Status.SNOOZED, Status.SCHEDULED, Status.RUNNING, Status.MISSED)
_STOP = frozenset(("stop", "dismiss", "done", "off", "turn it off", "stop it", "dismissed"))


async def snooze(
    talk: Talk,
    query: str = "",
    duration: Annotated[str, "'ten minutes', 'until seven' or 'stop'"] = "",
) -> str:
    """What rings or just rang: 'snooze', 'five more minutes', 'stop', 'thanks, done'."""
    rings = await ringing(talk)
    if not rings:
        raise NotFound("nothing rings", spoken="Nothing is ringing.")
    things = match(talk, query, rings).things
    if not things:
        raise NotFound("that does not ring", spoken=f"That isn't ringing, but {named(talk, rings[0])} is.")
    if duration.strip().casefold() in _STOP:
        await talk.make(*(_done(talk, t) for t in things))
        talk.dialogue.silence(*(t.record.id for t in things))
        remember(talk, things)
        return sentence(f"{listing([f'your {called(t)}' for t in things])} {'are' if len(things) > 1 else 'is'} off")
    if len(things) > 1:
        words = {"query": query, "duration": duration}
        spoken = f"Which one: {choice([called(t) for t in things])}?"
        choices = [mention(talk, t) for t in things]
        return talk.dialogue.ask(Asked.WHICH, spoken, "snooze", words, piece="query", choices=choices)
    try:
        until = _until(talk, duration)
    except (PastTime, Unclear) as error:
        return times.ask_back(talk, error, "snooze", {"query": query, "duration": ""}, piece="duration")
    await talk.make(_again(talk, things[0], until))
    remember(talk, things)
    return sentence(f"your {called(things[0])} rings again {say_on(talk, until)}")


async def ringing(talk: Talk) -> list[Thing]:
    """Return what rings; else what rang within the last hour or is snoozed. The latest is first."""
    manager, now = talk.manager, talk.manager.clock.now()
    where = is_in("status", _RINGS)
    found: list[Due] = [*await manager.alarms.find(where), *await manager.reminders.find(where)]
    found += await manager.timers.find(where)
    said = {m.id for m in talk.dialogue.ringing}
    rings = [i for i in found if i.status == Status.RINGING or i.id in said]
    rings = rings or [i for i in found if now - RANG_LATELY <= _rang_at(i, now) <= now]
    rings = rings or [i for i in found if i.status == Status.SNOOZED]
    return [of(talk, i) for i in sorted(rings, key=lambda i: _rang_at(i, now), reverse=True)]


def _rang_at(item: Due, now: datetime) -> datetime:
    """Return the due moment that is kept; what is still to come lies after now."""
    due = item.ends_at if isinstance(item, Timer) else item.due
    return due or now + SNOOZE


def _done(talk: Talk, thing: Thing) -> Change:
    record, now = thing.record, talk.manager.clock.now()
    if isinstance(record, Alarm | Reminder):
        return dismissed(record, now)
    if isinstance(record, Timer):
        return stopped(record)
    raise NotFound("a note does not ring", spoken="Nothing is ringing.")


def _again(talk: Talk, thing: Thing, until: datetime) -> Change:
    record, now = thing.record, talk.manager.clock.now()
    if isinstance(record, Alarm | Reminder):
        return snoozed(record, until)
    if isinstance(record, Timer):
        return lengthened(record, round((until - now).total_seconds()), now)
    raise NotFound("a note does not ring", spoken="Nothing is ringing.")


def _until(talk: Talk, duration: str) -> datetime:
    if not duration.strip():
        return talk.now + SNOOZE
    values = times.each(times.read(talk, duration, Context.TIMER))
    if not values:  # "snooze ten"
        values = times.each(times.read(talk, f"{duration} minutes", Context.TIMER))
    if len(values) != 1:
        raise Unclear("For how long?")
    return times.starts(values[0])
