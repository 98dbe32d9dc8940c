"""Where a user is told outside of a conversation."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.base import Body
from system_control.push import TargetKind


class NewTarget(Body):
    """Where to tell."""

    kind: Annotated[TargetKind, Field(strict=False)]
    url: Annotated[
        str,
        Field(
            min_length=1,
            max_length=4_096,
            description="apprise: an address such as ntfys://ntfy.sh/my-topic (ntfy, Gotify, Pushover, Pushbullet); "
            "webhook: an https address; fcm: a device's token; email: an address.",
        ),
    ]


class Target(BaseModel):
    """Where to tell; `shown` names it without what is secret in it."""

    id: str
    kind: TargetKind
    shown: str
    created_at: datetime


class MadeTarget(Target):
    """A target that was just made; `key` signs what a webhook gets, and is never shown again (null for other kinds)."""

    key: str | None


class Targets(BaseModel):
    """All of them, oldest first."""

    items: list[Target]
