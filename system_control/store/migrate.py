"""Brings a database's tables up to date: Alembic for SQLite, the SQL of migrations/supabase for PostgreSQL."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from filelock import FileLock, Timeout

from system_control.errors import StoreMisconfigured, StoreUnavailable
from system_control.store.search_index import install
from system_control.store.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable

MIGRATIONS = Path(__file__).parents[2] / "migrations"

LOCK_SECONDS = 30
"""How long a process waits for another one that is migrating."""


def migrate_sqlite(engine: sa.Engine, path: Path | None, migrations: Path = MIGRATIONS / "sqlite") -> None:
    """Bring a SQLite database up to date; processes that start together wait for the first.

    A file that is up to date costs one query; Alembic is imported only where there is something to do. Without a
    path (in memory) the tables are made from tables.py; a test holds that both ways give the same schema.
    :raises StoreUnavailable: if another process migrates for longer than 30 s.
    :raises StoreMisconfigured: if a newer version of the program wrote the file, or its folder cannot be written.
    """
    if path is None:
        METADATA.create_all(engine)
        with engine.connect() as connection:
            install(connection)
            connection.commit()
        return
    head = max(_number(p) for p in (migrations / "versions").glob("[0-9]*.py"))
    if _is_current(engine, path, head):
        return
    try:
        with FileLock(f"{path}.migration.lock", timeout=LOCK_SECONDS):
            if not _is_current(engine, path, head):
                _upgrade(engine, migrations)
    except Timeout as error:
        raise StoreUnavailable(f"{path} is being migrated by another process") from error
    except OSError as error:
        raise StoreMisconfigured(f"{path.parent} cannot be written ({error.strerror}); set DATA_DIR.") from error


def migrate_postgres(engine: sa.Engine, migrations: Path = MIGRATIONS) -> None:
    """Bring a PostgreSQL database up to date: the shim, then each file of migrations/supabase once.

    What ran is kept where `supabase db push` keeps it, so either can go on where the other stopped. Processes that
    start together wait for the first.
    :raises StoreUnavailable: if another process migrates for longer than 30 s.
    :raises StoreMisconfigured: if the database refuses a statement; what a file did before it is taken back.
    """
    files = sorted((migrations / "supabase").glob("*.sql"))
    versions = {_number(f) for f in files}
    with engine.connect() as connection:
        exists = connection.execute(sa.select(sa.func.to_regclass("supabase_migrations.schema_migrations"))).scalar()
        if exists and versions <= _applied(connection):
            return
    from psycopg import Error, errors

    with closing(engine.raw_connection()) as raw:
        run = _Runner(raw.driver_connection)
        try:
            run.all(["set statement_timeout = 0", f"set lock_timeout = '{LOCK_SECONDS}s'"])
            run.all(["select pg_advisory_lock(hashtextextended('voice-assistant migrations', 0))"])
            run.all([(migrations / "postgres_shim.sql").read_text(), _TRACKING])
            with engine.connect() as connection:
                applied = _applied(connection)
            for file in files:
                if _number(file) not in applied:
                    name = file.stem.partition("_")[2]
                    # One transaction each, as the CLI does it.
                    run.all([file.read_text(), _REMEMBER.format(_number(file), name)])
        except errors.LockNotAvailable as error:
            raise StoreUnavailable("the database is being migrated by another process") from error
        except Error as error:
            line = str(error).splitlines()[0]
            raise StoreMisconfigured(f"the tables of DATABASE_URL cannot be brought up to date: {line}") from error
        finally:
            raw.invalidate()  # its settings and the advisory lock end with the session


_TRACKING = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations
  (version text primary key, statements text[], name text);
"""
_REMEMBER = "insert into supabase_migrations.schema_migrations (version, name) values ('{}', '{}')"


class _Runner:
    """Runs SQL scripts on a psycopg connection; SQLAlchemy would look for parameters in them."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def all(self, scripts: Iterable[str]) -> None:
        """Run the scripts in one transaction."""
        with self._connection.transaction():
            for script in scripts:
                self._connection.execute(script)


def _number(file: Path) -> str:
    """Return the version: the digits that the file's name starts with."""
    found = re.match(r"\d+", file.name)
    if not found:
        raise ValueError(f"a migration's name starts with its number: {file.name}")
    return found[0]


def _applied(connection: sa.Connection) -> set[str]:
    rows = connection.exec_driver_sql("select version from supabase_migrations.schema_migrations")
    return set(rows.scalars())


def _is_current(engine: sa.Engine, path: Path, head: str) -> bool:
    with engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
            return False
        known = "select count(*) from sqlite_master where name = 'alembic_version'"
        if not connection.exec_driver_sql(known).scalar():
            return False
        version = connection.exec_driver_sql("select version_num from alembic_version").scalar() or ""
    if version > head:
        raise StoreMisconfigured(f"{path} comes from a newer version of this program; upgrade, or set DATA_DIR.")
    return bool(version == head)


def _upgrade(engine: sa.Engine, migrations: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    with engine.connect() as connection:
        connection.detach()  # closed for real afterwards, with its pragmas
        # Kept in the file. Here, under the lock: processes that switch at once get "locked" without being waited for.
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        # A table that is made anew would take the rows that refer to it along.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        install(connection)  # triggers went with a table that was made anew
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration left rows that refer to nothing: {broken[:3]}")
        connection.commit()
