"""Who the user is, and their rights: settings that voice knows, all of it as one JSON, and nothing of it any more."""

from __future__ import annotations

from dataclasses import replace

import jwt
import pytest

from api import limits, me
from assistant.text import TypedConversations
from system_control.store.store import eq
from system_control.store.tables import METADATA, OWNED
from tests.api.conftest import ALICE, serving
from tests.conftest import NOW
from utils.clock import ManualClock

ME = "/api/v1/me"


@pytest.fixture
def served(settings):
    with serving(replace(settings, timezone="Europe/Berlin"), TypedConversations, clock=ManualClock(NOW)) as running:
        yield running


def say(client, text):
    return client.post("/api/v1/conversation", json={"text": text}).json()["reply"]


def test_settings_made_here_hold_for_what_is_said_and_the_other_way_round(alice):
    told = alice.get(ME).json()
    assert (told["identity"], told["timezone"], told["habits"]) == ("alice@example.com", None, {})
    changed = alice.patch(ME, json={"timezone": "Asia/Tokyo", "display_name": "Al", "locale": "en-GB"}).json()
    assert (changed["timezone"], changed["display_name"], changed["locale"]) == ("Asia/Tokyo", "Al", "en-GB")
    assert "Tokyo" in say(alice, "what is my time zone")
    alice.patch(ME, json={"habits": {"morning": "06:45", "clock": 24}})
    item = alice.post("/api/v1/schedule/alarms", json={"time": "tomorrow morning"}).json()["items"][0]
    assert item["at"] == "2026-11-25T06:45:00+09:00"
    say(alice, "use the 12 hour clock")
    assert alice.get(ME).json()["habits"] == {"morning": "06:45", "clock": 12}


def test_only_what_is_sent_is_changed_and_null_takes_it_back(alice):
    habits = {"quiet_from": "22:00", "quiet_to": "07:00", "do_not_disturb_until": "2026-11-24T12:00:00+01:00"}
    alice.patch(ME, json={"habits": habits, "display_name": "Al"})
    assert alice.patch(ME, json={"habits": {"clock": 24}}).json()["habits"] == {
        **habits,
        "do_not_disturb_until": "2026-11-24T11:00:00Z",
        "clock": 24,
    }
    cleared = alice.patch(ME, json={"habits": {"quiet_from": None, "quiet_to": None}, "display_name": None}).json()
    assert set(cleared["habits"]) == {"clock", "do_not_disturb_until"}
    assert cleared["display_name"] is None


def test_undo_that_takes_a_setting_back(alice):
    alice.patch(ME, json={"timezone": "Asia/Tokyo"})
    assert "as they were" in say(alice, "undo that")
    assert alice.get(ME).json()["timezone"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"timezone": "Mars/Olympus"},
        {"locale": "english please"},
        {"habits": {"clock": 13}},
        {"habits": {"morning": "25:00"}},
        {"habits": {"morning": "7"}},
        {"habits": {"do_not_disturb_until": "2026-11-24T12:00:00"}},
        {"habits": []},
        {"display_name": "x" * 61},
        {"display_name": "my password is hunter2"},
    ],
)
def test_what_is_no_setting_is_refused(alice, body):
    assert alice.patch(ME, json=body).status_code == 422
    told = alice.get(ME).json()
    assert (told["timezone"], told["locale"], told["display_name"], told["habits"]) == (None, None, None, {})


def test_who_one_is_can_not_be_changed(alice):
    alice.patch(ME, json={"identity": "bob@example.com", "email": "bob@example.com", "id": "x", "display_name": "Al"})
    told = alice.get(ME).json()
    assert (told["identity"], told["email"], told["display_name"]) == ("alice@example.com", "alice@example.com", "Al")


def test_everything_is_exported_and_of_nobody_else(alice, bob):
    say(alice, "set an alarm for 7 tomorrow morning")
    say(alice, "take a note: the key is under the mat")
    alice.post("/api/v1/memories", json={"category": "FACT", "key": "color", "value": "blue"})
    say(bob, "take a note: bob's own")
    answer = alice.get(f"{ME}/export")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert "attachment" in answer.headers["content-disposition"]
    whole = answer.json()
    assert whole["profile"]["identity"] == "alice@example.com"
    assert [alarm["at"] for alarm in whole["alarms"]] == ["2026-11-25T07:00:00+01:00"]
    assert [note["text"] for note in whole["notes"]] == ["the key is under the mat"]
    assert [memory["value"] for memory in whole["memories"]] == ["blue"]
    assert any(m["text_content"] == "take a note: the key is under the mat" for m in whole["sessions"][0]["messages"])
    assert "bob" not in answer.text


def test_a_long_export_comes_in_pieces_and_whole(served, alice, monkeypatch):
    monkeypatch.setattr(me, "CHUNK", 1_000)
    texts = {alice.post("/api/v1/notes", json={"text": f"{n} " + "ü" * 2_000}).json()["text"] for n in range(30)}
    with alice.stream("GET", f"{ME}/export") as answer:
        assert "content-length" not in answer.headers
        answer.read()
    assert {note["text"] for note in answer.json()["notes"]} == texts


def test_the_whole_is_not_read_again_and_again(alice, bob):
    codes = [alice.get(f"{ME}/export").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    assert bob.get(f"{ME}/export").status_code == 200
    assert alice.get(ME).status_code == 200


def test_one_callers_haste_is_told_to_wait(settings, monkeypatch):
    monkeypatch.setattr(limits, "BURST", 5)
    with serving(settings) as served, served.client("alice@example.com") as alice:
        codes = [alice.get(path).status_code for path in [ME, "/api/v1/notes", "/api/v1/schedule"] * 3]
        assert codes[:5] == [200] * 5
        assert 429 in codes[5:]
        with served.client("bob@example.com") as bob:
            assert bob.get(ME).status_code == 200


def test_an_erasure_asks_first_and_leaves_no_row(served, alice, bob):
    say(alice, "set an alarm for 7 tomorrow morning")
    alice.post("/api/v1/notes", json={"text": "mine"}, headers={"Idempotency-Key": "one"})
    say(bob, "take a note: bob's own")
    for query in ({}, {"confirm": "yes"}):
        asked = alice.delete(ME, params=query)
        assert asked.status_code == 422
        assert "everything that is kept of you" in asked.json()["detail"]
    assert alice.delete(ME, params={"confirm": "everything"}).json() == {"removed": 1}
    store = served.manager.store()
    assert [t for t in OWNED if store.count(t, [eq("user_id", ALICE)])] == []
    rest = {t: store.select(t) for t in METADATA.tables}
    assert ALICE not in str(rest)
    assert "alice" not in str(rest)
    assert alice.get(ME).status_code == 401  # her key went with her
    assert bob.get("/api/v1/notes").json()["items"][0]["text"] == "bob's own"


def test_a_supabase_user_who_was_erased_and_comes_back_is_linked_anew(settings):
    secret = "a-shared-secret-of-thirty-two-characters"
    sub = "7d4f2f0e-6a8d-4a39-9d0a-0d8f3f3f7a11"
    claims = {"sub": sub, "aud": "authenticated", "exp": 4_102_444_800, "role": "authenticated", "iss": "x"}
    settings = replace(settings, supabase_jwt_secret=secret, supabase_url="https://project.supabase.co")
    claims["iss"] = f"{settings.supabase_url}/auth/v1"
    headers = {"Authorization": f"Bearer {jwt.encode(claims, secret, algorithm='HS256')}"}
    with serving(settings) as served, served.client() as user:
        links = served.manager.store()
        assert user.get(ME, headers=headers).status_code == 200
        assert links.count("user_links") == 1
        assert user.delete(ME, params={"confirm": "everything"}, headers=headers).status_code == 200
        assert links.count("user_links") == 0
        assert user.get(ME, headers=headers).status_code == 200
        assert links.count("user_links") == 1
