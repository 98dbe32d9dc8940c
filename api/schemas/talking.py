"""Turns of a conversation, and LiveKit's tokens."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from api.schemas.base import Body, Zone

MAX_TEXT = 10_000


def _text(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("said", "Your message is empty; tell me what you need.")
    if any("\ud800" <= c <= "\udfff" for c in text):
        # Half of a pair, which JSON can spell but no database or model can take.
        raise PydanticCustomError("said", "I can't read that text; part of a character is missing.")
    if len(text.encode()) > MAX_TEXT:
        raise PydanticCustomError("said", "That is too long for me; please say it in under ten thousand letters.")
    return text


Text = Annotated[
    str, AfterValidator(_text), Field(json_schema_extra={"minLength": 1, "maxLength": MAX_TEXT, "pattern": r"\S"})
]


class Turn(Body):
    """What is said, and in which conversation; none is the caller's last, if it is under 30 minutes old."""

    text: Text
    session_id: str | None = Field(default=None, min_length=1, max_length=128, pattern=r"^[!-~]+$")
    timezone: Zone | None = None


class Answer(BaseModel):
    """What is answered; `saved` is false while the store cannot be reached."""

    session_id: str
    reply: str
    message_id: str
    saved: bool


class Attributes(Body):
    """Of what the app says about its user only the time zone is taken."""

    timezone: Zone | None = None


class TokenRequest(Body):
    """What LiveKit's endpoint standard sends; who joins, which room and which agent are not the caller's to choose."""

    room_name: Any = Field(default=None, description="Passed over: every session has a room of its own.")
    participant_name: Any = Field(default=None, description="Passed over.")
    participant_identity: Any = Field(default=None, description="Passed over: it is whoever the credentials name.")
    participant_metadata: Any = Field(default=None, description="Passed over.")
    participant_attributes: Attributes | None = None
    room_config: Any = Field(default=None, description="Passed over: the agent and its metadata are set here.")


class Token(BaseModel):
    """What LiveKit's endpoint standard answers."""

    server_url: str
    participant_token: str
    participant_name: str
    room_name: str
