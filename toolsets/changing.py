"""Changes what stands: its time, its words, a note's text; one thing, or all that the user named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from system_control.changes import Change
from system_control.dialogue import Asked
from system_control.errors import NotFound
from system_control.notes import Note
from system_control.schedule import Alarm, Reminder, Timer, When, due_at, moved, new_alarm, new_reminder
from toolsets import retiming
from toolsets.altogether import change_all, for_all
from toolsets.cancelling import delete
from toolsets.choosing import ask_which, candidates
from toolsets.halting import TIMES, day_left_out, pause, repeats, resume, skip, skipping
from toolsets.latest import is_gone, keep, redo
from toolsets.rewording import (
    INSTEAD,
    RENAME,
    in_place,
    is_name,
    is_text,
    new_list,
    note_named_last,
    rename,
    retext,
    rewrite,
)
from toolsets.schedule import first_time
from toolsets.targets import match
from toolsets.things import Kind, Thing, called, named, of, remember, time_of
from toolsets.times import ask_back
from toolsets.words import listing, sentence
from utils.time_expressions import PastTime, Unclear

if TYPE_CHECKING:
    from toolsets.talk import Talk

_THAT = frozenset(("", "that", "it", "this"))


async def change(
    talk: Talk,
    kind: Annotated[str, "alarm, reminder, timer, note or ''"],
    query: Annotated[str, "which: 'that', 'seven o'clock', 'dentist', 'the second one'"],
    to: Annotated[str, "'half past', 'to Friday', 'add five minutes', new text"] = "",
    action: Annotated[str, "skip, pause, resume, rename or append, if it is that"] = "",
) -> str:
    """'Make it half past', 'add eggs to my list', 'skip the next one'."""
    if action == "keep" or (action == "resume" and query.casefold() in _THAT and await is_gone(talk)):
        return await keep(talk)
    if action == "redo":
        return await redo(talk)
    if action == "append" and query.strip().casefold() in _THAT:
        query, to = await note_named_last(talk, query, to)
    words = {"kind": kind, "query": query, "to": to, "action": action}
    if action == "append" and not talk.chosen and (offer := await new_list(talk, query, to)):
        return offer
    if action == "skip":
        query = TIMES.sub("", query)
    _, found = await candidates(talk, kind, query or ("that" if talk.dialogue.mentioned else ""))
    if action == "skip":
        found = [t for t in found if repeats(t)] or found
    if len(found) > 1 and (talk.chosen or match(talk, query, found).every):
        meant = for_all(found, to, action)
        if len(meant) > 1:
            return await change_all(talk, meant, query, to, action)
        found = meant or found
    if len(found) > 1:
        return ask_which(talk, found, "change", words)
    return await _change_one(talk, found[0], words)


async def _change_one(talk: Talk, thing: Thing, words: dict[str, str]) -> str:
    to, action = words["to"], words["action"]
    if action == "off":  # what rings at a time can be turned on again; a timer is over
        return await (delete(talk, [thing]) if thing.kind is Kind.TIMER else pause(talk, thing))
    if action == "skip":
        return await skip(talk, thing, words["query"])
    if action == "pause":
        return await pause(talk, thing)
    if action == "resume":
        return await resume(talk, thing)
    name = RENAME.match(to.strip())
    if action == "rename" or (not action and name is not None):
        return await rename(talk, thing, (name[1] or name[2]) if name else to, words)
    if not to.strip():
        return talk.dialogue.ask(
            Asked.PIECE, f"What shall I change about {named(talk, thing)}?", "change", words, piece="to"
        )
    if isinstance(thing.record, Note):
        return await rewrite(talk, thing, to, words)
    return await _retime(talk, thing, to, words)


async def _retime(talk: Talk, thing: Thing, to: str, words: dict[str, str]) -> str:
    record = thing.record
    try:
        if (steps := _one_day(talk, thing, to, words["query"])) is not None:
            await talk.make(*steps)
            return await _done(talk, steps[-1], "is now set for", made=True)
        if isinstance(record, Alarm | Reminder) and (two := retiming.second_rule(talk, record, to)) is not None:
            return await _with_another(talk, record, *two)
        if isinstance(record, Timer):
            step = retiming.of_timer(talk, record, to)
        elif isinstance(record, Alarm | Reminder):
            when = retiming.of_schedule(talk, record, thing, INSTEAD.sub("", to))
            if when is None:
                return await _reworded(talk, thing, to, words)
            step = moved(record, when)
        else:
            raise NotFound("a note has no time", spoken="A note has no time.")
    except (PastTime, Unclear) as error:
        remember(talk, [thing])
        return ask_back(talk, error, "change", {**words, "query": "that"}, piece="to", ask="What shall I change it to?")
    return await _done(talk, step, "is now set for")


async def _reworded(talk: Talk, thing: Thing, to: str, words: dict[str, str]) -> str:
    """Give a reminder the text that was named; what may be none is asked about, since the old one would be lost.

    :raises Unclear: if it is neither a time nor a text.
    """
    record = thing.record
    if isinstance(record, Reminder):
        swapped = in_place(record.text, words["query"], to, words["kind"])
        if swapped or is_text(to):
            return await retext(talk, thing, swapped or to)
    if not is_name(to):
        raise Unclear("I hear no time in that. What shall I change it to?")
    remember(talk, [thing])
    text = INSTEAD.sub("", to).strip(" .!").removeprefix("to ")
    spoken = f"I hear no time in that. Shall I call it {text}?"
    again = {"kind": thing.kind.value, "query": "that", "to": text, "action": "rename"}
    return talk.dialogue.ask(Asked.OFFER, spoken, "change", again)


def _one_day(talk: Talk, thing: Thing, to: str, query: str) -> tuple[Change, Change] | None:
    """Move one day of what repeats, "Friday's to eight": that day is left out, and one that rings once takes its place.

    None if the query names no day of its own.
    """
    out, record = day_left_out(talk, thing, query), thing.record
    if out is None or not isinstance(record, Alarm | Reminder):
        return None
    left_out, _ = skipping(talk, thing, query)
    once = due_at(replace(record, rrule=None), left_out)
    when = retiming.of_schedule(talk, once, Thing(once, left_out.astimezone(talk.where)), to)
    if when is None or when.rules:
        return None
    now = talk.manager.clock.now()
    new = new_alarm(when, record.label, now) if isinstance(record, Alarm) else new_reminder(when, record.text, now)
    return out, Change(None, new)


async def _with_another(talk: Talk, record: Alarm | Reminder, thinned: When, other: When) -> str:
    """Keep "but at nine on Sundays" as a second one, and leave its days out of the first; one step of undo."""
    now = talk.manager.clock.now()
    new = new_alarm(other, record.label, now) if isinstance(record, Alarm) else new_reminder(other, record.text, now)
    first = moved(record, thinned)
    await talk.make(first, Change(None, new))
    assert isinstance(first.after, Alarm | Reminder)
    things = [of(talk, first.after), of(talk, new)]
    remember(talk, things)
    return sentence(f"your {things[0].kind}s are now set for {listing([time_of(talk, t) for t in things])}")


async def _done(talk: Talk, step: Change, verb: str, *, made: bool = False) -> str:
    if not made:
        await talk.make(step)
    record = step.record
    if not isinstance(record, Alarm | Reminder | Timer | Note):
        raise TypeError(type(record))
    thing = of(talk, record)
    remember(talk, [thing])
    return sentence(f"your {called(thing)} {verb} {first_time(talk, thing)}")
