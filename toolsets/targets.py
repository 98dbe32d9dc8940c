"""Finds what the user means among what there is: by time, words, number in the list, or "that one"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from system_control.notes import Note
from system_control.schedule import Scheduled, Timer
from toolsets import picking
from toolsets.ranges import SaidTime, said_time
from toolsets.things import Kind, Thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolsets.talk import Talk

_KIND_WORDS = {
    Kind.ALARM: r"alarms?(?: clocks?)?|wake[- ]?up(?: calls?)?",
    Kind.REMINDER: r"reminders?",
    Kind.TIMER: r"timers?|countdowns?",
    Kind.NOTE: r"notes?|memos?",
}
_ANY_KIND = re.compile(rf"\b(?:{'|'.join(_KIND_WORDS.values())}|ones?|things?|items?)\b", re.IGNORECASE)
_PLURAL = re.compile(r"\b(?:alarms|reminders|timers|notes|memos|countdowns)\b")
_SMALL = frozenset(
    re.findall(
        r"\S+",
        "a an the my our your this that these those i it is are was were be me of for to at on in by from "
        "with about and or please set called named labelled labeled titled saying says said which what when "
        "i've i'd have has had you do does did just only um uh yes no not as well too there any some next "
        "still ok okay oh actually mean i'm meant want rather one's due how long much many left remaining "
        "remain until till go give list read show tell hear check look find up ringing rings goes off going "
        "scheduled will should shall would can could now time times day s",
    )
)
_ALL = re.compile(
    r"\b(?:all|both|every(?:thing)?(?: (?:single )?one)?|each|everything|any(?:thing)?|them)\b", re.IGNORECASE
)
_EXCEPT = re.compile(r"\b(?:except|but|apart from|other than|besides|excluding)(?: for)?\b(.+)$", re.IGNORECASE)
_BEFORE = re.compile(
    r"^(?:(?:the|my|our|um|uh|just|only|please|and|ok|okay|yes|no|delete|cancel|remove|i mean)\b[, ]*)+(?=\S)"
)
_RULES = {
    "daily": "FREQ=DAILY", "every day": "FREQ=DAILY", "weekday": "BYDAY=MO,TU,WE,TH,FR",
    "weekdays": "BYDAY=MO,TU,WE,TH,FR", "weekend": "BYDAY=SA,SU", "weekends": "BYDAY=SA,SU",
    "weekly": "FREQ=WEEKLY", "monthly": "FREQ=MONTHLY", "yearly": "FREQ=YEARLY", "hourly": "FREQ=HOURLY",
}  # fmt: skip
_REPEATING = re.compile(r"\b(?:recurring|repeating|repeated)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """What was found. `every` if all of it was asked for; `specific` if words of the user's narrowed it."""

    things: list[Thing]
    every: bool = False
    specific: bool = False


def match(talk: Talk, query: str, things: Sequence[Thing]) -> Match:
    """Find which of the things the query names. What is named must match: nothing is returned otherwise.

    An empty query names none of them in particular and so returns all.
    """

    def fitting(words: str) -> list[Thing]:
        return _fitting(talk, words, things)

    text = _plain(query)
    of_kind = _of_its_kind(text, things)
    if len(of_kind) < len(things):  # "the reminder", of an alarm and a reminder
        found = match(talk, query, of_kind)
        return Match(found.things, found.every, specific=True)
    every = bool(_ALL.search(text) or _PLURAL.search(text)) and (
        "both" not in text.split() or picking.are_two(talk, things)
    )
    if every and (left_out := _EXCEPT.search(text)):
        out = match(talk, left_out[1], things).things
        kept = match(talk, text[: left_out.start()], things)
        return Match([t for t in kept.things if t not in out], every=True, specific=True)
    if picking.OTHERS.match(text):
        return Match(picking.others(talk, things), every=True, specific=True)
    if picking.THEM.match(text) and (named := picking.named_together(talk, things)):
        return Match(named, every=True, specific=True)
    core = _ALL.sub(" ", text) if every else text
    core = _tidy(_ANY_KIND.sub(lambda m: "one" if m[0].startswith("one") else " ", core))
    if not _content(core) and not picking.THAT.match(core) and not picking.ORDINAL.match(core):
        if picking.NEXT.match(core) or re.search(r"\bnext\b", core):
            return Match(list(things[:1]), specific=True)
        return Match(list(things), every=every)
    if every and core in ("of", "of those", "of these"):
        return Match(list(things), every=True)
    if (some := picking.SOME.match(core)) is not None and (several := picking.some(some, things, fitting)):
        return Match(several, every=True, specific=True)
    if picking.THAT.match(core) and not every:
        return Match(picking.last_named(talk, things), specific=True)
    if (ordinal := picking.ORDINAL.match(core)) is not None and not every:
        return Match(picking.by_number(talk, ordinal, things), specific=True)
    if picking.NEXT.match(core):
        return Match(list(things[:1]), specific=True)
    if picking.NEWEST.match(core):
        return Match(picking.newest(things), specific=True)
    if not every and (picked := picking.PICKED.match(core)) is not None:
        one = picking.picked(talk, picked, things, fitting)
        if one is not None:
            return Match(one, specific=True)
    return Match(fitting(core), every=every, specific=True)


def _fitting(talk: Talk, core: str, things: Sequence[Thing]) -> list[Thing]:
    said = said_time(talk, core)
    return [t for t in things if _fits(talk, core, said, t)]


def _of_its_kind(text: str, things: Sequence[Thing]) -> Sequence[Thing]:
    """Return those of the one kind that is named; all of them if none is named, or several are."""
    kinds = [kind for kind, words in _KIND_WORDS.items() if re.search(rf"\b(?:{words})\b", text)]
    if len(kinds) != 1:
        return things
    found = [t for t in things if t.kind is kinds[0]]
    named = re.compile(rf"\b(?:{_KIND_WORDS[kinds[0]]})\b", re.IGNORECASE)
    return found or (things if any(named.search(t.words) for t in things) else [])  # "the reminder to buy a timer"


def by_number(query: str) -> bool:
    """Whether a thing is named by its place in a list: "the first one" is no date here."""
    return bool(picking.ORDINAL.match(_tidy(_plain(query))))


def only_time(rest: str) -> bool:
    """Whether nothing but small words is left beside the time."""
    return not _content(_ANY_KIND.sub(" ", rest))


def _plain(query: str) -> str:
    text = query.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return " ".join(text.split()).strip(" .,!?\"'")


def _tidy(text: str) -> str:
    text = _BEFORE.sub(lambda m: "the " if "the" in m[0].split() else "", " ".join(text.split()))
    return " ".join(text.split()).strip(" .,!?")


def _content(text: str) -> list[str]:
    """The words that say something, without plural and 's."""
    found = []
    for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold()):
        bare = word.removesuffix("'s")
        if bare not in _SMALL and word not in _SMALL:
            found.append(bare)
    return [w for w in found if w not in ("one", "ones")]


def _fits(talk: Talk, text: str, said: SaidTime, thing: Thing) -> bool:
    """Whether all that is said holds for it: as plain words, or with the times in it as times."""
    if _content(text) and _words_hold(text, thing):
        return True
    record = thing.record
    if isinstance(record, Note):
        return _note_fits(talk, text, record)
    if isinstance(record, Timer):
        return said.seconds is not None and said.seconds == record.seconds and _words_hold(said.rest, thing)
    rest, repeats = _repetition(text, record)
    if not repeats:
        return False
    if rest != text:
        said = said_time(talk, rest)
    if not said:
        return rest != text and _words_hold(rest, thing)
    return thing.due is not None and said.holds(talk, record, thing.due) and _words_hold(said.rest, thing)


def _repetition(text: str, record: Scheduled) -> tuple[str, bool]:
    """Take "daily", "recurring" and the like out of a query; and whether the record repeats like that."""
    if _REPEATING.search(text):
        rest, holds = _repetition(_REPEATING.sub(" ", text), record)
        return rest, holds and bool(record.rules)
    for words, part in _RULES.items():
        if re.search(rf"\b{words}\b", text):
            return re.sub(rf"\b{words}\b", " ", text), any(part in rule for rule in record.rules)
    return text, True


def _words_hold(text: str, thing: Thing) -> bool:
    wanted = _content(text)
    have = _content(thing.words)
    return all(any(_alike(w, h) for h in have) for w in wanted)


def _alike(wanted: str, have: str) -> bool:
    """The same word, as far as an ending goes: "dentists" and "dentist", "shopping" and "shop" are not."""
    if wanted == have:
        return True
    short, long = sorted((wanted, have), key=len)
    return len(short) >= 3 and long.startswith(short) and long[len(short) :] in ("s", "es", "ing", "ed", "'s")


def _note_fits(talk: Talk, text: str, note: Note) -> bool:
    """A note by the day it was taken on: "the note from yesterday"."""
    days = {"today": 0, "yesterday": 1}
    wanted = _content(text)
    if len(wanted) != 1 or wanted[0] not in days:
        return False
    taken = note.created_at.astimezone(talk.where).date()
    return (talk.now.date() - taken).days == days[wanted[0]]
