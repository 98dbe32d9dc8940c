"""What a killed worker left in the outbox is in the store soon after the API starts."""

import asyncio

from api.app import create_app
from assistant.text import TypedConversations
from system_control.conversations import Said, Sender
from system_control.identity import set_session_user
from system_control.outbox import Outbox


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
