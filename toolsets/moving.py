"""Changes the user's time zone, and says what then happens to what is set already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from system_control.errors import NotFound
from system_control.schedule import Scheduled
from toolsets.places import place_name, zone_of_place
from toolsets.things import Kind, Thing, called, standing
from toolsets.words import counted, listing, on, say_time, sentence
from utils import spoken
from utils.zones import first_zone

if TYPE_CHECKING:
    from toolsets.talk import Talk


async def time_zone(talk: Talk, value: str) -> str:
    """Set the zone to that of a place; "" tells which it is.

    What is set keeps the zone in which it was set (DESIGN 3): seven o'clock of Berlin stays that, wherever one is.
    :raises NotFound: if the place isn't known.
    """
    if not value:
        return f"Your time zone is {place_name(talk.zone)}."
    zone = zone_of_place(value)
    if zone is None:
        raise NotFound(
            f"no zone for {value[:40]!r}", spoken="I don't know that place. Tell me the nearest big city, please."
        )
    await talk.change_profile(timezone=zone)
    talk.now = talk.now.astimezone(first_zone(zone))
    clock = say_time(talk, talk.now.time().replace(second=0, microsecond=0))
    said = f"OK, your time zone is {place_name(zone)}; it's {clock} there."
    elsewhere = [t for t in await standing(talk, Kind.ALARM, Kind.REMINDER) if _elsewhere(t, zone)]
    return f"{said} {_stays(talk, elsewhere)}" if elsewhere else said


def _elsewhere(thing: Thing, zone: str) -> bool:
    """Whether it goes by the wall clock of another zone."""
    return isinstance(thing.record, Scheduled) and thing.record.clock == "wall" and thing.record.zone != zone


def _stays(talk: Talk, things: list[Thing]) -> str:
    zones = listing(list(dict.fromkeys(place_name(t.record.zone) for t in things if isinstance(t.record, Scheduled))))
    first = things[0]
    when = ""
    if first.due is not None:
        moment = spoken.moment(first.due.astimezone(talk.where), talk.now, twenty_four=talk.habits.clock == 24)
        when = on(moment)
    if len(things) == 1:
        verb = "rings" if first.kind is Kind.ALARM else "comes"
        then = f", so it {verb} {when}, {place_name(talk.zone)} time" if when else ""
        return sentence(f"your {called(first)} stays on {zones} time{then}")
    kinds = [kind for kind in (Kind.ALARM, Kind.REMINDER) if any(t.kind is kind for t in things)]
    counts = listing([counted(sum(t.kind is kind for t in things), kind.value) for kind in kinds])
    then = f", so the next comes {when}, {place_name(talk.zone)} time" if when else ""
    return sentence(f"your {counts} stay on {zones} time{then}")
