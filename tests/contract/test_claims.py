"""Claims of what is due: the same in every store, one claimer at a time, and never a row of another user's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest

from system_control.store.claims import DUE
from system_control.store.procedures import decode
from system_control.store.store import eq
from system_control.store.tables import METADATA
from tests.contract.samples import START, filled

LEASE = timedelta(seconds=30)
LIVE = timedelta(seconds=30)
HORIZON = timedelta(minutes=15)
AT_FIRST = {"user_alarms": "scheduled", "user_reminders": "scheduled", "user_timers": "running"}


def due(table, user, at, **values):
    """A row that rings at a moment, or stands as the test says."""
    empty = {c: None for c in ("lease_by", "lease_until", "snoozed_until") if c in METADATA.tables[table].c}
    return filled(table, user, **{"status": AT_FIRST[table], **empty, DUE[table]: at, **values})


def arguments(claimer="one", now=START, user=None, limit=50):
    return {
        "now": now.isoformat(),
        "claimer": claimer,
        "lease_until": (now + LEASE).isoformat(),
        "limit": limit,
        "user_id": user,
        "live_before": (now - LIVE).isoformat(),
        "horizon": (now + HORIZON).isoformat(),
    }


def claim(store, claimer="one", now=START, user=None, limit=50):
    return store.call("claim_due", arguments(claimer, now, user, limit))


def ids(answer):
    return [c["row"]["id"] for c in answer["claimed"]]


def moment(text):
    return text and datetime.fromisoformat(text)


def settle(store, user, table, row, at, claimer="one", now=START, occurrence=None, **values):
    (result,) = store.call("settle_due", {"items": [an_item(user, table, row, at, claimer, now, occurrence, values)]})
    return result


def an_item(user, table, row, at, claimer, now, occurrence, values):
    given = {"status": None, "next_due": None, "lease_by": None, "lease_until": None, **values}
    told = {"rung_at": None, "channel": None, "outcome": None, "acknowledged_at": None}
    return {
        "user_id": user,
        "table_name": table,
        "row_id": row["id"],
        "due_at": at.isoformat(),
        "claimer": claimer,
        "at": now.isoformat(),
        **plain(given),
        "occurrence": None if occurrence is None else {"id": str(uuid4()), **plain({**told, **occurrence})},
    }


def plain(values):
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}


def ring(store, user, table, row, at, claimer="one", now=START):
    """Begin to ring, as a claimer does."""
    lease = {"lease_by": claimer, "lease_until": now + LEASE}
    return settle(store, user, table, row, at, claimer, now, {}, status="ringing", **lease)


def session(user, live_until):
    return filled("sessions", user, session_id=str(uuid4()), live_until=live_until)


@pytest.fixture
def gym(store, alice):
    """An alarm of alice's that is due now."""
    row = due("user_alarms", alice, START, label="gym")
    store.insert("user_alarms", [row])
    return row


@pytest.mark.parametrize("table", DUE)
def test_what_is_due_is_claimed_whole(store, alice, table):
    store.update("profiles", [eq("id", alice)], {"timezone": "Europe/Berlin", "habits": {"clock": 24}})
    row = due(table, alice, START - timedelta(seconds=2))
    store.insert(table, [row])
    (got,) = claim(store)["claimed"]
    leased = {**row, "lease_by": "one", "lease_until": START + LEASE}
    assert decode(table, got["row"]) == leased
    assert store.select(table) == [leased]
    assert (got["table_name"], moment(got["due_at"]), got["rung_at"]) == (table, START - timedelta(seconds=2), None)
    assert (got["identity"], got["timezone"], got["habits"]) == ("alice@example.com", "Europe/Berlin", {"clock": 24})


@pytest.mark.parametrize("table", DUE)
@pytest.mark.parametrize("status", ["paused", "missed", "done", "cancelled"])
def test_what_is_over_or_stands_still_is_left_alone(store, alice, table, status):
    store.insert(table, [due(table, alice, START - timedelta(hours=1), status=status)])
    assert claim(store) == {"claimed": [], "next": None}


@pytest.mark.parametrize("table", DUE)
def test_what_is_not_due_yet_is_announced_as_the_next(store, alice, table):
    soon, later = START + timedelta(seconds=7), START + timedelta(hours=1)
    store.insert(table, [due(table, alice, later), due(table, alice, soon)])
    answer = claim(store)
    assert (answer["claimed"], moment(answer["next"])) == ([], soon)
    assert moment(claim(store, user=alice)["next"]) == soon
    assert claim(store, user=str(uuid4()))["next"] is None


@pytest.mark.parametrize("table", ["user_alarms", "user_reminders"])
def test_a_snooze_is_due_when_it_ends(store, alice, table):
    until = START + timedelta(minutes=9)
    row = due(table, alice, START - timedelta(minutes=1), status="snoozed", snoozed_until=until)
    store.insert(table, [row])
    answer = claim(store)
    assert (answer["claimed"], moment(answer["next"])) == ([], until)
    (got,) = claim(store, now=until)["claimed"]
    assert moment(got["due_at"]) == until


def test_nobody_else_gets_what_is_claimed_until_the_lease_ends(store, alice, gym):
    assert ids(claim(store, "one")) == [gym["id"]]
    assert ids(claim(store, "two", START + timedelta(seconds=29))) == []
    assert ids(claim(store, "two", user=alice)) == []
    assert moment(claim(store, "two")["next"]) == START + LEASE
    assert ids(claim(store, "two", START + LEASE)) == [gym["id"]]
    assert ids(claim(store, "one", START + LEASE)) == []


def test_the_same_call_again_is_a_retry(store, alice, gym):
    first = claim(store)
    assert claim(store) == first
    assert ids(claim(store, now=START + timedelta(microseconds=1))) == []


def test_what_is_due_longest_comes_first_and_no_more_than_asked_for(store, alice):
    rows = [due("user_alarms", alice, START - timedelta(seconds=s)) for s in (1, 5, 3)]
    timer = due("user_timers", alice, START - timedelta(seconds=9))
    store.insert("user_alarms", rows)
    store.insert("user_timers", [timer])
    assert ids(claim(store, limit=2)) == [rows[1]["id"], rows[2]["id"]]
    assert ids(claim(store, "two")) == [rows[0]["id"], timer["id"]]


def test_claimers_at_once_never_get_the_same_row(store, alice, bob):
    everything = [due("user_alarms", user, START - timedelta(seconds=s)) for s in range(30) for user in (alice, bob)]
    store.insert("user_alarms", everything)
    together = Barrier(4)

    def work(name):
        together.wait()
        got = []
        while batch := ids(claim(store, f"claimer {name}", START + timedelta(microseconds=len(got)), limit=7)):
            got += batch
        return got

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(work, range(4)))
    # One that finds every row locked by others stops early; what it leaves is there for the next call.
    shares.append(ids(claim(store, "last", START + timedelta(seconds=1))))
    got = [row_id for share in shares for row_id in share]
    assert sorted(got) == sorted(row["id"] for row in everything)


def test_only_one_users_rows_are_given_to_that_users_worker(store, alice, bob, gym):
    his = due("user_alarms", bob, START - timedelta(minutes=1))
    store.insert("user_alarms", [his])
    assert ids(claim(store, "of alice", user=alice)) == [gym["id"]]
    assert [r["lease_by"] for r in store.select("user_alarms", [eq("id", his["id"])])] == [None]


def test_a_user_in_a_session_is_left_to_it_for_the_grace(store, alice, bob, gym):
    his = due("user_alarms", bob, START)
    store.insert("user_alarms", [his])
    store.insert("sessions", [session(alice, START + timedelta(seconds=45))])
    assert ids(claim(store, "a loop")) == [his["id"]]
    assert ids(claim(store, "a loop", START + timedelta(seconds=29))) == []
    assert gym["id"] in ids(claim(store, "a loop", START + LIVE))


def test_the_session_itself_does_not_wait(store, alice, gym):
    store.insert("sessions", [session(alice, START + timedelta(seconds=45))])
    assert ids(claim(store, "of alice", user=alice)) == [gym["id"]]


@pytest.mark.parametrize("until", [None, START, START - timedelta(hours=1), START + timedelta(hours=1)])
def test_a_session_that_is_over_holds_nothing_up(store, alice, gym, until):
    """Nor does one that was live far into the future: the clock was put back since."""
    store.insert("sessions", [session(alice, until)])
    assert ids(claim(store)) == [gym["id"]]


def test_a_lease_from_before_the_clock_was_put_back_does_not_count(store, alice):
    row = due("user_alarms", alice, START, lease_by="gone", lease_until=START + timedelta(hours=1))
    store.insert("user_alarms", [row])
    assert ids(claim(store)) == [row["id"]]


@pytest.mark.parametrize("table", DUE)
def test_it_begins_to_ring_with_an_occurrence(store, alice, table):
    row = due(table, alice, START)
    store.insert(table, [row])
    claim(store)
    assert ring(store, alice, table, row, START) == "first"
    (occurrence,) = store.select("occurrences")
    assert (occurrence["user_id"], occurrence["table_name"], occurrence["row_id"]) == (alice, table, row["id"])
    assert (occurrence["due_at"], occurrence["rung_at"], occurrence["outcome"]) == (START, None, None)
    assert [r["status"] for r in store.select(table)] == ["ringing"]
    assert ring(store, alice, table, row, START) == "first", "a retry: it was not told yet"
    assert store.count("occurrences") == 1


def test_once_told_it_is_a_repetition(store, alice, gym):
    claim(store)
    ring(store, alice, "user_alarms", gym, START)
    again = START + timedelta(seconds=31)
    told = {"rung_at": START, "channel": "push"}
    assert settle(store, alice, "user_alarms", gym, START, occurrence=told, lease_until=again) == "first"
    answer = claim(store, "two", START + timedelta(seconds=30))
    assert (answer["claimed"], moment(answer["next"])) == ([], again)
    (got,) = claim(store, "two", again)["claimed"]
    assert (moment(got["due_at"]), moment(got["rung_at"])) == (START, START)
    assert ring(store, alice, "user_alarms", gym, START, "two", again) == "rung"
    assert store.select("occurrences")[0]["channel"] == "push"


def test_a_claimer_that_died_before_telling_is_taken_over(store, alice, gym):
    claim(store)
    ring(store, alice, "user_alarms", gym, START)
    (got,) = claim(store, "two", START + LEASE)["claimed"]
    assert got["rung_at"] is None
    assert ring(store, alice, "user_alarms", gym, START, "two", START + LEASE) == "first"
    assert ring(store, alice, "user_alarms", gym, START, "one", START + LEASE) == "gone", "it lost its lease"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "done"},
        {"status": "cancelled"},
        {"alarm_time": START + timedelta(days=1)},
        {"status": "snoozed", "snoozed_until": START + timedelta(minutes=9)},
    ],
)
def test_what_was_answered_or_changed_meanwhile_does_not_ring(store, alice, gym, change):
    claim(store)
    store.update("user_alarms", [eq("id", gym["id"])], change)
    before = store.select("user_alarms")
    assert ring(store, alice, "user_alarms", gym, START) == "gone"
    assert store.select("user_alarms") == before
    assert store.count("occurrences") == 0


def test_what_was_deleted_meanwhile_does_not_ring(store, alice, gym):
    claim(store)
    store.delete("user_alarms", [eq("id", gym["id"])])
    assert ring(store, alice, "user_alarms", gym, START) == "gone"
    assert store.count("occurrences") == 0


def test_a_snooze_is_not_held_up_by_the_wait_for_the_next_ring(store, alice, gym):
    claim(store)
    ring(store, alice, "user_alarms", gym, START)
    settle(store, alice, "user_alarms", gym, START, occurrence={}, lease_until=START + timedelta(minutes=3))
    until = START + timedelta(minutes=1)
    store.update("user_alarms", [eq("id", gym["id"])], {"status": "snoozed", "snoozed_until": until})
    (got,) = claim(store, "two", until)["claimed"]
    assert (moment(got["due_at"]), got["rung_at"]) == (until, None)
    assert ring(store, alice, "user_alarms", gym, until, "two", until) == "first"
    (ringing,) = store.select("user_alarms")
    assert ringing["snoozed_until"] == until, "it tells which moment it rings for"
    assert store.count("occurrences") == 2


def test_an_old_snooze_means_nothing_for_what_is_scheduled(store, alice):
    row = due("user_alarms", alice, START, snoozed_until=START - timedelta(days=1))
    store.insert("user_alarms", [row])
    (got,) = claim(store)["claimed"]
    assert moment(got["due_at"]) == START
    ring(store, alice, "user_alarms", row, START)
    assert store.select("user_alarms")[0]["snoozed_until"] is None
    (again,) = claim(store, "two", START + LEASE)["claimed"]
    assert moment(again["due_at"]) == START


def test_a_repetition_goes_on_with_its_next(store, alice, gym):
    tomorrow = START + timedelta(days=1)
    claim(store)
    ring(store, alice, "user_alarms", gym, START)
    now = START + timedelta(minutes=5)
    result = settle(
        store, alice, "user_alarms", gym, START, now=now, occurrence={"outcome": "missed"}, status="scheduled",
        next_due=tomorrow,
    )  # fmt: skip
    assert result == "first"
    (row,) = store.select("user_alarms")
    assert (row["status"], row["alarm_time"], row["lease_by"], row["lease_until"]) == (
        "scheduled",
        tomorrow,
        None,
        None,
    )
    assert row["updated_at"] == now
    assert store.select("occurrences")[0]["outcome"] == "missed"
    answer = claim(store, "two", now)
    assert (answer["claimed"], moment(answer["next"])) == ([], tomorrow)


def test_what_is_learned_later_of_an_occurrence_is_still_noted(store, alice, gym):
    claim(store)
    ring(store, alice, "user_alarms", gym, START)
    store.update("user_alarms", [eq("id", gym["id"])], {"status": "done"})
    seen = {"rung_at": START, "outcome": "acknowledged", "acknowledged_at": START + timedelta(seconds=4)}
    assert settle(store, alice, "user_alarms", gym, START, occurrence=seen) == "gone"
    (found,) = store.select("occurrences")
    assert {k: found[k] for k in seen} == seen
    assert settle(store, alice, "user_alarms", gym, START, occurrence={"channel": "push"}) == "gone"
    (found,) = store.select("occurrences")
    assert (found["channel"], found["outcome"]) == ("push", "acknowledged")


def test_another_users_row_never_rings_by_naming_it(store, alice, bob, gym):
    claim(store)
    assert ring(store, bob, "user_alarms", gym, START) == "gone"
    assert store.count("occurrences") == 0
    ring(store, alice, "user_alarms", gym, START)
    assert settle(store, bob, "user_alarms", gym, START, occurrence={"outcome": "missed"}) == "gone"
    assert store.select("occurrences")[0]["outcome"] is None


def test_many_are_settled_in_one_step_each_for_itself(store, alice, bob, gym):
    others = [due("user_alarms", alice, START), due("user_alarms", bob, START)]
    store.insert("user_alarms", others)
    claim(store)
    store.delete("user_alarms", [eq("id", gym["id"])])
    lease = {"status": "ringing", "lease_by": "one", "lease_until": START + LEASE}
    told = {"rung_at": START}
    items = [
        an_item(user, "user_alarms", row, START, "one", START, told, lease)
        for user, row in ((alice, others[0]), (alice, gym), (alice, others[1]), (bob, others[1]))
    ]
    assert store.call("settle_due", {"items": items}) == ["first", "gone", "gone", "first"]
    assert store.call("settle_due", {"items": items}) == ["rung", "gone", "gone", "rung"], "a retry"
    assert {o["row_id"]: o["user_id"] for o in store.select("occurrences")} == {
        others[0]["id"]: alice,
        others[1]["id"]: bob,
    }
    assert store.call("settle_due", {"items": []}) == []


@pytest.mark.parametrize("table", ["user_notes", "pg_authid"])
def test_what_does_not_ring_is_a_bug(store, alice, table):
    with pytest.raises(ValueError, match="do not ring"):
        settle(store, alice, table, {"id": str(uuid4())}, START)
