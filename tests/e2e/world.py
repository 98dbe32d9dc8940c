"""Everything that one spoken conversation needs, as its own processes on 127.0.0.1, and what tests ask of it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from system_control.identity import livekit_identity_to_uuid
from tests.fakes import speech
from tests.fakes.livekit_server import HOW_TO_GET_IT, LiveKit, binary, livekit_server, wait_until_it_answers
from tests.fakes.process import ROOT, Process, free_port, until
from tests.fakes.voice import AGENT, ZONE, Groq, fake_groq, worker
from tests.servers import require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASKED = "Please set an alarm for {} tomorrow morning, thanks!"
"""With the thanks it sounds finished to the turn detector (.56); espeak-ng alone sounds as if it would go on (.16)."""


@dataclass(frozen=True, slots=True)
class World:
    """A LiveKit server, a Groq, the API and a worker, that share a data folder."""

    folder: Path
    livekit: LiveKit
    groq: Groq
    api: Process
    api_url: str
    worker: Process

    @property
    def data(self) -> Path:
        """DATA_DIR of all."""
        return self.folder / "data"

    @property
    def temporary(self) -> Path:
        """Where all of them put their temporary files."""
        return self.folder / "tmp"

    def rows(self, table: str, identity: str) -> list[dict[str, Any]]:
        """Return the rows of one user, oldest first, past all of the project's own code."""
        return self._select(
            f"select * from {table} where user_id = ? order by created_at", livekit_identity_to_uuid(identity)
        )

    def everything(self) -> str:
        """Return all that is stored, of everybody, as text to search in."""
        tables = self._select("select name from sqlite_master where type = 'table'")
        return "\n".join(str(self._select(f"select * from {table['name']}")) for table in tables)

    async def new_rows(self, table: str, identity: str, before: int = 0) -> list[dict[str, Any]]:
        """Wait until a user has more than `before` rows, and return those beyond."""
        what = f"{identity} has new {table}"
        return await until(lambda: self.rows(table, identity)[before:], what, told=self.told)

    async def ended_session(self, room: str) -> dict[str, Any]:
        """Wait until the session of a room is ended, and return its row."""
        query = "select * from sessions where room = ? and status = 'ended' and ended_at is not null"
        what = f"the session of {room} is ended"
        return (await until(lambda: self._select(query, room), what, told=self.told))[0]

    def told(self) -> str:
        """Return what the worker said last, in short."""
        lines = [json.loads(line) for line in self.worker.log.splitlines() if line.startswith("{")]
        return "\n".join(f"{line['level']} {line.get('room', '')} {line['message'][:800]}" for line in lines[-60:])

    def log_lines(self, words: str, *, room: str = "") -> list[dict[str, Any]]:
        """Return the worker's log lines that hold `words`, of rooms whose name begins with `room`."""
        return [
            line
            for line in map(json.loads, filter(lambda line: line.startswith("{"), self.worker.log.splitlines()))
            if words in line["message"] and line.get("room", "").startswith(room)
        ]

    def comes_due(self, table: str, identity: str) -> None:
        """Let what a user has in a table be due now, as if the time until then had passed."""
        column = {"user_alarms": "alarm_time", "user_reminders": "remind_at", "user_timers": "ends_at"}[table]
        self._move({(table, row["id"], column): datetime.now(UTC) for row in self.rows(table, identity)})

    def time_passes(self, seconds: float, table: str, identity: str) -> None:
        """Let what a user has that rings have rung that much longer, as if so much time had passed since."""
        earlier, moments = timedelta(seconds=seconds), {}
        for name, column in ((table, "lease_until"), ("occurrences", "rung_at")):
            for row in self.rows(name, identity):
                if row[column]:
                    moments[name, row["id"], column] = datetime.fromisoformat(row[column]) - earlier
        self._move(moments)

    def _move(self, moments: dict[tuple[str, str, str], datetime]) -> None:
        """Write moments, by table, id and column, all at once: whoever is due to look sees none or all of them."""
        with closing(sqlite3.connect(self.data / "voicebot.db", timeout=30)) as database, database:
            for (table, row_id, column), moment in moments.items():
                stored = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                database.execute(f"update {table} set {column} = ? where id = ?", (stored, row_id))

    def _select(self, query: str, *values: str) -> list[dict[str, Any]]:
        database = sqlite3.connect(f"file:{self.data / 'voicebot.db'}?mode=ro", uri=True)
        database.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in database.execute(query, values)]
        finally:
            database.close()

    def api_key(self, identity: str) -> str:
        """Make an API key as a person does, in a terminal."""
        made = subprocess.run(
            [sys.executable, "-m", "api.keys", "new", "test", "--identity", identity],
            env={"PATH": "", "PYTHONPATH": str(ROOT), "DATA_DIR": str(self.data)},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return made.stdout.strip()

    def token(self, key: str, body: dict[str, Any] | None = None) -> tuple[str, str]:
        """Ask the API for a way into a room; return the token and the room's name."""
        request = urllib.request.Request(
            f"{self.api_url}/api/v1/token",
            json.dumps(body or {}).encode(),
            {"content-type": "application/json", "authorization": f"Bearer {key}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            given = json.load(answer)
        return given["participant_token"], given["room_name"]

    def invite(self, room: str, identity: str, *, agent: str = AGENT, **more: Any) -> str:
        """Return a token as the API makes them, but for a room of this name: the dispatch names the user."""
        return self.livekit.token(room, identity, agent=agent, job_metadata=json.dumps({"user_id": identity}), **more)


def tomorrow(row: dict[str, Any], hour: int, minute: int = 0) -> str:
    """Return the wall_time of tomorrow at that time, for a row that was made today."""
    made = datetime.fromisoformat(row["created_at"])
    day = (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(ZoneInfo(ZONE)) + timedelta(days=1)
    return f"{day:%Y-%m-%d}T{hour:02}:{minute:02}:00"


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    """Run all of it for a block."""
    with ExitStack() as stack:
        livekit = stack.enter_context(livekit_server(folder))
        groq = stack.enter_context(fake_groq(folder))
        working = stack.enter_context(worker(folder, "worker", livekit, groq, WORKER_IDLE_PROCESSES="2"))
        port = free_port()
        env = {**livekit.env, **groq.env, "DATA_DIR": str(folder / "data"), "TIMEZONE": ZONE, "API_PORT": str(port)}
        api = stack.enter_context(Process("api", [sys.executable, "-m", "api"], folder, env))
        wait_until_it_answers(f"http://127.0.0.1:{port}/healthz", api)
        # A dispatch is decided when a room is made, and never again: nobody may call before this.
        working.wait_for("registered worker")
        yield World(folder, livekit, groq, api, f"http://127.0.0.1:{port}", working)


def require_world() -> None:
    """Skip, by name, on a machine that can't hold a spoken conversation."""
    require(binary(), "livekit-server", HOW_TO_GET_IT)
    require(speech.AVAILABLE, "espeak-ng", "apt-get install espeak-ng")


def require_browser() -> None:
    """Skip, by name, on a machine that can't open the page and talk on it."""
    require(shutil.which("chromium"), "Chromium", "apt-get install chromium")
    require(shutil.which("node"), "Node", "Node 20 or later from nodejs.org")
    for package in ("playwright-core", "livekit-client"):
        require((ROOT / "node_modules" / package).is_dir(), package, "npm ci")
