"""A launcher that runs as a process of its own, what it printed so far, and what became of all its descendants."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from launch.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT = 60.0
"""Seconds that anything may take on a slow machine; nothing here takes so long."""

CONFIGURED = ("GROQ_", "LIVEKIT_", "SUPABASE_", "API_", "DATABASE_URL", "REDIS_URL", "WORKER_", "DATA_DIR")


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a person who has configured nothing but `more` (empty counts as not set, also over .env)."""
    mine = {name: "" if name.startswith(CONFIGURED) else value for name, value in os.environ.items()}
    return {**mine, "DATA_DIR": str(data_dir), "API_PORT": str(free_port(0)), **more}


class Running:
    """Started at once, in a process group of its own as a shell would."""

    def __init__(self, env: dict[str, str], *command: str) -> None:
        self.env = env
        self.address = f"http://127.0.0.1:{env['API_PORT']}/"
        self.lines: list[str] = []
        self._seen: list[psutil.Process] = []
        self._fresh: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._fresh.put(line.rstrip("\n"))
        self._fresh.put(None)

    def said(self, text: str) -> str:
        """Wait for a line, printed since the last one that was waited for, that holds `text`; return it."""
        deadline = time.monotonic() + LIMIT
        while True:
            try:
                line = self._fresh.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"It never said {text!r}. It said:\n" + "\n".join(self.lines))
            self.lines.append(line)
            if text in line:
                return line

    def ended(self) -> int:
        """Wait for its end; return its exit code, with all its lines in `lines`."""
        code = self.process.wait(LIMIT)
        self._reader.join(LIMIT)
        while (line := self._fresh.get(timeout=LIMIT)) is not None:
            self.lines.append(line)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def get(self, path: str = "") -> str:
        with urllib.request.urlopen(self.address + path, timeout=LIMIT) as answer:
            return str(answer.read().decode())

    def family(self) -> list[psutil.Process]:
        """Every process that it has started, and those started."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self._seen += family
        return family

    def one(self, text: str) -> psutil.Process:
        """The one of its processes that runs `text`, not as the argument of another."""
        return next(p for p in self.family() if any(arg.endswith(text) for arg in p.cmdline()[:2]))

    def stop(self) -> None:
        """End it by all means, for a test that failed."""
        if self.process.poll() is None:
            self.family()
            self.process.kill()
        for process in self._seen:
            if process.is_running():
                process.kill()
        if self.process.stdout is not None:
            self.process.wait(LIMIT)
            self._reader.join(LIMIT)
            self.process.stdout.close()


def eventually(true: Callable[[], bool], what: str) -> None:
    """Wait until it is true."""
    deadline = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def nothing_left(family: list[psutil.Process]) -> None:
    """Wait until none of these processes is there, not even as a zombie."""
    _, left = psutil.wait_procs(family, timeout=LIMIT)
    assert left == []
