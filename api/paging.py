"""Lists in pages: a cursor names the last row that was seen, so that rows which come or go meanwhile shift nothing."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Query

from system_control.errors import InvalidInput
from system_control.shelf import Record, Shelf
from system_control.store.store import Op, Where, eq

R = TypeVar("R", bound=Record)

PAGE, MOST = 50, 200
"""Rows on a page if nothing is said, and at most."""

Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str | None, Query(max_length=2_000, description="Of the page before; none is the beginning.")]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A row's place in a list by a moment: that moment, and of equals the id."""

    at: datetime
    row_id: str

    def cursor(self) -> str:
        """Write it for a caller."""
        text = json.dumps([self.at.isoformat(), self.row_id])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str | None) -> "Place | None":
        """Read what `cursor` wrote; None for the beginning.

        :raises InvalidInput: if it is none of ours.
        """
        if cursor is None:
            return None
        try:
            at, row_id = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
            place = cls(datetime.fromisoformat(at).astimezone(UTC), str(UUID(row_id)))
        except (ValueError, TypeError, AttributeError, OverflowError):
            raise InvalidInput("the cursor cannot be read", spoken="I can't go on from there.") from None
        return place


async def rows_from(
    shelf: Shelf[R], column: str, *where: Where, place: Place | None, limit: int, newest_first: bool = False
) -> list[R]:
    """Return at most `limit` rows that come after a place, in order of a column of moments, then of the id."""
    order = (f"-{column}" if newest_first else column,)
    if place is None:
        return await shelf.find(*where, Where(column, Op.IS, True), order=order, limit=limit)
    level = await shelf.find(*where, eq(column, place.at), Where("id", Op.GT, place.row_id), order=order, limit=limit)
    if len(level) == limit:
        return level
    beyond = Where(column, Op.LT if newest_first else Op.GT, place.at)
    return level + await shelf.find(*where, beyond, order=order, limit=limit - len(level))


async def newest(
    shelf: Shelf[R], *where: Where, cursor: str | None, limit: int, column: str = "created_at"
) -> tuple[list[R], str | None]:
    """Return one page of rows, the newest first, and the cursor of the next one."""
    rows = await rows_from(shelf, column, *where, place=Place.read(cursor), limit=limit + 1, newest_first=True)
    return rows[:limit], next_cursor([Place(getattr(row, column), row.id) for row in rows], limit)


def next_cursor(places: Sequence[Place], limit: int) -> str | None:
    """Return the cursor behind a page of `limit`, of the places of one row more; None if that is the end."""
    return places[limit - 1].cursor() if len(places) > limit else None
