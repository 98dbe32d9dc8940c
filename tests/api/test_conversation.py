"""A typed turn: whose it becomes, and what is refused with which words."""

from __future__ import annotations

import logging

import pytest

from system_control.errors import StoreUnavailable
from system_control.store.store import eq
from tests.api.conftest import ALICE, BOB

PATH = "/api/v1/conversation"


def notes(served, user):
    return [r["content"] for r in served.manager.store().select("user_notes", [eq("user_id", user)])]


def test_a_turn_is_answered_in_its_conversation(alice):
    answer = alice.post(PATH, json={"text": "hello", "session_id": "mine", "timezone": "Europe/Berlin"})
    assert answer.status_code == 200
    assert answer.json()["reply"] == "You said: hello"
    assert answer.json()["session_id"] == "mine"
    assert answer.json()["saved"] is True
    assert answer.json()["message_id"]
    assert answer.headers["cache-control"] == "no-store"


def test_the_time_zone_is_handed_on(served, alice):
    alice.post(PATH, json={"text": "hello", "timezone": "Asia/Tokyo"})
    alice.post(PATH, json={"text": "hello"})
    assert served.conversations.zones == ["Asia/Tokyo", None]


def test_two_users_in_turn_never_get_each_others_rows(served, alice, bob):
    for n in range(3):
        alice.post(PATH, json={"text": f"alice {n}"})
        bob.post(PATH, json={"text": f"bob {n}"})
    assert sorted(notes(served, ALICE)) == ["alice 0", "alice 1", "alice 2"]
    assert sorted(notes(served, BOB)) == ["bob 0", "bob 1", "bob 2"]


def test_a_body_of_bob_that_names_alice_is_bobs(served, bob):
    claims = {"user_id": "alice@example.com", "identity": "alice@example.com", "user": ALICE, "caller": ALICE}
    answer = bob.post(
        PATH,
        json={"text": "whose am I", **claims},
        params=claims,
        headers={"X-User-Id": ALICE, "X-Forwarded-User": "alice@example.com"},
    )
    assert answer.status_code == 200
    assert notes(served, BOB) == ["whose am I"]
    assert notes(served, ALICE) == []


def test_the_profile_is_there_before_the_first_turn(served, alice):
    alice.post(PATH, json={"text": "hello"})
    profile = served.manager.store().select("profiles", [eq("id", ALICE)])[0]
    assert profile["identity"] == "alice@example.com"


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ('{"text": ""}', 422, "empty"),
        ('{"text": " \\n\\t "}', 422, "empty"),
        ('{"text": "' + "x" * 10_001 + '"}', 422, "too long"),
        ('{"text": "' + "ö" * 5_001 + '"}', 422, "too long"),
        ('{"text": 7}', 422, "text must be a string"),
        ('{"text": null}', 422, "text must be a string"),
        ('{"text": ["a"]}', 422, "text must be a string"),
        ('{"text": "\\ud800"}', 422, "can't read that text"),
        ("{}", 422, "text is missing"),
        ("[]", 422, "JSON object"),
        ('"hello"', 422, "JSON object"),
        ("", 422, "missing"),
        ("{", 422, "JSON"),
        ("[" * 60_000, 400, "JSON"),
        (b"\xff\xfe\xfa", 400, "JSON"),
        ('{"text": "a", "timezone": "Mars/Olympus"}', 422, "Europe/Berlin"),
        ('{"text": "a", "timezone": "America"}', 422, "Europe/Berlin"),
        ('{"text": "a", "timezone": "../../etc/passwd"}', 422, "Europe/Berlin"),
        ('{"text": "a", "session_id": ""}', 422, "session_id"),
        ('{"text": "a", "session_id": "' + "s" * 129 + '"}', 422, "session_id"),
        ('{"text": "a", "session_id": "\\ud800"}', 422, "session_id"),
        ('{"text": "a", "session_id": 3}', 422, "session_id must be a string"),
        ('{"text": "' + "x" * 70_000 + '"}', 413, "too long"),
    ],
)
def test_what_cannot_be_a_message_is_refused_in_words(served, alice, body, status, says):
    answer = alice.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.json()["detail"]
    assert answer.json()["status"] == status
    assert notes(served, ALICE) == []


def test_ten_thousand_letters_are_taken(served, alice):
    assert alice.post(PATH, json={"text": "x" * 10_000}).status_code == 200
    assert notes(served, ALICE) == ["x" * 10_000]


def test_a_refusal_never_repeats_what_was_sent(alice):
    for body in (
        {"text": {"secret": "hunter2"}},
        {"text": "a", "timezone": "hunter2"},
        {"text": "a", "session_id": "hunter2 "},
    ):
        answer = alice.post(PATH, json=body)
        assert answer.status_code == 422
        assert "hunter2" not in answer.text


def test_a_stream_without_a_length_is_limited_too(alice):
    answer = alice.post(PATH, content=iter([b"x" * 8_192] * 20), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None])
def test_only_json_is_read(served, alice, kind):
    answer = alice.post(PATH, content='{"text": "hi"}', headers={"Content-Type": kind} if kind else {})
    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]
    assert notes(served, ALICE) == []


def test_a_conversation_of_somebody_else_is_not_found(bob):
    answer = bob.post(PATH, json={"text": "hi", "session_id": "somebody-elses"})
    assert answer.status_code == 404
    assert answer.json() == {
        "type": "about:blank", "title": "Not Found", "status": 404, "detail": "I can't find that.",
    }  # fmt: skip


def test_a_store_that_is_down_is_said_as_503(served, alice, caplog):
    served.conversations.fails_with = StoreUnavailable("the line is cut")
    answer = alice.post(PATH, json={"text": "hi"})
    assert answer.status_code == 503
    assert answer.json()["detail"] == StoreUnavailable.spoken
    assert "the line is cut" in caplog.text


def test_a_bug_is_logged_with_its_trace_and_shows_none(served, alice, caplog):
    served.conversations.fails_with = ZeroDivisionError("the inner works")
    with caplog.at_level(logging.ERROR):
        answer = alice.post(PATH, json={"text": "hi"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "inner works" not in answer.text
    assert "Traceback" not in answer.text
    assert "sorry" in answer.json()["detail"].lower()
    assert "ZeroDivisionError: the inner works" in caplog.text
    served.conversations.fails_with = None
    assert alice.post(PATH, json={"text": "still there?"}).status_code == 200


def test_too_many_turns_are_told_to_wait_and_others_are_not(alice, bob):
    codes = [alice.post(PATH, json={"text": "again"}).status_code for _ in range(60)]
    assert codes[:30] == [200] * 30
    answer = next(a for a in (alice.post(PATH, json={"text": "again"}) for _ in range(60)) if a.status_code == 429)
    assert 1 <= int(answer.headers["retry-after"]) <= 2
    assert answer.headers["content-type"] == "application/problem+json"
    assert bob.post(PATH, json={"text": "me too"}).status_code == 200
