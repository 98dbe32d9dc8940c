"""Which of several things is meant by its place: in the list that was said, in time, or in the conversation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from system_control.schedule import Timer
from toolsets.things import by_due

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolsets.talk import Talk
    from toolsets.things import Thing

    Fitting = Callable[[str], list[Thing]]

THAT = re.compile(r"^(?:(?:that|this|the same)(?: one)?|it|the one|that thing)$", re.IGNORECASE)
OTHERS = re.compile(r"^(?:all )?(?:the )?(?:others|rest|other ones)$", re.IGNORECASE)
THEM = re.compile(
    r"^(?:both|(?:(?:all|both|each|every one)(?: (?:two|three|four|of))* )?(?:them|those|these|the two|the three)"
    r"(?: (?:both|all|two|three))?)$",
    re.IGNORECASE,
)
_ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4,
    "last": -1, "latter": -1, "former": 0, "bottom": -1, "top": 0,
    "one": 0, "1": 0, "two": 1, "2": 1, "three": 2, "3": 2, "four": 3, "4": 3, "five": 4, "5": 4,
}  # fmt: skip
ORDINAL = re.compile(
    r"^(?:(?:the )?(first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|latter|former|top|bottom)(?: one)?"
    r"|(?:the )?(?:number|no\.?|option) (one|two|three|four|five|[1-5]))$",
    re.IGNORECASE,
)
NEXT = re.compile(r"^(?:the |my )?(?:next|upcoming|soonest|earliest)(?: one| up)?$", re.IGNORECASE)
NEWEST = re.compile(
    r"^(?:the |my )?(?:last|latest|newest|most recent)(?: one)?"
    r"(?: (?:that )?i (?:just )?(?:set|made|took|wrote|added))?$"
    r"|^(?:the )?(?:one )?(?:that )?i just (?:set|made|took|wrote|added)$",
    re.IGNORECASE,
)
PICKED = re.compile(
    r"^(?:the |my )?(?P<which>first|second|third|last|earlier|earliest|sooner|soonest|later|latest|other|next|middle|"
    r"shorter|shortest|longer|longest|older|oldest|newer|newest|smaller|smallest|bigger|biggest)"
    r"(?: one| of (?:the two|them|those|the three))?(?: (?P<rest>(?!of\b|thing\b).+))?$",
    re.IGNORECASE,
)
"""One of several by its place in time among what the rest names: "the first tomorrow", "the later", "the other"."""
SOME = re.compile(
    r"^(?:the |my )?(?P<end>first|next|last|latest|earliest) (?P<count>two|three|four|five|[2-5])(?: ones)?"
    r"(?: (?P<rest>.+))?$",
    re.IGNORECASE,
)
_IN_TIME = {"first": 0, "earlier": 0, "earliest": 0, "sooner": 0, "soonest": 0, "next": 0, "second": 1, "third": 2}

_BY_LENGTH = {
    "shorter": 0, "shortest": 0, "smaller": 0, "smallest": 0, "longer": -1, "longest": -1, "bigger": -1, "biggest": -1,
}  # fmt: skip
_BY_AGE = {"older": 0, "oldest": 0, "newer": -1, "newest": -1}


def others(talk: Talk, things: Sequence[Thing]) -> list[Thing]:
    """Return all but the one that was named last."""
    last = talk.dialogue.mentioned[0].id if talk.dialogue.mentioned else ""
    return [t for t in things if t.record.id != last]


def newest(things: Sequence[Thing]) -> list[Thing]:
    """Return the one that was made last."""
    return [max(things, key=_age)] if things else []


def _age(thing: Thing) -> tuple[float, float]:
    """Order things by when they were made; of what was made at once the later is the last."""
    return (thing.record.created_at.timestamp(), by_due(thing)[0])


def picked(talk: Talk, said: re.Match[str], things: Sequence[Thing], fitting: Fitting) -> list[Thing] | None:
    """Return the one that is meant (`PICKED`) of what the rest names; None if the whole names something by itself."""
    which, rest = said["which"].lower(), said["rest"]
    if which not in ("next", "later", "earlier") and fitting(said[0]):
        return None  # "the first" is a date of one of them, or a word in its name
    named = {m.id for m in talk.dialogue.listed} if talk.dialogue.many or talk.dialogue.named else set()
    among = fitting(rest) if rest else [t for t in things if t.record.id in named]
    if len(among) < 2 and not rest:
        among = list(things)
    if which == "other":
        return others(talk, among)
    if (length := _BY_LENGTH.get(which)) is not None:
        timers = sorted((t for t in among if isinstance(t.record, Timer)), key=lambda t: t.record.seconds)  # type: ignore[union-attr]
        return timers[length : length + 1 or None]
    if (age := _BY_AGE.get(which)) is not None:
        return sorted(among, key=lambda t: t.record.created_at)[age : age + 1 or None]
    among = sorted(among, key=by_due)
    place = len(among) // 2 if which == "middle" else _IN_TIME.get(which, -1)
    return among[place : place + 1 or None]


def some(said: re.Match[str], things: Sequence[Thing], fitting: Fitting) -> list[Thing]:
    """Return "the last two" (`SOME`) by when they are due, of what the rest names; nothing if there are fewer."""
    among = sorted(fitting(said["rest"]) if said["rest"] else things, key=by_due)
    count = _ORDINALS[said["count"]] + 1
    if len(among) < count:
        return []
    return among[-count:] if said["end"] in ("last", "latest") else among[:count]


def named_together(talk: Talk, things: Sequence[Thing]) -> list[Thing]:
    """Return what was listed, or named in one turn, if that is still several; else nothing."""
    dialogue = talk.dialogue
    together = {m.id for m in (dialogue.listed if dialogue.many else dialogue.named)}
    found = [t for t in things if t.record.id in together]
    return found if len(found) > 1 else []


def are_two(talk: Talk, things: Sequence[Thing]) -> bool:
    """Whether "both" can be said of them: there are two, or two of them were listed."""
    named = {m.id for m in talk.dialogue.listed} if talk.dialogue.many else set()
    return len(things) == 2 or len([t for t in things if t.record.id in named]) == 2


def last_named(talk: Talk, things: Sequence[Thing]) -> list[Thing]:
    """Return what "it" is: the last that was named, or all of the list that was said last."""
    by_id = {t.record.id: t for t in things}
    if talk.dialogue.many:
        listed = [by_id[m.id] for m in talk.dialogue.listed if m.id in by_id]
        return listed or list(things)
    tables = {t.record.TABLE for t in things}
    for named in talk.dialogue.mentioned:
        if named.id in by_id:
            return [by_id[named.id]]
        if named.table in tables:
            return []  # the last of its kind that was named is gone: "it" is no other one
    return list(things)


def by_number(talk: Talk, said: re.Match[str], things: Sequence[Thing]) -> list[Thing]:
    """Return the one at this place (`ORDINAL`) of the list that was said last."""
    word = (said[1] or said[2]).lower()
    by_id = {t.record.id: t for t in things}
    listed = [by_id[m.id] for m in talk.dialogue.listed if m.id in by_id]
    order = listed or list(things)
    number = _ORDINALS[word]
    if number == -1 and not talk.dialogue.many and things:
        return newest(things)
    return [order[number]] if -1 <= number < len(order) and order else []
