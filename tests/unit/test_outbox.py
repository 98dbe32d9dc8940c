"""What was said survives a store that is down, a process that is killed and a file that is torn, exactly once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from system_control.conversations import Said, Sender
from system_control.errors import StoreUnavailable
from system_control.identity import acting_as, livekit_identity_to_uuid
from system_control.outbox import Outbox
from system_control.store.sql import SqlStore
from system_control.supabase_manager import SupabaseManager

BOB = livekit_identity_to_uuid("bob@example.com")


@pytest.fixture
def outbox(manager) -> Outbox:
    return Outbox(manager)


def begin(outbox: Outbox, user: str, session_id: str = "job-1"):
    return outbox.open(session_id, user=user, identity="alice@example.com", channel="voice", room="room-1")


def say(file, *texts: str) -> None:
    for i, text in enumerate(texts):
        file.append(Said(Sender.USER if i % 2 == 0 else Sender.AI, text))


def texts(store) -> list[str]:
    return [m["text_content"] for m in store.select("messages", order=("seq",))]


def files(settings) -> list[Path]:
    return list((settings.data_dir / "outbox").glob("*.jsonl"))


class Faulty:
    """Passes everything on to a store, but for a time does what it is told and loses the answer, or refuses."""

    def __init__(self, store: SqlStore) -> None:
        self._store, self.name, self.down, self.loses = store, "faulty", False, 0

    def __getattr__(self, name: str):
        real = getattr(self._store, name)

        def call(*a, **k):
            if self.down:
                raise StoreUnavailable("down")
            result = real(*a, **k)
            if self.loses:
                self.loses -= 1
                raise StoreUnavailable("the answer was lost")
            return result

        return call


async def test_a_conversation_ends_in_the_store(outbox, store, alice, settings, clock) -> None:
    file = begin(outbox, alice)
    say(file, "wake me at six", "Your alarm is set.")
    clock.advance(_seconds(42))
    assert await file.finish()
    (session,) = store.select("sessions")
    assert texts(store) == ["wake me at six", "Your alarm is set."]
    assert (session["status"], session["message_count"], session["duration_seconds"]) == ("ended", 2, 42.0)
    assert files(settings) == []


async def test_the_store_is_down_the_whole_time(settings, clock, store, alice) -> None:
    faulty = Faulty(store)
    manager = SupabaseManager(settings, clock=clock, store=faulty)
    faulty.down = True
    file = begin(Outbox(manager), alice)
    say(file, "one", "two", "three")
    assert not await file.finish()
    assert len(files(settings)) == 1
    faulty.down = False
    assert await Outbox(manager).drain() == 1
    assert texts(store) == ["one", "two", "three"]
    assert store.select("sessions")[0]["status"] == "ended"
    assert files(settings) == []


@pytest.mark.parametrize("lost", range(1, 6))
async def test_an_answer_that_is_lost_doubles_nothing(settings, clock, store, alice, lost) -> None:
    faulty = Faulty(store)
    manager = SupabaseManager(settings, clock=clock, store=faulty)
    file = begin(Outbox(manager), alice)
    say(file, "one", "two")
    faulty.loses = lost
    await file.finish()
    faulty.loses = 0
    await Outbox(manager).drain()
    assert texts(store) == ["one", "two"]
    assert store.select("sessions")[0]["message_count"] == 2


CHILD = """
import sys, os
from pathlib import Path
from system_control.conversations import Said, Sender
from system_control.identity import set_session_user
from system_control.outbox import Outbox
from system_control.supabase_manager import SupabaseManager
from utils.settings import Settings
manager = SupabaseManager(Settings.load({"DATA_DIR": sys.argv[1]}))
user = set_session_user("alice@example.com")
file = Outbox(manager).open("job-1", user=user, identity="alice@example.com", channel="voice", room="r")
for i in range(50):
    file.append(Said(Sender.USER, f"line {i}"))
print("said", flush=True)
sys.stdin.read()
"""


def test_a_killed_process_loses_nothing(tmp_path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == "said\n"
    manager = _manager(tmp_path)
    assert Outbox(manager).drain_now() == 0, "a file that is still written to is left alone"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert Outbox(manager).drain_now() == 1
    assert texts(manager.store()) == [f"line {i}" for i in range(50)]
    (session,) = manager.store().select("sessions")
    assert (session["status"], session["message_count"]) == ("abandoned", 50)
    assert [p["identity"] for p in manager.store().select("profiles")] == ["alice@example.com"]
    manager.close()


@pytest.mark.parametrize("torn", [1, 7, 40])
async def test_a_torn_line_costs_only_itself(outbox, store, alice, settings, torn) -> None:
    file = begin(outbox, alice)
    say(file, "whole", "torn away")
    file.close()
    (path,) = files(settings)
    os.truncate(path, path.stat().st_size - torn)
    assert await outbox.drain() == 1
    assert texts(store) == ["whole"]


async def test_a_torn_header_is_swept_away(outbox, store, alice, settings) -> None:
    begin(outbox, alice).close()
    (path,) = files(settings)
    os.truncate(path, 10)
    assert await outbox.drain() == 0
    assert files(settings) == []


async def test_the_turn_that_asks_for_privacy_is_never_sent(outbox, store, alice) -> None:
    file = begin(outbox, alice)
    say(file, "hello", "Hello.")
    file.append(Said(Sender.USER, "don't remember this conversation"))
    file.send(file._turn_at)
    assert texts(store) == ["hello", "Hello."]
    file.forget_turn()
    await file.finish()
    assert texts(store) == ["hello", "Hello."]


async def test_it_is_sent_while_the_conversation_goes_on(outbox, store, alice) -> None:
    file = begin(outbox, alice)
    say(file, "one", "two")
    assert not file.waiting
    file.append(Said(Sender.USER, "three"))
    assert file.waiting
    file.send(file._turn_at)
    assert not file.waiting
    assert texts(store) == ["one", "two"]
    await file.finish()
    assert texts(store) == ["one", "two", "three"]


async def test_two_drains_at_once_send_once(outbox, store, alice) -> None:
    begin(outbox, alice).close()
    file = begin(outbox, alice, "job-2")
    say(file, "x")
    file.close()
    import asyncio

    assert sum(await asyncio.gather(outbox.drain(), outbox.drain())) == 2
    assert texts(store) == ["x"]


async def test_users_keep_their_own(manager, outbox, store, alice) -> None:
    manager.ensure_profile(BOB, "bob@example.com")
    for user, session, text in ((alice, "a", "alice's"), (BOB, "b", "bob's")):
        file = begin(outbox, user, session)
        say(file, text)
        file.close()
    await outbox.drain()
    with acting_as(BOB):
        assert [m.text_content for m in await manager.conversations.messages.find()] == ["bob's"]


def _manager(folder: Path) -> SupabaseManager:
    from utils.settings import Settings

    return SupabaseManager(Settings.load({"DATA_DIR": str(folder)}))


def _seconds(n: int):
    from datetime import timedelta

    return timedelta(seconds=n)
