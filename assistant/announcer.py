"""What is due → said: claims what is due to the user of one conversation, waits for a gap, and says it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from system_control import ringing_words
from system_control.claims import Claims, claimer_name
from system_control.dialogue import Mention
from system_control.due import Outcome, Ring, Verdict
from system_control.errors import AssistantError
from system_control.identity import acting_as
from system_control.missed import still_news
from system_control.occurrences import Occurrences
from system_control.shelf import in_thread
from system_control.store.store import eq
from utils.spoken import number
from utils.zones import first_zone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from system_control.occurrences import Untold
    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

POLL_SECONDS: Final = 5.0
LOOK_SECONDS: Final = 0.1
"""How often it is looked whether anybody speaks."""

AFTER_AGENT: Final = timedelta(seconds=0.5)
AFTER_USER: Final = timedelta(seconds=3.5)
"""How long it must be silent. After the user's words longer: a thinking pause, and what they asked is answered first;
the turn detector takes at most 2.5 s to be sure that they are done, recognition about one more."""

PATIENCE: Final = timedelta(seconds=10)
"""After this it is said although the agent speaks or thinks (behind what it says), but never into the user's words."""

LIVE_FOR: Final = timedelta(seconds=45)
RENEW_AFTER: Final = timedelta(seconds=15)
"""A worker that dies has its user's alarms rung by others this much later at most: 45 s, and their grace of 30 s."""

MOST_AT_ONCE: Final = 50
MOST_SAID: Final = 5


class Mouth(Protocol):
    """How a conversation is spoken in."""

    channel: str

    @property
    def user_speaks(self) -> bool:
        """Whether the user is speaking now: nothing may be said then."""
        ...

    @property
    def agent_busy(self) -> bool:
        """Whether the assistant is speaking, or thinks of an answer."""
        ...

    async def mark(self, ringing: Sequence[Mention], said: str) -> None:
        """Note in the conversation's state that these ring from now on, and what is said; either may be nothing."""
        ...

    async def silence(self, still: Sequence[str]) -> None:
        """Note in the conversation's state that nothing rings any more but the rows of these ids."""
        ...

    async def say(self, text: str) -> bool:
        """Say it, to the end or until the user interrupts; False if it can't be said."""
        ...


class Nudge:
    """A sleep that ends early when it is nudged: after a tool has run, something new may be due sooner."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def __call__(self) -> None:
        """End the sleep that is under way, or the next one."""
        self._event.set()

    async def sleep(self, seconds: float) -> None:
        """Sleep so long, or until nudged."""
        # Not wait_for: in Python 3.11 it loses a cancellation that comes together with the nudge.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        self._event.clear()


class Announcer:
    """One conversation's: `run` it as a task for as long as the conversation lasts.

    :param session_id: which conversation it is (None: it has no row yet), to tell others that its user is here.
    :param changed: called when something began to ring, rings no more, or comes again later; it returns at once.
    """

    def __init__(
        self,
        manager: SupabaseManager,
        user: str,
        mouth: Mouth,
        session_id: Callable[[], str | None],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._manager = manager
        self._clock = manager.clock
        self._user = user
        self._mouth = mouth
        self._session_id = session_id
        self._sleep = sleep
        self._changed = changed
        self._claims = Claims(manager.store, manager.clock, claimer_name("conversation"))
        self._occurrences = Occurrences(manager)
        self._renew_at: datetime | None = None
        self._told_of_before = False
        self._rings: set[str] = set()
        """The rows that this announcer, or another process before it, let ring and that rang when it looked last."""
        self._pause = 1.0

    async def run(self) -> None:
        """Go on until it is cancelled; a store that is down is tried again."""
        while True:
            await self._sleep(await self.step())

    async def step(self) -> float:
        """Say what is due now; return after how many seconds to look again."""
        try:
            with acting_as(self._user):  # a task of its own: nobody else has bound the user here
                await self._renew()
                if not self._told_of_before:
                    await self._find_what_rings()
                    await self._tell_of_before()
                    self._told_of_before = True
                if self._rings:
                    await self._look_for_answers()
                rings, following = await self._claims.take(MOST_AT_ONCE, user=self._user)
                if rings:
                    await self._tell(rings)
        except AssistantError as error:
            self._pause = min(self._pause * random.uniform(1.5, 2.5), 30.0)  # noqa: S311 - not a secret
            log.warning("[SESSION] what is due can't be looked up, next try in %.0f s: %s", self._pause, error)
            return self._pause
        self._pause = 1.0
        if following is None:
            return POLL_SECONDS
        return max(min((following - self._clock.now()).total_seconds(), POLL_SECONDS), LOOK_SECONDS)

    async def _renew(self, rings: Sequence[Ring] = ()) -> None:
        """Say that the user is here, and keep the leases on what waits for a gap."""
        now = self._clock.now()
        # A clock that was put back makes the next renewal seem far away.
        if self._renew_at is not None and now < self._renew_at <= now + RENEW_AFTER:
            return
        self._renew_at = now + RENEW_AFTER
        await self._claims.hold(rings)
        session_id = self._session_id()
        if session_id is not None:
            mine = [eq("user_id", self._user), eq("session_id", session_id), eq("status", "active")]
            values = {"live_until": now + LIVE_FOR}
            await in_thread(lambda: self._manager.store().update("sessions", mine, values))

    async def _find_what_rings(self) -> None:
        """Learn what was rung by push before: "stop" is then an answer to it. It is said here when it rings again."""
        found = await self._occurrences.ringing()
        if found:
            self._rings |= {record.id for record in found}
            await self._mouth.mark([Mention(record.TABLE, record.id, record.words) for record in found], "")

    async def _look_for_answers(self) -> None:
        still = {record.id for record in await self._occurrences.notice_answers()}
        await self._mouth.silence(list(still))
        if still != self._rings:
            self._changed()
        self._rings = still

    async def _tell_of_before(self) -> None:
        """Say, once, what came due while nobody could tell the user."""
        if not await self._occurrences.untold():
            return
        await self._gap()
        untold = await self._occurrences.untold()  # looked up again: they may have asked meanwhile
        profiles = await self._manager.profiles.find(eq("id", self._user), limit=1)
        zone = profiles[0].timezone if profiles else None
        habits = profiles[0].habits if profiles else {}
        for waited in (False, True):
            theirs = [u for u in untold if u.waited == waited]
            if theirs:
                rings = [_ring(self._user, u, zone, self._manager.settings.timezone, habits) for u in theirs]
                text = ringing_words.missed(rings, self._clock.now(), waited=waited).text
                await self._mouth.mark((), text)
                if await self._mouth.say(text):
                    await self._occurrences.told(theirs, self._mouth.channel)

    async def _tell(self, rings: Sequence[Ring]) -> None:
        now = self._clock.now()
        due: dict[Verdict, list[Ring]] = {verdict: [] for verdict in Verdict}
        for ring in rings:
            due[ring.judge(now)].append(ring)
        for ring in due[Verdict.WAIT]:
            await self._claims.wait(ring, ring.next_look(now))
        if due[Verdict.OVER]:
            await self._claims.close(due[Verdict.OVER], Outcome.MISSED)
            self._rings |= {r.record.id for r in due[Verdict.OVER]}  # so that the conversation learns that it is over
            self._changed()
        if due[Verdict.LATE] or due[Verdict.RING]:
            await self._gap([*due[Verdict.LATE], *due[Verdict.RING]])
            await self._tell_late([r for r in due[Verdict.LATE] if not r.waited], waited=False)
            await self._tell_late([r for r in due[Verdict.LATE] if r.waited], waited=True)
            await self._ring(due[Verdict.RING])

    async def _ring(self, rings: Sequence[Ring]) -> None:
        begun = await self._claims.begin(rings)
        if not begun:
            return
        now = self._clock.now()
        texts = [ringing_words.ringing(ring, now).text for ring in begun[:MOST_SAID]]
        if len(begun) > MOST_SAID:
            texts.append(f"And {number(len(begun) - MOST_SAID)} more.")
        text = " ".join(texts)
        self._rings |= {r.record.id for r in begun}
        self._changed()
        await self._mouth.mark([Mention(r.table, r.record.id, ringing_words.name(r)) for r in begun], text)
        said = await self._mouth.say(text)
        await self._claims.delivered(begun, [self._mouth.channel if said else None] * len(begun))

    async def _tell_late(self, rings: Sequence[Ring], *, waited: bool) -> None:
        outcome = Outcome.WAITED if waited else Outcome.MISSED
        closed = await self._claims.close(rings, outcome)
        if closed:
            self._changed()
        # Who asked what they missed may have heard of it meanwhile.
        if closed and (news := await still_news(self._manager, closed)):
            text = ringing_words.missed(news, self._clock.now(), waited=waited).text
            await self._mouth.mark((), text)
            if await self._mouth.say(text):
                await self._claims.told(news, self._mouth.channel)

    async def _gap(self, rings: Sequence[Ring] = ()) -> None:
        """Wait until nobody speaks. Waiting is counted in looks, so that a clock that jumps changes nothing."""
        look = timedelta(seconds=LOOK_SECONDS)
        waited = silent = timedelta()
        needed = AFTER_AGENT
        while True:
            if self._mouth.user_speaks:
                silent, needed = timedelta(), AFTER_USER
            elif self._mouth.agent_busy:
                silent, needed = timedelta(), AFTER_AGENT
            if silent >= needed or (waited >= PATIENCE and needed == AFTER_AGENT):
                return
            await self._sleep(LOOK_SECONDS)
            waited += look
            silent += look
            await self._renew(rings)


def _ring(user: str, untold: Untold, zone: str | None, default: str, habits: dict[str, object]) -> Ring:
    first, last = untold.occurrences[0], untold.occurrences[-1]
    own = getattr(untold.record, "zone", None)
    return Ring(
        user=user,
        identity="",
        record=untold.record,
        due=first.due_at,
        rung_at=first.rung_at,
        zone=first_zone(zone, own, default),
        habits=habits,
        counted_until=last.created_at,
    )
