"""The whole way, without a model: HTTP, the assistant, its tools and the store; alice and bob never meet."""

from __future__ import annotations

import threading

import pytest

from api.schemas.talking import MAX_TEXT
from assistant.text import MAX_CHARACTERS, TypedConversations
from system_control.store.store import eq
from tests.api.conftest import ALICE, BOB, serving

PATH = "/api/v1/conversation"


@pytest.fixture
def served(settings):
    with serving(settings, TypedConversations) as s:
        yield s


def rows(served, table, user):
    return served.manager.store().select(table, [eq("user_id", user)])


def ask(client, text, **more):
    answer = client.post(PATH, json={"text": text, "timezone": "Europe/Berlin", **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_alarm_that_is_asked_for_is_kept_and_said(served, alice):
    answer = ask(alice, "set an alarm for 7 tomorrow morning")
    assert answer["saved"] is True
    assert "seven in the morning" in answer["reply"]
    (alarm,) = rows(served, "user_alarms", ALICE)
    assert "07:00" in alarm["wall_time"]
    assert alarm["zone"] == "Europe/Berlin"
    kept = [m["message_id"] for m in rows(served, "messages", ALICE)]
    assert answer["message_id"] in kept


def test_what_alice_has_bob_neither_sees_nor_touches(served, alice, bob):
    session = ask(alice, "set an alarm for 7 tomorrow morning")["session_id"]
    ask(alice, "take a note: the key is under the mat")
    assert "mat" not in ask(bob, "what notes do I have")["reply"]
    ask(bob, "cancel all my alarms")
    ask(bob, "yes")
    assert len(rows(served, "user_alarms", ALICE)) == 1
    assert rows(served, "user_alarms", ALICE)[0]["status"] == "scheduled"
    assert rows(served, "user_alarms", BOB) == rows(served, "user_notes", BOB) == []
    assert bob.post(PATH, json={"text": "hello", "session_id": session}).status_code == 404
    assert "mat" in ask(alice, "what notes do I have")["reply"]


def test_a_conversation_goes_on_by_itself_and_by_its_name(alice):
    first = ask(alice, "hello")["session_id"]
    assert ask(alice, "what can you do")["session_id"] == first
    assert ask(alice, "thanks", session_id=first)["session_id"] == first
    assert alice.post(PATH, json={"text": "hi", "session_id": "not-one-of-mine"}).status_code == 404


def test_both_at_once_get_their_own(served, alice, bob):
    def talk(client, name):
        for n in range(4):
            assert ask(client, f"take a note: {name} number {n}")["saved"]

    threads = [threading.Thread(target=talk, args=a) for a in ((alice, "alice"), (bob, "bob"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for user, name in ((ALICE, "alice"), (BOB, "bob")):
        contents = sorted(r["content"].lower() for r in rows(served, "user_notes", user))
        assert contents == [f"{name} number {n}" for n in range(4)]


def test_the_face_and_the_assistant_agree_how_long_a_turn_may_be():
    assert MAX_TEXT == MAX_CHARACTERS
