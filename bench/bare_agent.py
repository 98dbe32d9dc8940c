"""The least that LiveKit's own parts need to set an alarm by voice: what `bench.voice` compares with."""

from __future__ import annotations

import os

from livekit.agents import Agent, AgentServer, AgentSession, JobContext, cli, function_tool, inference, room_io
from livekit.plugins import groq

BASE = os.environ["GROQ_BASE_URL"]
server = AgentServer(host="127.0.0.1", port=int(os.environ["WORKER_PORT"]), load_threshold=100, num_idle_processes=1)


class Bare(Agent):
    """Answers with one tool, which keeps nothing."""

    @function_tool
    async def set_alarm(self, time: str) -> str:
        """Set an alarm; `time` is the user's whole phrase."""
        return f"Your alarm is set for {time}."


@server.rtc_session(agent_name="bare")
async def entrypoint(ctx: JobContext) -> None:
    """Greet and listen: the built-in VAD and the turn detector of the device are the fastest that LiveKit offers."""
    session: AgentSession[None] = AgentSession(
        stt=groq.STT(base_url=BASE),
        llm=groq.LLM(model="openai/gpt-oss-120b", base_url=BASE),
        tts=groq.TTS(base_url=BASE),
        vad=inference.VAD(model="silero"),
        turn_handling={
            "turn_detection": inference.TurnDetector(version="v1-mini"),
            "interruption": {"mode": "vad"},
            "preemptive_generation": {"enabled": False},
        },
    )
    options = room_io.RoomOptions(delete_room_on_close=True)
    await session.start(Bare(instructions="Set alarms."), room=ctx.room, room_options=options)
    session.say("Hello. What can I do for you?")


if __name__ == "__main__":
    cli.run_app(server)
