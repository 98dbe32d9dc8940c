"""What `bench.search FILE` takes, what it says of a file that is none, and how it counts."""

from __future__ import annotations

import json

import pytest

from bench.search import quality
from bench.search_file import BadFile, read


def message(number, sender, text, at="2023-05-08T13:56:00"):
    return {"id": number, "at": at, "sender": sender, "text": text}


@pytest.fixture
def write(tmp_path):
    def written(messages, *questions):
        asked = [{"conversation": "c", "text": text, "answers": answers} for text, answers in questions]
        file = tmp_path / "asked.json"
        file.write_text(json.dumps({"conversations": [{"id": "c", "messages": messages}], "questions": asked}))
        return file

    return written


def test_speakers_by_name_are_user_and_assistant_and_others_keep_their_names(write):
    talk = read(write([message(n, who, "Hi.") for n, who in enumerate(("Alice", "Bob", "Alice", "Carol"))])).talks["c"]
    assert [(line.sender, line.text) for line in talk.lines] == [
        ("user", "Hi."),
        ("ai", "Hi."),
        ("user", "Hi."),
        ("ai", "Carol: Hi."),
    ]
    assert talk.names == {"user": "Alice", "ai": "Bob"}


def test_roles_are_what_they_say(write):
    talk = read(write([message(n, who, "Hi.") for n, who in enumerate(("assistant", "user", "ai"))])).talks["c"]
    assert [line.sender for line in talk.lines] == ["ai", "user", "ai"]
    assert talk.names == {}


def test_any_of_the_answers_counts_and_what_has_none_is_left_out(store, capsys, write):
    lines = [message(f"D1:{n}", ("Alice", "Bob")[n % 2], f"number {n}, nothing else") for n in range(30)]
    lines[3]["text"] = "I fed the parrot."
    file = write(lines, ("Who fed the parrot?", ["D1:3", "D1:29"]), ("the zebra", ["D1:7"]), ("the parrot", ["D9:1"]))
    quality(store, read(file))
    assert capsys.readouterr().out.splitlines() == [
        "1 questions have no answer in their conversation and are left out",
        "hit@5: 0.500  (2 questions)",
        "hit@10: 0.500  (2 questions)",
        "hit@20: 0.500  (2 questions)",
    ]


def test_a_day_as_locomo_has_it(write):
    at = read(write([message(1, "Alice", "Hi.", at="1:56 pm on 8 May, 2023")])).talks["c"].lines[0].at
    assert at.isoformat() == "2023-05-08T13:56:00+00:00"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nope", "is not JSON"),
        ("[1]", "list"),
        ('{"conversations": []}', "'questions' is missing"),
        ('{"conversations": [{"id": 1, "messages": [{}]}], "questions": []}', "conversations[0]: 'sender' is missing"),
        (
            '{"conversations": [{"id": 1, "messages": [{"id": 1, "sender": "a", "at": "then", "text": "b"}]}]}',
            "conversations[0]: at is 'then', no moment",
        ),
        (
            '{"conversations": [], "questions": [{"conversation": "c", "text": "x", "answers": [1]}]}',
            "questions[0]: there is no conversation 'c'",
        ),
    ],
)
def test_a_file_that_is_none_is_told_in_one_line(tmp_path, content, said):
    file = tmp_path / "asked.json"
    file.write_text(content)
    with pytest.raises(BadFile) as raised:
        read(file)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadFile, match="No such file"):
        read(tmp_path / "nothing.json")
