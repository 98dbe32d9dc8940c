"""What a person sees of a start: the address when it answers, parts that come back, one clear line when it can't be."""

from __future__ import annotations

import json
import socket
import urllib.error
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.launch.running import eventually, nothing_left

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.launch.running import Running


def voice(running: Running) -> dict[str, object]:
    said = json.loads(Path(running.env["DATA_DIR"], "voice.json").read_text())
    assert isinstance(said, dict)
    return said


def test_the_address_is_given_when_it_answers(launch: Callable[..., Running]) -> None:
    running = launch(GROQ_API_KEY="")
    running.said(f"Open {running.address}")
    assert running.get().isdigit()
    assert voice(running) == {
        "on": False,
        "reason": "It needs a model: set GROQ_API_KEY (free at console.groq.com/keys) or GROQ_BASE_URL.",
    }
    start_up = "\n".join(running.lines)
    assert "SQLite" in start_up
    assert "GROQ_API_KEY (free at console.groq.com/keys)" in start_up


def test_a_second_start_says_so_and_breaks_nothing(talking: Running, launch: Callable[..., Running]) -> None:
    second = launch()
    assert second.ended() == 1
    (line,) = second.lines
    assert line.startswith(f"✗ the assistant is already running (pid {talking.process.pid}, {talking.address})")
    assert talking.get().isdigit()
    assert voice(talking)["on"] is True


def test_a_crashed_part_comes_back_without_what_it_left(talking: Running) -> None:
    left = talking.one("parts/api.py").children()
    before = talking.get()
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        talking.get("crash")
    talking.said("api has ended by itself (exit code 3); it is started again in 1 s")
    nothing_left(left)

    def is_back() -> bool:
        try:
            return talking.get() != before
        except (urllib.error.URLError, ConnectionError):
            return False

    eventually(is_back, "the API did not come back")


def test_while_the_worker_is_away_the_page_is_told(talking: Running) -> None:
    assert voice(talking) == {"on": True, "reason": ""}
    talking.one("parts/worker.py").kill()
    talking.said("voice is off: the voice worker is being restarted")
    assert voice(talking) == {"on": False, "reason": "The voice worker is being restarted."}
    talking.said("worker has ended by itself (killed by SIGKILL)")
    talking.said("voice is on")
    assert voice(talking) == {"on": True, "reason": ""}


def test_a_taken_port_is_one_clear_line(launch: Callable[..., Running]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        running = launch(API_PORT=str(port), module="launch")
        assert running.ended() == 1
    (line,) = running.lines
    assert line.startswith(f"✗ port {port} of 127.0.0.1 is taken by another program")
    assert line.endswith(f"API_PORT={port + 1}")


def test_a_data_folder_that_cannot_be_written_is_one_clear_line(launch: Callable[..., Running], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    running = launch(DATA_DIR=str(tmp_path / "file" / "data"), module="launch")
    assert running.ended() == 1
    (line,) = running.lines
    assert line.startswith(f"✗ DATA_DIR ({tmp_path / 'file' / 'data'}) can't be written (Not a directory)")
    assert "set DATA_DIR to a folder of yours" in line


def test_a_setting_that_cannot_be_used_is_one_clear_line(launch: Callable[..., Running]) -> None:
    running = launch(API_PORT="many", module="launch")
    assert running.ended() == 1
    assert running.lines == ["✗ API_PORT is 'many'; it takes a whole number from 0 to 65535."]


def test_an_api_that_cannot_run_ends_the_start(launch: Callable[..., Running], tmp_path: Path) -> None:
    running = launch(API_HOST="192.0.2.1", module="launch")  # an address of nobody (RFC 5737)
    assert running.ended() == 1
    assert running.lines[-1].startswith("✗ API_HOST (192.0.2.1) is no address of this machine")
