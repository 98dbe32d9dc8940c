"""A typed turn: answered, kept before it is answered, one at a time, and never another's."""

import asyncio
from datetime import timedelta

import pytest

from assistant.text import TypedConversations
from system_control.errors import InvalidInput, NotFound, NoUser, StoreUnavailable
from system_control.identity import acting_as, livekit_identity_to_uuid
from system_control.outbox import Outbox
from system_control.store.store import eq
from system_control.supabase_manager import SupabaseManager

BOB = livekit_identity_to_uuid("bob@example.com")


@pytest.fixture
async def typed(manager, settings, alice):
    manager.ensure_profile(BOB, "bob@example.com")
    conversations = TypedConversations(manager, settings)
    yield conversations
    await conversations.aclose()


def log_of(store) -> list[tuple[str, str]]:
    return [(m["sender"], m["text_content"]) for m in store.select("messages", order=("seq",))]


async def test_what_was_said_and_done_is_kept_in_order(typed, store) -> None:
    reply = await typed.say("set an alarm for 7 tomorrow morning")
    assert reply.saved
    assert "seven in the morning" in reply.text
    (session,) = store.select("sessions")
    senders = [sender for sender, _ in log_of(store)]
    assert senders == ["user", "tool", "ai"]
    assert (session["message_count"], session["session_id"], session["channel"]) == (3, reply.session_id, "text")
    assert len(store.select("user_alarms")) == 1


async def test_a_conversation_goes_on_across_processes(manager, settings, alice, store) -> None:
    first = await TypedConversations(manager, settings).say("set an alarm for 7 tomorrow morning")
    second = await TypedConversations(manager, settings).say("and another at eight")
    assert first.session_id == second.session_id
    assert "eight in the morning" in second.text
    assert len({a["alarm_time"] for a in store.select("user_alarms")}) == 2


async def test_a_conversation_left_alone_is_over(typed, clock) -> None:
    first = await typed.say("hello")
    clock.advance(timedelta(minutes=31))
    assert (await typed.say("hello")).session_id != first.session_id


async def test_turns_of_one_conversation_come_one_after_the_other(typed, store) -> None:
    first = await typed.say("hello")
    texts = [f"take a note: number {i}" for i in range(6)]
    await asyncio.gather(*(typed.say(t, session_id=first.session_id) for t in texts))
    assert sorted(s for s, _ in log_of(store)).count("user") == 7
    seqs = [m["seq"] for m in store.select("messages", order=("seq",))]
    assert seqs == list(range(1, len(seqs) + 1))
    assert len(store.select("user_notes")) == 6


async def test_two_first_turns_at_once_are_one_conversation(typed, store) -> None:
    replies = await asyncio.gather(typed.say("hello"), typed.say("take a note: x"))
    assert len({r.session_id for r in replies}) == 1
    assert len(store.select("sessions")) == 1


async def test_anothers_conversation_is_not_there(typed) -> None:
    mine = await typed.say("hello")
    with acting_as(BOB), pytest.raises(NotFound):
        await typed.say("hello", session_id=mine.session_id)
    with acting_as(BOB):
        assert (await typed.say("what alarms do I have")).session_id != mine.session_id


@pytest.mark.parametrize("text", ["", "  \n\t ", "\x00\x01", "x" * 10_001, None, 7])
async def test_what_is_no_turn_is_refused(typed, store, text) -> None:
    with pytest.raises(InvalidInput):
        await typed.say(text)
    assert store.select("messages") == []


async def test_ten_thousand_characters_are_answered(typed) -> None:
    assert (await typed.say("blah " * 2000)).text


async def test_nobody_bound_is_not_answered(manager, settings) -> None:
    import contextvars

    conversations = TypedConversations(manager, settings)
    task = contextvars.Context().run(asyncio.ensure_future, conversations.say("hello"))
    with pytest.raises(NoUser):
        await task


class Down:
    name = "nowhere"

    def __getattr__(self, _name: str):
        def call(*_a, **_k):
            raise StoreUnavailable("down")

        return call


async def test_without_a_store_it_answers_and_says_once_that_nothing_is_kept(settings, clock, alice) -> None:
    conversations = TypedConversations(SupabaseManager(settings, clock=clock, store=Down()), settings)
    first = await conversations.say("hello")
    assert not first.saved
    assert "nothing you ask me to keep" in first.text
    second = await conversations.say("set an alarm for seven", session_id=first.session_id)
    assert "can't reach my memory" in second.text
    assert "nothing you ask me to keep" not in second.text
    assert second.session_id == first.session_id


class Link:
    """A store that may be out of reach for a while."""

    def __init__(self, store) -> None:
        self._store, self.name, self.cut = store, "a link", False
        self.after: str | None = None

    def __getattr__(self, name: str):
        real = getattr(self._store, name)

        def call(*a, **k):
            if self.cut:
                raise StoreUnavailable("cut off")
            result = real(*a, **k)
            if self.after is not None and a[:1] == (self.after,):
                raise StoreUnavailable("the answer was lost")
            return result

        return call


@pytest.mark.parametrize("named", [True, False])
async def test_what_is_typed_while_the_store_is_away_is_there_when_it_is_back(
    settings, clock, store, alice, named
) -> None:
    link = Link(store)
    link.cut = True
    typed = TypedConversations(SupabaseManager(settings, clock=clock, store=link), settings)
    first = await typed.say("my favourite language is Python")
    again = first.session_id if named else None
    second = await typed.say("hello", session_id=again)
    assert not first.saved
    assert second.session_id == first.session_id
    link.cut = False
    third = await typed.say("hello again", session_id=again)
    assert third.saved
    assert third.session_id == first.session_id
    said = [text for sender, text in log_of(store) if sender == "user"]
    assert said == ["my favourite language is Python", "hello", "hello again"]
    (session,) = store.select("sessions")
    assert (session["status"], session["message_count"]) == ("active", len(log_of(store)))
    assert list((settings.data_dir / "outbox").glob("*")) == []
    await typed.aclose()


async def test_a_turn_whose_keeping_fails_is_kept_once(settings, clock, store, alice) -> None:
    link = Link(store)
    manager = SupabaseManager(settings, clock=clock, store=link)
    typed = TypedConversations(manager, settings)
    await typed.say("hello")
    link.after = "save_turn"  # it is kept, and nobody is told
    reply = await typed.say("take a note: buy milk")
    assert not reply.saved
    link.after = None
    assert await Outbox(manager).drain() == 1
    assert [text for sender, text in log_of(store) if sender == "user"] == ["hello", "take a note: buy milk"]
    assert store.select("sessions")[0]["message_count"] == len(log_of(store))
    await typed.aclose()


@pytest.mark.parametrize("named", [True, False])
async def test_what_is_typed_in_private_while_the_store_is_away_waits_nowhere(
    settings, clock, store, alice, named
) -> None:
    link = Link(store)
    typed = TypedConversations(SupabaseManager(settings, clock=clock, store=link), settings)
    session = (await typed.say("don't remember this conversation")).session_id
    link.cut = True
    for _ in range(2):
        assert not (await typed.say("hello there", session_id=session if named else None)).saved
    link.cut = False
    await typed.say("hello there", session_id=session if named else None)
    assert "hello there" not in str(log_of(store))
    assert not (settings.data_dir / "outbox").exists()
    assert store.select("sessions", [eq("session_id", session)])[0]["private"]
    await typed.aclose()


async def test_of_a_conversation_that_nobody_here_knows_nothing_waits(settings, clock, store, alice) -> None:
    """Another process began it, so it may be private."""
    link = Link(store)
    link.cut = True
    typed = TypedConversations(SupabaseManager(settings, clock=clock, store=link), settings)
    assert not (await typed.say("hello there", session_id="begun elsewhere")).saved
    assert not (settings.data_dir / "outbox").exists()
    await typed.aclose()


async def test_private_turns_leave_no_transcript(typed, store) -> None:
    await typed.say("hello")
    before = log_of(store)
    reply = await typed.say("don't remember this conversation")
    assert store.select("sessions")[0]["private"], reply.text
    await typed.say("set an alarm for seven tomorrow morning")
    assert log_of(store) == before
    assert len(store.select("user_alarms")) == 1


async def test_a_secret_is_in_no_message(typed, store) -> None:
    await typed.say("my pin is 4821")
    assert "4821" not in str(log_of(store))
