"""Launchers for tests."""

from __future__ import annotations

import asyncio
import io
import signal
from typing import TYPE_CHECKING

import pytest

from launch.console import Console
from launch.processes import Processes
from tests.launch.running import Running, environment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

LIVEKIT = {"LIVEKIT_URL": "ws://127.0.0.1:9", "LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "secret"}
"""A server of the user's own; the stand-in for the worker does not call it."""


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start the launcher with stand-ins for its parts; without settings, one that has voice."""
    started = []

    def begin(*arguments: str, module: str = "tests.launch.stand_in", **settings: str) -> Running:
        settings = settings or {**LIVEKIT, "GROQ_API_KEY": "key"}
        started.append(Running(environment(tmp_path / "data", **settings), "-m", module, *arguments))
        return started[-1]

    yield begin
    for running in started:
        running.stop()


@pytest.fixture
def talking(launch: Callable[..., Running]) -> Running:
    """A launcher that is up, with API and worker."""
    running = launch()
    running.said(f"Open {running.address}")
    running.said("voice is on")
    return running


@pytest.fixture
def printed() -> io.StringIO:
    """What the console prints."""
    return io.StringIO()


@pytest.fixture
async def processes(printed: io.StringIO) -> AsyncIterator[Processes]:
    """Programs of this test's own process."""
    yield Processes(Console(printed))
    asyncio.get_running_loop().remove_signal_handler(signal.SIGCHLD)
