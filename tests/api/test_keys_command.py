"""`python -m api.keys`: a key is shown once, listed without itself, and revoked."""

from __future__ import annotations

import subprocess
import sys

import pytest

from api import keys
from system_control.api_keys import ApiKeys
from system_control.store.sql import SqlStore
from system_control.supabase_manager import SupabaseManager
from utils.settings import Settings


@pytest.fixture
def run(tmp_path, capsys):
    def call(*arguments):
        manager = SupabaseManager(Settings(), store=SqlStore.sqlite(tmp_path / "keys.db"))
        code = keys.main(arguments, manager)
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def known(tmp_path):
    store = SqlStore.sqlite(tmp_path / "keys.db")
    manager = SupabaseManager(Settings(), store=store)
    yield ApiKeys.of(manager)
    manager.close()


def test_a_new_key_is_printed_alone_and_opens_the_door(run, known):
    code, out, err = run("new", "my-phone", "--identity", "alice@example.com")
    assert code == 0
    assert known.identity_of(out.strip()) == "alice@example.com"
    assert len(out.splitlines()) == 1
    assert "only now" in err


def test_keys_are_listed_without_themselves(run):
    _, key, _ = run("new", "my phone", "--identity", "alice@example.com")
    run("new", "laptop", "--identity", "bob@example.com")
    code, out, _ = run("list")
    assert code == 0
    assert [line.split()[1] for line in out.splitlines()] == ["alice@example.com", "bob@example.com"]
    assert "my phone" in out
    assert key.strip() not in out
    assert key.strip().rsplit("_", 1)[1] not in out
    _, out, _ = run("list", "--identity", "bob@example.com")
    assert len(out.splitlines()) == 1
    assert "laptop" in out


def test_a_revoked_key_opens_nothing_and_is_listed_as_revoked(run, known):
    _, key, _ = run("new", "phone", "--identity", "alice@example.com")
    prefix = key[:11]
    code, out, _ = run("revoke", prefix)
    assert code == 0
    assert prefix in out
    assert known.identity_of(key.strip()) is None
    assert "revoked" in run("list")[1]
    code, out, err = run("revoke", prefix)
    assert (code, out) == (1, "")
    assert "no such key" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "", "--identity", "alice@example.com"),
        ("new", "x" * 101, "--identity", "alice@example.com"),
        ("new", "bell\x07", "--identity", "alice@example.com"),
        ("new", "phone", "--identity", ""),
        ("new", "phone", "--identity", "a" * 257),
        ("revoke", "va_00000000"),
        ("revoke", "' or 1=1 --"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert run("list")[1] == ""


def test_as_a_command_with_a_store_that_is_half_configured(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "api.keys", "list"],
        env={"SUPABASE_URL": "http://127.0.0.1:1", "DATA_DIR": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "SUPABASE_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr
