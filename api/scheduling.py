"""What HTTP does to alarms, reminders and timers, by the rules that voice has."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.hearing import Hearing, asking_back, moment_in
from api.problems import Unsure
from api.recurring import following, repeating
from api.schemas.schedule import Item, Kind, ScheduleChange
from system_control.changes import Change
from system_control.errors import InvalidInput, NotFound
from system_control.occurrences import Occurrences
from system_control.schedule import (
    MAX_WORDS,
    STANDING,
    Alarm,
    Due,
    Reminder,
    Scheduled,
    Status,
    Timer,
    When,
    going_on,
    halted,
    moved,
    resumed,
    set_to,
    skipped,
)
from system_control.shelf import Shelf
from system_control.store.store import eq
from system_control.supabase_manager import SupabaseManager
from toolsets import retiming, times
from toolsets.checks import checked
from toolsets.things import of
from utils.time_expressions import Context
from utils.zones import first_zone

KINDS: dict[type[Due], Kind] = {Alarm: Kind.ALARM, Reminder: Kind.REMINDER, Timer: Kind.TIMER}
TABLES = {Alarm.TABLE: Kind.ALARM, Reminder.TABLE: Kind.REMINDER, Timer.TABLE: Kind.TIMER}


def shelves(manager: SupabaseManager) -> dict[Kind, tuple[Shelf[Any], str]]:
    """Return where each kind is kept, and the column of its next due moment."""
    return {
        Kind.ALARM: (manager.alarms, "alarm_time"),
        Kind.REMINDER: (manager.reminders, "remind_at"),
        Kind.TIMER: (manager.timers, "ends_at"),
    }


async def find(manager: SupabaseManager, row_id: str) -> Due:
    """Return what has this id.

    :raises NotFound: if the bound user has nothing of this id, also when another has.
    """
    for shelf, _ in shelves(manager).values():
        found: list[Due] = await shelf.find(eq("id", row_id))
        if found:
            return found[0]
    raise NotFound(f"nothing scheduled has the id {row_id[:64]}", spoken="I can't find that alarm, reminder or timer.")


def shown(record: Due, now: datetime) -> Item:
    """Return a record as it is answered."""
    due = record.next_due(now) if record.status in STANDING else None
    if isinstance(record, Timer):
        left = round(record.left(now).total_seconds()) if record.status in STANDING else None
        own: dict[str, Any] = {"seconds": record.seconds, "left_seconds": left, "at": due, "zone": None}
        if record.status == Status.PAUSED:
            own["at"] = None
        own |= {"repeat": None, "snoozed_until": None}
    else:
        zone = first_zone(record.zone)
        own = {"seconds": None, "left_seconds": None, "zone": record.zone, "repeat": list(record.rules) or None}
        own |= {"at": due.astimezone(zone) if due else None, "snoozed_until": record.snoozed_until}
    return Item(
        id=record.id,
        kind=KINDS[type(record)],
        label=None if isinstance(record, Reminder) else record.label,
        text=record.text if isinstance(record, Reminder) else None,
        status=Status(record.status),
        created_at=record.created_at,
        updated_at=record.updated_at,
        **own,
    )


async def make(hearing: Hearing, change: Change) -> Due:
    """Make a change of something that is scheduled, and return it as it is then."""
    await hearing.make(change)
    await silenced(hearing, change)
    return await find(hearing.manager, change.record.id)


async def silenced(hearing: Hearing, change: Change) -> None:
    """Note that what rang before a change was answered by it, so that no other path rings on."""
    record = change.before
    if isinstance(record, Alarm | Reminder | Timer) and record.status == Status.RINGING:
        await Occurrences(hearing.manager).answered(record.id)


async def changed(hearing: Hearing, record: Due, wanted: ScheduleChange) -> Due:
    """Change what was sent of it, as one step of undo.

    :raises InvalidInput: if it has no such thing, or the value can't be used.
    :raises Unsure: if the time is over, or can't be told.
    """
    given = wanted.given
    with asking_back():
        if isinstance(record, Timer):
            after: Due = _retimed_timer(hearing, record, given)
        else:
            after = await _retimed(hearing, record, given)
    after = _renamed(after, given)
    if after == record:
        return record
    return await make(hearing, Change(record, after))


def _renamed(record: Due, given: dict[str, Any]) -> Due:
    if isinstance(record, Reminder):
        if given.get("label") is not None:
            raise InvalidInput("no label", spoken="A reminder has a text and no label.")
        if given.get("text") is None:
            return record
        text = checked(given["text"], "text", MAX_WORDS)
        if not text:
            raise InvalidInput("no text", spoken="A reminder needs a text.")
        return replace(record, text=text)
    if given.get("text") is not None:
        raise InvalidInput("no text", spoken="Only a reminder has a text; this has a label.")
    if "label" not in given:
        return record
    return replace(record, label=checked(given["label"] or "", "label", MAX_WORDS) or None)


def _retimed_timer(hearing: Hearing, timer: Timer, given: dict[str, Any]) -> Timer:
    if given.get("repeat") is not None:
        raise InvalidInput("a timer does not repeat", spoken="A timer runs once; set an alarm instead.")
    if given.get("seconds") is not None:
        after = set_to(timer, given["seconds"], hearing.manager.clock.now()).after
    elif given.get("time") is not None:
        moment_in(hearing, given["time"])
        after = retiming.of_timer(hearing, timer, given["time"]).after
    else:
        return timer
    assert isinstance(after, Timer)
    return after


async def _retimed(hearing: Hearing, record: Alarm | Reminder, given: dict[str, Any]) -> Alarm | Reminder:
    if given.get("seconds") is not None:
        raise InvalidInput("not a timer", spoken="Only a timer has a length; send a time.")
    when = await _when(hearing, record, given)
    if when is None:
        return record
    after = moved(record, when).after
    assert isinstance(after, Alarm | Reminder)
    return after


async def _when(hearing: Hearing, record: Scheduled, given: dict[str, Any]) -> When | None:
    """Return the new time; None if none was sent."""
    now, time = hearing.manager.clock.now(), given.get("time")
    context = Context.ALARM if isinstance(record, Alarm) else Context.REMINDER
    if given.get("repeat") is not None:
        start, zone = start_of(hearing, time, context) if time is not None else (record.wall, record.zone)
        return await repeating(given["repeat"], start, zone, now)
    once = "repeat" in given and bool(record.rules)
    if time is None:
        if not once:
            return None
        due = record.next_due(now)
        if due is None:
            raise Unsure("When shall it ring?")
        return When(due, due.astimezone(ZoneInfo(record.zone)).replace(tzinfo=None), record.zone)
    if moment_in(hearing, time) is not None:
        if record.rules and not once:
            start, zone = start_of(hearing, time, context)
            before, after = record.wall.strftime("T%H%M%S"), start.strftime("T%H%M%S")
            rules = (line.replace(before, after) if line.startswith("EXDATE") else line for line in record.rules)
            return await following(tuple(rules), start, zone, now)
        return _single(hearing, time, context)
    thing = of(hearing, record)  # type: ignore[arg-type]  # alarms and reminders are all the kinds of Scheduled there are
    if once or thing.due is None:
        return _single(hearing, time, context)
    when = retiming.of_schedule(hearing, record, thing, time)
    if when is None:
        raise Unsure("I don't find a time in that. When shall it be?")
    return when


def _single(hearing: Hearing, time: str, context: Context) -> When:
    values = tuple(times.at_nine(hearing, v) for v in times.each(times.read(hearing, time, context)))
    if len(values) != 1:
        raise Unsure("I don't find a time in that. When shall it be?" if not values else "When shall it be? One time.")
    return When.of(values[0], hearing.zone)


def start_of(hearing: Hearing, time: str, context: Context) -> tuple[datetime, str]:
    """Return from when on a repetition counts, as a naive wall time, and its zone; it may lie in the past.

    :raises Unsure: if it is no moment.
    """
    moment = moment_in(hearing, time)
    if moment is not None:
        wall = moment if moment.tzinfo is None else moment.astimezone(hearing.where)
        return wall.replace(tzinfo=None, microsecond=0), hearing.zone
    with asking_back():
        when = _single(hearing, time, context)
    if when.rules:
        raise Unsure("The time says already when it repeats. From when on shall it?")
    return when.wall, when.zone


def paused(record: Due, now: datetime) -> Change | None:
    """Let it stand still; None if it does.

    :raises InvalidInput: if it is over.
    """
    if record.status == Status.PAUSED:
        return None
    if record.status not in STANDING:
        raise InvalidInput("it is over", spoken="Its time is over, so there's nothing to pause.")
    if isinstance(record, Timer):
        return halted(record, now)
    return Change(record, replace(record, status=Status.PAUSED.value))


def unpaused(record: Due, now: datetime) -> Change | None:
    """Let it go on; None if it does.

    :raises InvalidInput: if its time came while it stood still.
    """
    if record.status != Status.PAUSED:
        return None
    change = going_on(record, now) if isinstance(record, Timer) else resumed(record, now)
    if change is None:
        raise InvalidInput("its time is over", spoken="Its time is over. Set a new one instead.")
    return change


def without_next(record: Due, now: datetime) -> Change:
    """Leave the next occurrence of a repetition out.

    :raises InvalidInput: if no other would be left.
    """
    due = None if isinstance(record, Timer) else record.next_due(now)
    change = skipped(record, due, now) if due is not None and isinstance(record, Alarm | Reminder) else None
    if change is None:
        raise InvalidInput("nothing to skip", spoken="That only rings once; delete it if it shall not.")
    return change
