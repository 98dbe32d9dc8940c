"""The named procedures, each one transaction: their meaning, and how SQLite runs them.

PostgreSQL and Supabase run functions of the same name (migrations/supabase); tests/contract holds them to the same.
One more procedure is a function here, a SQL function in a new migration, and a contract test.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa

from system_control.store.claims import claim_due
from system_control.store.conversing import (
    conversation_stats,
    forget_words,
    retire_messages,
    save_turn,
    sweep_sessions,
)
from system_control.store.moving import move_due, standing_walls
from system_control.store.searching import search_messages
from system_control.store.settling import settle_due
from system_control.store.tables import METADATA, UNDOABLE, Moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from system_control.store.store import Row

BOOKKEEPING = ("updated_at", "lease_by", "lease_until", "last_used_at")
"""Columns that say nothing about what the user meant: they neither forbid an undo nor are undone."""


class Procedure(Protocol):
    """Runs inside the caller's transaction; returning "conflict" rolls it back."""

    def __call__(self, connection: sa.Connection, arguments: Mapping[str, Any]) -> Any:
        """Do it, and return a JSON value."""
        ...


def owner_column(table: str) -> str:
    """Return the column that says whose a row is."""
    return "id" if table == "profiles" else "user_id"


def encode(row: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a row's values into JSON values (moments as ISO 8601 in UTC)."""
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}


def decode(table: str, values: Mapping[str, Any]) -> Row:
    """Turn JSON values back into a row's values, by the columns' types."""
    columns = METADATA.tables[table].c
    return {
        k: datetime.fromisoformat(v) if isinstance(columns[k].type, Moment) and isinstance(v, str) else v
        for k, v in values.items()
    }


def record_changes(connection: sa.Connection, arguments: Mapping[str, Any]) -> str:
    """Apply a batch of changes and keep the way back.

    Arguments: user_id, session_id (or null), batch (uuid), at (moment), changes: a list of
    {id, table_name, row_id, before, after}. before null is an insertion, after null a deletion; otherwise both hold
    the same columns, old and new.
    Returns "done", also when the batch was recorded before (a retry); "conflict", with nothing changed, when a row
    is not there or no longer has the values of `before`.
    """
    log = METADATA.tables["changes"]
    user, at = arguments["user_id"], arguments["at"]
    known = connection.execute(
        sa.select(sa.func.count()).where(log.c.batch == arguments["batch"], log.c.user_id == user)
    ).scalar_one()
    if known:
        return "done"
    for position, change in enumerate(arguments["changes"]):
        if not _apply(connection, user, change["table_name"], change["row_id"], change["before"], change["after"], at):
            return "conflict"
        connection.execute(
            log.insert().values(
                id=change["id"],
                user_id=user,
                session_id=arguments["session_id"],
                batch=arguments["batch"],
                position=position,
                table_name=change["table_name"],
                row_id=change["row_id"],
                before=change["before"],
                after=change["after"],
                created_at=datetime.fromisoformat(at),
            )
        )
    return "done"


def undo_changes(connection: sa.Connection, arguments: Mapping[str, Any]) -> str:
    """Take a recorded batch back, whole.

    Arguments: user_id, batch, at (the moment of the undo; the same one again is a retry).
    Returns "done"; "gone" when there is no such batch or it was taken back before; "conflict", with nothing
    changed, when something of it was changed since.
    """
    log = METADATA.tables["changes"]
    user, at = arguments["user_id"], arguments["at"]
    mine = (log.c.batch == arguments["batch"], log.c.user_id == user)
    rows = connection.execute(sa.select(log).where(*mine).order_by(log.c.position.desc())).mappings().all()
    if rows and all(r["undone_at"] == datetime.fromisoformat(at) for r in rows):
        return "done"
    if not rows or any(r["undone_at"] is not None for r in rows):
        return "gone"
    for r in rows:
        old = r["before"]
        if r["after"] is not None:
            old = old and {k: v for k, v in old.items() if k not in BOOKKEEPING}
        if not _apply(connection, user, r["table_name"], r["row_id"], r["after"], old, at):
            return "conflict"
    connection.execute(log.update().where(*mine).values(undone_at=datetime.fromisoformat(at)))
    return "done"


def _apply(
    connection: sa.Connection,
    user: str,
    name: str,
    row_id: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    at: str,
) -> bool:
    """Bring one row from `before` to `after`; False if it isn't in the state of `before`."""
    if name not in UNDOABLE:
        raise ValueError(f"changes of {name} are not recorded")
    table = METADATA.tables[name]
    owner = owner_column(name)
    now = connection.execute(sa.select(table).where(table.c.id == row_id)).mappings().one_or_none()
    if before is None:
        if now is not None or after is None:
            return False
        values = decode(name, after)
        if values.get("id") != row_id or values.get(owner) != user:
            return False
        connection.execute(table.insert().values(values))
        return True
    expected = {k: v for k, v in decode(name, before).items() if k not in BOOKKEEPING}
    if now is None or now[owner] != user or any(now[k] != v for k, v in expected.items()):
        return False
    if after is None:
        connection.execute(table.delete().where(table.c.id == row_id))
        return True
    values = {k: v for k, v in decode(name, after).items() if k not in ("id", owner)}
    values["updated_at"] = datetime.fromisoformat(at)
    connection.execute(table.update().where(table.c.id == row_id).values(values))
    return True


PROCEDURES: dict[str, Procedure] = {
    "record_changes": record_changes,
    "undo_changes": undo_changes,
    "claim_due": claim_due,
    "settle_due": settle_due,
    "standing_walls": standing_walls,
    "move_due": move_due,
    "save_turn": save_turn,
    "forget_words": forget_words,
    "sweep_sessions": sweep_sessions,
    "retire_messages": retire_messages,
    "conversation_stats": conversation_stats,
    "search_messages": search_messages,
}

READING = frozenset(("conversation_stats", "search_messages", "standing_walls"))
"""Procedures that write nothing, so that nobody waits for them."""

REMOVING = frozenset(("forget_words", "retire_messages"))
"""Procedures that take words out for good: no file of SQLite's shall hold them afterwards."""
