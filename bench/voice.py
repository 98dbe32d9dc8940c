"""How long a caller waits, and what a call costs in memory: ours beside a bare LiveKit agent, turn by turn.

    python -m bench.voice [--turns 10] [--joins 5]

Both workers run on one real LiveKit server and one stand-in for Groq, which answers after the delays below. Two calls
are open at the same time, and their turns alternate, so what else the machine does falls on both. Times are taken at
the caller: from the last audible sample spoken to the first audible sample heard, with network and jitter buffers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.fakes import speech
from tests.fakes.caller import Caller
from tests.fakes.livekit_server import LiveKit, livekit_server
from tests.fakes.process import ROOT, Process, free_port
from tests.fakes.voice import AGENT, Groq, fake_groq, worker

DELAYS = {"stt": 0.05, "chat": 0.1, "tts": 0.1}
"""Seconds before the stand-in's first byte."""

SPOKEN = "Please set an alarm for seven tomorrow morning, thanks!"
"""What sounds finished to the turn detector; the stand-in hears a different time in it each turn."""

HEARD = "Set an alarm for {} tomorrow morning."
TIMES = [f"{hour} {minute}" for minute in ("fifteen", "thirty", "forty five") for hour in ("six", "seven", "eight")]
LONGEST_SECONDS = 900
MEGABYTE = 1 << 20


@dataclass(slots=True)
class Side:
    """One of the two that are compared, and what was measured of it; times in milliseconds."""

    name: str
    agent: str
    process: Process
    answers: list[float] = field(default_factory=list)
    joins: list[float] = field(default_factory=list)
    memory: dict[str, int] = field(default_factory=dict)

    def invitation(self, livekit: LiveKit, room: str) -> str:
        """Return a token that calls this side's agent to a new room."""
        metadata = json.dumps({"user_id": "alice@example.com"})
        return livekit.token(room, "alice@example.com", agent=self.agent, job_metadata=metadata)

    def weigh(self) -> None:
        """Note the memory of the job in a call, in MB: resident, its share of that, and what is its alone."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        # Of the worker's children (the fork server, the jobs that wait) none has more of its own.
        job = max((child.memory_full_info() for child in children), key=lambda info: info.uss)
        self.memory = {"RSS": job.rss // MEGABYTE, "PSS": job.pss // MEGABYTE, "private": job.uss // MEGABYTE}


async def measure(livekit: LiveKit, groq: Groq, sides: list[Side], turns: int, joins: int) -> None:
    """Fill in what the sides need, alternating between them."""
    for at in range(joins):
        for side in sides:
            async with Caller("alice@example.com") as caller:
                await _join(livekit, side, caller, f"{side.agent}-join-{at}")
    async with AsyncExitStack() as calls:
        callers: list[Caller] = []
        for side in sides:
            caller = await calls.enter_async_context(Caller("alice@example.com"))
            await _join(livekit, side, caller, f"{side.agent}-turns")
            callers.append(caller)
        for at in range(turns):
            for side, caller in zip(sides, callers, strict=True):
                side.answers.append(await _turn(groq, caller, TIMES[at % len(TIMES)]))
                print(f"  turn {at + 1}, {side.name}: {side.answers[-1]:.0f} ms", flush=True)
        for side in sides:
            side.weigh()


async def _join(livekit: LiveKit, side: Side, caller: Caller, room: str) -> None:
    await caller.join(livekit.url, side.invitation(livekit, room))
    await caller.hears_answer()
    side.joins.append(1000 * (caller.agent_track_at - caller.joining_at))


async def _turn(groq: Groq, caller: Caller, when: str) -> float:
    """Let the caller ask once, and return how long the answer took to begin, in milliseconds."""
    groq.hear(HEARD.format(when))
    groq.script(delay=DELAYS)
    ended = await caller.speak(await speech.speak(SPOKEN))
    began = await caller.hears_answer(after=ended)
    return 1000 * (began - ended)


def report(sides: list[Side]) -> str:
    """Return the figures, and ours as a ratio of the bare agent's."""
    ours, bare = sides
    lines = [f"{'':28}{ours.name:>10}{bare.name:>10}{'ratio':>8}"]
    for what, mine, theirs in _figures(ours, bare):
        lines.append(f"{what:28}{mine:10.0f}{theirs:10.0f}{mine / theirs:8.2f}")
    return "\n".join(lines)


def _figures(ours: Side, bare: Side) -> list[tuple[str, float, float]]:
    figures = []
    for what, pick in (("answer", "answers"), ("join to agent's track", "joins")):
        mine, theirs = getattr(ours, pick), getattr(bare, pick)
        figures += [(f"{what}, p50 ms", statistics.median(mine), statistics.median(theirs))]
        figures += [(f"{what}, p95 ms", percentile(mine, 95), percentile(theirs, 95))]
    return figures + [(f"job memory, {kind} MB", ours.memory[kind], bare.memory[kind]) for kind in ours.memory]


def percentile(values: list[float], percent: float) -> float:
    """Return the smallest of the values that `percent` of them do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def bare_worker(folder: Path, livekit: LiveKit, groq: Groq) -> Process:
    """Start the bare agent's worker."""
    env = {**livekit.env, **groq.env, "WORKER_PORT": str(free_port())}
    return Process("bare", [sys.executable, ROOT / "bench" / "bare_agent.py", "start"], folder, env)


async def _measure_within(seconds: float, livekit: LiveKit, groq: Groq, sides: list[Side], asked: list[int]) -> None:
    async with asyncio.timeout(seconds):
        await measure(livekit, groq, sides, *asked)


def main() -> None:
    """Run both, measure, print, and stop them."""
    parser = argparse.ArgumentParser(description="The wait for an answer, beside a bare LiveKit agent's.")
    parser.add_argument("--turns", type=int, default=10, help="of each side (10)")
    parser.add_argument("--joins", type=int, default=5, help="calls of each side before, for the time to join (5)")
    asked = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        livekit = stack.enter_context(livekit_server(Path(folder)))
        groq = stack.enter_context(fake_groq(Path(folder)))
        sides = [
            Side("ours", AGENT, stack.enter_context(worker(Path(folder), "ours", livekit, groq))),
            Side("bare", "bare", stack.enter_context(bare_worker(Path(folder), livekit, groq))),
        ]
        for side in sides:
            side.process.wait_for("registered worker")
        print(f"delays of the stand-in for Groq, s: {DELAYS}; {asked.turns} turns and {asked.joins + 1} joins a side")
        asyncio.run(_measure_within(LONGEST_SECONDS, livekit, groq, sides, [asked.turns, asked.joins]))
        print(report(sides))
    print(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
