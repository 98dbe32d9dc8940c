"""What a killed worker left in the outbox is in the store soon after the API starts."""

import asyncio
from datetime import timedelta

from api.app import create_app
from assistant.text import TypedConversations
from system_control.conversations import Said, Sender
from system_control.identity import set_session_user
from system_control.outbox import Outbox
from system_control.upkeep import for_ever


async def test_leftovers_are_sent_when_the_api_starts(manager, settings, store) -> None:
    user = set_session_user("alice@example.com")
    file = Outbox(manager).open("job-1", user=user, identity="alice@example.com", channel="voice", room=None)
    file.append(Said(Sender.USER, "wake me at six"))
    file.close()
    app = create_app(settings, manager, TypedConversations(manager, settings))
    async with app.router.lifespan_context(app):
        while not store.count("messages"):
            await asyncio.sleep(0.01)
        while store.select("sessions")[0]["status"] == "active":
            await asyncio.sleep(0.01)
        assert [m["text_content"] for m in store.select("messages")] == ["wake me at six"]
        assert store.select("sessions")[0]["status"] == "abandoned"


async def test_a_bug_does_not_end_what_is_done_beside(caplog) -> None:
    runs: list[int] = []

    async def run() -> None:
        runs.append(1)
        if len(runs) == 1:
            raise ZeroDivisionError
        await asyncio.Event().wait()

    task = asyncio.create_task(for_ever(run, pause=0))
    while len(runs) < 2:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert "begins again" in caplog.text


async def test_what_is_due_becomes_missed_when_nobody_is_there_to_hear_it(manager, settings, store, clock) -> None:
    user = set_session_user("alice@example.com")
    await manager.welcome()
    talks = TypedConversations(manager, settings)
    await talks.say("set a timer for one minute")
    clock.advance(timedelta(hours=2))
    app = create_app(settings, manager, talks)
    async with app.router.lifespan_context(app):
        while store.select("user_timers")[0]["status"] == "running":
            await asyncio.sleep(0.01)
        assert store.select("user_timers")[0]["status"] == "missed"
        assert [o["user_id"] for o in store.select("occurrences")] == [user]
