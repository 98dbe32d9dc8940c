"""All parts of the assistant on one machine, from the first line of start-up to the last end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launch import livekit_client, voice
from launch.ports import answers_http
from launch.processes import CannotRun, Part, Processes
from launch.voice_status import VoiceStatus

if TYPE_CHECKING:
    from pathlib import Path

    from launch.console import Console
    from utils.settings import Settings

API = Part("api", (sys.executable, "-m", "api"), patience=8.0, gives_up=True)
"""It lets requests finish for 5 s."""

SLOW = 20.0
"""Seconds after which a start that has not answered yet is said to be slow."""


@dataclass(frozen=True, slots=True)
class Start:
    """One start: what it is configured to be, and the programs that make it up (tests give their own)."""

    settings: Settings
    root: Path
    voice_plan: voice.VoicePlan
    api: Part = API
    worker: Part = voice.WORKER
    install_client: Part | None = None

    @property
    def host(self) -> str:
        """Where the API can be reached from this machine."""
        host = self.settings.api_host
        return "127.0.0.1" if host in {"0.0.0.0", "::", "localhost"} else host  # noqa: S104 - compared, not bound

    @property
    def address(self) -> str:
        """The page."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.settings.api_port}/"


def run(start: Start, console: Console) -> int:
    """Run until SIGTERM or SIGINT and return the exit code, 1 if the API says that it can't run."""
    # Parts inherit these; nothing here reads them, so `utils/settings.py` stays the only reader of the environment.
    for name, value in voice.environment(start.settings, start.voice_plan).items():
        os.putenv(name, value)
    os.putenv("API_PORT", str(start.settings.api_port))
    os.putenv("PYTHONUNBUFFERED", "1")
    return asyncio.run(supervise(start, console))


async def supervise(start: Start, console: Console) -> int:
    """Start everything, wait for the end, end everything."""
    told_to_end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_end.set)
    processes = Processes(console)
    end = asyncio.create_task(told_to_end.wait())
    api = asyncio.create_task(processes.keep(start.api))
    rest = asyncio.create_task(after_the_page(start, console, processes))
    await asyncio.wait({end, api, rest}, return_when=asyncio.FIRST_COMPLETED)
    if end.done():
        console.say(f"ending; a live call has up to {voice.DRAIN_SECONDS} s")
    tasks = (end, api, rest)
    for task in tasks:
        task.cancel()
    code = 0
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, CannotRun):
            code = 1
        elif isinstance(outcome, Exception):
            raise outcome
    console.say("everything has ended")
    return code


async def after_the_page(start: Start, console: Console, processes: Processes) -> None:
    """Wait for the page and give its address; then bring up what may take its time."""
    status = VoiceStatus(start.settings.data_dir, console.say)
    if start.voice_plan.off:
        status.off(start.voice_plan.off)
    else:
        status.off("the voice worker is starting")
    page = asyncio.create_task(answers_http(start.host, start.settings.api_port, "/healthz"))
    await asyncio.wait({page}, timeout=SLOW)
    if not page.done():
        console.say(f"the API has not answered for {SLOW:.0f} s; still waiting (see its lines above)")
    await page
    console.plain(f"\nOpen {start.address}\n")
    async with asyncio.TaskGroup() as group:
        group.create_task(install_client(start, console, processes))
        if not start.voice_plan.off:
            group.create_task(
                voice.run(start.voice_plan, start.settings, start.root, processes, status, worker=start.worker)
            )
        group.create_task(asyncio.Event().wait())  # until it is cancelled


async def install_client(start: Start, console: Console, processes: Processes) -> None:
    """Install livekit-client if the page lacks it, or say why the page only types."""
    if livekit_client.is_there(start.root):
        return
    reason = livekit_client.why_not()
    if not reason:
        console.say("livekit-client is being installed by npm, so that the page can talk")
        install = start.install_client or Part("npm", livekit_client.install_command(start.root))
        if await processes.run(install) == 0:
            console.say("livekit-client is there: reload the page to talk")
            return
        reason = "npm could not install livekit-client (see above)"
    console.say(f"the page only types: {reason}")
