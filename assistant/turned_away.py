"""Tells a caller who can't be served why, in a sentence, and ends the call; as nobody, so nothing is read or kept."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from livekit.agents import NOT_GIVEN, Agent, AgentSession, room_io

from assistant.groq_gate import GroqGate
from assistant.local_llm import LocalLLM
from assistant.models import build_models
from system_control.dialogue import DialogueState

if TYPE_CHECKING:
    from livekit.agents import JobContext

    from utils.settings import Settings

log = logging.getLogger(__name__)

HEARD_WITHIN = 30.0
"""Seconds for somebody to come and to hear the sentence; then the call ends without."""


async def turn_away(ctx: JobContext, settings: Settings, sentence: str) -> None:
    """Say the sentence to whoever called, and end the call."""
    gate = GroqGate(settings) if settings.has_groq else None
    models = build_models(settings, local=LocalLLM(DialogueState), gate=gate)
    # Without a model that listens or answers: there is nobody whose wishes could be done.
    session = AgentSession[None](
        tts=models.tts or NOT_GIVEN,
        vad=None,
        turn_handling={"turn_detection": None},
        conn_options=models.conn_options,
    )
    try:
        async with asyncio.timeout(HEARD_WITHIN):
            await ctx.connect()
            await ctx.wait_for_participant()
            options = room_io.RoomOptions(audio_input=False, text_input=False, delete_room_on_close=True)
            await session.start(
                Agent(instructions=""), room=ctx.room, room_options=options, record=False, session_host=False
            )
            await session.say(sentence, allow_interruptions=False)
    except TimeoutError:
        log.warning("[SESSION] a caller who can't be served could not be told so")
    finally:
        await session.aclose()
        if gate is not None:
            await gate.aclose()
