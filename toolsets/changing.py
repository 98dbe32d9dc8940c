"""Changes what stands: its time, its words, a note's text; skips, pauses and resumes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from system_control.changes import Change
from system_control.dialogue import Asked
from system_control.errors import InvalidInput, NotFound
from system_control.notes import MAX_CONTENT, MAX_TITLE, Note
from system_control.schedule import (
    MAX_WORDS,
    Alarm,
    Reminder,
    Status,
    Timer,
    going_on,
    halted,
    moved,
    resumed,
    skipped,
)
from toolsets import retiming
from toolsets.checks import checked
from toolsets.choosing import ask_which, candidates
from toolsets.ranges import said_time
from toolsets.schedule import first_time
from toolsets.targets import match
from toolsets.things import Kind, Thing, called, named, of, remember, standing
from toolsets.times import ask_back
from toolsets.words import say_moment, say_on, sentence
from utils.time_expressions import PastTime, Unclear

if TYPE_CHECKING:
    from toolsets.talk import Talk

_RENAME = re.compile(
    r"^(?:please )?(?:call (?:it|that|this|the \w+)|(?:rename|name|label|title)(?: (?:it|that|this|the \w+))?)"
    r"(?: (?:to|as|it))? (.+)$"
    r"|^(?:the )?(?:name|label|title)(?: is)? (?:to |should be )?(.+)$",
    re.IGNORECASE,
)
_ONTO = re.compile(r"^(.+) (?:to|on|onto|in|into) (?:my |the |our )?(.+?)(?: notes?| list)?[.!]*$", re.IGNORECASE)
_THAT = frozenset(("", "that", "it", "this"))
_TO = re.compile(r"^(?:to|say|says|read|that|with|about)\b:?\s+", re.IGNORECASE)


async def change(
    talk: Talk,
    kind: Annotated[str, "alarm, reminder, timer, note or ''"],
    query: Annotated[str, "which: 'that', 'seven o'clock', 'dentist', 'the second one'"],
    to: Annotated[str, "'half past', 'to Friday', 'add five minutes', new text"] = "",
    action: Annotated[str, "skip, pause, resume, rename or append, if it is that"] = "",
) -> str:
    """'Make it half past', 'add eggs to my list', 'skip the next one'."""
    if action == "append" and query.strip().casefold() in _THAT:
        query, to = await _note_named_last(talk, query, to)
    words = {"kind": kind, "query": query, "to": to, "action": action}
    if action == "append" and not talk.chosen and (offer := await _new_list(talk, query, to)):
        return offer
    _, found = await candidates(talk, kind, query or ("that" if talk.dialogue.mentioned else ""))
    if action == "skip":
        found = [t for t in found if _repeats(t)] or found
    if len(found) > 1 and not talk.chosen:
        return ask_which(talk, found, "change", words)
    thing = found[0]
    if action == "skip":
        return await _skip(talk, thing, query)
    if action == "pause":
        return await _pause(talk, thing)
    if action == "resume":
        return await _resume(talk, thing)
    rename = _RENAME.match(to.strip())
    if action == "rename" or (not action and rename is not None):
        return await _rename(talk, thing, (rename[1] or rename[2]) if rename else to, words)
    if not to.strip():
        return talk.dialogue.ask(
            Asked.PIECE, f"What shall I change about {named(talk, thing)}?", "change", words, piece="to"
        )
    if isinstance(thing.record, Note):
        return await _rewrite(talk, thing, to, append=action == "append")
    return await _retime(talk, thing, to, words)


async def _retime(talk: Talk, thing: Thing, to: str, words: dict[str, str]) -> str:
    record = thing.record
    try:
        if isinstance(record, Timer):
            step = retiming.of_timer(talk, record, to)
        elif isinstance(record, Alarm | Reminder):
            when = retiming.of_schedule(talk, record, thing, to)
            if when is None and isinstance(record, Reminder):
                return await _retext(talk, thing, to)
            if when is None:
                return await _rename(talk, thing, to, words)
            step = moved(record, when)
        else:
            raise NotFound("a note has no time", spoken="A note has no time.")
    except (PastTime, Unclear) as error:
        remember(talk, [thing])
        return ask_back(talk, error, "change", {**words, "query": "that"}, piece="to", ask="What shall I change it to?")
    return await _done(talk, step, "is now set for")


async def _done(talk: Talk, step: Change, verb: str) -> str:
    await talk.make(step)
    record = step.record
    if not isinstance(record, Alarm | Reminder | Timer | Note):
        raise TypeError(type(record))
    thing = of(talk, record)
    remember(talk, [thing])
    return sentence(f"your {called(thing)} {verb} {first_time(talk, thing)}")


async def _new_list(talk: Talk, query: str, to: str) -> str:
    """Offer to begin a list that is named and isn't there ("put milk on my shopping list"); "" if it is."""
    name = query.strip(" .,!?")
    if not to.strip() or name.casefold() in _THAT or not name:
        return ""
    meant = match(talk, name, await standing(talk, Kind.NOTE))
    if meant.things:
        return ""
    title = name if name.casefold().endswith("list") else f"{name} list"
    text = checked(to, "note", MAX_CONTENT)
    spoken = f"You have no {title}. Shall I make one with that on it?"
    return talk.dialogue.ask(Asked.OFFER, spoken, "take_note", {"text": text, "title": title})


async def _note_named_last(talk: Talk, query: str, to: str) -> tuple[str, str]:
    """Take "eggs to my shopping list" apart, if there is such a note."""
    found = _ONTO.match(to.strip())
    if found is not None:
        meant = match(talk, found[2], await standing(talk, Kind.NOTE))
        if meant.specific and meant.things:
            return found[2], found[1]
    return query, to


def _repeats(thing: Thing) -> bool:
    return isinstance(thing.record, Alarm | Reminder) and bool(thing.record.rules)


async def _skip(talk: Talk, thing: Thing, query: str) -> str:
    record = thing.record
    if not isinstance(record, Alarm | Reminder) or thing.due is None:
        raise InvalidInput("nothing to skip", spoken="That doesn't repeat, so there's nothing to skip.")
    reach = said_time(talk, query).reach(talk)
    coming = record.between(reach.start, reach.end) if reach is not None else []
    left_out = coming[0] if coming else thing.due
    step = skipped(record, left_out, talk.manager.clock.now())
    if step is None:
        spoken = f"That only rings once, {say_on(talk, thing.due)}. Shall I cancel it?"
        remember(talk, [thing])
        return talk.dialogue.ask(Asked.OFFER, spoken, "cancel", {"kind": thing.kind.value, "query": "that"})
    await talk.make(step)
    changed = step.record
    assert isinstance(changed, Alarm | Reminder)
    after = of(talk, changed)
    remember(talk, [after])
    when = say_on(talk, after.due) if after.due else ""
    return sentence(f"I'll skip {say_moment(talk, left_out)}. Your {called(thing)} rings again {when}")


async def _pause(talk: Talk, thing: Thing) -> str:
    record = thing.record
    if isinstance(record, Note):
        raise InvalidInput("a note", spoken="A note can't be paused.")
    if record.status == Status.PAUSED:
        return sentence(f"your {called(thing)} is paused already")
    if isinstance(record, Timer):
        step = halted(record, talk.manager.clock.now())
    else:
        step = Change(record, replace(record, status=Status.PAUSED.value))
    await talk.make(step)
    remember(talk, [thing])
    return sentence(f"{named(talk, thing)} is paused")


async def _resume(talk: Talk, thing: Thing) -> str:
    record, now = thing.record, talk.manager.clock.now()
    if isinstance(record, Note) or record.status != Status.PAUSED:
        return sentence(f"your {called(thing)} isn't paused")
    if isinstance(record, Timer):
        await talk.make(going_on(record, now))
        remember(talk, [thing])
        return sentence(f"your {called(thing)} goes on")
    step = resumed(record, now)
    if step is None:
        raise InvalidInput("its time is over", spoken="Its time is over. Set a new one instead.")
    return await _done(talk, step, "is on again for")


async def _rename(talk: Talk, thing: Thing, name: str, words: dict[str, str]) -> str:
    record = thing.record
    name = _TO.sub("", name.strip()).strip(" .'\"")
    if not name:
        spoken = f"What shall I call your {called(thing)}?"
        return talk.dialogue.ask(Asked.PIECE, spoken, "change", {**words, "action": "rename", "to": ""}, piece="to")
    if isinstance(record, Reminder):
        return await _retext(talk, thing, name)
    if isinstance(record, Note):
        after: Note | Alarm | Timer = replace(record, title=checked(name, "title", MAX_TITLE))
    else:
        after = replace(record, label=checked(name, "label", MAX_WORDS))
    await talk.make(Change(record, after))
    remember(talk, [of(talk, after)])
    return sentence(f"your {thing.kind} is now called {name}")


async def _retext(talk: Talk, thing: Thing, text: str) -> str:
    record = thing.record
    assert isinstance(record, Reminder)
    text = checked(_TO.sub("", text.strip()).strip(" ."), "text", MAX_WORDS)
    after = replace(record, text=text)
    await talk.make(Change(record, after))
    remember(talk, [of(talk, after)])
    return sentence(f"your reminder now says: {text}")


async def _rewrite(talk: Talk, thing: Thing, to: str, *, append: bool) -> str:
    record = thing.record
    assert isinstance(record, Note)
    to = to.strip()
    content = checked(f"{record.content}\n{to}" if append else _TO.sub("", to), "note", MAX_CONTENT)
    after = replace(record, content=content)
    await talk.make(Change(record, after))
    remember(talk, [of(talk, after)])
    if append:
        return sentence(f"I've added it to {named(talk, of(talk, after)) if record.title else 'your note'}: {to}")
    return sentence(f"your note now says: {content}")
