"""What this machine has: Go, Node, npm, each with its version."""

from __future__ import annotations

import re
import shutil
import subprocess

GO_NEEDED = (1, 26)
"""What livekit-server 1.13.5 states in its go.mod."""

NODE_NEEDED = (20, 0)


def version(*command: str) -> tuple[int, int] | None:
    """Return the first "major.minor" that a program prints; None if there is no such program, or it fails.

    :param command: what prints the version, such as ("go", "version").
    """
    if shutil.which(command[0]) is None:
        return None
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(\d+)\.(\d+)", told)
    return (int(found[1]), int(found[2])) if found else None


def go() -> tuple[int, int] | None:
    """Return Go's version."""
    return version("go", "version")


def node() -> tuple[int, int] | None:
    """Return Node's version."""
    return version("node", "--version")


def has_npm() -> bool:
    """Return whether npm is there."""
    return shutil.which("npm") is not None


def dotted(numbers: tuple[int, int]) -> str:
    """Write a version: (1, 26) is "1.26"."""
    return f"{numbers[0]}.{numbers[1]}"
