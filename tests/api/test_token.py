"""LiveKit's token endpoint: bob's token is bob's whatever he sends, for one room of its own and our agent alone."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import jwt
import pytest

from system_control.identity import livekit_identity_to_uuid
from tests.api.conftest import ALICE, BOB, VOICE, serving

PATH = "/api/v1/token"

ALICES = {
    "room_name": "alices-room",
    "participant_name": "alice@example.com",
    "participant_identity": "alice@example.com",
    "participant_metadata": json.dumps({"user_id": "alice@example.com"}),
    "participant_attributes": {"user_id": "alice@example.com", "timezone": "Europe/Berlin"},
    "room_config": {
        "agents": [{"agent_name": "evil", "metadata": json.dumps({"user_id": "alice@example.com"})}],
        "metadata": "alice@example.com",
    },
    "agents": [{"agent_name": "evil", "metadata": json.dumps({"user_id": "alice@example.com"})}],
    "metadata": "alice@example.com",
}


@pytest.fixture
def settings(settings):
    return replace(settings, **VOICE)


def opened(answer):
    """Decode the token as LiveKit's server would."""
    assert answer.status_code == 201, answer.text
    return jwt.decode(
        answer.json()["participant_token"],
        VOICE["livekit_api_secret"],
        algorithms=["HS256"],
        issuer=VOICE["livekit_api_key"],
    )


def agents(claims):
    return [(a["agentName"], json.loads(a["metadata"])) for a in claims["roomConfig"]["agents"]]


def test_bobs_body_that_names_alice_gets_bobs_token(bob):
    answer = bob.post(PATH, json=ALICES)
    claims = opened(answer)
    assert claims["sub"] == "bob@example.com"
    assert agents(claims) == [("assistant", {"user_id": "bob@example.com"})]
    assert "alice" not in json.dumps(claims)
    assert "evil" not in json.dumps(claims)
    assert claims["attributes"] == {"timezone": "Europe/Berlin"}
    assert "alice" not in answer.text


def test_it_lets_into_its_own_room_only_and_not_for_long(alice):
    answer = alice.post(PATH, json={})
    claims = opened(answer)
    room = answer.json()["room_name"]
    assert claims["video"] == {
        "roomJoin": True,
        "room": room,
        "canPublish": True,
        "canPublishSources": ["microphone"],
        "canSubscribe": True,
        "canPublishData": True,
        "canUpdateOwnMetadata": False,
    }
    assert 500 < claims["exp"] - time.time() <= 600
    assert answer.json()["server_url"] == VOICE["livekit_url"]
    assert answer.json()["participant_name"] == "alice@example.com"


def test_every_session_has_a_room_of_its_own(alice):
    rooms = {alice.post(PATH, json={"room_name": "the-same"}).json()["room_name"] for _ in range(5)}
    assert len(rooms) == 5
    assert "the-same" not in rooms


def test_a_request_without_a_body_will_do(alice):
    assert opened(alice.post(PATH))["sub"] == "alice@example.com"


@pytest.mark.parametrize("attributes", [{"timezone": "Mars/X"}, {"timezone": 3}, "Europe/Berlin", [1]])
def test_a_time_zone_that_is_none_is_refused(alice, attributes):
    answer = alice.post(PATH, json={"participant_attributes": attributes})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_without_livekit_it_says_which_variables_are_missing(settings):
    with serving(replace(settings, livekit_url="", livekit_api_secret="")) as s, s.client("bob@example.com") as bob:
        answer = bob.post(PATH, json={})
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert "LIVEKIT_URL and LIVEKIT_API_SECRET are not set" in answer.json()["detail"]
    assert "LIVEKIT_API_KEY" not in answer.json()["detail"]


def test_while_the_launcher_has_no_voice_nobody_is_let_into_a_silent_room(settings, alice):
    (settings.data_dir / "voice.json").write_text('{"on": false, "reason": "The voice worker is starting."}')
    answer = alice.post(PATH, json={})
    assert answer.status_code == 503
    assert "The voice worker is starting." in answer.json()["detail"]
    (settings.data_dir / "voice.json").write_text('{"on": true, "reason": ""}')
    assert alice.post(PATH, json={}).status_code == 201


def test_too_many_tokens_are_told_to_wait(alice, bob):
    answers = [alice.post(PATH, json={}) for _ in range(12)]
    assert [a.status_code for a in answers[:10]] == [201] * 10
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 6
    assert bob.post(PATH, json={}).status_code == 201


def test_the_secret_is_in_no_answer(alice):
    for answer in (alice.post(PATH, json={}), alice.get("/healthz"), alice.get("/")):
        assert VOICE["livekit_api_secret"] not in answer.text + str(answer.headers)


def test_users_of_tokens_have_the_rows_of_their_identity(alice, bob):
    assert livekit_identity_to_uuid(agents(opened(alice.post(PATH)))[0][1]["user_id"]) == ALICE
    assert livekit_identity_to_uuid(agents(opened(bob.post(PATH)))[0][1]["user_id"]) == BOB
