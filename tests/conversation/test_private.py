"""Private mode in a call: what is deleted is in no row and no file any more, wherever it was or waited."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from livekit.agents import AgentSession

from assistant.persona import Assistant
from assistant.summary import summarise
from assistant.transcript import SpokenLog, Transcript
from system_control.conversations import Said, Sender
from system_control.errors import StoreUnavailable
from system_control.identity import set_session_user
from system_control.outbox import Outbox
from system_control.store.sql import SqlStore
from system_control.store.tables import METADATA
from system_control.supabase_manager import SupabaseManager
from tests.fakes.scripted_llm import Call, ScriptedLLM, call
from tools import Conversation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from system_control.outbox import OutboxFile
    from utils.settings import Settings

SECRET = "marmalad"
"""What the words have in common that are to be gone, as the word index stems it."""


class Link:
    """A store that may be cut off, or held up while it answers."""

    def __init__(self, store: SqlStore) -> None:
        self._store, self.name, self.cut = store, store.name, False
        self.busy, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._store, name)

        def call_it(*arguments: Any, **options: Any) -> Any:
            if self.cut:
                raise StoreUnavailable("cut off")
            if arguments[:1] == ("save_turn",):
                self.busy.set()
                assert self.go_on.wait(10)
            return real(*arguments, **options)

        return call_it


class Spoken:
    """Alice's call, as the worker sets it up, with a scripted model."""

    def __init__(self, manager: SupabaseManager, user: str) -> None:
        self.file: OutboxFile = Outbox(manager).open(
            "job-1", user=user, identity="alice@example.com", channel="voice", room="r"
        )
        self.conversation = Conversation(manager, user, "job-1")
        self.llm = ScriptedLLM()
        self.session: AgentSession[Conversation] = AgentSession(
            llm=self.llm,
            vad=None,
            userdata=self.conversation,
            turn_handling={"turn_detection": None, "preemptive_generation": {"enabled": False}},
        )
        spoken = SpokenLog(self.file, lambda: self.conversation.dialogue)
        Transcript(self.session, spoken, spend=spoken.spend)

    async def say(self, words: str, *calls: Call) -> str:
        self.llm.script.append([list(calls)] if calls else "I see.")
        result = await self.session.run(user_input=words)
        return [e.item for e in result.events if e.type == "message"][-1].text_content or ""


@pytest.fixture
async def link(settings: Settings) -> AsyncIterator[Link]:
    opened = SqlStore.sqlite(settings.data_dir / "voicebot.db")
    yield Link(opened)
    opened.close()


@pytest.fixture
async def manager(settings: Settings, link: Link) -> SupabaseManager:
    made = SupabaseManager(settings, store=link)
    set_session_user("alice@example.com")
    assert await made.welcome()
    return made


@pytest.fixture
async def spoken(manager: SupabaseManager) -> AsyncIterator[Spoken]:
    await manager.conversations.create_session("job-1", channel="voice")
    made = Spoken(manager, set_session_user("alice@example.com"))
    await made.session.start(Assistant(made.conversation), record=False, session_host=False)
    yield made
    await made.session.aclose()
    made.file.close()


def found(manager: SupabaseManager, folder: Path) -> list[str]:
    """Every row and file that still holds the words."""
    rows = [
        f"{table}: {row}"
        for table in METADATA.tables
        for row in manager.store().select(table)
        if SECRET in str(row).lower()
    ]
    return rows + [p.name for p in folder.rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes().lower()]


async def other_conversation(manager: SupabaseManager) -> None:
    name = (await manager.conversations.create_session()).session_id
    await manager.conversations.add_message(name, "user", "I like honey")


async def test_what_was_kept_and_what_waits_is_gone(
    manager: SupabaseManager, spoken: Spoken, link: Link, settings: Settings
) -> None:
    await other_conversation(manager)
    await spoken.say("there is marmalade on my shelf")
    await spoken.say("tell me about jam")
    spoken.file.send(spoken.file._turn_at)
    await manager.conversations.update_session("job-1", title="Marmalade", summary="You said: marmalade.")
    link.cut = True
    await spoken.say("and the marmalade is old")
    await spoken.say("so what")
    with pytest.raises(StoreUnavailable):
        spoken.file.send(spoken.file._turn_at)
    link.cut = False
    assert len(found(manager, settings.data_dir)) > 3, "it is in rows, in the database's file and in the outbox"

    assert "Shall I also delete" in await spoken.say(
        "don't remember this conversation", call("settings", name="private", value="on")
    )
    said = await spoken.say("yes", call("confirm", answer="yes"))
    assert "deleted" in said
    await spoken.say("no more marmalade")
    assert found(manager, settings.data_dir) == []
    await spoken.session.aclose()
    assert await spoken.file.finish()
    await summarise(manager, settings, spoken.conversation.user, "job-1")
    assert found(manager, settings.data_dir) == []
    (session,) = [s for s in manager.store().select("sessions") if s["session_id"] == "job-1"]
    assert (session["message_count"], session["title"], session["summary"]) == (0, None, None)
    assert (session["status"], session["private"]) == ("ended", True)
    assert [m["text_content"] for m in manager.store().select("messages")] == ["I like honey"]


async def test_what_was_kept_stays_when_the_user_says_no(manager: SupabaseManager, spoken: Spoken) -> None:
    await spoken.say("there is marmalade on my shelf")
    await spoken.say("don't remember this conversation", call("settings", name="private", value="on"))
    await spoken.say("no", call("confirm", answer="no"))
    await spoken.say("no more marmalade")
    await spoken.session.aclose()
    assert await spoken.file.finish()
    said = [m["text_content"] for m in manager.store().select("messages", order=("seq",))]
    assert said == ["there is marmalade on my shelf", "I see."]


async def test_what_is_on_its_way_does_not_come_after(manager: SupabaseManager, spoken: Spoken, link: Link) -> None:
    link.go_on.clear()
    spoken.file.append(Said(Sender.USER, "marmalade"))
    spoken.file.append(Said(Sender.USER, "next"))
    sending = asyncio.create_task(asyncio.to_thread(spoken.file.send, spoken.file._turn_at))
    await asyncio.to_thread(link.busy.wait, 10)
    session = await manager.conversations.get_session("job-1")
    forgetting = asyncio.create_task(manager.conversations.forget_words(session))
    assert not (await asyncio.wait({forgetting}, timeout=0.2))[0], "it waits for what is on its way"
    link.go_on.set()
    await asyncio.gather(sending, forgetting)
    assert manager.store().select("messages") == []
    assert not spoken.file.waiting


@pytest.mark.parametrize(("which", "left"), [("it", ["I like honey"]), ("all", [])])
async def test_a_deleted_conversation_is_in_no_file(
    manager: SupabaseManager, spoken: Spoken, settings: Settings, which: str, left: list[str]
) -> None:
    await other_conversation(manager)
    await spoken.say("there is marmalade on my shelf")
    await spoken.say("tell me about jam")
    spoken.file.send(spoken.file._turn_at)
    if which == "it":
        await manager.conversations.delete_conversation("job-1")
    else:
        await manager.conversations.delete_all()
    await spoken.say("still there, marmalade")
    await spoken.say("and now")
    spoken.file.send(spoken.file._turn_at)
    assert found(manager, settings.data_dir) == []
    assert not await spoken.file.finish()
    assert [m["text_content"] for m in manager.store().select("messages")] == left


async def test_what_is_too_old_is_in_no_file(manager: SupabaseManager, settings: Settings) -> None:
    from dataclasses import replace
    from datetime import timedelta

    from system_control.sweeping import retire
    from utils.clock import ManualClock

    name = (await manager.conversations.create_session()).session_id
    for text in ("marmalade", "more marmalade"):
        await manager.conversations.add_message(name, "user", text)
    await manager.conversations.end_session(name, summary="Marmalade.")
    later = ManualClock(manager.clock.now() + timedelta(days=9))
    keeps = SupabaseManager(replace(settings, retention_days=8), clock=later, store=manager.store())
    later.advance(timedelta(days=-1))
    assert await retire(keeps) == 0
    later.advance(timedelta(days=1))
    assert await retire(keeps) == 2
    assert found(manager, settings.data_dir) == []
    assert manager.store().select("sessions") == []
