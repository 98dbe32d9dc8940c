"""The command line: one phrase, or JSON lines; bad input costs one clear line, never a trace."""

from __future__ import annotations

import io
import json
import sys

import pytest

from utils.time_expressions.__main__ import main

KEYS = {"kind", "at", "grain", "seconds", "rrule", "clock", "deadline", "offer", "next", "rest", "question"}
GIVEN = ["--now", "2026-11-24T10:20", "--zone", "Europe/Berlin"]


def ask(capsys, *arguments):
    assert main([*GIVEN, *arguments]) == 0
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 1
    answer = json.loads(out[0])
    assert set(answer) == KEYS
    return answer


def feed(monkeypatch, capsys, data, *arguments):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    code = main([*arguments])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return code, [json.loads(line) for line in captured.out.splitlines()]


def test_each_kind(capsys):
    moment = ask(capsys, "half past six tomorrow")
    assert moment == {
        "kind": "moment", "at": "2026-11-25T18:30:00+01:00", "grain": "minute", "seconds": None, "rrule": None,
        "clock": "wall", "deadline": False, "offer": None, "next": ["2026-11-25T18:30:00+01:00"], "rest": "",
        "question": None,
    }  # fmt: skip
    assert ask(capsys, "--context", "alarm", "half past six tomorrow")["at"] == "2026-11-25T06:30:00+01:00"
    duration = ask(capsys, "--context", "timer", "20 minutes")
    assert (duration["kind"], duration["seconds"], duration["at"]) == ("duration", 1200, "2026-11-24T10:40:00+01:00")
    repeated = ask(capsys, "every", "day", "at", "7")
    assert (repeated["kind"], repeated["rrule"], len(repeated["next"])) == ("recurrence", "FREQ=DAILY", 6)
    assert repeated["at"] == repeated["next"][0] == "2026-11-25T07:00:00+01:00"
    several = ask(capsys, "weekdays at 7 and weekends at 9")
    assert several["kind"] == "several"
    assert [moment[8:16] for moment in several["next"]] == [
        "25T07:00",
        "26T07:00",
        "27T07:00",
        "28T09:00",
        "29T09:00",
        "30T07:00",
    ]
    assert ask(capsys, "hello there")["kind"] == "none"
    past = ask(capsys, "ten am today")
    assert (past["kind"], past["at"], past["offer"]) == ("past", None, "2026-11-25T10:00:00+01:00")
    unclear = ask(capsys, "at seven or eight")
    assert (unclear["kind"], unclear["question"]) == ("unclear", "Seven or eight?")
    assert ask(capsys, "by friday")["deadline"] is True
    assert ask(capsys, "in 90 seconds")["clock"] == "elapsed"
    assert ask(capsys, "weekdays at 7 except the 25th")["rrule"].splitlines()[1] == "EXDATE:20261125T070000"
    assert ask(capsys, "--previous", "2026-11-25T07:00", "and another at eight")["at"] == "2026-11-25T08:00:00+01:00"


def test_lines_of_json(monkeypatch, capsys):
    rows = [
        {"text": "tomorrow at eight", "now": "2026-11-24T10:20", "zone": "Europe/Berlin", "context": "plain"},
        {"text": "noon", "now": "2026-11-24T10:20:00+01:00", "zone": "America/New_York"},
    ]
    code, answers = feed(monkeypatch, capsys, "\n\n".join(map(json.dumps, rows)).encode())
    assert code == 0
    assert [answer["at"] for answer in answers] == ["2026-11-25T08:00:00+01:00", "2026-11-24T12:00:00-05:00"]


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b"7", b'{"text": 7}', b"{}", b"\xff\xfe", b'{"text": "noon", "zone": "Moon/Crater"}',
     b'{"text": "noon", "zone": "../../etc/passwd"}', b'{"text": "noon", "now": "noon"}',
     b'{"text": "noon", "context": "party"}', b'{"text": "noon", "zone": 5}', b"[" * 5000],
)  # fmt: skip
def test_a_bad_line_is_one_answer_and_the_next_goes_on(monkeypatch, capsys, line):
    good = b'{"text": "noon", "now": "2026-11-24T10:20", "zone": "UTC"}'
    code, answers = feed(monkeypatch, capsys, line + b"\n" + good)
    assert code == 2
    assert [answer["kind"] for answer in answers] == ["none", "moment"]
    assert "\n" not in answers[0]["error"]


@pytest.mark.parametrize(
    "arguments",
    [["--zone", "Nowhere", "noon"], ["--now", "noon", "noon"], ["--context", "party", "noon"], ["--zone", "/", "noon"],
     ["--previous", "x", "noon"]],
)  # fmt: skip
def test_bad_arguments_are_one_line(capsys, arguments):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1


def test_nothing_and_a_lot_are_answered(capsys):
    assert ask(capsys, "")["kind"] == "none"
    assert ask(capsys, "word " * 2000)["kind"] == "none"
