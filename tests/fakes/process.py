"""A program beside the tests: its words go to a file, it is waited for by them, and it is ended by its id."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds that are waited for what should come at once; a busy machine may need many."""

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "VIRTUAL_ENV", "SSL_CERT_FILE", "LD_LIBRARY_PATH")


class NeverHappened(AssertionError):
    """What was waited for did not come; the message says what, and what there was instead."""


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """Return a port of 127.0.0.1 that nobody holds now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(
    condition: Callable[[], T], what: str, *, seconds: float = PATIENCE, told: Callable[[], object] | None = None
) -> T:
    """Return what `condition` returns as soon as that is true.

    :param what: what is waited for, and `told`: what there is instead; both are for the message.
    :raises NeverHappened: after `seconds`.
    """
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise NeverHappened(_message(what, seconds, told() if told else found))
        await asyncio.sleep(0.02)
    return found


def _message(what: str, seconds: float, instead: object) -> str:
    return f"{what}: not within {seconds:.0f} s; there was: {str(instead)[-6000:]}"


class Process:
    """One program that runs until the block ends.

    Of this process's environment it sees only what every program needs (and no proxy), so that nobody's own
    configuration decides a test; it works in `folder`, where no `.env` lies.
    """

    def __init__(self, name: str, command: Sequence[str | Path], folder: Path, env: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.log_file = folder / f"{name}.log"
        kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
        with self.log_file.open("ab") as log:
            self._popen = subprocess.Popen(
                [str(word) for word in command],
                cwd=folder,
                env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    @property
    def code(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._popen.poll()

    @property
    def log(self) -> str:
        """All that it has said."""
        return self.log_file.read_text(errors="replace")

    def wait_for(self, words: str, *, seconds: float = PATIENCE) -> Self:
        """Block until it has said `words`.

        :raises NeverHappened: if it ends before, or after `seconds`.
        """
        end = time.monotonic() + seconds
        while words not in self.log:
            if self.code is not None:
                raise NeverHappened(f"{self.name} ended with {self.code} before {words!r}: {self.log[-6000:]}")
            if time.monotonic() > end:
                raise NeverHappened(_message(f"{self.name} says {words!r}", seconds, self.log))
            time.sleep(0.02)
        return self

    def send(self, number: int) -> None:
        """Send it a signal, if it runs."""
        self._popen.send_signal(number)

    def wait(self, *, seconds: float = PATIENCE) -> int:
        """Block until it ends by itself, and return its exit code.

        :raises subprocess.TimeoutExpired: after `seconds`.
        """
        return self._popen.wait(seconds)

    def stop(self, *, seconds: float = 20.0) -> int:
        """End it, kill it if it doesn't end, and return its exit code."""
        self._popen.terminate()
        try:
            return self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            return self._popen.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
