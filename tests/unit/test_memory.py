"""What is remembered about a user: sorted, superseded, said back, and never another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from system_control.categories import statement, understand
from system_control.errors import InvalidInput, NoUser, Sensitive, StoreUnavailable
from system_control.facts import Category, Fact, learn, to_you
from system_control.identity import livekit_identity_to_uuid, set_session_user
from system_control.memory import MemoryManager
from system_control.memory_use import MemoryUse
from system_control.recalling import worth_telling

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager
    from utils.clock import ManualClock

NOW = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)

STATEMENTS = [
    ("my name is Alice", Category.NAME, "name", "Alice"),
    ("I'm called Al", Category.NAME, "name", "Al"),
    ("my favourite colour is blue", Category.PREFERENCE, "favorite_color", "blue"),
    ("my favorite language is Python", Category.PREFERENCE, "favorite_language", "Python"),
    ("I live in Berlin", Category.LOCATION, "home", "Berlin"),
    ("I moved to Lyon", Category.LOCATION, "home", "Lyon"),
    ("I'm from Ghana", Category.LOCATION, "origin", "Ghana"),
    ("my sister's name is Ana", Category.RELATIONSHIP, "sister", "Ana"),
    ("my sister's name is Ana, not Anna", Category.RELATIONSHIP, "sister", "Ana"),
    ("my dog is called Rex", Category.RELATIONSHIP, "dog", "Rex"),
    ("my wife is Maria", Category.RELATIONSHIP, "wife", "Maria"),
    ("I work as a nurse", Category.OCCUPATION, "job", "a nurse"),
    ("I'm a software engineer", Category.OCCUPATION, "job", "a software engineer"),
    ("I am a teacher", Category.OCCUPATION, "job", "a teacher"),
    ("I work at a bakery", Category.OCCUPATION, "employer", "at a bakery"),
    ("remember that I'm vegetarian", Category.PREFERENCE, "diet", "I'm vegetarian"),
    ("I'm allergic to peanuts", Category.HEALTH, "allergy_peanuts", "I'm allergic to peanuts"),
    ("I have asthma", Category.HEALTH, "asthma", "I have asthma"),
    ("I love reading books", Category.INTEREST, "reading_books", "I love reading books"),
    ("I really like hiking", Category.INTEREST, "hiking", "I really like hiking"),
    ("I love sushi", Category.PREFERENCE, "sushi", "I love sushi"),
    ("I prefer window seats", Category.PREFERENCE, "window_seats", "I prefer window seats"),
    ("I hate mushrooms", Category.DISLIKE, "mushrooms", "I hate mushrooms"),
    ("I don't like loud music", Category.DISLIKE, "loud_music", "I don't like loud music"),
    ("I want to run a marathon", Category.GOAL, "run_a_marathon", "I want to run a marathon"),
    ("my goal is to learn Spanish", Category.GOAL, "learn_spanish", "my goal is to learn Spanish"),
    ("I speak German", Category.LANGUAGE, "speaks_german", "I speak German"),
    ("my birthday is on May 8th", Category.EVENT, "birthday", "my birthday is on May 8th"),
    ("my locker is number twelve", Category.FACT, "locker", "number twelve"),
]


@pytest.mark.parametrize(("said", "category", "key", "value"), STATEMENTS)
def test_a_statement_is_sorted(said: str, category: Category, key: str, value: str):
    assert understand(said, NOW) == Fact(category, key, value)


def test_what_no_rule_knows_is_kept_word_for_word():
    fact = understand("the cellar floods in spring", NOW)
    assert fact == Fact(Category.FACT, f"user_input_{int(NOW.timestamp() * 1000)}", "the cellar floods in spring")


@pytest.mark.parametrize(
    "said",
    [
        "remember that I'm vegan",
        "please remember I'm vegan",
        "can you remember that I'm vegan?",
        "don't forget I'm vegan.",
        "Remember: I'm vegan",
    ],
)
def test_the_asking_is_no_part_of_the_fact(said: str):
    assert statement(said).rstrip("?") == "I'm vegan"


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("I'm vegetarian", "you're vegetarian"),
        ("I love my dog", "you love your dog"),
        ("I was born in Rome.", "you were born in Rome"),
        ("my mother was a judge", "your mother was a judge"),
        ("I hate it when people call me Bobby", "you hate it when people call you Bobby"),
    ],
)
def test_it_is_said_back_to_the_person(said: str, back: str):
    assert to_you(said) == back


def test_a_new_fact_about_the_same_thing_supersedes_the_old_one():
    berlin, _ = learn([], Fact(Category.LOCATION, "home", "Berlin"), NOW)
    lyon, changes = learn([berlin], Fact(Category.LOCATION, "home", "Lyon"), NOW)
    assert [c.after for c in changes if c.before is None] == [lyon]
    old = next(c.after for c in changes if c.before is not None)
    assert old is not None
    assert (old.id, old.superseded_by) == (berlin.id, lyon.id)  # type: ignore[attr-defined]


def test_the_same_fact_twice_is_one():
    berlin, _ = learn([], Fact(Category.LOCATION, "home", "Berlin"), NOW)
    assert learn([berlin], Fact(Category.LOCATION, "home", "berlin "), NOW) == (berlin, [])


def test_facts_about_other_things_stay():
    nuts, _ = learn([], Fact(Category.HEALTH, "allergy_nuts", "nuts"), NOW)
    _, changes = learn([nuts], Fact(Category.HEALTH, "allergy_milk", "milk"), NOW)
    assert [c.before for c in changes] == [None]


def test_what_alice_keeps_is_hers(manager: SupabaseManager):
    memory = MemoryManager(lambda: manager)
    for name in ("alice", "bob"):
        manager.ensure_profile(livekit_identity_to_uuid(f"{name}@example.com"), f"{name}@example.com")
    set_session_user("alice@example.com")
    memory.store("FACT", "favorite_color", "blue")
    memory.store("FACT", "pet", "a cat")
    set_session_user("bob@example.com")
    memory.store("FACT", "favorite_color", "red")
    assert memory.retrieve("FACT", "favorite_color") == "red"
    assert memory.retrieve("FACT", "pet") is None
    set_session_user("alice@example.com")
    assert memory.retrieve("FACT", "favorite_color") == "blue"


def test_a_fact_that_is_stored_again_takes_the_place_of_the_old_one(manager: SupabaseManager, alice: str):
    memory = MemoryManager(lambda: manager)
    memory.store("fact", "favorite_color", "blue")
    memory.store("FACT", "favorite_color", "green")
    assert memory.retrieve("FACT", "favorite_color") == "green"
    assert memory.retrieve("PREFERENCE", "favorite_color") is None


@pytest.mark.parametrize(("category", "key", "value"), [("NONSENSE", "a", "b"), ("FACT", "", "b"), ("FACT", "a", " ")])
def test_what_is_no_fact_is_refused(manager: SupabaseManager, alice: str, category: str, key: str, value: str):
    with pytest.raises(InvalidInput):
        MemoryManager(lambda: manager).store(category, key, value)


@pytest.mark.parametrize(("key", "value"), [("login", "my password is hunter2"), ("pin", "1234")])
def test_a_secret_is_refused(manager: SupabaseManager, alice: str, key: str, value: str):
    with pytest.raises(Sensitive):
        MemoryManager(lambda: manager).store("FACT", key, value)
    assert MemoryManager(lambda: manager).retrieve("FACT", key) is None


def test_nobody_has_no_memory(manager: SupabaseManager):
    from system_control import identity

    token = identity._user.set(None)
    try:
        with pytest.raises(NoUser):
            MemoryManager(lambda: manager).retrieve("FACT", "favorite_color")
    finally:
        identity._user.reset(token)


async def test_what_was_of_use_is_dated_once_and_nothing_else_of_it_changes(
    manager: SupabaseManager, clock: ManualClock, alice: str
):
    home, motto = (learn([], Fact("FACT", key, "x"), clock.now())[0] for key in ("home", "motto"))
    for memory in (home, motto):
        await manager.memories.add(memory)
    use = MemoryUse(manager, alice)
    first = clock.now() + timedelta(minutes=1)
    for _ in range(2):
        clock.advance(timedelta(minutes=1))
        use.note([home.id])
        await use.keep()
    rows = {m.key: m for m in await manager.memories.find()}
    assert rows == {"home": replace(home, last_used_at=first), "motto": motto}


async def test_of_another_s_rows_no_use_is_kept(manager: SupabaseManager, clock: ManualClock, alice: str):
    home, _ = learn([], Fact("LOCATION", "home", "Berlin"), clock.now())
    await manager.memories.add(home)
    bob = livekit_identity_to_uuid("bob@example.com")
    manager.ensure_profile(bob, "bob@example.com")
    use = MemoryUse(manager, bob)
    use.note([home.id])
    await use.keep()
    assert await manager.memories.find() == [home]


async def test_use_that_the_store_did_not_take_is_kept_later(
    manager: SupabaseManager, clock: ManualClock, alice: str, monkeypatch: pytest.MonkeyPatch
):
    home, _ = learn([], Fact("LOCATION", "home", "Berlin"), clock.now())
    await manager.memories.add(home)
    use = MemoryUse(manager, alice)
    use.note([home.id])

    def down(*_: object) -> None:
        raise StoreUnavailable("down")

    with monkeypatch.context() as broken:
        broken.setattr(manager.store(), "update", down)
        await use.keep()
    await use.keep()
    assert (await manager.memories.get(home.id)).last_used_at == clock.now()


def test_of_equals_what_was_of_use_lately_goes_first():
    old, new = (learn([], Fact("FACT", key, "x"), NOW + timedelta(days=day))[0] for day, key in ((0, "a"), (1, "b")))
    assert worth_telling("hello", [old, new]) == [new, old]
    used = replace(old, last_used_at=NOW + timedelta(days=2))
    assert worth_telling("hello", [used, new]) == [used, new]
