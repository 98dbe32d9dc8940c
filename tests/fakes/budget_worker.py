"""A process that counts tokens one by one in a shared file: `python -m tests.fakes.budget_worker FILE TIMES`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from utils.buckets import Limit
from utils.budget_file import FileBudgets
from utils.shared_budget import SharedBudget

NAME = "test"
LIMITS = (Limit("TPM", "tokens", 1e6, 1e12, 1e6),)
"""A bucket that as good as never refills, so that every token stays counted."""


async def count(path: Path, times: int) -> None:
    """Book so many tokens one by one."""
    store = FileBudgets(path)
    budget = SharedBudget(NAME, LIMITS, store)
    for _ in range(times):
        await budget.acquire({"tokens": 1.0})
    await store.aclose()


if __name__ == "__main__":
    asyncio.run(count(Path(sys.argv[1]), int(sys.argv[2])))
