"""The page's way to talk: livekit-client from npm, installed in the background where Node is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launch import machine

if TYPE_CHECKING:
    from pathlib import Path

HOW_TO_GET = f"install Node {machine.NODE_NEEDED[0]} or newer with npm (nodejs.org) and start again"


def install_command(root: Path) -> tuple[str, ...]:
    """Return what installs it, in the versions of package-lock.json."""
    return ("npm", "--prefix", str(root), "ci", "--omit=dev", "--no-audit", "--no-fund")


def is_there(root: Path) -> bool:
    """Return whether the page finds it."""
    return (root / "node_modules" / "livekit-client" / "dist").is_dir()


def why_not() -> str:
    """Return why it can't be installed here; empty if it can."""
    node = machine.node()
    if node is None or not machine.has_npm():
        return HOW_TO_GET
    if node < machine.NODE_NEEDED:
        return f"Node {machine.dotted(node)} is too old: {HOW_TO_GET}"
    return ""
