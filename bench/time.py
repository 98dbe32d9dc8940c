"""Scores what spoken times are taken for: `python -m bench.time FILE` (JSON lines, two forms; see `expected_of`)."""

from __future__ import annotations

import argparse
import json
import sys
import time as stopwatch
from collections import Counter
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from utils.time_expressions.__main__ import BadInput, answer_row

KINDS = ("right", "asked back", "silently wrong", "in the past")


def expected_of(row: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The question and the wanted answer of a row.

    Either {"text", "reference" or "now", "expected", "grain"}, where a date or a moment is compared, or
    {"text", "now", "zone", "context", "answer": {…}}, where those keys of the answer are compared that are there.
    """
    question = {
        "text": row["text"],
        "now": row.get("now") or row.get("reference"),
        "zone": row.get("zone") or "Europe/Berlin",
        "context": row.get("context"),
        "previous": row.get("previous"),
    }
    if "answer" in row:
        return question, row["answer"]
    expected = str(row["expected"])
    return question, {"day": expected[:10]} if len(expected) == 10 else {"at": expected}


def same(name: str, got: Any, wanted: Any) -> bool:
    """Whether one key of an answer is as wanted; a moment without an offset is compared as wall time."""
    if name == "day":
        return str(got or "")[:10] == str(wanted)
    if name in ("at", "offer") and isinstance(wanted, str) and isinstance(got, str):
        return _moment(got, wanted)
    if name == "next" and isinstance(wanted, list):
        return len(got) >= len(wanted) and all(_moment(str(a), str(b)) for a, b in zip(got, wanted, strict=False))
    if name == "rrule" and isinstance(wanted, str) and isinstance(got, str):
        return {line.removeprefix("RRULE:") for line in got.splitlines()} == {
            line.removeprefix("RRULE:") for line in wanted.splitlines()
        }
    return bool(got == wanted)


def _moment(got: str, wanted: str) -> bool:
    first, second = datetime.fromisoformat(got), datetime.fromisoformat(wanted)
    if second.tzinfo is None or first.tzinfo is None:
        first, second = first.replace(tzinfo=None), second.replace(tzinfo=None)
    return first == second


def judge(row: dict[str, Any]) -> tuple[str, dict[str, Any], float]:
    """How a row went, the answer, and the milliseconds that it took."""
    question, wanted = expected_of(row)
    begin = stopwatch.perf_counter()
    got = answer_row(question)
    took = (stopwatch.perf_counter() - begin) * 1000
    good = all(same(name, got["at"] if name == "day" else got.get(name), value) for name, value in wanted.items())
    if good:
        return "right", got, took
    if got["kind"] in ("unclear", "past", "none"):
        return "asked back", got, took
    if got["at"] and question["now"] and _over(got, str(question["now"])):
        return "in the past", got, took
    return "silently wrong", got, took


def _over(got: dict[str, Any], now: str) -> bool:
    at, reference = datetime.fromisoformat(got["at"]), datetime.fromisoformat(now)
    at = at if reference.tzinfo else at.replace(tzinfo=None)
    return at.date() < reference.date() if got["grain"] == "day" else at < reference.replace(microsecond=0)


def main(arguments: list[str] | None = None) -> int:
    """Print the shares and the times. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.time", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--verbose", "-v", action="store_true", help="show each row that is not right")
    given = parser.parse_args(arguments)
    try:
        lines = given.file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        print(f"cannot read {given.file}: {error}", file=sys.stderr)
        return 2
    counts: Counter[str] = Counter()
    took: list[float] = []
    for index, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            verdict, got, milliseconds = judge(row)
        except (BadInput, KeyError, TypeError, ValueError) as error:
            print(f"row {index} cannot be read: {error!r}"[:200], file=sys.stderr)
            return 2
        counts[verdict] += 1
        took.append(milliseconds)
        if given.verbose and verdict != "right":
            print(f"{verdict:15} {row['text']!r} wanted {row.get('answer') or row.get('expected')}, got {got}")
    total = sum(counts.values())
    if not total:
        print("no rows", file=sys.stderr)
        return 2
    for kind in KINDS:
        print(f"{kind:15} {counts[kind]:6} {counts[kind] / total:7.1%}")
    took.sort()
    slow = took[min(len(took) - 1, int(len(took) * 0.95))]
    print(f"{'phrases':15} {total:6}         {median(took):.2f} ms median, {slow:.2f} ms p95")
    return 0


if __name__ == "__main__":
    sys.exit(main())
