"""Rings what is due for everybody: one loop in each process that serves, any number of them at once."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from typing import TYPE_CHECKING, Final, Protocol

from system_control import ringing_words
from system_control.claims import Claims, claimer_name
from system_control.due import Outcome, Verdict
from system_control.errors import AssistantError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from datetime import datetime
    from typing import Any

    from system_control.due import Ring
    from system_control.ringing_words import Notice
    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

POLL_SECONDS: Final = 5.0
"""The longest sleep: what another process sets, and a clock that was put forward, are seen after this at the latest."""

SHORTEST_SECONDS: Final = 0.05
LONGEST_PAUSE_SECONDS: Final = 30.0
AT_ONCE: Final = 64
"""How many are told at once; what waits beyond that stays in the store, for whichever process is free first."""


class Deliverer(Protocol):
    """A path to a user."""

    channel: str
    """Its name, as it stands in `occurrences.channel`."""

    async def deliver(self, notice: Notice) -> bool:
        """Tell it; whether anybody could be reached. Takes a few seconds at most; what it raises counts as False."""
        ...


class RingLoop:
    """Claims what is due, tells it by every path, and once more twice if nobody answers.

    It holds nothing of its own: how far something has rung stands in the store, so any other loop goes on with it.
    An answer, from wherever it comes, changes the row, and what isn't ringing is not claimed again.

    :param deliverers: the paths; without any, what is due becomes missed, and is told in the user's next session.
    """

    def __init__(
        self,
        manager: SupabaseManager,
        deliverers: Sequence[Deliverer],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        claimer: str = "",
    ) -> None:
        self._clock = manager.clock
        self._deliverers = tuple(deliverers)
        self._sleep = sleep
        self._claims = Claims(manager.store, manager.clock, claimer or claimer_name("loop"))
        self._tasks: dict[asyncio.Task[None], int] = {}
        """What is being told, with how many things each is about."""
        self._pause = 1.0

    async def run(self) -> None:
        """Go on until it is cancelled. What is being told then is left to whoever claims it next."""
        try:
            while True:
                await self._sleep(await self.step())
        finally:
            for task in list(self._tasks):
                task.cancel()
            await self.settled()

    async def step(self) -> float:
        """Claim what is due now and begin to tell it; return after how many seconds to do so again."""
        room = AT_ONCE - sum(self._tasks.values())
        if room <= 0:
            await asyncio.wait(self._tasks, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            return 0.0
        try:
            rings, following = await self._claims.take(room)
        except AssistantError as error:
            # Jittered, so that the processes of an installation don't come back all at once to a store that recovers.
            self._pause = min(self._pause * random.uniform(1.5, 2.5), LONGEST_PAUSE_SECONDS)  # noqa: S311 - no secret
            log.warning("what is due can't be claimed, next try in %.0f s: %s", self._pause, error)
            return self._pause
        self._pause = 1.0
        self._tell_all(rings, self._clock.now())
        if len(rings) == room:
            return 0.0
        return self._until(following)

    async def settled(self) -> None:
        """Wait until everything that was claimed is told; what failed was logged."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _until(self, following: datetime | None) -> float:
        if following is None:
            return POLL_SECONDS
        return max(min((following - self._clock.now()).total_seconds(), POLL_SECONDS), SHORTEST_SECONDS)

    def _tell_all(self, rings: Sequence[Ring], now: datetime) -> None:
        late: dict[tuple[str, bool], list[Ring]] = defaultdict(list)
        ringing, over = [], []
        for ring in rings:
            match ring.judge(now):
                case Verdict.RING:
                    ringing.append(ring)
                case Verdict.LATE:
                    late[ring.user, ring.waited].append(ring)
                case Verdict.WAIT:
                    self._start(self._claims.wait(ring, ring.next_look(now)), 1)
                case Verdict.OVER:
                    over.append(ring)
        if ringing:
            self._start(self._ring(ringing), len(ringing))
        if over:
            self._start(self._claims.close(over, Outcome.MISSED), len(over))
        for (_, waited), theirs in late.items():
            self._start(self._late(theirs, waited=waited), len(theirs))

    def _start(self, work: Coroutine[Any, Any, object], things: int) -> None:
        task = asyncio.create_task(_logged(work), name="ring")
        self._tasks[task] = things
        task.add_done_callback(self._tasks.pop)

    async def _ring(self, rings: Sequence[Ring]) -> None:
        begun = await self._claims.begin(rings)
        now = self._clock.now()
        channels = await asyncio.gather(*(self._deliver(ringing_words.ringing(ring, now)) for ring in begun))
        await self._claims.delivered(begun, channels)

    async def _late(self, rings: Sequence[Ring], *, waited: bool) -> None:
        # Closed before it is told: a list that is told twice is worse than one that is told in the next session.
        closed = await self._claims.close(rings, Outcome.WAITED if waited else Outcome.MISSED)
        if closed:
            channel = await self._deliver(ringing_words.missed(closed, self._clock.now(), waited=waited))
            if channel:
                await self._claims.told(closed, channel)

    async def _deliver(self, notice: Notice) -> str | None:
        """Tell it by every path; return the names of those that reached somebody, None if none did."""
        results = await asyncio.gather(*(d.deliver(notice) for d in self._deliverers), return_exceptions=True)
        reached = []
        for deliverer, result in zip(self._deliverers, results, strict=True):
            if isinstance(result, BaseException):
                log.error("%s could not be told by %s", notice.title, deliverer.channel, exc_info=result)
            elif result:
                reached.append(deliverer.channel)
        return ", ".join(reached) or None


async def _logged(work: Coroutine[Any, Any, object]) -> None:
    """Do it; one that fails is claimed again when its lease ends, and holds nothing else up."""
    (result,) = await asyncio.gather(work, return_exceptions=True)
    if isinstance(result, AssistantError):
        log.warning("what rang could not be noted: %s", result)
    elif isinstance(result, Exception):
        log.error("something that is due could not be told", exc_info=result)
