"""The user's rights: everything that is kept of them as one JSON, and nothing of it any more.

`python -m system_control.privacy export --identity ID` writes the JSON to standard output;
`python -m system_control.privacy erase --identity ID` asks first (`--yes` does not).

The JSON's schema: {"schema": 1, "exported_at": moment, "profile": {…} or null, "alarms": […], "reminders": […],
"timers": […], "notes": […], "memories": […], "sessions": [{…, "messages": […]}], and under its table's name whatever
else is kept of the user}. A moment is ISO 8601; `at` is the stored next due moment with the offset of its zone (null
if none is to come), `repeat` the RFC 5545 lines or null, `status` as in the table, a timer's `seconds` includes its
extensions. What was deleted is not in it; a memory that was replaced names its successor in `superseded_by`.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import logging
import os
import secrets
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from system_control.errors import AssistantError
from system_control.identity import get_session_user_uuid, set_session_user
from system_control.outbox import Outbox
from system_control.shelf import new_id
from system_control.store.procedures import owner_column
from system_control.store.store import eq
from system_control.store.tables import OWNED
from system_control.supabase_manager import SupabaseManager
from utils.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from system_control.store.store import Row, Store, Where

PAGE: Final = 500
"""Rows in memory at once, however many there are."""

WRONG_USE: Final = 2


def export(manager: SupabaseManager) -> Iterator[str]:
    """Yield, piece by piece, the JSON of everything that is kept of the bound user. Blocks.

    :raises NoUser: if nobody is bound.
    :raises StoreUnavailable: if the store can't be read.
    """
    store, user = manager.store(), get_session_user_uuid()
    profile = store.select("profiles", [eq("id", user)])
    head = {"schema": 1, "exported_at": manager.clock.now(), "profile": profile[0] if profile else None}
    yield _json(head)[:-1]
    named = dict(_NAMED)
    for table in [*named, *(t for t in OWNED if t not in named and t not in ("messages", "user_links"))]:
        name, shape = named.get(table, (table, _plain))
        yield f", {_json(name)}: ["
        for i, row in enumerate(_rows(store, table, [eq(owner_column(table), user)])):
            yield ", " if i else ""
            if table == "sessions":
                yield from _session(store, user, row)
            else:
                yield _json(shape(row))
        yield "]"
    yield "}\n"


def erase(manager: SupabaseManager) -> bool:
    """Delete everything that is kept of the bound user; whether there was anything. Blocks.

    What is left is one audit line that does not tell who it was about.
    :raises NoUser: if nobody is bound.
    :raises StoreUnavailable: if the store can't be written; then nothing or all of it is gone.
    """
    store, user = manager.store(), get_session_user_uuid()
    Outbox(manager).remove_now(user)
    # Every row of the user's hangs on the profile and goes with it, in one transaction.
    there = store.delete("profiles", [eq("id", user)]) > 0
    if there:
        line = {"id": new_id(), "subject": subject_hash(manager, user), "action": "erase", "detail": {}}
        store.insert("audit_logs", [{**line, "created_at": manager.clock.now()}])
    return there


def subject_hash(manager: SupabaseManager, user: str) -> str:
    """Return how the audit log knows a user: a keyed hash, since a plain one of a guessable uuid could be guessed.

    The key is made once, in DATA_DIR.
    """
    path = manager.settings.data_dir / "audit.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return hmac.new(bytes.fromhex(path.read_text().strip()), user.encode(), hashlib.sha256).hexdigest()


def _rows(store: Store, table: str, where: list[Where], order: str = "created_at") -> Iterator[Row]:
    offset = 0
    while page := store.select(table, where, order=(order,), limit=PAGE, offset=offset):
        yield from page
        offset += len(page)


def _session(store: Store, user: str, row: Row) -> Iterator[str]:
    yield _json(_plain(row))[:-1] + ', "messages": ['
    mine = [eq("user_id", user), eq("session_id", row["session_id"])]
    for i, message in enumerate(_rows(store, "messages", mine, order="seq")):
        yield (", " if i else "") + _json(_plain(message))
    yield "]}"


def _plain(row: Row) -> dict[str, Any]:
    """Leave out whose it is, which the whole export says, and what only the machinery needs."""
    hidden = ("user_id", "lease_by", "lease_until", "key_hash")
    return {k: v for k, v in row.items() if k not in hidden}


def _scheduled(due: str) -> Callable[[Row], dict[str, Any]]:
    def shape(row: Row) -> dict[str, Any]:
        rest = {k: v for k, v in _plain(row).items() if k not in (due, "rrule")}
        return {**rest, "at": _in_zone(row[due], row["zone"]), "repeat": row["rrule"]}

    return shape


def _timer(row: Row) -> dict[str, Any]:
    rest = _plain(row)
    return {**rest, "at": rest.pop("ends_at")}


def _note(row: Row) -> dict[str, Any]:
    rest = _plain(row)
    return {**rest, "text": rest.pop("content")}


_NAMED: Final[dict[str, tuple[str, Callable[[Row], dict[str, Any]]]]] = {
    "user_alarms": ("alarms", _scheduled("alarm_time")),
    "user_reminders": ("reminders", _scheduled("remind_at")),
    "user_timers": ("timers", _timer),
    "user_notes": ("notes", _note),
    "memory": ("memories", _plain),
    "sessions": ("sessions", _plain),
}


def _in_zone(moment: datetime | None, zone: str) -> datetime | None:
    if moment is None:
        return None
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return moment


def _json(value: Any) -> str:
    def moment(other: Any) -> str:
        if isinstance(other, datetime):
            return other.isoformat()
        raise TypeError(f"{type(other).__name__} is not for JSON")

    return json.dumps(value, ensure_ascii=False, default=moment)


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m system_control.privacy", description=__doc__)
    parser.add_argument("command", choices=("export", "erase"))
    parser.add_argument("--identity", required=True, help="whose: the identity that the app signs in with")
    parser.add_argument("--yes", action="store_true", help="erase without asking")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.ERROR, format="%(message)s", stream=sys.stderr)
    try:
        set_session_user(options.identity)
        manager = SupabaseManager()
        if options.command == "export":
            for piece in export(manager):
                sys.stdout.write(piece)
            sys.stdout.flush()
            return 0
        if not options.yes and input(f"Erase everything of {options.identity}? Type yes: ").strip() != "yes":
            sys.stderr.write("Nothing was erased.\n")
            return 1
        sys.stderr.write("Everything is erased.\n" if erase(manager) else "There was nothing to erase.\n")
    except (AssistantError, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE
    except BrokenPipeError:  # whoever read it has enough; Python would complain once more when it closes the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except EOFError:
        sys.stderr.write("Nothing was erased: nobody confirmed it (--yes does).\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
