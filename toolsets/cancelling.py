"""Cancels alarms, reminders and timers, and deletes notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from system_control.changes import Change
from system_control.dialogue import Asked
from toolsets.choosing import ask_which, candidates
from toolsets.halting import day_left_out, skip
from toolsets.latest import the_other
from toolsets.memory import forget
from toolsets.rewording import take_out
from toolsets.targets import match
from toolsets.things import Kind, Thing, mention, named
from toolsets.words import counted, listing, sentence

if TYPE_CHECKING:
    from toolsets.talk import Talk

_THAT = frozenset(("", "that", "it", "this", "that one"))
_WRONG_ONE = re.compile(r"^(?:no,? )?(?:not that one,? )?the other(?: one)?,? instead$", re.IGNORECASE)


async def cancel(
    talk: Talk,
    kind: str,
    query: Annotated[str, "as for change, or 'all'"] = "",
) -> str:
    """Cancel or delete exactly what the user named."""
    if kind == "memory":
        return await forget(talk, query)
    dialogue = talk.dialogue
    if not kind and query.strip().casefold() in _THAT and dialogue.question is not None:
        dialogue.question = None
        return "OK, never mind."
    if _WRONG_ONE.match(query.strip()) and (spoken := await the_other(talk)):
        return spoken
    _, found = await candidates(talk, kind, query)
    if not kind and not talk.chosen and len(found) == 1 and (spoken := await take_out(talk, found[0], query)):
        return spoken
    words = {"kind": kind, "query": query}
    if len(found) > 1 and not talk.chosen:
        if match(talk, query, found).every:
            return _ask_sure(talk, found, words)
        return ask_which(talk, found, "cancel", words)
    return await delete(talk, found, query)


async def delete(talk: Talk, things: list[Thing], query: str = "") -> str:
    """Delete them as one step of undo, and say so; of what repeats only the day that the query names is left out."""
    out = {t.record.id: step for t in things if (step := day_left_out(talk, t, query)) is not None}
    if len(things) == 1 and out:
        return await skip(talk, things[0], query)
    gone = [t for t in things if t.record.id not in out]
    said = [named(talk, t) for t in gone]
    await talk.make(*(Change(t.record, None) for t in gone), *out.values())
    talk.dialogue.mention(*(mention(talk, t) for t in gone))  # "it" is what is gone, and no other one
    talk.dialogue.silence(*(t.record.id for t in gone))
    done = "deleted" if all(t.kind is Kind.NOTE for t in gone) else "cancelled"
    spoken = [f"{count_of(gone)} are {done}" if len(gone) > 1 else f"{said[0]} is {done}"] if gone else []
    if out:
        spoken.append(f"{count_of([t for t in things if t.record.id in out])} that repeats is skipped once")
    return " ".join(sentence(part) for part in spoken)


def count_of(things: list[Thing]) -> str:
    """Say how many of each kind there are: "two alarms and one note"."""
    kinds = [k for k in Kind if any(t.kind is k for t in things)]
    return listing([counted(sum(t.kind is k for t in things), k.value) for k in kinds])


def _ask_sure(talk: Talk, things: list[Thing], words: dict[str, str]) -> str:
    verb = "delete" if all(t.kind is Kind.NOTE for t in things) else "cancel"
    every = "both" if len(things) == 2 else f"all {counted(len(things), things[0].kind.value).split(' ')[0]}"
    name = f"{things[0].kind}s" if len({t.kind for t in things}) == 1 else f"of them, {count_of(things)}"
    spoken = f"That would {verb} {every} {name}. Shall I?"
    choices = [mention(talk, t) for t in things]
    talk.dialogue.list_out(choices)
    return talk.dialogue.ask(Asked.SURE, spoken, "cancel", words, piece="query", choices=choices)
