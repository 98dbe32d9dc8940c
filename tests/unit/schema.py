"""What a database says its tables are, in one form for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from system_control.store.search_index import PREFIX
from system_control.store.tables import METADATA, Id, Json, Moment


@dataclass(frozen=True, slots=True)
class Table:
    """One table: column → (type, may be null, has a default), and the rules on columns."""

    columns: dict[str, tuple[str, bool, bool]]
    key: tuple[str, ...]
    uniques: frozenset[tuple[str, ...]]
    references: frozenset[tuple[tuple[str, ...], str, tuple[str, ...], str]]
    indexes: frozenset[tuple[str, ...]]


POSTGRES = {
    "uuid": "id",
    "timestamptz": "moment",
    "jsonb": "json",
    "text": "text",
    "bool": "yes or no",
    "int4": "number",
    "int8": "large number",
    "float8": "fraction",
}
SQLITE = {
    "VARCHAR(36)": "id",
    "VARCHAR(27)": "moment",
    "TEXT": "text",
    "BOOLEAN": "yes or no",
    "INTEGER": "number",
    "BIGINT": "large number",
    "FLOAT": "fraction",
}
"""JSON is text in SQLite; `sqlite_schema` tells them apart by what tables.py means."""


def declared_schema() -> dict[str, Table]:
    """What tables.py declares."""
    return {name: _declared(t) for name, t in METADATA.tables.items()}


def _declared(table: sa.Table) -> Table:
    return Table(
        {c.name: (_meaning(c.type), bool(c.nullable), c.server_default is not None) for c in table.c},
        ("id",),
        frozenset(
            tuple(sorted(k.name for k in c.columns)) for c in table.constraints if isinstance(c, sa.UniqueConstraint)
        ),
        frozenset(
            (tuple(c.column_keys), c.referred_table.name, tuple(e.column.name for e in c.elements), c.ondelete or "")
            for c in table.foreign_key_constraints
        ),
        frozenset(tuple(c.name for c in i.columns) for i in table.indexes),
    )


def _meaning(kind: Any) -> str:
    for python, word in ((Id, "id"), (Moment, "moment"), (Json, "json"), (sa.Text, "text"), (sa.Boolean, "yes or no")):
        if isinstance(kind, python):
            return word
    return {sa.Integer: "number", sa.BigInteger: "large number", sa.Float: "fraction"}[type(kind)]


def sqlite_schema(engine: sa.Engine) -> dict[str, Table]:
    """What a SQLite database has."""
    found = _inspected(engine, lambda c: SQLITE[str(c["type"])])
    declared = declared_schema()
    for name, table in found.items():
        for column, (kind, null, default) in table.columns.items():
            meant = declared[name].columns.get(column, ("", False, False))[0]
            table.columns[column] = ("json" if kind == "text" and meant == "json" else kind, null, default)
    return found


def postgres_schema(url: str) -> dict[str, Table]:
    """What a PostgreSQL database has in the schema public."""
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.pool.NullPool)
    types = "select table_name, column_name, udt_name from information_schema.columns where table_schema = 'public'"
    with engine.connect() as connection:
        names = {(t, c): POSTGRES.get(u, u) for t, c, u in connection.exec_driver_sql(types)}
    return _inspected(engine, lambda c: names[c["table"], c["name"]])


def _inspected(engine: sa.Engine, kind_of: Any) -> dict[str, Table]:
    look = sa.inspect(engine)
    return {
        name: Table(
            {
                c["name"]: (kind_of({**c, "table": name}), bool(c["nullable"]), c["default"] is not None)
                for c in look.get_columns(name)
            },
            tuple(look.get_pk_constraint(name)["constrained_columns"]),
            frozenset(tuple(sorted(u["column_names"])) for u in look.get_unique_constraints(name)),
            frozenset(
                (
                    tuple(k["constrained_columns"]),
                    k["referred_table"],
                    tuple(k["referred_columns"]),
                    k["options"].get("ondelete", ""),
                )
                for k in look.get_foreign_keys(name)
            ),
            frozenset(
                tuple(i["column_names"])
                for i in look.get_indexes(name)
                if not i.get("duplicates_constraint") and not i["unique"] and None not in i["column_names"]
            ),
        )
        for name in look.get_table_names()
        if name != "alembic_version" and not name.startswith(PREFIX)
    }
