"""A real server on a free port over SQLite in memory, and who may call it."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

from api.app import create_app
from system_control.api_keys import ApiKeys
from system_control.store.sql import SqlStore
from system_control.supabase_manager import SupabaseManager
from tests.api.stub import EchoConversations
from utils.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from system_control.store.store import Store
    from utils.clock import Clock

ALICE = "edabafbb-61ad-51d6-9fd8-e976c892a731"
BOB = "1bbc064c-d74a-56e6-a2b9-009139975e85"
VOICE = {
    "livekit_url": "ws://127.0.0.1:7880",
    "livekit_api_key": "devkey",
    "livekit_api_secret": "a-secret-of-thirty-two-characters",
}


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    settings: Settings
    manager: SupabaseManager
    conversations: EchoConversations

    def key(self, identity: str) -> str:
        return ApiKeys.of(self.manager).make("test", identity, ensure_profile=self.manager.ensure_profile)[1]

    def client(self, identity: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.key(identity)}"} if identity else {}
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=30)


@contextmanager
def serving(
    settings: Settings, talk: type[Any] = EchoConversations, *, store: Store | None = None, clock: Clock | None = None
) -> Iterator[Served]:
    """Run the face in a thread until the block ends, over SQLite in memory unless told."""
    manager = SupabaseManager(settings, store=store or SqlStore.sqlite(None), clock=clock)
    conversations = talk(manager, settings)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings = replace(settings, api_port=port)
        app = create_app(settings, manager, conversations)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started:
            assert thread.is_alive(), "the server ended while starting"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
        try:
            yield Served(f"http://127.0.0.1:{port}", settings, manager, conversations)
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive(), "the server did not end"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def served(settings: Settings) -> Iterator[Served]:
    with serving(settings) as s:
        yield s


@pytest.fixture
def alice(served: Served) -> Iterator[httpx.Client]:
    with served.client("alice@example.com") as client:
        yield client


@pytest.fixture
def bob(served: Served) -> Iterator[httpx.Client]:
    with served.client("bob@example.com") as client:
        yield client
