"""Notes: what the user wants written down, in the user's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from system_control.shelf import Record, new_id

if TYPE_CHECKING:
    from datetime import datetime

MAX_CONTENT = 10_000
MAX_TITLE = 200
"""Characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Record):
    """A note; `title` is None if the user gave none."""

    TABLE: ClassVar[str] = "user_notes"

    title: str | None = None
    content: str
    updated_at: datetime


def new_note(content: str, title: str | None, now: datetime) -> Note:
    """Make a note; nothing is kept yet."""
    return Note(id=new_id(), title=title or None, content=content, created_at=now, updated_at=now)
