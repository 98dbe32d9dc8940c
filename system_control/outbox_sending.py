"""What is in one outbox file, on its way to the store: taken when said, sent once, taken out when unwanted."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from system_control.conversations import Said, Sender, Session, SessionStatus
from system_control.errors import StoreMisconfigured
from system_control.identity import acting_as
from system_control.shelf import new_id
from system_control.store.procedures import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from system_control.outbox_file import LockedFile
    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

BATCH: Final = 200
"""Messages that are sent at once."""

_TOKENS: Final = ("tokens_input", "tokens_output")


class Sending:
    """What is in one conversation's file; `append` is called in the event loop, what blocks is said to."""

    def __init__(self, manager: SupabaseManager, file: LockedFile) -> None:
        self._manager = manager
        self._file = file
        self._header = file.header
        self._sent_to = file.begins
        """Bytes up to which the store has everything."""
        self._turn_at = file.begins
        """Where the turn that is under way begins: until it is over it may still become private."""
        self._made_session = any("made" in line for _, line in file.lines(file.begins))
        self._dropped = False
        self._sending = Lock()

    @property
    def name(self) -> str:
        """How the file is called."""
        return self._file.path.name

    @property
    def waiting(self) -> bool:
        """Whether something of a finished turn is not in the store yet."""
        return self._sent_to < self._turn_at

    def is_of(self, user: str, session_id: str | None) -> bool:
        """Whether it holds this conversation of this user, or (None) any of theirs."""
        return not self._file.closed and self._header.user == user and session_id in (None, self._header.session_id)

    def append(self, said: Said) -> None:
        """Take what was said; it is safe from now on. Nothing is taken any more once it is closed."""
        if self._dropped or self._file.closed:
            return
        if said.sender is Sender.USER:
            self._turn_at = self._file.size
        self._file.write({**asdict(said), "id": new_id(), "at": self._now()})

    def spend(self, tokens_input: int, tokens_output: int) -> None:
        """Count what was spent on words that are not kept, or beside them."""
        if not (self._dropped or self._file.closed) and (tokens_input or tokens_output):
            self._file.write({"tokens_input": tokens_input, "tokens_output": tokens_output, "at": self._now()})

    def forget_turn(self) -> None:
        """Take the turn that is under way out again: its user asked for privacy in it."""
        if not (self._dropped or self._file.closed):
            self._take_out(self._turn_at)

    def forget(self) -> None:
        """Take out, blocking, all that was said so far; what is being sent is sent first."""
        with self._sending:
            if not (self._dropped or self._file.closed):
                self._take_out(self._file.begins)
                self._sent_to = self._turn_at = self._file.begins

    def drop(self) -> None:
        """Remove the file and all in it; the conversation is kept no more."""
        self._dropped = True
        self._file.cut(0)
        self._file.remove()

    def sync(self) -> None:
        """Force what was said to the disk; blocks."""
        self._file.sync()

    def close(self) -> None:
        """Let go of the file and its lock; a second time does nothing."""
        self._file.close()

    def send(self, limit: int) -> None:
        """Put what stands before byte `limit` into the store; what it has already is left as it is.

        :raises StoreUnavailable: if it can't be; what was sent before that is not sent again.
        """
        with self._sending, acting_as(self._header.user):
            if self._dropped:
                return
            self._make_session()
            lines = [(end, line) for end, line in self._file.lines(self._sent_to) if end <= limit]
            for batch in (lines[i : i + BATCH] for i in range(0, len(lines), BATCH)):
                messages = [_message(line) for _, line in batch if "message_id" in line]
                if messages and not self._save(messages):
                    return
                self._sent_to = batch[-1][0]

    def send_all(self) -> None:
        """Put everything into the store, close the conversation there, and remove the file.

        A typed conversation is not closed: it goes on.
        :raises StoreUnavailable: if it can't be; the file then stays.
        """
        self.send(self._file.size)
        if self._dropped:
            return
        lines = [line for _, line in self._file.lines(self._file.begins)]
        if self._header.channel != "text":
            ended = [line["end"] for line in lines if "end" in line]
            began = datetime.fromisoformat(self._header.created_at)
            over = max((datetime.fromisoformat(line["at"]) for line in lines if "at" in line), default=began)
            values = {
                "status": ended[-1] if ended else SessionStatus.ABANDONED,
                "ended_at": over,
                "live_until": None,
                "duration_seconds": (over - began).total_seconds(),
            }
            beside = [line for line in lines if "message_id" not in line]
            with acting_as(self._header.user):
                self._save([], at=over.isoformat(), **_tokens(beside), **values)
        self._file.remove()

    def _save(self, messages: list[dict[str, Any]], *, at: str = "", **values: Any) -> bool:
        """Send it; False if the conversation was deleted meanwhile: then what is left of it goes as well."""
        header, tokens = self._header, {k: values.pop(k, 0) for k in _TOKENS}
        arguments = {
            "user_id": header.user,
            "session_id": header.session_id,
            "at": at or self._now(),
            "messages": messages,
            **tokens,
            "values": encode(values),
        }
        if self._manager.store().call("save_turn", arguments) != "gone":
            return True
        log.info("[SESSION] the conversation was deleted; nothing of it is kept")
        self.drop()
        return False

    def _take_out(self, at: int) -> None:
        tokens = _tokens(
            [line for end, line in self._file.lines(at) if end > self._sent_to or "message_id" not in line]
        )
        self._file.cut(at)
        if self._made_session:
            self._file.write({"made": True})
        self.spend(**tokens)

    def _make_session(self) -> None:
        """Make sure, once, that the session's row is there: the store may have been down when it began.

        Never twice, and the file remembers it: a row that went meanwhile was deleted by its user.
        """
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
        self._file.write({"made": True})

    def _now(self) -> str:
        return self._manager.clock.now().isoformat()


def _message(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line as `save_turn` takes it; one of an older version tells no tokens."""
    same = ("id", "message_id", "sender", "interrupted", "tool")
    spent = {k: line.get(k, 0) for k in _TOKENS}
    return {**{k: line[k] for k in same}, "text_content": line["text"], "created_at": line["at"], **spent}


def _tokens(lines: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {k: sum(line.get(k, 0) for line in lines) for k in _TOKENS}
