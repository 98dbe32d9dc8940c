"""Programs: started, listened to, ended with all that they started, reaped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from launch import bound
from launch.console import Lines, readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from launch.console import Console

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY = 60.0
"""Seconds; a part that ran so long before it crashed is restarted after the first pause again."""

LEFTOVER_PATIENCE = 3.0
"""Seconds that what a program leaves behind has to end by itself."""

LAST_WORDS = 1.0
"""Seconds to wait for the end of what a program printed, after it has ended."""

GIVES_UP = 2
"""The exit code of our programs when they can't run with this configuration; a Go program's panic has it too."""


class CannotRun(Exception):
    """A part has given up; the message is its name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A program that is part of the assistant.

    :param patience: seconds from SIGTERM to SIGKILL.
    :param gives_up: whether exit code 2 says that a restart would change nothing.
    :param heard: called with each line that it prints.
    :param ended: called when it has ended by itself, before it is started again.
    """

    name: str
    command: tuple[str, ...]
    patience: float = 5.0
    gives_up: bool = False
    heard: Callable[[str], None] | None = None
    ended: Callable[[], None] | None = None


class Processes:
    """Starts programs, each in a process group of its own, and reaps every child of this process.

    Made inside a running event loop, in the main thread: a parent's death is announced when its thread ends (prctl(2)).
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self._loop = asyncio.get_running_loop()
        self._ends: dict[int, asyncio.Future[int]] = {}
        self._loop.add_signal_handler(signal.SIGCHLD, self._reap)

    async def run(self, part: Part) -> int:
        """Run a program to its end and return its exit code (-N: killed by signal N); cancel to end it.

        When this returns or raises, nothing of the program's process group is left.
        """
        reader, writer = os.pipe()
        pid, ended = self._start(part, writer)
        os.close(writer)
        lines = Lines(lambda line: self._heard(part, line))
        transport = None
        try:
            transport, _ = await self._loop.connect_read_pipe(lambda: lines, os.fdopen(reader, "rb", 0))
            return await asyncio.shield(ended)
        finally:
            await self._end(part, pid, ended)
            await end_group(pid)
            if transport is not None:
                await asyncio.wait({lines.finished}, timeout=LAST_WORDS)
                transport.close()

    async def keep(self, part: Part) -> None:
        """Run a program until this is cancelled; when it ends by itself, say so and start it again.

        The pause before that doubles from 1 s to 30 s, and is 1 s again after it ran for a minute.
        :raises CannotRun: if it is one that gives up, and did.
        """
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            code = await self.run(part)
            if part.ended is not None:
                part.ended()
            if part.gives_up and code == GIVES_UP:
                raise CannotRun(part.name)
            if time.monotonic() - began >= STEADY:
                pause = FIRST_PAUSE
            self.console.say(f"{part.name} has ended by itself ({how(code)}); it is started again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _start(self, part: Part, output: int) -> tuple[int, asyncio.Future[int]]:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-I", "-S", str(Path(bound.__file__)), str(os.getpid()), *part.command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            process_group=0,
        )
        ended = self._ends[process.pid] = self._loop.create_future()
        # It is reaped here, not by Popen, which would otherwise warn that it is still running.
        ended.add_done_callback(lambda end: setattr(process, "returncode", end.result()))
        return process.pid, ended

    def _heard(self, part: Part, line: str) -> None:
        for text in readable(line):
            self.console.line(part.name, text)
        if part.heard is not None:
            part.heard(line)

    async def _end(self, part: Part, pid: int, ended: asyncio.Future[int]) -> None:
        if ended.done():
            return
        # Only the program itself: it knows in which order its own children end.
        os.kill(pid, signal.SIGTERM)
        await asyncio.wait({ended}, timeout=part.patience)
        if not ended.done():
            self.console.say(f"{part.name} did not end within {part.patience:.0f} s and is killed")
            os.kill(pid, signal.SIGKILL)
            await ended

    def _reap(self) -> None:
        """Collect every child that has ended: programs, and orphans of theirs that were adopted."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                ended = self._ends.pop(pid, None)
                if ended is not None:
                    ended.set_result(os.waitstatus_to_exitcode(status))


async def end_group(group: int) -> None:
    """End what is left of a process group: SIGTERM, and SIGKILL after 3 s."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # the group is empty; on macOS: zombies only
        for sent in (signal.SIGTERM, signal.SIGKILL):
            os.killpg(group, sent)
            deadline = time.monotonic() + LEFTOVER_PATIENCE
            while time.monotonic() < deadline:
                os.killpg(group, 0)
                await asyncio.sleep(0.02)


def how(code: int) -> str:
    """Say an exit code in words."""
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
