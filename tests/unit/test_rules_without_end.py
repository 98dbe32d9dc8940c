"""A row whose rule never comes, or is none, written by hand: all other alarms ring and are listed all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from system_control.due import Ring
from system_control.identity import acting_as, livekit_identity_to_uuid
from system_control.ringing import RingLoop
from system_control.schedule import When, new_alarm
from system_control.store.store import eq
from system_control.upcoming import upcoming
from tests.conftest import NOW

if TYPE_CHECKING:
    from utils.clock import ManualClock

BOB = livekit_identity_to_uuid("bob@example.com")
ENDLESS = [
    "FREQ=MINUTELY;BYSETPOS=3",
    "FREQ=DAILY;BYDAY=MO;BYSETPOS=366",
    "FREQ=YEARLY;BYDAY=53MO;BYMONTH=2",
    "FREQ=SECONDLY;BYHOUR=23;BYWEEKNO=53;BYMONTH=6",
    "FREQ=SECONDLY;INTERVAL=2;BYHOUR=3;BYMINUTE=5;BYSECOND=7",
    "FREQ=YEARLY;BYMONTH=13",
    "EXDATE;TZID=Mars/Olympus:20261124T070000",
]


class Bell:
    """Keeps what it was told."""

    channel = "bell"

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def deliver(self, notice) -> bool:
        self.heard.append(notice.text)
        return True


def alarm(label, *rules):
    at = NOW.astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None)
    return new_alarm(When(NOW, at, "Europe/Berlin", rules), label, NOW - timedelta(days=1))


@pytest.fixture
def kept(store, alice, manager):
    """An alarm of alice's for each such rule, and one of bob's that is sound; all are due now."""
    with acting_as(BOB):
        manager.ensure_profile(BOB, "bob@example.com")
    for rule in ENDLESS:
        store.insert("user_alarms", [{**alarm("endless", rule).row(), "user_id": alice}])
    store.insert("user_alarms", [{**alarm("work", "FREQ=DAILY").row(), "user_id": BOB}])
    return store


async def test_each_rings_once_and_the_others_go_on(kept, manager, clock: ManualClock):
    bell = Bell()
    loop = RingLoop(manager, [bell], claimer="loop")
    end = clock.now() + timedelta(minutes=10)
    while clock.now() < end:
        await loop.step()
        await loop.settled()
        clock.advance(timedelta(seconds=5))
    assert sum("work" in text for text in bell.heard) == 3
    assert sum("endless" in text for text in bell.heard) == 3 * len(ENDLESS)
    (work,) = kept.select("user_alarms", [eq("label", "work")])
    assert (work["status"], work["alarm_time"]) == ("scheduled", NOW + timedelta(days=1))
    assert {row["status"] for row in kept.select("user_alarms", [eq("label", "endless")])} == {"missed"}


@pytest.mark.parametrize("rule", ENDLESS)
def test_it_is_due_once_and_never_again(rule, store, alice):
    record = alarm("endless", rule)
    ring = Ring(alice, "alice@example.com", record, NOW, None, ZoneInfo("Europe/Berlin"), {})
    later = datetime(2027, 11, 24, tzinfo=UTC)
    assert ring.following(later) is None
    assert ring.missed(later) == 1
    assert record.next_due(later) is None


async def test_what_will_ring_is_told_without_it(kept, manager, clock: ManualClock):
    clock.advance(timedelta(hours=1))
    assert (await upcoming(manager))["items"] == []
    with acting_as(BOB):
        assert len((await upcoming(manager))["items"]) == 14
