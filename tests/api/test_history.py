"""Conversations over HTTP: listed, read page by page, found, rated and deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.text import TypedConversations
from system_control.store.store import eq
from tests.api.conftest import ALICE, serving
from tests.conftest import NOW
from utils.clock import ManualClock

V1 = "/api/v1"


@pytest.fixture
def clock():
    return ManualClock(NOW)


@pytest.fixture
def served(settings, clock):
    with serving(replace(settings, timezone="Europe/Berlin"), TypedConversations, clock=clock) as running:
        yield running


def say(client, text, **more):
    return client.post(f"{V1}/conversation", json={"text": text, **more}).json()


def said(client, session, **query):
    page = client.get(f"{V1}/sessions/{session}/messages", params=query).json()
    return [(m["sender"], m["text"]) for m in page["items"]], page["cursor"]


def test_conversations_are_listed_the_newest_first(alice, bob, clock):
    first = say(alice, "hello")["session_id"]
    clock.advance(timedelta(hours=2))
    second = say(alice, "what can you do")["session_id"]
    say(bob, "hello")
    listed = alice.get(f"{V1}/sessions").json()["items"]
    assert [s["session_id"] for s in listed] == [second, first]
    assert (listed[1]["channel"], listed[1]["private"], listed[1]["message_count"] >= 2) == ("text", False, True)
    page = alice.get(f"{V1}/sessions", params={"limit": 1}).json()
    assert [s["session_id"] for s in page["items"]] == [second]
    following = alice.get(f"{V1}/sessions", params={"limit": 1, "cursor": page["cursor"]}).json()
    assert ([s["session_id"] for s in following["items"]], following["cursor"]) == ([first], None)
    late = alice.get(f"{V1}/sessions", params={"after": "2026-11-24T10:00:00Z"}).json()["items"]
    assert [s["session_id"] for s in late] == [second]
    early = alice.get(f"{V1}/sessions", params={"before": "2026-11-24T10:00:00Z"}).json()["items"]
    assert [s["session_id"] for s in early] == [first]


def test_what_was_said_is_read_from_the_newest_page_back(alice):
    session = say(alice, "take a note: one")["session_id"]
    for number in ("two", "three"):
        say(alice, f"take a note: {number}")
    whole, cursor = said(alice, session)
    assert cursor is None
    assert [text for sender, text in whole if sender == "user"] == [
        f"take a note: {number}" for number in ("one", "two", "three")
    ]
    newest, cursor = said(alice, session, limit=2)
    assert newest == whole[-2:]
    older, _ = said(alice, session, limit=2, cursor=cursor)
    assert older == whole[-4:-2]
    assert alice.get(f"{V1}/sessions/{session}/messages", params={"cursor": "x"}).status_code == 422


def test_what_was_said_is_found_with_its_words_marked(alice, bob, clock):
    say(alice, "remind me to call the dentist tomorrow at five")
    clock.advance(timedelta(days=3))
    say(alice, "take a note: milk")

    def found(**query):
        answer = alice.get(f"{V1}/messages", params=query)
        assert answer.status_code == 200, answer.text
        return [(hit["message"]["sender"], hit["snippet"]) for hit in answer.json()["items"]]

    hits = found(q="what did I say about dentists?")
    assert ("user", "remind me to call the **dentist** tomorrow at five") in hits
    assert {sender for sender, _ in found(q="dentist", sender="ai")} == {"ai"}
    assert found(q="dentist", before="2026-11-24T00:00:00Z") == found(q="dentist", after="2026-11-25T00:00:00Z") == []
    assert bob.get(f"{V1}/messages", params={"q": "dentist"}).json()["items"] == []
    page = alice.get(f"{V1}/messages", params={"q": "dentist", "limit": 1}).json()
    following = alice.get(f"{V1}/messages", params={"q": "dentist", "limit": 1, "cursor": page["cursor"]}).json()
    assert page["items"][0]["message"]["message_id"] != following["items"][0]["message"]["message_id"]
    for query in ({"q": "milk", "cursor": page["cursor"]}, {"q": ""}, {}, {"q": "x", "timezone": "Mars/X"}):
        assert alice.get(f"{V1}/messages", params=query).status_code == 422


def test_who_asks_by_their_own_name_is_told_what_they_said(alice):
    assert alice.patch(f"{V1}/me", json={"display_name": "Alice"}).status_code == 200
    say(alice, "take a note: the dentist moved to Baker Street")
    hits = alice.get(f"{V1}/messages", params={"q": "Where did Alice say the dentist moved to?"}).json()["items"]
    assert hits[0]["message"]["sender"] == "user"


def test_a_conversation_is_rated(served, alice):
    session = say(alice, "hello")["session_id"]
    where = f"{V1}/sessions/{session}/rating"
    answer = alice.put(where, json={"rating": 4, "feedback": "nice, my password is hunter2"}).json()
    assert answer["rating"] == 4
    assert answer["feedback"].startswith("nice")
    assert "hunter2" not in str(served.manager.store().select("sessions"))
    for body in ({"rating": 0}, {"rating": 6}, {"rating": "5"}, {"rating": 4.5}, {}):
        assert alice.put(where, json=body).status_code == 422
    assert alice.get(f"{V1}/sessions/{session}").json()["rating"] == 4


def test_a_deleted_conversation_leaves_no_word_behind(served, alice):
    session = say(alice, "my cat is called Whiskers")["session_id"]
    say(alice, "hello")
    assert alice.delete(f"{V1}/sessions/{session}").status_code == 204
    assert alice.get(f"{V1}/sessions/{session}").status_code == 404
    assert alice.get(f"{V1}/messages", params={"q": "whiskers"}).json()["items"] == []
    assert served.manager.store().count("messages", [eq("user_id", ALICE)]) == 0


@pytest.mark.parametrize("all_of_them", [False, True])
def test_nor_in_the_answers_that_were_kept_for_their_keys(served, alice, all_of_them):
    body, key = {"text": "take a note: feed Whiskers"}, {"Idempotency-Key": "one"}
    session = alice.post(f"{V1}/conversation", json=body, headers=key).json()["session_id"]
    note = alice.post(f"{V1}/notes", json={"text": "milk"}, headers={"Idempotency-Key": "two"})
    path, query = (f"{V1}/sessions", {"confirm": "everything"}) if all_of_them else (f"{V1}/sessions/{session}", {})
    assert alice.delete(path, params=query).is_success
    assert not [r for r in served.manager.store().select("cache_entries") if "reply" in str(r["body"])]
    again = alice.post(f"{V1}/conversation", json=body, headers=key)
    assert (again.status_code, "kept nothing" in again.json()["detail"]) == (422, True)
    assert alice.get(f"{V1}/sessions").json()["items"] == []
    other = alice.post(f"{V1}/notes", json={"text": "milk"}, headers={"Idempotency-Key": "two"})
    assert other.json() == note.json()


def test_deleting_all_asks_first(alice, bob, clock):
    say(alice, "hello")
    clock.advance(timedelta(hours=1))
    say(alice, "hello")
    say(bob, "hello")
    asked = alice.delete(f"{V1}/sessions")
    assert asked.status_code == 422
    assert "two conversations" in asked.json()["detail"]
    assert alice.delete(f"{V1}/sessions", params={"confirm": "everything"}).json() == {"removed": 2}
    assert alice.get(f"{V1}/sessions").json()["items"] == []
    assert len(bob.get(f"{V1}/sessions").json()["items"]) == 1


def test_figures_are_the_users_own(alice, bob):
    say(alice, "hello")
    told = alice.get(f"{V1}/stats").json()
    assert told["total_conversations_database"] == told["active_conversations"] == 1
    assert told["total_messages_database"] == sum(told["messages_per_day"].values()) >= 2
    assert list(told["messages_per_day"])[-1] == "2026-11-24"
    assert bob.get(f"{V1}/stats").json()["total_messages_database"] == 0
