"""The limiter: a burst, then so many a minute, each caller for itself, and it forgets nobody who owes."""

from __future__ import annotations

import pytest

from api import limits
from api.limits import Limiter
from api.problems import TooMany


class Watch:
    def __init__(self):
        self.seconds = 100.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def watch():
    return Watch()


def waits(limiter, caller="alice"):
    with pytest.raises(TooMany) as refused:
        limiter.take(caller)
    return int(refused.value.headers["Retry-After"])


def test_whoever_waits_as_told_gets_in(watch):
    limiter = Limiter(burst=2, per_minute=6, now=watch)
    limiter.take("alice")
    limiter.take("alice")
    wait = waits(limiter)
    assert wait == 10
    watch.seconds += wait - 0.5
    assert waits(limiter) == 1
    watch.seconds += 0.5
    limiter.take("alice")


def test_a_refused_call_costs_nothing(watch):
    limiter = Limiter(burst=1, per_minute=60, now=watch)
    limiter.take("alice")
    for _ in range(5):
        assert waits(limiter) == 1
    watch.seconds += 1
    limiter.take("alice")


def test_one_callers_haste_is_not_anothers(watch):
    limiter = Limiter(burst=1, per_minute=1, now=watch)
    limiter.take("alice")
    waits(limiter)
    limiter.take("bob")


def test_rest_fills_up_to_the_burst_and_no_further(watch):
    limiter = Limiter(burst=3, per_minute=60, now=watch)
    limiter.take("alice")
    watch.seconds += 3_600
    for _ in range(3):
        limiter.take("alice")
    waits(limiter)


def test_many_callers_push_out_those_who_owe_nothing_and_only_those(watch, monkeypatch):
    monkeypatch.setattr(limits, "MAX_CALLERS", 10)
    limiter = Limiter(burst=1, per_minute=1, now=watch)
    for n in range(10):
        limiter.take(f"quiet {n}")
    watch.seconds += 61
    limiter.take("alice")
    for n in range(20):
        limiter.take(f"other {n}")
    waits(limiter)
    assert len(limiter._levels) <= 21 + 1
