"""Settles which things a query means: none is said plainly, several are asked about by what tells them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from system_control.dialogue import Asked
from system_control.errors import NotFound
from toolsets.targets import match
from toolsets.things import Kind, Thing, described, mention, standing, what_there_is
from toolsets.words import choice, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolsets.talk import Talk

ALL = (Kind.ALARM, Kind.REMINDER, Kind.TIMER, Kind.NOTE)


def kinds_of(kind: str) -> tuple[Kind, ...]:
    """Return the kinds that a tool's argument means; all of them where it names none."""
    if kind == "schedule":
        return ALL[:3]
    return (Kind(kind),) if kind in {k.value for k in ALL} else ALL


async def candidates(talk: Talk, kind: str, query: str) -> tuple[list[Thing], list[Thing]]:
    """Return what there is of a kind, and which of it the query means.

    :raises NotFound: if nothing is meant; the words say what there is.
    """
    kinds = kinds_of(kind)
    things = await standing(talk, *kinds)
    if talk.chosen:
        found = [t for t in things if t.record.id in talk.chosen]
        if not found:
            raise NotFound("what was chosen is gone", spoken="That isn't there any more.")
        return things, found
    if not kind and not query.strip():
        query = "that"
    meant = match(talk, query, things)
    if not meant.things:
        name = kinds[0].value if len(kinds) == 1 else ""
        raise NotFound(f"nothing matches of {len(things)}", spoken=_nothing(talk, name, things))
    return things, meant.things


def ask_which(talk: Talk, things: list[Thing], tool: str, words: Mapping[str, str]) -> str:
    """Ask which of several is meant; the answer becomes `talk.chosen`."""
    several = len({t.kind for t in things}) > 1
    parts = [f"the {t.kind}, {described(talk, t)}" if several else described(talk, t) for t in things]
    choices = [mention(talk, t) for t in things]
    talk.dialogue.list_out(choices)
    name = "of them" if several else things[0].kind.value + "s"
    head = (
        f"There are {number(len(things))} {name}." if several else f"You have {number(len(things))} {name} like that."
    )
    return talk.dialogue.ask(
        Asked.WHICH, f"{head} Which one: {choice(parts)}?", tool, words, piece="query", choices=choices
    )


def _nothing(talk: Talk, name: str, things: list[Thing]) -> str:
    if not things:
        return what_there_is(talk, name, things)
    return f"I find no {name or 'such thing'}{' like that' if name else ''}. {what_there_is(talk, name, things)}"
