"""RateLimiter: so many starts in any period, in order, and a cancelled wait uses nothing up."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.hands import Hands
from utils.rate_limiter import RateLimiter


def limiter(hands: Hands, max_calls: int = 4, period: float = 60) -> RateLimiter:
    return RateLimiter(max_calls, period, clock=hands.time, sleep=hands.sleep)


async def test_the_fifth_call_of_a_minute_waits_for_the_first_to_be_a_minute_old():
    hands = Hands(now=0)
    calls = limiter(hands)
    starts = []

    async def call() -> None:
        await calls.acquire()
        starts.append(hands.now)

    tasks = [asyncio.create_task(call()) for _ in range(10)]
    await hands.run()
    await asyncio.gather(*tasks)
    assert starts == [0, 0, 0, 0, 60, 60, 60, 60, 120, 120]


async def test_no_period_ever_holds_more_than_its_calls():
    hands = Hands(now=0)
    calls = limiter(hands, 3, 10)
    starts = []
    for pause in (0, 4, 4, 0, 1, 0, 9, 0, 0, 0, 30, 0):
        hands.now += pause
        task = asyncio.create_task(calls.acquire())
        await hands.run()
        await task
        starts.append(hands.now)
    for start in starts:
        assert sum(start <= other < start + 10 for other in starts) <= 3


async def test_who_comes_first_starts_first():
    hands = Hands()
    calls = limiter(hands, 1, 10)
    order = []

    async def call(name: int) -> None:
        await calls.acquire()
        order.append(name)

    tasks = [asyncio.create_task(call(name)) for name in range(6)]
    await hands.run()
    await asyncio.gather(*tasks)
    assert order == [0, 1, 2, 3, 4, 5]


async def test_a_cancelled_wait_gives_its_place_to_the_next():
    hands = Hands(now=0)
    calls = limiter(hands, 1, 10)
    await calls.acquire()
    given_up = asyncio.create_task(calls.acquire())
    next_one = asyncio.create_task(calls.acquire())
    await hands.run(5)
    given_up.cancel()
    await hands.run()
    await next_one
    assert hands.now == 10
    assert given_up.cancelled()


async def test_a_sleep_that_ends_early_starts_no_call_early():
    hands = Hands(now=0)

    async def doze(seconds: float) -> None:
        await hands.skip(seconds / 2 if seconds > 1 else seconds)

    calls = RateLimiter(1, 60, clock=hands.time, sleep=doze)
    await calls.acquire()
    await calls.acquire()
    assert hands.now >= 60


@pytest.mark.parametrize(("max_calls", "period"), [(0, 60), (-1, 60), (4, 0), (4, -1)])
def test_a_limit_that_admits_nothing_is_refused(max_calls: int, period: float):
    with pytest.raises(ValueError, match="positive"):
        RateLimiter(max_calls, period)
