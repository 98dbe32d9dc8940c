"""Notes."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.base import Body, Change
from system_control.notes import MAX_CONTENT, MAX_TITLE

Words = Annotated[str, Field(min_length=1, max_length=MAX_CONTENT)]
Title = Annotated[str, Field(max_length=MAX_TITLE)]


class NewNote(Body):
    """A note to be taken."""

    text: Words
    title: Title | None = None


class NoteChange(Change):
    """What is to be different about a note."""

    text: Words | None = None
    title: Annotated[Title | None, Field(description="null: it has none any more.")] = None


class Note(BaseModel):
    """A note; `title` is null if the user gave none."""

    id: str
    title: str | None
    text: str
    created_at: datetime
    updated_at: datetime
