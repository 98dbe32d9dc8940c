"""The terminal: one line in, one line out; on a real terminal a prompt; anything wrong is one clear line."""

import contextlib
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest

from system_control.identity import livekit_identity_to_uuid
from tests.fakes.process import PATIENCE

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
NOW = ("--zone", "Europe/Berlin", "--now", "2026-11-24T10:20")


def chat(folder: Path, said: str | bytes, *arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "chat.py", *arguments],
        input=said if isinstance(said, bytes) else said.encode(),
        capture_output=True, cwd=ROOT, check=False, timeout=120,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **env},
    )  # fmt: skip


def replies(run: subprocess.CompletedProcess[bytes]) -> list[str]:
    return run.stdout.decode().splitlines()


def test_one_line_in_one_line_out(tmp_path) -> None:
    run = chat(tmp_path, "set an alarm for 7 tomorrow morning\nwhat alarms do I have\ntake a note: buy milk\n", *NOW)
    first, second, third = replies(run)
    assert "tomorrow, Wednesday, at seven in the morning" in first
    assert "seven in the morning" in second
    assert "buy milk" in third
    assert run.returncode == 0
    assert run.stderr == b""


def test_it_is_the_same_user_after_a_restart(tmp_path) -> None:
    chat(tmp_path, "set an alarm for 7 tomorrow morning\n", *NOW)
    assert "seven in the morning" in replies(chat(tmp_path, "what alarms do I have\n", *NOW))[0]


def test_identities_do_not_meet(tmp_path) -> None:
    chat(tmp_path, "set an alarm for 7 tomorrow morning\n", "--identity", "alice", *NOW)
    assert "no alarms" in replies(chat(tmp_path, "what alarms do I have\n", "--identity", "bob", *NOW))[0]
    assert "seven" in replies(chat(tmp_path, "what alarms do I have\n", "--identity", "alice", *NOW))[0]


@pytest.mark.parametrize("identity", ["🦊", "'; drop table profiles; --"])
def test_odd_identities(tmp_path, identity) -> None:
    assert "noted" in replies(chat(tmp_path, "take a note: x\n", "--identity", identity))[0]


def test_odd_lines_are_answered_each_by_one_line(tmp_path) -> None:
    lines = [b"", b"   ", b"\xff\xfe\x00", b"x" * 20_000, "🦊🦊".encode(), b"hello"]
    run = chat(tmp_path, b"\n".join(lines) + b"\n", *NOW)
    assert len(replies(run)) == len(lines)
    assert b"Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("arguments", "env", "named"),
    [
        (("--zone", "Mars/Base"), {}, "Mars/Base"),
        (("--now", "yesterday-ish"), {}, "--now"),
        (("--identity", "x" * 1000), {}, "256"),
        (("--identity", " "), {}, "identity"),
        ((), {"API_PORT": "many"}, "API_PORT"),
        ((), {"DATA_DIR": "/proc/nowhere"}, "DATA_DIR"),
    ],
)
def test_wrong_use_is_one_clear_line(tmp_path, arguments, env, named) -> None:
    run = chat(tmp_path, "hello\n", *arguments, **env)
    assert run.returncode == 2, run.stdout
    assert named in run.stderr.decode()
    assert b"Traceback" not in run.stderr
    assert len(run.stderr.decode().strip().splitlines()) == 1


def test_a_file_that_is_no_database(tmp_path) -> None:
    (tmp_path / "voicebot.db").write_text("this is not a database, and it is long enough to be read as one" * 20)
    run = chat(tmp_path, "set an alarm for seven\nhello\n", *NOW)
    assert len(replies(run)) == 2
    assert "can't keep" in replies(run)[0] or "isn't set up" in replies(run)[0]
    assert b"not a database" in run.stderr
    assert b"Traceback" not in run.stderr
    assert (tmp_path / "voicebot.db").read_text().startswith("this is not")


def test_supabase_without_a_key_never_falls_back(tmp_path) -> None:
    run = chat(tmp_path, "take a note: x\n", *NOW, SUPABASE_URL="http://127.0.0.1:9")
    assert "keep" in replies(run)[0]
    assert b"SUPABASE_" in run.stderr
    assert not (tmp_path / "voicebot.db").exists()


def test_what_is_due_is_told_beside_the_replies_and_can_be_stopped(tmp_path) -> None:
    child = subprocess.Popen(
        [sys.executable, "chat.py", "--zone", "Europe/Berlin"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdin.write("set a timer for one second\n")
        child.stdin.flush()
        assert "one second" in child.stdout.readline()
        assert "timer" in child.stderr.readline()
        child.stdin.write("stop\nwhat timers do I have\n")
        child.stdin.close()
        assert "off" in child.stdout.readline()
        assert "no timers" in child.stdout.readline()
        assert child.wait(timeout=60) == 0


def test_on_a_terminal_there_is_a_prompt(tmp_path) -> None:
    leader, follower = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "chat.py", *NOW],
        stdin=follower, stdout=follower, stderr=follower, cwd=ROOT, close_fds=True,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "TERM": "xterm"},
    )  # fmt: skip
    os.close(follower)
    seen = read_until(leader, "you>")
    os.write(leader, b"set an alarm for 7 tomorrow morning\r")
    seen = read_until(leader, "in the morning.*you>")  # between two prompts a terminal throws away what is typed
    assert "Wednesday" in seen
    os.write(leader, b"\x04")
    with contextlib.suppress(OSError):  # the other end is closed
        read_until(leader, "no such words")
    assert child.wait(timeout=60) == 0
    os.close(leader)


def read_until(descriptor: int, wanted: str) -> str:
    seen = ""
    while not re.search(wanted, seen, re.DOTALL):
        seen += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", os.read(descriptor, 4096).decode("utf-8", "replace"))
        if "\x1b[6n" in seen:  # prompt_toolkit asks where the cursor is
            os.write(descriptor, b"\x1b[1;1R")
    return seen


def test_what_was_left_behind_is_sent_and_summed_up_when_it_starts(tmp_path) -> None:
    """As by a call whose process died an hour ago; nobody need run the page for that."""
    folder = tmp_path / "outbox"
    folder.mkdir()
    at = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    header = {"user": livekit_identity_to_uuid("alice"), "identity": "alice", "session_id": "job-1", "room": None}
    said = {"message_id": "m1", "sender": "user", "text": "I have to call the dentist tomorrow.", "at": at}
    lines = (
        {**header, "row_id": str(uuid4()), "channel": "voice", "created_at": at},
        {**said, "id": str(uuid4()), "interrupted": False, "tool": None},
    )
    (folder / "left.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    child = subprocess.Popen(
        [sys.executable, "chat.py"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    with child:
        try:
            found = wait_for(lambda: sessions(tmp_path), child)
        finally:
            child.kill()
    assert found == [("job-1", "abandoned", "You said: I have to call the dentist tomorrow.")]
    assert list(folder.iterdir()) == []


def sessions(folder: Path) -> list[tuple[str, str, str]]:
    """The sessions that have a summary."""
    with contextlib.suppress(sqlite3.OperationalError), sqlite3.connect(folder / "voicebot.db") as connection:
        return connection.execute(
            "select session_id, status, summary from sessions where summary is not null"
        ).fetchall()
    return []


def wait_for(look: Callable[[], list[T]], child: subprocess.Popen[bytes]) -> list[T]:
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert child.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found
