"""What is due, claimed by one process at a time under a lease, in one transaction.

PostgreSQL and Supabase run a function of the same name (migrations/supabase/20261121000021_due.sql).

A lease is `lease_until`, with who holds it in `lease_by`. What rings and waits to ring once more has nobody in
`lease_by`: there `lease_until` is only when it is to ring again, so that a snooze is not held up by it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from system_control.store.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from system_control.store.store import Row

DUE = {"user_alarms": "alarm_time", "user_timers": "ends_at", "user_reminders": "remind_at"}
"""The tables of what rings, with the column of its next due moment; the most urgent kind is claimed first."""

WAITING = ("scheduled", "snoozed", "running")
"""The statuses of what has not begun to ring."""

WAITING_FIRST = {"user_alarms": "scheduled", "user_timers": "running", "user_reminders": "scheduled"}
"""Of them that of nearly all rows, by which and the due moment they are indexed."""

RINGING = "ringing"


def claim_due(connection: sa.Connection, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Lease what is due, or is ringing and due to ring again, and that nobody holds a lease on.

    Arguments: now, claimer, lease_until, limit; user_id: whose (null: everybody's); live_before: what became due
    before this moment is claimed although its user has a live session, which else has it to itself (not looked at
    with a user_id); horizon: what is leased, or live, for longer than until this moment was so by a clock that has
    been put back since, and does not count.
    The same arguments again are a retry and return the same rows.
    Returns claimed: a list of {table_name, row, due_at, rung_at (null if it has not rung yet), identity, timezone,
    habits}; next: when the next is due or to ring again, null if nothing is.
    """
    now, horizon = datetime.fromisoformat(arguments["now"]), datetime.fromisoformat(arguments["horizon"])
    claimed: list[dict[str, Any]] = []
    following: list[datetime] = []
    for name in DUE:
        left = arguments["limit"] - len(claimed)
        if left > 0:
            claimed += _described(connection, name, _lease(connection, name, arguments, left))
        following += _coming(connection, name, now, horizon, arguments["user_id"])
    return {"claimed": claimed, "next": min(following).isoformat() if following else None}


def due_of(table: str, row: Mapping[str, Any]) -> datetime | None:
    """Return the moment for which a row rings, or is to ring next; None if it has none."""
    if row["status"] in ("snoozed", RINGING) and row.get("snoozed_until") is not None:
        snoozed: datetime = row["snoozed_until"]
        return snoozed
    due: datetime | None = row[DUE[table]]
    return due


def _lease(connection: sa.Connection, name: str, arguments: Mapping[str, Any], limit: int) -> list[Row]:
    table, due = METADATA.tables[name], _due_column(name)
    first = (table.c.status == WAITING_FIRST[name], table.c[DUE[name]])
    # What has not begun to ring is read in the order of its index; of what rings or was snoozed there is little.
    ready = [
        _ready(name, arguments, sa.and_(first[0], first[1] <= datetime.fromisoformat(arguments["now"])), first[1]),
        _ready(name, arguments, _begun(name, arguments), due),
    ]
    branches = [query.order_by("due", table.c.id).limit(limit).subquery() for query in ready]
    found = connection.execute(
        sa.union_all(*(sa.select(b.c.id, b.c.due) for b in branches)).order_by("due", "id").limit(limit)
    )
    ids = {row.id: place for place, row in enumerate(found)}
    if not ids:
        return []
    leased = {"lease_by": arguments["claimer"], "lease_until": datetime.fromisoformat(arguments["lease_until"])}
    rows = connection.execute(table.update().where(table.c.id.in_(ids)).values(leased).returning(table)).mappings()
    return sorted((dict(r) for r in rows), key=lambda r: ids[r["id"]])


def _begun(name: str, arguments: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    table = METADATA.tables[name]
    waiting = [status for status in WAITING if status != WAITING_FIRST[name]]
    return sa.or_(
        sa.and_(table.c.status.in_(waiting), _due_column(name) <= datetime.fromisoformat(arguments["now"])),
        table.c.status == RINGING,
    )


def _ready(
    name: str, arguments: Mapping[str, Any], kind: sa.ColumnElement[bool], due: sa.ColumnElement[datetime]
) -> sa.Select[tuple[str, datetime]]:
    """Select those of a kind that nobody holds, and that are not left to a session."""
    table = METADATA.tables[name]
    now, horizon, user = (
        datetime.fromisoformat(arguments["now"]),
        datetime.fromisoformat(arguments["horizon"]),
        arguments["user_id"],
    )
    lease = table.c.lease_until
    free = sa.or_(
        lease.is_(None),
        lease <= now,
        lease > horizon,
        sa.and_(table.c.lease_by == arguments["claimer"], lease == datetime.fromisoformat(arguments["lease_until"])),
        sa.and_(table.c.status != RINGING, table.c.lease_by.is_(None)),
    )
    if user is not None:
        whose: sa.ColumnElement[bool] = table.c.user_id == user
    else:
        session = METADATA.tables["sessions"]
        live = sa.exists().where(
            session.c.user_id == table.c.user_id, session.c.live_until > now, session.c.live_until <= horizon
        )
        since = sa.case((sa.and_(lease <= now, lease > due), lease), else_=due)
        whose = sa.or_(~live, since <= datetime.fromisoformat(arguments["live_before"]))
    return sa.select(table.c.id, due.label("due")).where(kind, free, whose)


def _described(connection: sa.Connection, name: str, rows: list[Row]) -> list[dict[str, Any]]:
    if not rows:
        return []
    p, o = METADATA.tables["profiles"], METADATA.tables["occurrences"]
    whose = sa.select(p.c.id, p.c.identity, p.c.timezone, p.c.habits).where(p.c.id.in_({r["user_id"] for r in rows}))
    owners = {r["id"]: r for r in connection.execute(whose).mappings()}
    told = sa.select(o).where(o.c.row_id.in_([r["id"] for r in rows]))
    rung = {(r["row_id"], r["due_at"], r["user_id"]): r["rung_at"] for r in connection.execute(told).mappings()}
    found = []
    for row in rows:
        due, owner = due_of(name, row), owners[row["user_id"]]
        at = rung.get((row["id"], due, row["user_id"]))
        found.append(
            {
                "table_name": name,
                "row": _json(row),
                "due_at": due.isoformat() if due else None,
                "rung_at": at.isoformat() if at else None,
                **{k: owner[k] for k in ("identity", "timezone", "habits")},
            }
        )
    return found


def _coming(connection: sa.Connection, name: str, now: datetime, horizon: datetime, user: str | None) -> list[datetime]:
    table, due, first = METADATA.tables[name], _due_column(name), METADATA.tables[name].c[DUE[name]]
    whose = table.c.user_id == user if user is not None else sa.true()
    lease, status = table.c.lease_until, table.c.status
    others = [s for s in WAITING if s != WAITING_FIRST[name]]
    # Also of what was answered meanwhile: a look too early costs less than finding it by its status.
    held = (lease > now, lease <= horizon)
    found = connection.execute(
        sa.select(
            *(
                sa.select(sa.func.min(moment)).where(whose, *conditions).scalar_subquery()
                for moment, conditions in (
                    (first, (status == WAITING_FIRST[name], first > now)),
                    (due, (status.in_(others), due > now)),
                    (lease, held),
                )
            )
        )
    ).one()
    return [moment for moment in found if moment is not None]


def _due_column(name: str) -> sa.ColumnElement[datetime]:
    """Write `due_of` in SQL."""
    table = METADATA.tables[name]
    column: sa.ColumnElement[datetime] = table.c[DUE[name]]
    if "snoozed_until" not in table.c:
        return column
    moved = table.c.status.in_(("snoozed", RINGING))
    return sa.case((moved, sa.func.coalesce(table.c.snoozed_until, column)), else_=column)


def _json(row: Row) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}
