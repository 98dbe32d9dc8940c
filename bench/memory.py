"""How well the judge of memories tells them from all else: `python -m bench.memory [FILE.jsonl] [-v]`.

A line of the file is {"text", "category"}; the category is null where nothing is to be remembered.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from system_control.categories import categorise

LINES = Path(__file__).parents[1] / "tests" / "data" / "memory_lines.jsonl"
ROUNDS = 10


def main() -> None:
    """Print the figures; with -v each line that is judged otherwise than the file has it."""
    names = [a for a in sys.argv[1:] if a != "-v"]
    file = Path(names[0]) if names else LINES
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    judged = [(row["text"], row["category"], categorise(row["text"])) for row in rows]
    times = []
    for row in rows:
        begin = time.process_time()  # processor time, so that other programs on the machine do not count
        for _ in range(ROUNDS):
            categorise(row["text"])
        times.append((time.process_time() - begin) / ROUNDS * 1e6)
    times.sort()
    kept = [j for j in judged if j[2] is not None]
    memories = [j for j in judged if j[1] is not None]
    others = [j for j in judged if j[1] is None]
    caught = [j for j in memories if j[2] is not None]
    right = [j for j in caught if j[2] is not None and j[2].category == j[1]]
    ignored = [j for j in others if j[2] is None]
    print(f"{len(rows)} lines: {len(memories)} memories, {len(others)} others")
    print(f"precision {_share(len(caught), len(kept))}, recall {_share(len(caught), len(memories))}")
    print(
        f"category right, of those caught {_share(len(right), len(caught))}, of all {_share(len(right), len(memories))}"
    )
    print(f"non-memories ignored {_share(len(ignored), len(others))}")
    print(
        f"{sum(times) / len(times):.0f} µs a line, p95 {times[int(len(times) * 0.95)]:.0f} µs, most {times[-1]:.0f} µs"
    )
    if "-v" in sys.argv:
        for text, wanted, fact in judged:
            if wanted != (fact.category if fact else None):
                print(f"{wanted} ≠ {f'{fact.category} {fact.key}' if fact else None}: {text}")


def _share(part: int, of: int) -> str:
    return f"{part / of:.1%}" if of else "none"


if __name__ == "__main__":
    main()
