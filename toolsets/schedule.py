"""Sets alarms and reminders."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from system_control.changes import Change
from system_control.dialogue import Asked
from system_control.schedule import MAX_WORDS, STANDING, Alarm, Reminder, Scheduled, Status, new_alarm, new_reminder
from system_control.store.store import eq, is_in
from toolsets import times
from toolsets.checks import checked
from toolsets.things import Thing, called, named, of, remember, time_of
from toolsets.words import listing, on, quote, say_moment, sentence
from utils.time_expressions import Context, PastTime, Unclear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolsets.talk import Talk

SAME_MINUTE = timedelta(minutes=1)

_ASKING = re.compile(
    r"^(?:please |can you |could you |hey |to )*(?:remind me|remember|don't (?:let me )?forget|"
    r"(?:set|make|add) (?:me )?a reminder|reminder)\b(?: (?:to|that|about|of|for))?\s*",
    re.IGNORECASE,
)
_NOTHING = frozenset(("", "to", "about", "that", "it", "this", "something", "me", "reminder", "a reminder", "set"))


async def set_alarm(
    talk: Talk,
    time: Annotated[str, "whole phrase ('wake me at five on weekdays') or ISO 8601"],
    label: str = "",
) -> str:
    """'Wake me at five', 'and another at eight'."""
    label = checked(label, "label", MAX_WORDS)
    words = {"time": time, "label": label}
    try:
        values = times.each(times.read(talk, time, Context.ALARM))
    except (PastTime, Unclear) as error:
        return times.ask_back(talk, error, "set_alarm", words)
    if not values or any(times.lacks_time_of_day(v) for v in values):
        spoken = "At what time?" if values else "For what time shall I set it?"
        return talk.dialogue.ask(Asked.PIECE, spoken, "set_alarm", words, piece="time")
    now = talk.manager.clock.now()
    alarms = [new_alarm(when, label, now) for when in times.whens(talk, values)]
    return await keep(talk, alarms, await talk.manager.alarms.find(is_in("status", STANDING)))


async def set_reminder(
    talk: Talk,
    text: str = "",
    time: Annotated[str, "whole phrase"] = "",
) -> str:
    """'Remind me to…', 'remember to…'."""
    text = checked(text, "text", MAX_WORDS)
    try:
        said = times.read(talk, time or text, Context.REMINDER)
        about = _about(talk, text, said.rest, time)
        values = tuple(times.at_nine(talk, v) for v in times.each(said))
    except (PastTime, Unclear) as error:
        words = {"text": _about(talk, text, error.rest, time), "time": time or text}
        return times.ask_back(talk, error, "set_reminder", words)
    checked(about, "text", MAX_WORDS)
    phrase = (time or text) if values else ""
    if values and times.goes_on(time or text) and times.only_goes_on(about):
        about = await _text_of_the_last(talk) or about
    if not about:
        words = {"text": "", "time": phrase}
        return talk.dialogue.ask(Asked.PIECE, "What shall I remind you about?", "set_reminder", words, piece="text")
    if not values:
        words = {"text": about, "time": ""}
        return talk.dialogue.ask(Asked.PIECE, "When shall I remind you?", "set_reminder", words, piece="time")
    now = talk.manager.clock.now()
    reminders = [new_reminder(when, about, now) for when in times.whens(talk, values)]
    return await keep(talk, reminders, await talk.manager.reminders.find(is_in("status", STANDING)))


async def keep(talk: Talk, new: Sequence[Alarm | Reminder], standing: Sequence[Alarm | Reminder]) -> str:
    """Keep what is not among what is `standing`, all of it as one step of undo, and say what stands now (MANNERS 7)."""
    fresh: list[Alarm | Reminder] = []
    known: list[Alarm | Reminder] = []
    for item in new:
        same = next((s for s in standing if _stands(talk, item, s)), None)
        if same is None and not any(_stands(talk, item, f) for f in fresh):
            fresh.append(item)
        elif same is not None and same not in known:
            known.append(same)
    if fresh:
        await talk.make(*(Change(None, item) for item in fresh))
    said = [sentence(f"you already have {named(talk, thing, 'a')}") for thing in things_of(talk, known)]
    remember(talk, things_of(talk, known))
    if fresh:
        remember(talk, things_of(talk, fresh))
        said.append(sentence(_is_set(talk, things_of(talk, fresh))))
    return " ".join(said)


async def _text_of_the_last(talk: Talk) -> str:
    """Return what the reminder is about that was named last, for "and at ten"; "" if something else was named since."""
    last = talk.dialogue.mentioned[0] if talk.dialogue.mentioned else None
    if last is None or last.table != Reminder.TABLE:
        return ""
    found = await talk.manager.reminders.find(eq("id", last.id), limit=1)
    return found[0].text if found else ""


def things_of(talk: Talk, items: Sequence[Alarm | Reminder]) -> list[Thing]:
    """Look at records from now."""
    return [of(talk, item) for item in items]


def _is_set(talk: Talk, things: list[Thing]) -> str:
    first = things[0]
    when = listing([first_time(talk, t) for t in things])
    if isinstance(first.record, Reminder):
        return f"I'll remind you {on(when)}: {quote(first.record.text)}"
    return f"your {called(first)}{'s are' if len(things) > 1 else ' is'} set for {when}"


def first_time(talk: Talk, thing: Thing) -> str:
    """Say when it is due, and of a repetition when next."""
    if isinstance(thing.record, Scheduled) and thing.record.rules and thing.due is not None:
        return f"{time_of(talk, thing)}, next {say_moment(talk, thing.due)}"
    return time_of(talk, thing)


def _stands(talk: Talk, new: Scheduled, old: Scheduled) -> bool:
    """Whether `old` rings when `new` would, with the same words: then `new` is no other one (MANNERS 7)."""
    if old.status == Status.PAUSED or _bare(new.words) != _bare(old.words):
        return False
    if new.rules and set(new.rules) != {line for line in old.rules if not line.startswith("EXDATE")}:
        return False
    now = talk.manager.clock.now()
    one, other = new.next_due(now), old.next_due(now)
    if one is None or other is None:
        return False
    return abs(one - other) < SAME_MINUTE


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .,!?")


def _about(talk: Talk, text: str, rest: str, time: str) -> str:
    """Return what a reminder is about, without the asking words; `rest` is what was left beside the time."""
    about = text
    if not time or _bare(text) in _NOTHING or _bare(text) in _bare(time):
        # what a model took out of the whole phrase has less asking in it than what is left beside the time
        about = text if _bare(text) not in _NOTHING and _bare(rest).endswith(f" {_bare(text)}") else rest
    elif _ASKING.match(text) or _same_time(talk, text, time):
        about = _rest_of(talk, text)
    about = _ASKING.sub("", about.strip(" ,.;:"), count=1).strip(" ,.;:")
    about = re.sub(r"^(?:to|about|that) (?=\S)", "", about, flags=re.IGNORECASE)
    return "" if _bare(about) in _NOTHING else about


def _same_time(talk: Talk, text: str, time: str) -> bool:
    """Whether the text names the very time that the reminder is for."""
    try:
        inner = times.read(talk, text, Context.REMINDER).value
        return inner is not None and inner == times.read(talk, time, Context.REMINDER).value
    except (PastTime, Unclear):
        return False


def _rest_of(talk: Talk, text: str) -> str:
    try:
        return times.read(talk, text, Context.REMINDER).rest
    except (PastTime, Unclear) as error:
        return error.rest
