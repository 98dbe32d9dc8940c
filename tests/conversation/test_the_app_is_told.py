"""Whatever is said changes what the app is told to ring by itself, at once; what only asks changes nothing."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assistant.schedule_stream import ScheduleStream
from system_control.identity import acting_as

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.conversation.talking import Alice


class App:
    """The app at the other end: what it was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def send_text(self, text: str, *, topic: str, destination_identities: list[str]) -> None:
        self.sent.append(json.loads(text))

    def due(self) -> list[str]:
        """The wall times in Berlin of what it would ring, from the last schedule."""
        return [item["text"] for item in self.sent[-1]["items"]]

    async def hears(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.sent) < count:
                await asyncio.sleep(0.001)


@pytest.fixture
async def app(talk: Alice) -> AsyncIterator[App]:
    made = App()
    stream = ScheduleStream(made, "alice@example.com", talk.manager, talk.user)  # type: ignore[arg-type] - a stand-in
    talk.talker.conversation.changed = stream.changed
    task = asyncio.create_task(stream.run())
    await made.hears(1)
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_each_change_by_talking_is_sent(talk: Alice, app: App) -> None:
    seven, eight = "It's seven in the morning: gym.", "It's eight in the morning: gym."
    steps = [
        ({"name": "set_alarm", "time": "tomorrow at seven in the morning", "label": "gym"}, [seven]),
        ({"name": "change", "kind": "alarm", "query": "gym", "to": "eight"}, [eight]),
        ({"name": "undo"}, [seven]),
        ({"name": "cancel", "kind": "alarm", "query": "gym"}, []),
        ({"name": "undo"}, [seven]),
    ]
    for number, (words, due) in enumerate(steps, start=2):
        arguments = dict(words)
        await talk.say(str(arguments.pop("name")), **arguments)
        await app.hears(number)
        assert app.due() == due, words
    assert len(app.sent) == len(steps) + 1


async def test_an_answer_to_what_rings_is_sent(talk: Alice, app: App) -> None:
    await talk.say("set_alarm", time="today at half past ten in the morning", label="gym")
    await app.hears(2)
    talk.clock.advance(timedelta(minutes=10, seconds=5))
    with acting_as(talk.user):
        (row,) = talk.rows("user_alarms")
        await talk.manager.alarms.update(row["id"], {"status": "ringing"})
    await talk.say("snooze", duration="ten minutes")
    await app.hears(3)
    assert (len(app.due()), app.sent[-1]["ringing"]) == (1, [])
    assert app.sent[-1]["items"][0]["due_at"] > app.sent[-1]["at"]
    await talk.say("snooze", duration="stop")
    await app.hears(4)
    assert app.due() == []


async def test_what_only_asks_or_concerns_something_else_is_not(talk: Alice, app: App) -> None:
    await talk.say("find", kind="alarm")
    await talk.say("take_note", text="buy milk")
    await talk.say("set_timer", duration="ten minutes", label="tea")
    await app.hears(2)
    assert [item["title"] for item in app.sent[-1]["items"]] == ["Timer"]
    assert len(app.sent) == 2
