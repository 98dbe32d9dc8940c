"""Starts timers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from system_control.changes import Change
from system_control.dialogue import Asked
from system_control.errors import InvalidInput
from system_control.schedule import LONGEST_TIMER, MAX_WORDS, new_timer
from toolsets import times
from toolsets.checks import checked
from toolsets.things import called, of, remember, time_of
from toolsets.words import listing, sentence
from utils.time_expressions import Context, Duration, PastTime, Recurrence, Unclear

if TYPE_CHECKING:
    from toolsets.talk import Talk
    from utils.time_expressions import Single

_LABEL = re.compile(r"\b([a-z][\w'-]*) (?:timer|countdown)\b", re.IGNORECASE)
_NO_LABEL = re.compile(
    r"(?:an?|the|my|our|set|start|new|another|second|third|minutes?|mins?|hours?|seconds?|secs?|give|make|create|please|me|"
    r"add|put|need|one|for|of|half|run|begin|quick|cancel|stop|this|that|same|countdown|with|and|want|\w+teen|ten|twenty|"
    r"thirty|forty|fifty|sixty|ninety|hundred)",
    re.IGNORECASE,
)
_FOR_WHAT = re.compile(
    r"(?:minutes?|mins?|hours?|seconds?|secs?) for (?:the|my|our) ([a-z][\w'-]*(?: [a-z][\w'-]*)?)[ .!]*$",
    re.IGNORECASE,
)
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = (
    rf"\b(?:\d+|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:{_ONES}))?|{_ONES}|ten|eleven|"
    r"twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)\b"
)
_LIST = re.compile(
    rf"(?P<numbers>{_NUMBER}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+){_NUMBER})+)\s+(?P<unit>seconds?|minutes?|mins?|hours?)\b",
    re.IGNORECASE,
)
_WITHOUT_UNIT = re.compile(
    rf"(?P<one>{_NUMBER})\s+(?P<unit>seconds?|minutes?|mins?|hours?)(?:\s*,)?\s+and\s+"
    rf"(?:(?:one|another|the other)\s+(?:one\s+)?)?(?:for\s+)?(?P<other>{_NUMBER})[ .!]*$",
    re.IGNORECASE,
)
_AND = re.compile(r",|\band\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\btimers\b", re.IGNORECASE)


async def set_timer(
    talk: Talk,
    duration: str = "",
    label: str = "",
) -> str:
    """'20 minutes', 'pasta timer', 'count down'."""
    label = checked(label or _label(duration), "label", MAX_WORDS)
    words = {"duration": duration, "label": label}
    ask = "How long shall it run?"
    try:
        values = tuple(v for each in _each(duration) for v in times.each(times.read(talk, each, Context.TIMER)))
    except (PastTime, Unclear) as error:
        return times.ask_back(talk, error, "set_timer", words, piece="duration", ask=ask)
    lengths = [seconds for v in values if (seconds := length(talk, v)) is not None]
    if not lengths or len(lengths) < len(values):
        return talk.dialogue.ask(Asked.PIECE, ask, "set_timer", {**words, "duration": ""}, piece="duration")
    now = talk.manager.clock.now()
    timers = [new_timer(checked_length(seconds), label, now) for seconds in lengths]
    await talk.make(*(Change(None, timer) for timer in timers))
    things = [of(talk, timer) for timer in timers]
    remember(talk, things)
    return sentence(
        f"your {called(things[0])}{'s are' if len(things) > 1 else ' is'} set for "
        f"{listing([time_of(talk, t) for t in things])}"
    )


def length(talk: Talk, value: Single) -> int | None:
    """Return the seconds from now on; None for a repetition or a day, which is no length."""
    if isinstance(value, Duration):
        return value.seconds
    if isinstance(value, Recurrence) or times.lacks_time_of_day(value):
        return None
    return round((value.at - talk.now).total_seconds())


def checked_length(seconds: int) -> int:
    """Return the seconds of a timer.

    :raises InvalidInput: if it is shorter than a second or longer than thirty days.
    """
    if seconds < 1:
        raise InvalidInput("too short", spoken="That's too short for a timer.")
    if seconds > LONGEST_TIMER:
        raise InvalidInput("too long", spoken="That's too long for a timer. Ask me for a reminder instead.")
    return seconds


def _label(phrase: str) -> str:
    """Find the label in "pasta timer" or "twelve minutes for the rice"."""
    found = _LABEL.search(phrase) or _FOR_WHAT.search(phrase)
    return "" if found is None or _NO_LABEL.fullmatch(found[1]) else found[1]


def _each(phrase: str) -> list[str]:
    """Take apart lengths that share their unit: "five, ten and fifteen minutes"."""
    if _SEVERAL.search(phrase) and (last := _WITHOUT_UNIT.search(phrase)):  # "one for five minutes and one for eight"
        return [f"{number} {last['unit']}" for number in (last["one"], last["other"])]
    found = _LIST.search(phrase)
    if found is None or not (_AND.search(found["numbers"]) or _SEVERAL.search(phrase)):
        return [phrase]
    return [f"{number} {found['unit']}" for number in re.findall(_NUMBER, found["numbers"], re.IGNORECASE)]
