"""What every store does with rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest

from system_control.errors import Conflict, InvalidInput, StoreUnavailable
from system_control.store.store import Op, Where, eq, is_in, is_null
from system_control.store.tables import METADATA, OWNED
from tests.contract.samples import START, filled, note, notes, profile


@pytest.mark.parametrize("table", sorted(METADATA.tables))
def test_every_column_of_every_table_comes_back_as_it_went(store, alice, table):
    row = filled(table, alice)
    if table == "messages":
        row["session_id"] = "s1"
        store.insert("sessions", [filled("sessions", alice, session_id="s1")])
    assert store.insert(table, [row]) == 1
    assert store.select(table, [eq("id", row["id"])]) == [row]


def test_what_is_not_given_has_its_default(store, alice):
    row = store.select("profiles", [eq("id", alice)])[0]
    assert row["is_first_login"] is True
    assert row["habits"] == {}
    assert row["email"] is None


def test_neighbours_with_other_columns_each_get_their_own_defaults(store, alice):
    base = {"user_id": alice, "created_at": START, "updated_at": START}
    rows = [
        {**base, "id": str(uuid4()), "session_id": "a"},
        {**base, "id": str(uuid4()), "session_id": "b", "status": "ended", "title": "tea"},
        {**base, "id": str(uuid4()), "session_id": "c"},
    ]
    assert store.insert("sessions", rows) == 3
    found = store.select("sessions", order=["session_id"])
    assert [(r["status"], r["title"], r["message_count"]) for r in found] == [
        ("active", None, 0),
        ("ended", "tea", 0),
        ("active", None, 0),
    ]


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "x" * 10_000,
        "null",
        "NULL",
        "true",
        "a,b",
        '"',
        "\\",
        "it's",
        "%_*",
        "eq.1",
        "(1)",
        "é",
        "🎉",
        "\u202ertl\n\t",
    ],
)
def test_any_text_is_kept_and_found_again(store, alice, value):
    one = note(alice, value, title=value)
    store.insert("user_notes", [one, note(alice, "another", title="other")])
    assert store.select("user_notes", [eq("id", one["id"])])[0]["content"] == value
    if len(value) < 1000:
        assert [r["id"] for r in store.select("user_notes", [eq("title", value)])] == [one["id"]]
        assert [r["id"] for r in store.select("user_notes", [is_in("title", [value, "nothing"])])] == [one["id"]]


@pytest.mark.parametrize(
    "value", [{}, [], [1, "two", None], "text", 0, {"no": False}, {"a": {"b": [None]}}, {"ключ": "🎉"}, None]
)
def test_json_is_kept(store, alice, value):
    row = {
        "id": str(uuid4()),
        "user_id": alice,
        "key": "k",
        "status": 201,
        "body": value,
        "expires_at": START,
        "created_at": START,
    }
    store.insert("cache_entries", [row])
    assert store.select("cache_entries") == [row]
    # JSON's null is none as well: nothing else could tell them apart everywhere.
    assert store.count("cache_entries", [is_null("body")]) == (1 if value is None else 0)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 29, 1, 59, 59, 999999, tzinfo=UTC),
        datetime(1999, 12, 31, tzinfo=UTC),
        datetime(2026, 11, 24, 10, 0, 0, 100, tzinfo=UTC),
        datetime(2026, 11, 24, 10, 0, 0, 120000, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    ],
)
def test_a_moment_comes_back_in_utc_to_the_microsecond(store, alice, moment):
    store.insert("user_notes", [note(alice, created_at=moment)])
    found = store.select("user_notes")[0]["created_at"]
    assert found == moment
    assert found.utcoffset() == timedelta(0)
    assert store.count("user_notes", [eq("created_at", moment)]) == 1


def test_a_moment_without_a_zone_is_refused(store, alice):
    with pytest.raises(Exception, match="aware"):
        store.insert("user_notes", [note(alice, created_at=datetime(2026, 11, 24))])
    assert store.count("user_notes") == 0


@pytest.mark.parametrize("content", ["null \0 inside", "half \ud83d pair"])
def test_text_that_cannot_be_kept_is_refused(store, alice, content):
    with pytest.raises(InvalidInput):
        store.insert("user_notes", [note(alice, content)])
    with pytest.raises(InvalidInput):
        store.update("profiles", [eq("id", alice)], {"habits": {"deep": [content]}})


def test_an_id_in_another_spelling_is_the_same_id(store, alice):
    one = note(alice, id="0F9619FF-8B86-D011-B42D-00CF4FC964FF")
    store.insert("user_notes", [one])
    assert store.select("user_notes", [eq("id", one["id"])])[0]["id"] == one["id"].lower()
    assert store.count("user_notes", [eq("id", one["id"].replace("-", ""))]) == 1


def test_a_row_that_stands_is_left_as_it_is(store, alice):
    first = note(alice, "first")
    assert store.insert("user_notes", [first]) == 1
    assert store.insert("user_notes", [{**first, "content": "second"}]) == 0
    assert store.insert("user_notes", [note(alice), {**first, "content": "third"}, note(alice)]) == 2
    assert store.select("user_notes", [eq("id", first["id"])])[0]["content"] == "first"


def test_the_same_row_twice_in_one_call_is_one_row(store, alice):
    one = note(alice)
    assert store.insert("user_notes", [one, one]) == 1


def test_another_unique_value_counts_as_standing_too(store, alice):
    rows = [{**profile("bob@example.com"), "identity": "alice@example.com"}, profile("bob@example.com")]
    assert store.insert("profiles", rows[:1]) == 0
    assert store.insert("profiles", rows) == 1
    assert store.count("profiles") == 2


def test_nothing_to_insert_is_no_error(store):
    assert store.insert("user_notes", []) == 0


@pytest.mark.parametrize("table", OWNED)
def test_a_row_of_nobody_is_refused(store, alice, table):
    row = filled(table, str(uuid4()))
    if table == "messages":
        row["session_id"] = "s1"
        store.insert("sessions", [filled("sessions", alice, session_id="s1")])
    with pytest.raises(Conflict):
        store.insert(table, [row])


def test_a_row_without_what_it_needs_is_a_bug(store, alice):
    with pytest.raises(ValueError, match="content"):
        store.insert("user_notes", [{k: v for k, v in note(alice).items() if k != "content"}])


def test_update_returns_the_rows_as_they_are_now(store, alice):
    rows = notes(alice, 3)
    store.insert("user_notes", rows)
    later = START + timedelta(days=1)
    changed = store.update(
        "user_notes", [is_in("id", [rows[0]["id"], rows[2]["id"]])], {"title": "new", "updated_at": later}
    )
    assert sorted(changed, key=lambda r: r["content"]) == [
        {**rows[0], "title": "new", "updated_at": later},
        {**rows[2], "title": "new", "updated_at": later},
    ]
    assert store.select("user_notes", [eq("id", rows[1]["id"])]) == [rows[1]]


def test_update_of_nothing_returns_nothing(store, alice):
    assert store.update("user_notes", [eq("id", str(uuid4()))], {"title": "x"}) == []


def test_update_can_set_null(store, alice):
    one = note(alice, title="gone soon")
    store.insert("user_notes", [one])
    assert store.update("user_notes", [eq("id", one["id"])], {"title": None})[0]["title"] is None


def test_an_update_to_a_value_that_another_row_has_is_a_conflict(store, alice, bob):
    with pytest.raises(Conflict):
        store.update("profiles", [eq("id", bob)], {"identity": "alice@example.com"})
    assert store.select("profiles", [eq("id", bob)])[0]["identity"] == "bob@example.com"


def test_delete_says_how_many_went(store, alice):
    rows = notes(alice, 4)
    store.insert("user_notes", rows)
    assert store.delete("user_notes", [Where("created_at", Op.LT, rows[2]["created_at"])]) == 2
    assert [r["content"] for r in store.select("user_notes", order=["created_at"])] == ["note 2", "note 3"]
    assert store.delete("user_notes", [eq("id", rows[0]["id"])]) == 0


def test_a_user_takes_everything_along(store, alice, bob):
    store.insert("sessions", [filled("sessions", alice, session_id="s1"), filled("sessions", bob, session_id="s2")])
    store.insert("messages", [filled("messages", alice, session_id="s1")])
    store.insert("user_notes", [note(alice), note(bob)])
    assert store.delete("profiles", [eq("id", alice)]) == 1
    assert store.count("messages") == 0
    assert [r["user_id"] for r in store.select("user_notes")] == [bob]
    assert [r["user_id"] for r in store.select("sessions")] == [bob]


def test_a_change_that_names_no_rows_is_refused(store, alice):
    with pytest.raises(ValueError, match="names"):
        store.delete("profiles", [])
    with pytest.raises(ValueError, match="names"):
        store.update("profiles", [], {"email": "x"})
    assert store.count("profiles") == 1


def test_two_thousand_rows_and_then_some(store, alice):
    rows = notes(alice, 2_300)
    assert store.insert("user_notes", rows) == 2_300
    assert store.count("user_notes") == 2_300
    found = store.select("user_notes", order=["-created_at"])
    assert [r["content"] for r in found] == [f"note {n}" for n in reversed(range(2_300))]
    assert [r["content"] for r in store.select("user_notes", order=["created_at"], limit=1_200, offset=1_050)] == [
        f"note {n}" for n in range(1_050, 2_250)
    ]
    ids = [r["id"] for r in rows[:1_100]]
    assert store.count("user_notes", [is_in("id", ids)]) == 1_100
    assert len(store.update("user_notes", [is_in("id", ids)], {"title": "old"})) == 1_100
    assert store.delete("user_notes", [eq("user_id", alice), is_null("title")]) == 1_200
    assert store.delete("user_notes", [is_in("id", ids)]) == 1_100


def test_a_closed_store_says_so(fresh):
    fresh.check()
    fresh.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        fresh.select("profiles")
    with pytest.raises(StoreUnavailable, match="closed"):
        fresh.insert("profiles", [profile("alice@example.com")])
    fresh.close()
