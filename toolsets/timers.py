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
        values = times.each(times.read(talk, duration, Context.TIMER))
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
    """Find the label in "pasta timer"."""
    found = _LABEL.search(phrase)
    return "" if found is None or _NO_LABEL.fullmatch(found[1]) else found[1]
