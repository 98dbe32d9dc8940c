"""Voice: which LiveKit server, and server and worker in the right order."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launch import livekit_server
from launch.ports import answers_http, free_port
from launch.processes import CannotRun, Part

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from launch.processes import Processes
    from launch.voice_status import VoiceStatus
    from utils.settings import Settings

NO_GROQ = "it needs a model: set GROQ_API_KEY (free at console.groq.com/keys) or GROQ_BASE_URL"
INCOMPLETE = "LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET are needed together"

DRAIN_SECONDS = 3
"""How long a live call may go on after Ctrl-C."""

WORKER_PATIENCE = DRAIN_SECONDS + 12.0
"""Seconds; after the drain come on_session_end and the framework's shutdown callbacks (10 s)."""

REGISTERED = "registered worker"
"""What the worker logs when the server may send it calls; its health port answers seconds earlier."""


@dataclass(frozen=True, slots=True)
class VoicePlan:
    """How voice will be made, or why not.

    :param off: why it can't be; empty if it can.
    :param local: the server of this start; None with a server of the user's.
    :param binary: the local server's program; None if it is to be built.
    """

    off: str = ""
    local: livekit_server.Local | None = None
    binary: Path | None = None


def plan(settings: Settings, root: Path) -> VoicePlan:
    """Decide from the settings and what the machine has."""
    if not settings.has_groq:
        return VoicePlan(off=NO_GROQ)
    if settings.has_livekit:
        return VoicePlan()
    if settings.livekit_url or settings.livekit_api_key or settings.livekit_api_secret:
        return VoicePlan(off=INCOMPLETE)
    binary = livekit_server.find(root)
    if binary is None and not livekit_server.can_build():
        return VoicePlan(off=f"there is no LiveKit server: {livekit_server.HOW_TO_GET}")
    return VoicePlan(local=livekit_server.Local.choose(), binary=binary)


def environment(settings: Settings, planned: VoicePlan) -> dict[str, str]:
    """Return what the API and the worker must know of this start, over what the user has set."""
    told = {"DRAIN_SECONDS": str(DRAIN_SECONDS), "WORKER_PORT": str(free_port(settings.worker_port))}
    if planned.local is not None:
        told["LIVEKIT_URL"] = planned.local.url
        told["LIVEKIT_API_KEY"] = planned.local.key
        told["LIVEKIT_API_SECRET"] = planned.local.secret
        # One person's machine: a busy CPU is no reason to leave that person without an answer.
        told["WORKER_LOAD_PERCENT"] = "1000"
    return told


WORKER = Part("worker", (sys.executable, "agent.py", "start"), patience=WORKER_PATIENCE, gives_up=True)


async def run(
    planned: VoicePlan, settings: Settings, root: Path, processes: Processes, status: VoiceStatus, worker: Part = WORKER
) -> None:
    """Keep server and worker running until this is cancelled; then the worker ends first, so that it can drain."""
    worker = replace(
        worker,
        heard=lambda line: status.on() if REGISTERED in line else None,
        ended=lambda: status.off("the voice worker is being restarted"),
    )
    async with contextlib.AsyncExitStack() as stack:
        if planned.local is not None:
            binary = planned.binary or await build(root, processes, status)
            if binary is None:
                return
            config = planned.local.write_config(settings.data_dir)
            server = Part(
                "livekit",
                (str(binary), "--config", str(config)),
                patience=3.0,  # it ends within .1 s, but loses a SIGTERM in its first .3 s (1.13.5)
                ended=lambda: status.off("the LiveKit server is being restarted"),
            )
            status.off("the LiveKit server is starting")
            await stack.enter_async_context(kept(server, processes))
            await answers_http("127.0.0.1", planned.local.port, "/")
        status.off("the voice worker is starting")
        try:
            await processes.keep(worker)
        except CannotRun:
            status.off("the voice worker can't run as it is configured; see its lines in the launcher's output")


async def build(root: Path, processes: Processes, status: VoiceStatus) -> Path | None:
    """Build livekit-server; None if that failed, which is then said."""
    status.off("the LiveKit server is being built, about 90 s the first time")
    if await processes.run(Part("build", livekit_server.build_command(root))) == 0:
        return livekit_server.adopt_build(root)
    status.off(f"the LiveKit server could not be built; see the launcher's output, or {livekit_server.HOW_TO_GET}")
    return None


@contextlib.asynccontextmanager
async def kept(part: Part, processes: Processes) -> AsyncIterator[None]:
    """Keep a part running beside what is done here; on leaving it is ended."""
    keeping = asyncio.create_task(processes.keep(part))
    try:
        yield
    finally:
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping
