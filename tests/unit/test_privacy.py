"""Everything of a user comes out, and after an erasure no trace of it is left, in rows or in bytes."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from system_control import privacy
from system_control.conversations import Said, Sender
from system_control.identity import acting_as, livekit_identity_to_uuid, set_session_user
from system_control.outbox import Outbox
from system_control.shelf import new_id
from system_control.store.procedures import owner_column
from system_control.store.store import eq
from system_control.store.tables import METADATA, OWNED, Id, Json, Moment
from system_control.supabase_manager import SupabaseManager
from utils.settings import Settings

ALICE, BOB = (livekit_identity_to_uuid(f"{name}@example.com") for name in ("alice", "bob"))
DUE = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@pytest.fixture
def on_disk(tmp_path):
    opened = SupabaseManager(Settings.load({"DATA_DIR": str(tmp_path)}))
    yield opened
    opened.close()


def fill(manager, user: str, secret: str) -> None:
    """Put a row that carries `secret` into every table of the user's."""
    manager.ensure_profile(user, f"{secret}@example.com")
    store = manager.store()
    store.update("profiles", [eq("id", user)], {"display_name": secret})
    session_id = f"session of {secret}"
    for table in sorted(OWNED, key=lambda t: (t == "messages", t)):
        row = {}
        for column in METADATA.tables[table].c:
            if isinstance(column.type, Moment):
                value = DUE
            elif isinstance(column.type, Id):
                value = new_id()
            elif isinstance(column.type, Json):
                value = {"secret": secret}
            elif column.type.python_type is str:
                value = f"{secret} {table}"
            else:
                value = column.type.python_type(1)
            row[column.name] = value
        row |= {owner_column(table): user} | {k: v for k, v in FIXED.items() if k in row}
        if "session_id" in row:
            row["session_id"] = session_id
        assert store.insert(table, [row]) == 1, table


FIXED = {"zone": "Europe/Berlin", "rrule": "FREQ=DAILY", "status": "scheduled"}


def export(manager, user: str) -> dict:
    with acting_as(user):
        return json.loads("".join(privacy.export(manager)))


def test_everything_comes_out(on_disk) -> None:
    fill(on_disk, ALICE, "marmalade")
    fill(on_disk, BOB, "liquorice")
    out = export(on_disk, ALICE)
    assert out["profile"]["display_name"] == "marmalade"
    (alarm,) = out["alarms"]
    assert alarm["at"] == "2026-11-25T07:00:00+01:00"
    assert (alarm["zone"], alarm["repeat"], alarm["status"]) == ("Europe/Berlin", "FREQ=DAILY", "scheduled")
    assert out["reminders"][0]["text"] == "marmalade user_reminders"
    assert out["timers"][0]["seconds"] == 1
    assert out["notes"][0]["text"] == "marmalade user_notes"
    assert out["memories"][0]["value"] == "marmalade memory"
    assert out["sessions"][0]["messages"][0]["text_content"] == "marmalade messages"
    for table in set(OWNED) - {"user_links", "messages"}:
        name = privacy._NAMED.get(table, (table,))[0]
        assert len(out[name]) == 1, table
    text = json.dumps(out)
    assert "liquorice" not in text
    assert "marmalade api_keys" in text
    assert "key_hash" not in text


def test_many_rows_come_out_by_pages(on_disk, monkeypatch) -> None:
    monkeypatch.setattr(privacy, "PAGE", 3)
    on_disk.ensure_profile(ALICE, "alice@example.com")
    now = on_disk.clock.now()
    notes = [
        {"id": new_id(), "user_id": ALICE, "content": str(i), "created_at": now, "updated_at": now} for i in range(10)
    ]
    on_disk.store().insert("user_notes", notes)
    assert {n["text"] for n in export(on_disk, ALICE)["notes"]} == {str(i) for i in range(10)}


def test_a_user_of_whom_nothing_is_kept(on_disk) -> None:
    out = export(on_disk, ALICE)
    assert out["profile"] is None
    assert out["alarms"] == out["sessions"] == []


def test_no_trace_is_left(on_disk, tmp_path) -> None:
    fill(on_disk, ALICE, "marmalade")
    fill(on_disk, BOB, "liquorice")
    file = Outbox(on_disk).open("job-1", user=ALICE, identity="alice@example.com", channel="voice", room=None)
    file.append(Said(Sender.USER, "marmalade in the outbox"))
    file.close()
    before = export(on_disk, BOB)
    set_session_user("alice@example.com")
    assert privacy.erase(on_disk) is True
    assert privacy.erase(on_disk) is False
    for table in METADATA.tables.values():
        for row in on_disk.store().select(table.name):
            assert "marmalade" not in json.dumps(row, default=str), table.name
            assert ALICE not in json.dumps(row, default=str), table.name
    after = export(on_disk, BOB)
    del before["exported_at"], after["exported_at"]
    assert after == before
    (line,) = on_disk.store().select("audit_logs")
    assert line["action"] == "erase"
    for moment in ("while the store is open", "after it was closed"):
        for path in tmp_path.rglob("*"):
            if path.is_file():
                assert b"marmalade" not in path.read_bytes(), (path.name, moment)
        on_disk.close()


def run(tmp_path, *arguments: str, answer: str = "") -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "system_control.privacy", *arguments],
        input=answer, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False,
        env={"DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def test_the_commands(on_disk, tmp_path) -> None:
    on_disk.ensure_profile(ALICE, "alice@example.com")
    exported = run(tmp_path, "export", "--identity", "alice@example.com")
    assert json.loads(exported.stdout)["profile"]["identity"] == "alice@example.com"
    assert run(tmp_path, "erase", "--identity", "alice@example.com", answer="no\n").returncode == 1
    assert run(tmp_path, "erase", "--identity", "alice@example.com").returncode == 1
    assert on_disk.store().count("profiles") == 1
    assert run(tmp_path, "erase", "--identity", "alice@example.com", answer="yes\n").returncode == 0
    assert on_disk.store().count("profiles") == 0
    refused = run(tmp_path, "export", "--identity", "")
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


def test_who_reads_only_the_beginning_of_an_export_sees_no_trace(on_disk, tmp_path) -> None:
    on_disk.ensure_profile(ALICE, "alice@example.com")
    process = subprocess.Popen(
        [sys.executable, "-m", "system_control.privacy", "export", "--identity", "alice@example.com"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2],
        env={"DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) == 1
