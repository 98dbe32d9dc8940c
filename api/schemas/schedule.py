"""Alarms, reminders and timers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.schemas.base import Body, Change, Whole, Zone
from system_control.schedule import LONGEST_TIMER, MAX_WORDS, Status


class Kind(StrEnum):
    """What kind of thing rings."""

    ALARM = "alarm"
    REMINDER = "reminder"
    TIMER = "timer"


Phrase = Annotated[
    str,
    Field(
        min_length=1,
        max_length=1_000,
        description="As one says it (tomorrow at half past six, every other Tuesday at nine), or ISO 8601; without an "
        "offset that is in the time zone.",
    ),
]
Rules = Annotated[
    list[Annotated[str, Field(max_length=500)]],
    Field(
        min_length=1,
        max_length=8,
        description="RFC 5545 lines in local time: FREQ=WEEKLY;BYDAY=MO,WE (RRULE: may stand before it), EXDATE:…, "
        "RDATE:…; counted from the time.",
    ),
]
Label = Annotated[str, Field(max_length=MAX_WORDS)]
Seconds = Annotated[Whole, Field(ge=1, le=LONGEST_TIMER)]
MeantIn = Annotated[Zone | None, Field(description="Where the time is meant; the user's own if it is missing.")]


class NewAlarm(Body):
    """An alarm to be set."""

    time: Phrase
    label: Label | None = None
    repeat: Rules | None = None
    timezone: MeantIn = None


class NewReminder(Body):
    """A reminder to be set; without `time` that stands in the text ("call mom at five")."""

    text: Annotated[str, Field(min_length=1, max_length=MAX_WORDS)]
    time: Phrase | None = None
    repeat: Rules | None = None
    timezone: MeantIn = None


class NewTimer(Body):
    """A timer to be started; either of the two says how long it runs."""

    duration: Annotated[Phrase | None, Field(description="As one says it: an hour and a half.")] = None
    seconds: Seconds | None = None
    label: Label | None = None


class ScheduleChange(Change):
    """What is to be different about an alarm, a reminder or a timer."""

    time: Annotated[
        Phrase | None,
        Field(description="ISO 8601, or as one says it of what stands: half an hour later, to Friday, add two minutes"),
    ] = None
    repeat: Annotated[Rules | None, Field(description="null: it rings once from now on.")] = None
    timezone: MeantIn = None
    label: Annotated[Label | None, Field(description="Of an alarm or a timer.")] = None
    text: Annotated[str | None, Field(min_length=1, max_length=MAX_WORDS, description="Of a reminder.")] = None
    seconds: Annotated[Seconds | None, Field(description="Of a timer, counted from now.")] = None


class Snooze(Body):
    """When it shall ring again; nine minutes from now if nothing is said."""

    until: Annotated[Phrase | None, Field(description="As one says it (in ten minutes, at seven), or ISO 8601.")] = None
    timezone: MeantIn = None


class Item(BaseModel):
    """Something that is scheduled.

    `at` is when it rings next (null: never again), with the offset of its zone; `repeat` its RFC 5545 lines.
    """

    id: str
    kind: Kind
    label: str | None = Field(description="Of an alarm or a timer.")
    text: str | None = Field(description="Of a reminder.")
    at: datetime | None
    zone: str | None = Field(description="Where its wall time is meant; a timer has none.")
    repeat: list[str] | None
    status: Status
    snoozed_until: datetime | None
    seconds: int | None = Field(description="How long a timer runs, with its extensions.")
    left_seconds: int | None = Field(description="How long a timer that stands has still to run.")
    created_at: datetime
    updated_at: datetime


class Made(BaseModel):
    """What stands now, and the sentence that says so. 200 instead of 201: it stood already."""

    said: str
    items: list[Item]


class Missed(BaseModel):
    """One time that something rang and nobody answered; `channel` is how the user learned of it, null if not at all."""

    id: str
    kind: Kind
    item_id: str
    words: str | None = Field(description="Label or text; null if it is gone since.")
    due_at: datetime
    rung_at: datetime | None
    channel: str | None


class MissedList(BaseModel):
    """What was missed, oldest first."""

    items: list[Missed]


class Upcoming(BaseModel):
    """What rings within 14 days, at most 48 times, and what rings now; docs/flutter.md tells what to do with it."""

    version: int
    at: str
    items: list[dict[str, Any]]
    ringing: list[dict[str, Any]]
