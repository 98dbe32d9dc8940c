"""So many calls in so many seconds, in one process: the plain limiter."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class RateLimiter:
    """Lets at most `max_calls` start within any `period` seconds; the others wait, first come first served."""

    def __init__(
        self,
        max_calls: int = 4,
        period: float = 60.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`clock` is monotonic, in seconds.

        :raises ValueError: if either number is not positive.
        """
        if max_calls < 1 or period <= 0:
            raise ValueError(f"RateLimiter takes positive numbers, not {max_calls} calls in {period} seconds.")
        self._period, self._clock, self._sleep = period, clock, sleep
        self._starts: deque[float] = deque(maxlen=max_calls)
        self._turn = asyncio.Lock()

    async def acquire(self) -> None:
        """Return when the call may start. Cancelled while it waits, it has used nothing up."""
        # The one at the head sleeps with the lock held, the rest queue behind it in order; a start is written down
        # only when it happens, so a cancelled wait has nothing to give back.
        async with self._turn:
            if len(self._starts) == self._starts.maxlen:
                while (wait := self._starts[0] + self._period - self._clock()) > 0:
                    await self._sleep(wait)
            self._starts.append(self._clock())
