"""How much one caller may send: the size and kind of a body, and how often."""

import asyncio
import time
from collections.abc import Callable, Coroutine, MutableMapping
from math import ceil
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import Me
from api.problems import NotJson, TooLarge, TooMany, TooSlow

MAX_BODY_BYTES = 64 * 1024
BODY_SECONDS = 10.0
"""How long a body may take to arrive."""

BURST, PER_MINUTE = 120, 300
"""Of all the routes for what is kept, together: an app that loads everything anew at its start needs a few dozen."""

MAX_CALLERS = 10_000
"""So many callers are remembered; beyond that those who have been quiet are forgotten, which changes nothing."""


class Limiter:
    """Admits each caller a burst of calls, refilled continuously, in this process."""

    def __init__(self, *, burst: int, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._per_second = per_minute / 60
        self._now = now
        self._levels: MutableMapping[str, tuple[float, float]] = {}

    def take(self, caller: str) -> None:
        """Count one call.

        :raises TooMany: with Retry-After in whole seconds (RFC 9110 §10.2.3), if the caller has none left.
        """
        now = self._now()
        level = self._level(caller, now)
        if level < 1:
            wait = ceil((1 - level) / self._per_second)
            raise TooMany(f"{caller} asks too often", headers={"Retry-After": str(wait)})
        if len(self._levels) >= MAX_CALLERS:
            self._levels = {c: v for c, v in self._levels.items() if self._level(c, now) < self._burst}
        self._levels[caller] = (level - 1, now)

    def _level(self, caller: str, now: float) -> float:
        level, at = self._levels.get(caller, (float(self._burst), now))
        return min(self._burst, level + (now - at) * self._per_second)


def limited(burst: int, per_minute: int) -> Callable[..., Coroutine[Any, Any, None]]:
    """Return a dependency that admits each caller so many calls of all the routes that share it."""
    limiter = Limiter(burst=burst, per_minute=per_minute)

    async def take(caller: Me) -> None:
        limiter.take(caller.user)

    return take


class Bodies:
    """Reads each body whole before the application sees it: at most 64 kB, in 10 s, and JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through.

        :raises TooLarge: TooSlow and NotJson as well, which the outer layer answers.
        """
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
            raise TooLarge
        body = await _read(receive)
        if body is None:
            return
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if body and kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
            raise NotJson
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


async def _read(receive: Receive) -> bytes | None:
    """Return the body; None if the caller has gone."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > MAX_BODY_BYTES:
                    raise TooLarge
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise TooSlow from None
