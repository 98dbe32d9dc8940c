"""Brings a database's tables up to date: Alembic for SQLite, under a file lock; the Supabase SQL for PostgreSQL."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from system_control.errors import StoreUnavailable
from system_control.store.tables import METADATA

if TYPE_CHECKING:
    from pathlib import Path

    import sqlalchemy as sa


def migrate_sqlite(engine: sa.Engine, path: Path | None) -> None:
    """Bring a SQLite database up to date; processes that start together wait for the first.

    :raises StoreUnavailable: if another process holds the lock for longer than 30 s.
    """
    lock = FileLock(f"{path}.migration.lock", timeout=30) if path else nullcontext()
    try:
        with lock, engine.connect() as connection:
            METADATA.create_all(connection)
            connection.commit()
    except Timeout as error:
        raise StoreUnavailable(f"{path} is being migrated by another process") from error


def migrate_postgres(engine: sa.Engine) -> None:
    """Bring a PostgreSQL database up to date with the SQL of migrations/supabase."""
    raise NotImplementedError
