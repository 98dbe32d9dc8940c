"""What every test may ask for."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from system_control.identity import set_session_user
from system_control.store.sql import SqlStore
from system_control.supabase_manager import SupabaseManager
from tests.servers import (  # noqa: F401 - fixtures
    migrated_database,
    postgres_server,
    postgres_url,
    supabase_lite,
    supabase_project,
)
from utils.clock import ManualClock
from utils.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)
"""A Tuesday, 10:20 in Berlin."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = SqlStore.sqlite(None)
    yield opened
    opened.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """No credentials at all, and a data folder of its own."""
    return Settings.load({"DATA_DIR": str(tmp_path / "data"), "TIMEZONE": "Europe/Berlin"})


@pytest.fixture
def manager(settings: Settings, clock: ManualClock, store: SqlStore) -> SupabaseManager:
    return SupabaseManager(settings, clock=clock, store=store)


@pytest.fixture
def alice(manager: SupabaseManager) -> str:
    """Alice is bound, and has her profile."""
    user = set_session_user("alice@example.com")
    assert manager.ensure_profile(user, "alice@example.com")
    return user


def an_id() -> str:
    return str(uuid.uuid4())
