"""What is due: claimed by one process at a time under a lease, and settled, each in one transaction.

PostgreSQL and Supabase run functions of the same name (migrations/supabase/20261121000020_ringing.sql).

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
    now, horizon = _moment(arguments["now"]), _moment(arguments["horizon"])
    claimed: list[dict[str, Any]] = []
    following: list[datetime] = []
    for name in DUE:
        left = arguments["limit"] - len(claimed)
        if left > 0:
            claimed += _described(connection, name, _lease(connection, name, arguments, left))
        following += _coming(connection, name, now, horizon, arguments["user_id"])
    return {"claimed": claimed, "next": min(following).isoformat() if following else None}


def settle_due(connection: sa.Connection, arguments: Mapping[str, Any]) -> list[str]:
    """Note what became of things that were claimed.

    Arguments: items, a list of {user_id, table_name, row_id, due_at, claimer, at, status, next_due, lease_by,
    lease_until, occurrence}. status and next_due (the next due moment) are the new ones, null leaves the old; lease_by
    and lease_until are the lease from now on, either may be null. occurrence is null, or {id, rung_at, channel,
    outcome, acknowledged_at}: the occurrence (row_id, due_at) is made, or takes what is not null of it.
    Returns for each item, in order: "first" if the row is the claimer's still, and was not told yet; "rung" if it was
    told before; "gone" if the row was changed, deleted or claimed by another meanwhile: then only an occurrence that
    is there takes values.
    """
    return [_settle_one(connection, item) for item in arguments["items"]]


def _settle_one(connection: sa.Connection, arguments: Mapping[str, Any]) -> str:
    name, user = arguments["table_name"], arguments["user_id"]
    if name not in DUE:
        raise ValueError(f"rows of {name} do not ring")
    table, at, due = METADATA.tables[name], _moment(arguments["at"]), _moment(arguments["due_at"])
    mine = (table.c.id == arguments["row_id"], table.c.user_id == user)
    found = connection.execute(sa.select(table).where(*mine)).mappings().one_or_none()
    row = None if found is None else dict(found)
    told = _occurrence(connection, arguments["row_id"], due, user)
    held = (
        row is not None
        and row["lease_by"] == arguments["claimer"]
        and row["status"] in (*WAITING, RINGING)
        and due_of(name, row) == due
    )
    given = arguments["occurrence"]
    if given is not None and (held or told is not None):
        _keep_occurrence(connection, arguments, due, at, told)
    if row is None or not held:
        return "gone"
    values: dict[str, Any] = {
        "lease_by": arguments["lease_by"],
        "lease_until": _moment(arguments["lease_until"]) if arguments["lease_until"] else None,
        "updated_at": at,
    }
    if arguments["status"]:
        values["status"] = arguments["status"]
        # While it rings, this is what tells which moment it rings for.
        if "snoozed_until" in table.c and (values["status"] != RINGING or row["status"] not in (RINGING, "snoozed")):
            values["snoozed_until"] = None
    if arguments["next_due"]:
        values[DUE[name]] = _moment(arguments["next_due"])
    connection.execute(table.update().where(*mine).values(values))
    return "first" if told is None or told["rung_at"] is None else "rung"


def due_of(table: str, row: Mapping[str, Any]) -> datetime | None:
    """Return the moment for which a row rings, or is to ring next; None if it has none."""
    if row["status"] in ("snoozed", RINGING) and row.get("snoozed_until") is not None:
        snoozed: datetime = row["snoozed_until"]
        return snoozed
    due: datetime | None = row[DUE[table]]
    return due


def _lease(connection: sa.Connection, name: str, arguments: Mapping[str, Any], limit: int) -> list[Row]:
    table, due = METADATA.tables[name], _due_column(name)
    now, until = _moment(arguments["now"]), _moment(arguments["lease_until"])
    horizon, user = _moment(arguments["horizon"]), arguments["user_id"]
    lease = table.c.lease_until
    over = sa.or_(lease.is_(None), lease <= now, lease > horizon)
    again = sa.and_(table.c.lease_by == arguments["claimer"], lease == until)
    ready = sa.or_(
        sa.and_(table.c.status.in_(WAITING), due <= now, sa.or_(table.c.lease_by.is_(None), over, again)),
        sa.and_(table.c.status == RINGING, sa.or_(over, again)),
    )
    if user is not None:
        whose: sa.ColumnElement[bool] = table.c.user_id == user
    else:
        session = METADATA.tables["sessions"]
        live = sa.exists().where(
            session.c.user_id == table.c.user_id, session.c.live_until > now, session.c.live_until <= horizon
        )
        since = sa.case((sa.and_(lease <= now, lease > due), lease), else_=due)
        whose = sa.or_(~live, since <= _moment(arguments["live_before"]))
    found = connection.execute(sa.select(table.c.id).where(ready, whose).order_by(due, table.c.id).limit(limit))
    ids = list(found.scalars())
    leased = {"lease_by": arguments["claimer"], "lease_until": until}
    rows = connection.execute(table.update().where(table.c.id.in_(ids)).values(leased).returning(table)).mappings()
    return sorted((dict(r) for r in rows), key=lambda r: ids.index(r["id"]))


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
    table, due = METADATA.tables[name], _due_column(name)
    whose = table.c.user_id == user if user is not None else sa.true()
    lease = table.c.lease_until
    found = connection.execute(
        sa.select(
            sa.select(sa.func.min(due)).where(whose, table.c.status.in_(WAITING), due > now).scalar_subquery(),
            sa.select(sa.func.min(lease))
            .where(whose, table.c.status.in_((*WAITING, RINGING)), lease > now, lease <= horizon)
            .scalar_subquery(),
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


def _occurrence(connection: sa.Connection, row_id: str, due: datetime, user: str) -> sa.RowMapping | None:
    table = METADATA.tables["occurrences"]
    query = sa.select(table).where(table.c.row_id == row_id, table.c.due_at == due, table.c.user_id == user)
    return connection.execute(query).mappings().one_or_none()


def _keep_occurrence(
    connection: sa.Connection, arguments: Mapping[str, Any], due: datetime, at: datetime, told: sa.RowMapping | None
) -> None:
    table, given = METADATA.tables["occurrences"], arguments["occurrence"]
    values = {k: given[k] for k in ("channel", "outcome") if given[k] is not None}
    values |= {k: _moment(given[k]) for k in ("rung_at", "acknowledged_at") if given[k] is not None}
    if told is not None:
        if values:
            connection.execute(table.update().where(table.c.id == told["id"]).values(values))
        return
    connection.execute(
        table.insert().values(
            id=given["id"],
            user_id=arguments["user_id"],
            table_name=arguments["table_name"],
            row_id=arguments["row_id"],
            due_at=due,
            created_at=at,
            **values,
        )
    )


def _json(row: Row) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
