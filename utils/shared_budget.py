"""A budget that many processes draw from: book, wait holding nothing, then settle to what was really used."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from utils.buckets import Levels, Limit
    from utils.budget_file import BudgetStore

YIELDING_SHARE = 0.5
"""Who yields takes nothing of the half of each burst that is nearest to empty: that is kept for those who do not."""

_YIELDING_PAUSE = 0.05  # seconds: others may keep taking what it waits for, and it must not spin


class BudgetExceededError(Exception):
    """The wait would be longer than the caller has time for; nothing was booked. `wait` is in seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"the budget is used up for {wait:.1f} s")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Booking:
    """What one call has booked, by unit, and the seconds that it waited for that."""

    budget: SharedBudget
    cost: Mapping[str, float]
    waited: float = 0.0

    async def settle(self, used: Mapping[str, float]) -> None:
        """Correct the units named here to what the call really used."""
        more = {unit: amount - self.cost.get(unit, 0.0) for unit, amount in used.items()}
        await self.budget.add(more)

    async def give_back(self) -> None:
        """Undo the booking: the call was never made, or was turned away uncounted."""
        await self.budget.add({unit: -amount for unit, amount in self.cost.items()})


class SharedBudget:
    """The buckets of one name; those of the same name and store are one, in whichever process."""

    def __init__(
        self,
        name: str,
        limits: Sequence[Limit],
        store: BudgetStore,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Every process must name the same limits in the same order."""
        self.name, self.limits = name, tuple(limits)
        self._store, self._sleep = store, sleep

    async def acquire(
        self,
        cost: Mapping[str, float],
        *,
        most: float = float("inf"),
        yields: bool = False,
        on_wait: Callable[[float], None] | None = None,
    ) -> Booking:
        """Book `cost` (by unit) in all buckets in one step, and return when the call may start.

        Whoever books first starts first, in all processes. With `yields`, nothing is booked ahead: the call waits
        until half of every burst is free beside it. `on_wait` is told a wait's seconds before it begins.
        :raises BudgetExceededError: if that takes longer than `most` seconds; nothing is booked then.
        """
        if not self.limits:
            return Booking(self, cost)
        waited = 0.0
        while (wait := await self._book(cost, most - waited, yields)) > 0:
            if wait > most - waited:
                raise BudgetExceededError(wait)
            if yields:
                wait = max(wait, _YIELDING_PAUSE)
            if on_wait:
                on_wait(wait)
            waited += wait
            try:
                await self._sleep(wait)
            except asyncio.CancelledError:
                if not yields:
                    await Booking(self, cost).give_back()
                raise
            if not yields:
                break
        return Booking(self, cost, waited)

    async def wait_expected(self, cost: Mapping[str, float]) -> float:
        """Return the seconds that `acquire` would take now; nothing is booked."""
        if not self.limits:
            return 0.0

        def look(levels: Levels, now: float) -> float:
            levels.advance(self.limits, now)
            return levels.wait(self.limits, cost)

        return await self._store.update(self.name, look)

    async def add(self, cost: Mapping[str, float]) -> None:
        """Count so much more (or, negative, less) as used."""

        def change(levels: Levels, now: float) -> None:
            levels.advance(self.limits, now)
            levels.add(self.limits, cost)

        if self.limits:
            await self._store.update(self.name, change)

    async def raise_to_left(self, left: Mapping[str, float]) -> None:
        """Believe the owner of the limits that only so much is left, by the limits' names.

        It never lowers a level: calls that are booked and under way are not in the owner's figure yet.
        """

        def change(levels: Levels, now: float) -> None:
            levels.advance(self.limits, now)
            for at, limit in enumerate(self.limits):
                if limit.name in left:
                    levels.used[at] = max(levels.used[at], limit.burst - left[limit.name])

        if left and self.limits:
            await self._store.update(self.name, change)

    async def hold_off(self, cost: Mapping[str, float], wait: float, name: str = "") -> None:
        """Believe the owner of the limits that `cost` fits only in `wait` seconds.

        By the limit of this `name`; if the owner did not say which one, nobody starts before that.
        """

        def change(levels: Levels, now: float) -> None:
            levels.advance(self.limits, now)
            for at, limit in enumerate(self.limits):
                if limit.name == name:
                    needs = min(cost.get(limit.unit, 0.0), limit.burst)
                    levels.used[at] = max(levels.used[at], limit.burst - needs + wait * limit.rate)
                    return
            levels.hold = max(levels.hold, wait)

        if self.limits:
            await self._store.update(self.name, change)

    async def _book(self, cost: Mapping[str, float], most: float, yields: bool) -> float:
        limits = self.limits

        def change(levels: Levels, now: float) -> float:
            levels.advance(limits, now)
            wait = levels.wait(limits, cost, YIELDING_SHARE if yields else 1.0)
            if wait <= 0 or (wait <= most and not yields):
                levels.book(limits, cost, wait)
            return wait

        return await self._store.update(self.name, change)
