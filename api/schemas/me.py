"""Who the user is, and how the assistant behaves for them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.schemas.base import Body, Change, Moment, Zone

MAX_NAME = 60
Hour = Annotated[str, Field(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$", description="HH:MM, by the user's wall clock.")]


class Habits(Body):
    """What the user means by the parts of a day, and when it shall be quiet; null is as usual, or never."""

    clock: Literal[12, 24] | None = None
    morning: Hour | None = None
    afternoon: Hour | None = None
    evening: Hour | None = None
    tonight: Hour | None = None
    night: Hour | None = None
    end_of_day: Hour | None = None
    lunchtime: Hour | None = None
    bedtime: Hour | None = None
    quiet_from: Annotated[Hour | None, Field(description="From then on nothing but alarms and timers rings.")] = None
    quiet_to: Hour | None = None
    do_not_disturb_until: Moment | None = None


class ProfileChange(Change):
    """What is to be different; of `habits` only those that are sent."""

    display_name: Annotated[str | None, Field(max_length=MAX_NAME, description="How to call the user.")] = None
    timezone: Zone | None = None
    locale: Annotated[
        str | None, Field(pattern=r"^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$", description="Such as en-GB (BCP 47).")
    ] = None
    habits: Habits | None = None


class Profile(BaseModel):
    """A user; null is what they have not said."""

    identity: str
    email: str | None
    display_name: str | None
    timezone: str | None
    locale: str | None
    habits: dict[str, Any]
    created_at: datetime
    updated_at: datetime
