"""The app in a call is told of what was changed over HTTP, through a real LiveKit server; without one nothing fails."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from livekit import rtc

from api import livekit
from api.auth import Caller
from api.livekit import Telling, fitting
from assistant.text import TypedConversations
from system_control.identity import acting_as
from system_control.shelf import new_id
from tests.api.conftest import ALICE, BOB, VOICE, serving
from tests.fakes.livekit_server import HOW_TO_GET_IT, binary, livekit_server
from tests.servers import require

PATH = "/api/v1/schedule"
PATIENCE = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    require(binary(), "livekit-server", HOW_TO_GET_IT)
    with livekit_server(tmp_path_factory.mktemp("livekit")) as running:
        yield running


def in_a_call(manager, user, identity, room, *, live=True):
    """Write what a worker keeps of a call."""
    manager.ensure_profile(user, identity)
    now = manager.clock.now()
    until = now + timedelta(seconds=45 if live else -1)
    row = {"id": new_id(), "user_id": user, "session_id": room, "status": "active", "channel": "voice", "room": room}
    row |= {"live_until": until, "created_at": now, "updated_at": now}
    manager.store().insert("sessions", [row])


class App:
    """What the app of one user hears in a room."""

    def __init__(self, server, room, identity):
        self._args = server.url, server.token(room, identity)
        self.heard: asyncio.Queue = asyncio.Queue()
        self.room = rtc.Room()
        self.room.on("data_received", self.heard.put_nowait)

    async def __aenter__(self):
        await self.room.connect(*self._args)
        return self

    async def __aexit__(self, *_):
        await self.room.disconnect()

    async def schedule(self):
        async with asyncio.timeout(PATIENCE):
            packet = await self.heard.get()
        assert packet.topic == "assistant.schedule"
        assert packet.participant is None  # the server itself, and no participant
        return json.loads(packet.data)


@pytest.mark.livekit
async def test_the_app_hears_at_once_what_is_changed_and_nobody_else_in_the_room(server, settings):
    voice = {"livekit_url": server.url, "livekit_api_key": server.key, "livekit_api_secret": server.secret}
    with serving(replace(settings, **voice), TypedConversations) as served:
        in_a_call(served.manager, ALICE, "alice@example.com", "talk-alice")
        key = served.key("alice@example.com")
        headers = {"Authorization": f"Bearer {key}"}
        async with (
            App(server, "talk-alice", "alice@example.com") as app,
            App(server, "talk-alice", "somebody") as other,
            livekit.aiohttp.ClientSession(served.url, headers=headers) as http,
        ):

            async def call(method, path, body=None):
                async with http.request(method, path, json=body) as answer:
                    assert answer.status < 300, await answer.text()
                    return await answer.json() if answer.status != 204 else None

            made = await call("POST", f"{PATH}/alarms", {"time": "tomorrow at seven", "label": "gym"})
            told = await app.schedule()
            assert [i["id"] for i in told["items"]] == [made["items"][0]["id"]]
            assert {**await call("GET", f"{PATH}/upcoming"), "at": told["at"]} == told
            await call("DELETE", f"{PATH}/{told['items'][0]['id']}")
            assert (await app.schedule())["items"] == []
            await call("POST", "/api/v1/conversation", {"text": "set a timer for ten minutes"})
            assert [i["title"] for i in (await app.schedule())["items"]] == ["Timer"]
            assert other.heard.empty()


@pytest.mark.livekit
async def test_the_longest_message_arrives(server, settings):
    voice = {"livekit_url": server.url, "livekit_api_key": server.key, "livekit_api_secret": server.secret}
    with serving(replace(settings, **voice)) as served:
        in_a_call(served.manager, ALICE, "alice@example.com", "talk-long")
        with served.client("alice@example.com") as alice:
            for hour in range(24):
                body = {"time": f"2020-01-01T{hour:02}:00", "label": f"{hour} " + "ü" * 490, "repeat": ["FREQ=DAILY"]}
                assert alice.post(f"{PATH}/alarms", json=body).status_code == 201
            assert len(alice.get(f"{PATH}/upcoming").content) > livekit.MOST_BYTES
            async with App(server, "talk-long", "alice@example.com") as app:
                made = await asyncio.to_thread(alice.post, f"{PATH}/timers", json={"seconds": 60})
                assert made.status_code == 201
                told = await app.schedule()
                while told["items"][0]["id"] != made.json()["items"][0]["id"]:  # of the alarms, told when we came in
                    told = await app.schedule()
                assert 5 < len(told["items"]) < 48


@pytest.mark.parametrize("port", [1, 9])
def test_a_server_that_is_not_there_fails_nothing(settings, port, caplog):
    voice = {**VOICE, "livekit_url": f"ws://127.0.0.1:{port}"}
    with serving(replace(settings, **voice)) as served, served.client("alice@example.com") as alice:
        in_a_call(served.manager, ALICE, "alice@example.com", "talk-alice")
        assert alice.post(f"{PATH}/timers", json={"seconds": 60}).status_code == 201
        while "isn't told" not in caplog.text:
            alice.get(f"{PATH}/upcoming")
    assert "Traceback" not in caplog.text


async def test_who_is_in_no_call_is_not_looked_for(settings, monkeypatch, manager):
    tell, sent = Telling(replace(settings, **VOICE), manager), []

    async def send(identity, rooms, _data):
        sent.append((identity, rooms))

    monkeypatch.setattr(tell, "_send", send)

    async def told():
        tell(Caller("alice@example.com", ALICE))
        while tell._under_way:
            await asyncio.sleep(0)
        return sent

    with acting_as(ALICE):
        assert await told() == []
        in_a_call(manager, BOB, "bob@example.com", "talk-bob")
        in_a_call(manager, ALICE, "alice@example.com", "over", live=False)
        assert await told() == []
        in_a_call(manager, ALICE, "alice@example.com", "talk-alice")
        assert await told() == [("alice@example.com", ["talk-alice"])]


async def test_many_changes_at_once_are_few_messages_and_the_last_is_the_newest(settings, monkeypatch, manager):
    in_a_call(manager, ALICE, "alice@example.com", "talk-alice")
    tell, sent, gate = Telling(replace(settings, **VOICE), manager), [], asyncio.Event()

    async def send(_identity, _rooms, data):
        sent.append(json.loads(data)["at"])
        await gate.wait()

    monkeypatch.setattr(tell, "_send", send)
    with acting_as(ALICE):
        tell(Caller("alice@example.com", ALICE))
        while not sent:
            await asyncio.sleep(0)
        manager.clock.advance(timedelta(seconds=1))
        for _ in range(20):
            tell(Caller("alice@example.com", ALICE))
        gate.set()
        while tell._under_way:
            await asyncio.sleep(0)
    assert len(sent) == 2
    assert sent[-1] == manager.clock.now().isoformat()
    await tell.aclose()


def test_what_is_too_long_loses_its_last_moments_only():
    items = [{"id": str(n), "text": "ü" * 400} for n in range(48)]
    kept = json.loads(fitting({"version": 1, "items": items, "ringing": []}))["items"]
    assert kept == items[: len(kept)]
    assert 10 < len(kept) < 48
    assert json.loads(fitting({"version": 1, "items": items[:3], "ringing": []}))["items"] == items[:3]
