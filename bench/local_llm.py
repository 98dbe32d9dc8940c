"""How long LocalLLM takes to understand a turn: `python -m bench.local_llm [FILE.jsonl]` ({"text"} a line)."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from assistant.local_llm.grammar import Grammar
from assistant.local_llm.times import split_time
from assistant.local_llm.understand import understand
from system_control.dialogue import DialogueState

UTTERANCES = Path(__file__).parents[1] / "tests" / "data" / "utterances.jsonl"
JUNK = ("the alarm to " * 800, "remind me at seven and " * 450, "set an alarm one the " * 480, "x" * 10_000)


def seconds(text: str) -> float:
    """Understand one turn with nothing in the caches; return the seconds of processor time."""
    split_time.cache_clear()
    begin = time.process_time()
    understand(text, DialogueState())
    return time.process_time() - begin


def main() -> None:
    """Print the figures; processor time, so that other programs on the machine do not count."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else UTTERANCES
    texts = [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]
    begin = time.process_time()
    templates = sum(1 for _ in Grammar().sentences())
    print(f"{templates} templates load in {(time.process_time() - begin) * 1000:.0f} ms")
    first = [seconds(text) for text in texts]  # the first text with each first word prepares its templates
    each = sorted(seconds(text) for text in texts)
    print(f"{len(texts)} turns: first time {statistics.mean(first) * 1000:.2f} ms in the mean")
    middle, high = each[len(each) // 2], each[int(len(each) * 0.95)]
    print(f"again: p50 {middle * 1000:.2f} ms, p95 {high * 1000:.2f} ms, longest {each[-1] * 1000:.2f} ms (goal: 2)")
    for junk in JUNK:
        print(f"{len(junk)} characters of {junk[:12]!r}: {seconds(junk) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
