"""Store on SQLAlchemy Core: SQLite, the embedded default, and PostgreSQL by DATABASE_URL."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import StaticPool

from system_control.errors import StoreMisconfigured, StoreUnavailable
from system_control.store.migrate import migrate_postgres, migrate_sqlite
from system_control.store.procedures import PROCEDURES
from system_control.store.store import Op, Row, Where
from system_control.store.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

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

    @classmethod
    def sqlite(cls, path: Path | None) -> SqlStore:
        """Open (and bring up to date) a SQLite file, or one in memory when there is no path.

        :raises StoreMisconfigured: if the file is not a database or cannot be written.
        """
        if path is None:
            engine = sa.create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
            name = "SQLite in memory"
        else:
            _make_folder(path)
            engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": WAIT_SECONDS})
            name = f"SQLite {path}"
        _tune(engine)
        store = cls(engine, name)
        with store._translated():
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
        except exc.ArgumentError as error:
            raise StoreMisconfigured("DATABASE_URL is not an address; it takes postgresql://user@host/name.") from error
        if parsed.get_backend_name() not in ("postgresql", "postgres"):
            raise StoreMisconfigured("DATABASE_URL takes a postgresql:// address.")
        engine = sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=8,
            max_overflow=8,
            pool_timeout=WAIT_SECONDS,
            pool_pre_ping=True,
            connect_args={"connect_timeout": WAIT_SECONDS, "options": f"-c statement_timeout={WAIT_SECONDS * 1000}"},
        )
        store = cls(engine, f"PostgreSQL {parsed.host or ''}/{parsed.database or ''}")
        with store._translated():
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
        query = sa.select(t).where(*_conditions(t, where)).order_by(*_order(t, order)).offset(offset)
        with self._transaction() as connection:
            return [dict(r) for r in connection.execute(query.limit(limit)).mappings()]

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> int:
        """Add rows; one that already stands is left as it is."""
        if not rows:
            return 0
        t = METADATA.tables[table]
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(t).on_conflict_do_nothing()
        with self._transaction(write=True) as connection:
            # Row by row: rows may set different columns, and the count of an executemany is not told by every driver.
            return sum(connection.execute(statement.values(**row)).rowcount for row in rows)

    def update(self, table: str, where: Sequence[Where], values: Mapping[str, Any]) -> list[Row]:
        """Set values, and return the rows as they are now."""
        t = METADATA.tables[table]
        statement = t.update().where(*_conditions(t, where)).values(**values).returning(t)
        with self._transaction(write=True) as connection:
            return [dict(r) for r in connection.execute(statement).mappings()]

    def delete(self, table: str, where: Sequence[Where]) -> int:
        """Remove rows; an empty `where` is refused."""
        if not where:
            raise ValueError("a deletion names what it deletes")
        t = METADATA.tables[table]
        with self._transaction(write=True) as connection:
            return connection.execute(t.delete().where(*_conditions(t, where))).rowcount

    def count(self, table: str, where: Sequence[Where] = ()) -> int:
        """Return for how many rows every condition holds."""
        t = METADATA.tables[table]
        with self._transaction() as connection:
            return connection.execute(
                sa.select(sa.func.count()).select_from(t).where(*_conditions(t, where))
            ).scalar_one()

    def call(self, procedure: str, arguments: Mapping[str, Any]) -> Any:
        """Run a named procedure as one transaction; a "conflict" leaves everything as it was."""
        with self._transaction(write=True) as connection:
            result = PROCEDURES[procedure](connection, arguments)
            if result == "conflict":
                connection.rollback()
            return result

    def check(self) -> None:
        """Raise what a first call would."""
        self.count("profiles")

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[sa.Connection]:
        with self._translated(), self._engine.connect() as connection:
            if write and connection.dialect.name == "sqlite":
                # Taken at once: a lock that is upgraded later fails without waiting when another writer was faster.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the driver's errors into the store's."""
        try:
            yield
        except exc.OperationalError as error:
            text = str(error.orig)
            if "no such table" in text:
                raise StoreMisconfigured(f"{self.name} lacks tables: {text}") from error
            if "readonly" in text or "unable to open" in text:
                raise StoreMisconfigured(f"{self.name} cannot be written: {text}. Check DATA_DIR.") from error
            if "authentication failed" in text or "does not exist" in text:
                raise StoreMisconfigured(f"{self.name} refuses DATABASE_URL: {text.splitlines()[0]}") from error
            raise StoreUnavailable(f"{self.name}: {text.splitlines()[0] if text else error}") from error
        except exc.TimeoutError as error:
            raise StoreUnavailable(f"{self.name}: no connection was free within {WAIT_SECONDS} s") from error
        except exc.DatabaseError as error:
            text = str(error.orig)
            if "not a database" in text or "malformed" in text:
                raise StoreMisconfigured(f"{self.name} is not a database: move that file away.") from error
            if "does not exist" in text or "permission denied" in text:
                raise StoreMisconfigured(f"{self.name}: {text.splitlines()[0]}") from error
            raise


def _conditions(table: sa.Table, where: Sequence[Where]) -> list[sa.ColumnElement[bool]]:
    return [_COMPARE[w.op](table.c[w.column], w.value) for w in where]


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


def _tune(engine: sa.Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would come too late for BEGIN IMMEDIATE
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={WAIT_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "cache_size=10000",
            "temp_store=MEMORY",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
