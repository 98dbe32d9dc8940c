"""Changes how the assistant behaves for its user: clock, zone, parts of the day, name, quiet hours, private mode."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from system_control.dialogue import Asked
from system_control.errors import InvalidInput
from system_control.habits import CLOCK, PARTS, QUIET_FROM, QUIET_TO, Habits
from system_control.quiet import DISTURB_AGAIN
from system_control.schedule import at_wall
from system_control.store.store import eq, is_null
from toolsets.checks import checked
from toolsets.moving import time_zone
from toolsets.private import private
from toolsets.words import say_moment, say_time, sentence
from utils.time_expressions import Context, Grain, Moment, TimeExpressionError, resolve

if TYPE_CHECKING:
    from datetime import time

    from toolsets.talk import Talk

MAX_NAME = 60
KNOWN = (
    "You can change the clock, your time zone, what morning or evening means, your name, quiet hours, or private mode."
)

_NAMES = {
    "clock": "clock", "time format": "clock", "24 hour": "clock", "12 hour": "clock", "format": "clock",
    "timezone": "timezone", "time zone": "timezone", "zone": "timezone", "location": "timezone",
    "place": "timezone", "name": "name", "display name": "name", "private": "private", "private mode": "private",
    "privacy": "private", "quiet": "quiet", "quiet hours": "quiet", "do not disturb": "quiet", "lunch": "lunchtime",
    "end of the day": "end_of_day",
}  # fmt: skip
_ONCE = re.compile(r"^(?!.*\b(?:from|between)\b).*?\b(until|till|til|for)\s+(.+?)[ .!]*$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:.*?\b(?:from|between)\s+)?(.+?)\s+(?:to|and|until|till|-)\s+(.+)", re.IGNORECASE)
_OFF = re.compile(r"(?:off|none|no|disable|stop|end)\b", re.IGNORECASE)


async def settings(
    talk: Talk,
    name: Annotated[str, "clock, timezone, morning (or the like), name, quiet hours, private"],
    value: Annotated[str, "'' asks"] = "",
) -> str:
    """'Use the 24 hour clock', "I'm in Tokyo", 'call me Al', "don't remember this conversation" (private on)."""
    key = name.strip().casefold().replace("_", " ")
    key = _NAMES.get(key, key.replace(" ", "_"))
    value = checked(value, "value", 200)
    if key == "private":
        return await private(talk, value)
    if key == "clock":
        return await _clock(talk, value)
    if key == "timezone":
        return await time_zone(talk, value)
    if key == "name":
        return await _name(talk, value)
    if key == "quiet":
        return await _quiet(talk, value)
    if key in PARTS:
        return await _part(talk, key, value)
    raise InvalidInput(f"no setting {name[:40]!r}", spoken=f"I don't know that setting. {KNOWN}")


async def _clock(talk: Talk, value: str) -> str:
    if not value:
        return f"You use the {'twenty-four' if talk.habits.clock == 24 else 'twelve'} hour clock."
    wants = re.search(r"\b(?:24|twenty[- ]?four|military)", value, re.IGNORECASE)
    if not wants and not re.search(r"\b(?:12|twelve|am|a\.m)", value, re.IGNORECASE):
        return talk.dialogue.ask(
            Asked.PIECE,
            "The twelve or the twenty-four hour clock?",
            "settings",
            {"name": "clock", "value": ""},
            piece="value",
        )
    await _habit(talk, {CLOCK: 24 if wants else 12})
    return f"OK, I use the {'twenty-four' if wants else 'twelve'} hour clock now."


async def _name(talk: Talk, value: str) -> str:
    name = checked(value, "name", MAX_NAME).strip(" .!?\"'")
    if not name:
        known = talk.profile.display_name
        if known:
            return f"I call you {known}."
        told = await talk.manager.memories.find(eq("key", "name"), is_null("superseded_by"), limit=1)
        return sentence(told[0].spoken) if told else "I don't know your name yet."
    await talk.change_profile(display_name=name)
    return f"OK, {name}."


async def _quiet(talk: Talk, value: str) -> str:
    if not value:
        quiet = talk.habits.quiet
        return (
            f"Quiet hours are from {say_time(talk, quiet[0])} to {say_time(talk, quiet[1])}."
            if quiet
            else "There are no quiet hours."
        )
    if (until := _until(talk, value)) is not None:
        await _habit(talk, {DISTURB_AGAIN: until.isoformat()})
        return sentence(f"OK, I won't disturb you until {say_moment(talk, until)}; alarms ring all the same")
    found = _BETWEEN.fullmatch(value.strip(" ."))
    if found is None and _OFF.match(value):
        await _habit(talk, {QUIET_FROM: None, QUIET_TO: None, DISTURB_AGAIN: None})
        return "OK, no more quiet hours."
    start, end = (_hour(talk, found[1], evening=True), _hour(talk, found[2], evening=False)) if found else (None, None)
    if start is None or end is None:
        ask = {"name": "quiet hours", "value": ""}
        return talk.dialogue.ask(Asked.PIECE, "From when to when shall it be quiet?", "settings", ask, piece="value")
    await _habit(talk, {QUIET_FROM: start.isoformat("minutes"), QUIET_TO: end.isoformat("minutes")})
    return sentence(
        f"OK, quiet hours are from {say_time(talk, start)} to {say_time(talk, end)}; alarms ring all the same"
    )


def _until(talk: Talk, value: str) -> datetime | None:
    """Read "don't disturb me until eight" and "for two hours": once, from now on."""
    once = _ONCE.search(value)
    if once is None:
        return None
    led = "in" if once[1].lower() == "for" else "at"
    for attempt in (f"{led} {once[2]}", once[2]):
        try:
            said = resolve(attempt, now=talk.now, zone=talk.where, habits=talk.habits.parts).value
        except TimeExpressionError:
            continue
        if isinstance(said, Moment) and said.grain is not Grain.DAY:
            return said.at
        if isinstance(said, Moment):
            return at_wall(datetime.combine(said.wall.date(), talk.habits.parts.morning), talk.where)
    return None


async def _part(talk: Talk, part: str, value: str) -> str:
    words = part.replace("_", " ").replace("end of day", "the end of the day")
    if not value:
        return sentence(f"{words} means {say_time(talk, getattr(talk.habits.parts, part))}")
    late = part in ("evening", "tonight", "night", "bedtime", "afternoon", "end_of_day")
    hour = _hour(talk, value, evening=late)
    if hour is None:
        ask = {"name": part, "value": ""}
        return talk.dialogue.ask(Asked.PIECE, f"What time does {words} mean to you?", "settings", ask, piece="value")
    await _habit(talk, {part: hour.isoformat("minutes")})
    return sentence(f"OK, {words} means {say_time(talk, hour)} now")


def _hour(talk: Talk, text: str, *, evening: bool) -> time | None:
    """Read a time of the day; without am or pm it is of the half that is meant."""
    half = (
        ""
        if re.search(r"\b(?:am|pm|a m|p m|noon|midnight|morning|evening|night|\d\d:\d\d)\b", text)
        else " pm"
        if evening
        else " am"
    )
    for phrase in (f"{text}{half}", text):
        try:
            value = resolve(f"at {phrase}", now=talk.now, zone=talk.where, context=Context.PLAIN).value
        except TimeExpressionError:
            continue
        if isinstance(value, Moment):
            return value.wall.time().replace(second=0, microsecond=0)
    return None


async def _habit(talk: Talk, values: dict[str, Any]) -> None:
    habits = {k: v for k, v in {**talk.profile.habits, **values}.items() if v is not None}
    await talk.change_profile(habits=habits)
    talk.habits = Habits.of(habits)
