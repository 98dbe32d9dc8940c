"""A shelf shows one user's rows, whoever asks for whatever id."""

import asyncio
import contextvars
import time
from dataclasses import dataclass, make_dataclass
from typing import ClassVar

import pytest

from system_control import shelf as shelf_module
from system_control.changes import Change, Changes
from system_control.errors import Conflict, NotFound, NoUser
from system_control.identity import acting_as, livekit_identity_to_uuid
from system_control.shelf import Record, Shelf, Unsettled, in_thread, new_id
from system_control.store.tables import OWNED
from tests.unit.test_privacy import fill

BOB = livekit_identity_to_uuid("bob@example.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip(Record):
    TABLE: ClassVar[str] = "user_notes"
    content: str
    title: str | None = None
    updated_at: object


@pytest.fixture
def slips(manager, alice):
    manager.ensure_profile(BOB, "bob@example.com")
    return Shelf(manager.store, manager.clock, Slip)


def slip(clock, content: str) -> Slip:
    return Slip(id=new_id(), content=content, created_at=clock.now(), updated_at=clock.now())


async def test_nobody_reads_anothers_rows(slips, clock) -> None:
    mine = slip(clock, "alice's")
    await slips.add(mine)
    with acting_as(BOB):
        assert await slips.find() == []
        assert await slips.count() == 0
        for attempt in (slips.get(mine.id), slips.update(mine.id, {"content": "taken"}), slips.remove(mine.id)):
            with pytest.raises(NotFound):
                await attempt
    assert await slips.find() == [mine]


async def test_nobody_bound_reads_nothing(slips) -> None:
    with pytest.raises(NoUser):
        contextvars.Context().run(slips.find_now)


@pytest.mark.parametrize("row_id", ["", "1", "' or 1=1", None])
async def test_an_id_that_is_none_matches_nothing(slips, row_id) -> None:
    with pytest.raises(NotFound):
        await slips.get(row_id)


async def test_a_repeated_addition_does_nothing_twice(slips, clock) -> None:
    one = slip(clock, "once")
    await slips.add(one)
    await slips.add(one)
    assert await slips.count() == 1


def test_rows_that_belong_to_nobody_have_no_shelf(manager) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Line(Record):
        TABLE: ClassVar[str] = "audit_logs"

    with pytest.raises(ValueError, match="nobody"):
        Shelf(manager.store, manager.clock, Line)


async def test_a_slow_store_is_waited_for_only_so_long(monkeypatch) -> None:
    monkeypatch.setattr(shelf_module, "PATIENCE_SECONDS", 0.01)
    with pytest.raises(Unsettled):
        await in_thread(time.sleep, 0.2)


async def test_an_end_that_comes_together_with_the_answer_is_an_end() -> None:
    for turns in range(400):
        task = asyncio.create_task(in_thread(int))
        for _ in range(turns % 20):
            await asyncio.sleep(0)
        if task.cancel():
            await asyncio.wait({task})
            assert task.cancelled(), f"after {turns % 20} turns of the loop"


class TestChanges:
    async def test_back_and_further_back(self, manager, slips, clock) -> None:
        changes: Changes = manager.changes
        one = slip(clock, "one")
        await changes.make([Change(None, one)])
        two = Slip(**{**one.row(), "content": "two"})
        clock.advance(_seconds(1))
        await changes.make([Change(one, two)])
        clock.advance(_seconds(1))
        undone = await changes.undo_last()
        assert undone is not None
        assert undone.entries[0]["before"] == {"content": "one"}
        assert (await slips.get(one.id)).content == "one"
        await changes.undo_last()
        assert await slips.find() == []
        assert await changes.undo_last() is None

    async def test_a_batch_is_one_step(self, manager, slips, clock) -> None:
        several = [slip(clock, c) for c in "abc"]
        await manager.changes.make([Change(None, s) for s in several])
        clock.advance(_seconds(1))
        await manager.changes.make([Change(s, None) for s in several])
        assert await slips.count() == 0
        await manager.changes.undo_last()
        assert {s.content for s in await slips.find()} == set("abc")

    async def test_what_was_changed_since_stays(self, manager, slips, clock) -> None:
        one = slip(clock, "one")
        await manager.changes.make([Change(None, one)])
        await slips.update(one.id, {"content": "edited in the app"})
        with pytest.raises(Conflict):
            await manager.changes.undo_last()
        assert (await slips.get(one.id)).content == "edited in the app"

    async def test_nobody_undoes_for_another(self, manager, slips, clock) -> None:
        one = slip(clock, "one")
        await manager.changes.make([Change(None, one)])
        with acting_as(BOB):
            assert await manager.changes.undo_last() is None
        assert await slips.count() == 1

    async def test_it_reaches_back_a_day(self, manager, slips, clock) -> None:
        await manager.changes.make([Change(None, slip(clock, "old"))])
        clock.advance(_seconds(24 * 3600 + 1))
        assert await manager.changes.undo_last() is None

    async def test_two_changes_of_one_row_at_once_leave_one(self, manager, slips, clock) -> None:
        one = slip(clock, "one")
        await manager.changes.make([Change(None, one)])
        tries = [manager.changes.make([Change(one, Slip(**{**one.row(), "content": c}))]) for c in "xy"]
        results = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(r, Conflict) for r in results) == 1


def _seconds(n: int):
    from datetime import timedelta

    return timedelta(seconds=n)


@pytest.mark.parametrize("table", OWNED)
async def test_on_every_shelf_two_users_never_meet(manager, alice, table) -> None:
    kind = make_dataclass("Kind", [], bases=(Record,), namespace={"TABLE": table}, frozen=True, kw_only=True)
    fill(manager, alice, "marmalade")
    fill(manager, BOB, "liquorice")
    shelf = Shelf(manager.store, manager.clock, kind)
    seen: dict[str, set[str]] = {}
    for user in (alice, BOB):
        with acting_as(user):
            seen[user] = {row.id for row in await shelf.find()}
            assert len(seen[user]) == await shelf.count() == 1
    assert not seen[alice] & seen[BOB]
    with acting_as(BOB), pytest.raises(NotFound):
        await shelf.get(next(iter(seen[alice])))
    with acting_as(BOB), pytest.raises(NotFound):
        await shelf.remove(next(iter(seen[alice])))
    assert await shelf.count() == 1
