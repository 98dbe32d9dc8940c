"""`python -m launch`: starts the assistant and keeps it running; `--check` only says what is there and what is not."""

from __future__ import annotations

import argparse
import io
import os
import sys
from dataclasses import replace
from pathlib import Path

from launch import front, livekit_server, lock, report, supervisor, voice, voice_status
from launch.console import Console
from launch.ports import free_port
from utils.settings import Settings, SettingsError

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 after a start that was ended, 1 if it can't run."""
    parser = argparse.ArgumentParser(
        prog="./start_backend.sh", description="Starts the assistant: the page, its API and, where possible, voice."
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="start nothing; print what is configured, reachable and missing; exit code 0 if all that is set works",
    )
    wanted = parser.parse_args(arguments)
    os.chdir(ROOT)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that can't show ✓ gets a question mark
    console = Console(sys.stdout)
    try:
        settings = Settings.load()
    except SettingsError as error:
        console.plain(f"{report.Mark.BAD} {error}")
        return 1
    if wanted.check:
        return check(settings, console)
    if settings.api_port == 0:
        settings = replace(settings, api_port=free_port(0))
    return start(supervisor.Start(settings, ROOT, voice.plan(settings, ROOT)), console)


def check(settings: Settings, console: Console) -> int:
    """Print every finding; 1 if one is bad."""
    code = 0
    for finding in report.check(settings, ROOT):
        console.plain(str(finding))
        if finding.mark is report.Mark.BAD:
            code = 1
    return code


def start(wanted: supervisor.Start, console: Console) -> int:
    """Say what is started, and run it until it is told to end; 1 with one line if it can't be."""
    settings = wanted.settings
    problem = report.data_dir_problem(settings.data_dir, make=True)
    if not problem:
        try:
            lock.claim(settings.data_dir, wanted.address)
            problem = report.port_problem(settings)
        except lock.AlreadyRunning as running:
            problem = f"the assistant is already running ({running}); end that one first, with Ctrl-C or SIGTERM"
    if problem:
        console.plain(f"{report.Mark.BAD} {problem}")
        return 1
    console.plain("Starting the assistant; Ctrl-C ends it. More: ./start_backend.sh --check\n")
    for finding in report.plan(settings, wanted.root, wanted.voice_plan):
        console.plain(str(finding))
    console.plain()
    try:
        return front.run(lambda: supervisor.run(wanted, console))
    finally:
        voice_status.forget(settings.data_dir)
        (settings.data_dir / livekit_server.CONFIG_NAME).unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
