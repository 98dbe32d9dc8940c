"""Idempotency-Key: what is sent twice is done once and answered alike; another user's key is another."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from api import notes
from assistant.text import TypedConversations
from system_control.errors import StoreUnavailable
from system_control.identity import set_session_user
from system_control.store.store import eq
from tests.api.conftest import ALICE, BOB, serving
from tests.conftest import NOW
from utils.clock import ManualClock

NOTES = "/api/v1/notes"
KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


@pytest.fixture
def clock():
    return ManualClock(NOW)


@pytest.fixture
def served(settings, clock):
    with serving(settings, clock=clock) as running:
        yield running


def texts(served, user):
    return sorted(row["content"] for row in served.manager.store().select("user_notes", [eq("user_id", user)]))


def test_the_same_again_is_answered_alike_and_done_once(served, alice):
    first = alice.post(NOTES, json={"text": "buy milk"}, headers=KEY)
    again = alice.post(NOTES, json={"text": "buy milk"}, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert texts(served, ALICE) == ["buy milk"]


def test_without_a_key_twice_is_two(served, alice):
    for _ in range(2):
        assert alice.post(NOTES, json={"text": "buy milk"}).status_code == 201
    assert texts(served, ALICE) == ["buy milk"] * 2


@pytest.mark.parametrize(
    ("path", "body"), [(NOTES, {"text": "buy eggs"}), (f"{NOTES}?x=1", {"text": "buy milk"}), (None, {"text": "hello"})]
)
def test_a_key_of_another_request_is_refused(served, alice, path, body):
    alice.post(NOTES, json={"text": "buy milk"}, headers=KEY)
    answer = alice.post(path or "/api/v1/conversation", json=body, headers=KEY)
    assert answer.status_code == 422
    assert "make a new one" in answer.json()["detail"]
    assert texts(served, ALICE) == ["buy milk"]


def test_another_users_same_key_is_another(served, alice, bob):
    alice.post(NOTES, json={"text": "buy milk"}, headers=KEY)
    answer = bob.post(NOTES, json={"text": "buy milk"}, headers=KEY)
    assert answer.status_code == 201
    assert "idempotency-replayed" not in answer.headers
    assert texts(served, BOB) == texts(served, ALICE) == ["buy milk"]


def test_what_failed_may_be_tried_again_under_its_key(served, alice, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(notes, "new_note", lambda *_: (_ for _ in ()).throw(StoreUnavailable("just now")))
        assert alice.post(NOTES, json={"text": "buy milk"}, headers=KEY).status_code == 503
    assert alice.post(NOTES, json={"text": ""}, headers={"Idempotency-Key": "other"}).status_code == 422
    assert served.manager.store().count("cache_entries") == 0
    assert alice.post(NOTES, json={"text": "buy milk"}, headers=KEY).status_code == 201


def test_while_the_first_is_under_way_the_second_has_to_wait(served, alice, clock, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    make = served.manager.changes.make

    async def slowly(changes):
        begun.set()
        while not go_on.is_set():
            await asyncio.sleep(0.005)
        return await make(changes)

    monkeypatch.setattr(served.manager.changes, "make", slowly)
    answers = []
    first = threading.Thread(target=lambda: answers.append(alice.post(NOTES, json={"text": "milk"}, headers=KEY)))
    first.start()
    assert begun.wait(30)
    with served.client("alice@example.com") as elsewhere:
        waiting = elsewhere.post(NOTES, json={"text": "milk"}, headers=KEY)
        assert waiting.status_code == 409
        assert int(waiting.headers["retry-after"]) >= 1
        go_on.set()
        first.join(30)
        assert answers[0].status_code == 201
        assert elsewhere.post(NOTES, json={"text": "milk"}, headers=KEY).json() == answers[0].json()
    assert texts(served, ALICE) == ["milk"]


def test_a_request_whose_process_died_does_not_hold_its_key_for_long(served, alice, clock):
    user = set_session_user("alice@example.com")
    alice.get(NOTES)
    row = {"id": user, "user_id": user, "key": KEY["Idempotency-Key"], "status": 0, "body": {"request": "x"}}
    held = {**row, "created_at": clock.now(), "expires_at": clock.now() + timedelta(seconds=30)}
    served.manager.store().insert("cache_entries", [held])
    assert alice.post(NOTES, json={"text": "milk"}, headers=KEY).status_code == 422
    clock.advance(timedelta(seconds=31))
    assert alice.post(NOTES, json={"text": "milk"}, headers=KEY).status_code == 201


def test_a_key_is_worth_a_day_and_leaves_nothing_behind(served, alice, clock):
    alice.post(NOTES, json={"text": "milk"}, headers=KEY)
    clock.advance(timedelta(hours=23, minutes=59))
    assert alice.post(NOTES, json={"text": "milk"}, headers=KEY).headers["idempotency-replayed"] == "true"
    clock.advance(timedelta(minutes=2))
    assert alice.post(NOTES, json={"text": "eggs"}, headers={"Idempotency-Key": "new"}).status_code == 201
    assert [row["key"] for row in served.manager.store().select("cache_entries")] == ["new"]


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "caf\u00e9"])
def test_a_key_that_is_none_is_refused(served, alice, key):
    answer = alice.post(NOTES, json={"text": "milk"}, headers={"Idempotency-Key": key.encode()})
    assert answer.status_code == 422
    assert texts(served, ALICE) == []


def test_a_change_that_was_made_is_no_failure_because_its_answer_cannot_be_kept(served, alice, monkeypatch, caplog):
    store = served.manager.store()

    def down(*_args):
        raise StoreUnavailable("just now")

    alice.get(NOTES)  # notes when the API key was used, which is an update too
    monkeypatch.setattr(store, "update", down)
    answer = alice.post(NOTES, json={"text": "milk"}, headers=KEY)
    assert answer.status_code == 201
    assert texts(served, ALICE) == ["milk"]
    assert "can't be kept" in caplog.text


def test_a_typed_turn_is_answered_once_and_nothing_is_kept_of_a_private_one(settings):
    settings = replace(settings, timezone="Europe/Berlin")
    with serving(settings, TypedConversations) as served, served.client("alice@example.com") as alice:
        body = {"text": "set an alarm for 7 tomorrow morning"}
        first = alice.post("/api/v1/conversation", json=body, headers=KEY).json()
        assert alice.post("/api/v1/conversation", json=body, headers=KEY).json() == first
        assert served.manager.store().count("user_alarms") == 1
        alice.post("/api/v1/conversation", json={"text": "don't remember this conversation"})
        body, key = {"text": "what alarms do I have"}, {"Idempotency-Key": "two"}
        assert "seven" in alice.post("/api/v1/conversation", json=body, headers=key).json()["reply"]
        again = alice.post("/api/v1/conversation", json=body, headers=key)
        assert again.status_code == 422
        assert "kept nothing" in again.json()["detail"]
        kept = {row["key"]: row["body"] for row in served.manager.store().select("cache_entries")}
        assert kept["two"]["answer"] is None
