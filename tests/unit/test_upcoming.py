"""What an app is told of what will ring: every moment with a key that never changes, for its own user alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from system_control.identity import acting_as, set_session_user
from system_control.ringing import RingLoop
from system_control.schedule import When, new_alarm, new_reminder, new_timer, snoozed
from system_control.store.store import eq
from system_control.upcoming import MOST, notification_id, upcoming
from tests.conftest import NOW
from utils.time_expressions import Grain, Moment, Recurrence

BERLIN = ZoneInfo("Europe/Berlin")


def once(moment):
    at = moment.astimezone(BERLIN)
    return When.of(Moment(at, Grain.MINUTE, "wall", False, at.replace(tzinfo=None)), "Europe/Berlin")


def every(first, *rules):
    return When.of(Recurrence(first.astimezone(BERLIN), rules, "Europe/Berlin"), "Europe/Berlin")


def keep(store, user, *records):
    for record in records:
        store.insert(record.TABLE, [{**record.row(), "user_id": user}])
    return records[0]


def test_a_key_has_one_number_everywhere():
    """Worked out by `printf '%s' KEY | sha256sum`: 3f…, and one whose first bit is set."""
    key = "6f1b7c52-9a43-4d1e-8f0a-2b7f5c1d9e10/2026-11-25T06:00:00Z"
    assert notification_id(key) == notification_id(str(key))
    assert 0 <= notification_id(key) < 2**31
    assert notification_id("abc") == 0xBA7816BF & 0x7FFFFFFF


async def test_it_names_every_moment_in_order_with_what_to_show(store, manager, alice):
    gym = keep(store, alice, new_alarm(every(NOW + timedelta(days=1), "FREQ=DAILY;COUNT=3"), "gym", NOW))
    tea = keep(store, alice, new_timer(300, "tea", NOW))
    mom = keep(store, alice, new_reminder(once(NOW + timedelta(days=2, hours=1)), "call mom", NOW))
    found = await upcoming(manager)
    assert [(i["id"], i["due_at"]) for i in found["items"]] == [
        (tea.id, (NOW + timedelta(minutes=5)).isoformat()),
        (gym.id, (NOW + timedelta(days=1)).isoformat()),
        (gym.id, (NOW + timedelta(days=2)).isoformat()),
        (mom.id, (NOW + timedelta(days=2, hours=1)).isoformat()),
        (gym.id, (NOW + timedelta(days=3)).isoformat()),
    ]
    assert [i["text"] for i in found["items"]][:2] == ["Your tea timer is up.",
                                                       "It's twenty past ten in the morning: gym."]  # fmt: skip
    assert found["items"][1]["key"] == f"{gym.id}/2026-11-25T09:20:00Z"
    assert found["ringing"] == []


async def test_the_key_is_the_one_that_it_rings_with(store, manager, clock, alice):
    keep(store, alice, new_alarm(once(NOW + timedelta(minutes=1)), "gym", NOW))
    (item,) = (await upcoming(manager))["items"]
    told = []

    class Ear:
        channel = "ear"

        async def deliver(self, notice):
            told.append(notice.key)
            return True

    clock.advance(timedelta(minutes=1))
    loop = RingLoop(manager, [Ear()])
    await loop.step()
    await loop.settled()
    assert told == [item["key"]]
    after = await upcoming(manager)
    assert (after["items"], after["ringing"]) == ([], [{"table": "user_alarms", "id": item["id"]}])


async def test_a_snooze_a_pause_and_a_skip_show(store, manager, alice):
    gym = new_alarm(once(NOW - timedelta(minutes=1)), "gym", NOW)
    store.insert("user_alarms", [{**snoozed(gym, NOW + timedelta(minutes=9)).after.row(), "user_id": alice}])
    still = keep(store, alice, new_timer(300, "still", NOW))
    store.update("user_timers", [eq("id", still.id)], {"status": "paused"})
    found = await upcoming(manager)
    assert [i["due_at"] for i in found["items"]] == [(NOW + timedelta(minutes=9)).isoformat()]


async def test_it_is_never_more_than_a_phone_keeps(store, manager, alice):
    keep(store, alice, *(new_alarm(every(NOW + timedelta(minutes=i), "FREQ=HOURLY"), "", NOW) for i in range(3)))
    assert len((await upcoming(manager))["items"]) == MOST


async def test_a_daily_alarm_keeps_its_hour_through_a_change_of_the_clocks(store, manager, clock, alice):
    clock.set(datetime(2026, 10, 23, 12, tzinfo=UTC))
    keep(store, alice, new_alarm(every(datetime(2026, 10, 24, 5, tzinfo=UTC), "FREQ=DAILY;COUNT=2"), "", NOW))
    items = (await upcoming(manager))["items"]
    assert [i["due_at"] for i in items] == ["2026-10-24T05:00:00+00:00", "2026-10-25T06:00:00+00:00"]


@pytest.mark.parametrize("user", ["alice", "bob"])
async def test_nobody_sees_anothers(store, manager, alice, user):
    keep(store, alice, new_alarm(once(NOW + timedelta(hours=1)), "gym", NOW))
    bob = set_session_user("bob@example.com")
    manager.ensure_profile(bob, "bob@example.com")
    with acting_as(alice if user == "alice" else bob):
        assert len((await upcoming(manager))["items"]) == (1 if user == "alice" else 0)
