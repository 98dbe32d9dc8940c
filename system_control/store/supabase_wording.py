"""Rows and conditions as Supabase's REST server writes them, and what a key says of itself."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from system_control.store.store import Op, Row, Where
from system_control.store.tables import METADATA, SQLITE_TIME, Json, Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ANON_KEY = "SUPABASE_ANON_KEY"


def filtered(query: Any, where: Sequence[Where]) -> Any:
    """Add conditions (as `rows.conditions` returns them) to a request."""
    for w in where:
        if w.op is Op.IS:
            query = query.filter(w.column, "is" if w.value is None else "not.is", "null")
        elif w.op is Op.IN:
            query = query.filter(w.column, "in", _listed(w.value))
        elif isinstance(w.value, str) and w.op in (Op.EQ, Op.NE):
            # Quoted, as only a list can be: a bare "null", "true" or trailing space is not text to every server.
            query = query.filter(w.column, "in" if w.op is Op.EQ else "not.in", _listed([w.value]))
        else:
            query = query.filter(w.column, w.op.value, _text(w.value))
    return query


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return str(_moment(value))
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _listed(values: Iterable[Any]) -> str:
    escaped = (_text(v).replace("\\", "\\\\").replace('"', '\\"') for v in values)
    return "({})".format(",".join(f'"{v}"' for v in escaped))


def _moment(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("a moment in a row must be aware")
    return value.astimezone(UTC).strftime(SQLITE_TIME)


def encode(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a row into JSON values."""
    columns = METADATA.tables[table].c
    return {k: _moment(v) if isinstance(columns[k].type, Moment) else v for k, v in row.items()}


def decode(table: str, row: Mapping[str, Any]) -> Row:
    """Turn an answer's row into ours; columns that a project has besides are left out."""
    columns = METADATA.tables[table].c
    return {c.name: _value(c.type, row[c.name]) for c in columns if c.name in row}


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value).astimezone(UTC)
    return float(value) if kind.python_type is float else value


def comparable(table: str, column: str) -> bool:
    """Whether a column's value can stand in a condition: JSON cannot."""
    return not isinstance(METADATA.tables[table].c[column].type, Json)


def is_anon(key: str, key_name: str) -> bool:
    """Tell a public key by its name, its form, or the role in a legacy one."""
    if key_name == ANON_KEY or key.startswith("sb_publishable_"):
        return True
    parts = key.split(".")
    if len(parts) != 3:
        return False
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error):
        return False
    return isinstance(claims, dict) and claims.get("role") == "anon"
