"""Idempotency-Key: what is sent twice is done once and answered alike; another user's key is another."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from api import notes
from api.answers import sweep_answers
from assistant.text import TypedConversations
from system_control.errors import StoreUnavailable
from system_control.shelf import Unsettled
from system_control.store.sql import SqlStore
from system_control.store.store import eq
from system_control.supabase_manager import SupabaseManager
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
    assert alice.post(NOTES, json={"text": "buy milk"}, headers=KEY).status_code == 201


def test_of_what_was_refused_nothing_is_kept(served, alice):
    assert alice.post(NOTES, json={"text": ""}, headers=KEY).status_code == 422
    assert alice.post(NOTES, json={"text": " "}, headers=KEY).status_code == 422
    assert served.manager.store().count("cache_entries") == 0
    assert alice.post(NOTES, json={"text": "buy milk"}, headers=KEY).status_code == 201


def test_while_the_first_is_under_way_the_second_has_to_wait(served, alice, clock, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    make = served.manager.changes.make

    async def slowly(changes, **more):
        begun.set()
        while not go_on.is_set():
            await asyncio.sleep(0.005)
        return await make(changes, **more)

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


class Losing:
    """The store, but for the answers that it loses after it did what was asked: `lost` raises what the caller sees."""

    def __init__(self, store, lost):
        self._store = store
        self.lost = lost
        self.times = 1

    def call(self, procedure, arguments):
        answer = self._store.call(procedure, arguments)
        if procedure == "record_changes" and self.times:
            self.times -= 1
            raise self.lost
        return answer

    def __getattr__(self, name):
        return getattr(self._store, name)


POSTS = {
    "user_notes": (NOTES, {"text": "buy milk"}),
    "user_timers": ("/api/v1/schedule/timers", {"duration": "20 minutes"}),
    "user_alarms": ("/api/v1/schedule/alarms", {"time": "in two hours"}),
    "user_reminders": ("/api/v1/schedule/reminders", {"text": "call mom", "time": "in two hours"}),
}


def ids_in(answer):
    body = answer.json()
    return [item["id"] for item in body.get("items", [body])]


@pytest.mark.parametrize("table", POSTS)
@pytest.mark.parametrize(("lost", "waits"), [(Unsettled, True), (StoreUnavailable, False)])
def test_what_was_done_and_never_answered_is_not_done_again(settings, clock, table, lost, waits):
    path, body = POSTS[table]
    store = SqlStore.sqlite(None)
    losing = Losing(store, lost("the answer is lost"))
    with serving(settings, store=losing, clock=clock) as served, served.client("alice@example.com") as alice:
        assert alice.post(path, json=body, headers=KEY).status_code == 503
        (made,) = store.select(table)
        assert (alice.post(path, json=body, headers=KEY).status_code == 409) is waits
        clock.advance(timedelta(minutes=2))  # "in two hours" is another moment then
        again = alice.post(path, json=body, headers=KEY)
        assert again.is_success
        assert ids_in(again) == [made["id"]]
        assert [row["id"] for row in store.select(table)] == [made["id"]]
        third = alice.post(path, json=body, headers=KEY)
        assert (third.json(), third.headers["idempotency-replayed"]) == (again.json(), "true")


def test_an_answer_lost_before_anything_was_done_costs_nothing(served, alice, clock, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(served.manager.store(), "call", lambda *_: (_ for _ in ()).throw(Unsettled("too slow")))
        assert alice.post(NOTES, json={"text": "milk"}, headers=KEY).status_code == 503
    clock.advance(timedelta(seconds=31))
    assert alice.post(NOTES, json={"text": "milk"}, headers=KEY).status_code == 201
    assert texts(served, ALICE) == ["milk"]


def test_a_step_whose_answer_is_lost_is_taken_once(settings, clock):
    store = SqlStore.sqlite(None)
    losing = Losing(store, Unsettled("the answer is lost"))
    losing.times = 0
    with serving(settings, store=losing, clock=clock) as served, served.client("alice@example.com") as alice:
        body = {"time": "2026-11-25T07:00", "repeat": ["FREQ=DAILY"]}
        alarm = alice.post("/api/v1/schedule/alarms", json=body).json()["items"][0]
        skip = f"/api/v1/schedule/{alarm['id']}/skip"
        losing.times = 1
        assert alice.post(skip, headers=KEY).status_code == 503
        clock.advance(timedelta(seconds=31))
        again = alice.post(skip, headers=KEY)
        assert (again.status_code, again.json()["at"][:10]) == (200, "2026-11-26")
        assert sum("EXDATE" in line for line in again.json()["repeat"]) == 1


def test_a_key_of_another_request_may_be_used_once_the_lost_one_is_given_up(served, alice, clock, monkeypatch):
    store, call = served.manager.store(), served.manager.store().call

    def dying(*arguments):
        call(*arguments)
        raise SystemError("the process dies")

    with monkeypatch.context() as patch:
        patch.setattr(store, "call", dying)
        assert alice.post(NOTES, json={"text": "milk"}, headers=KEY).status_code == 500
    assert alice.post(NOTES, json={"text": "eggs"}, headers=KEY).status_code == 422
    clock.advance(timedelta(seconds=31))
    assert alice.post(NOTES, json={"text": "eggs"}, headers=KEY).status_code == 201
    assert texts(served, ALICE) == ["eggs", "milk"]


def test_a_key_of_two_days_ago_is_a_new_one(served, alice, clock):
    for _ in range(2):
        answer = alice.post(NOTES, json={"text": "milk"}, headers=KEY)
        assert (answer.status_code, "idempotency-replayed" in answer.headers) == (201, False)
        clock.advance(timedelta(days=2))
    assert texts(served, ALICE) == ["milk"] * 2


def test_two_who_ask_again_at_once_are_one(served, alice, clock, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(served.manager.store(), "call", lambda *_: (_ for _ in ()).throw(Unsettled("too slow")))
        alice.post(NOTES, json={"text": "milk"}, headers=KEY)
    clock.advance(timedelta(seconds=31))
    with ThreadPoolExecutor(4) as callers:
        answers = list(callers.map(lambda _: alice.post(NOTES, json={"text": "milk"}, headers=KEY), range(4)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert texts(served, ALICE) == ["milk"]


def test_a_key_is_worth_a_day_and_leaves_nothing_behind(served, alice, clock):
    alice.post(NOTES, json={"text": "milk"}, headers=KEY)
    clock.advance(timedelta(hours=23, minutes=59))
    assert alice.post(NOTES, json={"text": "milk"}, headers=KEY).headers["idempotency-replayed"] == "true"
    clock.advance(timedelta(minutes=2))
    assert alice.post(NOTES, json={"text": "eggs"}, headers={"Idempotency-Key": "new"}).status_code == 201
    assert [row["key"] for row in served.manager.store().select("cache_entries")] == ["new"]


async def test_what_is_over_is_deleted_of_users_as_well_who_never_come_back(settings, clock):
    store = SqlStore.sqlite(None)
    with serving(settings, store=store, clock=clock) as served, served.client("alice@example.com") as alice:
        alice.post(NOTES, json={"text": "milk"}, headers=KEY)
        clock.advance(timedelta(hours=12))
        alice.post(NOTES, json={"text": "eggs"}, headers={"Idempotency-Key": "two"})
        clock.advance(timedelta(hours=13))
        manager = SupabaseManager(settings, clock=clock, store=store)
        sweeping = asyncio.create_task(sweep_answers(manager))
        while store.count("cache_entries") > 1:
            await asyncio.sleep(0)
        sweeping.cancel()
        await asyncio.wait({sweeping})
        assert [row["key"] for row in store.select("cache_entries")] == ["two"]


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
