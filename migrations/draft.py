"""Drafts both migrations from tables.py: `python -m migrations.draft NAME` (`make migration NAME=shopping`)."""

from __future__ import annotations

import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import autogenerate, command
from alembic.config import Config
from alembic.migration import MigrationContext

from system_control.store.migrate import MIGRATIONS, migrate_sqlite
from system_control.store.search_index import PREFIX
from system_control.store.tables import METADATA, SERVICE_ONLY, Id, Json

_POSTGRES = sa.create_mock_engine("postgresql+psycopg://", lambda *_: None).dialect
_NAMES = {"timestamp with time zone": "timestamptz", "float": "double precision"}
_ALWAYS = {"id": "gen_random_uuid()", "created_at": "now()", "updated_at": "now()"}


def draft(name: str, migrations: Path = MIGRATIONS, metadata: sa.MetaData = METADATA) -> list[Path]:
    """Write what tables.py has and the migrations lack, as one version for SQLite and one SQL file; return them.

    Both are drafts: read them, and fill in what no difference tells (values for old rows, renamed columns).
    :raises ValueError: if nothing differs.
    """
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "now.db"
        engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.pool.NullPool)
        migrate_sqlite(engine, path, migrations / "sqlite")
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_server_default": True, "include_name": is_ours}
            )
            differences = autogenerate.compare_metadata(context, metadata)
            if not differences:
                raise ValueError("tables.py has nothing that the migrations lack")
            sqlite = _draft_sqlite(connection, slug, migrations / "sqlite", metadata)
    supabase = migrations / "supabase" / f"{datetime.now(UTC):%Y%m%d%H%M%S}_{slug}.sql"
    supabase.write_text(postgres_text(differences))
    return [sqlite, supabase]


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether tables.py declares it: the word index is no table of its own."""
    return kind != "table" or not (name or "").startswith(PREFIX)


def _draft_sqlite(connection: sa.Connection, slug: str, folder: Path, metadata: sa.MetaData) -> Path:
    head = max(int(p.name[:4]) for p in (folder / "versions").glob("[0-9]*.py"))
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    script = command.revision(config, slug, autogenerate=True, rev_id=f"{head + 1:04}")
    return Path(script.path)  # type: ignore[union-attr]  # a list only for several heads


def postgres_text(differences: list[tuple[object, ...]]) -> str:
    """Write added tables and columns as SQL; whatever else differs is left as a line for a person to write."""
    parts = []
    made = {d[1].name for d in differences if d[0] == "add_table" and isinstance(d[1], sa.Table)}
    for difference in differences:
        match difference:
            case ("add_table", sa.Table() as table):
                parts += [create(table), access(table)]
            case ("add_column", _, str(name), sa.Column() as column):
                parts.append(f"alter table public.{name} add column if not exists {column_text(column)};")
            case ("add_index", sa.Index() as index):
                parts.append(index_text(index))
            case ("add_constraint", sa.UniqueConstraint() as rule) if rule.table.name in made:
                pass  # written with its table
            case ("add_constraint", sa.UniqueConstraint() as rule):
                columns = ", ".join(c.name for c in rule.columns)
                alter = f"alter table public.{rule.table.name}"
                parts.append(f"{alter} drop constraint if exists {rule.name};")
                parts.append(f"{alter} add constraint {rule.name} unique ({columns});")
            case _:
                parts.append(f"-- to be written by hand: {' '.join(str(p) for p in difference)}")
    return "\n\n".join(parts) + "\n"


def create(table: sa.Table) -> str:
    """Write a table; running it twice is no error."""
    lines = [column_text(c) for c in table.c]
    lines += [
        f"constraint {c.name} unique ({', '.join(k.name for k in c.columns)})"
        for c in table.constraints
        if isinstance(c, sa.UniqueConstraint) and c.name
    ]
    return f"create table if not exists public.{table.name} (\n  " + ",\n  ".join(lines) + "\n);"


def index_text(index: sa.Index) -> str:
    """Write an index."""
    columns = ", ".join(c.name for c in index.columns)
    unique = "unique " if index.unique else ""
    assert index.table is not None
    return f"create {unique}index if not exists {index.name} on public.{index.table.name} ({columns});"


def column_text(column: sa.Column[object]) -> str:
    """Write a column with all that belongs to it alone."""
    kind = column.type.compile(dialect=_POSTGRES).lower()
    words = [column.name, _NAMES.get(kind, kind)]
    if column.primary_key:
        words.append("primary key")
    elif not column.nullable:
        words.append("not null")
    if column.name in _ALWAYS:
        words.append(f"default {_ALWAYS[column.name]}")
    elif isinstance(column.server_default, sa.DefaultClause):
        value = column.server_default.arg
        text = value if isinstance(value, str) else str(value)
        words.append(f"default '{text}'" if isinstance(column.type, (sa.Text, Json, Id)) else f"default {text}")
    if column.unique:
        words.append("unique")
    for key in column.foreign_keys:
        target = key.target_fullname
        words.append(f"references public.{target.partition('.')[0]} ({target.partition('.')[2]}) on delete cascade")
    return " ".join(words)


def access(table: sa.Table) -> str:
    """Write who may do what: the service role anything, a user sees the own rows of what an app shows."""
    name = table.name
    lines = [
        f"alter table public.{name} enable row level security;",
        f"revoke all on public.{name} from public, anon, authenticated, service_role;",
        f"grant select, insert, update, delete on public.{name} to service_role;",
    ]
    if "user_id" in table.c and name not in SERVICE_ONLY:
        lines += [
            f"grant select on public.{name} to authenticated;",
            f"drop policy if exists own_rows on public.{name};",
            f"create policy own_rows on public.{name} for select to authenticated",
            "  using (user_id = any (array(select private.my_user_ids())));",
        ]
    else:
        lines += [
            f"drop policy if exists service_only on public.{name};",
            f"create policy service_only on public.{name} as restrictive for all to anon, authenticated using (false);",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m migrations.draft NAME")
    try:
        for written in draft(sys.argv[1]):
            sys.stdout.write(f"drafted {written}\n")
    except ValueError as nothing:
        sys.exit(str(nothing))
