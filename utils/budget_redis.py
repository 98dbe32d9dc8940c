"""The levels of shared budgets in Redis, for processes on several machines."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, TypeVar

from utils.buckets import Levels

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis.asyncio import Redis
    from redis.asyncio.client import Pipeline

    from utils.budget_file import BudgetStore

T = TypeVar("T")

log = logging.getLogger(__name__)

_TIMEOUT = 0.5  # seconds: longer is silence in a conversation
_REST = 10.0  # seconds for which an unreachable Redis is not asked again
_TRIES = 50
_KEEP = 2 * 86_400  # seconds after which an unused day's bucket is full again anyway


class RedisBudgets:
    """Levels in Redis, by its clock; while it cannot be reached, those of `instead`."""

    def __init__(self, url: str, instead: BudgetStore, *, prefix: str = "budget:") -> None:
        """`url` is redis://, rediss:// or unix://; if it or the package is wrong, that is said and `instead` serves."""
        self._instead, self._prefix = instead, prefix
        self._asleep_until = 0.0
        self._redis: Redis | None = None
        try:
            from redis.asyncio import Redis as Client

            self._redis = Client.from_url(url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT)
        except ImportError:
            log.warning("REDIS_URL is set but the package redis is not installed: this machine counts its calls alone.")
        except ValueError as error:
            log.warning("REDIS_URL cannot be used (%s): this machine counts its calls alone.", error)

    async def update(self, name: str, change: Callable[[Levels, float], T]) -> T:
        """See BudgetStore."""
        if self._redis is None or time.monotonic() < self._asleep_until:
            return await self._instead.update(name, change)
        from redis.exceptions import RedisError

        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                return await self._attempt(pipe, self._prefix + name, change)
        except (RedisError, OSError) as error:
            log.warning("REDIS_URL does not answer (%s): for now this machine counts its calls alone.", error)
            self._asleep_until = time.monotonic() + _REST
            return await self._instead.update(name, change)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._redis is not None:
            await self._redis.aclose()
        await self._instead.aclose()

    @staticmethod
    async def _attempt(pipe: Pipeline, key: str, change: Callable[[Levels, float], T]) -> T:
        from redis.exceptions import WatchError

        for _ in range(_TRIES):
            await pipe.watch(key)
            seconds, micros = await pipe.time()
            now = seconds + micros / 1e6
            raw = await pipe.get(key)
            try:
                levels = Levels.unpack(raw) if isinstance(raw, bytes) else Levels(now)
            except ValueError as error:
                log.warning("Redis key %s is damaged (%s): it begins anew, as if nothing had been used.", key, error)
                levels = Levels(now)
            result = change(levels, now)
            pipe.multi()  # type: ignore[no-untyped-call]  # redis-py gives it no types
            pipe.set(key, levels.pack(), ex=_KEEP)
            try:
                await pipe.execute()
            except WatchError:
                continue  # somebody came in between: look again
            return result
        raise WatchError("too many at once")
