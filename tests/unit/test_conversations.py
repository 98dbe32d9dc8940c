"""Conversations by the verbs that an app uses."""

from __future__ import annotations

import asyncio
import contextvars
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.summary import close_what_is_over, extract, summarise
from system_control import sweeping
from system_control.conversations import Message, Said, Sender, SessionStatus
from system_control.errors import Denied, InvalidInput, NotFound, NoUser
from system_control.identity import set_session_user
from system_control.last_time import last_time
from system_control.outbox import Outbox
from system_control.schedule import When
from system_control.store.sql import SqlStore
from system_control.supabase_manager import SupabaseManager
from system_control.sweeping import retire, sweep
from system_control.upkeep import upkeep
from tests.conftest import NOW
from tests.fakes.process import until

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def manager(settings, clock, store):
    made = SupabaseManager(settings, clock=clock, store=store)
    for identity in ("bob@example.com", "alice@example.com"):
        set_session_user(identity)
        assert await made.welcome()
    return made


@pytest.fixture
def kept(manager):
    return manager.conversations


async def test_a_conversation_from_beginning_to_end(kept, clock):
    session = await kept.create_session(channel="voice", room="r1", user_id="alice@example.com")
    name = session.session_id
    await kept.add_message(name, "user", "hello there", tokens_input=12)
    clock.advance(MINUTE)
    await kept.add_message(name, "assistant", "hi", tokens_output=3)
    ended = await kept.end_session(name, summary="A greeting.", rating=5, feedback="nice")
    assert (ended.status, ended.message_count, ended.duration_seconds) == ("ended", 2, 60)
    assert (ended.tokens_input, ended.tokens_output) == (12, 3)
    assert (ended.summary, ended.rating, ended.feedback, ended.ended_at) == ("A greeting.", 5, "nice", clock.now())
    clock.advance(MINUTE)
    again = await kept.end_session(name, duration=42)
    assert (again.ended_at, again.duration_seconds, again.rating) == (NOW + MINUTE, 42, 5)
    assert (await kept.rate(name, 2)).rating == 2


async def test_what_is_said_after_the_end_opens_it_again(kept):
    name = (await kept.create_session()).session_id
    await kept.end_session(name)
    await kept.add_message(name, "user", "one more thing")
    session = await kept.get_session(name)
    assert (session.status, session.ended_at, session.duration_seconds) == ("active", None, None)


async def test_secrets_are_not_kept(kept):
    name = (await kept.create_session()).session_id
    await kept.add_message(name, "user", "my pin is 4711")
    await kept.save_message(name, Said(Sender.USER, "my password is hunter22"))
    await kept.end_session(name, summary="The pin is 4711.", feedback="pin 4711")
    everything = f"{await kept.get_history(name)} {await kept.get_session(name)}"
    assert "4711" not in everything
    assert "hunter22" not in everything


@pytest.mark.parametrize("role", ["system", "", "User "])
async def test_a_message_has_a_known_role(kept, role):
    name = (await kept.create_session()).session_id
    with pytest.raises(InvalidInput):
        await kept.add_message(name, role, "x")


@pytest.mark.parametrize("rating", [0, 6, -1])
async def test_a_rating_is_one_to_five(kept, rating):
    name = (await kept.create_session()).session_id
    with pytest.raises(InvalidInput):
        await kept.rate(name, rating)


async def calls(kept, name, **who):
    yield lambda: kept.get_session(name, **who)
    yield lambda: kept.update_session(name, title="x", **who)
    yield lambda: kept.end_session(name, **who)
    yield lambda: kept.add_message(name, "user", "x", **who)
    yield lambda: kept.save_message(name, Said(Sender.USER, "x"), **who)
    yield lambda: kept.get_conversation_history(name, **who)
    yield lambda: kept.delete_conversation(name, **who)


async def test_a_user_id_that_is_not_the_bound_users_is_refused_everywhere(kept):
    name = (await kept.create_session()).session_id
    await kept.add_message(name, "user", "mine")
    before = (await kept.get_session(name), await kept.get_history(name))
    async for call in calls(kept, name, user_id="bob@example.com"):
        with pytest.raises(Denied):
            await call()
    for call in (kept.create_session, kept.delete_all, kept.get_stats):
        with pytest.raises(Denied):
            await call(user_id="bob@example.com")
    with pytest.raises(Denied):
        await kept.search_messages_global("mine", user_id="bob@example.com")
    assert (await kept.get_session(name), await kept.get_history(name)) == before
    me = set_session_user("alice@example.com")
    assert (await kept.get_session(name, user_id=me)).session_id == name


async def test_anothers_conversation_is_not_there(kept):
    name = (await kept.create_session()).session_id
    await kept.add_message(name, "user", "mine")
    before = (await kept.get_session(name), await kept.get_history(name))
    set_session_user("bob@example.com")
    async for call in calls(kept, name):
        with pytest.raises(NotFound):
            await call()
    with pytest.raises(NotFound):
        await kept.create_session(name)
    with pytest.raises(NotFound):
        await kept.rate(name, 1)
    assert await kept.get_history(name) == []
    assert await kept.delete_all() == 0
    assert (await kept.search_messages_global("mine")).hits == []
    assert (await kept.get_stats())["total_messages_database"] == 0
    set_session_user("alice@example.com")
    assert (await kept.get_session(name), await kept.get_history(name)) == before


async def test_history_comes_by_pages_newest_first_each_in_the_order_of_speech(kept):
    name = (await kept.create_session()).session_id
    for n in range(7):
        await kept.add_message(name, ("user", "assistant")[n % 2], str(n))
    pages, cursor = [], None
    while True:
        page = await kept.get_conversation_history(name, limit=3, cursor=cursor)
        pages.append([m.text_content for m in page.messages])
        # A later turn moves no page.
        await kept.add_message(name, "user", "meanwhile")
        cursor = page.cursor
        if cursor is None:
            break
    assert pages == [["4", "5", "6"], ["1", "2", "3"], ["0"]]
    for broken in ("x", "-1", "1.5", "9" * 30, ""):
        with pytest.raises(InvalidInput):
            await kept.get_conversation_history(name, cursor=broken)
    with pytest.raises(InvalidInput):
        await kept.get_conversation_history(name, limit=0)


async def test_history_is_there_after_a_restart(settings, clock):
    set_session_user("alice@example.com")
    first = SupabaseManager(settings, clock=clock)
    await first.welcome()
    name = (await first.conversations.create_session()).session_id
    await first.conversations.add_message(name, "user", "remember me")
    first.close()
    second = SupabaseManager(settings, clock=clock)
    for from_database in (False, True):
        assert [m.text_content for m in await second.conversations.get_history(name, from_database)] == ["remember me"]
    found = await second.conversations.search_messages_global("remembering")
    assert [h.snippet for h in found.hits] == ["**remember** me"]
    assert (await second.conversations.get_stats())["persistent"] is True
    second.close()


async def test_the_figures_are_true(kept, clock):
    one = (await kept.create_session()).session_id
    await kept.add_message(one, "user", "a", tokens_input=4)
    clock.advance(24 * 60 * MINUTE)
    two = (await kept.create_session()).session_id
    for text in ("b", "c"):
        await kept.add_message(two, "user", text)
    await kept.end_session(one, duration=30)
    found = await kept.get_stats(zone=BERLIN)
    assert found["active_conversations_memory"] == 1
    assert found["total_conversations_database"] == 2
    assert found["total_messages_database"] == 3
    assert found["persistent"] is False
    assert (found["total_seconds"], found["average_seconds"], found["tokens_input"]) == (30, 30, 4)
    days = found["messages_per_day"]
    assert len(days) == 30
    assert {day: n for day, n in days.items() if n} == {"2026-11-24": 1, "2026-11-25": 2}


async def test_one_or_all_are_deleted_with_what_was_said(kept, store):
    names = [(await kept.create_session()).session_id for _ in range(3)]
    for name in names:
        await kept.add_message(name, "user", "the dentist")
    await kept.delete_conversation(names[0])
    with pytest.raises(NotFound):
        await kept.get_session(names[0])
    assert len((await kept.search_messages_global("dentist")).hits) == 2
    assert await kept.delete_all() == 2
    assert store.count("messages") == 0
    assert (await kept.search_messages_global("dentist")).hits == []
    assert (await kept.get_stats())["active_conversations_memory"] == 0


async def test_words_are_forgotten_and_the_conversation_goes_on(kept):
    session = await kept.create_session()
    await kept.add_message(session.session_id, "user", "the dentist")
    await kept.update_session(session.session_id, title="Dentist", summary="A dentist.")
    await kept.forget_words(session)
    after = await kept.get_session(session.session_id)
    assert (after.message_count, after.title, after.summary) == (0, None, None)
    await kept.add_message(session.session_id, "user", "later")
    assert [m.text_content for m in await kept.get_history(session.session_id)] == ["later"]


async def test_nobody_has_no_conversations(kept):
    async def stranger():
        with pytest.raises(NoUser):
            await kept.create_session()
        with pytest.raises(NoUser):
            await kept.search_messages_global("x")

    await contextvars.Context().run(asyncio.ensure_future, stranger())


async def test_conversations_of_all_users_that_rest_are_closed_with_a_summary(manager, kept, clock, settings):
    names = {}
    for identity in ("alice@example.com", "bob@example.com"):
        set_session_user(identity)
        names[identity] = (await kept.create_session()).session_id
        await kept.add_message(names[identity], "user", f"I have to call the dentist, says {identity[:3]}.")
    clock.advance(29 * MINUTE)
    assert await sweep(manager) == []
    clock.advance(2 * MINUTE)
    assert await close_what_is_over(manager, settings) == 2
    assert await close_what_is_over(manager, settings) == 0
    for identity, name in names.items():
        set_session_user(identity)
        session = await kept.get_session(name)
        assert (session.status, session.ended_at, session.duration_seconds) == (SessionStatus.ENDED, NOW, 0)
        assert identity[:3] in session.summary
        assert "dentist" in session.title
    assert await kept.last_text_session() is None


async def test_a_call_whose_end_was_cut_short_gets_its_summary_later(manager, kept, clock, settings):
    user = set_session_user("alice@example.com")
    for job, ended in (("killed", False), ("drained", True)):
        file = Outbox(manager).open(job, user=user, identity="alice@example.com", channel="voice", room="r")
        file.append(Said(Sender.USER, f"I have to call the dentist, says the {job} one."))
        if ended:
            assert await file.finish()  # and then there was no time left for a summary
        file.close()
    assert await Outbox(manager).drain() == 1
    assert await close_what_is_over(manager, settings) == 0, "whoever ended it may still be at it"
    clock.advance(11 * MINUTE)
    assert await close_what_is_over(manager, settings) == 2
    for job, status in (("killed", "abandoned"), ("drained", "ended")):
        session = await kept.get_session(job)
        assert (session.status, session.ended_at, session.message_count) == (status, NOW, 1)
        assert f"says the {job} one" in session.summary
        assert "dentist" in session.title
    clock.advance(11 * MINUTE)
    assert await close_what_is_over(manager, settings) == 0


async def test_whoever_comes_back_and_asks_for_privacy_has_no_summary(manager, kept, clock):
    for change in ("private", "deleted", "told"):
        session = await kept.create_session()
        name = session.session_id
        await kept.add_message(name, "user", "I have to call the dentist.")
        if change == "private":
            await kept.update_session(name, private=True)
        elif change == "deleted":
            await kept.forget_words(session)
        else:
            await kept.update_session(name, summary="as it was")
        assert not await kept.keep_summary(name, "Dentist", "You said: dentist."), change
        assert (await kept.get_session(name)).summary == (None if change != "told" else "as it was")
    set_session_user("bob@example.com")
    assert not await kept.keep_summary(name, "Dentist", "poison")


async def test_upkeep_deletes_what_is_too_old_of_all_users(settings, store, clock):
    short = replace(settings, retention_days=30)
    manager = SupabaseManager(short, clock=clock, store=store)
    for identity in ("alice@example.com", "bob@example.com"):
        set_session_user(identity)
        await manager.welcome()
        for _ in range(2):
            name = (await manager.conversations.create_session(user_id=identity)).session_id
            await manager.conversations.add_message(name, "user", "I have to call the dentist.")
            await manager.conversations.end_session(name, summary="A dentist.")
            clock.advance(timedelta(days=20))
        clock.advance(timedelta(days=-40))
    clock.advance(timedelta(days=29))

    async def nothing() -> int:
        return 0

    assert await retire(SupabaseManager(settings, clock=clock, store=store)) == 0, "off by default"
    for days, left in ((0, 4), (3, 2), (20, 0)):
        clock.advance(timedelta(days=days))
        task = asyncio.create_task(upkeep(manager, nothing))
        await until(lambda left=left: store.count("messages") == left, f"{left} messages are left")
        task.cancel()
        await asyncio.wait({task})
        assert store.count("sessions") == left, "a conversation goes with its last message, and its summary with it"
    set_session_user("alice@example.com")
    assert (await manager.conversations.search_messages_global("dentist")).hits == []


async def test_more_than_a_step_holds_goes_in_one_round(settings, store, clock, monkeypatch):
    monkeypatch.setattr(sweeping, "STEP", 3)
    manager = SupabaseManager(replace(settings, retention_days=1), clock=clock, store=store)
    set_session_user("alice@example.com")
    await manager.welcome()
    for n in range(9):
        name = (await manager.conversations.create_session()).session_id
        await manager.conversations.add_message(name, "user", f"word {n}")
        await manager.conversations.end_session(name)
    clock.advance(timedelta(days=3))
    monkeypatch.setattr(sweeping, "STEPS", 2)
    assert [await retire(manager) for _ in range(3)] == [6, 3, 0]
    assert store.count("sessions") == 0


async def test_a_private_conversation_gets_no_summary(manager, kept, settings):
    user = set_session_user("alice@example.com")
    name = (await kept.create_session()).session_id
    await kept.add_message(name, "user", "I have to call the dentist.")
    await kept.update_session(name, private=True)
    assert await summarise(manager, settings, user, name) is None
    assert (await kept.get_session(name)).summary is None
    assert await summarise(manager, settings, user, "no such session") is None


def said(*lines):
    return [
        Message(
            id=str(n),
            message_id=str(n),
            session_id="s",
            seq=n,
            sender=("user", "ai")[n % 2],
            text_content=t,
            created_at=NOW,
        )
        for n, t in enumerate(lines)
    ]


def test_a_summary_takes_what_was_spoken_of_most():
    made = extract(
        said(
            "Hello there my friend.",
            "Hello, what can I do?",
            "Remind me to call the dentist tomorrow. What is the weather like?",
            "OK, I'll remind you to call the dentist.",
            "And is the dentist open on Saturday?",
            "I don't know when the dentist is open.",
        )
    )
    assert made is not None
    assert "dentist" in made.title
    assert made.summary.count("dentist") == 2
    assert "weather" not in made.summary
    assert extract([]) is None
    assert extract(said("hi")) is not None
    assert len(extract(said("word " * 500 + ".")).summary) < 320


async def test_what_a_returning_user_is_reminded_of(manager, kept, clock):
    assert await last_time(manager, BERLIN) == []
    name = (await kept.create_session()).session_id
    await kept.end_session(name, summary="You said: the boat needs paint.")
    boat = "Last conversation, Tuesday 24 November: You said: the boat needs paint."
    assert await last_time(manager, BERLIN) == [boat]
    assert await last_time(manager, BERLIN, tokens=5) == []
    assert await last_time(manager, BERLIN, session_id=name) == [], "that is this conversation"
    for minutes, label in ((90, "tea"), (30, "stretch"), (24 * 60, "tomorrow's")):
        at = clock.now() + minutes * MINUTE
        await manager.create_alarm(When(at, at.astimezone(BERLIN).replace(tzinfo=None), BERLIN.key), label)
    due = ["Due today at 10:50: alarm stretch", "Due today at 11:50: alarm tea"]
    assert await last_time(manager, BERLIN) == [*due, boat]
    assert await last_time(manager, BERLIN, tokens=20) == due, "what is due goes first"
    clock.advance(45 * MINUTE)
    await kept.update_session(name, private=True)
    assert await last_time(manager, BERLIN) == due[1:], "nothing is told of a private conversation"
    set_session_user("bob@example.com")
    assert await last_time(manager, BERLIN) == []


def test_the_store_in_memory_says_so():
    store = SqlStore.sqlite(None)
    assert "in memory" in store.name
    store.close()
