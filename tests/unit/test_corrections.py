"""What changes a remembered fact: its new value, or that it holds no more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from system_control.facts import Memory
from toolsets.corrections import corrected, ended, has_ended, is_correction, named_besides

NOW = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)


def memory(category: str, key: str, value: str) -> Memory:
    return Memory(id=f"id of {key}", category=category, key=key, value=value, created_at=NOW, updated_at=NOW)


SISTER = memory("RELATIONSHIP", "sister", "Anna")
HOME = memory("LOCATION", "home", "Nice")
WORK = memory("OCCUPATION", "employer", "at a bakery")
BIRTHDAY = memory("EVENT", "birthday", "my birthday is on May eighth")
CATS = memory("RELATIONSHIP", "cats", "I have two cats")
CHESS = memory("INTEREST", "chess", "I love chess")
ALLERGY = memory("HEALTH", "allergy_penicillin", "I'm allergic to penicillin")


@pytest.mark.parametrize(
    ("said", "old", "value"),
    [
        ("no, it's Ana", SISTER, "Ana"),
        ("that's wrong, it's Ana", SISTER, "Ana"),
        ("sorry, I meant Ana.", SISTER, "Ana"),
        ("it’s Ana, not Anna", SISTER, "Ana"),
        ("not Anna but Ana", SISTER, "Ana"),
        ("her name is Ana", SISTER, "Ana"),
        ("no, in Cannes", HOME, "Cannes"),
        ("no, a school", WORK, "at a school"),
        ("no, May ninth", BIRTHDAY, "my birthday is on May ninth"),
        ("no, on the ninth", BIRTHDAY, "my birthday is on the ninth"),
        ("no, three", CATS, "I have three cats"),
        ("no, three cats", CATS, "I have three cats"),
        ("no, checkers", CHESS, "I love checkers"),
        ("I mean ibuprofen", ALLERGY, "I'm allergic to ibuprofen"),
    ],
)
def test_the_new_value_takes_the_old_one_s_place(said: str, old: Memory, value: str):
    fact = corrected(said, old, NOW)
    assert fact is not None
    assert (fact.category, fact.value) == (old.category, value)


@pytest.mark.parametrize("said", ["I love it", "no, I live in Graz", "take a note", "it's cold in my flat today", ""])
def test_a_sentence_of_its_own_corrects_nothing(said: str):
    assert not is_correction(said, bare=True)


def test_what_would_be_replaced_must_be_seen():
    assert corrected("no, Ben", memory("FACT", "user_input_1", "the blue one broke down"), NOW) is None


@pytest.mark.parametrize(
    ("said", "last", "over"),
    [
        ("I don't work there anymore", None, [WORK]),
        ("I don’t work there any more.", WORK, [WORK]),
        ("I no longer live in Nice", None, [HOME]),
        ("that's not true any longer", CHESS, [CHESS]),
        ("I'm not at the office anymore", None, []),
        ("I can't take it anymore", CHESS, []),
    ],
)
def test_what_holds_no_more(said: str, last: Memory | None, over: list[Memory]):
    assert has_ended(said)
    assert ended(said, [SISTER, HOME, WORK, CHESS], last) == over


@pytest.mark.parametrize("said", ["do I still work there?", "I work there", "once more"])
def test_what_goes_on_has_not_ended(said: str):
    assert not has_ended(said)


def test_somebody_who_was_spoken_of_is_named():
    friend = memory("RELATIONSHIP", "friend_home", "my friend lives in Paris")
    assert named_besides("her name is Marie", friend) == "my friend's name is Marie"
    assert named_besides("her name is Marie", HOME) == ""
    assert named_besides("no, Marie", friend) == ""
