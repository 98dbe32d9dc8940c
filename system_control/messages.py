"""The records of a conversation: its session and each thing that was said in it, and what they may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Final

from system_control.errors import InvalidInput
from system_control.shelf import Record, new_id
from utils.redact import redact

if TYPE_CHECKING:
    from datetime import datetime

MOST: Final = 500
"""Rows on one page."""


class Sender(StrEnum):
    """Who said it."""

    USER = "user"
    AI = "ai"
    TOOL = "tool"


class SessionStatus(StrEnum):
    """`ABANDONED` is over without having been ended: a crash, or a caller who went."""

    ACTIVE = "active"
    ENDED = "ended"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Record):
    """One conversation; `state` is its DialogueState, `live_until` is renewed while a worker has it."""

    TABLE: ClassVar[str] = "sessions"

    session_id: str
    status: str = SessionStatus.ACTIVE
    channel: str = "text"
    room: str | None = None
    title: str | None = None
    summary: str | None = None
    message_count: int = 0
    tokens_input: int = 0
    tokens_output: int = 0
    duration_seconds: float | None = None
    rating: int | None = None
    feedback: str | None = None
    private: bool = False
    state: dict[str, Any] = field(default_factory=dict)
    live_until: datetime | None = None
    ended_at: datetime | None = None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Record):
    """One thing that was said, or one call of a tool with its result; `seq` is its place in the session."""

    TABLE: ClassVar[str] = "messages"

    message_id: str
    session_id: str
    seq: int
    sender: str
    text_content: str
    interrupted: bool = False
    tool: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be kept of one item of speech, and the tokens that it cost; its place is given when it is kept."""

    sender: Sender
    text: str
    interrupted: bool = False
    tool: dict[str, Any] | None = None
    message_id: str = field(default_factory=new_id)
    tokens_input: int = 0
    tokens_output: int = 0


def rated(rating: int | None, feedback: str | None) -> dict[str, Any]:
    """Return the columns of a session for what the user thinks of it, without what is secret in the words.

    :raises InvalidInput: for a rating that is not 1 to 5.
    """
    if rating is not None and rating not in range(1, 6):
        raise InvalidInput("a rating is 1 to 5", spoken="A rating is a number from one to five.")
    values = {"rating": rating, "feedback": None if feedback is None else redact(feedback).text}
    return {k: v for k, v in values.items() if v is not None}


def page_size(limit: int) -> int:
    """Return how many rows a page has.

    :raises InvalidInput: for less than 1 or more than 500.
    """
    if not 1 <= limit <= MOST:
        raise InvalidInput(f"a page has 1 to {MOST} rows")
    return limit
