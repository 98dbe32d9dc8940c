"""`python -m bench.turn`: a typed turn through LocalLLM, a tool and the embedded store; goal: at most 50 ms."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from assistant.text import TypedConversations
from system_control.identity import set_session_user
from system_control.shelf import widen_threads
from system_control.supabase_manager import SupabaseManager
from utils.settings import Settings

TURNS = (
    "set an alarm for seven tomorrow morning",
    "what alarms do I have",
    "move it to Friday",
    "take a note: buy milk",
    "remind me to call mom at five",
    "hello",
    "undo that",
    "cancel my seven o'clock alarm",
)


async def measure(rounds: int, folder: Path) -> dict[str, list[float]]:
    """Return the milliseconds of each sentence's turns; the first round warms up and is not counted."""
    widen_threads()
    settings = Settings.load({"DATA_DIR": str(folder), "TIMEZONE": "Europe/Berlin"})
    manager = SupabaseManager(settings)
    set_session_user("alice@example.com")
    await manager.welcome()
    conversations = TypedConversations(manager, settings)
    took: dict[str, list[float]] = {}
    for turn in range(rounds + 1):
        for text in TURNS:
            start = time.perf_counter()
            await conversations.say(text)
            if turn:
                took.setdefault(text, []).append((time.perf_counter() - start) * 1000)
    await conversations.aclose()
    manager.close()
    return took


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    rounds = max(1, min(parser.parse_args().rounds, 500))
    with tempfile.TemporaryDirectory() as folder:
        took = asyncio.run(measure(rounds, Path(folder)))
    everything = sorted(t for times in took.values() for t in times)
    for text, times in took.items():
        print(f"{statistics.median(times):7.1f} ms  {text}")
    print(
        f"all {len(everything)} turns: p50 {everything[len(everything) // 2]:.1f} ms, "
        f"p95 {everything[int(len(everything) * 0.95)]:.1f} ms, worst {everything[-1]:.1f} ms (goal: 50 ms)"
    )


if __name__ == "__main__":
    main()
