"""What every store does alike with rows and conditions before they leave: one meaning, whatever lies below."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from system_control.errors import InvalidInput
from system_control.store.store import Op, Where
from system_control.store.tables import METADATA, Id


def kept(value: Any) -> Any:
    """Return a value (JSON at any depth) that every store can keep.

    :raises InvalidInput: for a null character or half a surrogate pair, which PostgreSQL's text refuses, and for
        numbers that JSON has no form for.
    """
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise InvalidInput("the text holds a character that cannot be kept", spoken="I can't read that text.")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidInput(f"{value} cannot be kept")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            kept(key)
            kept(item)
    elif isinstance(value, Sequence):
        for item in value:
            kept(item)
    return value


def row(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as they can be written.

    :raises KeyError: for a column that the table does not have.
    :raises ValueError: for an id that is not a uuid.
    """
    columns = METADATA.tables[table].c
    return {
        name: str(UUID(value)) if isinstance(columns[name].type, Id) and value is not None else kept(value)
        for name, value in values.items()
    }


def conditions(table: str, where: Sequence[Where]) -> list[Where] | None:
    """Return the conditions with ids in canonical form, or None when no row can meet them.

    That is so for null (which only IS matches), for what is not a uuid, and for an empty IN.
    """
    columns = METADATA.tables[table].c
    result = []
    for w in where:
        is_id = isinstance(columns[w.column].type, Id)
        if w.op is Op.IS:
            result.append(w)
        elif w.op is Op.IN:
            found = [_operand(is_id, v) for v in w.value]
            values = tuple(dict.fromkeys(v for v in found if v is not None))
            if not values:
                return None
            result.append(replace(w, value=values))
        else:
            value = _operand(is_id, w.value)
            if value is None:
                return None
            result.append(replace(w, value=value))
    return _joined(result)


def _joined(where: list[Where]) -> list[Where] | None:
    """Join the conditions that name a column's values: not every server lets two of them both hold.

    Whose a row is is such a condition, so nothing that is asked besides may take its place.
    """
    named: dict[str, tuple[Any, ...]] = {}
    rest = []
    for w in where:
        if w.op not in (Op.EQ, Op.IN):
            rest.append(w)
            continue
        values = w.value if w.op is Op.IN else (w.value,)
        named[w.column] = tuple(v for v in values if v in named.get(w.column, values))
        if not named[w.column]:
            return None
    alike = [
        Where(column, Op.EQ, values[0]) if len(values) == 1 else Where(column, Op.IN, values)
        for column, values in named.items()
    ]
    return [*alike, *rest]


def _operand(is_id: bool, value: Any) -> Any:
    if not is_id:
        return kept(value)
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError):
        return None


def refuse_all(where: Sequence[Where], what: str) -> None:
    """Raise ValueError when a change would reach every row of a table."""
    if not where:
        raise ValueError(f"{what} names its rows")
