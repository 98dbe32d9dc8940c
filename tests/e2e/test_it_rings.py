"""Something is due while its user is in a call: it is heard, in a gap, and a spoken word ends it; the app is told."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.fakes import speech
from tests.fakes.caller import Caller, read_wav
from tests.fakes.process import until

if TYPE_CHECKING:
    from tests.e2e.world import World

pytestmark = [pytest.mark.livekit, pytest.mark.speech]

STOP = "Stop, thanks!"


async def test_it_is_heard_and_a_spoken_word_ends_it(world: World) -> None:
    identity = "lena@example.com"
    world.groq.hear(STOP)
    async with Caller(identity) as lena:
        await lena.join(world.livekit.url, world.invite("it-rings", identity))
        await lena.hears_answer()
        await until(lambda: lena.schedules, "her app is told at the start")
        assert lena.schedules[-1]["items"] == []

        await lena.write("start a pasta timer for twenty minutes")
        (timer,) = await world.new_rows("user_timers", identity)
        await until(lambda: lena.schedules[-1]["items"], "her app is told of the timer")
        (item,) = lena.schedules[-1]["items"]
        assert (item["id"], item["text"]) == (timer["id"], "Your pasta timer is up.")
        await lena.reads("is set for twenty minutes")
        await until(lambda: lena.state == "listening", "it has been said")

        due = time.monotonic()
        world.comes_due("user_timers", identity)
        rang = await lena.hears_answer(after=due)
        await lena.reads("Your pasta timer is up")
        assert len(lena.audible_after(rang)) > 50, "half a second of sound at least"
        assert [rings["id"] for rings in lena.schedules[-1]["ringing"]] == [timer["id"]]

        world.groq.script(reply=[{"calls": [["snooze", {"duration": "stop"}]]}])
        ended = await lena.speak(await speech.speak(STOP))
        await lena.hears_answer(after=ended)
        await lena.reads("Your pasta timer is off")
        assert world.rows("user_timers", identity)[0]["status"] == "done"
        (occurrence,) = world.rows("occurrences", identity)
        assert (occurrence["row_id"], occurrence["channel"]) == (timer["id"], "voice")
        assert (occurrence["outcome"], occurrence["acknowledged_at"] is not None) == ("acknowledged", True)
        await until(lambda: lena.schedules[-1]["ringing"] == [], "her app is told that it is over")
        assert lena.schedules[-1]["items"] == []


async def test_unanswered_it_is_said_again_and_not_doubled_and_without_a_model_stop_is_understood(world: World) -> None:
    identity = "mallory@example.com"
    world.groq.hear("Stop.")
    world.groq.script(fail=[{"kind": "chat", "status": 500}] * 60)
    async with Caller(identity) as mallory:
        await mallory.join(world.livekit.url, world.invite("rings-again", identity))
        await mallory.hears_answer()
        await mallory.write("set an alarm called gym for eight tomorrow morning")
        await world.new_rows("user_alarms", identity)
        await mallory.reads("eight in the morning")
        world.comes_due("user_alarms", identity)
        await mallory.reads(": gym.")
        for seconds, times in ((31, 2), (90, 3)):
            await told(world, identity)
            world.time_passes(seconds, "user_alarms", identity)
            await mallory.reads(": gym.", times=times)

        await mallory.speak(await speech.speak(STOP))
        await mallory.reads("gym alarm is off")
        # What is due next is said, and nothing else before it.
        world.time_passes(200, "user_alarms", identity)
        await mallory.write("remind me to call mom in twenty minutes")
        await world.new_rows("user_reminders", identity)
        world.comes_due("user_reminders", identity)
        await mallory.reads("call mom", times=2)
        assert mallory.times_said(": gym.") == 3
        assert [row["outcome"] for row in world.rows("occurrences", identity)] == ["acknowledged", None]
    world.groq.hear()


async def told(world: World, identity: str) -> None:
    """Wait until it is noted that it was told, and when to tell it again."""
    await until(
        lambda: all(
            row["lease_by"] is None and row["status"] == "ringing" for row in world.rows("user_alarms", identity)
        ),
        "it was told",
        told=world.told,
    )


async def test_who_speaks_while_it_is_due_is_heard_out_first(world: World) -> None:
    identity = "niaj@example.com"
    words = (
        "Please listen to me for a while, because I have a lot to tell you about my day, and it was a long one, thanks!"
    )
    world.groq.hear(words)
    world.groq.script(reply=[{"calls": [["set_timer", {"duration": "twenty minutes", "label": "tea"}]]}])
    async with Caller(identity) as niaj:
        await niaj.join(world.livekit.url, world.invite("rings-later", identity))
        await niaj.hears_answer()
        await niaj.write("start a tea timer for twenty minutes")
        await world.new_rows("user_timers", identity)
        await niaj.reads("is set for twenty minutes")
        await until(lambda: niaj.state == "listening", "it has been said")

        wav = await speech.speak(words)
        begun = time.monotonic()
        speaking = asyncio.create_task(niaj.speak(wav))
        world.comes_due("user_timers", identity)
        ended = await speaking
        assert len(read_wav(wav)) / speech.RATE > 5.5, "the announcer would have looked meanwhile"
        await niaj.reads("Your tea timer is up")
        assert [at for at in niaj.audible_after(begun) if at < ended] == []
        assert np.all([line.at > ended for line in niaj.lines if "tea timer is up" in line.text])
