"""Spoken turns on local disk until the store has them: nothing stands in the way of speech, and nothing is lost.

One file a conversation: a header line, then a line for each thing that was said, then a line that ends it. A line is
in the operating system's hands as soon as it was said, so it outlives the process; it is forced to the disk once a
second, so a power cut costs at most the last second.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import random
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from system_control.conversations import Message, Said, Sender, Session, SessionStatus
from system_control.errors import AssistantError, StoreMisconfigured
from system_control.identity import acting_as
from system_control.shelf import new_id
from system_control.store.store import eq

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

SYNC_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 30.0
BATCH: Final = 200
"""Messages that are sent at once."""


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


class Outbox:
    """The folder of one machine's outbox files."""

    def __init__(self, manager: SupabaseManager) -> None:
        self._manager = manager
        self._folder = manager.settings.data_dir / "outbox"

    def open(self, session_id: str, *, user: str, identity: str | None, channel: str, room: str | None) -> OutboxFile:
        """Begin a conversation's file. Called before the conversation, since it touches the disk.

        :raises OSError: if the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        header = Header(user, identity, session_id, new_id(), channel, room, self._manager.clock.now().isoformat())
        return OutboxFile.begin(self._manager, self._folder / f"{header.row_id}.jsonl", header)

    async def drain(self) -> int:
        """Send what processes that are gone left behind, and close their conversations; return how many files.

        Any number of processes may do this at once: a file belongs to whoever holds its lock.
        """
        return await asyncio.to_thread(self.drain_now)

    def drain_now(self) -> int:
        """Do what `drain` does, blocking. A file that can't be sent now stays for the next start."""
        sent = 0
        for path in sorted(self._folder.glob("*.jsonl")) if self._folder.is_dir() else []:
            file = OutboxFile.adopt(self._manager, path)
            if file is None:
                continue
            with contextlib.closing(file):
                try:
                    file.send_all()
                except AssistantError as error:
                    log.warning("%s stays in the outbox: %s", path.name, error)
                else:
                    sent += 1
        return sent

    def remove_now(self, user: str) -> None:
        """Remove, blocking, what is left of a user in conversations that are over; for an erasure."""
        for path in self._folder.glob("*.jsonl") if self._folder.is_dir() else []:
            file = OutboxFile.adopt(self._manager, path)
            if file is not None:
                with contextlib.closing(file):
                    file.remove_if_of(user)


class OutboxFile:
    """One conversation's file; whoever has it open holds its lock."""

    def __init__(self, manager: SupabaseManager, path: Path, descriptor: int, header: Header) -> None:
        self._manager = manager
        self._path = path
        self._descriptor = descriptor
        self._header = header
        self._seq = 0
        self._sent_to = 0
        """Bytes up to which the store has everything."""
        self._turn_at = 0
        """Where the turn that is under way begins: until it is over it may still become private."""
        self._dirty = False
        self._made_session = False
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def begin(cls, manager: SupabaseManager, path: Path, header: Header) -> OutboxFile:
        """Make the file, locked, with its header."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        file = cls(manager, path, descriptor, header)
        file._write(asdict(header))
        file._sent_to = file._turn_at = os.fstat(descriptor).st_size
        return file

    @classmethod
    def adopt(cls, manager: SupabaseManager, path: Path) -> OutboxFile | None:
        """Take over a file that nobody has open; None if somebody has, or if it holds nothing that can be read."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)  # without O_APPEND: see remove_if_of
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        first = next(_lines(descriptor, 0), None)
        if first is None:  # cut off within the header: nothing was said yet
            path.unlink(missing_ok=True)
            os.close(descriptor)
            return None
        end, line = first
        file = cls(manager, path, descriptor, Header(**line))
        file._sent_to = end
        return file

    @property
    def waiting(self) -> bool:
        """Whether something of a finished turn is not in the store yet."""
        return self._sent_to < self._turn_at

    def append(self, said: Said) -> None:
        """Take what was said; it is safe from now on. Costs some microseconds, no wait for a disk."""
        if said.sender is Sender.USER:
            self._turn_at = os.fstat(self._descriptor).st_size
        self._seq += 1
        self._write({**asdict(said), "id": new_id(), "seq": self._seq, "at": self._manager.clock.now().isoformat()})

    def forget_turn(self) -> None:
        """Take the turn that is under way out again: its user asked for privacy in it."""
        os.ftruncate(self._descriptor, self._turn_at)
        os.fsync(self._descriptor)

    def start(self) -> None:
        """Begin to send what is said, in the background of the running loop."""
        self._task = asyncio.create_task(self._run(), name="outbox")

    async def finish(self, status: SessionStatus = SessionStatus.ENDED) -> bool:
        """End the conversation and send the rest; False if the store can't be reached, then the file stays."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._write({"end": status, "at": self._manager.clock.now().isoformat()})
        try:
            await asyncio.to_thread(self.send_all)
        except AssistantError as error:
            log.warning("[SESSION] the transcript waits in the outbox: %s", error)
            os.fsync(self._descriptor)
            return False
        finally:
            self.close()
        return True

    def close(self) -> None:
        """Let go of the file and its lock; a second time does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def send(self, limit: int) -> None:
        """Put what stands before byte `limit` into the store; what it has already is left as it is.

        :raises StoreUnavailable: if it can't be; what was sent before that is not sent again.
        """
        with acting_as(self._header.user):
            self._make_session()
            lines = [(end, line) for end, line in _lines(self._descriptor, self._sent_to) if end <= limit]
            for batch in (lines[i : i + BATCH] for i in range(0, len(lines), BATCH)):
                self._manager.store().insert("messages", [self._row(line) for _, line in batch if "seq" in line])
                self._sent_to = batch[-1][0]

    def send_all(self) -> None:
        """Put everything into the store, close the conversation there, and remove the file.

        :raises StoreUnavailable: if it can't be; the file then stays.
        """
        self.send(os.fstat(self._descriptor).st_size)
        ended = [line for _, line in _lines(self._descriptor, 0) if "end" in line]
        status = ended[-1]["end"] if ended else SessionStatus.ABANDONED
        times = [datetime.fromisoformat(line["at"]) for _, line in _lines(self._descriptor, 0) if "at" in line]
        began = datetime.fromisoformat(self._header.created_at)
        over = max(times, default=began)
        with acting_as(self._header.user):
            store = self._manager.store()
            mine = [eq("user_id", self._header.user), eq("session_id", self._header.session_id)]
            store.update(
                "sessions",
                mine,
                {
                    "status": status,
                    "ended_at": over,
                    "updated_at": over,
                    "live_until": None,
                    "duration_seconds": (over - began).total_seconds(),
                    "message_count": store.count("messages", mine),
                },
            )
        self._path.unlink(missing_ok=True)

    def remove_if_of(self, user: str) -> None:
        """Remove the file, overwritten, if it holds a conversation of this user."""
        if self._header.user == user:
            os.pwrite(self._descriptor, b"\0" * os.fstat(self._descriptor).st_size, 0)
            os.ftruncate(self._descriptor, 0)
            os.fsync(self._descriptor)
            self._path.unlink(missing_ok=True)

    def _make_session(self) -> None:
        """Make sure that the session's row is there: the store may have been down when it began."""
        if self._made_session:
            return
        header = self._header
        if not self._manager.ensure_profile(header.user, header.identity):
            self._manager.store().check()
            raise StoreMisconfigured("the profile of an outbox file can't be made")
        at = datetime.fromisoformat(header.created_at)
        session = Session(
            id=header.row_id,
            session_id=header.session_id,
            channel=header.channel,
            room=header.room,
            created_at=at,
            updated_at=at,
        )
        self._manager.store().insert("sessions", [{**session.row(), "user_id": header.user}])
        self._made_session = True

    def _row(self, line: dict[str, Any]) -> dict[str, Any]:
        message = Message(
            id=line["id"],
            message_id=line["message_id"],
            session_id=self._header.session_id,
            seq=line["seq"],
            sender=line["sender"],
            text_content=line["text"],
            interrupted=line["interrupted"],
            tool=line["tool"],
            created_at=datetime.fromisoformat(line["at"]),
        )
        return {**message.row(), "user_id": self._header.user}

    async def _run(self) -> None:
        pause = SYNC_SECONDS
        while True:
            await asyncio.sleep(pause)
            if self._dirty:
                self._dirty = False
                await asyncio.to_thread(os.fsync, self._descriptor)
            if not self.waiting:
                continue
            try:
                await asyncio.to_thread(self.send, self._turn_at)
                pause = SYNC_SECONDS
            except AssistantError as error:
                # Jittered, so that the jobs of a machine don't come back to a store that recovers all at once.
                pause = min(pause * random.uniform(1.5, 2.5), LONGEST_PAUSE_SECONDS)  # noqa: S311 - not a secret
                log.warning("[SESSION] the transcript waits for the store: %s", error)

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self._descriptor, json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._dirty = True


def _lines(descriptor: int, start: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each whole line from byte `start` on, with the byte at which it ends; a torn last one is passed over."""
    # Not through a file object: it would share its position with the writer, which may append meanwhile.
    end = start
    for raw in os.pread(descriptor, os.fstat(descriptor).st_size - start, start).splitlines(keepends=True):
        end += len(raw)
        if not raw.endswith(b"\n"):
            return
        with contextlib.suppress(json.JSONDecodeError, UnicodeDecodeError):
            yield end, json.loads(raw)
