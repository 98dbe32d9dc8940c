"""A real PostgreSQL server of its own for the tests: a temporary folder, loopback, nothing that outlives them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Self

import psycopg

_PLACES = ("/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/17/bin")


def binaries() -> Path | None:
    """Return the folder of `initdb` and `postgres`, or None."""
    found = shutil.which("initdb")
    for folder in [*_PLACES, *([str(Path(found).resolve().parent)] if found else [])]:
        if (Path(folder) / "initdb").exists():
            return Path(folder)
    return None


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgresServer:
    """`with PostgresServer() as server`: the superuser is postgres, without a password, on 127.0.0.1 alone."""

    def __enter__(self) -> Self:
        folder = binaries()
        assert folder is not None
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="voice-postgres-"))
        data = self._folder / "data"
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self._folder, "postgres", "postgres")
        initdb = [folder / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        subprocess.run(
            _as_postgres([*initdb, "--locale=C.UTF-8", "--no-sync"]), check=True, capture_output=True, cwd="/"
        )
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self._folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 100,
            "wal_level": "logical",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._log = (self._folder / "log").open("w")
        self._process = subprocess.Popen(
            _as_postgres([folder / "postgres", "-D", data, *options]), stdout=self._log, stderr=self._log, cwd="/"
        )
        self._numbers = count(1)
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()  # SIGTERM waits for clients; SIGQUIT would leave shared memory
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.send_signal(3)
            self._process.wait(10)
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """Return a libpq URL."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def database(self, template: str = "template0") -> str:
        """Make a database and return its name."""
        name = f"test_{next(self._numbers)}"
        self.run("postgres", f'create database "{name}" template "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        self.run("postgres", f'drop database if exists "{name}" with (force)')

    def run(self, database: str, sql: str) -> list[tuple]:
        """Run a script in autocommit, and return the rows of its last query."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql)  # type: ignore[call-overload]  # a script of ours, not a literal
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []

    def _wait(self) -> None:
        until = time.monotonic() + 20
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise RuntimeError((self._folder / "log").read_text()) from None
                time.sleep(0.02)
            else:
                return


def _as_postgres(command: list[object]) -> list[str]:
    """Run as the user postgres where we are root, and end with us."""
    words = [str(c) for c in command]
    if setpriv := shutil.which("setpriv"):
        user = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
        return [setpriv, *user, "--pdeathsig=QUIT", "--", *words]
    return ["runuser", "-u", "postgres", "--", *words] if os.getuid() == 0 else words
