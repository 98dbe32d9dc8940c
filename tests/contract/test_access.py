"""Row level security and grants (pgTAP), and what Supabase's own tools say about our SQL."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from system_control.store.migrate import MIGRATIONS
from system_control.store.sql import SqlStore
from system_control.store.tables import METADATA, OWNED, SERVICE_ONLY
from tests.contract.legacy import make_legacy
from tests.fakes import postgres
from tests.fakes.supabase_lite import NODE_MODULES
from tests.servers import require

pytestmark = pytest.mark.postgres

FILES = sorted((Path(__file__).parent / "sql").glob("*.test.sql"))

HOSTED = """
create schema if not exists extensions;
create publication supabase_realtime;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
"""
"""What a hosted project has besides; the generous grants are those of projects older than October 2026."""


def _extension(server, name):
    return server.run("postgres", f"select name from pg_available_extensions where name = '{name}'")


@pytest.fixture(params=["new project", "project with rows"])
def database(request, postgres_server):
    """The name of a database with our tables, made on the two kinds of projects."""
    name = postgres_server.database()
    postgres_server.run(name, (MIGRATIONS / "postgres_shim.sql").read_text() + HOSTED)
    if request.param == "project with rows":
        make_legacy(postgres_server, name)
    SqlStore.postgres(postgres_server.url(name)).close()
    yield name
    postgres_server.drop(name)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_pgtap(file, database, postgres_server):
    require(_extension(postgres_server, "pgtap"), "pgTAP", "apt-get install postgresql-15-pgtap")
    postgres_server.run(database, "truncate public.profiles cascade")
    result = subprocess.run(
        [postgres.binaries() / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", file, postgres_server.url(database)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    lines = result.stdout.splitlines()
    assert result.returncode == 0, result.stderr
    assert [line for line in lines if line.startswith("not ok")] == [], result.stdout
    assert sum(line.startswith("ok") for line in lines) > 100
    assert lines[-1].startswith("1.."), "every test ran"


def test_every_table_of_ours_is_under_the_same_test(postgres_server, postgres_url):
    found = postgres_server.run(
        postgres_url.rpartition("/")[2], "select tablename from pg_tables where schemaname = 'public'"
    )
    assert {t for (t,) in found} == set(METADATA.tables)
    named = (Path(__file__).parent / "sql" / "access.test.sql").read_text()
    assert all(f"'{t}'" in named for t in SERVICE_ONLY)
    assert set(OWNED) <= set(METADATA.tables)


@pytest.fixture
def cli(tmp_path):
    """Run a command of the Supabase CLI with our migrations, and return (exit code, everything it said)."""
    program = NODE_MODULES / ".bin" / "supabase"
    require(program.exists(), "the Supabase CLI", "Node 20 or later, then npm ci")
    (tmp_path / "supabase").mkdir()
    (tmp_path / "supabase" / "migrations").symlink_to(MIGRATIONS / "supabase")

    def run(*words):
        environment = {**os.environ, "DO_NOT_TRACK": "1", "HOME": str(tmp_path)}
        result = subprocess.run(
            [program, *words, "--workdir", tmp_path],
            capture_output=True,
            text=True,
            env=environment,
            timeout=120,
            check=False,
        )
        return result.returncode, result.stdout + result.stderr

    return run


def test_lint_is_clean(cli, database, postgres_server):
    require(
        _extension(postgres_server, "plpgsql_check"), "plpgsql_check", "apt-get install postgresql-15-plpgsql-check"
    )
    postgres_server.run(database, "create extension plpgsql_check")
    target = f"--remote={postgres_server.url(database)}"
    for schema in ("public", "private"):
        code, said = cli("db", "lint", target, "--schema", schema, "--level", "warning", "--fail-on", "warning")
        assert code == 0, said
        assert "No schema errors found" in said


def test_advisors_are_content(cli, database, postgres_server):
    target = f"--remote={postgres_server.url(database)}"
    code, said = cli("db", "advisors", target, "--level", "info", "--fail-on", "warn")
    found = [f for f in json.loads(said[said.index("[") : said.rindex("]") + 1]) if f["name"] != "unused_index"]
    assert [f["detail"] for f in found] == [], (
        "nothing, not even for information; in a new project no index was used yet"
    )
    assert code == 0, said


def test_push_takes_our_files_and_neither_way_runs_them_twice(cli, postgres_server):
    name = postgres_server.database()
    postgres_server.run(name, (MIGRATIONS / "postgres_shim.sql").read_text())
    target = f"--remote={postgres_server.url(name)}"
    code, said = cli("db", "push", target, "--yes", "--skip-vault")
    assert code == 0, said
    store = SqlStore.postgres(postgres_server.url(name))
    store.check()
    store.close()
    code, said = cli("db", "push", target, "--yes", "--skip-vault")
    assert code == 0, said
    assert "up to date" in said
    assert len(postgres_server.run(name, "select * from supabase_migrations.schema_migrations")) == len(
        list((MIGRATIONS / "supabase").glob("*.sql"))
    )
