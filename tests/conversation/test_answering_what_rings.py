"""Something rings, by push or in a call, and its user answers in words: one answer is enough for every path.

It is Tuesday, ten to seven in the morning in Berlin, when it rings.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from system_control.identity import acting_as
from system_control.occurrences import Occurrences
from system_control.ringing import RingLoop
from system_control.schedule import When, new_alarm, new_timer
from system_control.store.store import eq
from utils.time_expressions import Grain, Moment, Recurrence

if TYPE_CHECKING:
    from system_control.ringing_words import Notice
    from system_control.schedule import Due
    from system_control.store.sql import SqlStore
    from system_control.supabase_manager import SupabaseManager
    from tests.conversation.dialogues import Talking
    from tests.conversation.talking import Alice
    from utils.clock import ManualClock

EARLY = datetime(2026, 11, 24, 5, 50, tzinfo=UTC)
ZONE = "Europe/Berlin"


class Bell:
    """Another device."""

    channel = "bell"

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def deliver(self, notice: Notice) -> bool:
        self.heard.append(notice.text)
        return True


class Morning:
    """What rings, and what became of it."""

    def __init__(self, manager: SupabaseManager, store: SqlStore, clock: ManualClock, user: str) -> None:
        self.manager, self.store, self.clock, self.user = manager, store, clock, user
        self.bell = Bell()
        clock.set(EARLY)
        store.update("profiles", [eq("id", user)], {"timezone": ZONE})

    def keep(self, record: Due) -> None:
        self.store.insert(record.TABLE, [{**record.row(), "user_id": self.user}])

    def alarm(self, *rules: str) -> None:
        local = EARLY.astimezone(ZoneInfo(ZONE))
        once = Moment(local, Grain.MINUTE, "wall", False, local.replace(tzinfo=None))
        self.keep(new_alarm(When.of(Recurrence(local, rules, ZONE) if rules else once, ZONE), "gym", EARLY))

    async def passes(self, seconds: float) -> None:
        """Let time pass, while the loop that rings does its work."""
        loop = RingLoop(self.manager, [self.bell])
        end = self.clock.now() + timedelta(seconds=seconds)
        while self.clock.now() < end:
            pause = await loop.step()
            await loop.settled()
            self.clock.advance(timedelta(seconds=max(min(pause, (end - self.clock.now()).total_seconds()), 0.001)))

    def row(self, table: str = "user_alarms") -> dict[str, Any]:
        (row,) = self.store.select(table)
        return dict(row)

    def occurrence(self) -> dict[str, Any]:
        (row,) = self.store.select("occurrences", order=("-due_at",), limit=1)
        return dict(row)


@pytest.fixture
def morning(manager: SupabaseManager, store: SqlStore, clock: ManualClock, alice: str) -> Morning:
    return Morning(manager, store, clock, alice)


STOPS = ["stop", "Stop.", "thanks, done", "I'm up", "dismiss", "done", "ok thanks", "turn it off", "okay I'm awake"]
SNOOZES = [
    ("snooze", 9),
    ("snooze 10", 10),
    ("snooze ten", 10),
    ("snooze for ten minutes", 10),
    ("snooze it for a quarter of an hour", 15),
    ("five more minutes", 5),
    ("give me five more minutes please", 5),
    ("remind me again in half an hour", 30),
    ("wake me again in twenty minutes", 20),
    ("snooze until eight", 70),
    ("snooze until half past seven", 40),
    ("later", 9),
]


@pytest.mark.parametrize("words", STOPS)
async def test_a_word_ends_it_everywhere(morning: Morning, talking: Talking, words: str) -> None:
    morning.alarm()
    await morning.passes(20)
    assert await talking.say(words) == "Your gym alarm is off."
    await morning.passes(600)
    assert len(morning.bell.heard) == 1
    assert morning.row()["status"] == "done"
    assert morning.occurrence()["outcome"] == "acknowledged"
    assert EARLY + timedelta(seconds=30) <= morning.occurrence()["acknowledged_at"] <= EARLY + timedelta(seconds=31)


@pytest.mark.parametrize(("words", "minutes"), SNOOZES)
async def test_it_rings_again_when_they_say(morning: Morning, talking: Talking, words: str, minutes: int) -> None:
    morning.alarm()
    await morning.passes(20)
    assert (await talking.say(words)).startswith("Your gym alarm rings again")
    until = morning.row()["snoozed_until"]
    assert abs(until - EARLY - timedelta(minutes=minutes)) <= timedelta(seconds=31)
    assert morning.occurrence()["outcome"] == "acknowledged"
    morning.clock.set(until - timedelta(seconds=2))
    await morning.passes(1)
    assert len(morning.bell.heard) == 1
    await morning.passes(10)
    assert len(morning.bell.heard) == 2
    assert await talking.say("stop") == "Your gym alarm is off."
    assert [o["outcome"] for o in morning.store.select("occurrences")] == ["acknowledged", "acknowledged"]


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [("", 9), ("10", 10), ("ten", 10), ("for ten minutes", 10), ("ten minutes", 10), ("10 min", 10), ("an hour", 60),
     ("until eight", 70), ("until 8", 70), ("until 8:00", 70), ("until eight in the evening", 790)],
)  # fmt: skip
async def test_a_models_words_for_it(morning: Morning, talk: Alice, duration: str, minutes: int) -> None:
    morning.alarm()
    await morning.passes(20)
    await talk.say("snooze", duration=duration)
    until = morning.row()["snoozed_until"]
    assert abs(until - EARLY - timedelta(minutes=minutes)) <= timedelta(seconds=31)
    assert morning.occurrence()["outcome"] == "acknowledged"


@pytest.mark.parametrize("duration", ["stop", "Stop.", "done", "dismiss", "off"])
async def test_a_models_words_for_the_end_of_it(morning: Morning, talk: Alice, duration: str) -> None:
    morning.alarm()
    await morning.passes(20)
    assert await talk.say("snooze", duration=duration) == "Your gym alarm is off."
    assert (morning.row()["status"], morning.occurrence()["outcome"]) == ("done", "acknowledged")


@pytest.mark.parametrize(
    "words",
    ["cancel the gym alarm", "delete my alarm", "move my gym alarm to eight", "make the gym alarm nine o'clock"],
)
async def test_whoever_changes_what_rings_has_answered_it(morning: Morning, talking: Talking, words: str) -> None:
    morning.alarm()
    await morning.passes(20)
    await talking.say(words)
    await morning.passes(300)
    assert len(morning.bell.heard) == 1
    assert morning.occurrence()["outcome"] == "acknowledged"
    assert morning.occurrence()["acknowledged_at"] <= EARLY + timedelta(seconds=31)


async def test_a_timer_that_rings_is_stopped_and_another_runs_on(morning: Morning, talking: Talking) -> None:
    morning.keep(new_timer(60, "pasta", EARLY - timedelta(seconds=60)))
    morning.keep(new_timer(900, "bread", EARLY - timedelta(seconds=60)))
    await morning.passes(20)
    assert await talking.say("stop") == "Your pasta timer is off."
    statuses = {row["label"]: row["status"] for row in morning.store.select("user_timers")}
    assert statuses == {"pasta": "done", "bread": "running"}


async def test_with_nothing_ringing_stop_stops_nothing(morning: Morning, talking: Talking) -> None:
    morning.alarm("FREQ=DAILY")
    await morning.passes(20)
    await talking.say("stop")
    before = morning.row()["alarm_time"]
    assert before == EARLY + timedelta(days=1)
    for words in ("stop", "thanks", "dismiss", "snooze"):
        await talking.say(words)
    assert (morning.row()["alarm_time"], morning.row()["status"]) == (before, "scheduled")


async def test_a_button_and_then_a_word_end_one_morning_and_not_two(morning: Morning, talk: Alice) -> None:
    """The conversation still believes that it rings."""
    morning.alarm("FREQ=DAILY")
    await morning.passes(20)
    with acting_as(morning.user):
        await Occurrences(morning.manager).acknowledge(morning.row()["id"])
    assert await talk.say("snooze", duration="stop") == "Nothing is ringing."
    assert morning.row()["alarm_time"] == EARLY + timedelta(days=1)


async def test_a_daily_alarm_that_went_silent_can_be_snoozed_and_tomorrow_stands(morning: Morning, talk: Alice) -> None:
    morning.alarm("FREQ=DAILY")
    await morning.passes(400)
    assert morning.occurrence()["outcome"] == "missed"
    assert "rings again" in await talk.say("snooze", duration="ten minutes")
    await morning.passes(601)
    assert len(morning.bell.heard) == 4
    assert await talk.say("snooze", duration="stop") == "Your gym alarm is off."
    assert (morning.row()["alarm_time"], morning.row()["status"]) == (EARLY + timedelta(days=1), "scheduled")


async def test_a_daily_alarm_that_went_silent_is_thanked_for_and_tomorrow_stands(morning: Morning, talk: Alice) -> None:
    morning.alarm("FREQ=DAILY")
    await morning.passes(400)
    assert await talk.say("snooze", duration="stop") == "Your gym alarm is off."
    assert (morning.row()["alarm_time"], morning.row()["status"]) == (EARLY + timedelta(days=1), "scheduled")
