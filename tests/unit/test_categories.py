"""What is a memory, of which kind and under which key: hundreds of lines, and the same thing said in several ways."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from system_control.categories import categorise, facts_in
from system_control.facts import Category

LINES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "memory_lines.jsonl").read_text(encoding="utf-8").splitlines()
]
OTHERS = [row["text"] for row in LINES if row["category"] is None]
MEMORIES = [row for row in LINES if row["category"] is not None]


def test_the_lines_are_many_and_of_every_kind():
    assert len({row["text"] for row in LINES}) == len(LINES) >= 300
    assert {row["category"] for row in LINES} == {None, *Category}


def test_at_least_97_of_100_other_lines_are_ignored():
    wrong = [text for text in OTHERS if categorise(text) is not None]
    assert len(wrong) <= 0.03 * len(OTHERS), wrong


def test_at_least_85_of_100_statements_are_caught_in_their_category():
    wrong = [row for row in MEMORIES if _category(row) != row["category"]]
    assert len(wrong) <= 0.15 * len(MEMORIES), wrong


@pytest.mark.parametrize("shape", [str.lower, str.upper, "um, {}".format, "{}.".format, "by the way, {}".format])
def test_how_it_is_written_changes_little(shape: Any):
    """Recognised speech may have no capitals and no marks; names can't be told without them."""
    kept = [row for row in MEMORIES if row["category"] not in ("NAME", "RELATIONSHIP")]
    assert sum(_category({"text": shape(row["text"])}) == row["category"] for row in kept) >= 0.9 * len(kept)
    assert sum(categorise(shape(text)) is None for text in OTHERS) >= 0.97 * len(OTHERS)


@pytest.mark.parametrize(
    "ways",
    [
        ("I live in Berlin", "I moved to Lyon", "I'm living in Rome now", "we've moved to Oslo", "I'm based in Kyiv"),
        ("my sister's name is Ana", "my sister is called Anna", "I have a sister named Eva", "Eva is my sister"),
        ("I'm a nurse", "I work as a teacher", "my job is plumbing", "I'm retired", "I've been a baker for ten years"),
        ("my favourite colour is blue", "my favorite color is red", "green is my favourite color"),
        ("my name is Alice", "I'm called Al", "everyone calls me Ally", "I'm Alice"),
        ("I love coffee", "I hate coffee", "I don't like coffee", "I really like coffee"),
        ("I'm single", "I'm married", "I've been married for ten years", "I'm divorced"),
        ("I'm vegan", "I'm a vegetarian", "I'm on a keto diet"),
        ("I'm 34", "I'm thirty-four years old", "I turned 35"),
        ("I'm from Ghana", "I come from Mali", "I'm originally from Peru"),
    ],
    ids=lambda ways: ways[0],
)
def test_the_same_thing_has_the_same_key(ways: tuple[str, ...]):
    facts = [categorise(way) for way in ways]
    assert None not in facts
    assert len({fact.key for fact in facts if fact is not None}) == 1


@pytest.mark.parametrize(
    "others", [("my sister's name is Ana", "my brother's name is Ben"), ("I love tea", "I love jazz")]
)
def test_other_things_have_other_keys(others: tuple[str, str]):
    assert len({fact.key for other in others if (fact := categorise(other)) is not None}) == 2


def test_each_sentence_of_a_turn_is_looked_at():
    facts = facts_in("Hi! I'm Alice. I live in Berlin and I work as a nurse. What time is it?")
    assert [(f.category, f.value) for f in facts] == [
        (Category.NAME, "Alice"),
        (Category.LOCATION, "Berlin"),
        (Category.OCCUPATION, "a nurse"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I have a flight on Monday, wake me at five",
        "I love jazz, play some",
        "I'm vegetarian, what can I cook",
        "remind me to call my sister Ana",
    ],
)
def test_what_is_told_beside_a_command_is_its_reason(text: str):
    assert categorise(text) is None


@pytest.mark.parametrize(
    "junk", ["", " ", "?", "I", "my", "\u202e\x00", "🎉 🎉", "I " * 5_000, "my cat " * 60, "i am" * 99]
)
def test_junk_is_no_memory(junk: str):
    assert categorise(junk) is None


def _category(row: dict[str, Any]) -> str | None:
    fact = categorise(row["text"])
    return fact.category if fact else None
