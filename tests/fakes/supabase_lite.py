"""Supabase's own docker-less server (`@supabase/lite`) over a database of the tests' PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import httpx

from system_control.store.migrate import MIGRATIONS
from system_control.store.sql import SqlStore
from tests.fakes.postgres import free_port

if TYPE_CHECKING:
    from tests.fakes.postgres import PostgresServer

ROOT = Path(__file__).parents[2]
NODE_MODULES = ROOT / "node_modules"

PUBLISHABLE_KEY = "sb_publishable_of_the_tests"
SECRET_KEY = "sb_secret_of_the_tests"

# What a hosted project has before anybody uses it; lite leaves it to whoever makes the database.
_ROLES = """
do $$
declare r text;
begin
  foreach r in array array['anon', 'authenticated', 'service_role'] loop
    if not exists (select from pg_roles where rolname = r) then
      execute format('create role %I nologin noinherit', r);
    end if;
  end loop;
  if not exists (select from pg_roles where rolname = 'authenticator') then
    create role authenticator login noinherit;
  end if;
end $$;
alter role service_role bypassrls;
grant anon, authenticated, service_role to authenticator;
create schema if not exists auth;
grant usage on schema public, auth to anon, authenticated, service_role;
"""


def is_installed() -> bool:
    """Whether Node, lite and its PostgreSQL driver are there."""
    return bool(shutil.which("node")) and all((NODE_MODULES / p).exists() for p in ("@supabase/lite", "postgres"))


class SupabaseLite:
    """`with SupabaseLite(server) as lite`: a project of our tables, with the grants of a hosted one."""

    secret_key = SECRET_KEY
    publishable_key = PUBLISHABLE_KEY

    def __init__(self, server: PostgresServer, *, tables: bool = True) -> None:
        self._server = server
        self._tables = tables

    def __enter__(self) -> Self:
        self.database = self._server.database()
        self.database_url = self._server.url(self.database)
        self._folder = Path(tempfile.mkdtemp(prefix="voice-supabase-"))
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._configure()
        self._server.run(self.database, _ROLES)
        self._start()  # makes its auth schema
        if self._tables:
            self._stop()
            SqlStore.postgres(self.database_url).close()
            self._start()  # it reads the tables when it starts
            self.grant()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._server.drop(self.database)

    def _configure(self) -> None:
        (self._folder / "supabase").mkdir()
        (self._folder / "supabase" / "config.toml").write_text(
            'project_id = "tests"\n'
            f"[api]\nport = {self._port}\nmax_rows = 1000\n"
            f'[db]\ndriver = "postgres"\nurl = "{self.database_url}"\n'
            f'[auth]\npublishable_key = "{PUBLISHABLE_KEY}"\nsecret_key = "{SECRET_KEY}"\n'
        )

    def _start(self) -> None:
        self._log = (self._folder / "log").open("a")
        environment = {**os.environ, "LITE_TELEMETRY": "0", "DO_NOT_TRACK": "1"}
        self._process = subprocess.Popen(
            ["node", str(NODE_MODULES / "@supabase/lite/dist/cli/index.js"), "start", "--no-admin"],
            cwd=self._folder,
            env=environment,
            stdout=self._log,
            stderr=self._log,
        )
        until = time.monotonic() + 30
        while True:
            try:
                # A first request, of a table that may not be there: only then it sets its own grants.
                httpx.get(f"{self.url}/rest/v1/profiles?limit=1", headers={"apikey": SECRET_KEY}, timeout=5)
            except httpx.TransportError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise RuntimeError((self._folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def grant(self) -> None:
        """Take back what lite gave to everybody."""
        for file in sorted((MIGRATIONS / "supabase").glob("*.sql")):
            self._server.run(self.database, file.read_text())

    def _stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
            self._log.close()
