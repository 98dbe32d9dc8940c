"""Brings the configured store's tables up to date: `python -m migrations.apply [TARGET]` (`make migrate`).

SQLite and PostgreSQL migrate themselves whenever they are opened, so for them this only looks. A Supabase project is
migrated by the Supabase CLI (`db push`), since the program's key may not change tables: TARGET is the project's ref
(default: the one in SUPABASE_URL) or its database's URL. The CLI asks for the database's password, or takes it from
SUPABASE_DB_PASSWORD.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from system_control.errors import StoreUnavailable
from system_control.store.migrate import MIGRATIONS
from system_control.store.open import open_store
from utils.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

ROOT = MIGRATIONS.parent


def main(target: str = "") -> int:
    """Do it, say what was done, and return the exit code."""
    settings = Settings.load()
    if target or settings.wants_supabase:
        host = urlsplit(settings.supabase_url).hostname or ""
        return push(target or (host.partition(".")[0] if host.endswith(".supabase.co") else ""))
    try:
        store = open_store(settings)
        store.check()
    except StoreUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    store.close()
    sys.stdout.write(f"{store.name} is up to date\n")
    return 0


def push(target: str) -> int:
    """Run `supabase db push` for a project's ref or a database's URL; return the exit code."""
    program = ROOT / "node_modules" / ".bin" / "supabase"
    if not program.exists():
        sys.stderr.write(
            "The Supabase CLI is not here: npm ci installs it. Or run the files of migrations/supabase by hand, "
            "in order of their names, in the project's SQL editor; running one twice does no harm.\n"
        )
        return 1
    if not target:
        sys.stderr.write("Which project? Give its ref or its database's URL: make migrate TARGET=...\n")
        return 1
    workdir = ROOT / ".cache" / "supabase"
    prepare(workdir)
    command = [str(program), "db", "push", f"--remote={target}", "--skip-vault", "--workdir", str(workdir)]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program, and who runs it names TARGET


def prepare(workdir: Path) -> None:
    """Make the folder that the CLI wants: `supabase/migrations` in it is our migrations/supabase."""
    folder = workdir / "supabase"
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "migrations"
    if not link.is_symlink():
        link.symlink_to(MIGRATIONS / "supabase")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
