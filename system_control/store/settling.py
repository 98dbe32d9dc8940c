"""What became of things that were claimed, noted in one transaction.

PostgreSQL and Supabase run a function of the same name (migrations/supabase/20261121000020_ringing.sql).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from system_control.store.claims import DUE, RINGING, WAITING, due_of
from system_control.store.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from system_control.store.store import Row


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
    batches: list[dict[str, Mapping[str, Any]]] = [{}]
    for item in arguments["items"]:
        if item["row_id"] in batches[-1]:
            batches.append({})  # so that it sees what the first one did to the row
        batches[-1][item["row_id"]] = item
    return [result for batch in batches for result in _settle(connection, list(batch.values()))]


def _settle(connection: sa.Connection, items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Settle what is of different rows: a few statements for all of them."""
    rows, told = _present(connection, items), _told(connection, items)
    results: list[str] = []
    occurrences, changes = _Statements(connection), _Statements(connection)
    for item in items:
        name, user, at, due = (
            item["table_name"],
            item["user_id"],
            datetime.fromisoformat(item["at"]),
            datetime.fromisoformat(item["due_at"]),
        )
        row, before = rows.get((item["row_id"], user)), told.get((item["row_id"], due, user))
        held = (
            row is not None
            and row["lease_by"] == item["claimer"]
            and row["status"] in (*WAITING, RINGING)
            and due_of(name, row) == due
        )
        if item["occurrence"] is not None and (held or before is not None):
            _keep_occurrence(occurrences, item, due, at, before)
        if row is None or not held:
            results.append("gone")
            continue
        changes.update(METADATA.tables[name], row["id"], _values(name, item, row, at))
        results.append("first" if before is None or before["rung_at"] is None else "rung")
    occurrences.run()
    changes.run()
    return results


def _present(connection: sa.Connection, items: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Row]:
    found: dict[tuple[str, str], Row] = {}
    for name in dict.fromkeys(item["table_name"] for item in items):
        if name not in DUE:
            raise ValueError(f"rows of {name} do not ring")
        table = METADATA.tables[name]
        ids = [item["row_id"] for item in items if item["table_name"] == name]
        for row in connection.execute(sa.select(table).where(table.c.id.in_(ids))).mappings():
            found[row["id"], row["user_id"]] = dict(row)
    return found


def _told(
    connection: sa.Connection, items: Sequence[Mapping[str, Any]]
) -> dict[tuple[str, datetime, str], sa.RowMapping]:
    table = METADATA.tables["occurrences"]
    query = sa.select(table).where(
        table.c.row_id.in_([item["row_id"] for item in items]),
        table.c.due_at.in_({datetime.fromisoformat(item["due_at"]) for item in items}),
    )
    return {(o["row_id"], o["due_at"], o["user_id"]): o for o in connection.execute(query).mappings()}


def _values(name: str, item: Mapping[str, Any], row: Row, at: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {
        "lease_by": item["lease_by"],
        "lease_until": datetime.fromisoformat(item["lease_until"]) if item["lease_until"] else None,
        "updated_at": at,
    }
    if item["status"]:
        values["status"] = item["status"]
        # While it rings, this is what tells which moment it rings for.
        if "snoozed_until" in row and (values["status"] != RINGING or row["status"] not in (RINGING, "snoozed")):
            values["snoozed_until"] = None
    if item["next_due"]:
        values[DUE[name]] = datetime.fromisoformat(item["next_due"])
    return values


def _keep_occurrence(
    statements: _Statements, item: Mapping[str, Any], due: datetime, at: datetime, told: sa.RowMapping | None
) -> None:
    table, given = METADATA.tables["occurrences"], item["occurrence"]
    values = {k: given[k] for k in ("channel", "outcome") if given[k] is not None}
    values |= {k: datetime.fromisoformat(given[k]) for k in ("rung_at", "acknowledged_at") if given[k] is not None}
    if told is not None:
        if values:
            statements.update(table, told["id"], values)
        return
    fixed = {"id": given["id"], "user_id": item["user_id"], "table_name": item["table_name"]}
    statements.insert(table, {**fixed, "row_id": item["row_id"], "due_at": due, "created_at": at, **values})


class _Statements:
    """Writes that are gathered, so that those of one form are run as one."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._inserts: dict[tuple[str, ...], list[Row]] = {}
        self._updates: dict[tuple[str, ...], list[Row]] = {}

    def insert(self, table: sa.Table, row: Row) -> None:
        """Add a row."""
        self._inserts.setdefault((table.name, *row), []).append(row)

    def update(self, table: sa.Table, row_id: str, values: Row) -> None:
        """Set values of a row."""
        self._updates.setdefault((table.name, *values), []).append({"this_row": row_id, **values})

    def run(self) -> None:
        """Do all of it."""
        for (name, *_), rows in self._inserts.items():
            self._connection.execute(METADATA.tables[name].insert(), rows)
        for (name, *columns), rows in self._updates.items():
            table = METADATA.tables[name]
            new: dict[str, sa.BindParameter[Any]] = {column: sa.bindparam(column) for column in columns}
            self._connection.execute(table.update().where(table.c.id == sa.bindparam("this_row")).values(new), rows)
