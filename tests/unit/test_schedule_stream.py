"""The app is told what will ring: at the start and after each change, the whole of it, in order, and only its user."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.schedule_stream import ScheduleStream
from system_control.errors import StoreUnavailable
from system_control.identity import set_session_user
from system_control.schedule import Status, When, new_alarm
from system_control.store.store import eq
from tests.conftest import NOW
from utils.time_expressions import Grain, Moment

BERLIN = ZoneInfo("Europe/Berlin")
BOB = "1bbc064c-d74a-56e6-a2b9-009139975e85"


def alarm(store, user, label, hours=1):
    at = (NOW + timedelta(hours=hours)).astimezone(BERLIN)
    made = new_alarm(
        When.of(Moment(at, Grain.MINUTE, "wall", False, at.replace(tzinfo=None)), "Europe/Berlin"), label, NOW
    )
    store.insert(made.TABLE, [{**made.row(), "user_id": user}])
    return made


class Room:
    """In the place of the agent's participant: it takes a while to send, if told so, and fails if told so."""

    def __init__(self):
        self.sent, self.to, self.trouble = [], set(), []
        self.free = asyncio.Event()
        self.free.set()
        self.begun = asyncio.Event()

    async def send_text(self, text, *, topic, destination_identities):
        self.begun.set()
        await self.free.wait()
        if self.trouble:
            raise self.trouble.pop()
        self.sent.append(json.loads(text))
        self.to.add((topic, *destination_identities))

    @property
    def told(self):
        return [[item["text"].partition(": ")[2] for item in schedule["items"]] for schedule in self.sent]


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def stream(manager, alice, room):
    return ScheduleStream(room, "alice@example.com", manager, alice)


@pytest.fixture
async def running(stream):
    task = asyncio.create_task(stream.run())
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def settled(room, count):
    async with asyncio.timeout(10):
        while len(room.sent) < count:
            await asyncio.sleep(0.001)


async def test_it_is_sent_to_its_own_user_and_holds_their_own_rows(store, manager, stream, room, alice):
    gym = alarm(store, alice, "gym")
    set_session_user("bob@example.com")
    manager.ensure_profile(BOB, "bob@example.com")
    alarm(store, BOB, "his")
    await stream.step()
    assert room.told == [["gym."]]
    assert room.sent[0]["items"][0]["id"] == gym.id
    assert room.to == {("assistant.schedule", "alice@example.com")}
    await ScheduleStream(room, "bob@example.com", manager, BOB).step()
    assert room.told[1] == ["his."]


async def test_it_comes_at_the_start_and_after_each_change(store, stream, running, room, alice):
    await settled(room, 1)
    assert room.told == [[]]
    gym = alarm(store, alice, "gym")
    stream.changed()
    await settled(room, 2)
    store.update("user_alarms", [eq("id", gym.id)], {"status": Status.CANCELLED.value})
    stream.changed()
    await settled(room, 3)
    assert room.told == [[], ["gym."], []]


async def test_what_is_as_it_was_is_not_sent_again(store, stream, room, clock, alice):
    alarm(store, alice, "gym")
    for _ in range(3):
        await stream.step()
        clock.advance(timedelta(seconds=30))
    assert len(room.sent) == 1


async def test_many_changes_while_one_is_sent_are_one_more_and_the_last_one_is_the_newest(
    store, stream, running, room, alice
):
    room.free.clear()
    await room.begun.wait()
    for label in ("one", "two", "three"):
        alarm(store, alice, label)
        stream.changed()
        await asyncio.sleep(0)
    room.free.set()
    await settled(room, 2)
    stream.again()
    await settled(room, 3)
    assert [len(told) for told in room.told] == [0, 3, 3]


async def test_an_app_that_comes_back_is_sent_it_again(store, stream, running, room, alice):
    alarm(store, alice, "gym")
    await settled(room, 1)
    stream.again()
    await settled(room, 2)
    assert room.told == [["gym."], ["gym."]]


async def test_who_comes_while_it_is_sent_is_sent_it_once_more(stream, running, room):
    room.free.clear()
    await room.begun.wait()
    stream.again()
    room.free.set()
    await settled(room, 2)


@pytest.mark.parametrize("trouble", [ConnectionError("the stream is closed"), TimeoutError()])
async def test_a_room_that_takes_nothing_ends_nothing_and_it_is_tried_again_soon(store, stream, room, alice, trouble):
    alarm(store, alice, "gym")
    room.trouble = [trouble]
    assert await stream.step() < 10
    assert room.sent == []
    await stream.step()
    assert room.told == [["gym."]]


async def test_a_store_that_is_down_ends_nothing(manager, stream, room, monkeypatch):
    def down():
        raise StoreUnavailable("down")

    with monkeypatch.context() as broken:
        broken.setattr(manager, "store", down)
        for shelf in ("profiles", "alarms"):
            manager.__dict__.pop(shelf, None)
        assert await stream.step() < 10
        assert room.sent == []
    for shelf in ("profiles", "alarms"):
        manager.__dict__.pop(shelf, None)
    await stream.step()
    assert room.told == [[]]
