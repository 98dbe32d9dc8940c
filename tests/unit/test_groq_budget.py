"""The shared budget: never over the limit, in order, and not to be stopped by a file, a clock or another process."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import random
import sys
from typing import TYPE_CHECKING

import pytest

from tests.fakes.budget_worker import LIMITS, NAME
from tests.fakes.hands import Hands
from utils.buckets import Limit
from utils.budget_file import BudgetStore, FileBudgets, MemoryBudgets
from utils.shared_budget import BudgetExceededError, SharedBudget

if TYPE_CHECKING:
    from pathlib import Path

RPM = Limit("RPM", "requests", 30, 60, 29)
TPM = Limit("TPM", "tokens", 8_000, 60, 7_600)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, hands: Hands, tmp_path: Path) -> BudgetStore:
    return MemoryBudgets(hands.time) if request.param == "memory" else FileBudgets(tmp_path / "b", hands.time)


def budget(store: BudgetStore, hands: Hands, *limits: Limit) -> SharedBudget:
    return SharedBudget("test", limits or (RPM, TPM), store, sleep=hands.sleep)


class Owner:
    """Who owns the limits: counts as Groq does, and has room for the whole amount at once."""

    def __init__(self, *limits: Limit) -> None:
        self.limits, self.used, self.at = limits, [0.0] * len(limits), 0.0

    def admits(self, now: float, cost: dict[str, float]) -> bool:
        for at, limit in enumerate(self.limits):
            self.used[at] = max(0.0, self.used[at] - (now - self.at) * limit.rate)
        self.at = now
        wanted = [used + cost.get(limit.unit, 0) for used, limit in zip(self.used, self.limits, strict=True)]
        fits = all(want <= limit.amount for want, limit in zip(wanted, self.limits, strict=True))
        if fits:
            self.used = wanted
        return fits


@pytest.mark.parametrize("seed", range(5))
async def test_far_above_the_limit_nobody_is_refused_and_nothing_is_left_unused(
    store: BudgetStore, hands: Hands, seed: int
):
    shared = budget(store, hands)
    owner = Owner(RPM, TPM)
    dice = random.Random(seed)
    began, admitted, refused = hands.now, 0.0, 0

    async def conversation() -> None:
        nonlocal admitted, refused
        while hands.now < began + 1_800:
            cost = {"requests": 1.0, "tokens": float(dice.choice((100, 300, 900, 1_600)))}
            await shared.acquire(cost)
            if owner.admits(hands.now, cost):
                admitted += cost["tokens"]
            else:
                refused += 1

    tasks = [asyncio.create_task(conversation()) for _ in range(20)]
    await hands.run()
    await asyncio.gather(*tasks)
    assert refused == 0
    assert admitted / ((hands.now - began) * TPM.rate) > 0.95


async def test_tokens_booked_ahead_count_from_when_the_call_starts(store: BudgetStore, hands: Hands):
    shared = budget(store, hands)
    owner = Owner(RPM, TPM)
    admitted = []

    async def call(tokens: float) -> None:
        cost = {"requests": 1.0, "tokens": tokens}
        await shared.acquire(cost)
        admitted.append(owner.admits(hands.now, cost))

    await shared.hold_off({}, 30)
    first = asyncio.create_task(call(7_000))
    await hands.run(29)
    second = asyncio.create_task(call(4_000))
    await hands.run()
    await asyncio.gather(first, second)
    assert admitted == [True, True]


async def test_who_books_first_starts_first(store: BudgetStore, hands: Hands):
    shared = budget(store, hands)
    order = []

    async def call(name: int) -> None:
        await shared.acquire({"requests": 1, "tokens": 7_000 if name == 1 else 10})
        order.append(name)

    await shared.acquire({"requests": 1, "tokens": 7_600})
    tasks = [asyncio.create_task(call(name)) for name in range(5)]
    await hands.run()
    await asyncio.gather(*tasks)
    assert order == [0, 1, 2, 3, 4]


async def test_a_cancelled_wait_gives_its_booking_back(store: BudgetStore, hands: Hands):
    shared = budget(store, hands)
    await shared.acquire({"requests": 1, "tokens": 7_600})
    before = await shared.wait_expected({"tokens": 1_000})
    task = asyncio.create_task(shared.acquire({"requests": 1, "tokens": 5_000}))
    await hands.run(0)
    assert await shared.wait_expected({"tokens": 1_000}) > before + 30
    task.cancel()
    await asyncio.wait([task])
    assert await shared.wait_expected({"tokens": 1_000}) == pytest.approx(before)


async def test_a_wait_longer_than_the_patience_is_refused_and_books_nothing(store: BudgetStore, hands: Hands):
    shared = budget(store, hands)
    await shared.acquire({"requests": 1, "tokens": 7_600})
    with pytest.raises(BudgetExceededError) as refused:
        await shared.acquire({"requests": 1, "tokens": 1_000}, most=4)
    assert refused.value.wait == pytest.approx(7.5)
    assert await shared.wait_expected({"tokens": 1_000}) == pytest.approx(7.5)


async def test_settling_to_less_frees_the_rest(store: BudgetStore, hands: Hands):
    shared = budget(store, hands)
    booking = await shared.acquire({"requests": 1, "tokens": 7_600})
    await booking.settle({"tokens": 600})
    assert await shared.wait_expected({"tokens": 7_000}) == pytest.approx(0)
    assert await shared.wait_expected({"tokens": 7_100}) == pytest.approx(100 / TPM.rate)


async def test_what_the_owner_says_is_left_raises_the_level_and_never_lowers_it(store: BudgetStore, hands: Hands):
    shared = budget(store, hands)
    await shared.acquire({"requests": 1, "tokens": 2_000})
    await shared.raise_to_left({"TPM": 7_900})
    assert await shared.wait_expected({"tokens": 5_700}) > 0
    await shared.raise_to_left({"TPM": 1_000})
    assert await shared.wait_expected({"tokens": 1_000}) == pytest.approx(0)
    assert await shared.wait_expected({"tokens": 1_200}) == pytest.approx(200 / TPM.rate)


@pytest.mark.parametrize("name", ["TPM", ""])
async def test_the_owners_refusal_holds_everybody_off(store: BudgetStore, hands: Hands, name: str):
    shared = budget(store, hands)
    await shared.hold_off({"requests": 1, "tokens": 500}, 7, name)
    assert await budget(store, hands).wait_expected({"requests": 1, "tokens": 500}) == pytest.approx(7)
    hands.now += 7
    assert await shared.wait_expected({"requests": 1, "tokens": 500}) == pytest.approx(0)


async def test_who_yields_leaves_half_of_the_burst_to_conversations(store: BudgetStore, hands: Hands):
    shared = budget(store, hands)
    await shared.acquire({"requests": 1, "tokens": 3_000})
    summary = asyncio.create_task(shared.acquire({"requests": 1, "tokens": 2_000}, yields=True))
    await hands.run(0)
    assert not summary.done()
    await asyncio.wait_for(shared.acquire({"requests": 1, "tokens": 2_000}), 1)
    await hands.run()
    await summary
    # 5,000 were used by the conversations; the summary fits under 3,800 when 3,200 of them have refilled.
    assert hands.now == pytest.approx(1_000_000 + 3_200 / TPM.rate)


async def test_who_yields_is_refused_when_that_takes_longer_than_its_patience(store: BudgetStore, hands: Hands):
    shared = budget(store, hands)
    await shared.acquire({"requests": 1, "tokens": 7_000})
    with pytest.raises(BudgetExceededError):
        await shared.acquire({"requests": 1, "tokens": 2_000}, yields=True, most=5)


async def test_a_request_larger_than_the_burst_waits_for_an_untouched_bucket(store: BudgetStore, hands: Hands):
    shared = budget(store, hands)
    assert await shared.wait_expected({"tokens": 50_000}) == 0
    await shared.acquire({"tokens": 4_000})
    assert await shared.wait_expected({"tokens": 50_000}) == pytest.approx(30)


async def test_without_limits_nothing_waits_and_nothing_is_written(tmp_path: Path, hands: Hands):
    shared = SharedBudget("test", (), FileBudgets(tmp_path / "b"), sleep=hands.sleep)
    booking = await shared.acquire({"requests": 1e9})
    await booking.give_back()
    await shared.hold_off({}, 9)
    assert await shared.wait_expected({"requests": 1e9}) == 0
    assert not (tmp_path / "b").exists()


async def test_a_clock_set_back_or_forth_freezes_nobody(store: BudgetStore, hands: Hands):
    shared = budget(store, hands)
    await shared.acquire({"tokens": 7_600})
    await shared.hold_off({"tokens": 1}, 5)
    hands.now -= 30 * 86_400
    assert await shared.wait_expected({"tokens": 800}) == pytest.approx(6)
    hands.now += 6
    assert await shared.wait_expected({"tokens": 800}) == pytest.approx(0)
    hands.now += 400 * 86_400
    assert await shared.wait_expected({"tokens": 7_600}) == 0
    hands.now = 0.0
    assert await shared.wait_expected({"tokens": 7_600}) == 0


# Several processes, one file


async def test_processes_that_share_a_file_lose_no_booking(tmp_path: Path):
    workers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.fakes.budget_worker", str(tmp_path / "b"), "2000"
        )
        for _ in range(4)
    ]
    assert [await worker.wait() for worker in workers] == [0, 0, 0, 0]
    store = FileBudgets(tmp_path / "b")
    levels = await store.update(NAME, lambda levels, _: levels)
    await store.aclose()
    assert levels.used[0] == pytest.approx(8_000, abs=0.01)


def test_a_fork_of_a_process_that_has_it_open_loses_no_booking_either(tmp_path: Path):
    store = FileBudgets(tmp_path / "b")
    shared = SharedBudget(NAME, LIMITS, store)

    async def count() -> None:
        for _ in range(5_000):
            await shared.acquire({"tokens": 1.0})

    asyncio.run(shared.acquire({"tokens": 1.0}))
    child = os.fork()
    if child == 0:
        asyncio.run(count())
        os._exit(0)
    asyncio.run(count())
    assert os.waitpid(child, 0)[1] == 0
    assert asyncio.run(store.update(NAME, lambda levels, _: levels.used[0])) == pytest.approx(10_001, abs=0.01)
    asyncio.run(store.aclose())


async def test_what_one_opening_booked_the_next_one_finds(tmp_path: Path, hands: Hands):
    first, second = FileBudgets(tmp_path / "b", hands.time), FileBudgets(tmp_path / "b", hands.time)
    await budget(first, hands).acquire({"tokens": 7_600})
    await SharedBudget("other", (RPM, TPM), first).acquire({"tokens": 10})
    assert await budget(second, hands).wait_expected({"tokens": 800}) == pytest.approx(6)
    assert await SharedBudget("other", (RPM, TPM), second).wait_expected({"tokens": 7_590}) == pytest.approx(0)
    await first.aclose()
    await second.aclose()


GARBAGE = [
    b"\0",
    b"not a budget at all\n",
    b"levels-1 but then something else that is long enough to be a record, only that it is none, you see?!",
    os.urandom(4_096),
]


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_a_damaged_file_is_said_once_and_begun_anew(
    tmp_path: Path, hands: Hands, garbage: bytes, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "b").write_bytes(garbage)
    store = FileBudgets(tmp_path / "b", hands.time)
    shared = budget(store, hands)
    await shared.acquire({"tokens": 7_600})
    await shared.acquire({"tokens": 0})
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "damaged" in caplog.text
    other = FileBudgets(tmp_path / "b", hands.time)
    assert await budget(other, hands).wait_expected({"tokens": 800}) == pytest.approx(6)
    await store.aclose()
    await other.aclose()


async def test_a_file_damaged_or_emptied_while_it_is_open_is_begun_anew(
    tmp_path: Path, hands: Hands, caplog: pytest.LogCaptureFixture
):
    path = tmp_path / "b"
    store, other = FileBudgets(path, hands.time), FileBudgets(path, hands.time)
    await SharedBudget("first", LIMITS, other).acquire({"tokens": 1})
    shared = budget(store, hands)
    await shared.acquire({"tokens": 7_600}, most=0)
    content = bytearray(path.read_bytes())
    content[-20] ^= 0xFF
    path.write_bytes(content)
    assert await shared.wait_expected({"tokens": 7_600}) == 0
    assert len(caplog.records) == 1
    await shared.acquire({"tokens": 7_600}, most=0)
    # The other process finds its own record gone, and does not overwrite ours with it.
    await SharedBudget("first", LIMITS, other).acquire({"tokens": 1})
    third = FileBudgets(path, hands.time)
    assert await budget(third, hands).wait_expected({"tokens": 800}) == pytest.approx(6)
    await third.aclose()
    path.write_bytes(b"")
    await SharedBudget("first", LIMITS, other).acquire({"tokens": 1})
    await shared.acquire({"tokens": 7_600}, most=0)
    assert await budget(other, hands).wait_expected({"tokens": 800}) == pytest.approx(6)
    await store.aclose()
    await other.aclose()


async def test_a_deleted_file_is_not_written_on_in_secret(tmp_path: Path, hands: Hands):
    store = FileBudgets(tmp_path / "b", hands.time)
    await budget(store, hands).acquire({"tokens": 7_600}, most=0)
    (tmp_path / "b").unlink()
    hands.now += 1  # it is looked for once a second
    await budget(store, hands).acquire({"tokens": 7_600}, most=0)
    other = FileBudgets(tmp_path / "b", hands.time)
    assert await budget(other, hands).wait_expected({"tokens": 800}) == pytest.approx(6)
    await store.aclose()
    await other.aclose()


async def test_where_no_file_can_be_the_process_counts_alone_and_says_so_once(
    tmp_path: Path, hands: Hands, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "data").write_text("a file where the folder should be")
    shared = budget(FileBudgets(tmp_path / "data" / "b", hands.time), hands)
    await shared.acquire({"tokens": 7_600})
    assert await shared.wait_expected({"tokens": 800}) == pytest.approx(6)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "counts its calls alone" in caplog.text


async def test_a_process_stopped_with_the_lock_in_its_hand_stops_nobody_else(tmp_path: Path, hands: Hands):
    store = FileBudgets(tmp_path / "b", hands.time)
    shared = budget(store, hands)
    await shared.acquire({"tokens": 1})
    with (tmp_path / "b").open("rb") as stopped:
        fcntl.flock(stopped, fcntl.LOCK_EX)
        await shared.acquire({"tokens": 7_600})
        assert await shared.wait_expected({"tokens": 800}) == pytest.approx(6)
    await store.aclose()
