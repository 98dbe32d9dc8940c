"""Notes as rows: whose they are, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from system_control.changes import Change
from system_control.errors import Conflict, NotFound
from system_control.identity import acting_as, set_session_user
from system_control.notes import new_note

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager


async def test_a_note_is_kept_and_read_back_whole(manager: SupabaseManager, alice: str):
    note = new_note("milk\n\N{GLASS OF MILK}", "", manager.clock.now())
    await manager.changes.make([Change(None, note)])
    assert await manager.notes.get(note.id) == note
    assert note.title is None


async def test_a_note_that_was_deleted_comes_back(manager: SupabaseManager, alice: str):
    note = new_note("milk", "shopping", manager.clock.now())
    await manager.notes.add(note)
    await manager.changes.make([Change(note, None)])
    with pytest.raises(NotFound):
        await manager.notes.get(note.id)
    assert await manager.changes.undo_last() is not None
    assert await manager.notes.get(note.id) == note


async def test_a_note_that_is_gone_cannot_be_changed(manager: SupabaseManager, alice: str):
    note = new_note("milk", None, manager.clock.now())
    with pytest.raises(Conflict):
        await manager.changes.make([Change(note, None)])


async def test_another_user_s_note_is_not_there(manager: SupabaseManager, alice: str):
    note = new_note("milk", None, manager.clock.now())
    await manager.notes.add(note)
    bob = set_session_user("bob@example.com")
    manager.ensure_profile(bob, "bob@example.com")
    with acting_as(bob):
        assert await manager.notes.find() == []
        with pytest.raises(NotFound):
            await manager.notes.get(note.id)
        with pytest.raises(Conflict):
            await manager.changes.make([Change(note, None)])
    with acting_as(alice):
        assert await manager.notes.get(note.id) == note
