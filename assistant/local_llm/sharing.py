"""Two requests in one sentence that share a verb: "call mom at five and dad at six", "move this and that to eight"."""

from __future__ import annotations

import re

from assistant.local_llm.checks import CHECKS
from assistant.local_llm.times import split_time
from assistant.local_llm.vocabulary import MOVE, any_of, holds
from utils.time_expressions import Context

_REMINDS = re.compile(r"^(?P<ask>(?:remind|nudge)\s+(?:me|us)\s+to\s+)(?P<task>(?P<verb>[a-z]+)\s+.+)$", re.IGNORECASE)
_AND = re.compile(r"\s*,?\s+and\s+|\s*,\s+", re.IGNORECASE)
_TO = re.compile(r"^to\s+", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:i|we|he|she|it|they|needs?|is|are|was|has|have|will|wants?|i'm|i'll|not)\b", re.IGNORECASE)
_TIMED = re.compile(
    r"^(?P<what>.+?)\s+(?P<time>(?:(?:today|tomorrow|tonight|on\s+\w+day)\s+)?(?:at|by|around|in|on|tomorrow|tonight)\b.*)$",
    re.IGNORECASE,
)
# what can be done without a word more, so that it is no thing
_ALONE = re.compile(
    r"^(?:leave|rest|sleep|eat|stretch|pray|shower|cook|clean|exercise|meditate|go|relax|study|work|read|walk|run|"
    r"pack|practise|practice|train|swim|shop|drive|tidy|write|nap|hoover|vacuum|iron|bathe)$",
    re.IGNORECASE,
)
_THING = re.compile(
    r"^(?:(?:the|my|a|an|our|his|her|your|uncle|aunt|auntie|doctor|dr|mr|mrs|ms|grandma|grandpa)\s+.+|[\w'-]+|[A-Z][\w'-]*(?:\s+[A-Z][\w'-]*)+)$"
)
_OWN_THING = re.compile(r"^(?:the|my|our|his|her|a|an)\s+\S+", re.IGNORECASE)
_MOVES = re.compile(rf"^(?P<verb>{any_of(MOVE, 'set|put|make')})\s+(?P<what>(?:the|my)\s+.+)$", re.IGNORECASE)
_OTHER = re.compile(
    r"^(?P<what>(?:the|my)\s+.*?(?:alarm|reminder|timer|one))(?P<to>\s+(?:back\s+|forward\s+)?(?:to|until|by)\s+.+)$",
    re.IGNORECASE,
)
_DAY_AT_END = re.compile(
    r"\s(?:on\s+|this\s+|next\s+)*(?:tomorrow|\w+day)(?:\s+(?:morning|afternoon|evening|night|week))?[\s.!]*$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(?:at|by|around|for)\b", re.IGNORECASE)
_KIND = holds("alarm|reminder|timer|one")


def sharing_the_verb(left: str, right: str) -> tuple[str, str] | None:
    """Return both requests, whole; None if the second does not lack the verb of the first, or either lacks a time."""
    return _reminders(left, right) or _moves(left, right)


def _reminders(left: str, right: str) -> tuple[str, str] | None:
    own, right = bool(_TO.match(right)), _TO.sub("", right)
    asked, other = _REMINDS.match(left), _first_timed(right)
    if asked is None or other is None:
        return None
    first = _TIMED.match(asked["task"])
    if first is None or not CHECKS["only_time"](first["time"]):
        return None  # without a time of its own the first is one task with the second: "call mom and dad at six"
    what = other["what"]
    if split_time(what, Context.REMINDER).found or _CLAUSE.search(what):
        return None
    shares = not own and _THING.match(what) and not _ALONE.match(what)
    left = with_its_day(left, other["time"])
    return left, f"{asked['ask']}{asked['verb'] + ' ' if shares else ''}{right}"


def with_its_verb(text: str, last: str) -> str:
    """Return `text` with the verb of the task that was named last: "the groomer" after "call the vet"."""
    verb, _, rest = last.partition(" ")
    if not rest or not _OWN_THING.match(text) or _OWN_THING.match(last) or _ALONE.match(text):
        return text
    return f"{verb} {text}"


def with_its_day(left: str, right: str) -> str:
    """Return `left` with the day that ends `right`, if it has a time alone: "at six and one for seven tomorrow"."""
    day = _DAY_AT_END.search(right)
    return f"{left} {day[0].strip()}" if day and _CLOCK.search(left) and not CHECKS["day"](left) else left


def _first_timed(text: str) -> re.Match[str] | None:
    """The first of several that ends in a time: "dad at six" of "dad at six and bob at seven"."""
    for end in [*(border.start() for border in _AND.finditer(text)), len(text)]:
        found = _TIMED.match(text[:end])
        if found is not None and CHECKS["only_time"](found["time"]):
            return found
    return None


def _moves(left: str, right: str) -> tuple[str, str] | None:
    moved, other = _MOVES.match(left), _OTHER.match(right)
    if moved is None or other is None or re.search(r"\b(?:to|until|by)\b", moved["what"], re.IGNORECASE):
        return None
    if not CHECKS["time"](other["to"]):
        return None
    kind = _KIND.search(other["what"])
    first = moved["what"] if _KIND.search(moved["what"]) or kind is None else f"{moved['what']} {kind[0]}"
    return f"{moved['verb']} {first}{other['to']}", f"{moved['verb']} {right}"
