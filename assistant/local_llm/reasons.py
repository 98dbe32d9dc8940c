"""A request whose reason comes first: "I have to catch a train at 6:10, so wake me an hour before"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.local_llm.checks import CHECKS
from assistant.local_llm.polite import plain
from assistant.local_llm.times import NAMED_DAY, clock_first, split_time, time_words, with_day
from assistant.local_llm.vocabulary import SIGH, any_of
from utils.time_expressions import Context

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 300
_ASK = re.compile(
    r"\b(?:(?:wake|get)\s+(?:me|us)\s|wake\s+me$|let\s+me\s+(?:nap|sleep)\s|(?:remind|nudge|ping)\s+(?:me|us)\b|don't\s+let\s+me\s|"
    r"(?:set|start|give|make|put)\s+(?:me\s+|us\s+)?(?:an?|another|the|my)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:alarm|timer|reminder|shout|nudge|heads[\s-]up|buzz)\b)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:[\s,;.!]|\b(?:so|and|then|please|just|also|can you|could you|would you|will you|you should|maybe|therefore|"
    r"do me a favou?r|i need you to|i want you to)\b)+$",
    re.IGNORECASE,
)
_VERBS = (
    "is|are|was|were|has|have|needs?|goes|comes?|gets?|takes?|starts?|begins?|ends?|leaves?|closes?|opens?|runs?|arrives?|"
    "lands?|departs?|expires?|finishes|lasts?"
)
_STATES = re.compile(
    rf"^(?:{any_of(SIGH, 'hey|because|since|as|given that|gosh|alright')}[\s,]+)*"
    r"(?:(?:today|tomorrow|tonight|on\s+\w+day|this\s+\w+|next\s+\w+)[\s,]+)?"
    r"(?:(?:i|we)\b|(?:i|we)'\w+|(?:got|need|have|has|going)\s+to\b|gotta\b|(?:we're\s+)?(?:out of|low on|no more)\b|"
    r"(?:it|that|there|he|she|they)(?:'\w+|\s+(?:is|are|was|has|needs?|takes?))\b|"
    r"(?:my|our|the|his|her)\s+\S+\s+\S+|(?!(?:what|who|this|that|which|here)\b)[\w-]+(?:\s+and\s+[\w-]+)?\s+"
    rf"(?:{_VERBS})\b)",
    re.IGNORECASE,
)
_HAS_VERB = re.compile(rf"\b(?:{_VERBS}|\w+'s|\w+'re|\w+ing|\w+ed)\b", re.IGNORECASE)
_OWN_VERB = re.compile(
    r"(?:^|\s)(?:i|we|i'\w+|we'\w+|gotta|got to|need to|have to|out of|low on|no more)\s", re.IGNORECASE
)
# what others said, what was dreamt or only thought of, and what is denied is no request
_NOT_MEANT = re.compile(
    r"\b(?:said|says|say|saying|told|tells|tell|asked|asks|ask|wrote|writes|thinks?|thought|thinking|dream\w*|heard|if|might|"
    r"wonder\w*|whether|when(?=\s+you\b)|wish|hates?|hated|loves?|liked?|used|supposed|remember|guess|hope|hoped|never|usually|"
    r"always|often|normally|sometimes|usually|forgot|wants?\s+(?:me|us))\b|\b(?:to|you|will|'ll|won't|can|can't|could|should|would|didn't|don't|doesn't|did|do|"
    r"not|who|which|that|they|he|she|it|let|lets|made|makes?|had|help|helps|or|is|are|called|named|titled|alarm|for|with|by|of|the|a|my)$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"^{any_of('who|what|when|where|why|how|which|is|are|did|do|does|can|could|would|will|should')}\b", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\s+(?P<length>(?:[\w.-]+\s+){1,5}?)(?:before(?:hand)?|earlier|ahead|in\s+advance|prior)"
    r"(?:\s+(?:that|it|then|of\s+it|of\s+time))?(?=\s+(?:to|about|that|and)\s|[\s.!,]*$)",
    re.IGNORECASE,
)
_ONLY_REMIND = re.compile(
    r"^(?:remind|nudge|ping)\s+(?:me|us)(?:\s+(?:about|of|to\s+do)\s+(?:it|that)|\s+please|\s+then|\s+in\s+time)*[.!\s]*$",
    re.IGNORECASE,
)
_THAT_DAY = re.compile(r"\b(?:on\s+)?that\s+(?:same\s+)?(?P<part>day|morning|afternoon|evening|night)\b", re.IGNORECASE)
_DAY_BEFORE = re.compile(r"\bthe\s+day\s+before(?=\s+(?:at|to|about)\b|[\s.!]*$)", re.IGNORECASE)
_ON = re.compile(r"^on\s+", re.IGNORECASE)
_TASK = re.compile(r"^\s+(?:to|about|that)\s", re.IGNORECASE)
_THEN = re.compile(r"\s+then\b", re.IGNORECASE)
_REMIND = re.compile(
    r"^(?:(?:remind|nudge|ping)\s+(?:me|us)|(?:give|send|drop)\s+me\s+an?\s+(?:shout|nudge|heads[\s-]up|poke|prompt|ping|"
    r"buzz))\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:(?:because|since|as|given\s+that|so|oh|well)\s+)*(?:(?:i|we)(?:'ve|'m|'re|'ll)?\s+)?"
    r"(?:(?:have|am|are|keep|always)\s+)?"
    r"(?:just\s+)?(?:(?:got|gotta|have|need|must|should|going|want|don't\s+want|can't|mustn't)\b\s*)?"
    r"(?:to\s+)?(?:(?:be\s+able\s+to|miss|forgetting|forget|remember|watch)\b\s*(?:to\s+)?)?",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:(?:the|a|an|my|our|some)\s+)+", re.IGNORECASE)
_LACKING = re.compile(
    r"\b(?:out\s+of|low\s+on|short\s+of|no\s+more|need(?:s|\s+more|\s+some)?)\s+(?P<what>[\w-]+(?:\s+[\w-]+)?)$",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\bsome(?=\s+(?:at|on|when|tomorrow|tonight|today|in|before|after|from|later|by|this)\b|[\s.!]*$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reasoned:
    """`reason` is what was said first; `request` stands for itself.

    `taken` is whether the request took something from the reason, which is part of it then.
    """

    reason: str
    request: str
    taken: bool


def with_reason(text: str, tool_of: Callable[[str], str]) -> Reasoned | None:
    """Tell a request from the reason before it, also where no mark stands between them; None if there is none.

    :param tool_of: tells which tool words call by themselves, "" if none.
    """
    if len(text) > _LONGEST or _ASKED.match(text):
        return None
    for ask in _ASK.finditer(text):
        before = text[: ask.start()]
        reason = _BETWEEN.sub("", before)
        if not reason or not _states(reason, parted=bool(before[len(reason) :].strip())):
            continue
        request = plain(text[ask.start() :])
        if _ONLY_REMIND.match(request):
            return None  # "I've got to call the doctor at ten, remind me": one request in two clauses
        if not tool_of(_first_of(request, tool_of)).startswith("set_") or tool_of(plain(reason)) not in {
            "",
            "remember",
        }:
            continue
        whole = _completed(reason, request)
        return Reasoned(reason, whole, whole != request)
    return None


def _states(reason: str, *, parted: bool) -> bool:
    """Whether it is a clause of its own that says how things are; `parted` from the request by a mark or an "and"."""
    return (
        _STATES.match(reason) is not None
        and _NOT_MEANT.search(reason) is None
        and (parted or _HAS_VERB.search(reason) is not None or _OWN_VERB.search(reason) is not None)
        and len(reason.split()) > (1 if "'" in reason else 2)
    )


def _first_of(request: str, tool_of: Callable[[str], str]) -> str:
    """The beginning of a request that others may follow: up to an "and", if all of it is none."""
    return request if tool_of(request) else re.split(r"\s+and\s+|,\s+", request, maxsplit=1)[0]


def _completed(reason: str, request: str) -> str:
    """`request` with the time, the day or the thing of the reason, where it goes back to them."""
    when = time_words(reason, Context.REMINDER)
    what = what_of(reason)
    if lacking := _LACKING.search(reason):
        request = _SOME.sub(f"some {lacking['what']}", request, count=1)
    day = NAMED_DAY.search(when)
    if day is not None:
        request = _THAT_DAY.sub(lambda said: _that_day(day[0], said["part"]), request, count=1)
        request = _DAY_BEFORE.sub(rf"\g<0> {_ON.sub('', day[0])}", request, count=1)
    if when and (ahead := _AHEAD.search(request)) and CHECKS["only_duration"](ahead["length"].strip()):
        rest = request[ahead.end() :]
        if _REMIND.match(request) and what and not _TASK.match(rest):
            rest = f" about {what}{rest}"
        return f"{request[: ahead.start()]} {ahead['length'].strip()} before {clock_first(when)}{rest}"
    if when and _REMIND.match(request) and _THEN.search(request):
        return _THEN.sub(f" {when}", request, count=1)
    asked = split_time(request, Context.REMINDER)
    if _REMIND.match(request):
        bare = _REMIND.sub("", asked.rest).strip(" .,!")
        return f"{request} about {what}" if asked.found and not bare and what else request
    if "timer" in request.lower():
        length = time_words(reason, Context.TIMER)
        needs = length and not split_time(request, Context.TIMER).found
        return f"{request} for {clock_first(length)}" if needs else request
    if day and asked.found and not asked.repeats and not CHECKS["day"](request) and not CHECKS["duration"](request):
        return with_day(request, day[0])
    return request


def _that_day(day: str, part: str) -> str:
    return day if part == "day" else f"{day} {part}"


def what_of(reason: str) -> str:
    """What a reason is about, beside its time: "catch a train" of "I have to catch a train at six"."""
    split = split_time(reason, Context.REMINDER)
    what = _ABOUT.sub("", split.rest if split.found else reason, count=1)
    return _ARTICLE.sub("", what).strip(" ,.;!")
