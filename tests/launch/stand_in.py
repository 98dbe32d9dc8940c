"""Starts the real launcher with parts that stand in for the assistant's; run as a program by the tests."""

from __future__ import annotations

import sys
from pathlib import Path

from launch import voice
from launch.__main__ import ROOT, start
from launch.console import Console
from launch.processes import Part
from launch.supervisor import Start
from utils.settings import Settings

PARTS = Path(__file__).parent / "parts"


def part(name: str, patience: float = 5.0, *, gives_up: bool = False) -> Part:
    return Part(name, (sys.executable, str(PARTS / f"{name}.py")), patience=patience, gives_up=gives_up)


if __name__ == "__main__":
    settings = Settings.load()
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    plan = voice.plan(settings, root)
    npm = Part("npm", ("echo", "installing into", str(root)))
    wanted = Start(settings, root, plan, api=part("api", gives_up=True), worker=part("worker"), install_client=npm)
    sys.exit(start(wanted, Console(sys.stdout)))
