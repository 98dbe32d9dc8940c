"""SQLite files: how they are opened, and what is said when they cannot be."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from system_control.errors import StoreMisconfigured, StoreUnavailable
from system_control.store import sql
from system_control.store.migrate import MIGRATIONS
from system_control.store.sql import SqlStore
from tests.contract.samples import note, profile


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "data" / "voicebot.db"


@pytest.fixture
def store(path):
    opened = SqlStore.sqlite(path)
    yield opened
    opened.close()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(sql, "WAIT_SECONDS", 0.2)


def test_every_connection_is_tuned(store):
    with store._engine.connect() as one, store._engine.connect() as other:
        for connection in (one, other):
            values = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "cache_size", "temp_store", "busy_timeout", "foreign_keys")
            }
            assert values == {
                "journal_mode": "wal",
                "synchronous": 1,
                "cache_size": 10000,
                "temp_store": 2,
                "busy_timeout": 3000,
                "foreign_keys": 1,
            }


def test_rows_are_there_after_closing_and_opening(store, path):
    row = profile("alice@example.com")
    store.insert("profiles", [row])
    store.close()
    again = SqlStore.sqlite(path)
    assert again.select("profiles")[0]["identity"] == "alice@example.com"
    again.close()


@pytest.mark.parametrize("name", ["with space", "what?", "100%", "a#b", "naïve 🎉", "file:x"])
def test_any_folder_name_is_fine(tmp_path, name):
    path = tmp_path / name / "voicebot.db"
    store = SqlStore.sqlite(path)
    store.insert("profiles", [profile("alice@example.com")])
    store.close()
    assert path.stat().st_size > 0


def test_an_accepted_row_survives_a_kill(path):
    code = """
import os, signal, sys
from pathlib import Path
from system_control.store.sql import SqlStore
from tests.contract.samples import profile
store = SqlStore.sqlite(Path(sys.argv[1]))
store.insert("profiles", [profile("alice@example.com")])
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code, path], cwd=MIGRATIONS.parent, check=False)
    store = SqlStore.sqlite(path)
    assert store.count("profiles") == 1
    store.close()


def test_a_file_that_is_no_database_is_said_and_left_alone(path):
    path.parent.mkdir()
    path.write_bytes(b"dear diary " * 500)
    with pytest.raises(StoreMisconfigured, match=r"voicebot\.db is not a database.*DATA_DIR"):
        SqlStore.sqlite(path)
    assert path.read_bytes() == b"dear diary " * 500


def test_a_database_of_something_else_is_left_alone(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("create table profiles (name text)")
        other.execute("insert into profiles values ('theirs')")
    with pytest.raises((StoreMisconfigured, StoreUnavailable), match="profiles"):
        SqlStore.sqlite(path)
    with sqlite3.connect(path) as other:
        assert other.execute("select * from profiles").fetchall() == [("theirs",)]


@pytest.mark.parametrize("folder", ["/proc/voicebot", "/proc/self/voicebot"])
def test_a_folder_that_cannot_be_made_names_the_variable(folder):
    with pytest.raises(StoreMisconfigured, match="DATA_DIR"):
        SqlStore.sqlite(Path(folder) / "voicebot.db")


def test_a_folder_that_is_a_file_names_the_variable(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreMisconfigured, match="DATA_DIR"):
        SqlStore.sqlite(tmp_path / "data" / "voicebot.db")


def test_a_path_that_is_a_folder_names_the_variable(path):
    path.mkdir(parents=True)
    with pytest.raises(StoreMisconfigured, match="DATA_DIR"):
        SqlStore.sqlite(path)


def as_somebody_else(path: Path, code: str) -> str:
    """Run code as a user who owns nothing (root may write anywhere), and return what it raised."""
    full = f"""
import os
from pathlib import Path
from alembic import command, config
from system_control.store.sql import SqlStore
from tests.contract.samples import profile
SqlStore.sqlite(None).close()  # everything is imported while the interpreter's folder can be read
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
path = Path({str(path)!r})
try:
    {code}
except Exception as error:
    print(type(error).__name__, error)
"""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", full],
        cwd=MIGRATIONS.parent,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def reachable(tmp_path):
    """A folder that others can look into but not write to."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and folder != Path("/") and not folder.stat().st_mode & stat.S_IXOTH:
            folder.chmod(0o755)
    (tmp_path / "data").mkdir()
    yield tmp_path / "data"
    (tmp_path / "data").chmod(0o755)


def test_a_folder_that_cannot_be_written_names_the_variable(reachable):
    reachable.chmod(0o555)
    said = as_somebody_else(reachable / "voicebot.db", "SqlStore.sqlite(path)")
    assert said.startswith("StoreMisconfigured")
    assert "DATA_DIR" in said


def test_a_file_that_cannot_be_written_names_the_variable(reachable):
    store = SqlStore.sqlite(reachable / "voicebot.db")
    store.close()
    (reachable / "voicebot.db").chmod(0o444)
    reachable.chmod(0o555)
    said = as_somebody_else(
        reachable / "voicebot.db", 'SqlStore.sqlite(path).insert("profiles", [profile("alice@example.com")])'
    )
    assert said.startswith("StoreMisconfigured")
    assert "DATA_DIR" in said


def test_a_locked_file_is_waited_for_and_then_said(path, impatient):
    SqlStore.sqlite(path).close()
    store = SqlStore.sqlite(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match="locked by another program"):
        store.insert("profiles", [profile("alice@example.com")])
    assert time.monotonic() - began >= 0.2
    assert store.select("profiles") == [], "reading goes on"
    other.execute("ROLLBACK")
    assert store.insert("profiles", [profile("alice@example.com")]) == 1
    other.close()
    store.close()


def test_an_exclusively_locked_new_file_is_said(path, impatient):
    path.parent.mkdir()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailable, match="locked by another program"):
        SqlStore.sqlite(path)
    other.close()


def test_writers_of_several_processes_take_turns(store, path):
    code = """
import sys
from pathlib import Path
from system_control.store.sql import SqlStore
from tests.contract.samples import note
store = SqlStore.sqlite(Path(sys.argv[1]))
for n in range(100):
    store.insert("user_notes", [note(sys.argv[2], str(n))])
store.close()
"""
    owner = profile("alice@example.com")
    store.insert("profiles", [owner])
    work = [sys.executable, "-c", code, path, owner["id"]]
    running = [subprocess.Popen(work, cwd=MIGRATIONS.parent, stderr=subprocess.PIPE) for _ in range(4)]
    assert [p.communicate(timeout=60)[1] for p in running] == [b""] * 4
    assert store.count("user_notes") == 400


def test_a_store_is_not_carried_over_a_fork(store):
    child = os.fork()
    if child == 0:
        try:
            store.check()
        except StoreUnavailable as error:
            os._exit(7 if "fork" in str(error) else 1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_errors_do_not_quote_a_users_words(store):
    owner = profile("alice@example.com")
    store.insert("profiles", [owner])
    with pytest.raises(ValueError) as caught:
        store.insert("user_notes", [{**note(owner["id"], "my diary"), "updated_at": None}])
    assert "my diary" not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_a_write_is_all_or_nothing(store):
    owner = profile("alice@example.com")
    store.insert("profiles", [owner])
    broken = {**note(owner["id"]), "content": None}
    with pytest.raises(ValueError):
        store.insert("user_notes", [note(owner["id"]), {**broken, "title": "x"}, note(owner["id"])])
    assert store.count("user_notes") == 0
