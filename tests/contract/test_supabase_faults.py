"""Supabase over a link that loses answers after the commit: what is kept is exactly what was asked for, once."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from system_control.store.store import eq
from system_control.store.supabase import SupabaseStore
from tests.contract.samples import START, note, profile
from tests.contract.test_procedures import batch, change, undo
from tests.contract.test_threads import THREADS, at_once
from tests.fakes.flaky_proxy import FlakyProxy

pytestmark = pytest.mark.supabase

EACH = 20


@pytest.fixture
def proxy(supabase_lite):
    with FlakyProxy(urlsplit(supabase_lite.url).port, share=0.3) as one:
        yield one


@pytest.fixture
def flaky(supabase_lite, proxy):
    store = SupabaseStore(f"http://127.0.0.1:{proxy.port}", supabase_lite.secret_key, "SUPABASE_SECRET_KEY")
    yield store
    store.close()


@pytest.fixture
def steady(supabase_lite, supabase_store):
    return supabase_store


@pytest.fixture
def alice(steady):
    row = profile("alice@example.com")
    steady.insert("profiles", [row])
    return row["id"]


def test_each_row_is_there_once_and_counted_once(flaky, steady, alice, proxy):
    rows = [[note(alice, f"{n}-{i}") for i in range(EACH)] for n in range(THREADS)]
    new = at_once(lambda n: sum(flaky.insert("user_notes", [row]) for row in rows[n]))
    assert new == [EACH] * THREADS
    assert steady.count("user_notes") == EACH * THREADS
    assert proxy.lost > 10
    again = at_once(
        lambda n: sum(flaky.insert("user_notes", [{**r, "created_at": START + timedelta(1)}]) for r in rows[n])
    )
    assert again == [0] * THREADS


def test_an_update_on_a_condition_that_it_ends_itself_still_tells(flaky, steady, alice, proxy):
    rows = [note(alice, str(n), title="free") for n in range(EACH * 2)]
    steady.insert("user_notes", rows)
    for n, row in enumerate(rows):
        moment = START + timedelta(seconds=n)
        got = flaky.update(
            "user_notes", [eq("id", row["id"]), eq("title", "free")], {"title": "taken", "updated_at": moment}
        )
        assert got == [{**row, "title": "taken", "updated_at": moment}]
    assert proxy.lost > 3


def test_deletions_are_counted(flaky, steady, alice, proxy):
    rows = [note(alice, str(n)) for n in range(EACH)]
    steady.insert("user_notes", rows)
    assert [flaky.delete("user_notes", [eq("id", r["id"])]) for r in rows] == [1] * EACH
    assert steady.count("user_notes") == 0
    assert proxy.lost > 3


def test_changes_and_undo_happen_once(flaky, steady, alice, proxy):
    rows = [note(alice, "0") for _ in range(EACH)]
    steady.insert("user_notes", rows)
    made = [batch(alice, change("user_notes", r["id"], {"content": "0"}, {"content": "1"})) for r in rows]
    assert [flaky.call("record_changes", m) for m in made] == ["done"] * EACH
    assert steady.count("changes") == EACH
    assert {r["content"] for r in steady.select("user_notes")} == {"1"}
    assert [flaky.call("undo_changes", undo(alice, m)) for m in made] == ["done"] * EACH
    assert {r["content"] for r in steady.select("user_notes")} == {"0"}
    assert proxy.lost > 3


def test_many_rows_are_read_whole(flaky, steady, alice, proxy):
    rows = [note(alice, str(n), created_at=START + timedelta(seconds=n)) for n in range(1_500)]
    steady.insert("user_notes", rows)
    found = flaky.select("user_notes", order=["created_at"])
    assert [r["content"] for r in found] == [str(n) for n in range(1_500)]
