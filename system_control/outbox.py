"""Spoken turns on local disk until the store has them: nothing stands in the way of speech, and nothing is lost.

Typed ones as well while the store can't be reached. `outbox_file.py` tells what a file promises.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import random
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from system_control.conversations import SessionStatus
from system_control.errors import AssistantError
from system_control.outbox_file import Header, LockedFile
from system_control.outbox_sending import Sending
from system_control.shelf import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from system_control.conversations import Said
    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

SYNC_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 30.0


class OutboxFile(Sending):
    """A conversation's file that is sent in the background of the running loop while the conversation goes on."""

    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send what is said, in the background of the running loop."""
        self._task = asyncio.create_task(self._run(), name="outbox")

    async def finish(self, status: SessionStatus = SessionStatus.ENDED) -> bool:
        """End the conversation and send the rest; False if it isn't in the store then (it can't be reached: it stays).

        A second time does nothing.
        """
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._file.closed:
            return False
        try:
            if not self._dropped:
                self._file.write({"end": status, "at": self._now()})
                await asyncio.to_thread(self.send_all)
        except AssistantError as error:
            log.warning("[SESSION] the transcript waits in the outbox: %s", error)
            self.sync()
        else:
            return not self._dropped
        finally:
            self.close()
        return False

    async def _run(self) -> None:
        pause = SYNC_SECONDS
        while not self._dropped:
            await asyncio.sleep(pause)
            if self._file.dirty:
                await asyncio.to_thread(self.sync)
            if not self.waiting:
                continue
            try:
                await asyncio.to_thread(self.send, self._turn_at)
                pause = SYNC_SECONDS
            except AssistantError as error:
                # Jittered, so that the jobs of a machine don't come back to a store that recovers all at once.
                pause = min(pause * random.uniform(1.5, 2.5), LONGEST_PAUSE_SECONDS)  # noqa: S311 - not a secret
                log.warning("[SESSION] the transcript waits for the store: %s", error)


_numbers = itertools.count()

_live: WeakSet[OutboxFile] = WeakSet()
"""The files that this process writes to."""


class Outbox:
    """The folder of one machine's outbox files. What a manager's conversations forget is forgotten here too."""

    def __init__(self, manager: SupabaseManager) -> None:
        self._manager = manager
        self._folder = manager.settings.data_dir / "outbox"
        manager.conversations.messages.waiting = self

    def open(self, session_id: str, *, user: str, identity: str | None, channel: str, room: str | None) -> OutboxFile:
        """Begin a conversation's file. Called before the conversation, since it touches the disk.

        :raises OSError: if the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        now = self._manager.clock.now()
        header = Header(user, identity, session_id, new_id(), channel, room, now.isoformat())
        # In the order of time, since a conversation that is typed while the store is down has a file a turn.
        name = f"{now:%Y%m%dT%H%M%S.%f}-{next(_numbers):06}-{header.row_id}.jsonl"
        file = OutboxFile(self._manager, LockedFile.begin(self._folder / name, header))
        _live.add(file)
        return file

    def keep_now(self, said: Sequence[Said], *, session_id: str, user: str, identity: str | None) -> None:
        """Keep, blocking, what was typed while the store is down, until the next `drain`.

        :raises OSError: if the folder cannot be written.
        """
        with contextlib.closing(self.open(session_id, user=user, identity=identity, channel="text", room=None)) as file:
            for one in said:
                file.append(one)
            file.sync()

    async def drain(self) -> int:
        """Send what processes that are gone left behind, and close their conversations; return how many files.

        Any number of processes may do this at once: a file belongs to whoever holds its lock.
        """
        return await asyncio.to_thread(self.drain_now)

    def drain_now(self) -> int:
        """Do what `drain` does, blocking. A file that can't be sent now stays for the next start."""
        sent = 0
        for file in self._left_behind():
            try:
                file.send_all()
            except AssistantError as error:
                log.warning("%s stays in the outbox: %s", file.name, error)
            else:
                sent += 1
        return sent

    def forget_now(self, user: str, session_id: str | None) -> None:
        """Take out, blocking, what was said in a conversation of the user's, or (None) in all; a live one goes on."""
        for live in [file for file in _live if file.is_of(user, session_id)]:
            live.forget()
        for file in self._left_behind():
            if file.is_of(user, session_id):
                file.forget() if session_id else file.drop()

    def remove_now(self, user: str) -> None:
        """Remove, blocking, what is left of a user in conversations that are over; for an erasure."""
        for file in self._left_behind():
            if file.is_of(user, None):
                file.drop()

    def _left_behind(self) -> Iterator[Sending]:
        """Yield, one after the other and each with its lock, the files that nobody writes to."""
        paths = sorted(self._folder.glob("*.jsonl")) if self._folder.is_dir() else []
        for path in paths:
            found = LockedFile.adopt(path)
            if found is not None:
                with contextlib.closing(Sending(self._manager, found)) as file:
                    yield file
