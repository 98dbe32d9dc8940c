"""Migrating: from the oldest schema with rows in it, all at once, interrupted, and from drafts."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import sqlalchemy as sa
from filelock import FileLock

from migrations.draft import draft
from system_control.errors import StoreMisconfigured, StoreUnavailable
from system_control.store import migrate, sql
from system_control.store.migrate import MIGRATIONS, migrate_postgres, migrate_sqlite
from system_control.store.sql import SqlStore
from system_control.store.tables import METADATA, Id, Moment
from tests.contract.samples import profile
from tests.fakes import postgres
from tests.servers import require

ROOT = MIGRATIONS.parent

NEXT = '''"""A version that makes a table anew and adds one."""
import sqlalchemy as sa
from alembic import op
revision = "{new}"
down_revision = "{old}"
def upgrade() -> None:
    with op.batch_alter_table("profiles") as table:
        table.alter_column("identity", type_=sa.String(300), existing_nullable=False)
        table.add_column(sa.Column("nickname", sa.Text(), server_default="nobody", nullable=False))
    with op.batch_alter_table("sessions") as table:
        table.drop_column("feedback")
    op.create_table("shopping", sa.Column("id", sa.String(36), primary_key=True))
{more}
'''


@pytest.fixture
def folder(tmp_path):
    """A copy of our migrations that a test may change."""
    return shutil.copytree(MIGRATIONS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))


def head(folder) -> str:
    return max(p.name[:4] for p in (folder / "sqlite" / "versions").glob("[0-9]*.py"))


def add_version(folder, more: str = "") -> None:
    old = head(folder)
    new = f"{int(old) + 1:04}"
    (folder / "sqlite" / "versions" / f"{new}_next.py").write_text(NEXT.format(old=old, new=new, more=more))


def migrated(path, folder=MIGRATIONS) -> None:
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.pool.NullPool)
    sa.event.listen(engine, "connect", sql._tune)
    migrate_sqlite(engine, path, folder / "sqlite")


def fill(path) -> dict[str, int]:
    """Put a row in every table, with the columns that it has now; return how many rows each has."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        tables = [t for (t,) in connection.execute("select name from sqlite_master where type='table'")]
        order = [t.name for t in METADATA.sorted_tables if t.name in tables]
        for table in order:
            columns = [(c[1], c[2]) for c in connection.execute(f"PRAGMA table_info({table})")]
            values = [
                "the-user" if (table, c) == ("profiles", "id") or c == "user_id"
                else "s1" if c == "session_id"
                else "2026-11-24T10:20:00.000000Z" if kind == "VARCHAR(27)"
                else 1 if kind in ("INTEGER", "BIGINT", "BOOLEAN", "FLOAT")
                else f"{table}.{c}"
                for c, kind in columns
            ]  # fmt: skip
            connection.execute(f"insert into {table} values ({','.join('?' * len(values))})", values)
        return {t: connection.execute(f"select count(*) from {t}").fetchone()[0] for t in order}


def rows(path):
    with sqlite3.connect(path) as connection:
        tables = [t for (t,) in connection.execute("select name from sqlite_master where type='table'")]
        return {t: connection.execute(f"select * from {t}").fetchall() for t in tables}


def test_from_the_oldest_schema_with_rows_in_it(tmp_path, folder):
    for version in (folder / "sqlite" / "versions").glob("[0-9]*.py"):
        if not version.name.startswith("0001"):
            version.unlink()
    path = tmp_path / "voicebot.db"
    migrated(path, folder)
    counts = fill(path)
    assert set(counts.values()) == {1}
    store = SqlStore.sqlite(path)
    assert {t: store.count(t) for t in counts} == counts
    store.close()


def test_a_table_that_is_made_anew_takes_no_other_rows_along(tmp_path, folder):
    path = tmp_path / "voicebot.db"
    migrated(path)
    counts = fill(path)
    add_version(folder)
    migrated(path, folder)
    with sqlite3.connect(path) as connection:
        assert {t: connection.execute(f"select count(*) from {t}").fetchone()[0] for t in counts} == counts
        assert connection.execute("select identity, nickname from profiles").fetchall() == [
            ("profiles.identity", "nobody")
        ]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("delete from profiles")
        assert connection.execute("select count(*) from messages").fetchone() == (0,), "references are still held"


def test_a_version_that_fails_leaves_the_file_as_it_was(tmp_path, folder):
    path = tmp_path / "voicebot.db"
    migrated(path)
    fill(path)
    before = rows(path)
    add_version(folder, more="    raise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        migrated(path, folder)
    assert rows(path) == before
    for version in (folder / "sqlite" / "versions").glob("*_next.py"):
        version.unlink()
    add_version(folder)
    migrated(path, folder)
    assert "shopping" in rows(path)


def test_a_version_that_leaves_orphans_is_taken_back(tmp_path, folder):
    path = tmp_path / "voicebot.db"
    migrated(path)
    fill(path)
    before = rows(path)
    add_version(folder, more="    op.execute('delete from profiles')")
    with pytest.raises(RuntimeError, match="refer to nothing"):
        migrated(path, folder)
    assert rows(path) == before


def test_a_file_of_a_newer_program_is_left_alone(tmp_path, folder):
    path = tmp_path / "voicebot.db"
    add_version(folder)
    migrated(path, folder)
    before = rows(path)
    with pytest.raises(StoreMisconfigured, match="newer version"):
        SqlStore.sqlite(path)
    assert rows(path) == before


def test_the_cheap_look_at_versions_agrees_with_alembic():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / "sqlite"))
    assert ScriptDirectory.from_config(config).get_heads() == [head(MIGRATIONS)]


OPEN = """
import sys
from pathlib import Path
from system_control.store.sql import SqlStore
from tests.contract.samples import profile
store = SqlStore.sqlite(Path(sys.argv[1]))
assert store.insert("profiles", [profile(sys.argv[2])]) == 1
store.close()
"""


def test_ten_processes_open_an_empty_file_at_once(tmp_path):
    path = tmp_path / "voicebot.db"
    path.touch()
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", OPEN, path, f"user{n}"], cwd=ROOT, stderr=subprocess.PIPE
        )
        for n in range(10)
    ]
    said = [p.communicate(timeout=60)[1].decode() for p in processes]
    assert said == [""] * 10
    store = SqlStore.sqlite(path)
    assert store.count("profiles") == 10
    store.close()


def test_a_process_waits_for_another_that_migrates_and_then_says_so(tmp_path, monkeypatch):
    path = tmp_path / "voicebot.db"
    monkeypatch.setattr(migrate, "LOCK_SECONDS", 0.1)
    with FileLock(f"{path}.migration.lock"), pytest.raises(StoreUnavailable, match="being migrated by another process"):
        SqlStore.sqlite(path)
    SqlStore.sqlite(path).close()
    with FileLock(f"{path}.migration.lock"):
        SqlStore.sqlite(path).close()  # up to date: nothing to wait for


def test_opening_a_file_that_is_up_to_date_imports_no_alembic(tmp_path):
    path = tmp_path / "voicebot.db"
    SqlStore.sqlite(path).close()
    code = OPEN + "\nassert 'alembic' not in sys.modules and 'supabase' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", code, path, "alice"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.postgres
def test_many_migrate_one_empty_postgres_at_once(postgres_server):
    url = postgres_server.url(postgres_server.database())
    with ThreadPoolExecutor(6) as pool:
        for store in pool.map(SqlStore.postgres, [url] * 6):
            store.check()
            store.close()
    name = url.rpartition("/")[2]
    ran = postgres_server.run(name, "select version from supabase_migrations.schema_migrations order by 1")
    assert [v for (v,) in ran] == sorted(f.name[:14] for f in (MIGRATIONS / "supabase").glob("*.sql"))


@pytest.mark.postgres
def test_another_process_that_migrates_postgres_is_waited_for_and_then_said(postgres_server, monkeypatch):
    monkeypatch.setattr(migrate, "LOCK_SECONDS", 1)
    url = postgres_server.url(postgres_server.database())
    with psycopg.connect(url) as other:
        other.execute("select pg_advisory_lock(hashtextextended('voice-assistant migrations', 0))")
        with pytest.raises(StoreUnavailable, match="another process"):
            SqlStore.postgres(url)
    SqlStore.postgres(url).close()


@pytest.mark.postgres
def test_a_file_that_fails_is_taken_back_whole_and_can_be_mended(postgres_server, postgres_url, folder):
    engine = sa.create_engine(
        sa.make_url(postgres_url).set(drivername="postgresql+psycopg"), poolclass=sa.pool.NullPool
    )
    new = folder / "supabase" / "29990101000000_shopping.sql"
    new.write_text("create table public.shopping (id uuid primary key); select 1/0;")
    name = postgres_url.rpartition("/")[2]
    for _ in range(2):  # the lock is free again, too
        with pytest.raises(StoreMisconfigured, match="brought up to date: division by zero"):
            migrate_postgres(engine, folder)
        assert postgres_server.run(name, "select to_regclass('public.shopping')::text") == [(None,)]
    new.write_text("create table public.shopping (id uuid primary key); select '100%';")
    migrate_postgres(engine, folder)
    migrate_postgres(engine, folder)
    assert postgres_server.run(name, "select to_regclass('public.shopping')::text") == [("shopping",)]


@pytest.mark.postgres
def test_a_user_who_may_not_create_roles_is_told_what_to_do():
    """On a server of its own, since roles belong to all databases of one."""
    require(postgres.binaries(), "PostgreSQL", "apt-get install postgresql-15")
    with postgres.PostgresServer() as server:
        server.run("postgres", "create role tenant login")
        server.run("postgres", "create database tenant owner tenant")
        url = server.url("tenant").replace("postgres@", "tenant@")
        with pytest.raises(StoreMisconfigured, match=r"superuser run migrations/postgres_shim\.sql"):
            SqlStore.postgres(url)
        server.run("tenant", (MIGRATIONS / "postgres_shim.sql").read_text())
        for _ in range(2):
            store = SqlStore.postgres(url)
            assert store.insert("profiles", [profile("alice@example.com")]) in (0, 1)
            store.close()


@pytest.fixture
def grown():
    """tables.py as it is after a feature: one more table, and one more column of an old one."""
    metadata = sa.MetaData()
    for table in METADATA.sorted_tables:
        table.to_metadata(metadata)
    metadata.tables["user_notes"].append_column(
        sa.Column("pinned", sa.Boolean, nullable=False, server_default=sa.false())
    )
    sa.Table(
        "shopping",
        metadata,
        sa.Column("id", Id, primary_key=True),
        sa.Column("user_id", Id, sa.ForeignKey("profiles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("item", sa.Text, nullable=False, server_default="milk"),
        sa.Column("amount", sa.Float),
        sa.Column("created_at", Moment, nullable=False),
        sa.UniqueConstraint("user_id", "item", name="shopping_user_id_item_key"),
        sa.Index("shopping_user_id_created_at_idx", "user_id", "created_at"),
    )
    memory = metadata.tables["memory"]
    memory.append_constraint(sa.UniqueConstraint("user_id", "source_message_id", name="memory_source_key"))
    return metadata


@pytest.mark.postgres
def test_drafts_of_a_feature_work_as_they_are(tmp_path, folder, grown, postgres_server, postgres_url):
    written = draft("Shopping list!", folder, grown)
    assert written[0].name == f"{int(head(MIGRATIONS)) + 1:04}_shopping_list.py"
    assert written[1].name.endswith("_shopping_list.sql")
    path = tmp_path / "voicebot.db"
    migrated(path)
    fill(path)
    migrated(path, folder)
    with sqlite3.connect(path) as connection:
        assert connection.execute("select pinned from user_notes").fetchall() == [(0,)]
        connection.execute("insert into shopping (id, user_id, created_at) values ('1', 'the-user', 'now')")
    with pytest.raises(ValueError, match="nothing"):
        draft("again", folder, grown)

    name = postgres_url.rpartition("/")[2]
    for _ in range(2):
        postgres_server.run(name, written[1].read_text())
    assert postgres_server.run(
        name,
        "select relrowsecurity, has_table_privilege('authenticated', oid, 'select'),"
        " has_table_privilege('authenticated', oid, 'insert'), has_table_privilege('anon', oid, 'select'),"
        " has_table_privilege('service_role', oid, 'delete') from pg_class where relname = 'shopping'",
    ) == [(True, True, False, False, True)]
    columns = "select column_name || ' ' || udt_name || ' ' || is_nullable from information_schema.columns"
    assert [
        c for (c,) in postgres_server.run(name, f"{columns} where table_name = 'shopping' order by ordinal_position")
    ] == [
        "id uuid NO",
        "user_id uuid NO",
        "item text NO",
        "amount float8 YES",
        "created_at timestamptz NO",
    ]
    assert postgres_server.run(name, "select policyname from pg_policies where tablename = 'shopping'") == [
        ("own_rows",)
    ]
    rules = (
        "select conname::text from pg_constraint"
        " where contype = 'u' and conrelid in ('memory'::regclass, 'shopping'::regclass)"
    )
    assert sorted(c for (c,) in postgres_server.run(name, rules)) == ["memory_source_key", "shopping_user_id_item_key"]


def test_what_no_draft_can_know_is_left_for_a_person(folder):
    metadata = sa.MetaData()
    for table in METADATA.sorted_tables:
        table.to_metadata(metadata)
    metadata.tables["user_notes"].c.title.nullable = False
    text = draft("titles", folder, metadata)[1].read_text()
    assert text.startswith("-- to be written by hand: ")
    assert "title" in text
