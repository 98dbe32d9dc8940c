"""Which store is opened is decided by the configuration alone."""

from __future__ import annotations

import socket

import pytest

from system_control.errors import StoreMisconfigured, StoreUnavailable
from system_control.store.open import open_store
from utils.settings import Settings


@pytest.fixture
def opened(tmp_path):
    stores = []

    def make(**env):
        store = open_store(Settings.load({"DATA_DIR": str(tmp_path / "data"), **env}))
        stores.append(store)
        return store

    yield make
    for store in stores:
        store.close()


def test_nothing_set_is_a_file_in_data_dir(opened, tmp_path):
    store = opened()
    store.check()
    assert store.name == f"SQLite {tmp_path}/data/voicebot.db"
    assert (tmp_path / "data" / "voicebot.db").exists()


@pytest.mark.postgres
def test_database_url_is_postgres(opened, postgres_url, tmp_path):
    store = opened(DATABASE_URL=postgres_url)
    store.check()
    assert store.name.startswith("PostgreSQL 127.0.0.1/")
    assert not (tmp_path / "data").exists()


def test_supabase_comes_first_and_is_not_asked_yet(opened, tmp_path):
    store = opened(SUPABASE_URL="https://nowhere.invalid", SUPABASE_SECRET_KEY="k", DATABASE_URL="postgresql://x/y")
    assert store.name == "Supabase nowhere.invalid"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"SUPABASE_URL": "https://x.supabase.co"}, "SUPABASE_SECRET_KEY"),
        ({"SUPABASE_SECRET_KEY": "k"}, "SUPABASE_URL"),
        ({"SUPABASE_ANON_KEY": "k"}, "SUPABASE_URL"),
        ({"SUPABASE_JWT_SECRET": "s"}, "SUPABASE_URL"),
        ({"SUPABASE_URL": "x.supabase.co", "SUPABASE_SECRET_KEY": "k"}, "https://"),
        ({"DATABASE_URL": "mysql://x/y"}, "postgresql://"),
        ({"DATABASE_URL": "not an address"}, "postgresql://"),
        ({"DATABASE_URL": "postgresql://x:port/y"}, "postgresql://"),
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR"),
    ],
)
def test_what_cannot_work_is_one_line_that_names_the_variable(opened, tmp_path, env, says):
    with pytest.raises(StoreMisconfigured, match=says) as caught:
        opened(**env)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "data").exists(), "and never another store instead"


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda u: u.rpartition("/")[0] + "/nothing_here", "does not exist.*DATABASE_URL"),
        (lambda u: u.replace("postgres@", "stranger@"), "DATABASE_URL"),
    ],
)
def test_a_postgres_that_refuses_is_misconfigured(opened, postgres_url, change, says):
    with pytest.raises(StoreMisconfigured, match=says) as caught:
        opened(DATABASE_URL=change(postgres_url))
    assert "\n" not in str(caught.value)


def test_a_postgres_that_is_not_there_is_unavailable(opened, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(StoreUnavailable, match=r"PostgreSQL 127\.0\.0\.1/voice") as caught:
        opened(DATABASE_URL=f"postgresql://u:secret@127.0.0.1:{port}/voice")
    assert not isinstance(caught.value, StoreMisconfigured)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "data").exists()
