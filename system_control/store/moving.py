"""The named procedures that put due moments right after an update of the zone database, as SQLite runs them.

PostgreSQL and Supabase run functions of the same name (migrations/supabase/20261121000031_zone_update.sql).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from system_control.store.claims import DUE
from system_control.store.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from system_control.store.store import Row

STANDING = ("scheduled", "paused")
"""The statuses of what has its due moment from its wall time: what rings or was snoozed has another."""


def standing_walls(connection: sa.Connection, arguments: Mapping[str, Any]) -> list[Row]:
    """Read what stands by the wall clock and isn't due yet, of all users, by id.

    Arguments: table_name (user_alarms or user_reminders), after (the id of the last row of the page before; null for
    the first page), now, limit. Returns the rows.
    """
    table, due = _table(arguments["table_name"])
    query = (
        sa.select(table)
        .where(table.c.clock == "wall", table.c.status.in_(STANDING), due > datetime.fromisoformat(arguments["now"]))
        .where(table.c.id > arguments["after"] if arguments["after"] is not None else sa.true())
        .order_by(table.c.id)
        .limit(arguments["limit"])
    )
    rows = connection.execute(query).mappings()
    return [{k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()} for row in rows]


def move_due(connection: sa.Connection, arguments: Mapping[str, Any]) -> int:
    """Give rows another due moment, each only if it still stands by the wall clock and is due when it is said to be.

    Arguments: items, a list of {table_name, row_id, user_id, due_before, due_after}; at (moment). What was claimed,
    rings, was changed or is another user's stays as it is. No way back is recorded: the user changed nothing.
    Returns how many were moved; the same arguments again are a retry and return the same.
    """
    at, moved = datetime.fromisoformat(arguments["at"]), 0
    for item in arguments["items"]:
        table, due = _table(item["table_name"])
        before, after = (datetime.fromisoformat(item[k]) for k in ("due_before", "due_after"))
        this = (table.c.id == item["row_id"], table.c.user_id == item["user_id"])
        free = sa.or_(table.c.lease_by.is_(None), table.c.lease_until.is_(None), table.c.lease_until <= at)
        waits = (table.c.clock == "wall", table.c.status.in_(STANDING), free)
        change = table.update().where(*this, *waits, due == before).values({due: after, table.c.updated_at: at})
        if connection.execute(change).rowcount:
            moved += 1
        else:
            done = sa.select(sa.func.count()).where(*this, due == after, table.c.updated_at == at)
            moved += connection.execute(done).scalar_one()
    return moved


def _table(name: str) -> tuple[sa.Table, sa.Column[datetime]]:
    """Return the table and the column of its due moment."""
    if name not in DUE or "wall_time" not in METADATA.tables[name].c:
        raise ValueError(f"rows of {name} have no wall time")
    table = METADATA.tables[name]
    return table, table.c[DUE[name]]
