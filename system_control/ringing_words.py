"""What rings, and what was missed, in words: the same for the ear and for a notification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from system_control.habits import Habits
from system_control.schedule import Alarm, Reminder
from utils import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from system_control.due import Ring

MOST = 5
"""How many things are named; nobody keeps more in mind (MANNERS 17)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell a user by any path.

    `key` is the same however often and by whomever it is told, so that whoever receives it can drop a second copy;
    of what rings it is the row's id and the due moment. `repeat` counts from 0.
    """

    user: str
    identity: str
    title: str
    text: str
    key: str
    rings: tuple[Ring, ...]
    repeat: int = 0
    missed: bool = False


def ringing(ring: Ring, now: datetime) -> Notice:
    """Say what rings: "It's seven in the morning: gym."."""
    record, repeat = ring.record, ring.repeats(now)
    if isinstance(record, Alarm):
        at = (now if repeat else ring.due).astimezone(ring.zone).time().replace(second=0, microsecond=0)
        clock = spoken.time_of_day(at, twenty_four=Habits.of(ring.habits).clock == 24)
        title, text = (
            "Alarm",
            f"It's {clock}: {record.label}" if record.label else f"It's {clock}, and this is your alarm",
        )
    elif isinstance(record, Reminder):
        title, text = "Reminder", f"Here's your reminder: {record.text}"
    else:
        name = f"{record.label} timer" if record.label else f"timer of {spoken.duration(record.seconds)}"
        title, text = "Timer", f"Your {name} is up"
    return Notice(ring.user, ring.identity, title, _sentence(text), ring.key, (ring,), repeat)


def missed(rings: Sequence[Ring], now: datetime, *, waited: bool = False) -> Notice:
    """Say what one user missed, with how late it is; or (`waited`) what came due in their quiet hours."""
    parts = [name(ring) if waited else _late(ring, now) for ring in rings[:MOST]]
    if len(rings) > MOST:
        parts.append(f"{spoken.number(len(rings) - MOST)} more")
    if waited:
        text = f"While it was quiet, {spoken.count(len(rings), 'reminder')} came up: {_listing(parts)}"
    else:
        text = f"You missed {spoken.count(len(rings), 'thing')}: {_listing(parts)}"
    key = "+".join(sorted(ring.key for ring in rings))
    title = "While it was quiet" if waited else "Missed"
    return Notice(rings[0].user, rings[0].identity, title, _sentence(text), key, tuple(rings), missed=True)


def name(ring: Ring) -> str:
    """Say what it is called: its own words, or what kind of thing it is."""
    record = ring.record
    if record.words:
        return " ".join(record.words.split()).rstrip(".,;:")
    return "your alarm" if isinstance(record, Alarm) else "your timer"


def _late(ring: Ring, now: datetime) -> str:
    at = ring.due.astimezone(ring.zone)
    when = spoken.moment(at, now, twenty_four=Habits.of(ring.habits).clock == 24)
    times = ring.missed(now)
    if times > 1:
        often = "twice" if times == 2 else f"{spoken.number(times)} times"
        return f"{name(ring)}, {often} since {when}"
    return f"{name(ring)}, {when}, {spoken.duration(rough(now - ring.due))} ago"


def rough(length: timedelta) -> int:
    """Return a length in seconds, rounded as one would say it: to minutes, half hours, hours or days."""
    seconds = int(length.total_seconds())
    step = 86_400 if seconds >= 86_400 else 3600 if seconds >= 7200 else 1800 if seconds >= 3600 else 60
    return max((seconds + step // 2) // step * step, 60)


def _listing(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return "; ".join(parts[:-1]) + f"; and {parts[-1]}"


def _sentence(text: str) -> str:
    plain = " ".join(text.split())
    return plain if plain[-1] in ".!?…" else f"{plain}."
