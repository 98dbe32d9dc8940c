"""Calls from many threads at once, as `asyncio.to_thread` makes them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

from system_control.store.store import Op, Where, eq
from tests.contract.samples import START, note
from tests.contract.test_procedures import batch, change, undo

THREADS = 8


def at_once(work):
    """Run `work(n)` in eight threads that start together, and return what each returned."""
    together = Barrier(THREADS)

    def run(n):
        together.wait()
        return work(n)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_rows_of_all_threads_are_kept_once(store, alice):
    rows = [[note(alice, f"{n}-{i}") for i in range(25)] for n in range(THREADS)]

    def work(n):
        for row in rows[n]:
            assert store.insert("user_notes", [row]) == 1
            assert store.insert("user_notes", [row]) == 0
            assert store.select("user_notes", [eq("id", row["id"])]) == [row]

    at_once(work)
    assert sorted(r["content"] for r in store.select("user_notes")) == sorted(r["content"] for rs in rows for r in rs)


def test_one_of_many_identical_inserts_is_new(store, alice):
    row = note(alice)
    assert sum(at_once(lambda _: store.insert("user_notes", [row]))) == 1


def test_an_update_on_a_condition_has_one_winner(store, alice):
    row = note(alice, title="free")
    store.insert("user_notes", [row])
    won = at_once(lambda n: store.update("user_notes", [eq("id", row["id"]), eq("title", "free")], {"title": f"{n}"}))
    winner = [rows[0]["title"] for rows in won if rows]
    assert [r["title"] for r in store.select("user_notes")] == winner


def test_one_batch_from_many_threads_is_recorded_once(store, alice):
    row = note(alice, "0")
    store.insert("user_notes", [row])
    made = batch(alice, change("user_notes", row["id"], {"content": "0"}, {"content": "1"}))
    assert at_once(lambda _: store.call("record_changes", made)) == ["done"] * THREADS
    assert store.count("changes") == 1
    undone = at_once(lambda n: store.call("undo_changes", undo(alice, made, minutes=10 + n)))
    assert sorted(undone) == ["done"] + ["gone"] * (THREADS - 1)
    assert store.select("user_notes")[0]["content"] == "0"


def test_changes_that_exclude_each_other_have_one_winner(store, alice):
    row = note(alice, "0")
    store.insert("user_notes", [row])

    def work(n):
        made = batch(alice, change("user_notes", row["id"], {"content": "0"}, {"content": f"by {n}"}))
        return store.call("record_changes", made)

    results = at_once(work)
    assert sorted(results) == ["conflict"] * (THREADS - 1) + ["done"]
    assert store.select("user_notes")[0]["content"] == f"by {results.index('done')}"
    assert store.count("changes") == 1


def test_deletions_are_counted_once(store, alice):
    rows = [note(alice, str(i), id=str(uuid4()), created_at=START + timedelta(seconds=i)) for i in range(40)]
    store.insert("user_notes", rows)
    gone = at_once(lambda n: store.delete("user_notes", [Where("created_at", Op.LT, START + timedelta(seconds=40))]))
    assert sum(gone) == 40
    assert store.count("user_notes") == 0
