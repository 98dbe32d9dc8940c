"""The procedures of conversations: the same in every store."""

from __future__ import annotations

from datetime import UTC, timedelta
from uuid import uuid4

import pytest

from system_control.identity import acting_as
from system_control.search import Search
from system_control.store.procedures import encode
from system_control.store.store import eq
from tests.contract.samples import START, filled
from utils.clock import ManualClock

LATER = START + timedelta(minutes=5)


def session(user, name="s1", **values):
    row = {"id": str(uuid4()), "user_id": user, "session_id": name, "created_at": START, "updated_at": START}
    return {**row, **values}


def said(text, sender="user", **values):
    message = {"id": str(uuid4()), "message_id": str(uuid4()), "sender": sender, "text_content": text}
    return {**message, "interrupted": False, "tool": None, **values}


def turn(user, *messages, name="s1", at=LATER, tokens=(0, 0), **values):
    return {
        "user_id": user,
        "session_id": name,
        "at": at.isoformat(),
        "messages": list(messages),
        "tokens_input": tokens[0],
        "tokens_output": tokens[1],
        "values": encode(values),
    }


def the(store, name="s1"):
    return store.select("sessions", [eq("session_id", name)])[0]


def order(store):
    return [(m["seq"], m["text_content"]) for m in store.select("messages", order=["seq"])]


def test_a_turn_is_kept_after_what_stands_and_counted(store, alice):
    store.insert("sessions", [session(alice)])
    tool = {"name": "set_alarm", "arguments": {"time": "at seven"}, "is_error": False}
    first = turn(
        alice, said("hello"), said("done", "tool", tool=tool), said("hi", "ai", interrupted=True), tokens=(5, 2)
    )
    assert store.call("save_turn", first) == "done"
    assert store.call("save_turn", turn(alice, said("again"), at=LATER + timedelta(minutes=1), tokens=(7, 1))) == "done"
    assert order(store) == [(1, "hello"), (2, "done"), (3, "hi"), (4, "again")]
    rows = store.select("messages", order=["seq"])
    assert [r["tool"] for r in rows] == [None, tool, None, None]
    assert [r["interrupted"] for r in rows] == [False, False, True, False]
    assert {r["created_at"] for r in rows[:3]} == {LATER}
    row = the(store)
    assert (row["message_count"], row["tokens_input"], row["tokens_output"]) == (4, 12, 3)
    assert row["updated_at"] == LATER + timedelta(minutes=1)


def test_a_retry_keeps_and_counts_nothing_twice(store, alice):
    store.insert("sessions", [session(alice)])
    for again in (
        turn(alice, said("hello"), tokens=(5, 2)),
        turn(alice, tokens=(1, 1), at=LATER + timedelta(minutes=1)),
    ):
        assert store.call("save_turn", again) == "done"
        before = the(store)
        assert store.call("save_turn", again) == "done"
        assert the(store) == before
    assert order(store) == [(1, "hello")]
    assert the(store)["tokens_input"] == 6


def test_what_a_turn_sets_is_set_and_nothing_else(store, alice):
    before = session(alice, title="tea", live_until=LATER, room="r", state={"old": 1})
    store.insert("sessions", [before])
    state = {"question": {"words": ["naïve", 1, None]}}
    store.call(
        "save_turn", turn(alice, said("x"), state=state, private=True, live_until=None, summary="s", room="other")
    )
    row = the(store)
    assert (row["state"], row["private"], row["live_until"], row["summary"]) == (state, True, None, "s")
    assert (row["title"], row["room"], row["created_at"]) == ("tea", "r", START)
    store.call("save_turn", turn(alice, said("y"), ended_at=LATER, duration_seconds=2.5, at=LATER + timedelta(1)))
    assert (the(store)["ended_at"], the(store)["duration_seconds"], the(store)["private"]) == (LATER, 2.5, True)


def test_what_comes_late_keeps_its_moment_and_its_tokens(store, alice):
    store.insert("sessions", [session(alice)])
    one = said("hello", created_at=START.isoformat(), tokens_input=5, tokens_output=1)
    two = said("hi", "ai", created_at=(START + timedelta(seconds=2)).isoformat(), tokens_input=7, tokens_output=2)
    store.call("save_turn", turn(alice, one, tokens=(100, 10)))
    store.call("save_turn", turn(alice, one, two, at=LATER + timedelta(minutes=1)))  # the answer to the first was lost
    assert order(store) == [(1, "hello"), (2, "hi")]
    assert [m["created_at"] for m in store.select("messages", order=["seq"])] == [START, START + timedelta(seconds=2)]
    row = the(store)
    assert (row["message_count"], row["tokens_input"], row["tokens_output"]) == (2, 112, 13)


def test_an_end_is_kept_once_whatever_came_between(store, alice):
    store.insert("sessions", [session(alice)])
    end = turn(alice, tokens=(3, 1), status="ended", ended_at=LATER, duration_seconds=300.0)
    store.call("save_turn", turn(alice, said("hello"), at=LATER))  # at the moment of the end
    store.call("save_turn", end)
    store.update("sessions", [eq("session_id", "s1")], {"rating": 5, "updated_at": LATER + timedelta(minutes=1)})
    store.call("save_turn", end)
    row = the(store)
    assert (row["status"], row["ended_at"], row["duration_seconds"]) == ("ended", LATER, 300.0)
    assert (row["tokens_input"], row["tokens_output"], row["message_count"], row["rating"]) == (3, 1, 1, 5)


def test_words_are_forgotten_of_one_conversation_of_one_user(store, alice, bob):
    store.insert("sessions", [session(alice, title="t", summary="s", message_count=2, tokens_input=4)])
    store.insert("sessions", [session(alice, "other", summary="o"), session(bob, "bobs", summary="b")])
    for user, name in ((alice, "s1"), (alice, "s1"), (alice, "other"), (bob, "bobs")):
        store.insert("messages", [filled("messages", user, session_id=name)])
    assert store.call("forget_words", {"user_id": bob, "session_id": "s1"}) == 0
    assert store.call("forget_words", {"user_id": alice, "session_id": "s1"}) == 2
    assert store.call("forget_words", {"user_id": alice, "session_id": "s1"}) == 0
    row = the(store)
    assert (row["title"], row["summary"], row["message_count"], row["tokens_input"]) == (None, None, 0, 4)
    assert sorted(m["session_id"] for m in store.select("messages")) == ["bobs", "other"]
    assert (the(store, "other")["summary"], the(store, "bobs")["summary"]) == ("o", "b")
    assert store.call("forget_words", {"user_id": alice, "session_id": None}) == 1
    assert [m["session_id"] for m in store.select("messages")] == ["bobs"]
    assert (the(store, "other")["summary"], the(store, "bobs")["summary"]) == (None, "b")


def test_nobody_speaks_in_anothers_conversation(store, alice, bob):
    store.insert("sessions", [session(alice)])
    assert store.call("save_turn", turn(bob, said("poison"), state={"x": 1})) == "gone"
    assert store.call("save_turn", turn(bob, said("poison"), name="no such")) == "gone"
    assert order(store) == []
    assert the(store)["state"] == {}


def closed(store, at=LATER, text_before=LATER, lost_before=START, limit=100, ended_after=LATER, rest_before=START):
    moments = {"at": at, "text_before": text_before, "lost_before": lost_before}
    moments |= {"ended_after": ended_after, "rest_before": rest_before}
    found = store.call("sweep_sessions", {**encode(moments), "limit": limit})
    return sorted((r["user_id"], r["session_id"]) for r in found)


def test_what_nobody_is_in_is_closed_as_of_its_last_sign_of_life(store, alice, bob):
    minute = timedelta(minutes=1)
    store.insert(
        "sessions",
        [
            session(alice, "typed", updated_at=START + minute, message_count=9),
            session(bob, "typed too"),
            session(alice, "typed just now", updated_at=LATER),
            session(alice, "call", channel="voice", live_until=START + 2 * minute),
            session(alice, "live call", channel="voice", live_until=LATER + minute),
            session(alice, "call without lease", channel="voice"),
            session(alice, "lost call", channel="voice", updated_at=START - minute, created_at=START - 3 * minute),
            session(alice, "over", status="ended", ended_at=START),
        ],
    )
    store.insert("messages", [filled("messages", alice, session_id="typed", created_at=START + minute / 2)])
    expected = [(alice, "call"), (alice, "lost call"), (alice, "typed"), (bob, "typed too")]
    assert closed(store) == sorted(expected)
    assert closed(store) == [], "each is closed once"
    typed, call, lost = the(store, "typed"), the(store, "call"), the(store, "lost call")
    assert (typed["status"], typed["ended_at"], typed["duration_seconds"]) == ("ended", START + minute / 2, 30)
    assert typed["message_count"] == 1
    assert (call["status"], call["ended_at"], call["live_until"]) == ("abandoned", START + 2 * minute, None)
    assert (lost["status"], lost["duration_seconds"]) == ("abandoned", 120)
    for name in ("typed just now", "live call", "call without lease"):
        assert the(store, name)["status"] == "active"
    assert the(store, "over")["ended_at"] == START


def test_a_call_that_died_ended_with_its_last_message(store, alice):
    minute = timedelta(minutes=1)
    lease = {"channel": "voice", "live_until": START + 3 * minute}
    store.insert("sessions", [session(alice, "call", **lease), session(alice, "hush", private=True, **lease)])
    for name in ("call", "hush"):
        store.insert("messages", [filled("messages", alice, session_id=name, created_at=START + minute)])
    assert len(closed(store)) == 2
    assert (the(store, "call")["ended_at"], the(store, "call")["duration_seconds"]) == (START + minute, 60)
    assert the(store, "call")["message_count"] == 1
    assert the(store, "hush")["duration_seconds"] == 180, "in private nothing is kept, so the lease tells"


def test_what_was_closed_without_a_summary_is_handed_out_once_while_it_rests(store, alice, bob):
    minute, over = timedelta(minutes=1), {"status": "ended", "ended_at": START}
    store.insert(
        "sessions",
        [
            session(alice, "cut short", **over),
            session(bob, "lost", status="abandoned", ended_at=START + minute),
            session(alice, "told", summary="s", **over),
            session(alice, "private", private=True, **over),
            session(alice, "said nothing", **over),
            session(alice, "just ended", **{**over, "ended_at": START + 2 * minute, "updated_at": LATER}),
            session(alice, "goes on", ended_at=START, updated_at=LATER),
            session(alice, "long ago", **{**over, "ended_at": START - timedelta(days=9)}),
        ],
    )
    for name in ("cut short", "told", "private", "just ended", "goes on", "long ago"):
        store.insert("messages", [filled("messages", alice, session_id=name, sender="user")])
    store.insert("messages", [filled("messages", bob, session_id="lost", sender="user")])
    store.insert("messages", [filled("messages", alice, session_id="said nothing", sender="ai")])
    when = {"ended_after": START - minute, "rest_before": LATER, "text_before": START}
    assert closed(store, **when) == sorted([(alice, "cut short"), (bob, "lost")])
    assert closed(store, **when) == []
    later = {**when, "at": LATER + minute, "rest_before": LATER + minute / 2}
    assert closed(store, **later, limit=1) == [(alice, "cut short")], "once more, since no summary was kept"


def retired(store, before, limit=100, earlier=0):
    return store.call("retire_messages", {"before": before.isoformat(), "limit": limit, "earlier": earlier})


def test_what_is_old_goes_in_steps_with_the_conversations_that_it_leaves_empty(store, alice, bob):
    minute, old = timedelta(minutes=1), START - timedelta(days=1)
    over = {"status": "ended", "created_at": old, "updated_at": old, "summary": "s"}
    store.insert(
        "sessions",
        [
            session(alice, "old", ended_at=old, **over),
            session(bob, "old too", ended_at=old, **over),
            session(alice, "never told when", **over),
            session(alice, "rated later", ended_at=old, **{**over, "updated_at": LATER}),
            session(alice, "empty", ended_at=old, **over),
            session(alice, "half", message_count=2, ended_at=START, **over),
            session(alice, "goes on", created_at=old, updated_at=old, message_count=1, summary="s"),
            session(bob, "new", message_count=1, summary="s"),
        ],
    )
    for n, (user, name) in enumerate(
        [(alice, "old"), (bob, "old too"), (alice, "never told when"), (alice, "rated later"), (alice, "half")]
    ):
        store.insert("messages", [filled("messages", user, session_id=name, created_at=old + n * minute)])
    store.insert("messages", [filled("messages", alice, session_id="goes on", created_at=old)])
    for user, name in ((alice, "half"), (bob, "new")):
        store.insert("messages", [filled("messages", user, session_id=name, created_at=START)])
    steps = []
    while not steps or steps[-1]["messages"]:
        steps.append(retired(store, START, limit=2, earlier=sum(s["messages"] for s in steps)))
    assert [s["messages"] for s in steps] == [2, 2, 2, 0]
    assert sum(s["sessions"] for s in steps) == 5
    left = {s["session_id"]: (s["message_count"], s["summary"]) for s in store.select("sessions")}
    assert left == {"half": (1, "s"), "goes on": (0, "s"), "new": (1, "s")}
    assert [m["created_at"] for m in store.select("messages")] == [START, START]
    assert retired(store, START) == {"messages": 0, "sessions": 0}


def test_what_is_retired_is_found_no_more(store, alice):
    store.insert("sessions", [session(alice)])
    store.call("save_turn", turn(alice, said("the dentist"), at=START))
    store.call("save_turn", turn(alice, said("a new dentist"), at=LATER))
    retired(store, LATER)
    with acting_as(alice):
        hits = Search(lambda: store, ManualClock(LATER + timedelta(days=1))).find_now("dentist", zone=UTC).hits
    assert [h.message.text_content for h in hits] == ["a new dentist"]


def test_a_sweep_takes_no_more_than_it_is_told(store, alice):
    store.insert("sessions", [session(alice, f"s{n}") for n in range(5)])
    assert [len(closed(store, limit=2)) for _ in range(4)] == [2, 2, 1, 0]


def test_figures_are_the_users_own(store, alice, bob):
    day = timedelta(days=1)
    store.insert("sessions", [session(alice, "a", status="ended", duration_seconds=90.5, tokens_input=7)])
    store.insert("sessions", [session(alice, "b", tokens_output=3), session(bob, "c", duration_seconds=1.0)])
    for name, user, at in (
        ("a", alice, START),
        ("a", alice, START + day),
        ("b", alice, START + day),
        ("c", bob, START),
    ):
        store.insert("messages", [filled("messages", user, session_id=name, created_at=at)])
    days = [(START + day * n - timedelta(hours=1)).isoformat() for n in range(4)]
    assert store.call("conversation_stats", {"user_id": alice, "days": days}) == {
        "conversations": 2,
        "active": 1,
        "messages": 3,
        "seconds": pytest.approx(90.5),
        "tokens_input": 7,
        "tokens_output": 3,
        "days": [1, 2, 0],
    }
    nobody = store.call("conversation_stats", {"user_id": str(uuid4()), "days": []})
    assert (nobody["conversations"], nobody["seconds"], nobody["days"]) == (0, 0, [])
