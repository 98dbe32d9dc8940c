"""How fast a conversation is kept and read on the embedded store: `python -m bench.history`.

100 messages are kept one by one, each as a turn of its own, as an app does it; 10,000 are read by pages of 200.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from system_control.conversations import Said, Sender
from system_control.identity import set_session_user
from system_control.supabase_manager import SupabaseManager
from utils.settings import Settings

if TYPE_CHECKING:
    from system_control.conversations import Conversations

WRITTEN = 100
READ = 10_000
PAGE = 200
TEXT = "I went to the market on Saturday and met an old friend from school there, number {}."


async def main() -> None:
    """Print both figures in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        manager = SupabaseManager(Settings(data_dir=Path(folder)))
        set_session_user("alice@example.com")
        await manager.welcome()
        kept = manager.conversations
        name = (await kept.create_session()).session_id
        began = time.perf_counter()
        for number in range(WRITTEN):
            await kept.add_message(name, ("user", "assistant")[number % 2], TEXT.format(number))
        print(f"{WRITTEN} messages kept one by one: {time.perf_counter() - began:.2f} s")
        await _fill(kept)
        manager.close()


async def _fill(kept: Conversations) -> None:
    session = await kept.create_session()
    for first in range(0, READ, 500):
        await kept.save(session, [Said(Sender.USER, TEXT.format(first + n)) for n in range(500)])
    began = time.perf_counter()
    page = await kept.get_conversation_history(session.session_id, limit=PAGE)
    read = len(page.messages)
    while page.cursor:
        page = await kept.get_conversation_history(session.session_id, limit=PAGE, cursor=page.cursor)
        read += len(page.messages)
    print(f"{read:,} messages read by pages of {PAGE}: {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    asyncio.run(main())
