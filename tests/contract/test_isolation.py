"""Two users never meet: every public verb of what is kept, called by bob with all that he could know of alice's rows.

The verbs are walked: one that is added and not named here fails, as does a class or a function that opens the store.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from enum import Enum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import system_control
from system_control import missed, privacy
from system_control.changes import Change, Changes
from system_control.conversations import Conversations, Said, Sender
from system_control.dialogue import Dialogues, DialogueState
from system_control.errors import AssistantError
from system_control.figures import figures
from system_control.identity import acting_as, get_session_user_uuid
from system_control.last_time import last_time
from system_control.memory import MemoryManager
from system_control.memory_use import MemoryUse
from system_control.notes import Note, new_note
from system_control.occurrences import Occurrence, Occurrences, Untold, due_where
from system_control.profiles import Profile
from system_control.schedule import Alarm, When
from system_control.search import Search
from system_control.shelf import Shelf
from system_control.store.procedures import owner_column
from system_control.store.store import eq
from system_control.store.tables import METADATA, OWNED
from system_control.supabase_manager import SupabaseManager
from system_control.upcoming import upcoming
from system_control.user_links import link_auth_user
from system_control.words import Words
from tests.contract.samples import START, filled
from utils.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from system_control.shelf import Record
    from system_control.store.store import Row, Store

HERS = "marmalade"
"""What only alice's rows hold."""

Verbs = dict[str, "Callable[[World, Any], Any]"]


@dataclass(slots=True)
class World:
    """What there is: both users, and a row of alice's in every table."""

    manager: SupabaseManager
    store: Store
    alice: str
    bob: str
    her: dict[str, Row]

    @property
    def session_id(self) -> str:
        name: str = self.her["sessions"]["session_id"]
        return name

    def record(self, kind: type[Record]) -> Any:
        return kind.of(self.her[kind.TABLE])

    def rows(self, user: str) -> dict[str, list[Row]]:
        """All that is kept of a user."""
        return {t: self.store.select(t, [eq(owner_column(t), user)]) for t in (*OWNED, "profiles")}


@pytest.fixture
def world(store, alice, bob, settings) -> Iterator[World]:
    manager = SupabaseManager(settings, clock=ManualClock(START + timedelta(minutes=1)), store=store)
    her = {}
    for table in sorted(set(OWNED) - {"changes"}, key=lambda t: (t == "messages", t)):
        texts = {c.name: f"{HERS} {c.name}" for c in METADATA.tables[table].c if isinstance(c.type, sa.Text)}
        sensible = {
            "zone": "Europe/Berlin", "rrule": None, "clock": "wall", "category": "FACT", "key": "jam", "sender": "user",
            "wall_time": "2026-11-24T12:00:00", "table_name": "user_alarms", "channel": "text", "status": "ended",
        }  # fmt: skip
        row = filled(table, alice, **texts)
        row |= {k: v for k, v in sensible.items() if k in texts}
        if "session_id" in row:
            row["session_id"] = f"{HERS} session"
        if table == "memory":
            row["superseded_by"] = None
        assert store.insert(table, [row]) == 1, table
        her[table] = row
    store.update("profiles", [eq("id", alice)], {"display_name": HERS})
    with acting_as(alice):
        manager.changes.make_now([Change(None, new_note(HERS, None, START))])
    her["changes"] = store.select("changes", [eq("user_id", alice)])[0]
    her["profiles"] = store.select("profiles", [eq("id", alice)])[0]
    yield World(manager, store, alice, bob, her)
    assert store.count("profiles", [eq("id", bob)]) == 1


SHELF: Verbs = {
    "find": lambda w, s: s.find(eq("id", w.her[s._kind.TABLE]["id"])),
    "find_now": lambda w, s: s.find_now(),
    "get": lambda w, s: s.get(w.her[s._kind.TABLE]["id"]),
    "count": lambda w, s: s.count(eq("id", w.her[s._kind.TABLE]["id"])),
    "add": lambda w, s: s.add(w.record(s._kind)),
    "add_now": lambda w, s: s.add_now(w.record(s._kind)),
    "update": lambda w, s: s.update(w.her[s._kind.TABLE]["id"], {"created_at": START + timedelta(days=1)}),
    "update_now": lambda w, s: s.update_now(w.her[s._kind.TABLE]["id"], {"created_at": START + timedelta(days=1)}),
    "remove": lambda w, s: s.remove(w.her[s._kind.TABLE]["id"]),
    "remove_all": lambda w, s: s.remove_all(eq("id", w.her[s._kind.TABLE]["id"])),
}

WORDS: Verbs = SHELF | {
    "remove_all": lambda w, s: s.remove_all(eq("session_id", w.session_id)),
    "save_now": lambda w, s: s.save_now(w.session_id, [Said(Sender.USER, "poison")], {"title": "poison"}, (1, 1)),
    "forget": lambda w, s: s.forget(w.session_id),
    "forget_waiting": lambda w, s: s.forget_waiting(),
}

CONVERSATIONS: Verbs = {
    "create_session": lambda w, c: c.create_session(w.session_id),
    "get_session": lambda w, c: c.get_session(w.session_id),
    "get_sessions": lambda w, c: c.get_sessions(),
    "last_text_session": lambda w, c: c.last_text_session(),
    "update_session": lambda w, c: c.update_session(w.session_id, title="poison"),
    "end_session": lambda w, c: c.end_session(w.session_id, summary="poison", rating=1, feedback="poison"),
    "keep_summary": lambda w, c: c.keep_summary(w.session_id, "poison", "poison"),
    "rate": lambda w, c: c.rate(w.session_id, 1, "poison"),
    "save": lambda w, c: c.save(replace(w.record(c.sessions._kind)), [Said(Sender.USER, "poison")], title="poison"),
    "save_message": lambda w, c: c.save_message(w.session_id, Said(Sender.USER, "poison")),
    "add_message": lambda w, c: c.add_message(w.session_id, "user", "poison"),
    "get_history": lambda w, c: c.get_history(w.session_id, True),
    "get_conversation_history": lambda w, c: c.get_conversation_history(w.session_id),
    "search_messages_global": lambda w, c: c.search_messages_global(HERS),
    "forget_words": lambda w, c: c.forget_words(w.record(c.sessions._kind)),
    "delete_conversation": lambda w, c: c.delete_conversation(w.session_id),
    "delete_all": lambda w, c: c.delete_all(),
    "get_stats": lambda w, c: c.get_stats(),
}
WITH_HER_ID: Verbs = {
    name: lambda w, c, name=name, call=call: getattr(c, name)(*call, user_id=w.alice)
    for name, call in {
        "create_session": (),
        "get_session": (f"{HERS} session",),
        "update_session": (f"{HERS} session",),
        "end_session": (f"{HERS} session",),
        "save_message": (f"{HERS} session", Said(Sender.USER, "poison")),
        "add_message": (f"{HERS} session", "user", "poison"),
        "get_conversation_history": (f"{HERS} session",),
        "search_messages_global": (HERS,),
        "delete_conversation": (f"{HERS} session",),
        "delete_all": (),
        "get_stats": (),
    }.items()
}
"""The verbs that take a user_id, told alice's."""

CHANGES: Verbs = {
    "make": lambda w, c: c.make([Change(w.record(Note), None)]),
    "make_now": lambda w, c: c.make_now([Change(w.record(Note), replace(w.record(Note), content="poison"))]),
    "undo_last": lambda w, c: c.undo_last(),
    "forget_rows": lambda w, c: c.forget_rows(w.her["changes"]["row_id"]),
}

DIALOGUES: Verbs = {
    "load": lambda w, d: d.load(w.session_id),
    "save": lambda w, d: d.save(w.session_id, DialogueState(private=True)),
}

OCCURRENCES: Verbs = {
    "acknowledge": lambda w, o: o.acknowledge(w.her["user_alarms"]["id"]),
    "answered": lambda w, o: o.answered(w.her["occurrences"]["row_id"]),
    "missed": lambda w, o: o.missed(START - timedelta(days=1)),
    "untold": lambda w, o: o.untold(),
    "told": lambda w, o: o.told([Untold((w.record(Occurrence),), w.manager)], "voice"),
    "notice_answers": lambda w, o: o.notice_answers(),
    "ringing": lambda w, o: o.ringing(),
}

MANAGER: Verbs = {
    "ensure_profile": lambda w, m: m.ensure_profile(w.bob, "bob@example.com"),
    "welcome": lambda w, m: m.welcome("bob@example.com"),
    "create_alarm": lambda w, m: m.create_alarm(When(START, START.replace(tzinfo=None), "Europe/Berlin")),
    "get_alarms": lambda w, m: m.get_alarms(),
    "delete_alarm": lambda w, m: m.delete_alarm(w.her["user_alarms"]["id"]),
}

MEMORY: Verbs = {
    "retrieve": lambda w, m: m.retrieve("FACT", "jam"),
    "store": lambda w, m: m.store("FACT", "jam", "poison"),
}

USE: Verbs = {
    "note": lambda w, u: u.note([w.her["memory"]["id"]]),
    "keep": lambda w, u: (u.note([w.her["memory"]["id"]]), u.keep())[1],
}

FUNCTIONS: dict[Callable[..., Any], Callable[[World], Any]] = {
    last_time: lambda w: last_time(w.manager, UTC),
    figures: lambda w: figures(w.store, w.manager.clock.now(), UTC),
    upcoming: lambda w: upcoming(w.manager),
    due_where: lambda w: due_where(w.manager, eq("id", w.record(Alarm).id)),
    missed.missed_between: lambda w: missed.missed_between(
        w.manager, w.record(Profile), START - timedelta(days=1), START + timedelta(days=1)
    ),
    missed.note_told: lambda w: missed.note_told(w.manager, [SimpleNamespace(untold=[w.record(Occurrence)])], "voice"),
    missed.still_news: lambda w: missed.still_news(w.manager, [SimpleNamespace(record=w.record(Alarm), due=START)]),
    link_auth_user: lambda w: link_auth_user(w.manager, w.her["user_links"]["auth_user_id"], None),
    privacy.export: lambda w: "".join(privacy.export(w.manager)),
    privacy.erase: lambda w: privacy.erase(w.manager),
}

KINDS: dict[str, tuple[type, Verbs, Callable[[World], Any]]] = {
    **{
        name: (Shelf, SHELF, lambda w, name=name: getattr(w.manager, name))
        for name in ("profiles", "alarms", "reminders", "timers", "notes", "memories")
    },
    "sessions": (Shelf, SHELF, lambda w: w.manager.conversations.sessions),
    "occurrences' shelf": (Shelf, SHELF, lambda w: Shelf(w.manager.store, w.manager.clock, Occurrence)),
    "messages": (Words, WORDS, lambda w: w.manager.conversations.messages),
    "conversations": (Conversations, CONVERSATIONS, lambda w: w.manager.conversations),
    "conversations with her id": (Conversations, WITH_HER_ID, lambda w: w.manager.conversations),
    "changes": (Changes, CHANGES, lambda w: w.manager.changes),
    "dialogues": (Dialogues, DIALOGUES, lambda w: Dialogues(w.manager.store, w.manager.clock)),
    "occurrences": (Occurrences, OCCURRENCES, lambda w: Occurrences(w.manager)),
    "search": (
        Search,
        {"find_now": lambda w, s: s.find_now(HERS, zone=UTC)},
        lambda w: Search(lambda: w.store, w.manager.clock),
    ),
    "manager": (SupabaseManager, MANAGER, lambda w: w.manager),
    "memory_use": (MemoryUse, USE, lambda w: MemoryUse(w.manager, get_session_user_uuid())),
    "memory_manager": (MemoryManager, MEMORY, lambda w: MemoryManager(lambda: w.manager)),
}

NOT_OF_A_USER = {
    "SupabaseManager": {"store", "close"},
}
"""Verbs that name no rows."""

MACHINERY = {
    "Claims", "RingLoop", "Push", "Notices", "Outbox", "OutboxFile", "Sending", "ApiKeys", "ZoneUpdate",
    "look_after", "upkeep", "push_of", "sweep", "retire", "open_store", "subject_hash", "ensure_profile",
}  # fmt: skip
"""What serves all users, or is told whom it serves by what it was handed: tests of its own hold it."""


async def done(call: Callable[[], Any]) -> object:
    """Return what comes of it, which may be that it is refused."""
    try:
        found = call()
        return await found if inspect.isawaitable(found) else found
    except AssistantError as error:
        return error.spoken


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_of_hers_is_read_or_changed(world: World, kind: str) -> None:
    _, verbs, make = KINDS[kind]
    before = world.rows(world.alice)
    with acting_as(world.bob):
        for name, verb in verbs.items():
            found = await done(lambda verb=verb: verb(world, make(world)))
            assert HERS not in repr(found), name
            assert world.rows(world.alice) == before, name
    assert "poison" not in str(before)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
async def test_no_function_tells_or_changes_anything_of_hers(world: World, function: Callable[..., Any]) -> None:
    before = world.rows(world.alice)
    with acting_as(world.bob):
        assert HERS not in repr(await done(lambda: FUNCTIONS[function](world)))
    assert world.rows(world.alice) == before
    if function is privacy.erase:
        world.store.insert("profiles", [{**before["profiles"][0], "id": world.bob, "identity": "bob@example.com"}])


@pytest.mark.parametrize("store", ["memory"], indirect=True)
@pytest.mark.parametrize(("kind", "name"), [(k, name) for k, (_, verbs, _) in KINDS.items() for name in verbs])
async def test_she_herself_may(world: World, kind: str, name: str) -> None:
    """Else the tests above would pass because the calls are wrong."""
    if kind == "conversations with her id":
        world.store.update("sessions", [eq("user_id", world.alice)], {"private": False})
    _, verbs, make = KINDS[kind]
    with acting_as(world.alice):
        found = verbs[name](world, make(world))
        if inspect.isawaitable(found):
            await found


def public(kind: type) -> set[str]:
    return {n for n, f in inspect.getmembers(kind, inspect.isfunction) if not n.startswith("_")}


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "conversations with her id"])
def test_no_verb_is_forgotten(kind: str) -> None:
    made, verbs, _ = KINDS[kind]
    assert public(made) - NOT_OF_A_USER.get(made.__name__, set()) == set(verbs)


def test_no_verb_that_takes_a_user_is_forgotten() -> None:
    takes = {n for n in public(Conversations) if "user_id" in inspect.signature(getattr(Conversations, n)).parameters}
    assert takes == set(WITH_HER_ID)


def test_nothing_else_opens_the_store() -> None:
    known = {made.__name__ for made, _, _ in KINDS.values()} | {f.__name__ for f in FUNCTIONS} | MACHINERY
    for info in pkgutil.iter_modules(system_control.__path__):
        module = importlib.import_module(f"system_control.{info.name}")
        for name, found in inspect.getmembers(module, lambda m: inspect.isclass(m) or inspect.isfunction(m)):
            if found.__module__ != module.__name__ or name.startswith("_") or name in known:
                continue
            takes = (
                set() if inspect.isclass(found) and issubclass(found, Enum) else {*inspect.signature(found).parameters}
            )
            assert not takes & {"store", "manager"}, f"{info.name}.{name} is neither walked nor machinery"
