"""What is remembered of the user."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.base import Body
from system_control.facts import MAX_KEY, MAX_VALUE, Category

Key = Annotated[str, Field(min_length=1, max_length=MAX_KEY, description="What of it, such as favorite_color.")]


class NewMemory(Body):
    """A fact to be remembered; it takes the place of one of the same category and key."""

    category: Annotated[Category, Field(strict=False)]
    key: Key
    value: Annotated[str, Field(min_length=1, max_length=MAX_VALUE)]


class Memory(BaseModel):
    """A fact; `superseded_by` is the one that took its place, null while it holds."""

    id: str
    category: str
    key: str
    value: str
    spoken: str = Field(description="As it is said to the user: your favorite color is blue.")
    confidence: float | None
    superseded_by: str | None
    created_at: datetime
    updated_at: datetime
