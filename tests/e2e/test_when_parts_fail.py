"""What a caller has, and what the log says, when the worker is told to stop or a part that it needs is not there."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from tests.e2e.world import ASKED
from tests.fakes import speech
from tests.fakes.caller import Caller
from tests.fakes.process import free_port, until
from tests.fakes.voice import worker

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.world import World
    from tests.fakes.process import Process

QUICK = {"WORKER_IDLE_PROCESSES": "0"}
"""For workers that nobody calls."""

pytestmark = [pytest.mark.livekit, pytest.mark.speech]


async def test_a_worker_that_is_told_to_stop_serves_its_call_and_keeps_it(world: World) -> None:
    identity, room, agent = "grace@example.com", "draining", "draining"
    started = worker(world.folder, "drained-worker", world.livekit, world.groq, agent=agent, DRAIN_SECONDS="4")
    with started as stopping:
        async with Caller(identity) as grace, Caller("henry@example.com") as henry:
            stopping.wait_for("registered worker")
            await grace.join(world.livekit.url, world.invite(room, identity, agent=agent))
            await grace.hears_answer()

            stopping.send(signal.SIGTERM)
            await until(lambda: "draining worker" in stopping.log, "it drains", told=lambda: stopping.log)
            # Her call goes on, and a new one is not taken.
            await grace.write("set an alarm for nine tomorrow morning")
            await world.new_rows("user_alarms", identity)
            await henry.join(world.livekit.url, world.invite("too-late", henry.identity, agent=agent))

            await until(lambda: stopping.code is not None, "it ends by itself", told=lambda: stopping.log)
            assert stopping.code == 0
            await until(lambda: grace.gone, "her call is over")
            assert not henry.agent_track_at
    # on_session_end ran: what was said is kept, and the session is ended.
    session = await world.ended_session(room)
    kept = [m["sender"] for m in world.rows("messages", identity) if m["session_id"] == session["session_id"]]
    assert kept == ["ai", "user", "tool", "ai"]


async def test_while_the_model_is_down_the_call_is_answered_all_the_same(world: World) -> None:
    identity = "ivan@example.com"
    world.groq.hear()
    world.groq.script(fail=[{"kind": "chat", "status": 500}] * 20)
    async with Caller(identity) as ivan:
        await ivan.join(world.livekit.url, world.invite("model-down", identity))
        await ivan.hears_answer()
        asked = await ivan.write("set an alarm for eight tomorrow morning")
        (alarm,) = await world.new_rows("user_alarms", identity)
        assert alarm["wall_time"].endswith("T08:00:00")
        await ivan.hears_answer(after=asked)
        assert "eight in the morning" in ivan.said_by_agent()
    world.groq.hear()


async def test_while_speech_is_down_what_would_be_spoken_is_shown(world: World) -> None:
    identity = "kate@example.com"
    world.groq.hear()
    world.groq.script(fail=[{"kind": kind, "status": 500} for kind in ("tts", "stt") * 20])
    async with Caller(identity) as kate:
        await kate.join(world.livekit.url, world.invite("speech-down", identity))
        await until(lambda: "Hello" in kate.said_by_agent(), "she reads the greeting", told=world.told)
        await kate.write("set an alarm for eight tomorrow morning")
        await until(lambda: "eight in the morning" in kate.said_by_agent(), "she reads the answer", told=world.told)
        await kate.speak(await speech.speak(ASKED.format("nine")))
        await until(lambda: "You can type it" in kate.said_by_agent(), "she is told to type", told=world.told)
    world.groq.hear()


def test_a_livekit_server_that_is_not_there_is_said_in_one_sentence(world: World, tmp_path: Path) -> None:
    url = f"ws://127.0.0.1:{free_port()}"
    with worker(tmp_path, "lost-worker", world.livekit, world.groq, LIVEKIT_URL=url, **QUICK) as lost:
        lost.wait_for("LIVEKIT_URL")
        (line, *_) = said(lost, "LIVEKIT_URL")
        assert line.startswith(f"No LiveKit server answers at LIVEKIT_URL ({url}): Cannot connect to host")
        assert line.endswith("Nobody can call until it does; it is tried again.")
        assert "Traceback" not in lost.log
        assert "failed to connect" not in lost.log


def test_keys_that_the_livekit_server_does_not_take_are_said_in_one_sentence(world: World, tmp_path: Path) -> None:
    wrong = {"LIVEKIT_API_SECRET": "not the secret of this server, but long enough for one"}
    with worker(tmp_path, "wrong-worker", world.livekit, world.groq, **wrong, **QUICK) as refused:
        refused.wait_for("LIVEKIT_URL")
        (line, *_) = said(refused, "LIVEKIT_URL")
        assert line.startswith(f"The LiveKit server at LIVEKIT_URL ({world.livekit.url}) does not take LIVEKIT_API_KEY")
        assert wrong["LIVEKIT_API_SECRET"] not in refused.log
        assert "Traceback" not in refused.log


def said(process: Process, words: str) -> list[str]:
    """Return the messages of a worker's log that hold these words."""
    lines = [json.loads(line) for line in process.log.splitlines() if line.startswith("{")]
    return [line["message"] for line in lines if words in line["message"]]


def test_a_worker_without_livekit_says_what_is_missing_in_one_line(world: World, tmp_path: Path) -> None:
    with worker(tmp_path, "no-livekit", world.livekit, world.groq, LIVEKIT_URL="", LIVEKIT_API_KEY="", **QUICK) as lost:
        assert lost.wait() == 2
        assert lost.log.startswith("LIVEKIT_URL and LIVEKIT_API_KEY")
        assert lost.log.count("\n") == 1


async def test_a_caller_whose_agent_is_killed_gets_another_one(world: World) -> None:
    identity, room = "olivia@example.com", "killed"
    world.groq.hear()
    async with Caller(identity) as olivia:
        await olivia.join(world.livekit.url, world.invite(room, identity))
        await olivia.hears_answer()
        await olivia.write("take a note: buy milk")
        await world.new_rows("user_notes", identity)
        (started,) = world.log_lines("[SESSION] started", room=room)
        os.kill(started["pid"], signal.SIGKILL)

        await olivia.reads("I was gone for a moment")
        asked = await olivia.write("set an alarm for eight tomorrow morning")
        (alarm,) = await world.new_rows("user_alarms", identity)
        assert alarm["wall_time"].endswith("T08:00:00")
        await olivia.hears_answer(after=asked)
        agents = [who for who in olivia.room.remote_participants.values() if who.identity != identity]
        assert len(agents) == 1, "the one that died is not shown any more"
    await world.ended_session(room)


async def test_who_hangs_up_is_not_called_back(world: World) -> None:
    identity, room = "peggy@example.com", "hung-up"
    world.groq.hear()
    async with Caller(identity) as peggy:
        await peggy.join(world.livekit.url, world.invite(room, identity))
        await peggy.hears_answer()
    await world.ended_session(room)
    await until(lambda: world.log_lines("process exiting", room=room), "its process ends", told=world.told)
    async with Caller("quentin@example.com") as next_one:
        await next_one.join(world.livekit.url, world.invite("after-hung-up", next_one.identity))
        await next_one.hears_answer()
    assert len(world.log_lines("received job request", room=room)) == 1


async def test_three_who_call_in_the_same_second_are_all_answered(world: World) -> None:
    agent = "three-at-once"
    started = worker(world.folder, "small-worker", world.livekit, world.groq, agent=agent, WORKER_IDLE_PROCESSES="0")
    with started as small:
        small.wait_for("registered worker")
        async with AsyncExitStack() as stack:
            names = [f"three-{n}@example.com" for n in range(3)]
            callers = [await stack.enter_async_context(Caller(name)) for name in names]
            await asyncio.gather(
                *(
                    c.join(world.livekit.url, world.invite(f"room-{c.identity}", c.identity, agent=agent))
                    for c in callers
                )
            )
            for caller in callers:
                await caller.reads("Hello")
