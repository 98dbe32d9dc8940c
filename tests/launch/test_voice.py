"""Where the LiveKit server comes from, in which order its parts start, and that the real one stays on this machine."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from launch import livekit_server, voice
from launch.livekit_server import Local
from launch.ports import answers_http
from launch.processes import Part, Processes
from tests.launch.running import LIMIT, ROOT
from tests.servers import require
from utils.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.launch.running import Running

PARTS = Path(__file__).parent / "parts"


def program(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


@pytest.fixture
def bare_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has only what the test puts into this folder (and `env`)."""
    folder = tmp_path / "bin"
    program(folder / "env", 'exec /usr/bin/env "$@"')
    monkeypatch.setenv("PATH", str(folder))
    return folder


def settings(**values: str) -> Settings:
    return Settings.load({"GROQ_API_KEY": "key", **values})


def test_without_a_model_server_voice_is_off() -> None:
    assert voice.plan(Settings.load({}), ROOT).off == voice.NO_GROQ
    assert voice.plan(Settings.load({"GROQ_BASE_URL": "http://127.0.0.1:1/v1"}), ROOT).off != voice.NO_GROQ


def test_a_half_configured_livekit_is_off_and_not_replaced_by_a_local_one() -> None:
    assert voice.plan(settings(LIVEKIT_URL="wss://example.com"), ROOT).off == voice.INCOMPLETE


def test_a_server_of_the_users_is_taken_as_it_is() -> None:
    planned = voice.plan(settings(LIVEKIT_URL="wss://example.com", LIVEKIT_API_KEY="k", LIVEKIT_API_SECRET="s"), ROOT)
    assert planned == voice.VoicePlan()
    assert "LIVEKIT_URL" not in voice.environment(settings(), planned)


def test_with_neither_server_nor_go_it_says_how_to_get_one(bare_path: Path, tmp_path: Path) -> None:
    off = voice.plan(settings(), tmp_path).off
    assert "no LiveKit server" in off
    assert "go.dev/dl" in off


@pytest.mark.parametrize(
    ("told", "can"),
    [
        ("go version go1.26.8 linux/amd64", True),
        ("go version go1.25.3 linux/amd64", False),
        ("go version go2.0 linux/arm64", True),
        ("go version devel", False),
    ],
)
def test_go_builds_the_server_if_it_is_new_enough(bare_path: Path, told: str, can: bool, tmp_path: Path) -> None:
    program(bare_path / "go", f"echo {told}")
    planned = voice.plan(settings(), tmp_path)
    assert bool(planned.off) is not can
    assert (planned.local is not None) is can


def test_a_server_on_the_path_is_preferred_to_the_cached_one(bare_path: Path, tmp_path: Path) -> None:
    cached = program(tmp_path / ".cache" / "livekit-server")
    assert livekit_server.find(tmp_path) == cached
    on_path = program(bare_path / "livekit-server")
    assert livekit_server.find(tmp_path) == on_path


def test_two_starts_share_neither_ports_nor_keys() -> None:
    first, second = Local.choose(), Local.choose()
    assert first.key != second.key
    assert first.secret != second.secret
    assert len(first.secret) >= 32  # livekit-server refuses shorter ones


def fake_go(folder: Path, *, fails: bool = False) -> None:
    server = f'#!/bin/sh\\nexec {sys.executable} {PARTS / "livekit.py"} \\"\\$@\\"\\n'
    build = (
        ["exit 1"]
        if fails
        else ['mkdir -p "$GOBIN"', f'printf "{server}" > "$GOBIN/server"', 'chmod +x "$GOBIN/server"']
    )
    program(
        folder / "go", 'if [ "$1" = version ]; then echo go version go1.26.0 linux/amd64; exit; fi', 'echo "$@"', *build
    )


def path_with(folder: Path) -> str:
    """PATH with this folder first and without a livekit-server."""
    had = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join([str(folder), *(p for p in had if not Path(p, "livekit-server").exists())])


def test_the_server_is_built_while_the_page_is_up_then_voice_comes(
    launch: Callable[..., Running], tmp_path: Path
) -> None:
    fake_go(tmp_path / "bin")
    running = launch(str(tmp_path / "root"), GROQ_API_KEY="key", PATH=path_with(tmp_path / "bin"))
    running.said("built by Go in the background")
    running.said(f"Open {running.address}")
    running.said("voice is off: the LiveKit server is being built, about 90 s the first time")
    running.said(f"build   | install github.com/livekit/livekit-server/cmd/server@{livekit_server.VERSION}")
    running.said("livekit | listening")
    running.said("registered worker")
    running.said("voice is on")
    config = Path(running.env["DATA_DIR"], "livekit.yaml")
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    worker = running.one("parts/worker.py").environ()
    keys = json.loads(config.read_text())["keys"]
    assert keys == {worker["LIVEKIT_API_KEY"]: worker["LIVEKIT_API_SECRET"]}
    assert worker["LIVEKIT_URL"] == running.one("parts/api.py").environ()["LIVEKIT_URL"]
    running.process.terminate()
    assert running.ended() == 0
    assert not config.exists()


def test_a_build_that_fails_leaves_the_page_and_says_so(launch: Callable[..., Running], tmp_path: Path) -> None:
    fake_go(tmp_path / "bin", fails=True)
    running = launch(str(tmp_path / "root"), GROQ_API_KEY="key", PATH=path_with(tmp_path / "bin"))
    running.said("voice is off: the LiveKit server could not be built")
    assert running.get().isdigit()


@pytest.mark.livekit
async def test_the_real_server_takes_the_configuration_and_listens_on_this_machine_only(
    tmp_path: Path, processes: Processes
) -> None:
    binary = livekit_server.find(ROOT)
    require(binary, "livekit-server", livekit_server.HOW_TO_GET)
    local = Local.choose()
    command = (str(binary), "--config", str(local.write_config(tmp_path)))
    async with voice.kept(Part("livekit", command, patience=1.0), processes), asyncio.timeout(LIMIT):
        await answers_http("127.0.0.1", local.port, "/")
        server = next(c for c in psutil.Process().children() if c.cmdline()[:3] == [*command])
        listening = {
            (c.laddr.ip, c.laddr.port) for c in server.net_connections("inet") if c.status in {"LISTEN", "NONE"}
        }
    assert listening == {("127.0.0.1", local.port), ("127.0.0.1", local.udp_port)}
    assert not server.is_running()
