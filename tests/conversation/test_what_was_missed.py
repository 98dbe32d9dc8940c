"""What nobody could tell, or nobody answered, is told when its user asks, with how late, and is no news afterwards.

It is Tuesday, 10:20 in Berlin.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from assistant.announcer import Announcer
from assistant.mouths import TypedMouth
from system_control.occurrences import Occurrences
from system_control.ringing import RingLoop
from system_control.schedule import When, new_alarm, new_reminder, new_timer
from system_control.store.store import eq
from tests.conftest import NOW
from utils.time_expressions import Grain, Moment, Recurrence

if TYPE_CHECKING:
    from datetime import datetime

    from system_control.schedule import Due
    from system_control.store.sql import SqlStore
    from system_control.supabase_manager import SupabaseManager
    from tests.conversation.dialogues import Talking
    from utils.clock import ManualClock

ZONE = "Europe/Berlin"
ASKED = "what did I miss?"


def once(moment: datetime) -> When:
    at = moment.astimezone(ZoneInfo(ZONE))
    return When.of(Moment(at, Grain.MINUTE, "wall", False, at.replace(tzinfo=None)), ZONE)


def every(moment: datetime, rule: str) -> When:
    return When.of(Recurrence(moment.astimezone(ZoneInfo(ZONE)), (rule,), ZONE), ZONE)


class Past:
    """What was set some time ago, and what happened to it since."""

    def __init__(self, manager: SupabaseManager, store: SqlStore, clock: ManualClock, user: str) -> None:
        self.manager, self.store, self.clock, self.user = manager, store, clock, user
        self.told: list[str] = []
        store.update("profiles", [eq("id", user)], {"timezone": ZONE})

    def keep(self, *records: Due) -> None:
        for record in records:
            self.store.insert(record.TABLE, [{**record.row(), "user_id": self.user}])

    async def noted(self) -> None:
        """The loop comes back and finds what came due while nothing ran."""
        loop = RingLoop(self.manager, [])
        await loop.step()
        await loop.settled()

    async def announced(self) -> None:
        """A conversation's announcer looks once."""

        async def sleep(seconds: float) -> None:
            self.clock.advance(timedelta(seconds=seconds))

        mouth = TypedMouth(self.manager, lambda: None, self.told.append, asyncio.Lock())
        await Announcer(self.manager, self.user, mouth, lambda: None, sleep=sleep).step()

    def occurrences(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.store.select("occurrences", order=("due_at",))]


@pytest.fixture
def past(manager: SupabaseManager, store: SqlStore, clock: ManualClock, alice: str) -> Past:
    return Past(manager, store, clock, alice)


async def test_nothing_was_missed(past: Past, talking: Talking) -> None:
    past.keep(new_alarm(once(NOW + timedelta(hours=1)), "gym", NOW))
    assert await talking.say(ASKED) == "You haven't missed anything."


@pytest.mark.parametrize("noted", [True, False], ids=["noted", "nobody has noted it yet"])
async def test_each_is_told_with_how_late_and_is_no_news_in_the_next_call(
    past: Past, talking: Talking, noted: bool
) -> None:
    past.keep(
        new_alarm(once(NOW - timedelta(hours=2)), "gym", NOW - timedelta(days=1)),
        new_reminder(every(NOW - timedelta(hours=3, minutes=5), "FREQ=HOURLY"), "take pills", NOW - timedelta(days=1)),
        new_timer(600, "tea", NOW - timedelta(minutes=35)),
    )
    if noted:
        await past.noted()
    said = (
        "You missed your reminder, take pills, four times since today at quarter past seven in the morning; "
        "your gym alarm, today at twenty past eight in the morning, two hours ago; "
        "and your tea timer, today at five to ten in the morning, twenty-five minutes ago."
    )
    assert await talking.say(ASKED) == said
    await past.announced()
    assert past.told == []
    # Who asks again is told again.
    assert (await talking.say(ASKED)).startswith("You missed your reminder, take pills")


async def test_what_was_said_by_itself_is_told_again_to_who_asks(past: Past, talking: Talking) -> None:
    past.keep(new_alarm(once(NOW - timedelta(hours=2)), "gym", NOW - timedelta(days=1)))
    await past.noted()
    await past.announced()
    assert len(past.told) == 1
    assert await talking.say(ASKED) == (
        "You missed your gym alarm, today at twenty past eight in the morning, two hours ago."
    )
    assert past.occurrences()[0]["channel"] == "text", "how she learned of it first"


async def test_a_morning_on_which_it_was_answered_does_not_count(past: Past, talking: Talking) -> None:
    """Missed on Saturday and Monday; on Sunday she got up."""
    past.clock.set(NOW - timedelta(days=3))
    past.keep(new_alarm(every(past.clock.now(), "FREQ=DAILY"), "gym", NOW - timedelta(days=4)))
    for day in range(3):
        past.clock.set(NOW - timedelta(days=3 - day))
        await past.noted()
        if day == 1:
            await Occurrences(past.manager).acknowledge(past.store.select("user_alarms")[0]["id"])
        past.clock.advance(timedelta(minutes=6))
        await past.noted()
    past.clock.set(NOW - timedelta(minutes=30))
    assert [o["outcome"] for o in past.occurrences()] == ["missed", "acknowledged", "missed"]
    said = await talking.say(ASKED)
    assert "gym alarm, twice since" in said


async def test_what_was_handled_since_is_not_told(past: Past, talking: Talking) -> None:
    day = NOW - timedelta(days=1)
    past.keep(
        *(new_alarm(once(NOW - timedelta(hours=2)), label, day) for label in ("done", "moved", "deleted", "left"))
    )
    await past.noted()
    ids = {row["label"]: row["id"] for row in past.store.select("user_alarms")}
    past.store.update("user_alarms", [eq("id", ids["done"])], {"status": "done"})
    past.store.update(
        "user_alarms", [eq("id", ids["moved"])], {"status": "scheduled", "alarm_time": NOW + timedelta(hours=5)}
    )
    past.store.delete("user_alarms", [eq("id", ids["deleted"])])
    assert await talking.say(ASKED) == (
        "You missed your left alarm, today at twenty past eight in the morning, two hours ago."
    )


async def test_only_what_was_missed_then(past: Past, talking: Talking) -> None:
    for days, label in ((1, "gym"), (4, "run")):
        past.clock.set(NOW - timedelta(days=days))
        past.keep(new_alarm(once(past.clock.now() - timedelta(hours=1)), label, NOW - timedelta(days=9)))
        await past.noted()
    past.clock.set(NOW)
    said = await talking.say("what did I miss yesterday?")
    assert "gym" in said
    assert "run" not in said
    assert await talking.say("what did I miss today?") == "You haven't missed anything then."


async def test_a_reminder_that_waits_for_quiet_hours_to_end_was_not_missed(past: Past, talking: Talking) -> None:
    past.store.update("profiles", [eq("id", past.user)], {"habits": {"quiet_from": "22:00", "quiet_to": "11:00"}})
    past.keep(new_reminder(once(NOW - timedelta(hours=1)), "call mom", NOW - timedelta(days=1)))
    assert await talking.say(ASKED) == "You haven't missed anything."


async def test_another_users_is_not_told(past: Past, talking: Talking) -> None:
    bob = "1bbc064c-d74a-56e6-a2b9-009139975e85"
    past.manager.ensure_profile(bob, "bob@example.com")
    past.user = bob
    past.keep(new_alarm(once(NOW - timedelta(hours=2)), "his", NOW - timedelta(days=1)))
    await past.noted()
    assert await talking.say(ASKED) == "You haven't missed anything."
