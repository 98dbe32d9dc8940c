"""Fixtures of real servers: PostgreSQL, and Supabase's docker-less server over it; each starts when first used."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from system_control.store.sql import SqlStore
from tests.fakes import postgres
from tests.fakes.postgres import PostgresServer
from tests.fakes.supabase_lite import SupabaseLite, is_installed

if TYPE_CHECKING:
    from collections.abc import Iterator


def require(there: object, what: str, how: str) -> None:
    """Skip the test, by name, where the machine lacks `what`; with CI=true that is a failure."""
    if there:
        return
    message = f"{what} is missing: {how}"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test run; `database()` makes a new, empty database."""
    require(postgres.binaries(), "PostgreSQL", "apt-get install postgresql-15 postgresql-15-pgtap")
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_database(postgres_server: PostgresServer) -> str:
    """The name of a database with our tables and no rows; nobody connects to it, tests copy it."""
    name = postgres_server.database()
    SqlStore.postgres(postgres_server.url(name)).close()
    return name


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, migrated_database: str) -> Iterator[str]:
    """The URL of a database of this test's own, with our tables and no rows."""
    name = postgres_server.database(template=migrated_database)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def supabase_project(postgres_server: PostgresServer) -> Iterator[SupabaseLite]:
    """A Supabase project with our tables; rows stay until somebody removes them."""
    require(is_installed(), "@supabase/lite", "Node 20 or later, then npm ci")
    with SupabaseLite(postgres_server) as project:
        yield project


@pytest.fixture
def supabase_lite(supabase_project: SupabaseLite, postgres_server: PostgresServer) -> SupabaseLite:
    """A Supabase project without rows: `url`, `secret_key`, `publishable_key`, `database_url`."""
    postgres_server.run(supabase_project.database, "truncate public.profiles, public.audit_logs cascade")
    return supabase_project
