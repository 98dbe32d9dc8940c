"""Which calls a worker takes, and who gets another agent: those whose own died or never came, and nobody else."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

import pytest
from aiohttp import web
from livekit import api, rtc
from livekit.agents import AssignmentTimeoutError
from livekit.protocol.agent import Job

from assistant.calls import MOST, Calls, is_again
from utils.settings import Settings

PERSON, AGENT = rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD, rtc.ParticipantKind.PARTICIPANT_KIND_AGENT


class Server:
    """In the place of LiveKit's server: who is in which room, and who was called there."""

    def __init__(self):
        self.rooms, self.removed, self.called, self.down = {}, [], [], False

    async def answer(self, http):
        body, method = await http.read(), http.path.rpartition("/")[2]
        if self.down:
            return web.Response(status=503)
        if method == "ListParticipants":
            room = api.ListParticipantsRequest.FromString(body).room
            who = [api.ParticipantInfo(identity=name, kind=kind) for name, kind in self.rooms.get(room, {}).items()]
            return self._say(api.ListParticipantsResponse(participants=who))
        if method == "RemoveParticipant":
            self.removed.append(api.RoomParticipantIdentity.FromString(body).identity)
            return self._say(api.RemoveParticipantResponse())
        asked = api.CreateAgentDispatchRequest.FromString(body)
        self.called.append((asked.room, asked.agent_name, asked.metadata))
        return self._say(api.AgentDispatch())

    def _say(self, message):
        return web.Response(body=message.SerializeToString(), content_type="application/protobuf")


@pytest.fixture
async def server():
    made = Server()
    app = web.Application()
    app.router.add_post("/twirp/{tail:.*}", made.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
def settings(server):
    keys = {"LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "a secret that is long enough for a token"}
    return Settings.load({"LIVEKIT_URL": server.url, **keys})


def job(name="room", metadata='{"user_id": "alice@example.com"}'):
    made = Job(id=f"AJ_{name}", agent_name="assistant", metadata=metadata)
    made.room.name = name
    return made


def info(made):
    return SimpleNamespace(job=made, accept_arguments=SimpleNamespace(identity=f"agent-{made.id}"))


class Request:
    """A call that is offered."""

    def __init__(self, made, trouble=None):
        self.job, self.room, self.trouble = made, made.room, trouble
        self.answer = ""
        self.began = asyncio.Event()
        self.began.set()

    async def accept(self):
        self.answer = "taken"
        await self.began.wait()
        if self.trouble:
            raise self.trouble

    async def reject(self, *, terminate):
        self.answer = "refused" if terminate else "left to others"


def calls(settings, jobs=list, busy=lambda: 0.3, most=0.7):
    return Calls(settings, jobs, busy, most)


async def test_who_was_left_with_a_ghost_gets_another_agent_as_the_same_user(settings, server):
    server.rooms["room"] = {"alice@example.com": PERSON, "agent-AJ_room": AGENT}
    await calls(settings).look_into(info(job()))
    assert server.removed == ["agent-AJ_room"]
    ((room, agent, metadata),) = server.called
    assert (room, agent, json.loads(metadata)["user_id"]) == ("room", "assistant", "alice@example.com")
    assert is_again(metadata)
    assert not is_again(job().metadata)


@pytest.mark.parametrize(
    "present",
    [{}, {"alice@example.com": PERSON}, {"agent-AJ_room": AGENT}, {"alice@example.com": PERSON, "agent-AJ_2": AGENT}],
    ids=["the room is gone", "the agent left by itself", "the caller is gone", "another agent is there"],
)
async def test_nobody_else_does(settings, server, present):
    server.rooms["room"] = present
    await calls(settings).look_into(info(job()))
    assert (server.removed, server.called) == ([], [])


async def test_a_call_that_kills_every_process_ends(settings, server):
    server.rooms["room"] = {"alice@example.com": PERSON, "agent-AJ_room": AGENT}
    watching = calls(settings)
    for _ in range(MOST + 2):
        await watching.look_into(info(job()))
    assert len(server.called) == MOST


async def test_only_jobs_that_have_gone_are_looked_into(settings, server):
    for name in ("one", "two"):
        server.rooms[name] = {"alice@example.com": PERSON, f"agent-AJ_{name}": AGENT}
    present = [[info(job("one")), info(job("two"))], [info(job("two"))]]
    looked = asyncio.Event()

    def jobs():
        if len(present) > 1:
            return present.pop(0)
        looked.set()
        return present[0]

    task = asyncio.create_task(calls(settings, jobs).run())
    async with asyncio.timeout(10):
        await looked.wait()
        while not server.called:
            await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [room for room, _, _ in server.called] == ["one"]


@pytest.mark.parametrize("metadata", ["", "not json", '["a list"]'])
async def test_a_dispatch_that_names_nobody_is_made_again_as_it_was(settings, server, metadata):
    server.rooms["room"] = {"carol@example.com": PERSON, "agent-AJ_room": AGENT}
    await calls(settings).look_into(info(job(metadata=metadata)))
    assert [m for _, _, m in server.called] == [metadata]


async def test_a_server_that_is_away_ends_nothing(settings, server, caplog):
    server.down = True
    await calls(settings).look_into(info(job()))
    await calls(settings).take(Request(job(), AssignmentTimeoutError()))
    assert "can't be seen how the call in room ended" in caplog.text
    assert "no other agent could be called into room" in caplog.text


@pytest.mark.parametrize("trouble", [AssignmentTimeoutError(), RuntimeError("no process became available")])
async def test_a_call_that_was_taken_and_can_not_begin_is_offered_again(settings, server, trouble):
    await calls(settings).take(Request(job(), trouble))
    assert [room for room, _, _ in server.called] == ["room"]


async def test_a_call_that_begins_is_not(settings, server):
    request = Request(job())
    await calls(settings).take(request)
    assert (request.answer, server.called) == ("taken", [])


async def test_a_full_machine_leaves_it_to_others(settings, server):
    request = Request(job())
    await calls(settings, busy=lambda: 0.7).take(request)
    assert (request.answer, server.called) == ("left to others", [])


async def test_callers_of_the_same_second_are_taken_as_far_as_the_machine_goes(settings):
    """At .3 of .7, each that is about to begin counts a tenth: four."""
    taking = calls(settings)
    requests = [Request(job(f"room-{n}")) for n in range(6)]
    for request in requests:
        request.began.clear()
    tasks = [asyncio.create_task(taking.take(request)) for request in requests]
    await asyncio.sleep(0)
    assert [r.answer for r in requests].count("taken") == 4
    assert [r.answer for r in requests].count("left to others") == 2
    for request in requests:
        request.began.set()
    await asyncio.gather(*tasks)
    later = Request(job("later"))
    await taking.take(later)
    assert later.answer == "taken"
