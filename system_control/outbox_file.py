"""The words of one conversation on local disk: a locked file of lines that are appended, read and taken out again.

A header line, then a line for each thing that was said, then a line that ends it. A line is in the operating system's
hands as soon as it was said, so it outlives the process; it is forced to the disk once a second, so a power cut costs
at most the last second.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import asdict, dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Header:
    """Whose conversation a file holds."""

    user: str
    identity: str | None
    session_id: str
    row_id: str
    channel: str
    room: str | None
    created_at: str


class LockedFile:
    """One file of lines; whoever has it open holds its lock. It knows nothing of a store."""

    def __init__(self, path: Path, descriptor: int, header: Header, begins: int) -> None:
        self.path = path
        self.header = header
        self.begins = begins
        """The byte where the header ends."""
        self.dirty = False
        """Whether something may not be on the disk yet."""
        self._descriptor = descriptor
        self._writing = Lock()

    @classmethod
    def begin(cls, path: Path, header: Header) -> LockedFile:
        """Make the file, locked, with its header.

        :raises OSError: if it can't be written.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        file = cls(path, descriptor, header, 0)
        file.write(asdict(header))
        file.begins = file.size
        return file

    @classmethod
    def adopt(cls, path: Path) -> LockedFile | None:
        """Take over a file that nobody has open; None if somebody has, or if it is none of ours."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        # The line that was torn, so that what is written next is a line of its own.
        os.ftruncate(descriptor, os.pread(descriptor, os.fstat(descriptor).st_size, 0).rfind(b"\n") + 1)
        begins, line = next(_lines(descriptor, 0), (0, {}))
        if not begins:  # cut off within the header: nothing was said yet
            path.unlink(missing_ok=True)
        if line.keys() != Header.__dataclass_fields__.keys():
            os.close(descriptor)
            return None
        return cls(path, descriptor, Header(**line), begins)

    @property
    def closed(self) -> bool:
        """Whether the lock was let go of."""
        return self._descriptor < 0

    @property
    def size(self) -> int:
        """Bytes."""
        return os.fstat(self._descriptor).st_size

    def write(self, line: dict[str, Any]) -> None:
        """Append a line. Costs some microseconds, no wait for a disk."""
        with self._writing:
            os.write(self._descriptor, json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self.dirty = True

    def lines(self, start: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield each whole line from byte `start` on, with the byte where it ends; an unreadable one is left out."""
        return _lines(self._descriptor, start)

    def cut(self, at: int) -> None:
        """Take out what stands from byte `at` on, so that the disk has it no more."""
        with self._writing:
            # By a descriptor of its own: one that appends writes at the end wherever it is told to.
            with self.path.open("r+b", buffering=0) as file:
                os.pwrite(file.fileno(), b"\0" * max(0, self.size - at), at)
                os.fsync(file.fileno())
            os.ftruncate(self._descriptor, at)
            os.fsync(self._descriptor)

    def sync(self) -> None:
        """Force to the disk what is not there yet; blocks."""
        if self.dirty:
            self.dirty = False
            os.fsync(self._descriptor)

    def remove(self) -> None:
        """Remove the file; it stays open."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file and its lock; a second time does nothing."""
        if not self.closed:
            os.close(self._descriptor)
            self._descriptor = -1


def _lines(descriptor: int, start: int) -> Iterator[tuple[int, dict[str, Any]]]:
    # Not through a file object: it would share its position with the writer, which may append meanwhile.
    end = start
    for raw in os.pread(descriptor, os.fstat(descriptor).st_size - start, start).splitlines(keepends=True):
        end += len(raw)
        if not raw.endswith(b"\n"):  # being written
            return
        with contextlib.suppress(json.JSONDecodeError, UnicodeDecodeError):
            line = json.loads(raw)
            if isinstance(line, dict):
                yield end, line
