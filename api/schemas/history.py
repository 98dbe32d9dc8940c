"""Conversations, what was said in them, and what the user thinks of them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.schemas.base import Body, Whole

MAX_FEEDBACK = 2_000


class Session(BaseModel):
    """A conversation; `status` is active, ended or abandoned, `title` and `summary` come when it is over."""

    session_id: str
    status: str
    channel: str
    title: str | None
    summary: str | None
    message_count: int
    tokens_input: int
    tokens_output: int
    duration_seconds: float | None
    rating: int | None
    feedback: str | None
    private: bool
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None


class Message(BaseModel):
    """One thing that was said, or one call of a tool; `interrupted` if the user spoke into it."""

    message_id: str
    session_id: str
    sender: str = Field(description="user, ai or tool.")
    text: str
    interrupted: bool
    tool: dict[str, Any] | None
    created_at: datetime


class Hit(BaseModel):
    """A message that was found; in `snippet` what was looked for stands between two asterisks each."""

    message: Message
    snippet: str
    score: float


class Rating(Body):
    """What the user thinks of a conversation."""

    rating: Annotated[Whole, Field(ge=1, le=5)]
    feedback: Annotated[str | None, Field(max_length=MAX_FEEDBACK)] = None


class Stats(BaseModel):
    """The user's conversations in figures; `messages_per_day` has the last 30 days in the user's time zone."""

    active_conversations_memory: int
    total_conversations_database: int
    total_messages_database: int
    persistent: bool
    active_conversations: int
    total_seconds: float
    average_seconds: float | None
    tokens_input: int
    tokens_output: int
    messages_per_day: dict[str, int]
