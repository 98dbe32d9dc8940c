"""A person calls, asks for an alarm, and hangs up: what they hear, and what is there afterwards."""

from __future__ import annotations

import numpy as np
import pytest

from tests.e2e.world import ASKED, World, tomorrow
from tests.fakes import speech
from tests.fakes.caller import AUDIBLE, RATE, Caller, read_wav
from tests.fakes.voice import ZONE

pytestmark = [pytest.mark.livekit, pytest.mark.speech]

ALICE = "alice@example.com"


async def test_what_is_asked_for_by_voice_is_done_said_and_kept(world: World, alice: Caller) -> None:
    token, room = world.token(world.api_key(ALICE))
    asked = ASKED.format("seven")
    world.groq.hear(asked)
    await alice.join(world.livekit.url, token)
    await alice.hears_answer()
    ended = await alice.speak(await speech.speak(asked))
    await alice.hears_answer(after=ended)

    # What she hears is at least a second of sound, and the transcript on her screen says what it is.
    assert len(alice.audible_after(ended)) > 100
    assert "seven in the morning" in alice.said_by_agent()
    assert asked in alice.said_by(ALICE)

    (alarm,) = world.rows("user_alarms", ALICE)
    assert alarm["user_id"] == "edabafbb-61ad-51d6-9fd8-e976c892a731"
    assert alarm["status"] == "scheduled"
    assert (alarm["wall_time"], alarm["zone"]) == (tomorrow(alarm, 7), ZONE)

    await alice.hang_up()
    session = await world.ended_session(room)
    messages = [m for m in world.rows("messages", ALICE) if m["session_id"] == session["session_id"]]
    assert [m["sender"] for m in messages] == ["ai", "user", "tool", "ai"]
    assert asked in messages[1]["text_content"]
    assert "seven in the morning" in messages[3]["text_content"]
    assert session["message_count"] == len(messages)
    assert session["user_id"] == alarm["user_id"]
    # Her words are hers: without LOG_CONTENT the log has none of them.
    assert "seven tomorrow" not in world.worker.log


async def test_a_pause_in_mid_sentence_is_not_the_end_of_the_turn(world: World) -> None:
    identity = "pausing@example.com"
    world.groq.hear("Please set an alarm", "for seven tomorrow morning, thanks!")
    halves = [await speech.speak("Please set an alarm"), await speech.speak("for seven tomorrow morning, thanks!")]
    async with Caller(identity) as caller:
        await caller.join(world.livekit.url, world.invite("pausing", identity))
        await caller.hears_answer()
        await caller.speak(with_pause(halves, seconds=0.6))
        (alarm,) = await world.new_rows("user_alarms", identity)
        # Exactly one turn reached the model, with both halves in it.
        (turn,) = world.groq.user_turns()
        assert "Please set an alarm" in turn
        assert "for seven tomorrow" in turn
        assert alarm["wall_time"] == tomorrow(alarm, 7)
        assert len(world.groq.requests("stt")) == 2, "the pause was not even noticed, so this test shows nothing"


async def test_what_is_said_before_the_agent_has_come_is_heard(world: World) -> None:
    identity = "early@example.com"
    asked = ASKED.format("seven")
    world.groq.hear(asked)
    async with Caller(identity) as caller:
        early = await speech.speak(asked)
        await caller.join(world.livekit.url, world.invite("early", identity), early=early)
        (alarm,) = await world.new_rows("user_alarms", identity)
        assert alarm["wall_time"] == tomorrow(alarm, 7)
        assert asked in caller.said_by(identity)


async def test_two_calls_at_once_never_mix(world: World, alice: Caller, bob: Caller) -> None:
    asked = {"alice@example.com": "five past eight in the morning", "bob@example.com": "ten past nine in the morning"}
    before = {identity: len(world.rows("user_alarms", identity)) for identity in asked}
    for caller in (alice, bob):
        await caller.join(world.livekit.url, world.invite(f"at-once-{caller.identity}", caller.identity))
    for caller in (alice, bob):
        await caller.hears_answer()
    sent = [await caller.write(f"set an alarm for {asked[caller.identity]} tomorrow") for caller in (alice, bob)]
    for caller, after, hour, minute in ((alice, sent[0], 8, 5), (bob, sent[1], 9, 10)):
        (new,) = await world.new_rows("user_alarms", caller.identity, before[caller.identity])
        assert new["wall_time"] == tomorrow(new, hour, minute)
        await caller.hears_answer(after=after)
    jobs = world.log_lines("[SESSION] started", room="at-once-")
    assert len({job["pid"] for job in jobs}) == 2, "both calls were in one process, so this test shows nothing"
    for caller, other in ((alice, bob), (bob, alice)):
        assert asked[other.identity] not in caller.said_by_agent()


def with_pause(halves: list[bytes], *, seconds: float) -> bytes:
    """Join two WAVs so that exactly `seconds` lie between the last sound of the one and the first of the other."""
    first, second = (read_wav(half) for half in halves)
    first = first[: np.nonzero(np.abs(first) > AUDIBLE)[0][-1] + 1]
    second = second[np.nonzero(np.abs(second) > AUDIBLE)[0][0] :]
    return speech.wav(np.concatenate([first, np.zeros(int(seconds * RATE)), second]))
