"""Changes the words of what stands: a label, a reminder's text, what a note says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from system_control.changes import Change
from system_control.dialogue import Asked
from system_control.errors import NotFound
from system_control.notes import MAX_CONTENT, MAX_TITLE, Note
from system_control.schedule import MAX_WORDS, Alarm, Reminder, Timer
from toolsets.checks import checked
from toolsets.targets import match
from toolsets.things import Kind, Thing, called, named, of, remember, standing
from toolsets.words import sentence
from utils.time_expressions import Context, TimeExpressionError, resolve

if TYPE_CHECKING:
    from toolsets.talk import Talk

RENAME = re.compile(
    r"^(?:please )?(?:call (?:it|that|this|the \w+)|(?:rename|name|label|title)(?: (?:it|that|this|the \w+))?)"
    r"(?: (?:to|as|it))? (.+)$"
    r"|^(?:the )?(?:name|label|title)(?: is)? (?:to |should be )?(.+)$",
    re.IGNORECASE,
)
_ONTO = re.compile(r"^(.+) (?:to|on|onto|in|into) (?:my |the |our )?(.+?)(?: notes?| list)?[.!]*$", re.IGNORECASE)
_THAT = frozenset(("", "that", "it", "this"))
_SOME_DAY = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
_SWAP = re.compile(r"^(?P<right>.+?),? not (?P<wrong>.+)$", re.IGNORECASE)
_ITEMS = re.compile(r"\s*(?:,\s*(?:and\s+)?|\n|\s+and\s+)\s*", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:(?:the|a|an|my|some)\s+)+", re.IGNORECASE)
_IN_IT = re.compile(
    r"\s+(?:in|on) (?:it|that|this|(?:that|this|the|my) (?:\w+ )?(?:note|list|one|reminder))[\s.!]*$", re.IGNORECASE
)
_TO = re.compile(r"^(?:to|say|says|read|that|with|about)\b:?\s+", re.IGNORECASE)
INSTEAD = re.compile(r"(?:[\s,]+(?:instead|rather|please|though|from now on|after all))+[\s.!]*$", re.IGNORECASE)
"""What closes a correction, and is none of what it is corrected to."""

_NO_NAME = re.compile(
    r"\W*(?:on|off|up|down|out|in|back|away|again|instead|it|that|this|one|so|then|now|later|sooner|earlier|yes|no|"
    r"ok|okay|nothing|something|stop|go|be|a|the|to|for|at|me|my|an?|please|day|week|month|hours?|minutes?|early|late|"
    r"loud\w*|quiet\w*|silent|short\w*|long\w*|more|less|bit|little|much|better|repeat\w*|recurring|once|twice|only|"
    r"just|not|times?|every|other|else|what|was|i|meant|mean|same|list)\W*",
    re.IGNORECASE,
)
"""Words that switch, shift or measure, and name nothing."""


def is_name(name: str) -> bool:
    """Whether it can be what something is called: a word is in it that is no time, no number and no switch ("off")."""
    return bool(_telling(name)[0])


def is_text(text: str) -> bool:
    """Whether it must be what a reminder says, though nobody asked for other words: no time, and more than one word.

    One word may as well be how it shall ring: "urgent".
    """
    words, timed = _telling(text)
    return len(words) > 1 and not timed


def _telling(text: str) -> tuple[list[str], bool]:
    """Return the words that tell something, beside times and switches; and whether there is a time."""
    rest, timed = INSTEAD.sub("", text), False
    for context in (Context.ALARM, Context.TIMER):
        try:
            resolved = resolve(text, now=_SOME_DAY, zone="UTC", context=context)
            timed = timed or resolved.value is not None
            rest = min(rest, resolved.rest, key=len)
        except TimeExpressionError as error:
            rest, timed = min(rest, error.rest, key=len), True
    return [word for word in rest.split() if re.search(r"[^\W\d_]", word) and not _NO_NAME.fullmatch(word)], timed


async def rename(talk: Talk, thing: Thing, name: str, words: dict[str, str]) -> str:
    """Give it a name; of a reminder that is what it says."""
    record = thing.record
    name = INSTEAD.sub("", _TO.sub("", name.strip())).strip(" .'\"")
    if not is_name(name):
        spoken = f"What shall I call your {called(thing)}?"
        return talk.dialogue.ask(Asked.PIECE, spoken, "change", {**words, "action": "rename", "to": ""}, piece="to")
    if isinstance(record, Reminder):
        return await retext(talk, thing, name)
    if isinstance(record, Note):
        after: Note | Alarm | Timer = replace(record, title=checked(name, "title", MAX_TITLE))
    else:
        name = swapped(record.words, name) or name
        after = replace(record, label=checked(name, "label", MAX_WORDS))
    await talk.make(Change(record, after))
    remember(talk, [of(talk, after)])
    return sentence(f"your {thing.kind} is now called {name}")


async def retext(talk: Talk, thing: Thing, text: str) -> str:
    """Let a reminder say something else."""
    record = thing.record
    assert isinstance(record, Reminder)
    text = swapped(record.text, text) or text
    text = checked(INSTEAD.sub("", _TO.sub("", text.strip())).strip(" ."), "text", MAX_WORDS)
    after = replace(record, text=text)
    await talk.make(Change(record, after))
    remember(talk, [of(talk, after)])
    return sentence(f"your reminder now says: {text}")


def swapped(text: str, said: str) -> str:
    """Put one word in the place of another, as "Bob not Ben" asks for; "" if that isn't what is said.

    :raises NotFound: if the word isn't in the text.
    """
    found = _SWAP.match(said.strip(" .!"))
    if found is None:
        return ""
    wrong = re.compile(rf"\b{re.escape(found['wrong'])}\b", re.IGNORECASE)
    if not wrong.search(text):
        raise NotFound("not in the text", spoken=f"It doesn't say {found['wrong']}. It says: {text}.")
    return wrong.sub(lambda _: found["right"], text)


def in_place(text: str, query: str, to: str, kind: str) -> str:
    """Put the new word in the place of the one that was named: "change Tom to Tim"; "" if all of it is meant.

    Where a kind was named, the query tells which one it is, and not which word.
    """
    old, new = query.strip(" .!"), _IN_IT.sub("", _TO.sub("", to.strip())).strip(" .!")
    word = re.compile(rf"\b{re.escape(old)}\b", re.IGNORECASE)
    if kind or not old or not word.search(text) or word.fullmatch(text) or len(new.split()) > len(old.split()) + 1:
        return ""
    return word.sub(lambda _: new, text)


async def rewrite(talk: Talk, thing: Thing, to: str, words: dict[str, str]) -> str:
    """Let a note say something else, one word in the place of another, or one thing more.

    :raises NotFound: if no kind was named and it is a time or a switch that it is to be changed to.
    """
    record = thing.record
    assert isinstance(record, Note)
    to, append = to.strip(), words["action"] == "append"
    if not append:
        to = in_place(record.content, words["query"], to, words["kind"]) or _TO.sub("", to)
        if not words["kind"] and len(_telling(to)[0]) < 2:  # all that it says would be lost for "make it nine"
            spoken = "I left your note as it is. To give it another text, say: change the note to, and the text."
            raise NotFound("no other text", spoken=spoken)
    content = checked(f"{record.content}\n{to}" if append else to, "note", MAX_CONTENT)
    after = replace(record, content=content)
    await talk.make(Change(record, after))
    remember(talk, [of(talk, after)])
    if append:
        return sentence(f"I've added it to {named(talk, of(talk, after)) if record.title else 'your note'}: {to}")
    return sentence(f"your note now says: {content}")


async def take_out(talk: Talk, thing: Thing, query: str) -> str:
    """Take one item out of a list that is a note, "remove the flour"; "" if the query is no item beside others."""
    record = thing.record
    item = _ARTICLE.sub("", query.strip(" .!")).casefold()
    if not isinstance(record, Note) or item == (record.title or "").casefold():
        return ""
    items = [part.strip() for part in _ITEMS.split(record.content) if part.strip()]
    left = [part for part in items if _ARTICLE.sub("", part).strip(" .!").casefold() != item]
    if not left or len(left) == len(items):
        return ""
    after = replace(record, content=("\n" if "\n" in record.content else ", ").join(left))
    await talk.make(Change(record, after))
    remember(talk, [of(talk, after)])
    return sentence(f"I've taken {item} out; your note now says: {', '.join(left)}")


async def new_list(talk: Talk, query: str, to: str) -> str:
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


async def note_named_last(talk: Talk, query: str, to: str) -> tuple[str, str]:
    """Take "eggs to my shopping list" apart, if there is such a note."""
    found = _ONTO.match(to.strip())
    if found is not None:
        meant = match(talk, found[2], await standing(talk, Kind.NOTE))
        if meant.specific and meant.things:
            return found[2], found[1]
    return query, to
