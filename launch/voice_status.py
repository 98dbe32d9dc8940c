"""Whether one can talk and why not, told to the page: `DATA_DIR/voice.json`, {"on": bool, "reason": sentence}."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "voice.json"


class VoiceStatus:
    """Writes the file whenever the answer changes, in one step, and says it."""

    def __init__(self, data_dir: Path, say: Callable[[str], None]) -> None:
        self._path = data_dir / NAME
        self._say = say
        self._reason: str | None = None

    def on(self) -> None:
        """One can talk."""
        self._set("", "voice is on: the page can talk")

    def off(self, reason: str) -> None:
        """One can only type, for this reason (a sentence without its full stop)."""
        self._set(reason, f"voice is off: {reason}")

    def _set(self, reason: str, words: str) -> None:
        if reason == self._reason:
            return
        first, self._reason = self._reason is None, reason
        fresh = self._path.with_suffix(".new")
        sentence = f"{reason[0].upper()}{reason[1:]}." if reason else ""
        try:
            fresh.write_text(json.dumps({"on": not reason, "reason": sentence}) + "\n")
            fresh.replace(self._path)
        except OSError as error:
            self._say(f"{self._path} can't be written, so the page does not know about voice: {error.strerror}")
        if not first:  # start-up has said it
            self._say(words)


def forget(data_dir: Path) -> None:
    """Remove the file: an API that runs without the launcher decides by its own settings."""
    with contextlib.suppress(OSError):
        (data_dir / NAME).unlink()
