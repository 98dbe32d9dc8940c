"""What was said survives a store that is down, a process that is killed and a file that is torn, exactly once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from system_control.conversations import Said, Sender
from system_control.errors import StoreUnavailable
from system_control.identity import acting_as, livekit_identity_to_uuid
from system_control.outbox import Outbox
from system_control.shelf import new_id
from system_control.store.sql import SqlStore
from system_control.store.store import eq
from system_control.supabase_manager import SupabaseManager
from tests.conftest import NOW

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
        self.refuses = ""

    def __getattr__(self, name: str):
        real = getattr(self._store, name)

        def call(*a, **k):
            if self.down or name == self.refuses:
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
import sys
from system_control.conversations import Said, Sender
from system_control.identity import set_session_user
from system_control.outbox import Outbox
from system_control.supabase_manager import SupabaseManager
from utils.settings import Settings
manager = SupabaseManager(Settings.load({"DATA_DIR": sys.argv[1]}))
user = set_session_user("alice@example.com")
file = Outbox(manager).open("job-1", user=user, identity="alice@example.com", channel="voice", room="r")
line = 0
while line < int(sys.argv[2]):
    file.append(Said((Sender.USER, Sender.AI)[line % 2], f"line {line} " + "x" * 500, tokens_input=3, tokens_output=1))
    if line == 25:
        file.send(file._turn_at)
    print(line, flush=True)
    line += 1
sys.stdin.read()
"""


@contextmanager
def talking(folder: Path, lines: int) -> Iterator[subprocess.Popen[str]]:
    """A process that says so many lines, each printed when it was taken, and then waits to be killed."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(lines)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    with child:
        try:
            yield child
        finally:
            child.kill()


def killed(child: subprocess.Popen[str]) -> int:
    """Kill it after its line 40, and return the last one that it says was taken."""
    assert child.stdout is not None
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    return max([40, *(int(line) for line in child.stdout.read().split("\n")[:-1])])


def test_a_killed_process_loses_nothing(tmp_path) -> None:
    manager = _manager(tmp_path)
    with talking(tmp_path, 50) as child:
        assert child.stdout is not None
        for n in range(50):
            assert child.stdout.readline() == f"{n}\n"
        assert Outbox(manager).drain_now() == 0, "a file that is still written to is left alone"
        (before,) = manager.store().select("sessions")
        assert (before["message_count"], before["status"]) == (24, "active"), "the count is true while it goes on"
        assert (before["tokens_input"], before["tokens_output"]) == (72, 24)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    assert Outbox(manager).drain_now() == 1
    rows = manager.store().select("messages", order=("seq",))
    assert [r["text_content"].split(" x")[0] for r in rows] == [f"line {i}" for i in range(50)]
    (session,) = manager.store().select("sessions")
    assert (session["status"], session["message_count"]) == ("abandoned", 50)
    assert (session["tokens_input"], session["tokens_output"]) == (150, 50)
    assert session["ended_at"] == rows[-1]["created_at"]
    assert session["duration_seconds"] == pytest.approx(
        (rows[-1]["created_at"] - session["created_at"]).total_seconds(), abs=0.001
    )
    assert [p["identity"] for p in manager.store().select("profiles")] == ["alice@example.com"]
    manager.close()


@pytest.mark.parametrize("torn", [0, 1, 100, 700])
def test_killed_while_it_writes_and_the_file_torn_after(tmp_path, torn) -> None:
    """What was taken is there once, but for the lines that the torn end of the file held."""
    manager = _manager(tmp_path)
    with talking(tmp_path, 10**6) as child:
        assert child.stdout is not None
        while child.stdout.readline() != "40\n":
            pass
        last = killed(child)
    (path,) = (tmp_path / "outbox").glob("*.jsonl")
    lost = path.read_bytes()[path.stat().st_size - torn :].count(b"\n") if torn else 0
    os.truncate(path, path.stat().st_size - torn)
    for _ in range(2):
        Outbox(manager).drain_now()
    said = [int(m["text_content"].split()[1]) for m in manager.store().select("messages", order=("seq",))]
    assert said == list(range(len(said)))
    assert len(said) >= last + 1 - lost - (torn > 0)
    (session,) = manager.store().select("sessions")
    assert (session["message_count"], session["tokens_input"]) == (len(said), 3 * len(said))
    assert not path.exists()
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


async def test_the_count_is_true_while_the_conversation_goes_on(outbox, store, alice) -> None:
    file = begin(outbox, alice)
    say(file, "one", "two", "three")
    file.send(file._turn_at)
    (session,) = store.select("sessions")
    assert (session["message_count"], store.count("messages"), session["status"]) == (2, 2, "active")
    await file.finish()


async def test_words_that_wait_are_forgotten_with_those_that_are_kept(settings, clock, store, alice) -> None:
    faulty = Faulty(store)
    manager = SupabaseManager(settings, clock=clock, store=faulty)
    outbox = Outbox(manager)
    live, other, left = (begin(outbox, alice, name) for name in ("live", "other", "left behind"))
    for file in (live, other, left):
        say(file, "first marmalade", "answer")
        file.send(file._turn_at)
        file.append(Said(Sender.USER, "marmalade that waits", tokens_input=5))
        file.append(Said(Sender.AI, "a last word"))
    left.close()
    kept = manager.conversations
    for name in ("live", "left behind"):
        await kept.update_session(name, title="marmalade", summary="marmalade")
        await kept.forget_words(await kept.get_session(name))
    rows = {m["session_id"] for m in store.select("messages")}
    assert rows == set(), "nothing of the two is left, and of the third nothing was finished"
    assert sum(path.read_bytes().count(b"marmalade") for path in files(settings)) == 2, "those of the other one"
    live.append(Said(Sender.USER, "later"))
    for file in (live, other):
        assert await file.finish()
    assert await outbox.drain() == 1
    said = [(m["session_id"], m["text_content"]) for m in store.select("messages", order=("session_id", "seq"))]
    assert said == [
        ("live", "later"),
        *(("other", text) for text in ("first marmalade", "answer", "marmalade that waits", "a last word")),
    ]
    assert "marmalade" not in str([s for s in store.select("sessions") if s["session_id"] != "other"])
    assert {s["session_id"]: s["tokens_input"] for s in store.select("sessions")} == {
        "live": 5, "other": 5, "left behind": 5,
    }, "what was spent stays true"  # fmt: skip
    assert files(settings) == []


@pytest.mark.parametrize("where", ["here", "elsewhere"])
async def test_a_conversation_that_its_user_deletes_while_it_goes_on_stays_deleted(
    manager, outbox, store, alice, settings, clock, where
) -> None:
    file, crashed = begin(outbox, alice), begin(outbox, alice, "crashed")
    for one in (file, crashed):
        say(one, "one", "two", "three")
        one.send(one._turn_at)
    other = manager if where == "here" else SupabaseManager(settings, clock=clock, store=store)
    assert await other.conversations.delete_all() == 2
    say(file, "four", "five")
    crashed.append(Said(Sender.USER, "four"))
    crashed.close()
    assert not await file.finish()
    assert await outbox.drain() == 1
    assert store.select("sessions") == []
    assert store.select("messages") == []
    assert files(manager.settings) == []


async def test_a_torn_file_remembers_that_its_conversation_was_there(settings, clock, store, alice) -> None:
    faulty = Faulty(store)
    manager = SupabaseManager(settings, clock=clock, store=faulty)
    file = begin(Outbox(manager), alice)
    say(file, "whole", "torn away")
    file.close()
    (path,) = files(settings)
    os.truncate(path, path.stat().st_size - 7)
    faulty.refuses = "call"  # the session is made, and then nothing is taken
    assert await Outbox(manager).drain() == 0
    faulty.refuses = ""
    store.delete("sessions", [eq("user_id", alice)])
    assert await Outbox(manager).drain() == 1
    assert store.select("sessions") == []


async def test_what_is_said_after_the_end_disturbs_nobody(outbox, store, alice) -> None:
    file = begin(outbox, alice)
    say(file, "one")
    assert await file.finish()
    file.append(Said(Sender.AI, "too late"))
    file.spend(1, 1)
    file.forget_turn()
    assert not await file.finish()
    assert texts(store) == ["one"]


async def test_a_file_that_is_none_of_ours_stops_nobody(outbox, store, alice, settings) -> None:
    file = begin(outbox, alice)
    say(file, "one")
    file.close()
    folder = settings.data_dir / "outbox"
    for name, content in (("0", b'{"some": "thing"}\n'), ("1", b"[1, 2]\n7\nnull\n"), ("2", b"\0" * 4096)):
        (folder / f"{name}.jsonl").write_bytes(content)
    assert await outbox.drain() == 1
    assert texts(store) == ["one"]


async def test_lines_of_an_older_version_are_sent(outbox, store, alice, settings) -> None:
    file = begin(outbox, alice)
    file.close()
    (path,) = files(settings)
    line = {"sender": "user", "text": "hello", "interrupted": False, "tool": None, "message_id": "m1"}
    with path.open("a") as old:
        old.write(json.dumps({**line, "id": new_id(), "seq": 1, "at": NOW.isoformat()}) + "\n")
    assert await outbox.drain() == 1
    assert [(m["text_content"], m["created_at"]) for m in store.select("messages")] == [("hello", NOW)]


def _manager(folder: Path) -> SupabaseManager:
    from utils.settings import Settings

    return SupabaseManager(Settings.load({"DATA_DIR": str(folder)}))


def _seconds(n: int):
    from datetime import timedelta

    return timedelta(seconds=n)
