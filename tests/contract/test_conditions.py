"""Conditions and order mean the same in every store."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from system_control.store.store import Op, Where, eq, is_in, is_null
from tests.contract.samples import START, filled, note

HOUR = timedelta(hours=1)


@pytest.fixture
def sessions(store, alice):
    """Sessions with ratings 1, 2, 2, 5 and none, live until hour 1, 2, 3, none, none."""
    rows = [
        filled(
            "sessions", alice, title=t, rating=r, live_until=u and START + u * HOUR, private=r == 5, tokens_input=10 * n
        )
        for n, (t, r, u) in enumerate([("a", 1, 1), ("b", 2, 2), ("c", 2, 3), ("d", 5, None), ("e", None, None)])
    ]
    store.insert("sessions", rows)
    return rows


def titles(rows) -> str:
    return "".join(r["title"] for r in rows)


@pytest.mark.parametrize(
    ("op", "value", "found"),
    [
        (Op.EQ, 2, "bc"),
        (Op.NE, 2, "ad"),
        (Op.LT, 2, "a"),
        (Op.LE, 2, "abc"),
        (Op.GT, 2, "d"),
        (Op.GE, 2, "bcd"),
        (Op.IN, (1, 5, 7), "ad"),
        (Op.IN, (), ""),
        (Op.IN, (None,), ""),
        (Op.IN, (1, None), "a"),
        (Op.IS, None, "e"),
        (Op.IS, True, "abcd"),
        (Op.EQ, None, ""),
        (Op.NE, None, ""),
        (Op.GT, None, ""),
    ],
)
def test_numbers(store, sessions, op, value, found):
    where = [Where("rating", op, value)]
    assert titles(store.select("sessions", where, order=["title"])) == found
    assert store.count("sessions", where) == len(found)


@pytest.mark.parametrize(
    ("op", "found"),
    [(Op.EQ, "b"), (Op.NE, "ac"), (Op.LT, "a"), (Op.LE, "ab"), (Op.GT, "c"), (Op.GE, "bc"), (Op.IN, "b")],
)
def test_moments(store, sessions, op, found):
    value = START + 2 * HOUR
    where = [Where("live_until", op, [value] if op is Op.IN else value)]
    assert titles(store.select("sessions", where, order=["title"])) == found


def test_booleans_text_and_ids(store, sessions, alice):
    assert titles(store.select("sessions", [eq("private", True)])) == "d"
    assert titles(store.select("sessions", [eq("private", False)], order=["title"])) == "abce"
    assert titles(store.select("sessions", [is_in("title", ["c", "a", "z"])], order=["title"])) == "ac"
    assert titles(store.select("sessions", [eq("id", sessions[3]["id"])])) == "d"
    assert store.count("sessions", [Where("id", Op.NE, sessions[3]["id"]), eq("user_id", alice)]) == 4


def test_all_conditions_must_hold(store, sessions):
    where = [Where("rating", Op.GE, 2), Where("tokens_input", Op.LT, 30), Where("live_until", Op.IS, True)]
    assert titles(store.select("sessions", where, order=["title"])) == "bc"
    between = [Where("rating", Op.GT, 1), Where("rating", Op.LT, 5)]
    assert titles(store.select("sessions", between, order=["title"])) == "bc"


@pytest.mark.parametrize("value", ["not a uuid", "", None, 5, "eq.1"])
def test_what_is_no_id_is_the_id_of_nothing(store, sessions, value):
    assert store.select("sessions", [eq("id", value)]) == []
    assert store.count("sessions", [is_in("id", [value, sessions[0]["id"]])]) == 1
    assert store.update("sessions", [eq("id", value)], {"title": "x"}) == []
    assert store.delete("sessions", [eq("id", value)]) == 0
    assert store.count("sessions") == 5


def test_changes_follow_conditions(store, sessions):
    assert titles(store.update("sessions", [is_null("rating")], {"rating": 3})) == "e"
    assert store.delete("sessions", [is_in("rating", [2, 3])]) == 3
    assert titles(store.select("sessions", order=["title"])) == "ad"


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (["rating", "title"], "abcde"),
        (["-rating", "title"], "dbcae"),
        (["rating", "-title"], "acbde"),
        (["-live_until", "-title"], "cbaed"),
        (["live_until", "title"], "abcde"),
        (["private", "-tokens_input"], "ecbad"),
    ],
)
def test_order_has_nulls_last_both_ways(store, sessions, order, found):
    assert titles(store.select("sessions", order=order)) == found


def test_ties_are_in_order_of_id(store, alice):
    rows = [note(alice) for _ in range(40)]
    store.insert("user_notes", rows)
    expected = sorted(r["id"] for r in rows)
    assert [r["id"] for r in store.select("user_notes")] == expected
    assert [r["id"] for r in store.select("user_notes", order=["-created_at"])] == expected


@pytest.mark.parametrize(
    ("limit", "offset", "found"), [(2, 0, "ab"), (2, 3, "de"), (0, 0, ""), (9, 4, "e"), (3, 9, ""), (None, 2, "cde")]
)
def test_limit_and_offset(store, sessions, limit, offset, found):
    assert titles(store.select("sessions", order=["title"], limit=limit, offset=offset)) == found


def test_a_long_list_of_values_keeps_order_limit_and_offset(store, alice):
    rows = [
        note(alice, str(n), title=None if n % 50 == 0 else f"{n % 7}", created_at=START + n * HOUR) for n in range(450)
    ]
    store.insert("user_notes", rows)
    ids = [r["id"] for r in rows[:430]] + [str(uuid4()) for _ in range(20)]
    expected = sorted(rows[:430], key=lambda r: (r["title"] is None, -int(r["title"] or 0), r["created_at"]))
    found = store.select("user_notes", [is_in("id", ids)], order=["-title", "created_at"], limit=200, offset=150)
    assert [r["content"] for r in found] == [r["content"] for r in expected[150:350]]
    assert len(store.select("user_notes", [is_in("id", ids), is_in("user_id", [alice])])) == 430
