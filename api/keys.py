"""API keys from the command line: `python -m api.keys new NAME --identity ID`, `list`, `revoke PREFIX`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime

from system_control.api_keys import ApiKey, ApiKeys
from system_control.errors import AssistantError
from system_control.supabase_manager import SupabaseManager
from utils.settings import Settings, SettingsError


def main(arguments: Sequence[str] | None = None, manager: SupabaseManager | None = None) -> int:
    """Do what the command line says; return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        manager = manager or SupabaseManager(Settings.load())
    except SettingsError as error:
        return _fail(str(error))
    keys = ApiKeys.of(manager)
    try:
        match asked.command:
            case "new":
                made, key = keys.make(asked.name, asked.identity, ensure_profile=manager.ensure_profile)
                _say(f"{key}\n", f"This is {made.name}, for {asked.identity}. It is shown only now; keep it safe.\n")
            case "list":
                lines = [_line(key, identity) for key, identity in keys.list(asked.identity)]
                _say("".join(lines), "" if lines else "There are no keys.\n")
            case _:
                _say(f"{keys.revoke(asked.prefix).prefix} opens nothing any more.\n")
    except AssistantError as error:
        return _fail(error.spoken if str(error) == error.spoken else f"{error.spoken} ({error})")
    finally:
        manager.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api.keys", description="API keys for the HTTP API.")
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("new", help="make a key; it is shown once")
    new.add_argument("name", help="what it is for, such as my-phone")
    new.add_argument("--identity", required=True, help="whose it is, such as alice@example.com")
    shown = commands.add_parser("list", help="show the keys, without the keys themselves")
    shown.add_argument("--identity", help="only this user's")
    revoke = commands.add_parser("revoke", help="make a key useless at once")
    revoke.add_argument("prefix", help="as list shows it, such as va_0123abcd")
    return parser


def _line(key: ApiKey, identity: str) -> str:
    state = f"revoked {_day(key.revoked_at)}" if key.revoked_at else f"last used {_day(key.last_used_at)}"
    return f"{key.prefix}  {identity}  {key.name}  made {_day(key.created_at)}  {state}\n"


def _day(moment: datetime | None) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else "never"


def _say(out: str, note: str = "") -> None:
    """Write the answer, and on the other stream what a script should not read."""
    sys.stdout.write(out)
    sys.stderr.write(note)


def _fail(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
