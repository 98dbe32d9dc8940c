"""Notes and memories over HTTP: the same rules as by voice, over every kind of store."""

from __future__ import annotations

import pytest

from assistant.text import TypedConversations
from system_control.facts import Category
from system_control.store.sql import SqlStore
from system_control.store.store import eq
from system_control.store.supabase import SupabaseStore
from tests.api.conftest import ALICE, serving

NOTES, MEMORIES = "/api/v1/notes", "/api/v1/memories"

STORES = [
    "file",
    pytest.param("postgres", marks=pytest.mark.postgres),
    pytest.param("supabase", marks=pytest.mark.supabase),
]


@pytest.fixture
def served(settings):
    with serving(settings, TypedConversations) as running:
        yield running


@pytest.fixture(params=STORES)
def over_each_store(request, settings, tmp_path):
    match request.param:
        case "file":
            store = SqlStore.sqlite(tmp_path / "voicebot.db")
        case "postgres":
            store = SqlStore.postgres(request.getfixturevalue("postgres_url"))
        case _:
            project = request.getfixturevalue("supabase_lite")
            store = SupabaseStore(project.url, project.secret_key, "SUPABASE_SECRET_KEY")
    with serving(settings, store=store) as running:
        yield running


def pages(client, path, limit, **query):
    """Walk a list to its end, and return the ids in order."""
    found, cursor = [], None
    while True:
        asked = {"limit": limit, **query} | ({"cursor": cursor} if cursor else {})
        page = client.get(path, params=asked).json()
        assert len(page["items"]) <= limit
        found += [item["id"] for item in page["items"]]
        cursor = page["cursor"]
        if cursor is None:
            return found


def test_pages_over_each_store(over_each_store):
    """Also of rows that came in the same instant, and while others come and go."""
    with over_each_store.client("alice@example.com") as alice, over_each_store.client("bob@example.com") as bob:
        made = [alice.post(NOTES, json={"text": f"note {n}"}).json()["id"] for n in range(7)]
        bob.post(NOTES, json={"text": "bob's"})
        store = over_each_store.manager.store()
        same = store.select("user_notes", [eq("id", made[3])])[0]["created_at"]
        for note in made[2:5]:
            store.update("user_notes", [eq("id", note)], {"created_at": same})
        newest = [made[6], made[5], *sorted(made[2:5]), made[1], made[0]]
        for limit in (1, 2, 3, 7, 200):
            assert pages(alice, NOTES, limit) == newest
        first = alice.get(NOTES, params={"limit": 3}).json()
        alice.delete(f"{NOTES}/{first['items'][2]['id']}")
        alice.post(NOTES, json={"text": "one more"})
        rest = alice.get(NOTES, params={"cursor": first["cursor"]}).json()["items"]
        assert [item["id"] for item in rest] == newest[3:]
        alarms = [
            alice.post(
                "/api/v1/schedule/alarms", json={"time": "2030-01-01T07:00", "label": str(n), "timezone": "UTC"}
            ).json()["items"][0]["id"]
            for n in range(5)
        ]
        alice.post("/api/v1/schedule/timers", json={"seconds": 600})
        assert pages(alice, "/api/v1/schedule", 2)[1:] == sorted(alarms)
        key = {"Idempotency-Key": "one"}
        once = [alice.post(NOTES, json={"text": "once"}, headers=key).json() for _ in range(2)]
        assert once[0] == once[1]
        assert sum(item["text"] == "once" for item in alice.get(NOTES).json()["items"]) == 1


@pytest.mark.parametrize("cursor", ["", "x", "W10", "bnVsbA", "WyIyMDI2IiwgIngiXQ", "\u00fc", "WzEsIDJd", "e30"])
def test_a_cursor_that_is_not_ours_is_refused(alice, cursor):
    for path in (NOTES, MEMORIES, "/api/v1/sessions", "/api/v1/schedule"):
        answer = alice.get(path, params={"cursor": cursor})
        assert answer.status_code == 422
        assert "can't go on" in answer.json()["detail"]


def test_a_note_is_taken_read_changed_and_deleted(alice):
    note = alice.post(NOTES, json={"text": "  buy milk\nand eggs ", "title": "shopping"}).json()
    assert (note["text"], note["title"]) == ("buy milk\nand eggs", "shopping")
    where = f"{NOTES}/{note['id']}"
    assert alice.get(where).json() == note
    changed = alice.patch(where, json={"text": "buy bread"}).json()
    assert (changed["text"], changed["title"]) == ("buy bread", "shopping")
    assert alice.patch(where, json={"title": None}).json()["title"] is None
    assert alice.patch(where, json={}).json()["text"] == "buy bread"
    assert alice.delete(where).status_code == 204
    assert alice.get(where).status_code == alice.delete(where).status_code == 404
    assert alice.get(f"{NOTES}/not-an-id").status_code == 404


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"text": " "}, "empty"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": "a", "title": "x" * 201}, "title"),
        ({"text": "my password is hunter2"}, "don't keep passwords"),
        ({"text": "a", "title": "my pin is 4711"}, "don't keep passwords"),
        ({"text": "a\u0000b"}, "can't read"),
        ({"text": 7}, "text must be a string"),
        ({}, "text is missing"),
    ],
)
def test_what_is_no_note_is_refused_and_not_repeated(served, alice, body, says):
    answer = alice.post(NOTES, json=body)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    assert "hunter2" not in answer.text
    assert served.manager.store().count("user_notes") == 0
    note = alice.post(NOTES, json={"text": "a"}).json()
    if body:
        assert alice.patch(f"{NOTES}/{note['id']}", json=body).status_code == 422


def remember(client, category="FACT", key="favorite_color", value="blue"):
    return client.post(MEMORIES, json={"category": category, "key": key, "value": value})


def known(client, **query):
    return [(m["key"], m["value"]) for m in client.get(MEMORIES, params=query).json()["items"]]


def test_a_newer_fact_takes_the_place_of_an_older_one_which_stays_as_history(alice):
    first = remember(alice)
    assert first.status_code == 201
    assert first.json()["spoken"] == "your favorite color is blue"
    again = remember(alice, value="Blue.")
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    newer = remember(alice, value="red").json()
    assert known(alice) == [("favorite_color", "red")]
    old = alice.get(f"{MEMORIES}/{first.json()['id']}").json()
    assert (old["value"], old["superseded_by"]) == ("blue", newer["id"])
    assert sorted(known(alice, superseded=True)) == [("favorite_color", "blue"), ("favorite_color", "red")]


def test_facts_are_found_by_category_and_key(alice):
    remember(alice)
    remember(alice, "LOCATION", "home", "Lyon")
    assert known(alice, category="LOCATION") == [("home", "Lyon")]
    assert known(alice, category="FACT", key="favorite_color") == [("favorite_color", "blue")]
    assert known(alice, category="FACT", key="home") == []
    assert alice.get(MEMORIES, params={"category": "SONG"}).status_code == 422


def test_each_category_can_be_kept(alice):
    for category in Category:
        assert remember(alice, category.value, f"key_{category.value}", "something").status_code == 201
    assert len(known(alice)) == len(Category)


def test_what_is_no_memory_is_refused(served, alice):
    for body in (
        {"category": "SONG", "key": "a", "value": "b"},
        {"category": "FACT", "key": "", "value": "b"},
        {"category": "FACT", "key": "  ", "value": "b"},
        {"category": "FACT", "key": "a", "value": ""},
        {"category": "FACT", "key": "a" * 101, "value": "b"},
        {"category": "FACT", "key": "a", "value": "b" * 1_001},
        {"category": "FACT", "key": "password", "value": "hunter2"},
        {"category": "FACT", "key": "a"},
    ):
        answer = alice.post(MEMORIES, json=body)
        assert answer.status_code == 422, body
        assert "hunter2" not in answer.text
    assert served.manager.store().count("memory") == 0


def test_forgetting_takes_the_history_with_it_and_undo_brings_it_back(served, alice):
    remember(alice)
    newer = remember(alice, value="red").json()
    assert alice.delete(f"{MEMORIES}/{newer['id']}").status_code == 204
    assert known(alice, superseded=True) == []
    alice.post("/api/v1/conversation", json={"text": "undo that"})
    assert known(alice) == [("favorite_color", "red")]
    assert served.manager.store().count("memory", [eq("user_id", ALICE)]) == 2


def test_forgetting_everything_asks_first(alice, bob):
    remember(alice)
    remember(alice, "LOCATION", "home", "Lyon")
    remember(bob)
    for query in ({}, {"confirm": "yes"}):
        asked = alice.delete(MEMORIES, params=query)
        assert asked.status_code == 422
        assert "two things" in asked.json()["detail"]
        assert "confirm=everything" in asked.json()["detail"]
    assert len(known(alice)) == 2
    assert alice.delete(MEMORIES, params={"confirm": "everything"}).json() == {"removed": 2}
    assert known(alice) == []
    assert len(known(bob)) == 1
    assert alice.delete(MEMORIES, params={"confirm": "everything"}).json() == {"removed": 0}
