"""Which calls a worker takes; and another agent for a caller whose own died, or never came, which no server does."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from livekit import api, rtc
from livekit.agents import AssignmentTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from livekit.agents import JobRequest
    from livekit.agents.job import RunningJobInfo
    from livekit.protocol.agent import Job

    from utils.settings import Settings

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.5
"""How often it is looked which calls are still there; a look costs a list of this process's own."""

TIMEOUT_SECONDS: Final = 5.0

MOST: Final = 3
"""How often the agent is called again into one room: a call that kills every process must not kill them for ever."""

AGAIN: Final = "again"
"""The key in a dispatch's metadata that says that it is not the first one of its room."""

BACK_AGAIN: Final = "Sorry, I was gone for a moment. What can I do for you?"
"""How a caller is greeted whose first agent died."""

PER_CALL: Final = 0.1
"""What a call that is about to begin adds to the load of the machine: about a tenth of a core."""


class Calls:
    """What a worker's main process does for calls, which their own processes can't.

    :param jobs: returns the jobs that run now.
    :param busy: returns how busy the machine is, from 0 to 1.
    :param most: no call is taken that would make it busier than this.
    """

    def __init__(
        self,
        settings: Settings,
        jobs: Callable[[], Iterable[RunningJobInfo]],
        busy: Callable[[], float],
        most: float,
    ) -> None:
        self._settings = settings
        self._jobs = jobs
        self._busy = busy
        self._most = most
        self._beginning = 0
        self._times: Counter[str] = Counter()

    async def run(self) -> None:
        """Look after the calls of this worker, until cancelled."""
        before: dict[str, RunningJobInfo] = {}
        while True:
            now = {info.job.id: info for info in self._jobs()}
            gone = [info for job_id, info in before.items() if job_id not in now]
            if gone:
                await asyncio.gather(*(self.look_into(info) for info in gone))
            before = now
            await asyncio.sleep(LOOK_SECONDS)

    async def look_into(self, info: RunningJobInfo) -> None:
        """See how a call ended whose process is gone, and give the caller an agent if they still wait for one.

        A process that ends its call leaves the room. One that was killed could not: the server still shows its agent
        there, for about twenty seconds.
        """
        room, ghost = info.job.room.name, info.accept_arguments.identity
        try:
            async with self._api() as livekit:
                present = await livekit.room.list_participants(api.ListParticipantsRequest(room=room))
                kinds = {who.identity: who.kind for who in present.participants}
                if ghost not in kinds or not any(_is_person(kind) for kind in kinds.values()):
                    return
                log.error("[SESSION] the process of the call in %s died; the caller gets another agent", room)
                await livekit.room.remove_participant(api.RoomParticipantIdentity(room=room, identity=ghost))
                await self._call(livekit, info.job)
        except (api.TwirpError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("[SESSION] it can't be seen how the call in %s ended: %s", room, error)

    async def take(self, request: JobRequest) -> None:
        """Take a call, or leave it to another worker if the machine is full.

        If it was taken but can't begin, another try is made at it, by whichever worker can.
        """
        load = self._busy() + self._beginning * PER_CALL
        if load >= self._most:
            log.warning("[ENTRYPOINT] the call in %s is left to others: the load is %.2f", request.room.name, load)
            await request.reject(terminate=False)
            return
        self._beginning += 1
        try:
            await request.accept()
        except (AssignmentTimeoutError, RuntimeError) as error:
            log.error("[ENTRYPOINT] the call in %s could not be taken: %s", request.room.name, error)  # noqa: TRY400 - one line
            try:
                async with self._api() as livekit:
                    await self._call(livekit, request.job)
            except (api.TwirpError, aiohttp.ClientError, TimeoutError) as worse:
                log.warning("[ENTRYPOINT] no other agent could be called into %s: %s", request.room.name, worse)
        finally:
            self._beginning -= 1

    async def _call(self, livekit: api.LiveKitAPI, job: Job) -> None:
        room = job.room.name
        self._times[room] += 1
        if self._times[room] > MOST:
            log.error("[SESSION] nobody is called into %s any more", room)
            return
        await livekit.agent_dispatch.create_dispatch(
            api.CreateAgentDispatchRequest(agent_name=job.agent_name, room=room, metadata=_again(job.metadata))
        )

    def _api(self) -> api.LiveKitAPI:
        return api.LiveKitAPI(
            self._settings.livekit_url,
            self._settings.livekit_api_key,
            self._settings.livekit_api_secret,
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
        )


def is_again(metadata: str) -> bool:
    """Whether a dispatch says that its caller had an agent before."""
    return AGAIN in _object(metadata)


def _again(metadata: str) -> str:
    """Return a dispatch's metadata with the note that it is not the first; what is no object stays as it is."""
    known = _object(metadata)
    return json.dumps({**known, AGAIN: True}) if known else metadata


def _object(metadata: str) -> dict[str, Any]:
    try:
        read = json.loads(metadata or "{}")
    except json.JSONDecodeError:
        return {}
    return read if isinstance(read, dict) else {}


def _is_person(kind: int) -> bool:
    return kind != rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
