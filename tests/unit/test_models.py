"""The models that Settings ask for, tried over the wire, and how a turn's end is heard."""

from __future__ import annotations

import asyncio
import io
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest
from livekit import rtc
from livekit.agents import LanguageCode, inference, llm
from livekit.plugins import openai as openai_plugin

from assistant.groq_gate import GroqGate
from assistant.groq_llm import GatedLLM
from assistant.models import build_models, turn_handling
from tests.fakes import speech
from tests.fakes.groq import FakeGroq
from tests.unit.test_groq_llm import HERE, Here
from utils.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def fake() -> AsyncIterator[FakeGroq]:
    async with FakeGroq() as fake:
        yield fake


@pytest.fixture
def settings(fake: FakeGroq, tmp_path: Path) -> Settings:
    return Settings.load({"GROQ_BASE_URL": fake.base_url, "DATA_DIR": str(tmp_path)})


@pytest.fixture
async def gate(settings: Settings) -> AsyncIterator[GroqGate]:
    gate = GroqGate(settings)
    yield gate
    await gate.aclose()


def samples(data: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(data)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def frame(audio: np.ndarray) -> rtc.AudioFrame:
    return rtc.AudioFrame(audio.tobytes(), speech.RATE, 1, len(audio))


def test_without_a_model_server_it_is_typed_and_answered_here():
    here = Here()
    models = build_models(Settings(), local=here)
    assert models.llm is here
    assert (models.stt, models.tts, models.vad) == (None, None, None)
    assert models.turn_handling["turn_detection"] is None


async def test_a_model_server_without_a_gate_is_a_mistake(settings: Settings):
    with pytest.raises(ValueError, match="gate"):
        build_models(settings, local=Here())


@pytest.mark.speech
async def test_a_server_without_a_key_hears_thinks_and_speaks(gate: GroqGate, settings: Settings, fake: FakeGroq):
    models = build_models(settings, local=Here(), gate=gate)
    assert models.stt is not None
    assert models.tts is not None
    fake.hear("set an alarm for six")
    heard = await models.stt.recognize(frame(samples(await speech.speak("set an alarm for six"))))
    assert heard.alternatives[0].text == "set an alarm for six"
    context = llm.ChatContext()
    context.add_message(role="user", content="good morning")
    assert (await models.llm.chat(chat_ctx=context).collect()).text == "I heard: good morning."
    async with models.tts.synthesize("Good morning, alice.") as spoken:
        assert sum([piece.frame.duration async for piece in spoken]) > 0.5
    assert [(r.kind, r.model) for r in fake.log] == [
        ("stt", "whisper-large-v3-turbo"),
        ("chat", "openai/gpt-oss-120b"),
        ("tts", "canopylabs/orpheus-v1-english"),
    ]
    assert fake.requests("stt")[0].body["language"] == "en"
    await models.llm.aclose()


async def test_two_names_of_one_model_are_one(gate: GroqGate, fake: FakeGroq, settings: Settings, tmp_path: Path):
    same = Settings.load(
        {
            "GROQ_BASE_URL": fake.base_url,
            "DATA_DIR": str(tmp_path),
            "GROQ_LLM_MODEL": "llama",
            "GROQ_LLM_FALLBACK_MODEL": "llama",
        }
    )
    fake.fail("chat", status=500)
    models = build_models(same, local=Here(), gate=gate)
    context = llm.ChatContext()
    context.add_message(role="user", content="hello")
    assert (await models.llm.chat(chat_ctx=context).collect()).text == HERE
    assert len(fake.log) == 1
    assert "reasoning_effort" not in fake.log[0].body, "only gpt-oss takes it"
    await models.llm.aclose()


async def test_the_models_are_livekits_own_behind_ours(gate: GroqGate, settings: Settings):
    models = build_models(settings, local=Here(), gate=gate)
    assert isinstance(models.llm, GatedLLM)
    assert isinstance(models.stt, openai_plugin.STT)
    assert isinstance(models.vad, inference.VAD)
    await models.llm.aclose()


# Taking turns


def test_turns_are_taken_on_this_machine_and_nothing_is_generated_early():
    handling = turn_handling()
    detector = handling["turn_detection"]
    assert isinstance(detector, inference.TurnDetector)
    assert detector.model == "turn-detector-v1-mini"
    assert handling["interruption"] == {"mode": "vad"}
    assert handling["preemptive_generation"] == {"enabled": False}


@pytest.mark.speech
@pytest.mark.parametrize(
    ("words", "finished"),
    [
        ("set an alarm", False),
        ("remind me to", False),
        ("Please set an alarm for seven tomorrow morning. Thanks!", True),
    ],
)
async def test_a_pause_in_mid_sentence_does_not_end_the_turn(words: str, finished: bool):
    detector = turn_handling()["turn_detection"]
    assert isinstance(detector, inference.TurnDetector)
    spoken = samples(await speech.speak(words))
    loud = np.nonzero(np.abs(spoken.astype(np.int32)) > 200)[0]
    pause = np.zeros(int(0.3 * speech.RATE), dtype="<i2")
    audio = np.concatenate([pause, spoken[: loud[-1]], pause])
    stream = detector.stream()
    for at in range(0, len(audio), speech.RATE // 100):
        stream.push_audio(frame(audio[at : at + speech.RATE // 100]))
        await asyncio.sleep(0)
    said = await asyncio.wait_for(stream.predict(), 10)
    await stream.aclose()
    threshold = await detector.unlikely_threshold(LanguageCode("en"))
    assert threshold is not None
    assert (said.end_of_turn_probability >= threshold) is finished
    # Unfinished, the turn stays open for max_delay; the pause that must be survived is 0.6 s.
    assert turn_handling()["endpointing"]["max_delay"] > 0.6
