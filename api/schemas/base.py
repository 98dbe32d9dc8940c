"""What the bodies of all routers have in common: strict types, time zones, moments, words."""

import re
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Generic, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

EVERYTHING = "everything"
"""What `confirm` must be where more than one thing would be gone for good."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)")
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""What any store can compare; nothing of ours lies outside."""


@cache
def zones() -> frozenset[str]:
    """Return the names of time zones (IANA) that this machine knows; read from disk once."""
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in zones():
        raise PydanticCustomError("said", "timezone takes an IANA name such as Europe/Berlin.")
    return name


def _moment(value: object) -> datetime:
    """Read an ISO 8601 moment with its offset; pydantic itself would also take a number for one."""
    wrong = PydanticCustomError("said", "A moment is ISO 8601 with its offset, such as 2026-11-24T07:00:00+01:00.")
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise wrong
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong from None
    return min(max(moment, _EARLIEST), _LATEST)


def _whole(value: object) -> object:
    """Take 90.0 for 90: JSON has one kind of number, and some languages write every one with a point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]
Zone = Annotated[
    str,
    AfterValidator(_zone),
    WithJsonSchema({"type": "string", "description": "An IANA name.", "enum": sorted(zones())}),
]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "description": "ISO 8601 with its offset."}),
]
RowId = Annotated[str, Field(max_length=64, json_schema_extra={"format": "uuid"})]


class Body(BaseModel):
    """What a caller sends: types are exact, and fields that we don't know are passed over."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Change(Body):
    """What is to be different: a field that is missing stays as it is."""

    @property
    def given(self) -> dict[str, Any]:
        """The fields that were sent, with their values."""
        return {name: getattr(self, name) for name in self.model_fields_set}


R = TypeVar("R")


class Page(BaseModel, Generic[R]):
    """A part of a list; `cursor` gets the next one, null is the end."""

    items: list[R]
    cursor: str | None


class Removed(BaseModel):
    """How many things are gone."""

    removed: int
