"""Keys and projects of a real server that cannot work: each gives the one line that mends it."""

from __future__ import annotations

import pytest

from system_control.errors import StoreMisconfigured
from system_control.store.supabase import SupabaseStore
from tests.fakes.supabase_lite import SupabaseLite, is_installed
from tests.servers import require

pytestmark = pytest.mark.supabase


@pytest.fixture
def opened(supabase_lite):
    stores = []

    def make(key, name="SUPABASE_SECRET_KEY", url=supabase_lite.url):
        stores.append(SupabaseStore(url, key, name))
        return stores[-1]

    yield make
    for store in stores:
        store.close()


def test_the_secret_key_works(opened, supabase_lite):
    opened(supabase_lite.secret_key).check()


def test_a_wrong_key_is_named(opened):
    with pytest.raises(StoreMisconfigured, match="refuses SUPABASE_SERVICE_KEY"):
        opened("sb_secret_wrong", "SUPABASE_SERVICE_KEY").check()


def test_the_public_key_cannot_even_read(opened, supabase_lite):
    store = opened(supabase_lite.publishable_key, "SUPABASE_ANON_KEY")
    for refused in (
        store.check,
        lambda: store.insert("user_notes", [{"content": "x"}]),
        lambda: store.call("undo_changes", {}),
    ):
        with pytest.raises(StoreMisconfigured, match="set SUPABASE_SECRET_KEY"):
            refused()


def test_a_project_without_our_tables_says_which_command_makes_them(postgres_server):
    require(is_installed(), "@supabase/lite", "Node 20 or later, then npm ci")
    with SupabaseLite(postgres_server, tables=False) as project:
        store = SupabaseStore(project.url, project.secret_key, "SUPABASE_SECRET_KEY")
        with pytest.raises(StoreMisconfigured, match="make migrate"):
            store.check()
        with pytest.raises(StoreMisconfigured, match="make migrate"):
            store.call("record_changes", {})
        store.close()


def test_grants_that_are_missing_are_said(opened, supabase_lite, postgres_server):
    postgres_server.run(supabase_lite.database, "revoke all on public.profiles from service_role")
    try:
        with pytest.raises(StoreMisconfigured, match=r"no grants.*make migrate"):
            opened(supabase_lite.secret_key).check()
    finally:
        supabase_lite.grant()
