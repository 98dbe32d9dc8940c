"""A project that already holds profiles, memory, sessions or messages keeps every row and then works as a new one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from system_control.store.migrate import MIGRATIONS
from system_control.store.sql import SqlStore
from system_control.store.store import eq
from system_control.store.tables import METADATA
from tests.contract.legacy import ALICE, BOB, GHOST, SHAPES, make_legacy
from tests.contract.samples import filled, profile
from tests.unit.schema import postgres_schema

pytestmark = pytest.mark.postgres

JUST_NOW = timedelta(minutes=5)


@pytest.fixture(params=sorted(SHAPES))
def shape(request):
    return request.param


@pytest.fixture
def before(shape, postgres_server):
    """The database's name, and all rows as JSON by table, before our migrations run."""
    name = postgres_server.database()
    postgres_server.run(name, (MIGRATIONS / "postgres_shim.sql").read_text())
    make_legacy(postgres_server, name, shape)
    yield name, _rows(postgres_server, name)
    postgres_server.drop(name)


@pytest.fixture
def adopted(before, postgres_server):
    # Moments without a zone were meant in UTC, wherever the server thinks that it is.
    postgres_server.run("postgres", f"alter database {before[0]} set timezone to 'Asia/Tokyo'")
    SqlStore.postgres(postgres_server.url(before[0])).close()
    postgres_server.run("postgres", f"alter database {before[0]} reset timezone")
    store = SqlStore.postgres(postgres_server.url(before[0]))
    yield store
    store.close()


def _rows(server, name):
    tables = [t for (t,) in server.run(name, "select tablename from pg_tables where schemaname = 'public'")]
    return {
        t: [j for (j,) in server.run(name, f"select to_jsonb(t) from public.{t} t order by t::text")] for t in tables
    }


def test_no_row_and_no_value_is_lost(before, adopted, postgres_server):
    name, old = before
    new = _rows(postgres_server, name)
    aside = [r for (r,) in postgres_server.run(name, "select row_data from private.unowned_rows")]
    for table, rows in old.items():
        texts = [{str(v) for v in r.values()} for r in [*new[table], *aside]]
        for row in rows:
            values = {_alike(v, table, k) for k, v in row.items() if v is not None}
            assert any(values - {""} <= t for t in texts), (table, row)
        assert len(new[table]) + len(aside) >= len(rows)


def _alike(value, table, column):
    """A value as it reads afterwards: moments get a zone, speakers our names, a number that was an id is legacy_id."""
    text = str(value)
    if column in ("created_at", "started_at", "updated_at") and "T" in text:
        # started_at is theirs and stays as it is; the others are moments now.
        return text if column == "started_at" or "+" in text else text + "+00:00"
    if column == "session_id":
        return ""  # may be named otherwise now, see the tests of conversations
    if column == "sender" and text == "agent":
        return "ai"
    return text


def test_the_schema_is_that_of_a_new_project(before, adopted, postgres_server, postgres_url):
    mine, new = postgres_schema(postgres_server.url(before[0])), postgres_schema(postgres_url)
    for table in METADATA.tables:
        ours = {c: mine[table].columns[c] for c in new[table].columns}
        assert ours == new[table].columns, table
        assert mine[table].uniques >= new[table].uniques, table
        assert mine[table].references == new[table].references, table
        assert mine[table].key == new[table].key, table


def test_it_works_as_a_new_project_does(adopted):
    user = profile("dora@example.com")
    assert adopted.insert("profiles", [user]) == 1, "who is known by voice is not in auth.users"
    for table in METADATA.tables:
        if "user_id" not in METADATA.tables[table].c:
            continue
        row = filled(table, user["id"], **({"session_id": "s1"} if table in ("sessions", "messages") else {}))
        if table == "messages" and not adopted.count("sessions", [eq("session_id", "s1")]):
            adopted.insert("sessions", [filled("sessions", user["id"], session_id="s1")])
        if table == "sessions":
            row["session_id"] = "s2"
        assert adopted.insert(table, [row]) == 1, table
        assert adopted.select(table, [eq("id", row["id"])]) == [row]
    again = filled("memory", user["id"], category="FACT", key="color", value="one")
    assert adopted.insert("memory", [again, {**again, "id": filled("memory", user["id"])["id"], "value": "two"}]) == 2


def test_running_the_files_again_changes_nothing(before, adopted, postgres_server):
    once = _rows(postgres_server, before[0])
    for file in sorted((MIGRATIONS / "supabase").glob("*.sql")):
        postgres_server.run(before[0], file.read_text())
    assert _rows(postgres_server, before[0]) == once
    assert postgres_server.run(before[0], "select count(*) from pg_constraint where conname = 'profiles_id_fkey'") == [
        (0,)
    ]


@pytest.mark.parametrize("shape", ["tutorial"])
def test_a_tutorials_profiles(before, adopted, postgres_server):
    alice, bob = adopted.select("profiles", order=["id"])
    assert (alice["id"], alice["identity"], alice["email"]) == (ALICE, ALICE, "alice@example.com")
    assert alice["updated_at"] == alice["created_at"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (bob["email"], bob["is_first_login"]) == ("old@b.com", False)
    assert datetime.now(UTC) - bob["created_at"] < JUST_NOW
    name = before[0]
    assert postgres_server.run(name, "select author::text from posts") == [(ALICE,)]
    # Their sign-up goes on: it makes a profile that knows nothing of our columns.
    postgres_server.run(name, f"insert into auth.users (id, email) values ('{GHOST}', 'ghost@example.com')")
    assert adopted.select("profiles", [eq("id", GHOST)])[0]["identity"] == GHOST
    # What let everybody in does so no more.
    seen = postgres_server.run(name, "begin; set local role anon; select has_table_privilege('profiles', 'select')")
    assert seen == [(False,)]
    policies = postgres_server.run(name, "select policyname from pg_policies where tablename = 'profiles'")
    assert policies == [("own_rows",)]


@pytest.mark.parametrize("shape", ["numbered"])
def test_numbered_conversations(before, adopted, postgres_server):
    sessions = {s["session_id"]: s for s in adopted.select("sessions")}
    assert sorted(sessions) == ["1", "2"]
    assert sessions["1"]["created_at"] == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert (sessions["1"]["status"], sessions["1"]["message_count"]) == ("ended", 2)
    said = adopted.select("messages", [eq("session_id", "1")], order=["seq"])
    assert [(m["seq"], m["sender"], m["text_content"], m["user_id"]) for m in said] == [
        (1, "user", "hello", ALICE),
        (2, "ai", "hi", ALICE),
    ]
    assert postgres_server.run(before[0], "select legacy_id, mood from sessions order by 1") == [
        (1, "good"),
        (2, "bad"),
    ]
    memory = {m["key"]: m for m in adopted.select("memory")}
    assert (memory["color"]["value"], memory["tea"]["value"]) == ("blue", "")
    assert memory["color"]["created_at"] == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert [p["id"] for p in adopted.select("profiles", order=["id"])] == [ALICE, BOB], "who had rows has a profile"
    aside = postgres_server.run(
        before[0], "select table_name, row_data ->> 'content' from private.unowned_rows order by id"
    )
    assert aside == [("messages", "nobody says this"), ("messages", "nor this"), ("sessions", None)]


@pytest.mark.parametrize("shape", ["loose"])
def test_loose_conversations(before, adopted):
    first = "cccccccc-0000-4000-8000-000000000001"
    sessions = {s["id"]: s for s in adopted.select("sessions")}
    assert sessions[first]["session_id"] == "chat"
    assert (sessions[first]["state"], sessions[first]["message_count"]) == ({"a": 1}, 2)
    second = first[:-1] + "2"
    assert sessions[second]["session_id"] == f"chat:{second}", "two of one name are two conversations"
    assert [m["text_content"] for m in adopted.select("messages", [eq("session_id", "chat")], order=["seq"])] == [
        "one",
        "",
    ]
    found = {m["message_id"]: m for m in adopted.select("messages")}
    assert (found["m1"]["user_id"], found["m3"]["user_id"]) == (ALICE, GHOST)
    gone = sessions_named(adopted, found["m4"]["session_id"])
    assert (gone["user_id"], gone["status"]) == (BOB, "ended"), "a conversation that was gone is there again"
    assert sessions_named(adopted, found["m5"]["session_id"])["user_id"] == BOB
    assert "m6" not in found
    assert {p["id"] for p in adopted.select("profiles")} == {ALICE, BOB, GHOST}


def sessions_named(store, session_id):
    return store.select("sessions", [eq("session_id", session_id)])[0]
