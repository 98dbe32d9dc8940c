"""Rows to keep: one of any table, with a value in every column unless a test says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_DNS, uuid4, uuid5

import sqlalchemy as sa

from system_control.store.tables import METADATA, Id, Json, Moment

START = datetime(2026, 11, 24, 10, 20, 0, 123456, tzinfo=UTC)


def profile(identity: str, **values: Any) -> dict[str, Any]:
    return {
        "id": str(uuid5(NAMESPACE_DNS, identity)),
        "identity": identity,
        "created_at": START,
        "updated_at": START,
        **values,
    }


def note(user: str, content: str = "buy milk", **values: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "user_id": user,
        "title": None,
        "content": content,
        "created_at": START,
        "updated_at": START,
        **values,
    }


def notes(user: str, number: int) -> list[dict[str, Any]]:
    """So many notes, each a second later than the one before."""
    return [note(user, f"note {n}", created_at=START + timedelta(seconds=n)) for n in range(number)]


def filled(table: str, user: str, **values: Any) -> dict[str, Any]:
    """A row of any table."""
    row = {c.name: _sample(c) for c in METADATA.tables[table].c}
    if "user_id" in row:
        row["user_id"] = user
    if table == "messages":
        row["session_id"] = "a session that the test makes"
    return {**row, **values}


def _sample(column: sa.Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, Id):
        return str(uuid4())
    if isinstance(kind, Moment):
        return START
    if isinstance(kind, Json):
        return {"words": ["naïve", "日本", "🎉"], "deep": {"none": None, "yes": True, "n": 1.5}}
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.Float):
        return 0.25
    if isinstance(kind, sa.Integer):
        return 3
    return f"{column.name}: ünïcødé 🎉 \"quoted\", 'it''s' (a\\b) % \n {uuid4()}"
