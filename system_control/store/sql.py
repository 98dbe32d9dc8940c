"""Store on SQLAlchemy Core: SQLite, the embedded default, and PostgreSQL by DATABASE_URL."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import StaticPool

from system_control.errors import StoreMisconfigured, StoreUnavailable
from system_control.store import rows as rules
from system_control.store.migrate import migrate_postgres, migrate_sqlite
from system_control.store.procedures import PROCEDURES, READING, REMOVING
from system_control.store.sql_errors import translated
from system_control.store.store import Op, Row, Where
from system_control.store.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

WAIT_SECONDS = 3
"""How long a call waits for a lock or a connection before it gives up."""

_COMPARE: dict[Op, Callable[[sa.Column[Any], Any], sa.ColumnElement[bool]]] = {
    Op.EQ: lambda c, v: c == v,
    Op.NE: lambda c, v: c != v,
    Op.LT: lambda c, v: c < v,
    Op.LE: lambda c, v: c <= v,
    Op.GT: lambda c, v: c > v,
    Op.GE: lambda c, v: c >= v,
    Op.IN: lambda c, v: c.in_(v),
    Op.IS: lambda c, v: c.is_(None) if v is None else c.is_not(None),
}


class SqlStore:
    """Rows in SQLite or PostgreSQL; see `Store` for what each call promises."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.name = name
        self._engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._pid = os.getpid()
        self._closed = False
        # A database in memory is one connection, so one call at a time; a file has one writer at a time, and a lock
        # hands over in turn, where SQLite's own waiting is a lottery.
        self._alone = Lock()
        self._shared = isinstance(engine.pool, StaticPool)

    @classmethod
    def sqlite(cls, path: Path | None) -> SqlStore:
        """Open (and bring up to date) a SQLite file, or one in memory when there is no path.

        :raises StoreMisconfigured: if the file is not a database or cannot be written.
        :raises StoreUnavailable: if another program keeps it locked.
        """
        if path is None:
            engine = sa.create_engine(
                "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
            )
        else:
            _make_folder(path)
            engine = sa.create_engine(
                sa.URL.create("sqlite", database=str(path)),
                max_overflow=32,
                hide_parameters=True,  # they are users' words, and errors get logged
                pool_timeout=WAIT_SECONDS,
                connect_args={"timeout": WAIT_SECONDS},
            )
        sa.event.listen(engine, "connect", _tune)
        store = cls(engine, f"SQLite {path}" if path else "SQLite in memory")
        with translated(store.name):
            migrate_sqlite(engine, path)
        return store

    @classmethod
    def postgres(cls, url: str) -> SqlStore:
        """Connect to PostgreSQL by a libpq URL, and bring the tables up to date.

        :raises StoreMisconfigured: if the URL cannot be read or the server refuses it.
        :raises StoreUnavailable: if the server does not answer.
        """
        try:
            parsed = sa.make_url(url)
        except (exc.ArgumentError, ValueError) as error:
            raise StoreMisconfigured("DATABASE_URL is not an address; it takes postgresql://user@host/name.") from error
        if parsed.get_backend_name() not in ("postgresql", "postgres"):
            raise StoreMisconfigured("DATABASE_URL takes a postgresql:// address.")
        engine = sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=8,
            max_overflow=8,
            pool_timeout=WAIT_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": WAIT_SECONDS,
                "tcp_user_timeout": WAIT_SECONDS * 1000,
                "options": f"-c statement_timeout={WAIT_SECONDS}s",
                "prepare_threshold": None,  # a pooler gives each transaction another connection
            },
        )
        store = cls(engine, f"PostgreSQL {parsed.host or ''}/{parsed.database or ''}")
        with translated(store.name):
            migrate_postgres(engine)
        return store

    def select(
        self,
        table: str,
        where: Sequence[Where] = (),
        *,
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        """Return the rows for which every condition holds."""
        t = METADATA.tables[table]
        query = sa.select(t).where(*_conditions(t, where)).order_by(*_order(t, order)).limit(limit).offset(offset)
        with self._transaction() as connection:
            return [dict(r) for r in connection.execute(query).mappings()]

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> int:
        """Add rows; one that already stands is left as it is."""
        t = METADATA.tables[table]
        dialect = sqlite if self._sqlite else postgresql
        statement = dialect.insert(t).on_conflict_do_nothing().returning(t.c.id)
        new = 0
        with self._transaction(write=True) as connection:
            # One statement for neighbours that set the same columns; the others keep their defaults.
            for _, group in groupby((rules.row(table, r) for r in rows), key=lambda r: r.keys()):
                new += len(connection.execute(statement, list(group)).all())
        return new

    def update(self, table: str, where: Sequence[Where], values: Mapping[str, Any]) -> list[Row]:
        """Set values, and return the rows as they are now."""
        rules.refuse_all(where, "an update")
        t = METADATA.tables[table]
        statement = t.update().where(*_conditions(t, where)).values(**rules.row(table, values)).returning(t)
        with self._transaction(write=True) as connection:
            return [dict(r) for r in connection.execute(statement).mappings()]

    def delete(self, table: str, where: Sequence[Where]) -> int:
        """Remove rows, and return how many went."""
        rules.refuse_all(where, "a deletion")
        t = METADATA.tables[table]
        with self._transaction(write=True) as connection:
            gone = connection.execute(t.delete().where(*_conditions(t, where))).rowcount
        if gone and t.name == "profiles":
            self._cut_log()
        return gone

    def count(self, table: str, where: Sequence[Where] = ()) -> int:
        """Return for how many rows every condition holds."""
        t = METADATA.tables[table]
        query = sa.select(sa.func.count()).select_from(t).where(*_conditions(t, where))
        with self._transaction() as connection:
            return connection.execute(query).scalar_one()

    def call(self, procedure: str, arguments: Mapping[str, Any]) -> Any:
        """Run a named procedure as one transaction; a "conflict" leaves everything as it was."""
        implementation = PROCEDURES[procedure]
        rules.kept(arguments)
        with self._transaction(write=procedure not in READING) as connection:
            if not self._sqlite:  # the same function that Supabase runs
                function = getattr(sa.func.public, procedure)
                return connection.execute(sa.select(function(json.dumps(arguments)))).scalar_one()
            result = implementation(connection, arguments)
            if result == "conflict":
                connection.rollback()
        if procedure in REMOVING:
            self._cut_log()
        return result

    def _cut_log(self) -> None:
        """Empty the log that SQLite writes ahead: until then it still holds the pages as they were."""
        if self._sqlite and not self._shared:
            with translated(self.name), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> None:
        """Raise what a first call would."""
        self.select("profiles", limit=1)

    def close(self) -> None:
        """Let go of connections."""
        self._closed = True
        if self._shared and not self._alone.acquire(timeout=WAIT_SECONDS):
            return
        self._engine.dispose()
        if self._shared:
            self._alone.release()

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[sa.Connection]:
        if self._closed:
            raise StoreUnavailable(f"{self.name} is closed")
        if self._pid != os.getpid():
            raise StoreUnavailable(f"{self.name} was opened before a fork; every process opens its own")
        locked = self._shared or (write and self._sqlite)
        if locked and not self._alone.acquire(timeout=WAIT_SECONDS):
            raise StoreUnavailable(f"{self.name} was busy for {WAIT_SECONDS} s")
        try:
            with translated(self.name), self._engine.connect() as connection:
                if write and self._sqlite:
                    # At once: a lock that is upgraded later fails without waiting when another writer was faster.
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                connection.commit()
        finally:
            if locked:
                self._alone.release()


def _conditions(table: sa.Table, where: Sequence[Where]) -> list[sa.ColumnElement[bool]]:
    found = rules.conditions(table.name, where)
    if found is None:
        return [sa.false()]
    return [_COMPARE[w.op](table.c[w.column], w.value) for w in found]


def _order(table: sa.Table, order: Sequence[str]) -> list[sa.ColumnElement[Any]]:
    """Put nulls last in both directions, and the id at the end, so that pages never overlap."""
    columns = [
        table.c[o[1:]].desc().nulls_last() if o.startswith("-") else table.c[o].asc().nulls_last() for o in order
    ]
    return [*columns, table.c.id.asc()]


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreMisconfigured(f"{path.parent} cannot be made ({error.strerror}); set DATA_DIR.") from error


def _tune(connection: Any, _record: Any) -> None:
    """Set what a SQLite connection does not remember from the file."""
    connection.isolation_level = None  # the driver's own BEGIN would come too late for BEGIN IMMEDIATE
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={WAIT_SECONDS * 1000}",
        "synchronous=NORMAL",
        "cache_size=10000",
        "temp_store=MEMORY",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted is overwritten, not only unlinked
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
