"""Time that a test moves by hand, with sleepers that wake in order."""

from __future__ import annotations

import asyncio
import heapq


class Hands:
    """A clock (seconds) and the sleep that goes with it. `run` lets time pass for whoever sleeps."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def time(self) -> float:
        """Return where the hands stand."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Sleep until `run` has moved the hands that far."""
        self.slept.append(seconds)
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, len(self.slept), woken))
        await woken

    async def skip(self, seconds: float) -> None:
        """Be a sleep that moves the hands itself: for one task at a time."""
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    async def run(self, seconds: float = float("inf")) -> None:
        """Let time pass, sleeper by sleeper: so much, or until nobody sleeps."""
        until = self.now + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            at, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                self.now = max(self.now, at)
                woken.set_result(None)
                await self._settle()
        if seconds != float("inf"):
            self.now = until

    @staticmethod
    async def _settle() -> None:
        for _ in range(50):
            await asyncio.sleep(0)
