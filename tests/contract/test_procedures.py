"""Changes with a way back: the same in every store, and never half of a batch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from system_control.errors import Conflict
from system_control.store.procedures import encode
from system_control.store.store import eq
from system_control.store.tables import UNDOABLE
from tests.contract.samples import START, filled, note

LATER = START + timedelta(minutes=5)


def change(table: str, row_id: str, before: Any, after: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "table_name": table,
        "row_id": row_id,
        "before": before and encode(before),
        "after": after and encode(after),
    }


def batch(user: str, *changes: dict[str, Any], session: str | None = "s1") -> dict[str, Any]:
    return {
        "user_id": user,
        "session_id": session,
        "batch": str(uuid4()),
        "at": LATER.isoformat(),
        "changes": list(changes),
    }


def undo(user: str, done: dict[str, Any], minutes: int = 10) -> dict[str, Any]:
    return {"user_id": user, "batch": done["batch"], "at": (START + timedelta(minutes=minutes)).isoformat()}


def everything(store) -> dict[str, Any]:
    return {t: store.select(t) for t in (*UNDOABLE, "changes")}


@pytest.fixture
def kept(store, alice):
    """Two notes of alice's, the second one about to be deleted in the tests."""
    rows = [note(alice, "milk"), note(alice, "bread", title="shop")]
    store.insert("user_notes", rows)
    return rows


@pytest.mark.parametrize("table", [t for t in UNDOABLE if t != "profiles"])
def test_a_new_row_of_any_table_is_made_and_taken_back(store, alice, table):
    row = filled(table, alice)
    made = batch(alice, change(table, row["id"], None, row))
    assert store.call("record_changes", made) == "done"
    assert store.select(table) == [row]
    assert store.call("undo_changes", undo(alice, made)) == "done"
    assert store.select(table) == []


@pytest.mark.parametrize("table", [t for t in UNDOABLE if t != "profiles"])
def test_a_deleted_row_of_any_table_comes_back_whole(store, alice, table):
    row = filled(table, alice)
    store.insert(table, [row])
    gone = batch(alice, change(table, row["id"], row, None))
    assert store.call("record_changes", gone) == "done"
    assert store.count(table) == 0
    assert store.call("undo_changes", undo(alice, gone)) == "done"
    assert store.select(table) == [row]


def test_what_is_not_given_to_a_new_row_has_its_default(store, alice):
    row = {k: v for k, v in filled("user_alarms", alice).items() if k not in ("status", "clock", "label")}
    store.call("record_changes", batch(alice, change("user_alarms", row["id"], None, row)))
    found = store.select("user_alarms")[0]
    assert (found["status"], found["clock"], found["label"]) == ("scheduled", "wall", None)


def test_a_change_is_made_with_its_moment_and_taken_back(store, alice, kept):
    milk = kept[0]
    new = {"content": "oat milk", "title": "food"}
    made = batch(alice, change("user_notes", milk["id"], {"content": "milk", "title": None}, new))
    assert store.call("record_changes", made) == "done"
    assert store.select("user_notes", [eq("id", milk["id"])]) == [{**milk, **new, "updated_at": LATER}]
    assert store.call("undo_changes", undo(alice, made)) == "done"
    back = store.select("user_notes", [eq("id", milk["id"])])
    assert back == [{**milk, "updated_at": START + timedelta(minutes=10)}]


def test_a_profile_can_be_changed_and_put_back(store, alice):
    before = {"timezone": None, "habits": {}}
    made = batch(alice, change("profiles", alice, before, {"timezone": "Europe/Berlin", "habits": {"morning": 7}}))
    assert store.call("record_changes", made) == "done"
    assert store.select("profiles")[0]["habits"] == {"morning": 7}
    assert store.call("undo_changes", undo(alice, made)) == "done"
    assert store.select("profiles")[0]["habits"] == {}


def test_what_was_recorded_can_be_read(store, alice, kept):
    milk, bread = kept
    made = batch(
        alice,
        change("user_notes", bread["id"], bread, None),
        change("user_notes", milk["id"], {"title": None}, {"title": "x"}),
    )
    store.call("record_changes", made)
    first, second = store.select("changes", order=["position"])
    assert (first["id"], second["id"]) == (made["changes"][0]["id"], made["changes"][1]["id"])
    assert (first["before"], first["after"]) == (encode(bread), None)
    assert (second["before"], second["after"]) == ({"title": None}, {"title": "x"})
    assert (first["batch"], first["user_id"], first["session_id"]) == (made["batch"], alice, "s1")
    assert (first["created_at"], first["undone_at"]) == (LATER, None)


def test_several_changes_of_one_row_go_back_in_turn(store, alice, kept):
    milk, bread = kept
    made = batch(
        alice,
        change("user_notes", milk["id"], {"content": "milk"}, {"content": "1"}),
        change("user_notes", milk["id"], {"content": "1"}, {"content": "2"}),
        change("user_notes", bread["id"], bread, None),
        change("user_notes", milk["id"], {"content": "2"}, {"content": "3"}),
    )
    assert store.call("record_changes", made) == "done"
    assert [r["content"] for r in store.select("user_notes")] == ["3"]
    assert store.call("undo_changes", undo(alice, made)) == "done"
    assert sorted(r["content"] for r in store.select("user_notes")) == ["bread", "milk"]


def test_a_retry_changes_nothing_more(store, alice, kept):
    made = batch(alice, change("user_notes", kept[0]["id"], {"content": "milk"}, {"content": "oat milk"}))
    assert store.call("record_changes", made) == "done"
    after = everything(store)
    assert store.call("record_changes", made) == "done"
    assert everything(store) == after


def test_a_batch_with_one_wrong_change_changes_nothing(store, alice, kept):
    milk, bread = kept
    before = everything(store)
    added = note(alice, "new")
    made = batch(
        alice,
        change("user_notes", added["id"], None, added),
        change("user_notes", milk["id"], {"content": "milk"}, {"content": "oat milk"}),
        change("user_notes", bread["id"], {"content": "no longer this"}, {"content": "rye"}),
    )
    assert store.call("record_changes", made) == "conflict"
    assert everything(store) == before
    made["changes"][2]["before"]["content"] = "bread"
    assert store.call("record_changes", made) == "done"


@pytest.mark.parametrize("what", ["update", "delete", "insert"])
def test_rows_that_are_not_as_said_are_a_conflict(store, alice, kept, what):
    missing = note(alice)
    changes = {
        "update": change("user_notes", missing["id"], {"content": "buy milk"}, {"content": "x"}),
        "delete": change("user_notes", missing["id"], missing, None),
        "insert": change("user_notes", kept[0]["id"], None, kept[0]),
    }
    before = everything(store)
    assert store.call("record_changes", batch(alice, changes[what])) == "conflict"
    assert everything(store) == before


def test_undo_twice_says_that_it_is_gone(store, alice, kept):
    made = batch(alice, change("user_notes", kept[0]["id"], kept[0], None))
    store.call("record_changes", made)
    assert store.call("undo_changes", undo(alice, made)) == "done"
    after = everything(store)
    assert store.call("undo_changes", undo(alice, made)) == "done", "the same moment is a retry"
    assert store.call("undo_changes", undo(alice, made, minutes=11)) == "gone"
    assert everything(store) == after


def test_undo_of_an_unknown_batch_is_gone(store, alice):
    assert store.call("undo_changes", undo(alice, {"batch": str(uuid4())})) == "gone"


def test_undo_of_what_was_changed_since_is_a_conflict(store, alice, kept):
    milk, bread = kept
    made = batch(
        alice,
        change("user_notes", milk["id"], {"content": "milk"}, {"content": "oat milk"}),
        change("user_notes", bread["id"], bread, None),
    )
    store.call("record_changes", made)
    store.update("user_notes", [eq("id", milk["id"])], {"content": "soy milk"})
    before = everything(store)
    assert store.call("undo_changes", undo(alice, made)) == "conflict"
    assert everything(store) == before


def test_bookkeeping_neither_forbids_an_undo_nor_is_undone(store, alice):
    row = filled("user_alarms", alice, status="scheduled")
    store.insert("user_alarms", [row])
    leased = {"lease_by": "a worker", "lease_until": LATER}
    made = batch(
        alice,
        change(
            "user_alarms",
            row["id"],
            {"status": "scheduled", "lease_by": row["lease_by"]},
            {"status": "done", "lease_by": None},
        ),
    )
    assert store.call("record_changes", made) == "done"
    store.update("user_alarms", [eq("id", row["id"])], {**leased, "updated_at": LATER + timedelta(seconds=1)})
    assert store.call("undo_changes", undo(alice, made)) == "done"
    found = store.select("user_alarms")[0]
    assert (found["status"], found["lease_by"], found["lease_until"]) == ("scheduled", "a worker", LATER)


@pytest.mark.parametrize("what", ["update", "delete", "insert", "steal", "give"])
def test_another_users_row_is_never_touched(store, alice, bob, kept, what):
    """Bob names alice's row, a row that he would have of hers, or makes one for her."""
    milk = kept[0]
    changes = {
        "update": change("user_notes", milk["id"], {"content": "milk"}, {"content": "poison"}),
        "delete": change("user_notes", milk["id"], milk, None),
        "insert": change("user_notes", milk["id"], None, {**milk, "user_id": bob}),
        "steal": change("user_notes", milk["id"], {"content": "milk"}, {"user_id": bob}),
        "give": change("user_notes", str(uuid4()), None, note(alice)),
    }
    before = everything(store)
    assert store.call("record_changes", batch(bob, changes[what])) == "conflict"
    assert everything(store) == before


def test_a_row_cannot_be_given_away(store, alice, bob, kept):
    milk = kept[0]
    made = batch(
        alice, change("user_notes", milk["id"], {"content": "milk"}, {"content": "x", "user_id": bob, "id": bob})
    )
    store.call("record_changes", made)
    found = store.select("user_notes", [eq("id", milk["id"])])[0]
    assert (found["user_id"], found["content"]) == (alice, "x")


def test_another_users_profile_is_never_touched(store, alice, bob):
    made = batch(bob, change("profiles", alice, {"timezone": None}, {"timezone": "Mars/Olympus"}))
    assert store.call("record_changes", made) == "conflict"
    assert store.count("changes") == 0


def test_another_users_batch_is_gone(store, alice, bob, kept):
    made = batch(alice, change("user_notes", kept[0]["id"], kept[0], None))
    store.call("record_changes", made)
    before = everything(store)
    assert store.call("undo_changes", undo(bob, made)) == "gone"
    assert everything(store) == before


def test_an_undo_never_takes_what_became_another_users(store, alice, bob, kept):
    """The row's id went to bob after alice deleted hers: alice's undo must leave his alone."""
    milk = kept[0]
    made = batch(alice, change("user_notes", milk["id"], milk, None))
    store.call("record_changes", made)
    store.insert("user_notes", [note(bob, "his", id=milk["id"])])
    assert store.call("undo_changes", undo(alice, made)) == "conflict"
    assert [r["user_id"] for r in store.select("user_notes", [eq("id", milk["id"])])] == [bob]


@pytest.mark.parametrize("table", ["sessions", "api_keys", "pg_authid"])
def test_changes_of_other_tables_are_a_bug(store, alice, table):
    with pytest.raises(ValueError, match="not recorded"):
        store.call("record_changes", batch(alice, change(table, str(uuid4()), None, {"id": str(uuid4())})))


def test_changes_of_a_user_who_is_not_there_are_a_conflict(store):
    stranger = str(uuid4())
    row = note(stranger)
    with pytest.raises(Conflict):
        store.call("record_changes", batch(stranger, change("user_notes", row["id"], None, row)))
    assert store.count("user_notes") == 0
