"""A person on the line: joins a room over real WebRTC, speaks WAVs at the pace of speech, and notes what comes back."""

from __future__ import annotations

import asyncio
import io
import json
import time
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from livekit import rtc

from tests.fakes.process import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Coroutine

RATE = 48_000
FRAME = RATE // 100
"""Samples of 10 ms, the unit in which all sound moves."""
FRAME_SECONDS = FRAME / RATE
AUDIBLE = 300
"""Loudest sample (of 32,767) from which a frame is heard; Opus keeps silence below 10."""

QUIET_SECONDS = 0.6
"""Longer than the agent's pauses between sentences."""


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of the transcript as it came; `who` is the identity that is said to have spoken."""

    who: str
    text: str
    segment: str
    final: bool
    at: float


class Caller:
    """Someone with a microphone and ears. All moments are those of `time.monotonic`.

    async with Caller("alice") as alice:
        await alice.join(url, token)
        await alice.hears_agent()
        ended = await alice.speak(wav)
    """

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self.room = rtc.Room()
        self.lines: list[Line] = []
        self.states: list[str] = []
        self.sound: list[tuple[float, int]] = []
        """When each of the agent's frames came, and its loudest sample."""
        self.schedules: list[dict[str, Any]] = []
        """What the agent told the app to ring by itself, oldest first."""
        self.joining_at = self.joined_at = self.agent_track_at = 0.0
        self.gone = False
        self._to_say: asyncio.Queue[tuple[np.ndarray, asyncio.Future[float]]] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._source: rtc.AudioSource | None = None
        self._ears: list[rtc.AudioStream] = []
        self._agent: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def join(self, url: str, token: str, *, microphone: bool = True, early: bytes | None = None) -> Self:
        """Come into the room; with a microphone, which is silent until `speak`.

        :param early: a WAV of what was said before the agent came: as the app does, it is handed over when it comes;
            b"" promises one that never comes.
        """
        room = self.room
        room.on("track_subscribed", self._on_track)
        room.on("participant_connected", self._on_participant)
        room.on("participant_active", self._on_active)
        room.on("participant_attributes_changed", self._on_attributes)
        room.on("disconnected", self._on_gone)
        room.register_text_stream_handler("lk.transcription", self._on_text)
        room.register_text_stream_handler("assistant.schedule", self._on_schedule)
        self.joining_at = time.monotonic()
        await room.connect(url, token)
        self.joined_at = time.monotonic()
        for participant in room.remote_participants.values():
            self._on_participant(participant)
        if microphone:
            self._source = rtc.AudioSource(RATE, 1, queue_size_ms=200)
            track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
            options = rtc.TrackPublishOptions(
                source=rtc.TrackSource.SOURCE_MICROPHONE, preconnect_buffer=early is not None
            )
            published = await room.local_participant.publish_track(track, options)
            if early:
                self._start(self.hand_over(published.sid, early))
            self._start(self._talk(self._source))
        return self

    async def hang_up(self) -> None:
        """Leave. A native audio thread that still runs when Python exits would abort it, hence the order."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for ear in self._ears:
            await ear.aclose()
        await self.room.disconnect()
        if self._source is not None:
            await self._source.aclose()
        self._tasks, self._ears, self._source = set(), [], None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.hang_up()

    # Speaking

    async def speak(self, wav: bytes) -> float:
        """Speak, and return the moment at which the last audible sample was spoken."""
        samples = read_wav(wav)
        spoken: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._to_say.put_nowait((samples, spoken))
        ended = await spoken
        last_audible = np.nonzero(np.abs(samples.astype(np.int32)) > AUDIBLE)[0][-1]
        return float(ended - (len(samples) - 1 - last_audible) / RATE)

    async def write(self, text: str) -> float:
        """Send text as the app's text field does, and return the moment."""
        await self.room.local_participant.send_text(text, topic="lk.chat")
        return time.monotonic()

    async def _talk(self, source: rtc.AudioSource) -> None:
        """Hand over a frame every 10 ms by the clock, so that what is handed over is what is being said."""
        words, spoken, at = np.zeros(0, np.int16), None, 0
        due = time.monotonic()
        while True:
            if at >= len(words):
                if spoken is not None and not spoken.done():
                    spoken.set_result(time.monotonic())
                words, spoken, at = np.zeros(FRAME, np.int16), None, 0
                if not self._to_say.empty():
                    words, spoken = self._to_say.get_nowait()
            frame = words[at : at + FRAME]
            frame = np.pad(frame, (0, FRAME - len(frame)))
            at += FRAME
            await source.capture_frame(rtc.AudioFrame(frame.tobytes(), RATE, 1, FRAME))
            # After a stall it goes on from now: nobody speaks faster to catch up.
            due = max(due + FRAME_SECONDS, time.monotonic() - 0.1)
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def hand_over(self, track: str, wav: bytes) -> None:
        """Send a recording of what was said on a track before, to the agent, as soon as that can take it."""
        agent = await self._agent
        writer = await self.room.local_participant.stream_bytes(
            "early",
            topic="lk.agent.pre-connect-audio-buffer",
            destination_identities=[agent],
            attributes={"trackId": track, "sampleRate": str(RATE), "channels": "1"},
        )
        await writer.write(read_wav(wav).tobytes())
        await writer.aclose()

    # Hearing

    @property
    def state(self) -> str:
        """What the agent says that it does: listening, thinking, speaking."""
        return self.states[-1] if self.states else ""

    def said_by(self, who: str) -> str:
        """Return what the final transcript says that this identity said."""
        return " ".join(line.text for line in self.lines if line.who == who and line.final)

    def said_by_agent(self) -> str:
        """Return what the transcript says that others than this caller said."""
        return " ".join(line.text for line in self.lines if line.who != self.identity)

    def times_said(self, words: str) -> int:
        """Return how many pieces of speech of others than this caller hold these words."""
        return sum(words in line.text for line in self.lines if line.who != self.identity)

    async def reads(self, words: str, *, times: int = 1, seconds: float = PATIENCE) -> None:
        """Wait until the transcript says that the agent has said these words so many times."""
        await until(
            lambda: self.times_said(words) >= times,
            f"{self.identity} reads {words!r} {times} times",
            seconds=seconds,
            told=self._told,
        )

    def audible_after(self, moment: float) -> list[float]:
        """Return the arrivals, later than `moment`, of frames in which the agent is heard."""
        return [at for at, loudest in self.sound if at > moment and loudest > AUDIBLE]

    async def hears_agent(self, *, after: float = 0.0, seconds: float = PATIENCE) -> float:
        """Wait for the agent's first sound after a moment, and return when it came."""
        found = await until(
            lambda: self.audible_after(after)[:1], f"{self.identity} hears the agent", seconds=seconds, told=self._told
        )
        return found[0]

    async def hears_answer(self, *, after: float = 0.0, seconds: float = PATIENCE) -> float:
        """Hear the agent out: what it says after a moment, until it listens again; return when its first sound came."""
        began = await self.hears_agent(after=after, seconds=seconds)

        def done() -> bool:
            return self.state == "listening" and time.monotonic() - self.audible_after(0.0)[-1] > QUIET_SECONDS

        await until(done, f"{self.identity} hears the agent out", seconds=seconds, told=self._told)
        return began

    def _told(self) -> object:
        noted = {"states": self.states, "frames": len(self.sound), "gone": self.gone}
        return {"lines": self.lines, **noted, "schedules": self.schedules[-2:]}

    def _start(self, coroutine: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # The room calls these, synchronously.

    def _on_track(self, track: rtc.Track, _: rtc.RemoteTrackPublication, participant: rtc.RemoteParticipant) -> None:
        if track.kind == rtc.TrackKind.KIND_AUDIO and _is_agent(participant):
            self.agent_track_at = self.agent_track_at or time.monotonic()
            self._start(self._listen(track))

    def _on_participant(self, participant: rtc.RemoteParticipant) -> None:
        self._on_attributes(dict(participant.attributes), participant)

    def _on_attributes(self, changed: dict[str, str], participant: rtc.Participant) -> None:
        if "lk.agent.state" in changed and participant.identity != self.identity:
            self.states.append(changed["lk.agent.state"])

    def _on_active(self, participant: rtc.RemoteParticipant) -> None:
        if _is_agent(participant) and not self._agent.done():
            self._agent.set_result(participant.identity)

    def _on_gone(self, _: object) -> None:
        self.gone = True

    def _on_text(self, reader: rtc.TextStreamReader, who: str) -> None:
        self._start(self._read(reader, who))

    def _on_schedule(self, reader: rtc.TextStreamReader, _: str) -> None:
        self._start(self._read_schedule(reader))

    async def _read_schedule(self, reader: rtc.TextStreamReader) -> None:
        self.schedules.append(json.loads(await reader.read_all()))

    async def _read(self, reader: rtc.TextStreamReader, who: str) -> None:
        attributes = reader.info.attributes or {}
        text = await reader.read_all()
        final = attributes.get("lk.transcription_final") == "true"
        self.lines.append(Line(who, text, attributes.get("lk.segment_id", ""), final, time.monotonic()))

    async def _listen(self, track: rtc.Track) -> None:
        ear = rtc.AudioStream.from_track(track=track, sample_rate=RATE, num_channels=1, frame_size_ms=10)
        self._ears.append(ear)
        async for event in ear:
            samples = np.frombuffer(event.frame.data, dtype=np.int16).astype(np.int32)
            self.sound.append((time.monotonic(), int(np.abs(samples).max(initial=0))))


def _is_agent(participant: rtc.RemoteParticipant) -> bool:
    return participant.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT


def read_wav(wav: bytes) -> np.ndarray:
    """Return the samples of a WAV of 48 kHz, mono, 16 bit."""
    with wave.open(io.BytesIO(wav)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
            raise ValueError(f"the microphone takes {RATE} Hz, mono, 16 bit, not {file.getparams()}")
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
