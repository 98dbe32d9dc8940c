"""`--check`: one line for each thing, true, without starting anything; exit code 1 if something that is set fails."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from launch import report
from launch.report import Mark
from tests.launch.running import ROOT
from utils.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.launch.running import Running


class ModelServer(BaseHTTPRequestHandler):
    """Knows one key."""

    def do_GET(self) -> None:
        known = self.path == "/v1/models" and self.headers["Authorization"] == "Bearer right"
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def model_server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), ModelServer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
        thread.join()


@pytest.fixture
def closed() -> Iterator[str]:
    """A host and port that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{held.getsockname()[1]}"


def find(settings: Settings, what: str) -> report.Finding:
    return next(finding for finding in report.check(settings, ROOT) if finding.what == what)


def test_it_starts_nothing_and_leaves_nothing(launch: Callable[..., Running], tmp_path: Path) -> None:
    running = launch("--check", GROQ_API_KEY="", module="launch")
    assert running.ended() == 0
    assert [line.split()[1] for line in running.lines] == [
        *("Python", "data", "port", "store", "model", "voice"),
        *("livekit-server", "Go", "Node", "npm", "livekit-client"),
    ]
    assert {line.split()[0] for line in running.lines} <= {"✓", "–"}
    assert not (tmp_path / "data").exists()


def test_while_one_runs_it_says_so(talking: Running, launch: Callable[..., Running]) -> None:
    check = launch("--check", GROQ_API_KEY="", module="launch")
    assert check.ended() == 0
    assert any(f"the assistant is running (pid {talking.process.pid}, {talking.address})" in x for x in check.lines)


def test_what_is_set_and_does_not_answer_is_bad(launch: Callable[..., Running], closed: str) -> None:
    running = launch("--check", GROQ_BASE_URL=f"http://{closed}/v1", module="launch")
    assert running.ended() == 1
    (line,) = (line for line in running.lines if line.startswith("  ✗"))
    assert f"http://{closed}/v1 does not answer" in line


@pytest.mark.parametrize(
    ("key", "mark", "says"), [("right", Mark.GOOD, "answers"), ("wrong", Mark.BAD, "GROQ_API_KEY is refused (401)")]
)
def test_the_model_server_is_asked_with_the_key(model_server: str, key: str, mark: Mark, says: str) -> None:
    finding = find(Settings.load({"GROQ_BASE_URL": model_server, "GROQ_API_KEY": key}), "model")
    assert finding.mark is mark
    assert says in finding.says
    assert key not in finding.says


@pytest.mark.parametrize(("up", "mark"), [(True, Mark.GOOD), (False, Mark.BAD)])
def test_livekit_is_reached(model_server: str, closed: str, up: bool, mark: Mark) -> None:
    host = model_server.removeprefix("http://").removesuffix("/v1") if up else closed
    named = {"LIVEKIT_URL": f"ws://{host}", "LIVEKIT_API_KEY": "k", "LIVEKIT_API_SECRET": "s", "GROQ_API_KEY": "k"}
    assert find(Settings.load(named), "voice").mark is mark


def test_a_half_configured_livekit_is_bad(model_server: str) -> None:
    url = model_server.replace("http", "ws")
    finding = find(Settings.load({"LIVEKIT_URL": url, "GROQ_BASE_URL": model_server}), "voice")
    assert finding.mark is Mark.BAD
    assert "LIVEKIT_API_KEY" in finding.says


def test_a_store_that_is_refused_is_bad(tmp_path: Path) -> None:
    (tmp_path / "voicebot.db").write_text("this is not a database, and it is long enough to be looked at" * 20)
    finding = find(Settings.load({"DATA_DIR": str(tmp_path)}), "store")
    assert finding.mark is Mark.BAD


def test_a_supabase_without_its_key_is_bad() -> None:
    finding = find(Settings.load({"SUPABASE_URL": "https://example.supabase.co"}), "store")
    assert finding.mark is Mark.BAD
    assert "SUPABASE_SECRET_KEY" in finding.says


def test_a_data_folder_that_cannot_be_made_is_bad(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    finding = find(Settings.load({"DATA_DIR": str(tmp_path / "file" / "data")}), "data")
    assert finding.mark is Mark.BAD
    assert f"{tmp_path / 'file'} is a file" in finding.says


def test_a_taken_port_is_bad(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        finding = find(Settings.load({"DATA_DIR": str(tmp_path), "API_PORT": str(port)}), "port")
    assert finding.mark is Mark.BAD
    assert str(port) in finding.says
