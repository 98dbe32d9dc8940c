"""Alembic's entry: runs the versions on the connection that `migrate_sqlite` hands over, inside its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from system_control.store.search_index import PREFIX
from system_control.store.tables import METADATA, Id, Json, Moment


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write a column's type as it is in SQLite, so that an old version does not change when tables.py does."""
    if kind == "type":
        if isinstance(item, Moment):
            return "sa.String(27)"
        if isinstance(item, Id):
            return "sa.String(36)"
        if isinstance(item, Json):
            return "sa.Text()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata", METADATA),
    render_as_batch=True,  # SQLite cannot alter a column: the table is made anew and its rows are copied
    render_item=render_item,
    transactional_ddl=True,
    compare_server_default=True,
    include_name=lambda name, kind, _: kind != "table" or not (name or "").startswith(PREFIX),
)
context.run_migrations()
