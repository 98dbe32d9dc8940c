"""What was said is known after a restart: each turn here is answered by a process of its own, without a model."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.fakes.process import PATIENCE, ROOT, Process, free_port

if TYPE_CHECKING:
    from pathlib import Path

TOLD, ASKED = "my favourite language is Python", "what is my favourite language?"


def chat(folder: Path, said: str) -> str:
    """Type one line into a new process of the terminal's."""
    run = subprocess.run(
        [sys.executable, "chat.py"],
        input=f"{said}\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=2 * PATIENCE,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder)},
    )
    return run.stdout


def api(folder: Path, said: str, how: signal.Signals) -> dict[str, str]:
    """Say it to a new process of the API's, without naming a conversation, and end that process."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {"DATA_DIR": str(folder), "API_PORT": str(port)}
    command = [sys.executable, "-m", "api"]
    with Process("api", command, folder.parent, env) as process, httpx.Client(base_url=url, trust_env=False) as page:
        process.wait_for("listens on")
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                page.get("/")
                break
            except httpx.TransportError:
                assert process.code is None, process.log
                assert time.monotonic() < deadline, process.log
                time.sleep(0.05)
        body = {"text": said}
        answer = page.post("/api/v1/conversation", json=body, headers={"Origin": url}, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        process.send(how)
        process.wait()
        found: dict[str, str] = answer.json()
        return found


def conversations(folder: Path) -> list[tuple[str, str, int]]:
    with sqlite3.connect(folder / "voicebot.db") as connection:
        return connection.execute("select session_id, status, message_count from sessions").fetchall()


def words(folder: Path) -> list[tuple[int, str]]:
    with sqlite3.connect(folder / "voicebot.db") as connection:
        return connection.execute(
            "select seq, text_content from messages where sender = 'user' order by seq"
        ).fetchall()


def test_in_the_terminal(tmp_path: Path) -> None:
    chat(tmp_path, TOLD)
    assert "Python" in chat(tmp_path, ASKED)
    ((_, status, count),) = conversations(tmp_path)
    assert status == "active"
    assert [text for _, text in words(tmp_path)] == [TOLD, ASKED]
    assert count >= 4


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_over_http(tmp_path: Path, how: signal.Signals) -> None:
    folder = tmp_path / "data"
    first = api(folder, TOLD, how)
    second = api(folder, ASKED, how)
    assert "Python" in second["reply"]
    assert first["session_id"] == second["session_id"]
    assert [name for name, _, _ in conversations(folder)] == [first["session_id"]]
    assert [text for _, text in words(folder)] == [TOLD, ASKED]


def test_from_the_terminal_to_the_page(tmp_path: Path) -> None:
    """They are the same user of this machine, and within half an hour it is the same conversation."""
    folder = tmp_path / "data"
    chat(folder, TOLD)
    assert "Python" in api(folder, ASKED, signal.SIGTERM)["reply"]
    assert len(conversations(folder)) == 1
