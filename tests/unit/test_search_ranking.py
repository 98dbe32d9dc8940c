"""Of messages that hold the same words, the one that answers comes first."""

from __future__ import annotations

from itertools import pairwise

import pytest

from system_control.search_ranking import POOL, Candidate, ranked


def rows(*said):
    """Make a list of candidates of one score; each is "user: words" or "ai: words"."""
    return [
        Candidate(
            {
                "id": str(n),
                "sender": line.partition(": ")[0],
                "text_content": line.partition(": ")[2],
                "created_at": f"2026-11-{max(1, 24 - n):02}T09:20:00+00:00",
            },
            2.0,
        )
        for n, line in enumerate(said)
    ]


def first(question, *said, names=()):
    return ranked(question, rows(*said), dict(names))[0].row["text_content"]


@pytest.mark.parametrize(
    ("question", "said", "answer"),
    [
        ("What did I think of the film?", ["ai: The film was long.", "user: The film was short."], "short"),
        ("Which film did you suggest to me?", ["user: The film was long.", "ai: The film was short."], "short"),
        ("When was the film?", ["ai: I liked the film a lot.", "ai: We saw the film yesterday evening."], "yesterday"),
        ("On what day was the film?", ["ai: I like the film a lot.", "ai: The film is on Friday then."], "Friday"),
        ("How many films were there?", ["ai: I like such films a lot.", "ai: There were seven films or so."], "seven"),
        ("How much was the film?", ["ai: I like the film a lot.", "ai: The film was 12 or so."], "12"),
        ("the film", ["ai: And how was the film?", "ai: That was a film."], "That"),
        ("the film", ["ai: Film!", "ai: The film is about two friends in Oslo who build a boat."], "Oslo"),
    ],
)
def test_what_is_likelier_to_be_the_answer_comes_first(question, said, answer):
    assert answer in first(question, *said)


TALK = ["user: Hi Bob! The film was long.", "ai: Thanks, Alice! The film was sad.", "user: Okay, Bob, so it was sad."]


@pytest.mark.parametrize(
    ("question", "said", "names", "answer"),
    [
        ("What did Alice say of the film?", TALK, {"user": "Alice", "ai": "Bob"}, "Hi Bob! The film was long."),
        ("what did bob say of the film", TALK, {"user": "Alice", "ai": "Bob"}, "Thanks, Alice! The film was sad."),
        # Nobody says what they are called, but the one who is spoken to as Bob is the other one.
        ("What did Bob say of the film?", TALK, {}, "Thanks, Alice! The film was sad."),
        ("What does Bob say?", ["user: Alice: I am off.", "ai: Bob: I am on."], {}, "Bob: I am on."),
    ],
)
def test_a_question_may_name_who_spoke(question, said, names, answer):
    assert first(question, *said, names=names) == answer


@pytest.mark.parametrize(
    "question",
    [
        "What did Zoe say of the film?",  # they speak of her, not to her
        "What do Alice and Bob like?",  # both
    ],
)
def test_where_nobody_or_everybody_is_meant_the_order_stays(question):
    for one, other in (("ai", "user"), ("user", "ai")):
        said = [f"{one}: I saw the film with Zoe.", f"{other}: I saw a film with Zoe.", "user: Zoe, my sister, left."]
        assert first(question, *said, names={"user": "Alice", "ai": "Bob"}) == "I saw the film with Zoe."


def test_those_behind_the_first_ones_stay_behind_them():
    found = rows(*["ai: Film!"] * POOL, "user: I saw a film of two hours with seven friends yesterday.")
    found = [Candidate({**c.row, "created_at": "2026-11-24T09:20:00+00:00"}, c.score) for c in found]
    order = ranked("When did I see the film?", found, {})
    assert order[-1].row["sender"] == "user"
    assert all(one.score >= other.score for one, other in pairwise(order))
