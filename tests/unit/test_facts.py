"""What several statements leave of each other: superseded, kept beside, ended, said twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from system_control.categories import facts_in, understand_all
from system_control.facts import Memory, learn, tells

NOW = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)


def learned(*turns: str) -> list[Memory]:
    """Learn from each turn in its order; return all rows."""
    rows: dict[str, Memory] = {}
    for minute, turn in enumerate(turns):
        facts = facts_in(turn)
        assert facts, turn
        for fact in facts:
            _, changes = learn(rows.values(), fact, NOW + timedelta(minutes=minute))
            for change in changes:
                assert isinstance(change.after, Memory)
                rows[change.after.id] = change.after
    return list(rows.values())


def holding(*turns: str) -> list[str]:
    return [m.value for m in learned(*turns) if m.superseded_by is None]


@pytest.mark.parametrize(
    "turns",
    [
        ("I live in Berlin", "I moved to Lyon"),
        ("I live at 12 Baker Street", "my address is 3 Station Road"),
        ("I'm a teacher", "I work as a nurse now"),
        ("my favourite colour is blue", "my favourite color is green"),
        ("my favourite colour is blue", "my favourite colour isn't blue anymore, it's green"),
        ("I'm 30", "I'm 31 now"),
        ("my sister's name is Anna", "my sister's name is Ana, not Anna"),
        ("my sister's name is Anna", "my sister's name is Ana not Anna"),
        ("my sister's name isn't Anna, it's Ana", "my sister's name is Eva"),
        ("my boss is called Peter", "my new boss is called Mary"),
        ("my wife's name is Julia", "Mary is my wife"),
        ("I'm single", "I'm engaged to Sam"),
        ("I love coffee", "I hate coffee now"),
        ("I don't like onions", "I love onions now"),
        ("I weigh 80 kilos", "I weigh 78 kilos"),
        ("my daughter is four", "my daughter is five"),
        ("my mother lives in Rome", "my mother moved to Paris"),
        ("I'm on a keto diet", "I'm vegan"),
        ("I have two kids", "I have three kids"),
        ("I wake up at six every day", "I get up at seven every day"),
        ("my name is Alice", "I changed my name to Anna"),
        ("my birthday is on May 8th", "my birthday is on May 9th"),
    ],
    ids=lambda turns: turns[1],
)
def test_the_newer_takes_the_place_of_the_older(turns: tuple[str, str]):
    old, new = learned(*turns)
    assert (old.superseded_by, new.superseded_by) == (new.id, None)


@pytest.mark.parametrize(
    ("turns", "kept"),
    [
        (("I have a sister named Ana", "I have a sister named Eva"), ["Ana", "Eva"]),
        (("Ana is my sister", "Eva is my sister"), ["Ana", "Eva"]),
        (("my friend's name is Tom", "my friend is called Ben"), ["Tom", "Ben"]),
        (("I have a dog called Rex", "we have a dog named Max"), ["Rex", "Max"]),
        (
            ("I'm allergic to peanuts", "I'm allergic to shellfish"),
            ["I'm allergic to peanuts", "I'm allergic to shellfish"],
        ),
        (("I love hiking", "I love painting"), ["I love hiking", "I love painting"]),
        (("I speak French", "I speak German"), ["I speak French", "I speak German"]),
        (
            ("I want to learn Spanish", "I want to run a marathon"),
            ["I want to learn Spanish", "I want to run a marathon"],
        ),
        (("my dog is called Rex", "my dog is a beagle"), ["Rex", "my dog is a beagle"]),
        (("my wife is called Julia", "my wife is from Spain"), ["Julia", "my wife is from Spain"]),
        (("I live in Lyon", "I no longer live in Berlin"), ["Lyon", "I no longer live in Berlin"]),
    ],
    ids=lambda value: value[1],
)
def test_what_one_has_several_of_stays_beside_it(turns: tuple[str, ...], kept: list[str]):
    assert holding(*turns) == kept


def test_two_sisters_are_told_apart_also_when_one_is_put_right():
    sisters = ("I have a sister named Eva", "I have a sister called Ana", "my sister is called Anna, not Ana")
    assert holding(*sisters) == ["Eva", "Anna"]
    told = ("my sister Ana lives in Rome", "my sister Eva is a doctor", "my sister Ana moved to Paris")
    assert holding(*told) == ["Ana", "Eva", "my sister Eva is a doctor", "my sister Ana moved to Paris"]


@pytest.mark.parametrize(
    "turns",
    [
        ("I live in Berlin", "my home is in Berlin", "i'm living in berlin"),
        ("I'm a nurse", "I work as a nurse", "i work as nurse"),
        ("I'm allergic to peanuts", "I have a peanut allergy"),
        ("I love hiking", "I really enjoy hiking", "hiking is my favourite hobby"),
        ("I'm from Ghana", "I come from Ghana"),
        ("my sister's name is Ana", "my sister is called Ana", "I have a sister named Ana", "Ana is my sister"),
        ("I'm vegetarian", "I am a vegetarian."),
        ("I have two cats", "I've got two cats"),
    ],
    ids=lambda turns: turns[0],
)
def test_the_same_in_other_words_is_one_row(turns: tuple[str, ...]):
    assert len(learned(*turns)) == 1


@pytest.mark.parametrize(
    ("turns", "kept"),
    [
        (("I live in Berlin", "I no longer live in Berlin"), ["I no longer live in Berlin"]),
        (("I live in Berlin", "I don't live there any more"), ["I don't live in Berlin any more"]),
        (("I work at a bakery", "I don't work there anymore"), ["I don't work at a bakery anymore"]),
        (("I work as a nurse", "I don't work there any more"), ["I don't work as a nurse any more"]),
        (("I'm a nurse", "I work at a hospital", "I'm retired"), ["I'm retired"]),
        (("I work at a bakery", "I quit my job"), ["I quit my job"]),
        (("I smoke", "I quit smoking"), ["I quit smoking"]),
        (("I'm vegetarian", "I'm not vegetarian any more"), ["I'm not vegetarian any more"]),
        (("I love coffee", "I don't like coffee any more"), ["I don't like coffee any more"]),
        (("I play tennis", "I stopped playing tennis"), ["I stopped playing tennis"]),
        (("I'm allergic to cats", "I'm not allergic to cats any more"), ["I'm not allergic to cats any more"]),
        (("my girlfriend is called Eva", "we broke up"), ["we broke up"]),
        (("I'm a teacher", "I'm no longer a teacher", "I'm a nurse"), ["a nurse"]),
    ],
    ids=lambda value: value[-1],
)
def test_what_is_over_ends_what_was(turns: tuple[str, ...], kept: list[str]):
    assert holding(*turns) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("i'm vegan and allergic to nuts", [("PREFERENCE", "i'm vegan"), ("HEALTH", "i'm allergic to nuts")]),
        ("i'm learning spanish and french", [("LANGUAGE", "i'm learning spanish and french")]),
        (
            "I'm Alice, I live in Berlin and work as a nurse",
            [("NAME", "Alice"), ("LOCATION", "Berlin"), ("OCCUPATION", "a nurse")],
        ),
        ("my name is Bob, I'm 42 and I hate onions", [("NAME", "Bob"), ("FACT", "42"), ("DISLIKE", "I hate onions")]),
        ("I love jazz and hate country music", [("INTEREST", "I love jazz"), ("DISLIKE", "I hate country music")]),
        ("I have a sister named Ana and a brother named Ben", [("RELATIONSHIP", "Ana"), ("RELATIONSHIP", "Ben")]),
        ("I'm a nurse and a mother of two", [("OCCUPATION", "a nurse"), ("RELATIONSHIP", "I'm a mother of two")]),
        (
            "I used to live in Paris but now I live in Rome",
            [("LOCATION", "I used to live in Paris"), ("LOCATION", "Rome")],
        ),
        ("my sister Ana lives in Rome", [("RELATIONSHIP", "Ana"), ("RELATIONSHIP", "my sister Ana lives in Rome")]),
        ("I'm tired but I love this city and I'm vegan", [("PREFERENCE", "I'm vegan")]),
        ("i'm alice and my sister is called ana", [("NAME", "Alice"), ("RELATIONSHIP", "Ana")]),
        ("I want to live and work in Spain", [("GOAL", "I want to live and work in Spain")]),
        ("I have a dog and a cat", [("RELATIONSHIP", "I have a dog and a cat")]),
    ],
)
def test_several_facts_of_one_sentence(said: str, kept: list[tuple[str, str]]):
    assert [(fact.category, fact.value) for fact in facts_in(said)] == kept
    assert [(fact.category, fact.value) for fact in understand_all(f"remember that {said}", NOW)][-1] == kept[-1]


def test_a_row_that_a_model_put_in_its_own_words_tells_the_fact():
    row, _ = learn([], understand_all("The user loves reading", NOW)[0], NOW)
    reads, lives = facts_in("I love reading books, and I live in Berlin")
    assert tells(row, reads)
    assert not tells(row, lives)
