"""One `store` for the contract, in each of its kinds; a test that takes it runs over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from system_control.store.sql import SqlStore
from system_control.store.supabase import SupabaseStore
from tests.contract.samples import profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from system_control.store.store import Store
    from tests.fakes.postgres import PostgresServer
    from tests.fakes.supabase_lite import SupabaseLite

KINDS = [
    "memory",
    "file",
    pytest.param("postgres", marks=pytest.mark.postgres),
    pytest.param("supabase", marks=pytest.mark.supabase),
]


@pytest.fixture(scope="session")
def postgres_store(postgres_server: PostgresServer) -> Iterator[tuple[PostgresServer, str, SqlStore]]:
    name = postgres_server.database()
    store = SqlStore.postgres(postgres_server.url(name))
    yield postgres_server, name, store
    store.close()


@pytest.fixture(scope="session")
def supabase_store(supabase_project: SupabaseLite) -> Iterator[SupabaseStore]:
    store = SupabaseStore(supabase_project.url, supabase_project.secret_key, "SUPABASE_SECRET_KEY")
    yield store
    store.close()


@pytest.fixture(params=KINDS)
def fresh(request: pytest.FixtureRequest, tmp_path) -> Iterator[Store]:
    """A store that the test may close."""
    match request.param:
        case "memory":
            store: Store = SqlStore.sqlite(None)
        case "file":
            store = SqlStore.sqlite(tmp_path / "voicebot.db")
        case "postgres":
            store = SqlStore.postgres(request.getfixturevalue("postgres_url"))
        case _:
            project = request.getfixturevalue("supabase_lite")
            store = SupabaseStore(project.url, project.secret_key, "SUPABASE_SECRET_KEY")
    yield store
    store.close()


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path) -> Iterator[Store]:
    """A store without rows."""
    match request.param:
        case "memory" | "file":
            one = SqlStore.sqlite(tmp_path / "voicebot.db" if request.param == "file" else None)
            yield one
            assert _in_use(one) == 0
            one.close()
        case "postgres":
            server, name, one = request.getfixturevalue("postgres_store")
            server.run(name, "truncate public.profiles, public.audit_logs cascade")
            yield one
            assert _in_use(one) == 0
        case _:
            request.getfixturevalue("supabase_lite")
            yield request.getfixturevalue("supabase_store")


def _in_use(store: SqlStore) -> int:
    """Connections that a call did not give back."""
    pool = store._engine.pool
    return pool.checkedout() if hasattr(pool, "checkedout") else 0


@pytest.fixture
def alice(store: Store) -> str:
    return _known(store, "alice@example.com")


@pytest.fixture
def bob(store: Store) -> str:
    return _known(store, "bob@example.com")


def _known(store: Store, identity: str) -> str:
    row = profile(identity)
    store.insert("profiles", [row])
    return row["id"]
