"""From a template that fits to the call of a tool: which words go into which argument."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.local_llm.checks import ONE_FOR_OTHER, bare, other_than
from assistant.local_llm.events import counted_from_event
from assistant.local_llm.reasons import what_of
from assistant.local_llm.times import split_time
from utils.time_expressions import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.local_llm.grammar import Match

_SLOT = re.compile(r"\{(\w+)\}")
_NOT_ARGUMENTS = frozenset(
    {"tool", "say", "needs", "weak", "rank", "ringing", "question", "alone", "undoes", "again", "after"}
)
_CALLED = re.compile(
    r"[\s,]*\b(?:(?:and\s+)?(?:call|name|label|title|tag)\s+(?:it|that|this)(?:\s+as)?|called|named|labell?ed|label|"
    r"titled|tagged|with\s+(?:the\s+|a\s+)?(?:label|name|title)(?:\s+of)?|the\s+label\s+is)\s+(?P<name>.+)$",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^(?:(?:to|about|for|of|that|regarding|concerning|on(?!\s+(?:my|the)\s+way)|saying|is|:)\s+)+", re.IGNORECASE
)
_PURPOSE = re.compile(r"^(?:for|to|because of|because|so)\s+(?P<what>.+)$", re.IGNORECASE)
_NOW = re.compile(r"\s+(?:(?:right\s+)?now|immediately|straight\s+away)\b", re.IGNORECASE)
_REMARK = re.compile(r"^\W*(?:(?:because|since)\s+)?(?:i|we|it|he|she|they|there)(?:'\w+)?\s", re.IGNORECASE)
_GIVE_ME = re.compile(r"^(?:give|send|drop) (?:me|us) an? [\w-]+(?: up)?$", re.IGNORECASE)
_BECAUSE = re.compile(r"^(?:because|so)\b(?!\s+of)", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:(?:the|a|an|my|our|some)\s+)+", re.IGNORECASE)
_UNFINISHED = re.compile(r"\b(?:is|are|was|were|be|is due|at|on|by|from|until)$", re.IGNORECASE)
_PREPOSITION_END = re.compile(r"\s+(?:for|of|at|in|on)$", re.IGNORECASE)
_LATER = re.compile(r"\b(?:later|back|push|postpone|delay|put off|put it off|extend)\b", re.IGNORECASE)
_EARLIER = re.compile(r"\b(?:earlier|sooner|forward|bring|advance|ahead|shorten)\b", re.IGNORECASE)
_WAY = re.compile(r"\b(?:back|forward|up|out|ahead|by)\b", re.IGNORECASE)
_WAY_SAID = re.compile(r"\b(?:later|earlier|sooner|back|forward|ahead)\b", re.IGNORECASE)
_FOR = re.compile(r"^(?:in\s+)?for\s", re.IGNORECASE)
_MY = re.compile(r"\bmy (?:alarm|reminder|timer)\b", re.IGNORECASE)
_BY = re.compile(r"\bby ((?:\d+|[a-z]+)(?:[ -][a-z]+)?)[ .!]*$", re.IGNORECASE)
_NOT = re.compile(r"\bnot\b", re.IGNORECASE)
_IT_IS = re.compile(
    r"^(?:(?:it's|it is|that's|i said|i meant|i mean|make it|rather|it should be|it was|no|sorry)[\s,]+)+",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:set|running|active|scheduled|going|right now|at the moment|currently|now|left|pending|please|at all|still|"
    r"coming up|saved|there|so far|again)$",
    re.IGNORECASE,
)
_NO_LABEL_WORDS = (
    "new alarm alarms reminder timer early late daily weekly monthly recurring repeating regular one-time single quick "
    "nice loud another other wake-up wakeup wake up extra one two three four five few couple next first second last "
    "please o'clock clock time different separate"
)
_NO_LABEL = frozenset(_NO_LABEL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Call:
    """A tool's name and its arguments, all of them words."""

    name: str
    arguments: dict[str, str]


def calls_of(match: Match) -> Call:
    """Return the call that the metadata of the template describes."""
    arguments = {
        name: " ".join(_fill(str(value), match).split())
        for name, value in match.metadata.items()
        if name not in _NOT_ARGUMENTS
    }
    tool = str(match.metadata["tool"])
    prepare = _PREPARE.get(tool)
    return Call(tool, prepare(arguments, match) if prepare else arguments)


def unquoted(text: str) -> str:
    """`text` without the marks and quotes around it."""
    words = text.strip().lstrip(",:;-\N{EN DASH}\N{EM DASH} ").rstrip(" ,;:")
    for mark in ('"', "'"):
        if len(words) > 1 and words[0] == mark and words.rstrip(".!")[-1] == mark:
            words = words.rstrip(".!")[1:-1].strip()
    return words


def _fill(template: str, match: Match) -> str:
    return _SLOT.sub(
        lambda slot: match.whole if slot.group(1) == "whole" else match.slots.get(slot.group(1), ""), template
    )


def _name(text: str) -> str:
    """The name after "called …"."""
    found = _CALLED.search(text)
    if found is None:
        return ""
    name = found.group("name")
    split = split_time(name, Context.ALARM)
    return unquoted(split.rest if split.found and bare(split.rest) else name)


def _alarm(arguments: dict[str, str], match: Match) -> dict[str, str]:
    label = _name(match.whole)
    counted = counted_from_event(match.whole)
    if counted is not None:  # "forty-five minutes before my nine o'clock class"
        return {"time": counted.when, "label": label}
    if not label:
        label = _label_before(arguments.get("label", ""))
    if not label:
        said = match.slots.get("time", "")
        split = split_time(said, Context.ALARM)
        purpose = _PURPOSE.match(split.rest) if split.found else None
        if purpose is not None:
            what = unquoted(purpose.group("what"))
            label = what_of(what) if _BECAUSE.match(split.rest) else _ARTICLE.sub("", what)
            label = label if bare(label) else ""
    return {"time": arguments["time"], "label": label}


def _label_before(words: str) -> str:
    """The label in "gym" or "seven o'clock gym" (alarm); none in "daily" or "new"."""
    rest = split_time(words, Context.ALARM).rest if words else ""
    kept = [word for word in _ARTICLE.sub("", rest).split() if word.lower() not in _NO_LABEL]
    label = " ".join(kept)
    return label if bare(label) and not re.fullmatch(r"[\d\s:.]+", label) else ""


def _reminder(arguments: dict[str, str], match: Match) -> dict[str, str]:
    said, whole = unquoted(arguments["text"]), match.whole
    if (counted := counted_from_event(said)) is not None:  # "remind me ten minutes before my call to get the headset"
        text = counted.task or _ASKING.sub("", split_time(counted.when, Context.REMINDER).rest)
        return {"text": text if bare(text) else counted.event, "time": f"remind me {counted.when}"}
    if match.metadata["time"] == "{text}":  # "I've got to call Bob at ten, remind me": the other words are none of it
        whole = f"remind me to {said}"
    timed = split_time(whole, Context.REMINDER).found
    split = split_time(said, Context.REMINDER)
    text = said
    if timed and not split.found and _FOR.match(said):  # "for five" is a time only where a reminder is asked for
        text = split_time(whole, Context.REMINDER).rest
    elif timed and split.found:
        text = split.rest or split_time(whole, Context.REMINDER).rest
        if _UNFINISHED.search(text):  # "the rent is due on the first" loses its sense without its end
            text = said
    text = _GIVE_ME.sub("", unquoted(_ASKING.sub("", unquoted(text))).rstrip("?! "))
    return {"text": text if bare(text) or len(text.split()) > 1 else "", "time": whole.rstrip("? ") if timed else ""}


def _timer(arguments: dict[str, str], match: Match) -> dict[str, str]:
    said, label = arguments["duration"], arguments.get("label", "")
    own, before = match.slots.get("duration", ""), match.slots.get("label", "")
    if before and split_time(own, Context.TIMER).length and not split_time(before, Context.TIMER).found:
        return {"duration": own, "label": label or _label_before(before)}
    return timer_words(said, label)


def timer_words(said: str, label: str = "") -> dict[str, str]:
    """The length of a timer, and its label: "ten minutes called potatoes"."""
    if not label:
        found = _CALLED.search(said)
        if found is not None:
            label = _PREPOSITION_END.sub("", unquoted(split_time(found.group("name"), Context.TIMER).rest))
            if split_time(said[: found.start()], Context.TIMER).found:
                said = said[: found.start()].strip()
    said = _NOW.sub("", said)
    split = split_time(said, Context.TIMER)
    if not label and not _REMARK.match(split.rest):
        label = _label_before(_ASKING.sub("", split.rest))
    return {"duration": said if split.found else "", "label": label}


def _note(arguments: dict[str, str], _match: Match) -> dict[str, str]:
    text, title = arguments.get("text", ""), arguments.get("title", "")
    if title and not text:
        title, _, text = title.partition(":")
    return {"text": unquoted(text), "title": unquoted(title)}


def _change(arguments: dict[str, str], match: Match) -> dict[str, str]:
    """Add which way a time is moved where the verb alone says it: "push it back half an hour"."""
    to = arguments.get("to", "")
    if match.metadata.get("needs", {}).get("whole") == "one_for_other" and (swap := ONE_FOR_OTHER.search(match.whole)):
        wrong, right = swap["wrong"] or swap["second"], _IT_IS.sub("", swap["right"] or swap["first"])
        return {**arguments, "to": f"{unquoted(right)} not {unquoted(wrong)}"}
    if _NOT.search(match.whole) and (other := other_than(to)):
        to = other
    if not arguments.get("query") and _MY.search(match.whole):
        arguments = {**arguments, "query": "my"}  # "move my alarm to eight": of two it is not told which
    if (by := _BY.search(match.whole)) and not split_time(by[1], Context.TIMER).length:
        to = f"{by[1]} minutes" if split_time(f"{by[1]} minutes", Context.TIMER).length else to
    later, earlier = _LATER.search(match.whole), _EARLIER.search(match.whole)
    moves = arguments["kind"] != "timer" and split_time(_WAY.sub(" ", to), Context.TIMER).length
    if moves and (later or earlier) and not _WAY_SAID.search(to) and not to.lower().startswith("to "):
        to = f"{to} {'earlier' if earlier else 'later'}"
    return {**arguments, "to": unquoted(to)}


def _find(arguments: dict[str, str], _match: Match) -> dict[str, str]:
    query = unquoted(arguments.get("query", "")).rstrip("?! ")
    return {**arguments, "query": _STATE.sub("", query).strip()}


_PREPARE: Mapping[str, Callable[[dict[str, str], Match], dict[str, str]]] = {
    "set_alarm": _alarm,
    "set_reminder": _reminder,
    "set_timer": _timer,
    "take_note": _note,
    "change": _change,
    "find": _find,
}
