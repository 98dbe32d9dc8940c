"""tables.py, SQLite's migrations and the Supabase SQL make the same tables."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migrations.draft import draft
from system_control.store.sql import SqlStore
from system_control.store.tables import METADATA, OWNED, SERVICE_ONLY, UNDOABLE
from tests.unit.schema import declared_schema, postgres_schema, sqlite_schema


def test_sqlite_by_migrations_is_what_tables_says(tmp_path):
    store = SqlStore.sqlite(tmp_path / "voicebot.db")
    assert sqlite_schema(store._engine) == declared_schema()
    store.close()


def test_sqlite_in_memory_is_what_tables_says():
    store = SqlStore.sqlite(None)
    assert sqlite_schema(store._engine) == declared_schema()
    store.close()


@pytest.mark.postgres
def test_postgres_by_the_supabase_sql_is_what_tables_says(postgres_url):
    found, declared = postgres_schema(postgres_url), declared_schema()
    assert set(found) == set(declared)
    for name, table in declared.items():
        other = found[name]
        assert {c: v[:2] for c, v in other.columns.items()} == {c: v[:2] for c, v in table.columns.items()}, name
        # PostgreSQL gives ids and moments too, for who adds a row by hand; it never lacks a default of ours.
        more = {c for c, v in other.columns.items() if v[2]} - {c for c, v in table.columns.items() if v[2]}
        assert more <= {"id", "created_at", "updated_at"}, name
        assert all(other.columns[c][2] for c, v in table.columns.items() if v[2]), name
        assert (other.key, other.uniques, other.references) == (table.key, table.uniques, table.references), name
        assert other.indexes == table.indexes, name


@pytest.mark.postgres
def test_defaults_have_the_same_value(postgres_url, tmp_path):
    """A row with nothing but what it must have reads alike from both."""
    from tests.contract.samples import filled, profile

    rows = {}
    for store in (SqlStore.sqlite(tmp_path / "voicebot.db"), SqlStore.postgres(postgres_url)):
        owner = profile("alice@example.com")
        store.insert("profiles", [owner])
        store.insert("sessions", [filled("sessions", owner["id"], session_id="s")])
        for table in METADATA.sorted_tables:
            needed = [c.name for c in table.c if not c.nullable and c.server_default is None]
            row = {k: v for k, v in filled(table.name, owner["id"]).items() if k in needed}
            if table.name == "messages":
                row["session_id"] = "s"
            store.insert(table.name, [row])
            found = store.select(table.name, [sa_where(row["id"])])[0]
            rows.setdefault(table.name, []).append({k: v for k, v in found.items() if k not in needed})
        store.close()
    for name, (one, other) in rows.items():
        assert one == other, name


def sa_where(row_id):
    from system_control.store.store import eq

    return eq("id", row_id)


def test_the_migrations_lack_nothing():
    with pytest.raises(ValueError, match="nothing"):
        draft("nothing new")


def test_the_lists_of_tables_name_tables_with_what_they_need():
    assert {*UNDOABLE, *SERVICE_ONLY, *OWNED} <= set(METADATA.tables)
    for name in UNDOABLE:
        assert "updated_at" in METADATA.tables[name].c
        assert name == "profiles" or name in OWNED
    for name in OWNED:
        index = METADATA.tables[name].indexes
        constraints = [c for c in METADATA.tables[name].constraints if isinstance(c, sa.UniqueConstraint)]
        first = {next(iter(i.columns)).name for i in [*index, *constraints]}
        assert "user_id" in first, f"{name}: a user's rows are found by an index"
