"""The gate over the wire: what passes, what waits, what is turned away, and what is settled afterwards."""

from __future__ import annotations

import asyncio
import io
import json
import wave
from typing import TYPE_CHECKING

import aiohttp
import openai
import pytest
from livekit.agents import APIConnectOptions, APIStatusError
from livekit.plugins import groq as plugin

from assistant.groq_gate import Call, GroqGate, Kind, background, calling
from assistant.groq_gate.answer import AnswerReader, refusal
from tests.fakes import speech
from tests.fakes.groq import FakeGroq
from tests.fakes.groq_limits import ModelLimits
from tests.fakes.hands import Hands
from utils.budget_file import FileBudgets
from utils.settings import GroqLimits, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

MODEL = "openai/gpt-oss-120b"
OTHER = "openai/gpt-oss-20b"
STT = "whisper-large-v3-turbo"
TTS = "canopylabs/orpheus-v1-english"
TIGHT = {
    MODEL: ModelLimits(rpm=30, rpd=1_000, tpm=8_000, tpd=200_000),
    STT: ModelLimits(rpm=20, rpd=2_000, ash=120),
    TTS: ModelLimits(rpm=10, rpd=100, tpm=1_200),
}


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def fake(hands: Hands) -> AsyncIterator[FakeGroq]:
    async with FakeGroq(
        limits=TIGHT, key="gsk_right", models=frozenset((MODEL, OTHER, STT, TTS)), clock=hands.time
    ) as f:
        yield f


def settings(base_url: str, data_dir: Path, **changes: object) -> Settings:
    known: dict[str, object] = {
        "groq_api_key": "gsk_right",
        "groq_base_url": base_url,
        "data_dir": data_dir,
        "groq_stt_limits": GroqLimits(20, 2_000, audio_seconds_per_hour=120),
    }
    return Settings(**{**known, **changes})  # type: ignore[arg-type]  # fields by name, as a test says them


def make_gate(fake: FakeGroq, tmp_path: Path, hands: Hands, **changes: object) -> GroqGate:
    store = FileBudgets(tmp_path / "budget", hands.time)
    return GroqGate(settings(fake.base_url, tmp_path, **changes), store=store, sleep=hands.skip)


@pytest.fixture
async def gate(fake: FakeGroq, tmp_path: Path, hands: Hands) -> AsyncIterator[GroqGate]:
    gate = make_gate(fake, tmp_path, hands)
    yield gate
    await gate.aclose()


async def ask(gate: GroqGate, words: str = "hello", *, model: str = MODEL, most: int = 300, stream: bool = True) -> str:
    messages = [{"role": "user", "content": words}]
    client = gate.client.chat.completions
    if not stream:
        answer = await client.create(model=model, messages=messages, max_completion_tokens=most)
        return answer.choices[0].message.content or ""
    said = ""
    async with await client.create(model=model, messages=messages, max_completion_tokens=most, stream=True) as chunks:
        async for chunk in chunks:
            said += (chunk.choices[0].delta.content or "") if chunk.choices else ""
    return said


async def transcribe(gate: GroqGate, seconds: float) -> str:
    audio = ("x.wav", speech.silence(seconds, 16_000), "audio/wav")
    return (await gate.client.audio.transcriptions.create(file=audio, model=STT)).text


@pytest.mark.parametrize("stream", [True, False])
async def test_an_answer_passes_and_is_settled_to_what_it_used(gate: GroqGate, fake: FakeGroq, stream: bool):
    assert (await ask(gate, "hello " * 200, stream=stream)).startswith("I heard: hello")
    used = fake.meter.used(MODEL, "tpm")
    assert 300 < used < 400
    assert await gate.wait_expected(Kind.CHAT, 7_600 - used) == pytest.approx(0, abs=0.01)
    assert await gate.wait_expected(Kind.CHAT, 7_800 - used) == pytest.approx(1.5, abs=0.01)


async def test_the_stream_is_not_held_up_to_look_for_the_usage(gate: GroqGate, fake: FakeGroq):
    fake.word_delay = 0.02
    fake.reply("one two three four five six")
    messages = [{"role": "user", "content": "count"}]
    stream = await gate.client.chat.completions.create(model=MODEL, messages=messages, stream=True)
    async with stream:
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                break
        assert not fake.requests("chat")[0].done


async def test_far_above_the_limit_groq_never_says_429(gate: GroqGate, fake: FakeGroq, hands: Hands):
    began = hands.now
    with calling(Call(patience=1e9)):
        for turn in range(60):
            await ask(gate, "word " * (200 + 37 * turn % 900))
    assert {request.status for request in fake.log} == {200}
    share = fake.meter.admitted[f"{MODEL}:tpm"] / ((hands.now - began) * 8_000 / 60 + 8_000)
    assert share > 0.95


async def test_what_would_wait_too_long_is_turned_away_without_asking_groq(gate: GroqGate, fake: FakeGroq):
    await ask(gate, most=7_400)
    fake.log.clear()
    await gate._budget(Kind.CHAT, MODEL).add({"tokens": 7_500})
    call = Call(patience=4)
    with calling(call), pytest.raises(openai.RateLimitError) as refused:
        await ask(gate, most=2_000)
    assert float(refused.value.response.headers["retry-after"]) == pytest.approx(call.refused_for, abs=0.1)
    assert call.refused_for > 4
    assert fake.log == []


@pytest.mark.parametrize("headers", [{"retry-after": "3"}, {}])
async def test_a_429_is_waited_for_once(gate: GroqGate, fake: FakeGroq, hands: Hands, headers: dict[str, str]):
    fake.fail("chat", status=429, headers=headers)
    waits: list[float] = []
    with calling(Call(on_wait=waits.append)):
        assert await ask(gate) == "I heard: hello."
    assert hands.slept == pytest.approx([3 if headers else 2], abs=0.01)
    assert waits == hands.slept
    fake.fail("chat", status=429, headers=headers, times=3)
    with calling(Call(patience=30)), pytest.raises(openai.RateLimitError):
        await ask(gate)
    assert [request.status for request in fake.requests("chat")] == [429, 200, 429, 429]


async def test_a_429_in_groqs_words_is_waited_for_as_long_as_it_says(gate: GroqGate, fake: FakeGroq, hands: Hands):
    fake.meter.fill(MODEL, "tpm", 7_900)  # others of the organisation
    assert await ask(gate, most=300) == "I heard: hello."
    assert [request.status for request in fake.requests("chat")] == [429, 200]
    assert 1 < hands.slept[0] < 4


async def test_a_429_that_takes_too_long_is_not_waited_for_and_warns_the_next(gate: GroqGate, fake: FakeGroq):
    fake.meter.fill(MODEL, "rpd", 1_000)
    with pytest.raises(openai.RateLimitError):
        await ask(gate)
    with pytest.raises(openai.RateLimitError):
        await ask(gate)
    assert len(fake.requests("chat")) == 1
    assert await gate.wait_expected(Kind.CHAT, 100) > 60


async def test_two_waits_together_are_no_longer_than_the_patience(gate: GroqGate, fake: FakeGroq, hands: Hands):
    await gate._budget(Kind.CHAT, MODEL).hold_off({}, 3)
    fake.fail("chat", status=429, headers={"retry-after": "3"})
    with calling(Call(patience=5)), pytest.raises(openai.RateLimitError):
        await ask(gate)
    assert hands.slept == pytest.approx([3], abs=0.01)


async def test_too_large_alone_is_asked_once_and_costs_nothing(
    gate: GroqGate, fake: FakeGroq, caplog: pytest.LogCaptureFixture
):
    with pytest.raises(openai.APIStatusError) as refused:
        await ask(gate, most=9_000)
    assert refused.value.status_code == 413
    assert len(fake.log) == 1
    assert await gate.wait_expected(Kind.CHAT, 7_600) == pytest.approx(0, abs=0.1)
    assert "too large" in caplog.text


async def test_a_wrong_key_is_said_once(fake: FakeGroq, tmp_path: Path, hands: Hands, caplog: pytest.LogCaptureFixture):
    gate = make_gate(fake, tmp_path, hands, groq_api_key="gsk_wrong")
    for _ in range(3):
        with pytest.raises(openai.AuthenticationError):
            await ask(gate)
    assert [record.message for record in caplog.records] == [
        f"GROQ_API_KEY is refused (401 from {fake.base_url}: Invalid API Key)"
    ]
    assert "gsk_wrong" not in caplog.text
    await gate.aclose()


@pytest.mark.parametrize(
    ("model", "variable"), [("gone/model", "GROQ_LLM_MODEL"), ("gone/second", "GROQ_LLM_FALLBACK_MODEL")]
)
async def test_an_unknown_model_names_its_variable_once(
    fake: FakeGroq, tmp_path: Path, hands: Hands, caplog: pytest.LogCaptureFixture, model: str, variable: str
):
    names = {"groq_llm_model": "gone/model", "groq_llm_fallback_model": "gone/second"}
    gate = make_gate(fake, tmp_path, hands, **names)
    for _ in range(2):
        with pytest.raises(openai.NotFoundError):
            await ask(gate, model=model)
    (record,) = caplog.records
    assert record.message.startswith(f"{variable} '{model}' does not exist (404")
    await gate.aclose()


async def test_a_500_is_not_tried_again_behind_the_callers_back(gate: GroqGate, fake: FakeGroq):
    fake.fail("chat", status=500)
    with pytest.raises(openai.InternalServerError):
        await ask(gate)
    assert len(fake.log) == 1


async def test_a_server_that_is_not_there_costs_nothing(tmp_path: Path, hands: Hands):
    store = FileBudgets(tmp_path / "budget", hands.time)
    gate = GroqGate(settings("http://127.0.0.1:9", tmp_path), store=store, sleep=hands.skip)
    with pytest.raises(openai.APIConnectionError):
        await ask(gate, most=7_000)
    assert await gate.wait_expected(Kind.CHAT, 7_600) == 0
    await gate.aclose()


async def test_a_cancelled_wait_gives_its_booking_back(fake: FakeGroq, tmp_path: Path, hands: Hands):
    store = FileBudgets(tmp_path / "budget", hands.time)
    gate = GroqGate(settings(fake.base_url, tmp_path), store=store, sleep=hands.sleep)
    await gate._budget(Kind.CHAT, MODEL).add({"tokens": 7_600})
    before = await gate.wait_expected(Kind.CHAT, 100)
    waiting = asyncio.Event()
    with calling(Call(patience=60, on_wait=lambda _: waiting.set())):
        task = asyncio.create_task(ask(gate, most=3_000))
    await asyncio.wait_for(waiting.wait(), 5)
    await asyncio.sleep(0)
    assert await gate.wait_expected(Kind.CHAT, 100) > before + 20
    task.cancel()
    await asyncio.wait([task])
    assert await gate.wait_expected(Kind.CHAT, 100) == pytest.approx(before)
    assert fake.log == []
    await gate.aclose()


async def test_what_others_have_used_is_learnt_from_the_headers(gate: GroqGate, fake: FakeGroq):
    fake.meter.fill(MODEL, "tpm", 4_000)
    await ask(gate, most=100)
    short = fake.meter.used(MODEL, "tpm") + 4_500 - 8_000
    assert await gate.wait_expected(Kind.CHAT, 4_500) == pytest.approx(short / (8_000 / 60), abs=0.2)


async def test_summaries_yield_to_conversations(gate: GroqGate, fake: FakeGroq, hands: Hands):
    await gate._budget(Kind.CHAT, MODEL).add({"tokens": 4_000})
    assert await ask(gate) == "I heard: hello."
    assert hands.slept == []
    with background():
        assert await ask(gate) == "I heard: hello."
    assert sum(hands.slept) == pytest.approx((4_000 + 320 - 3_800) / (8_000 / 60), abs=1.5)


async def test_audio_is_charged_by_its_seconds(gate: GroqGate, fake: FakeGroq):
    assert await transcribe(gate, 60) == ""
    assert fake.requests("stt")[0].audio_seconds == 60
    assert await gate.wait_expected(Kind.STT, 53) == pytest.approx(0)
    assert await gate.wait_expected(Kind.STT, 55) == pytest.approx(30, abs=0.1)
    with pytest.raises(openai.RateLimitError):
        await transcribe(gate, 60)
    assert len(fake.log) == 1


async def test_another_account_begins_with_its_own_budget(gate: GroqGate, fake: FakeGroq, tmp_path: Path, hands: Hands):
    await gate._budget(Kind.CHAT, MODEL).add({"tokens": 7_600})
    same = make_gate(fake, tmp_path, hands)
    other = make_gate(fake, tmp_path, hands, groq_api_key="gsk_another")
    assert await same.wait_expected(Kind.CHAT, 800) == pytest.approx(6)
    assert await other.wait_expected(Kind.CHAT, 800) == 0
    assert await same.wait_expected(Kind.CHAT, 800, model=OTHER) == 0
    await same.aclose()
    await other.aclose()


# Speech, which comes by aiohttp


def voice(gate: GroqGate, key: str = "gsk_right") -> plugin.TTS:
    return plugin.TTS(api_key=key, base_url=gate.base_url, http_session=gate.speech_session)


async def speak(gate: GroqGate, words: str, key: str = "gsk_right") -> float:
    seconds = 0.0
    async with voice(gate, key).synthesize(words, conn_options=APIConnectOptions(max_retry=0)) as stream:
        async for piece in stream:
            seconds += piece.frame.duration
    return seconds


@pytest.mark.speech
async def test_speech_passes_the_same_gate(gate: GroqGate, fake: FakeGroq, hands: Hands):
    assert await speak(gate, "Good morning, alice.") > 0.5
    assert hands.slept == []
    for _ in range(9):
        await speak(gate, "Good morning, alice.")
    assert {request.status for request in fake.requests("tts")} == {200}
    assert sum(hands.slept) == pytest.approx(6)  # nine at once, the tenth when one has refilled


@pytest.mark.speech
async def test_speech_waits_for_a_429_once(gate: GroqGate, fake: FakeGroq, hands: Hands):
    fake.fail("tts", status=429, headers={"retry-after": "2"})
    assert await speak(gate, "Good morning, bob.") > 0.5
    assert hands.slept == pytest.approx([2], abs=0.01)


async def test_speech_gives_up_after_a_second_429(gate: GroqGate, fake: FakeGroq):
    fake.fail("tts", times=3, status=429, headers={"retry-after": "2"})
    with pytest.raises(APIStatusError):
        await speak(gate, "Good morning, bob.")
    assert [request.status for request in fake.requests("tts")] == [429, 429]


async def test_speech_over_the_budget_is_a_429_that_groq_never_sees(gate: GroqGate, fake: FakeGroq):
    await gate._budget(Kind.TTS, TTS).add({"requests": 99})
    with pytest.raises(APIStatusError) as refused:
        await speak(gate, "Good morning.")
    assert refused.value.status_code == 429
    assert fake.log == []


async def test_speech_with_a_wrong_key_or_model_is_said_once(
    gate: GroqGate, fake: FakeGroq, caplog: pytest.LogCaptureFixture
):
    for _ in range(2):
        with pytest.raises(APIStatusError):
            await speak(gate, "Good morning.", key="gsk_wrong")
    assert [r.message for r in caplog.records if "GROQ_API_KEY" in r.message] == [
        f"GROQ_API_KEY is refused (401 from {fake.base_url}: Invalid API Key)"
    ]


async def test_other_addresses_pass_the_speech_session_untouched(gate: GroqGate, fake: FakeGroq):
    async with gate.speech_session.get(f"{fake.url}/sim/log") as response:
        assert response.status == 200
    async with gate.speech_session.get(f"{fake.base_url}/models") as response:
        assert isinstance(response, aiohttp.ClientResponse)
        assert (await response.json())["object"] == "list"
    assert (await gate.client.models.list()).data


# Reading answers


USAGE = '"usage": {"prompt_tokens": 100, "completion_tokens": 7, "total_tokens": 107, "prompt_tokens_details": %s}'
EVENTS = (
    ': a comment\r\n\r\ndata: {"choices": [{"delta": {"content": "\\"usage\\": no"}, "finish_reason": null}]}\r\n\r\n'
    'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\r\n\r\n'
    "data: {%s}\r\n\r\ndata: [DONE]\r\n\r\n"
)


@pytest.mark.parametrize(
    ("answer", "used"),
    [
        (EVENTS % ('"x_groq": {' + USAGE % "null" + "}"), 107),
        (EVENTS % ('"choices": [], ' + USAGE % '{"cached_tokens": 64}'), 43),
        ("{" + USAGE % "null" + ',\n "choices": [{"finish_reason": "stop"}]\n}', 107),
    ],
    ids=["stream, x_groq", "stream, cached prefix", "one pretty object"],
)
@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_usage_and_end_are_found_however_the_bytes_arrive(answer: str, used: int, step: int):
    reader = AnswerReader()
    data = answer.encode()
    for at in range(0, len(data), step):
        reader.feed(data[at : at + step])
    reader.end()
    assert (reader.used_tokens, reader.prompt_tokens, reader.finish_reason) == (used, 100, "stop")


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"{", b"data: [1]\n", b'{"usage": 5, "x_groq": "usage"}', b"\xff" * 99]
)
def test_an_answer_that_tells_nothing_breaks_nothing(answer: bytes):
    reader = AnswerReader()
    reader.feed(answer)
    reader.end()
    assert (reader.used_tokens, reader.finish_reason) == (None, None)


@pytest.mark.parametrize(
    ("headers", "message", "wait", "limit"),
    [
        ({}, "on tokens per minute (TPM): Limit 8000. Please try again in 7.66s.", 7.66, "TPM"),
        ({}, "on requests per day (RPD): Please try again in 1h2m3.5s.", 3_723.5, "RPD"),
        ({}, "on seconds of audio per hour (ASPH): try again in 450ms", 0.45, "ASH"),
        ({"retry-after": "8"}, "Please try again in 7.66s.", 8, ""),
        ({"retry-after": "tomorrow"}, "no idea", 2, ""),
        ({"retry-after": "1e99"}, "", 86_400, ""),
        ({"retry-after": "-5"}, "", 2, ""),
    ],
)
def test_a_refusal_says_which_limit_and_for_how_long(headers: dict[str, str], message: str, wait: float, limit: str):
    said = refusal(headers, json.dumps({"error": {"message": message, "code": "rate_limit_exceeded"}}).encode())
    assert (said.wait, said.limit) == (pytest.approx(wait), limit)


def test_the_fakes_silence_is_a_wav_of_the_asked_length():
    with wave.open(io.BytesIO(speech.silence(2.5, 16_000))) as file:
        assert file.getnframes() == 40_000
