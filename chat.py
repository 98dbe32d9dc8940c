"""The same assistant in a terminal, typed: a prompt on a terminal; in a pipe one line in, one line out."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import threading
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from system_control.errors import AssistantError, InvalidInput
from system_control.identity import set_session_user
from system_control.shelf import widen_threads
from system_control.supabase_manager import SupabaseManager
from utils.clock import Clock, ShiftedClock, SystemClock
from utils.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

WRONG_USE = 2


def main(argv: list[str] | None = None) -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--identity", help="who you are; by default this machine's own user")
    parser.add_argument("--zone", help="your time zone, such as Europe/Berlin")
    parser.add_argument("--now", help="pretend that the conversation begins at this local time, as 2026-11-24T10:20")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        settings = Settings.load()
        logging.getLogger().setLevel(max(logging.WARNING, logging.getLevelName(settings.log_level)))
        # The framework warns of every tool that declines, and here declining is an answer like another.
        logging.getLogger("livekit.agents").setLevel(logging.CRITICAL)
        zone = _zone(options.zone or settings.timezone)
        manager = SupabaseManager(settings, clock=_clock(options.now, zone))
        identity = options.identity or settings.local_identity()
        return asyncio.run(_converse(manager, settings, identity, zone))
    except (SettingsError, InvalidInput) as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except OSError as error:
        print(
            f"{error.filename or 'A file'}: {error.strerror}; set DATA_DIR to a folder that can be written.",
            file=sys.stderr,
        )
        return WRONG_USE
    except KeyboardInterrupt:
        return 0


async def _converse(manager: SupabaseManager, settings: Settings, identity: str, zone: ZoneInfo | None) -> int:
    user = set_session_user(identity)
    # Imported here: it takes two seconds, and a wrong option should be told at once.
    from assistant.announcer import Announcer, Nudge
    from assistant.mouths import TypedMouth
    from assistant.text import TypedConversations
    from system_control.upkeep import for_ever, upkeep

    widen_threads()
    await manager.welcome(identity)
    conversations = TypedConversations(manager, settings)
    session_id: str | None = None
    turn = asyncio.Lock()
    mouth = TypedMouth(manager, lambda: session_id, lambda text: print(text, file=sys.stderr, flush=True), turn)
    nudge = Nudge()
    announcer = Announcer(manager, user, mouth, lambda: session_id, sleep=nudge.sleep)
    beside = [asyncio.create_task(announcer.run(), name="announcer")]
    if isinstance(manager.clock, SystemClock):  # with another clock what others have begun would seem to be over
        keeping = for_ever(lambda: upkeep(manager, conversations.close_what_is_over))
        beside.append(asyncio.create_task(keeping, name="upkeep"))
    try:
        async for line in _lines():
            try:
                async with turn:
                    reply = await conversations.say(line, session_id=session_id, zone=zone.key if zone else None)
            except AssistantError as error:
                print(error.spoken, flush=True)
            else:
                session_id = reply.session_id
                print(" ".join(reply.text.split()), flush=True)
                nudge()
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await conversations.aclose()
        manager.close()
    return 0


async def _lines() -> AsyncIterator[str]:
    """Yield what is typed, line by line, until the end of the input."""
    if sys.stdin.isatty():
        from prompt_toolkit import PromptSession
        from prompt_toolkit.patch_stdout import patch_stdout

        prompt: PromptSession[str] = PromptSession()
        with patch_stdout():
            while True:
                try:
                    line = await prompt.prompt_async("you> ")
                except EOFError:
                    return
                if line.strip():
                    yield line
    else:
        lines: asyncio.Queue[bytes] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        # A thread, since neither a file nor every kind of pipe can be watched by the loop; daemonic, since a read
        # that waits cannot be cancelled. Bytes: one line that is not UTF-8 must not end the conversation.
        threading.Thread(target=_read, args=(loop, lines), daemon=True, name="stdin").start()
        while line_bytes := await lines.get():
            yield line_bytes.decode("utf-8", "replace").rstrip("\r\n")


def _read(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[bytes]) -> None:
    """Hand over each line, and an empty one at the end."""
    while True:
        line = sys.stdin.buffer.readline()
        try:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        except RuntimeError:  # the loop is closed: nobody listens any more
            return
        if not line:
            return


def _zone(name: str | None) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError):
        raise SettingsError(f"{name!r} is not a time zone; it takes a name such as Europe/Berlin.") from None


def _clock(now: str | None, zone: ZoneInfo | None) -> Clock:
    if not now:
        return SystemClock()
    try:
        start = datetime.fromisoformat(now)
    except ValueError:
        raise SettingsError(f"--now is {now!r}; it takes a time such as 2026-11-24T10:20.") from None
    if start.tzinfo is None:
        start = start.replace(tzinfo=zone) if zone else start.astimezone()
    return ShiftedClock(start)


if __name__ == "__main__":
    sys.exit(main())
