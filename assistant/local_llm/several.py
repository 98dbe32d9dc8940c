"""Several timers in one breath, each with its own length and name: "two timers, one for eggs six minutes and…"."""

from __future__ import annotations

import re

from assistant.local_llm.checks import CHECKS

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_NUMBER = (
    rf"(?:\d+(?:[.:]\d+)?|(?:{_TENS})(?:[ -](?:{_ONES}))?|{_ONES}|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|an?|half\s+an?|(?:a\s+)?quarter\s+of\s+an|one\s+and\s+a\s+half|a\s+couple\s+of)"
)
_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?)"
_ONE = rf"{_NUMBER}[\s-]+{_UNIT}(?:\s+and\s+a\s+half)?"
_LENGTH = re.compile(rf"\b{_ONE}(?:\s+(?:and\s+)?{_ONE})*\b", re.IGNORECASE)
_WITHOUT_UNIT = re.compile(
    rf"\b(?:for|of)\s+(?P<number>{_NUMBER})[\s.!]*$|\b(?P<first>{_NUMBER})\s+for\s+(?:the\s+|my\s+)?\w+(?:\s+\w+)?[\s.!]*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:(?:set|start|make|create|add|put|run|give\s+me|i\s+need|i\s+want|begin)\b.*\btimers?\b|(?:[\w-]+\s+){0,3}timers?\b)",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"\b(?:and|then|also|plus|with|one|another|a|an|the|my|our|some|timers?|set|start|make|create|put|run|give|me|need|want|"
    r"begin|on|for|of|called|named|labell?ed|label|first|second|third|other|two|three|four|couple|is|please|new|long|"
    r"separate|different|i)\b|[^\w\s'-]",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:remind|wake|alarms?|reminders?|notes?|tell|add|extend|cancel|delete|stop|pause|move|change|make|play|what|how|when|"
    r"at|to|in|until|more|longer|less|left|every|after|before|later|if|not|don't|was|tomorrow|tonight)\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 3


def several_timers(text: str) -> list[str]:
    """The request for each of several timers; none if it is one, or if only lengths are said."""
    if not _ASKS.match(text):
        return []
    lengths = [found.span() for found in _LENGTH.finditer(text)]
    shared = _WITHOUT_UNIT.search(text)
    span = shared.span("number" if shared["number"] else "first") if shared else (0, 0)
    last = span if lengths and lengths[-1][1] <= span[0] else None
    if last is not None:
        lengths.append(last)
    if len(lengths) < 2:
        return []
    before = bool(_name(text[: lengths[0][0]]))
    edges = [0, *(end for _, end in lengths)] if before else [*(start for start, _ in lengths), len(text)]
    rests = [text[edges[i] : start] + " " + text[end : edges[i + 1]] for i, (start, end) in enumerate(lengths)]
    if before:
        rests[-1] += text[lengths[-1][1] :]
    names = [_name(rest) for rest in rests]
    if (
        not any(names)
        or any(_OTHER.search(rest) for rest in rests)
        or any(len(n.split()) > _LONGEST_NAME for n in names)
    ):
        return []
    said = [text[start:end] for start, end in lengths]
    if last is not None:
        said[-1] = f"{said[-1]} {said[-2].replace('-', ' ').split()[-1]}"
    if not all(map(CHECKS["duration"], said)):
        return []
    return [f"set a timer for {s}{f' called {n}' if n else ''}" for s, n in zip(said, names, strict=True)]


def _name(text: str) -> str:
    return " ".join(_UNNAMED.sub(" ", text).split())
