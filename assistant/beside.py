"""What goes on beside the speech of a call for as long as it lasts: what is due is said, and the app is told of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from assistant.announcer import Announcer, Nudge
from assistant.mouths import SpokenMouth
from assistant.schedule_stream import ScheduleStream
from system_control.upkeep import for_ever

if TYPE_CHECKING:
    from livekit import rtc
    from livekit.agents import AgentSession

    from tools import Conversation


class Beside:
    """One call's; it runs until `stop`.

    :param room: where the app is told what will ring; None where there is no app, as in the console.
    :param identity: how the user is called in the room.
    """

    def __init__(
        self, session: AgentSession[Conversation], conversation: Conversation, room: rtc.Room | None, identity: str
    ) -> None:
        manager, user = conversation.manager, conversation.user
        nudge = Nudge()
        stream = None if room is None else ScheduleStream(room.local_participant, identity, manager, user)

        def changed() -> None:
            nudge()
            if stream is not None:
                stream.changed()

        announcer = Announcer(
            manager,
            user,
            SpokenMouth(session, conversation),
            lambda: conversation.session_id,
            sleep=nudge.sleep,
            changed=changed,
        )
        conversation.changed = changed
        self._tasks = [asyncio.create_task(for_ever(announcer.run), name="announcer")]
        if room is not None and stream is not None:
            # What is sent before the app can receive it is lost.
            room.on("participant_active", lambda who: stream.again() if who.identity == identity else None)
            room.on("reconnected", stream.again)
            self._tasks.append(asyncio.create_task(for_ever(stream.run), name="schedule stream"))

    def stop(self) -> None:
        """End all of it."""
        for task in self._tasks:
            task.cancel()
