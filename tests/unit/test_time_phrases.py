"""Some hundred spoken phrases with answers worked out by hand (tests/data/spoken_times.jsonl)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.time import judge, main

FILE = Path(__file__).parent.parent / "data" / "spoken_times.jsonl"
ROWS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['text']} ({row['now']}, {row['context']})")
def test_phrase(row):
    verdict, got, _ = judge(row)
    assert verdict == "right", got


def test_the_file_is_large_and_has_no_row_twice():
    assert len({(row["text"], row["now"], row["context"]) for row in ROWS}) == len(ROWS) >= 400


def test_the_bench_counts_each_kind(tmp_path, capsys):
    rows = [
        {"text": "noon", "reference": "2026-11-24T10:20:00", "expected": "2026-11-24T12:00:00", "grain": "minute"},
        {"text": "tomorrow", "reference": "2026-11-24T10:20:00", "expected": "2026-11-25", "grain": "day"},
        {"text": "soon", "reference": "2026-11-24T10:20:00", "expected": "2026-11-25", "grain": "day"},
        {
            "text": "noon",
            "now": "2026-11-24T10:20",
            "zone": "UTC",
            "context": "plain",
            "answer": {"at": "2026-11-24T13:00:00"},
        },
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    assert main([str(file)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.split()[-2] for line in out[:4]] == ["2", "1", "1", "0"]


@pytest.mark.parametrize(
    "content", ["{", '{"no": "text"}', '["noon"]', '{"text": "noon", "now": "never", "answer": {}}', ""]
)
def test_the_bench_names_a_row_that_it_cannot_read(tmp_path, capsys, content):
    file = tmp_path / "rows.jsonl"
    file.write_text(content)
    assert main([str(file)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_bench_says_that_a_file_is_missing(tmp_path, capsys):
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "cannot read" in capsys.readouterr().err
