"""Whose rows a call writes: the dispatch's word first, then the identity that the token was signed for."""

from __future__ import annotations

import json

import pytest

from tests.e2e.world import ASKED, World, tomorrow
from tests.fakes import speech
from tests.fakes.caller import Caller
from tests.fakes.process import until
from tests.fakes.voice import AGENT

pytestmark = [pytest.mark.livekit, pytest.mark.speech]

ALICE, BOB = "alice@example.com", "bob@example.com"
TYPED = "set an alarm for six tomorrow morning"


async def test_without_metadata_the_caller_is_whoever_joined(world: World) -> None:
    identity, room = "carol@example.com", "no-metadata"
    asked = ASKED.format("seven")
    world.groq.hear(asked)
    async with Caller(identity) as carol:
        await carol.join(world.livekit.url, world.livekit.token(room, identity, agent=AGENT))
        await carol.hears_answer()
        await carol.speak(await speech.speak(asked))
        (alarm,) = await world.new_rows("user_alarms", identity)
    assert alarm["wall_time"] == tomorrow(alarm, 7)
    assert world.log_lines("early speech may be lost", room=room)
    assert (await world.ended_session(room))["user_id"] == alarm["user_id"]


async def test_bob_who_says_that_he_is_alice_is_bob(world: World, bob: Caller) -> None:
    room = "bob-as-alice"
    before = {who: len(world.rows("user_alarms", who)) for who in (ALICE, BOB)}
    said = json.dumps({"user_id": ALICE})
    token = world.invite(room, BOB, metadata=said, attributes={"user_id": ALICE, "identity": ALICE})
    await bob.join(world.livekit.url, token)
    await bob.room.local_participant.set_name(ALICE)
    await bob.hears_agent()
    await bob.write(TYPED)
    await world.new_rows("user_alarms", BOB, before[BOB])
    assert len(world.rows("user_alarms", ALICE)) == before[ALICE]


async def test_the_api_gives_bob_a_token_for_bob_whatever_he_asks_for(world: World, bob: Caller) -> None:
    before = {who: len(world.rows("user_alarms", who)) for who in (ALICE, BOB)}
    body = {
        "participant_identity": ALICE,
        "participant_name": ALICE,
        "participant_metadata": json.dumps({"user_id": ALICE}),
        "room_config": {"agents": [{"agent_name": AGENT, "metadata": json.dumps({"user_id": ALICE})}]},
    }
    token, _ = world.token(world.api_key(BOB), body)
    await bob.join(world.livekit.url, token)
    await bob.hears_agent()
    await bob.write("set an alarm for five tomorrow morning")
    await world.new_rows("user_alarms", BOB, before[BOB])
    assert len(world.rows("user_alarms", ALICE)) == before[ALICE]


@pytest.mark.parametrize(
    ("room", "identity", "metadata"),
    [
        pytest.param("not-json", "dave@example.com", "{user_id: alice@example.com", id="metadata that is not JSON"),
        pytest.param("no-name", "erin@example.com", '{"user_id": ["alice@example.com"]}', id="metadata with a list"),
        pytest.param("emoji", "zoë🎉", json.dumps({"user_id": "zoë🎉"}), id="an identity with emoji"),
        pytest.param("sql", "'; drop table profiles; --", "", id="an identity with SQL"),
    ],
)
async def test_odd_callers_get_their_own_rows(world: World, room: str, identity: str, metadata: str) -> None:
    async with Caller(identity) as caller:
        token = world.livekit.token(room, identity, agent=AGENT, job_metadata=metadata)
        await caller.join(world.livekit.url, token, microphone=False)
        await caller.hears_agent()
        await caller.write(TYPED)
        (alarm,) = await world.new_rows("user_alarms", identity)
        assert alarm["wall_time"] == tomorrow(alarm, 6)


async def test_an_identity_of_1000_characters_is_refused_in_a_sentence_and_in_one_line(world: World) -> None:
    room = "too-long"
    metadata = json.dumps({"user_id": "a" * 1000})
    async with Caller("frank@example.com") as frank:
        await frank.join(
            world.livekit.url, world.livekit.token(room, frank.identity, agent=AGENT, job_metadata=metadata)
        )
        refused = await until(
            lambda: world.log_lines("can't be served", room=room), "the worker says why", told=lambda: world.worker.log
        )
        assert "at most 256 characters, this one has 1000" in refused[0]["message"]
        await frank.reads("The name that was sent for you is too long.")
        assert frank.audible_after(0.0), "it is said as well"
        await until(lambda: frank.gone, "the call is over", told=lambda: world.worker.log)
        assert world.rows("sessions", frank.identity) == []
