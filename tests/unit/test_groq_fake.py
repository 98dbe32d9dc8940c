"""The fake Groq itself: it must refuse as Groq does, or the tests that stand on it prove nothing."""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.fakes.groq import FakeGroq
from tests.fakes.groq_limits import FREE, spell
from tests.fakes.hands import Hands

if TYPE_CHECKING:
    from collections.abc import Mapping

MODEL = "openai/gpt-oss-120b"


async def post(url: str, words: str = "hello", most: int = 300) -> tuple[int, Mapping[str, str], dict[str, Any]]:
    body = {"model": MODEL, "messages": [{"role": "user", "content": words}], "max_completion_tokens": most}
    async with aiohttp.ClientSession() as session, session.post(f"{url}/chat/completions", json=body) as answer:
        return answer.status, answer.headers, await answer.json()


async def test_it_charges_the_longest_answer_at_admission_and_corrects_it_afterwards():
    hands = Hands()
    async with FakeGroq(limits=FREE, clock=hands.time) as fake:
        status, headers, body = await post(fake.base_url)
        assert status == 200
        assert body["choices"][0]["message"]["content"] == "I heard: hello."
        assert fake.log[0].charged == body["usage"]["prompt_tokens"] + 300
        assert fake.meter.used(MODEL, "tpm") == body["usage"]["total_tokens"]
        assert headers["x-ratelimit-limit-requests"] == "1000"
        assert headers["x-ratelimit-limit-tokens"] == "8000"
        assert "retry-after" not in headers


async def test_it_refuses_by_what_is_missing_and_refills_evenly():
    hands = Hands()
    async with FakeGroq(limits=FREE, clock=hands.time) as fake:
        fake.meter.fill(MODEL, "tpm", 7_900)
        status, headers, body = await post(fake.base_url)
        assert status == 429
        # wait = (used + requested - limit) · window / limit
        assert headers["retry-after"] == "2"
        assert "on tokens per minute (TPM): Limit 8000, Used 7900, Requested 31" in body["error"]["message"]
        assert "Please try again in 1." in body["error"]["message"]
        assert body["error"]["code"] == "rate_limit_exceeded"
        hands.now += 2
        assert (await post(fake.base_url))[0] == 200


async def test_the_thirty_first_request_of_a_moment_is_refused():
    hands = Hands()
    async with FakeGroq(limits=FREE, clock=hands.time) as fake:
        assert [(await post(fake.base_url, most=1))[0] for _ in range(31)] == [200] * 30 + [429]
        hands.now += 2
        assert (await post(fake.base_url, most=1))[0] == 200


async def test_too_large_alone_is_a_413():
    async with FakeGroq(limits=FREE) as fake:
        status, headers, body = await post(fake.base_url, most=9_000)
        assert status == 413
        assert "retry-after" not in headers
        assert body["error"]["type"] == "tokens"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.45, "450ms"), (7.66, "7.66s"), (179.56, "2m59.56s"), (3_723, "1h2m3s"), (3_603, "1h0m3s")]
)
def test_durations_are_spelt_as_groq_does(seconds: float, said: str):
    assert spell(seconds) == said


async def test_it_runs_alone_and_is_steered_from_another_process():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.fakes.groq", "--port", str(port))
    url = f"http://127.0.0.1:{port}"
    try:
        async with aiohttp.ClientSession() as session:
            for _ in range(200):
                try:
                    async with session.get(f"{url}/openai/v1/models") as answer:
                        assert answer.status == 200
                        break
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.05)
            script = {"reply": [{"text": "Good morning."}], "fail": [{"kind": "chat", "status": 500}]}
            async with session.post(f"{url}/sim/script", json=script) as answer:
                assert answer.status == 200
            assert (await post(f"{url}/openai/v1"))[0] == 500
            body = (await post(f"{url}/openai/v1"))[2]
            assert body["choices"][0]["message"]["content"] == "Good morning."
            async with session.get(f"{url}/sim/log") as answer:
                assert [request["status"] for request in (await answer.json())["requests"]] == [500, 200]
    finally:
        process.terminate()
        await process.wait()
