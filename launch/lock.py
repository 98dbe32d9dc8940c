"""One start at a time in a DATA_DIR: a file lock, which the kernel lifts however its holder ends."""

from __future__ import annotations

import fcntl
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "launch.lock"
TRIES = 10
"""Over half a second: `holder` takes the lock for a moment to see whether it is free."""


class AlreadyRunning(Exception):
    """Another start holds the lock; the message is what it wrote there: its pid and its address."""


def claim(data_dir: Path, address: str) -> None:
    """Take the lock until this process and those that it forks (not those that it executes) have ended.

    :raises AlreadyRunning: if another holds it.
    :raises OSError: if DATA_DIR cannot be written.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    file = os.open(data_dir / NAME, os.O_RDWR | os.O_CREAT, 0o644)
    for attempt in range(TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if attempt == TRIES - 1:
                holds = os.read(file, 200).decode(errors="replace").strip()
                os.close(file)
                raise AlreadyRunning(holds) from None
            time.sleep(0.05)
    os.ftruncate(file, 0)
    os.write(file, f"pid {os.getpid()}, {address}\n".encode())


def holder(data_dir: Path) -> str | None:
    """Return what the running start wrote in the lock; None if none runs here."""
    try:
        file = os.open(data_dir / NAME, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.read(file, 200).decode(errors="replace").strip()
    finally:
        os.close(file)
    return None
