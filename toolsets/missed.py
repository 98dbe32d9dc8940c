"""Tells what was missed, and how late it is by now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from system_control.missed import missed_between, note_told
from system_control.past import past
from system_control.ringing_words import rough
from system_control.schedule import Reminder
from toolsets.things import called, of, remember_list
from toolsets.words import listing, number, quote, say_duration, say_moment, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from system_control.missed import Missed
    from toolsets.talk import Talk

LOOKS_BACK: Final = timedelta(days=30)
"""How far "what did I miss" reaches where no time is named."""

ASKED: Final = "asked"
"""How a user learned of it who asked: what stands in `occurrences.channel`."""


async def what_was_missed(talk: Talk, query: str = "") -> str:
    """Tell what was missed, within the time that the query names if it names one; it is no news afterwards."""
    now = talk.manager.clock.now()
    _, stretch = past(query, talk.where, now)
    since, before = stretch or (now - LOOKS_BACK, now)
    found = await missed_between(talk.manager, talk.profile, since, before)
    if not found:
        return f"You haven't missed anything{' then' if stretch else ''}."
    remember_list(talk, [of(talk, one.record) for one in found])
    said = sentence(f"you missed {listing([_one(talk, one, now) for one in found])}")
    await note_told(talk.manager, found, ASKED)
    return said


def _one(talk: Talk, missed: Missed, now: datetime) -> str:
    thing = of(talk, missed.record)
    text = f", {quote(missed.record.text, 12)}" if isinstance(missed.record, Reminder) else ""
    when = say_moment(talk, missed.first)
    if missed.times > 1:
        often = "twice" if missed.times == 2 else f"{number(missed.times)} times"
        return f"your {called(thing)}{text}, {often} since {when}"
    return f"your {called(thing)}{text}, {when}, {say_duration(rough(now - missed.first))} ago"
