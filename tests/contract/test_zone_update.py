"""Due moments moved after an update of the zone database: the same in every store, and only what still stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest

from system_control.store.claims import DUE
from system_control.store.procedures import decode
from system_control.store.store import eq
from tests.contract.samples import START
from tests.contract.test_claims import claim, due

TABLES = ("user_alarms", "user_reminders")
HOUR = timedelta(hours=1)
SOON = START + HOUR


def wall(table, user, at=SOON, **values):
    """A row that stands by the wall clock, or as the test says."""
    return due(table, user, at, **{"clock": "wall", **values})


def page(store, table, after=None, limit=50):
    return store.call("standing_walls", {"table_name": table, "after": after, "now": START.isoformat(), "limit": limit})


def item(table, row, after=SOON + HOUR, **values):
    given = {"table_name": table, "row_id": row["id"], "user_id": row["user_id"]}
    return {**given, "due_before": row[DUE[table]].isoformat(), "due_after": after.isoformat(), **values}


def move(store, *items, at=START):
    return store.call("move_due", {"items": list(items), "at": at.isoformat()})


def kept(store, table, row):
    return store.select(table, [eq("id", row["id"])])[0]


@pytest.mark.parametrize("table", TABLES)
def test_what_stands_by_the_wall_clock_is_read_whole_of_all_users(store, alice, bob, table):
    rows = [wall(table, alice), wall(table, bob, status="paused")]
    store.insert(table, rows)
    found = [decode(table, row) for row in page(store, table)]
    assert found == sorted((kept(store, table, row) for row in rows), key=lambda row: row["id"])


@pytest.mark.parametrize("table", TABLES)
def test_what_is_due_rings_is_over_or_counts_elapsed_time_is_not(store, alice, table):
    others = [
        wall(table, alice, START),
        wall(table, alice, clock="elapsed"),
        wall(table, alice, None),
        *(wall(table, alice, status=status) for status in ("ringing", "snoozed", "missed", "done", "cancelled")),
    ]
    store.insert(table, others)
    assert page(store, table) == []
    before = store.select(table)
    assert move(store, *(item(table, row) for row in others[1:] if row[DUE[table]])) == 0
    assert store.select(table) == before


def test_pages_hold_each_row_once(store, alice):
    store.insert("user_alarms", [wall("user_alarms", alice) for _ in range(7)])
    found, after = [], None
    while rows := page(store, "user_alarms", after, 3):
        assert len(rows) <= 3
        after = rows[-1]["id"]
        found += [row["id"] for row in rows]
    assert len(found) == 7
    assert set(found) == {row["id"] for row in store.select("user_alarms")}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("status", ["scheduled", "paused"])
def test_only_the_due_moment_moves(store, alice, table, status):
    row = wall(table, alice, status=status)
    store.insert(table, [row])
    before = kept(store, table, row)
    at = START + timedelta(minutes=1)
    assert move(store, item(table, row), at=at) == 1
    assert kept(store, table, row) == {**before, DUE[table]: SOON + HOUR, "updated_at": at}
    assert store.count("changes") == 0
    assert move(store, item(table, row), at=at) == 1, "a retry"
    assert move(store, item(table, row), at=at + HOUR) == 0
    assert kept(store, table, row)["updated_at"] == at


def test_what_was_changed_or_claimed_meanwhile_stays_and_holds_no_other_up(store, alice):
    changed, claimed, free = (wall("user_alarms", alice) for _ in range(3))
    leased = {"lease_by": "one", "lease_until": START + timedelta(seconds=30)}
    store.insert("user_alarms", [{**changed, "alarm_time": SOON + 3 * HOUR}, {**claimed, **leased}, free])
    items = [item("user_alarms", row) for row in (changed, claimed, free)]
    gone = {**items[0], "row_id": str(uuid4())}
    assert move(store, gone, *items) == 1
    assert [kept(store, "user_alarms", row)["alarm_time"] - SOON for row in (changed, claimed, free)] == [
        3 * HOUR,
        timedelta(),
        HOUR,
    ]
    assert move(store, *items, at=START + timedelta(seconds=30)) == 1, "a lease that is over holds nothing"


def test_what_was_moved_is_due_then_and_not_before(store, alice):
    row = wall("user_alarms", alice)
    store.insert("user_alarms", [row])
    move(store, item("user_alarms", row))
    assert claim(store, now=SOON)["claimed"] == []
    (rung,) = claim(store, now=SOON + HOUR)["claimed"]
    assert rung["row"]["id"] == row["id"]


def test_another_users_row_is_not_moved_by_naming_it(store, alice, bob):
    row = wall("user_alarms", alice)
    store.insert("user_alarms", [row])
    assert move(store, item("user_alarms", row, user_id=bob)) == 0
    assert kept(store, "user_alarms", row)["alarm_time"] == SOON


def test_movers_at_once_move_each_row_once(store, alice):
    rows = [wall("user_alarms", alice) for _ in range(20)]
    store.insert("user_alarms", rows)
    items = [item("user_alarms", row) for row in rows]
    ready = Barrier(4)

    def one(n):
        ready.wait()
        return move(store, *items, at=START + timedelta(seconds=n))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 20
    assert {row["alarm_time"] for row in store.select("user_alarms")} == {SOON + HOUR}


@pytest.mark.parametrize("table", ["user_timers", "user_notes", "pg_authid"])
def test_what_has_no_wall_time_is_a_bug(store, alice, table):
    with pytest.raises(ValueError, match="no wall time"):
        page(store, table)
    given = {"table_name": table, "row_id": str(uuid4()), "user_id": alice}
    with pytest.raises(ValueError, match="no wall time"):
        move(store, {**given, "due_before": SOON.isoformat(), "due_after": SOON.isoformat()})
