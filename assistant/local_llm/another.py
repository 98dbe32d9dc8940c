"""Requests that go on from what was set before: "and at ten" is another one of the kind that was set last."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.local_llm.calls import Call, timer_words
from assistant.local_llm.checks import CHECKS
from assistant.local_llm.sharing import with_its_verb
from assistant.local_llm.times import NAMED_DAY, clock_of, split_time, with_day
from utils.time_expressions import Context

if TYPE_CHECKING:
    from system_control.dialogue import DialogueState

SETTING = {"set_alarm": "user_alarms", "set_reminder": "user_reminders", "set_timer": "user_timers"}
"""The tools that set something, and the table of what they set."""

_DATED = frozenset(("set_alarm", "set_reminder"))
_HALF_A_DAY, _SOON, _SOON_FIRST = 12 * 60, 3 * 60, 6 * 60  # minutes
_TIME_FIRST = re.compile(r"^(?:remind|nudge|ping|wake)\s+(?:me|us)\s+(?:up\s+)?(?:at|by|around)\b", re.IGNORECASE)
_KIND_SAID = re.compile(r"\b(?:alarms?|reminders?|timers?|countdown|wake|remind)\b", re.IGNORECASE)
_OF_THE_CLOCK = re.compile(r"\b(?:at|tomorrow|tonight|[ap]\.?m|o'clock|\w+day)\b", re.IGNORECASE)
_AND = re.compile(r"^(?:and|also|plus)\b", re.IGNORECASE)
_UNIT = re.compile(r"\b(seconds?|minutes?|mins?|hours?)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"^(?:(?:and|also|plus|then|set|start|make|add|do)\s+)*(?:(?:another|a second|a third|one)(?:\s+(?:one|more))*\s+)?"
    r"(?:(?:for|of|at)\s+)?",
    re.IGNORECASE,
)


def last_set(dialogue: DialogueState) -> Call | None:
    """The call that would set again what was named last; its words are those that were spoken."""
    if not dialogue.mentioned:
        return None
    named = dialogue.mentioned[0]
    tool = next((tool for tool, table in SETTING.items() if table == named.table), None)
    said = {"set_timer": "duration", "set_reminder": "task"}
    return Call(tool, {said[tool]: named.spoken} if tool in said else {}) if tool else None


def another_of(last: Call | None, call: Call, text: str) -> Call:
    """Return `call`, that of an alarm, as one of the kind that was set `last`, unless `text` names a kind."""
    if last is None or _KIND_SAID.search(text):
        return call
    if last.name == "set_reminder":  # what it is about is that of the last one: the tool knows it
        return Call("set_reminder", {"text": last.arguments.get("text", ""), "time": text})
    if last.name != "set_timer":
        return call
    if _OF_THE_CLOCK.search(text):  # "at eight" is no length, and so no timer
        return call
    said = _GOES_ON.sub("", text)
    if not split_time(said, Context.TIMER).length:
        unit = _UNIT.search(last.arguments.get("duration", ""))
        said = f"{said} {unit.group().removesuffix('s') + 's' if unit else 'minutes'}"
    return Call("set_timer", timer_words(said)) if split_time(said, Context.TIMER).length else call


def with_the_verb(last: Call | None, call: Call, text: str) -> Call:
    """Give a reminder that only names a thing the verb of the last one: "and the groomer at four"."""
    task = (last.arguments.get("text") or last.arguments.get("task", "")) if last is not None else ""
    if call.name != "set_reminder" or not task or not _AND.match(text) or _KIND_SAID.search(text):
        return call
    what = call.arguments["text"] or _AND.sub("", split_time(text, Context.REMINDER).rest).strip()
    whole = with_its_verb(what, task)
    return call if whole == what else replace(call, arguments={**call.arguments, "text": whole})


def on_its_day(earlier: list[Call], call: Call) -> Call:
    """Give a time without a day that of the request before it: "wake me tomorrow at five and remind me at six to…".

    It has that day where it comes soon after the earlier one on the clock's face.
    """
    first = next((said for said in reversed(earlier) if said.name in _DATED), None)
    if first is None or call.name not in _DATED:
        return call
    before, time = first.arguments["time"], call.arguments["time"]
    day = NAMED_DAY.search(before)
    if day is None or CHECKS["day"](time) or CHECKS["duration"](before) or CHECKS["duration"](time):
        return call
    one, other = clock_of(before), clock_of(time)
    if one is None or other is None:
        return call
    if not 0 < (other - one) % _HALF_A_DAY <= (_SOON_FIRST if _TIME_FIRST.match(time) else _SOON):
        return call
    if other % _HALF_A_DAY > one % _HALF_A_DAY:
        return keeping_the_day(call)
    return replace(call, arguments={**call.arguments, "time": with_day(time, day[0].removesuffix(" morning"))})


def keeping_the_day(call: Call) -> Call:
    """Let a request that shares its verb with the one before go on from the day of that one (MANNERS 2)."""
    time = call.arguments.get("time", "")
    return replace(call, arguments={**call.arguments, "time": f"and also {time}"}) if time else call
