"""A time that is counted from something that has one: "fifteen minutes before my three o'clock meeting"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.local_llm.checks import CHECKS, bare
from assistant.local_llm.times import clock_first, split_time, time_words
from assistant.local_llm.vocabulary import KIND
from utils.time_expressions import Context

_WAY = re.compile(r"\s(?P<way>before|after|ahead\s+of|prior\s+to)\s+(?=\S)", re.IGNORECASE)
_LONGEST = 6
_TO = re.compile(
    r"(?<!trip)(?<!flight)(?<!train)(?<!drive)(?<!bus)(?<!journey)(?<!ride)(?<!visit)(?<!move)(?<!walk)(?<!ferry)\s+to\s+"
    r"(?!(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d)\b)",
    re.IGNORECASE,
)
_OWNER = re.compile(r"my|the|our|his|her|their|a|an", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:an?|half|quarter|\d[\d.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|"
    r"forty|fifty|sixty|ninety)\b",
    re.IGNORECASE,
)
_OF_DAY = re.compile(r"\b(today|tomorrow|tonight|\w+day)'s\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Counted:
    """`when` is the time in words, without the event; `event` is its name, `task` what is to be done, if said."""

    when: str
    event: str
    task: str


def counted_from_event(text: str) -> Counted | None:
    """Find a length of time before or after something that is named with its time of day; None if there is none."""
    for way in _WAY.finditer(text):
        lead, length = _length_at_end(text[: way.start()])
        if not length:
            continue
        event, task = _time_last(_OF_DAY.sub(r"\1", text[way.end() :])), ""
        if (to := _TO.search(event)) is not None and split_time(event[: to.start()], Context.REMINDER).found:
            event, task = event[: to.start()], event[to.end() :]
        when, split = time_words(event, Context.REMINDER), split_time(event, Context.REMINDER)
        if not when or not bare(split.rest) or split.repeats or split_time(event, Context.TIMER).length:
            continue
        word = "after" if way["way"].lower() == "after" else "before"
        return Counted(f"{lead} {length} {word} {clock_first(when)}".strip(), split.rest.strip(" ,.!?"), task)
    return None


def _time_last(event: str) -> str:
    """Say "my meeting at three" for "my three o'clock meeting", which alone is the name of a meeting."""
    owner, _, rest = event.partition(" ")
    words = rest.split()
    for count in range(min(4, len(words) - 1), 0, -1):
        clock = f"at {' '.join(words[:count])}"
        if _OWNER.fullmatch(owner) and CHECKS["only_time"](clock):
            name, to, task = " ".join(words[count:]).partition(" to ")
            return f"{owner} {name} {clock}{to}{task}"
    return event


def _length_at_end(text: str) -> tuple[str, str]:
    """The words before a length of time, and the length."""
    words = text.split()
    for count in range(min(_LONGEST, len(words)), 0, -1):
        length = clock_first(" ".join(words[-count:]))
        if _NUMBER.match(length) and not KIND.search(length) and CHECKS["only_duration"](length):
            return " ".join(words[:-count]), length
    return text, ""
