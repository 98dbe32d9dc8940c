"""The shared budget in Redis: for several machines, and never in the way when Redis is not there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from assistant.groq_gate import GroqGate, Kind
from tests.fakes.hands import Hands
from tests.fakes.redis import FakeRedis
from utils.buckets import Levels, Limit
from utils.budget_file import MemoryBudgets
from utils.budget_redis import RedisBudgets
from utils.settings import Settings
from utils.shared_budget import SharedBudget

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TPM = Limit("TPM", "tokens", 8_000, 1e6, 7_600)  # refills too slowly to matter within a test


@pytest.fixture
async def redis() -> AsyncIterator[FakeRedis]:
    async with FakeRedis() as redis:
        yield redis


def budget(store: RedisBudgets) -> SharedBudget:
    return SharedBudget("test", (TPM,), store, sleep=Hands().sleep)


async def test_two_machines_share_one_budget(redis: FakeRedis):
    here, there = RedisBudgets(redis.url, MemoryBudgets()), RedisBudgets(redis.url, MemoryBudgets())
    await budget(here).acquire({"tokens": 7_000}, most=0)
    assert await budget(there).wait_expected({"tokens": 600}) == 0
    assert await budget(there).wait_expected({"tokens": 700}) == pytest.approx(100 / TPM.rate, rel=0.01)
    await here.aclose()
    await there.aclose()


async def test_a_booking_that_came_in_between_is_not_lost(redis: FakeRedis):
    store = RedisBudgets(redis.url, MemoryBudgets())
    await budget(store).acquire({"tokens": 1_000}, most=0)
    (key,) = redis.data
    other = Levels.unpack(redis.data[key])
    other.used[0] += 5_000
    redis.before_exec.append((key, other.pack()))
    await budget(store).acquire({"tokens": 1_000}, most=0)
    assert redis.execs == [True, False, True]
    assert await budget(store).wait_expected({"tokens": 700}) == pytest.approx(100 / TPM.rate, rel=0.01)
    await store.aclose()


async def test_a_damaged_key_is_begun_anew(redis: FakeRedis, caplog: pytest.LogCaptureFixture):
    redis.set(b"budget:test", b"rubbish")
    store = RedisBudgets(redis.url, MemoryBudgets())
    await budget(store).acquire({"tokens": 7_600}, most=0)
    assert await budget(store).wait_expected({"tokens": 100}) > 0
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    await store.aclose()


@pytest.mark.parametrize("url", ["redis://127.0.0.1:9/0", "http://not-redis", "redis://127.0.0.1:port"])
async def test_without_redis_the_machine_counts_alone_and_says_so_once(url: str, caplog: pytest.LogCaptureFixture):
    store = RedisBudgets(url, MemoryBudgets())
    for _ in range(3):
        await budget(store).acquire({"tokens": 2_500}, most=0)
    assert await budget(store).wait_expected({"tokens": 200}) > 0
    (record,) = caplog.records
    assert record.message.startswith("REDIS_URL")
    await store.aclose()


async def test_the_gate_takes_redis_where_it_is_set(redis: FakeRedis, tmp_path: Path):
    gates = [
        GroqGate(Settings(groq_api_key="k", redis_url=redis.url, data_dir=tmp_path / machine)) for machine in ("a", "b")
    ]
    await gates[0]._budget(Kind.CHAT, "m").hold_off({}, 50)
    assert await gates[1].wait_expected(Kind.CHAT, 1, model="m") == pytest.approx(50, abs=1)
    for gate in gates:
        await gate.aclose()
