"""What the launcher and its parts print: one stream, each line with the name of who said it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

COLOURS = {"api": 36, "worker": 35, "livekit": 34, "build": 33, "npm": 33, "launch": 32}
"""Part → ANSI colour (ECMA-48 SGR)."""

NAME_WIDTH = 7
LONGEST_LINE = 65_536
"""A program that prints more bytes than this without a newline is cut there."""


class Console:
    """Prints to `stream`; colour only if that is a terminal. Goes silent when nobody reads any more."""

    def __init__(self, stream: TextIO) -> None:
        self._stream: TextIO | None = stream
        self._colour = stream.isatty()

    def plain(self, text: str = "") -> None:
        """Print a line of start-up."""
        self._write(text)

    def line(self, name: str, text: str) -> None:
        """Print a line that `name` said."""
        prefix = f"{name:<{NAME_WIDTH}} |"
        self._write(f"\x1b[{COLOURS.get(name, 37)}m{prefix}\x1b[0m {text}" if self._colour else f"{prefix} {text}")

    def say(self, text: str) -> None:
        """Print what the launcher has to say while it runs."""
        self.line("launch", text)

    def _write(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(text + "\n")
            self._stream.flush()
        except OSError:  # the terminal or the pipe is gone; the assistant goes on
            self._stream = None


class Lines(asyncio.Protocol):
    """Splits what a program prints into lines and hands them over."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        self._heard = heard
        self._rest = b""
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when nobody can print any more."""

    def data_received(self, data: bytes) -> None:
        """Take the next bytes."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._heard(line.decode(errors="replace").rstrip("\r"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand over the last line, if it had no newline."""
        if self._rest:
            self._heard(self._rest.decode(errors="replace"))
        self.finished.set_result(None)


def readable(line: str) -> list[str]:
    """Return a line for people: LiveKit's worker logs JSON, of which level, message and trace are kept."""
    if not line.startswith("{"):
        return [line]
    try:
        read = json.loads(line)
    except ValueError:
        return [line]
    if not isinstance(read, dict) or not {"message", "level"} <= read.keys():
        return [line]
    return [f"{read['level']} {read['message']}", *str(read.get("exc_info", "")).splitlines()]
