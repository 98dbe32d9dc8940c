"""What is configured, reachable and missing, one line each; starts nothing."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from launch import livekit_client, livekit_server, lock, machine, voice
from launch.ports import is_free
from utils.settings import GROQ_URL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from utils.settings import Settings

TIMEOUT = 3.0
"""Seconds that a server has to answer."""


class Mark(StrEnum):
    """How something stands."""

    GOOD = "✓"
    BAD = "✗"
    MISSING = "–"  # noqa: RUF001 - a dash, as a person would write it
    """Not there, and not needed: less can be done without it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    mark: Mark
    what: str
    says: str

    def __str__(self) -> str:
        """Return the line as it is printed."""
        return f"  {self.mark} {self.what:<16} {self.says}"


def plan(settings: Settings, root: Path, voice_plan: voice.VoicePlan) -> Iterator[Finding]:
    """Say what a start will do with this configuration, without asking any server."""
    yield Finding(Mark.GOOD, "store", store_name(settings))
    yield model(settings)
    yield voice_finding(settings, voice_plan)
    if not livekit_client.is_there(root):
        reason = livekit_client.why_not()
        says = f"only types: {reason}" if reason else "types now; npm installs livekit-client in the background"
        yield Finding(Mark.MISSING, "page", says)


def check(settings: Settings, root: Path) -> Iterator[Finding]:
    """Say what is configured, reachable and missing; asks the store, the model server and LiveKit."""
    yield Finding(Mark.GOOD, "Python", sys.version.split()[0])
    yield from place(settings)
    yield store(settings)
    yield model_server(settings)
    yield from livekit(settings, root)
    yield from tools(root)


def store_name(settings: Settings) -> str:
    """Name the store that the configuration chooses."""
    if settings.wants_supabase:
        return f"Supabase at {settings.supabase_url or '(SUPABASE_URL is not set)'}"
    if settings.database_url:
        return "PostgreSQL by DATABASE_URL"
    return f"SQLite in {settings.data_dir}/ (no Supabase is configured: SUPABASE_URL, SUPABASE_SECRET_KEY)"


def model(settings: Settings) -> Finding:
    """Say which model will answer."""
    if settings.groq_base_url:
        return Finding(Mark.GOOD, "model", f"{settings.groq_llm_model} at {settings.groq_base_url}")
    if settings.groq_api_key:
        return Finding(Mark.GOOD, "model", f"{settings.groq_llm_model} at Groq")
    return Finding(
        Mark.MISSING,
        "model",
        "none: sentences it knows are understood without one; "
        "for more, set GROQ_API_KEY (free at console.groq.com/keys) or GROQ_BASE_URL",
    )


def voice_finding(settings: Settings, planned: voice.VoicePlan) -> Finding:
    """Say whether one will be able to talk."""
    if planned.off:
        return Finding(Mark.BAD if planned.off == voice.INCOMPLETE else Mark.MISSING, "voice", f"off: {planned.off}")
    if planned.local is None:
        return Finding(Mark.GOOD, "voice", f"LiveKit at {settings.livekit_url}")
    how = f"{planned.binary}" if planned.binary else "built by Go in the background, about 90 s the first time"
    return Finding(Mark.GOOD, "voice", f"a LiveKit server of its own ({how})")


def place(settings: Settings) -> Iterator[Finding]:
    """Say whether DATA_DIR and the port can be had."""
    problem = data_dir_problem(settings.data_dir, make=False)
    yield Finding(Mark.BAD if problem else Mark.GOOD, "data", problem or f"{settings.data_dir} can be written")
    running = lock.holder(settings.data_dir)
    if running:
        yield Finding(Mark.GOOD, "port", f"the assistant is running ({running})")
        return
    problem = port_problem(settings)
    yield Finding(Mark.BAD if problem else Mark.GOOD, "port", problem or f"{settings.api_port} is free")


def data_dir_problem(data_dir: Path, *, make: bool) -> str:
    """Return why DATA_DIR can't be used, and what to do; empty if it can.

    :param make: whether to make it; otherwise only the place for it is judged.
    """
    help_ = "make it writable, or set DATA_DIR to a folder of yours"
    try:
        if make:
            data_dir.mkdir(parents=True, exist_ok=True)
        there = next(path for path in (data_dir.absolute(), *data_dir.absolute().parents) if path.exists())
        if not there.is_dir():
            return f"DATA_DIR ({data_dir}) can't be written, {there} is a file: {help_}"
        if not make and there != data_dir.absolute():
            return "" if os.access(there, os.W_OK | os.X_OK) else f"DATA_DIR ({data_dir}) can't be made: {help_}"
        with tempfile.TemporaryFile(dir=data_dir):
            return ""
    except OSError as error:
        return f"DATA_DIR ({data_dir}) can't be written ({error.strerror}): {help_}"


def port_problem(settings: Settings) -> str:
    """Return why the API can't have its port, and what to do; empty if it can."""
    try:
        if is_free(settings.api_host, settings.api_port):
            return ""
    except PermissionError:
        return f"port {settings.api_port} may not be used by this user: choose one from 1024 with API_PORT"
    except OSError as error:
        return f"API_HOST ({settings.api_host}) is no address of this machine ({error.strerror})"
    return (
        f"port {settings.api_port} of {settings.api_host} is taken by another program: "
        f"stop that, or choose another port, such as API_PORT={settings.api_port + 1}"
    )


def store(settings: Settings) -> Finding:
    """Try the store."""
    from system_control.errors import AssistantError
    from system_control.store.open import DATABASE_FILE, open_store

    file_store = not (settings.wants_supabase or settings.database_url)
    if file_store and not (settings.data_dir / DATABASE_FILE).exists():
        return Finding(Mark.GOOD, "store", f"{store_name(settings)}; the file is made at the first start")
    try:
        opened = open_store(settings)
        try:
            opened.check()
        finally:
            opened.close()
    except AssistantError as error:
        return Finding(Mark.BAD, "store", f"{store_name(settings)}: {error}")
    return Finding(Mark.GOOD, "store", f"{store_name(settings)}, answers")


def model_server(settings: Settings) -> Finding:
    """Ask the model server which models it has."""
    if not settings.has_groq:
        return model(settings)
    named = model(settings).says
    url = settings.groq_base_url or GROQ_URL
    import httpx

    try:
        answer = httpx.get(
            f"{url}/models", headers={"Authorization": f"Bearer {settings.groq_api_key}"}, timeout=TIMEOUT
        )
    except httpx.HTTPError as error:
        return Finding(Mark.BAD, "model", f"{named}: {url} does not answer ({error})")
    if answer.status_code in {401, 403}:
        return Finding(Mark.BAD, "model", f"{named}: GROQ_API_KEY is refused ({answer.status_code})")
    if not answer.is_success:
        return Finding(Mark.BAD, "model", f"{named}: {url}/models answers {answer.status_code}")
    return Finding(Mark.GOOD, "model", f"{named}, answers")


def livekit(settings: Settings, root: Path) -> Iterator[Finding]:
    """Say whether one can talk, and ask the LiveKit server if it is the user's own."""
    planned = voice.plan(settings, root)
    finding = voice_finding(settings, planned)
    if not settings.livekit_url:
        yield finding
        return
    import httpx

    url = settings.livekit_url.replace("ws", "http", 1)
    try:
        status = httpx.get(url, timeout=TIMEOUT).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        yield Finding(Mark.BAD, "voice", f"LIVEKIT_URL ({settings.livekit_url}) does not answer ({error})")
        return
    if status >= 500:
        yield Finding(Mark.BAD, "voice", f"LIVEKIT_URL ({settings.livekit_url}) answers {status}")
        return
    yield Finding(finding.mark, "voice", f"{finding.says}, answers" if finding.mark is Mark.GOOD else finding.says)


def tools(root: Path) -> Iterator[Finding]:
    """Say which programs of others are there: none is needed to type."""
    binary = livekit_server.find(root)
    yield _tool("livekit-server", f"{binary}" if binary else "", livekit_server.HOW_TO_GET)
    go, node = machine.go(), machine.node()
    needed = f"{machine.dotted(machine.GO_NEEDED)} or newer builds livekit-server (go.dev/dl)"
    new_enough = go is not None and go >= machine.GO_NEEDED
    yield _tool("Go", machine.dotted(go) if go and new_enough else "", needed)
    yield _tool("Node", machine.dotted(node) if node else "", livekit_client.HOW_TO_GET)
    yield _tool("npm", "there" if machine.has_npm() else "", livekit_client.HOW_TO_GET)
    there = livekit_client.is_there(root)
    how = livekit_client.why_not() or "the next start installs it"
    yield _tool("livekit-client", "there" if there else "", f"without it the page only types: {how}")


def _tool(name: str, good: str, missing: str) -> Finding:
    return Finding(Mark.GOOD, name, good) if good else Finding(Mark.MISSING, name, f"not there: {missing}")
