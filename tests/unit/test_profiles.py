"""A profile is there before anything else, once, and a store that is down never lends another account."""

import threading

import pytest

from system_control.errors import StoreUnavailable
from system_control.identity import livekit_identity_to_uuid, set_session_user
from system_control.store.sql import SqlStore
from system_control.store.store import eq
from system_control.supabase_manager import SupabaseManager

ALICE = livekit_identity_to_uuid("alice@example.com")


class Down:
    """A store that is not there."""

    name = "nowhere"

    def __getattr__(self, name: str):
        def call(*_a, **_k):
            raise StoreUnavailable("down")

        return call


def test_made_once_by_many_at_once(tmp_path, settings, clock) -> None:
    store = SqlStore.sqlite(tmp_path / "x.db")
    manager = SupabaseManager(settings, clock=clock, store=store)
    made: list[bool] = []
    threads = [
        threading.Thread(target=lambda: made.append(manager.ensure_profile(ALICE, "alice@example.com")))
        for _ in range(12)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    rows = store.select("profiles")
    assert made == [True] * 12
    assert [(r["id"], r["identity"], r["email"]) for r in rows] == [(ALICE, "alice@example.com", "alice@example.com")]
    manager.close()


def test_a_profile_learns_its_identity(manager, store) -> None:
    assert manager.ensure_profile(ALICE)
    assert manager.ensure_profile(ALICE, "alice@example.com")
    assert store.select("profiles", [eq("id", ALICE)])[0]["identity"] == "alice@example.com"


def test_an_identity_that_is_taken_is_not_shared(manager, store, caplog) -> None:
    assert manager.ensure_profile(ALICE, "alice@example.com")
    other = livekit_identity_to_uuid("someone else")
    assert not manager.ensure_profile(other, "alice@example.com")
    assert [r["id"] for r in store.select("profiles")] == [ALICE]
    assert "already has this identity" in caplog.text


async def test_a_store_that_is_down_is_said_in_one_line(settings, clock, caplog) -> None:
    set_session_user("alice@example.com")
    manager = SupabaseManager(settings, clock=clock, store=Down())
    assert await manager.welcome() is False
    assert "nothing can be kept" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_store_that_cannot_be_opened_is_not_tried_at_every_word(settings, clock, monkeypatch) -> None:
    tries = 0

    def refuse(_settings):
        nonlocal tries
        tries += 1
        raise StoreUnavailable("down")

    monkeypatch.setattr("system_control.supabase_manager.open_store", refuse)
    manager = SupabaseManager(settings, clock=clock)
    for _ in range(5):
        with pytest.raises(StoreUnavailable):
            manager.store()
    assert tries == 1
