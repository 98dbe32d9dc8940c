"""Where the levels of shared budgets lie: in a small file that a machine's processes lock by turns, or in memory."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import time
from typing import TYPE_CHECKING, Protocol, TypeVar

from utils.buckets import RECORD_BYTES, Levels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

log = logging.getLogger(__name__)

_MAGIC = b"levels-1"
_KEY_BYTES = 8
_ENTRY_BYTES = _KEY_BYTES + RECORD_BYTES
_MOST_BYTES = 1 << 20

# A turn takes tens of microseconds; whoever has held the lock a thousand times that long is stopped, and a
# conversation must not stop with it.
_LOCK_TRIES = 400
_LOCK_PAUSE = 50e-6

_LOOK_EVERY = 1.0  # seconds between two looks at whether the file is still the one that all see


class BudgetStore(Protocol):
    """Keeps levels by name."""

    async def update(self, name: str, change: Callable[[Levels, float], T]) -> T:
        """Call `change(levels, now)` with nobody else in between, keep what it did to the levels, return its result.

        `now` is in seconds of the Unix clock. It may not raise.
        """
        ...

    async def aclose(self) -> None:
        """Let go of what is open."""
        ...


class MemoryBudgets:
    """Levels of this process alone."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._levels: dict[str, Levels] = {}

    async def update(self, name: str, change: Callable[[Levels, float], T]) -> T:
        """See BudgetStore."""
        return self.apply(name, change)

    def apply(self, name: str, change: Callable[[Levels, float], T]) -> T:
        """Do as `update`, at once."""
        now = self._now()
        return change(self._levels.setdefault(name, Levels(now)), now)

    def put(self, name: str, levels: Levels) -> None:
        """Go on from these levels."""
        self._levels[name] = levels

    async def aclose(self) -> None:
        """Nothing is open."""


class FileBudgets:
    """Levels in a file, one turn at a time for all processes of the machine (flock; 5 µs, measured).

    A file that holds something else is begun anew; where that cannot be written, this process counts alone. Either
    is said in one line, and neither stops a caller.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._path, self._now = path, now
        self._memory = MemoryBudgets(now)
        self._fd = -1
        self._pid = 0
        self._looked = 0.0
        self._places: dict[str, tuple[bytes, int]] = {}
        self._alone = False

    async def update(self, name: str, change: Callable[[Levels, float], T]) -> T:
        """See BudgetStore. Never awaits: the turn is shorter than a switch of tasks."""
        now = self._now()
        if self._alone or not self._lock(now):
            return self._memory.apply(name, change)
        levels: Levels | None = None
        try:
            levels = self._read(name, now)
            result = change(levels, now)
            key, place = self._places[name]
            os.pwrite(self._fd, key + levels.pack(), place)
        except OSError as error:
            self._give_up(error)
            if levels is None:
                return self._memory.apply(name, change)
            self._memory.put(name, levels)
        finally:
            if self._fd >= 0:
                fcntl.flock(self._fd, fcntl.LOCK_UN)
        return result

    async def aclose(self) -> None:
        """Close the file."""
        self._close()

    def _lock(self, now: float) -> bool:
        """Take the turn; False if the file cannot be had, now or at all."""
        # After a fork both would hold one lock.
        if self._pid != os.getpid():
            self._close()
        # A file that was deleted is one that no other process looks at; asking costs a tenth of the turn.
        elif not 0 <= now - self._looked < _LOOK_EVERY:
            self._looked = now
            if self._fd >= 0 and not os.fstat(self._fd).st_nlink:
                self._close()
        try:
            if self._fd < 0:
                self._open()
            for _ in range(_LOCK_TRIES):
                try:
                    fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    time.sleep(_LOCK_PAUSE)
                else:
                    return True
        except OSError as error:
            self._give_up(error)
        return False

    def _read(self, name: str, now: float) -> Levels:
        key, place = self._places.get(name) or self._find(name)
        entry = os.pread(self._fd, _ENTRY_BYTES, place)
        if entry[:_KEY_BYTES] != key:  # another process has begun the file anew
            self._places.clear()
            key, place = self._find(name)
            entry = os.pread(self._fd, _ENTRY_BYTES, place)
        try:
            return Levels.unpack(entry[_KEY_BYTES:])
        except ValueError as error:
            self._begin_anew(error)
            self._find(name)
            return Levels(now)

    def _find(self, name: str) -> tuple[bytes, int]:
        """Look up where this budget's record is, or shall be: behind the last one."""
        key = hashlib.blake2b(name.encode(), digest_size=_KEY_BYTES).digest()
        content = os.pread(self._fd, _MOST_BYTES, 0)
        if content and (not content.startswith(_MAGIC) or (len(content) - len(_MAGIC)) % _ENTRY_BYTES):
            self._begin_anew(ValueError("not a file of budgets"))
            content = b""
        if not content:
            os.pwrite(self._fd, _MAGIC, 0)
            content = _MAGIC
        place = len(_MAGIC)
        while place < len(content) and content[place : place + _KEY_BYTES] != key:
            place += _ENTRY_BYTES
        self._places[name] = key, place
        if place == len(content):
            os.pwrite(self._fd, key + Levels(self._now()).pack(), place)
        return self._places[name]

    def _begin_anew(self, error: ValueError) -> None:
        log.warning("%s is damaged (%s): it begins anew, as if nothing had been used.", self._path, error)
        os.ftruncate(self._fd, 0)
        self._places.clear()

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._pid = os.getpid()

    def _close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1
        self._places.clear()

    def _give_up(self, error: OSError) -> None:
        log.warning("%s cannot be used (%s): this process counts its calls alone.", self._path, error.strerror or error)
        self._alone = True
        self._close()
