"""The log of a spoken conversation: what was heard of an answer, what tools did, in the order of speech."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from livekit.agents import AgentSession, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions
from livekit.agents.voice import io

from assistant.persona import Assistant
from assistant.transcript import SpokenLog, Transcript
from system_control.outbox import Outbox
from tests.fakes.scripted_llm import ScriptedLLM, call
from tools import Conversation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from livekit import rtc

    from system_control.outbox import OutboxFile
    from system_control.store.sql import SqlStore
    from system_control.supabase_manager import SupabaseManager

RATE = 48_000


class Voice(tts.TTS[Any]):
    """Speaks a second of silence for any words."""

    def __init__(self) -> None:
        super().__init__(capabilities=tts.TTSCapabilities(streaming=False), sample_rate=RATE, num_channels=1)

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return _Silence(tts=self, input_text=text, conn_options=conn_options)


class _Silence(tts.ChunkedStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(request_id="voice", sample_rate=RATE, num_channels=1, mime_type="audio/pcm")
        output_emitter.push(b"\0\0" * RATE)
        output_emitter.flush()


class Ear(io.AudioOutput):
    """A listener's loudspeaker: it plays until it is told that the answer ends, or is cut off after `heard`."""

    def __init__(self) -> None:
        super().__init__(label="ear", capabilities=io.AudioOutputCapabilities(pause=False), sample_rate=RATE)
        self.begun = asyncio.Event()
        self.heard: str | None = None
        self._seconds = 0.0

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        if not self._seconds:
            self.on_playback_started(created_at=0.0)
        self._seconds += frame.duration
        self.begun.set()

    def flush(self) -> None:
        super().flush()
        if self.heard is None and self._seconds:
            self.on_playback_finished(playback_position=self._seconds, interrupted=False)
            self._seconds = 0.0

    def clear_buffer(self) -> None:
        if self.heard is not None and self._seconds:
            self.on_playback_finished(
                playback_position=self._seconds / 2, interrupted=True, synchronized_transcript=self.heard
            )
            self._seconds = 0.0


class Spoken:
    """Alice's call with a voice."""

    def __init__(self, manager: SupabaseManager, user: str) -> None:
        self.file: OutboxFile = Outbox(manager).open("job-1", user=user, identity=None, channel="voice", room="r")
        self.llm, self.ear = ScriptedLLM(), Ear()
        self.conversation = Conversation(manager, user, "job-1")
        self.session: AgentSession[Conversation] = AgentSession(
            llm=self.llm,
            tts=Voice(),
            vad=None,
            userdata=self.conversation,
            turn_handling={"turn_detection": None, "preemptive_generation": {"enabled": False}},
        )
        spoken = SpokenLog(self.file, lambda: self.conversation.dialogue)
        Transcript(self.session, spoken, spend=spoken.spend)


@pytest.fixture
async def spoken(manager: SupabaseManager, alice: str) -> AsyncIterator[Spoken]:
    made = Spoken(manager, alice)
    made.session.output.audio = made.ear
    await made.session.start(Assistant(made.conversation), record=False, session_host=False)
    yield made
    await made.session.aclose()
    made.file.close()


async def test_what_is_kept_is_what_was_said_done_and_heard_in_that_order(spoken: Spoken, store: SqlStore) -> None:
    spoken.llm.script.append([[call("take_note", text="buy milk")]])
    await spoken.session.run(user_input="take a note: buy milk")
    spoken.llm.script.append("Once upon a time there was a king who had three sons.")
    spoken.ear.begun.clear()
    spoken.ear.heard = "Once upon a time"
    telling = spoken.session.run(user_input="tell me a story")
    async with asyncio.timeout(10):
        await spoken.ear.begun.wait()
    await spoken.session.interrupt()
    await telling
    spoken.ear.heard = None
    spoken.llm.script.append("Good night.")
    await spoken.session.run(user_input="that's enough")
    await spoken.session.aclose()
    assert await spoken.file.finish()
    rows = store.select("messages", order=("seq",))
    assert [(r["sender"], r["interrupted"]) for r in rows] == [
        ("user", False), ("tool", False), ("ai", False),
        ("user", False), ("ai", True),
        ("user", False), ("ai", False),
    ]  # fmt: skip
    assert [r["text_content"] for r in rows[3:]] == [
        "tell me a story",
        "Once upon a time",
        "that's enough",
        "Good night.",
    ]
    assert rows[1]["tool"] == {"name": "take_note", "arguments": {"text": "buy milk"}, "is_error": False}
    assert "buy milk" in rows[1]["text_content"]
    assert rows[1]["text_content"] == rows[2]["text_content"], "it says what the tool told"
    assert [r["seq"] for r in rows] == list(range(1, 8))
    assert [r["created_at"] for r in rows] == sorted(r["created_at"] for r in rows)
    assert store.select("sessions")[0]["message_count"] == 7


async def test_a_tool_that_declines_is_kept_with_what_it_said(spoken: Spoken, store: SqlStore) -> None:
    spoken.llm.script.append([[call("cancel", kind="alarm", query="seven")]])
    await spoken.session.run(user_input="cancel my seven o'clock alarm")
    await spoken.session.aclose()
    assert await spoken.file.finish()
    tool = store.select("messages", order=("seq",))[1]
    assert tool["tool"]["name"] == "cancel"
    assert tool["text_content"]
