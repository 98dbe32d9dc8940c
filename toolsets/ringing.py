"""Answers what rings: again later, or done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from system_control.changes import Change
from system_control.dialogue import Asked
from system_control.errors import NotFound
from system_control.occurrences import Occurrences, due_where
from system_control.schedule import Alarm, Due, Reminder, Status, Timer, dismissed, due_at, lengthened, snoozed, stopped
from system_control.store.store import is_in
from toolsets import times
from toolsets.targets import match
from toolsets.things import Thing, called, mention, named, of, remember
from toolsets.words import choice, listing, say_on, sentence
from utils.time_expressions import Context, PastTime, Unclear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolsets.talk import Talk

SNOOZE = timedelta(minutes=9)
RANG_LATELY = timedelta(hours=1)
"""How long after it rang something can still be snoozed."""

_RINGS = (Status.RINGING, Status.SNOOZED, Status.SCHEDULED, Status.RUNNING, Status.MISSED)
_STOP = frozenset(("stop", "dismiss", "done", "off", "turn it off", "stop it", "dismissed"))


@dataclass(frozen=True, slots=True)
class _Rang:
    """Something that rings or rang: `due` is the moment that it did so for, `went_on` whether it waits for its next."""

    thing: Thing
    due: datetime
    went_on: bool = False


async def snooze(
    talk: Talk,
    query: str = "",
    duration: Annotated[str, "'ten minutes', 'until seven' or 'stop'"] = "",
) -> str:
    """What rings or just rang: 'snooze', 'five more minutes', 'stop', 'thanks, done'."""
    rings = await _ringing(talk)
    if not rings:
        raise NotFound("nothing rings", spoken="Nothing is ringing.")
    meant = {t.record.id for t in match(talk, query, [r.thing for r in rings]).things}
    found = [r for r in rings if r.thing.record.id in meant]
    things = [r.thing for r in found]
    if not things:
        raise NotFound("that does not ring", spoken=f"That isn't ringing, but {named(talk, rings[0].thing)} is.")
    if duration.strip(" .!").casefold() in _STOP:
        await _answer(talk, things, [_done(talk, r.thing) for r in found if not r.went_on])
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
    await _answer(talk, things, [_again(talk, found[0], until)])
    return sentence(f"your {called(things[0])} rings again {say_on(talk, until)}")


async def _answer(talk: Talk, things: Sequence[Thing], changes: Sequence[Change]) -> None:
    """Make the changes, and note for every path that these were answered."""
    if changes:
        await talk.make(*changes)
    ids = [t.record.id for t in things]
    talk.dialogue.silence(*ids)
    remember(talk, things)
    await talk.note_answered(*ids)


async def _ringing(talk: Talk) -> list[_Rang]:
    """Return what rings; else what rang within the last hour or is snoozed. The latest is first."""
    manager, now = talk.manager, talk.manager.clock.now()
    where = is_in("status", _RINGS)
    found = await due_where(manager, where)
    lately = [i for i in found if (due := _due(i)) is not None and now - RANG_LATELY <= due <= now]
    ringing = [i for i in found if i.status == Status.RINGING]
    rings = [
        _Rang(of(talk, i), due)
        for i in ringing or lately or [i for i in found if i.status == Status.SNOOZED]
        if (due := _due(i)) is not None
    ]
    if not rings:
        missed = {o.row_id: o.due_at for o in await Occurrences(manager).missed(now - RANG_LATELY)}
        rings = [_Rang(of(talk, i), missed[i.id], went_on=True) for i in found if i.id in missed and _repeats(i)]
    return sorted(rings, key=lambda r: r.due, reverse=True)


def _due(item: Due) -> datetime | None:
    """Return the due moment that is kept; what is still to come lies after now."""
    return item.ends_at if isinstance(item, Timer) else item.due


def _repeats(item: Due) -> bool:
    return not isinstance(item, Timer) and item.status == Status.SCHEDULED and bool(item.rules)


def _done(talk: Talk, thing: Thing) -> Change:
    record, now = thing.record, talk.manager.clock.now()
    if isinstance(record, Alarm | Reminder):
        return dismissed(record, now)
    if isinstance(record, Timer):
        return stopped(record)
    raise NotFound("a note does not ring", spoken="Nothing is ringing.")


def _again(talk: Talk, rang: _Rang, until: datetime) -> Change:
    record, now = rang.thing.record, talk.manager.clock.now()
    if isinstance(record, Alarm | Reminder):
        # Of a repetition that went on, the moment comes back too: what is due next follows from it.
        later = snoozed(due_at(record, rang.due), until).after
        return Change(record, later)
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
