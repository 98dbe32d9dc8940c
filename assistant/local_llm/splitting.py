"""Several requests in one turn: where one ends and the next begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

from assistant.local_llm.polite import plain
from assistant.local_llm.sharing import sharing_the_verb, with_its_day
from assistant.local_llm.times import NAMED_DAY, split_time
from assistant.local_llm.vocabulary import (
    CORRECTION,
    DELETE,
    HALT,
    I_OR_WE,
    KIND,
    KINDS,
    MAKE,
    MOVE,
    NAME,
    NOTE,
    OTHER_VERBS,
    QUESTION,
    SIGH,
    TELL,
    WAKE,
    any_of,
    begins,
)
from utils.time_expressions import Context

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 6
"""Requests that are looked for in one turn."""
_LONGEST = 600

WHY = "it's|there's|there is|because|since|as|tomorrow is"
REMARKS = r"that's|that is|that was|this is|too|done|already|turns out|the \w+ (?:is|was|has|got)|\w+ed"

_BORDER = re.compile(
    r"(?:\s*[,;]\s*|\s+)(?:and\s+then|and\s+also|and|then|also|plus|oh\s+and|after\s+that|as\s+well\s+as|so|"
    r"but\s+also|but|or\s+rather)\s+"
    r"|\s*[.;!?]+\s+(?:(?:and\s+then|and\s+also|and|then|also|plus|oh\s+and)\s*,?\s+)?"
    r"|\s*,\s+|\s+(?=repeat\s+(?:it|that)\s)",
    re.IGNORECASE,
)
_SIGH = re.compile(rf"^{any_of(SIGH)}\b[\s,]*(?=(?:and|also|plus)\b)", re.IGNORECASE)
_FRESH = re.compile(r"[.;!?]\s+(?:and\s+also|also|oh\s+and|and\s+then|then|plus)\b", re.IGNORECASE)
_NOTE = re.compile(
    r"^(?:please\s+)?(?:(?:take|make|write|jot|add|create|leave|save|record|put|start|dictate|new|another|a|"
    r"i\s+(?:want|need)\s+(?:to\s+(?:take|make))?)\b.{0,24}?\b(?:notes?|memo|down)\b"
    r"|notes?\b|memo\b|remember\s+that\b|(?:keep|bear)\s+in\s+mind\b|write\s|jot\s)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]{1,400}\"")
_OPENER = re.compile(
    r"^(?:(?:and|also|then|please|could you|can you|would you)\s+)*"
    + any_of(
        DELETE, MOVE, MAKE, HALT, TELL, NOTE, NAME, OTHER_VERBS, WAKE, QUESTION, "do|don't|dont|never|no|i'm|i'd|i|my"
    )
    + r"\b|^(?:(?:and|also|then|please)\s+)*(?:another|one more|one (?:for|at)|an?\s|alarm|reminder|timer|at|to|the|in|"
    r"tomorrow|tonight|next|this|every|\w+day|on|all|both|half|twenty|ten|repeat|about|that)\b",
    re.IGNORECASE,
)
_CANCELS = re.compile(rf"^(?P<verb>(?:please\s+)?{any_of(DELETE, HALT, 'read me|read|show me|list')})\s", re.IGNORECASE)

_THING = re.compile(
    rf"^(?:(?:the|my|all|that|both)\b.{{0,60}}\b(?:{any_of(KINDS, 'one')}s?|list)\b.*|(?:all )?{any_of(KINDS)}s\b.*)$",
    re.IGNORECASE,
)
# "don't let me oversleep, I need to be up at six": one alarm, said twice
_WAKES = re.compile(
    r"^(?:wake|get me|don't let me|i (?:need|have|want) to (?:be|get|wake)|set an alarm|make sure)\b", re.IGNORECASE
)
# "my flight leaves at nine, so wake me at five": why, and what
_WHY = re.compile(
    rf"^(?:{any_of(SIGH, 'alright|all right|listen|look')}[\s,]+)*(?:(?:today|tomorrow|tonight|on\s+\w+day)\s+)?"
    rf"{any_of(I_OR_WE, WHY)}\b",
    re.IGNORECASE,
)
# "that's too early, make it six", "done, I called her, delete that": a remark, and what follows from it
_REMARK = re.compile(
    rf"^(?:{any_of(SIGH, CORRECTION, 'gosh')}\b[\s,]*)*"
    rf"{any_of(I_OR_WE, WHY, REMARKS)}\b"
    r"(?!.*\b(?:said|says|say|told|tells|asked|asks|wrote|writes|thinks?|dream\w*|heard|read|if|might|wonder)\b)"
    r"(?:\W*\b[\w']+){0,10}\W*$",
    re.IGNORECASE,
)
_ACTS = begins(DELETE, MOVE, MAKE, HALT, "wake|remind|rename|call (?:it|that)")
_ONLY_REMIND = re.compile(
    r"^(?:so\s+|and\s+|please\s+)*(?:remind|nudge|ping)\s+(?:me|us)"
    r"(?:\s+(?:about|of|to do)\s+(?:it|that)|\s+please|\s+then|\s+in time|(?:\s+[\w-]+){1,5}\s+(?:before|earlier|ahead|"
    r"in advance|beforehand|prior)(?:\s+(?:it|that|of it|of time))?)*[.!]*$",
    re.IGNORECASE,
)
_SETTING = re.compile(r"^(?:wake|remind|set\s+(?:an?|the|my)|get me up|take a note|start a timer)\b", re.IGNORECASE)
_CORRECTS = re.compile(rf"^{any_of(CORRECTION, 'make (?:that|it)|oh|scratch that')}\b[\s,]*", re.IGNORECASE)
_ONE_OF = re.compile(r"^(?:one|the other|another)\b", re.IGNORECASE)
_TWO = re.compile(r"\b(?:two|three|four|2|3|4|a couple of|several)\b.*?\b(?:alarms|timers|reminders)\b", re.IGNORECASE)
_AND_TO = re.compile(r"^(?:to\s+\w+|(?:at|in|on|tomorrow|tonight|next|this|every|\w+day)\s.*\bto\s+\w+)", re.IGNORECASE)
_AND_ABOUT = re.compile(r"^(?:about|that)\s+\w+", re.IGNORECASE)


class Part(str):
    """The words of one request; `goes_on` tells that it shares its verb with the one before."""

    goes_on: bool
    __slots__ = ("goes_on",)

    def __new__(cls, text: str, *, goes_on: bool = False) -> Self:
        """Take the words as they are."""
        part = super().__new__(cls, text)
        part.goes_on = goes_on
        return part


def without_sigh(text: str) -> str:
    """`text` without what comes before an "and" that goes on: "oh and one at seven"."""
    return _SIGH.sub("", text)


def requests(text: str, understood: Callable[[str], bool]) -> list[Part]:
    """Split `text` where both sides are `understood` requests; words inside a note are the note's (MANNERS 11)."""
    parts: list[Part] = []
    rest = Part(text)
    while rest and len(parts) < MOST - 1:
        cut = _first_cut(rest, understood)
        if cut is None:
            break
        left, right = cut
        parts.append(Part(left, goes_on=rest.goes_on))
        rest = right
    return [*parts, rest]


def _first_cut(text: str, understood: Callable[[str], bool]) -> tuple[str, Part] | None:
    if len(text) > _LONGEST:
        return None
    head = plain(text)
    note = bool(_NOTE.match(head))
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    for border in list(_BORDER.finditer(text))[: MOST * 3]:
        if any(start < border.start() < end for start, end in quoted):
            continue
        if note and not (_FRESH.match(text, border.start()) or any(end <= border.start() for _, end in quoted)):
            continue
        left, right = text[: border.start()].strip(), text[border.end() :].strip()
        if not left or not right:
            continue
        if _ONLY_REMIND.match(plain(right)):
            continue  # "I've got to call the doctor at ten, remind me": what it is about was said before
        if (
            not note
            and _is_remark(left, whole="." in border.group() or "!" in border.group())
            and _ACTS.match(plain(right))
            and understood(plain(right))
        ):
            return left, Part(right)
        whole = note or (_OPENER.match(plain(right)) and understood(plain(right)))
        shared = None if whole else sharing_the_verb(plain(left), plain(right))
        if shared is not None and all(map(understood, shared)):
            return shared[0], Part(shared[1], goes_on=True)
        if not _OPENER.match(plain(right)):
            continue
        if _ONE_OF.match(right) and _TWO.search(left):
            continue  # "two alarms, one for six and one for seven" is one request
        said = right
        right = _completed(plain(left), right)
        if not right or (border.group().strip() == "," and _WAKES.match(plain(left)) and _WAKES.match(plain(right))):
            continue
        if _ONE_OF.match(plain(said)):
            left = with_its_day(left, right)
        following = _up_to_border(right, understood)
        if understood(following) and (understood(left) or (_WHY.match(plain(left)) and _SETTING.match(plain(right)))):
            return left, Part(right, goes_on=right != said and _goes_on(plain(said)))
    return None


def _goes_on(words: str) -> bool:
    return _AND_TO.match(words) is not None and not NAMED_DAY.search(words)


def _is_remark(text: str, *, whole: bool = False) -> bool:
    """Whether it says only why something is asked for; what names a time or a thing of its own is left to be read.

    A `whole` sentence of its own may begin with any word.
    """
    said = _REMARK.match(f"that is {text}" if whole else text)
    return bool(said) and not KIND.search(text) and not split_time(text, Context.REMINDER).found


def _up_to_border(text: str, understood: Callable[[str], bool]) -> str:
    """The shortest beginning of `text` that is a request; all of it if none is."""
    if understood(text):
        return text
    for border in list(_BORDER.finditer(text))[:MOST]:
        if understood(text[: border.start()]):
            return text[: border.start()]
    return text


def _completed(left: str, right: str) -> str:
    """`right` with the verb that it shares with `left`; empty if it belongs to `left`."""
    words = plain(right)
    if _CORRECTS.match(words):
        return ""
    cancels = _CANCELS.match(left)
    if cancels and _THING.match(words):
        kind = KIND.search(left)
        if kind and not KIND.search(words):
            words = re.sub(r"\bones?\b", kind.group(1), words, count=1, flags=re.IGNORECASE)
        return f"{cancels.group('verb')} {words}"
    if left.lower().startswith(("remind", "nudge")) and _AND_TO.match(words):
        one, other = split_time(left, Context.REMINDER), split_time(words, Context.REMINDER)
        # "remind me at nine and at noon to drink water" is one task at two times
        return f"remind me {words}" if one.found and other.found and one.rest.strip() else ""
    if _AND_ABOUT.match(words):
        timed = left.lower().startswith(("remind", "nudge")) and split_time(left, Context.REMINDER).found
        return f"remind me {words}" if timed and split_time(words, Context.REMINDER).found else ""
    if re.match(
        r"^(?:at|in|on|to|tomorrow|tonight|next|this|every|\w+day|the|my|all|both|half|twenty|ten|i)\b",
        words,
        re.IGNORECASE,
    ) and not re.match(r"^(?:i'm|i am|i\s|my\s)", words, re.IGNORECASE):
        return ""
    return right
