"""What the shared Groq budget costs, and what it is good for: `python -m bench.limiter`, under two minutes.

First the cost of one booking, beside the plain limiter's. Then processes full of conversations ask far more than a free
organisation may, of a server that counts as Groq does: with livekit's own retries, and through the gate.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livekit.agents import APIError, llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS
from livekit.plugins import groq

from assistant.groq_gate import GroqGate
from assistant.models import build_models
from tests.fakes.groq import FakeGroq
from tests.fakes.groq_limits import FREE
from utils.buckets import Limit
from utils.budget_file import FileBudgets, MemoryBudgets
from utils.rate_limiter import RateLimiter
from utils.settings import Settings
from utils.shared_budget import SharedBudget

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ROUNDS, CALLS = 15, 2_000
PROCESSES, CONVERSATIONS, SECONDS = 3, 6, 15.0
PAUSE = 1.0
"""Seconds between an answer and the next question of the same user."""

FIRST, SECOND = "openai/gpt-oss-120b", "openai/gpt-oss-20b"
WORDS = "Tell me about my day. " * 60
"""As many tokens as instructions, tools and some history are."""

_WIDE = 1e12
LIMITS = tuple(
    Limit(name, unit, _WIDE, window, _WIDE)
    for name, unit, window in (
        ("RPM", "requests", 60.0),
        ("RPD", "requests", 86_400.0),
        ("TPM", "tokens", 60.0),
        ("TPD", "tokens", 86_400.0),
    )
)
COST = {"requests": 1.0, "tokens": 1_500.0}


async def booking_cost(folder: Path) -> None:
    """Print microseconds an acquire that nothing limits, the kinds interleaved."""
    file = FileBudgets(folder / "bench.bin")
    plain = RateLimiter(max_calls=ROUNDS * CALLS * 2, period=60)
    shared, alone = SharedBudget("bench", LIMITS, file), SharedBudget("bench", LIMITS, MemoryBudgets())
    kinds: dict[str, Callable[[], Awaitable[Any]]] = {
        "RateLimiter, one process": plain.acquire,
        "four buckets, one process": lambda: alone.acquire(COST),
        "four buckets, shared by file": lambda: shared.acquire(COST),
    }
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(ROUNDS):
        for kind, acquire in kinds.items():
            began = time.perf_counter()
            for _ in range(CALLS):
                await acquire()
            took[kind].append((time.perf_counter() - began) / CALLS * 1e6)
    await file.aclose()
    base = statistics.median(took["RateLimiter, one process"])
    print(f"one booking, µs, median of {ROUNDS} rounds of {CALLS} (goal for the shared one: 10)")
    for kind, rounds in took.items():
        middle = statistics.median(rounds)
        print(f"  {kind:30} {middle:6.2f}   {middle / base:5.1f} times the plain one   best {min(rounds):.2f}")


class _Here(llm.LLM[Any]):
    """What stands in for the local model here: one sentence."""

    def chat(self, *, chat_ctx: llm.ChatContext, tools: list[llm.Tool] | None = None, **_: Any) -> llm.LLMStream:
        return _HereStream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=DEFAULT_API_CONNECT_OPTIONS)


class _HereStream(llm.LLMStream):
    async def _run(self) -> None:
        delta = llm.ChoiceDelta(role="assistant", content="I can do that here.")
        self._event_ch.send_nowait(llm.ChatChunk(id="here", delta=delta))


async def converse(base_url: str, folder: Path, gated: bool) -> dict[str, Any]:
    """Hold conversations for SECONDS, and return how their turns went."""
    settings = Settings(groq_base_url=base_url, groq_api_key="bench", data_dir=folder)
    gate = GroqGate(settings) if gated else None
    counts: Counter[str] = Counter()
    waits: list[float] = []
    until = time.monotonic() + SECONDS

    async def conversation(model: llm.LLM[Any]) -> None:
        while time.monotonic() < until:
            context = llm.ChatContext()
            context.add_message(role="user", content=WORDS)
            began = time.monotonic()
            try:
                said = (await model.chat(chat_ctx=context).collect()).text
            except APIError:
                said = ""
            waits.append(time.monotonic() - began)
            counts["turns"] += 1
            counts["silent" if not said else f"by {model.model}"] += 1
            await asyncio.sleep(PAUSE)

    def model() -> llm.LLM[Any]:
        if gate:
            return build_models(settings, local=_Here(), gate=gate).llm
        return groq.LLM(model=FIRST, api_key="bench", base_url=base_url, max_completion_tokens=300)

    models = [model() for _ in range(CONVERSATIONS)]
    await asyncio.gather(*map(conversation, models))
    for one in models:
        await one.aclose()
    if gate:
        await gate.aclose()
    return {"counts": counts, "waits": waits}


async def far_above_the_limit(folder: Path, *, gated: bool) -> None:
    """Run PROCESSES of conversations against a free organisation, and print what became of them."""
    async with FakeGroq(limits=FREE) as fake:
        fake.delay["chat"] = 0.1
        command = [sys.executable, "-m", "bench.limiter", "--worker", fake.base_url, str(folder), str(int(gated))]
        workers = [
            await asyncio.create_subprocess_exec(
                *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
            )
            for _ in range(PROCESSES)
        ]
        results = [json.loads((await worker.communicate())[0]) for worker in workers]
        asked = fake.requests("chat")
        counts: Counter[str] = sum((Counter(result["counts"]) for result in results), Counter())
        waits = sorted(wait for result in results for wait in result["waits"])
        lasted = asked[-1].at - asked[0].at
        print("through the gate" if gated else "livekit's own retries, no gate")
        print(f"  429s {sum(r.status == 429 for r in asked)} of {len(asked)} requests, silent turns {counts['silent']}")
        answered = ", ".join(f"{count} {who}" for who, count in sorted(counts.items()) if who.startswith("by "))
        print(f"  {counts['turns']} turns: {answered}; p50 {waits[len(waits) // 2]:.2f} s, longest {waits[-1]:.2f} s")
        for name in (FIRST, SECOND) if gated else (FIRST,):
            limit = FREE[name].tpm or 0
            share = fake.meter.admitted.get(f"{name}:tpm", 0) / (limit * (1 + lasted / 60))
            print(f"  {name}: {share:.2f} of the tokens that its limit allowed in {lasted:.0f} s")


async def main() -> None:
    """Print all of it."""
    with tempfile.TemporaryDirectory() as name:
        await booking_cost(Path(name))
        print(
            f"\n{PROCESSES} processes of {CONVERSATIONS} conversations, {SECONDS:.0f} s, a free organisation's limits"
        )
        for gated in (False, True):
            await far_above_the_limit(Path(name), gated=gated)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="What the shared Groq budget costs, and what it is good for.")
    parser.add_argument("--worker", nargs=3, metavar=("URL", "FOLDER", "GATED"), help=argparse.SUPPRESS)
    worker = parser.parse_args().worker
    if worker:
        print(json.dumps(asyncio.run(converse(worker[0], Path(worker[1]), worker[2] == "1"))))
    else:
        asyncio.run(main())
