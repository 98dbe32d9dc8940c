"""Utterances, worked out by hand, and the calls of tools or the words that they must lead to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hassil import Intents
from hassil.sample import sample_sentence

from assistant.local_llm.grammar import Grammar, grammar
from assistant.local_llm.openings import opening
from assistant.local_llm.polite import plain, tidy
from assistant.local_llm.understand import understand
from assistant.local_llm.words import WORDS
from system_control.dialogue import DialogueState, Mention, Question

UTTERANCES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "utterances.jsonl").read_text(encoding="utf-8").splitlines()
]


def state(row: dict[str, Any]) -> DialogueState:
    dialogue = DialogueState(turn=3)
    if asked := row.get("asked"):
        dialogue.question = Question(
            kind=asked["kind"],
            tool=asked["tool"],
            arguments=asked["arguments"],
            choices=[],
            asked_in=2,
            spoken="Which one?",
            piece=asked["piece"],
        )
    if named := row.get("named"):
        dialogue.mention(Mention(named, "1", "your sister's name is Anna"))
    if row.get("ringing"):
        dialogue.ringing = [Mention("user_alarms", "1", "your alarm")]
    return dialogue


def calls(text: str, dialogue: DialogueState | None = None) -> list[list[Any]]:
    understood = understand(text, dialogue or DialogueState())
    return [[call.name, {k: v for k, v in call.arguments.items() if v}] for call in understood.calls]


def test_there_are_five_hundred_utterances_at_least():
    assert len({(row["text"], json.dumps(row.get("asked")), row.get("ringing")) for row in UTTERANCES}) >= 500


@pytest.mark.parametrize("row", UTTERANCES, ids=lambda row: row["text"])
def test_utterance(row: dict[str, Any]):
    dialogue = state(row)
    assert calls(row["text"], dialogue) == row["calls"]
    said = understand(row["text"], dialogue).words
    assert said == (WORDS[row["say"]] if row.get("say") else "")


@pytest.mark.parametrize("row", [r for r in UTTERANCES if r["calls"]], ids=lambda row: row["text"])
def test_case_marks_and_courtesy_change_nothing(row: dict[str, Any]):
    names = [name for name, _ in row["calls"]]
    text = row["text"]
    assert [name for name, _ in calls(text.upper(), state(row))] == names or text == text.upper()
    assert [name for name, _ in calls(f"  Um, {text} ", state(row))] == names


def test_the_words_of_arguments_keep_their_case_and_their_marks():
    assert calls("REMIND ME to call Dr. O'Neill at five")[0][1]["text"] == "call Dr. O'Neill"
    assert calls("take a note: iPhone, USB-C & 2 T-shirts")[0][1]["text"] == "iPhone, USB-C & 2 T-shirts"
    assert calls("take a note: Müller’s Café – 5 €")[0][1]["text"] == "Müller's Café – 5 €"


def test_a_long_note_is_whole():
    words = "milk and eggs, then set an alarm. " * 290
    assert calls(f"take a note: {words}") == [["take_note", {"text": words.strip()}]]


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "   ",
        "...",
        "?!",
        "🎉🎉",
        "\x00\x07\u200b",
        "{time} [the] (a|b) <set>",
        "remind me to " * 800,
        "set an alarm and " * 600,
        "the alarm to " * 800,
        "x" * 10_000,
        "no " * 3_000,
        "\u0301" * 500,
        "١٢٣ ٤٥",
        "'" * 10_000,
    ],
    ids=lambda junk: repr(junk[:12]),
)
def test_junk_deletes_nothing_and_is_answered(junk: str):
    understood = understand(junk, DialogueState())
    assert not {call.name for call in understood.calls} & {"cancel", "forget", "undo", "take_note"}
    assert understood.calls or understood.words


def test_every_template_can_be_said():
    """A sentence made of each template is one that some template fits: the index by first words loses none."""
    known = Grammar()
    lost = []
    for data, sentence in known.sentences():
        rules = {**known.rules, **data.expansion_rules}
        for short in (False, True):
            said = next(iter(sample_sentence(sentence, known.lists, rules, skip_optionals=short)), "")
            words = said.replace("{", " ").replace("}", " ")
            if not any(s.text == sentence.text for s in known.starting_with(words)):
                lost.append((sentence.text, words))
    assert lost == []


@pytest.mark.parametrize(
    ("text", "word"), [("Wake-up call", "wake"), ("  what's next", "what's"), ("…!", ""), ("7", "7")]
)
def test_opening(text: str, word: str):
    assert opening(text) == word


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Hey, could you please wake me at six?", "wake me at six"),
        ("Um, set an, uh, alarm for seven, thanks", "set an, alarm for seven"),
        ("I'd like you to take a note", "take a note"),
        ("please", "please"),
        ("thank you", "thank you"),
        ("Could you?", "Could you?"),
        ("wake me at six if you can", "wake me at six"),
    ],
)
def test_courtesy_is_taken_off(said: str, left: str):
    assert plain(tidy(said)) == left


@pytest.mark.parametrize("key", WORDS)
def test_words_are_for_the_ear(key: str):
    words = WORDS[key]
    assert not set(words) & set('0123456789*#_<>[]{}/\\|@&%$"“”()'), key
    assert words.count(". ") + words.count("! ") <= 1, "two sentences at most"


def test_the_grammar_is_made_once():
    assert grammar() is grammar()


def test_a_rule_that_two_files_name_is_an_error(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("language: en\nexpansion_rules: {x: y}\nintents: {}\n")
    with pytest.raises(ValueError, match="says again"):
        Grammar(tmp_path / "a.yaml", tmp_path / "b.yaml")


def test_it_is_hassil_that_reads_the_templates():
    assert isinstance(grammar().all, Intents)
