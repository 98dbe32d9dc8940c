"""What Groq's answers tell: what is left, why it refuses and for how long, what was used, and how an answer ended."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEFT = {"x-ratelimit-remaining-requests": "RPD", "x-ratelimit-remaining-tokens": "TPM"}
"""Groq's `requests` headers are the day's, its `tokens` headers the minute's."""

_WHICH = re.compile(r"\((RPM|RPD|TPM|TPD|ASP?H)\)")
_AGAIN = re.compile(r"try again in ((?:[\d.]+(?:ms|h|m|s))+)", re.IGNORECASE)
_PART = re.compile(r"([\d.]+)(ms|h|m|s)")
_FINISHED = re.compile(rb'"finish_reason":\s*"')
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3_600.0}

UNKNOWN_WAIT = 2.0
"""Seconds to wait after a refusal that does not say for how long."""

_LONGEST_WAIT = 86_400.0
_MOST_KEPT = 1 << 18


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error's code and words; of a 429 also the seconds to wait, and the name of the limit if it is said."""

    code: str
    message: str
    wait: float
    limit: str


def left(headers: Mapping[str, str]) -> dict[str, float]:
    """Return what is left, by the limits' names."""
    found: dict[str, float] = {}
    for header, name in _LEFT.items():
        value = _number(headers.get(header, ""))
        if value is not None:
            found[name] = value
    return found


def refusal(headers: Mapping[str, str], body: bytes) -> Refusal:
    """Read an error answer; `retry-after` counts before the words."""
    error = _dict(_json(body).get("error"))
    message = str(error.get("message", ""))
    wait = _number(headers.get("retry-after", ""))
    if wait is None:
        again = _AGAIN.search(message)
        wait = UNKNOWN_WAIT
        if again:
            wait = sum((_number(number) or 0.0) * _SECONDS[unit] for number, unit in _PART.findall(again[1]))
    which = _WHICH.search(message)
    name = which[1].replace("ASPH", "ASH") if which else ""
    return Refusal(str(error.get("code", "")), message, min(max(wait, 0.0), _LONGEST_WAIT), name)


class AnswerReader:
    """Looks at an answer's bytes as they pass, for what was used and how it ended; it holds none of them up."""

    def __init__(self) -> None:
        self.used_tokens: float | None = None
        self.prompt_tokens: float | None = None
        self.finish_reason: str | None = None
        self._events: bool | None = None
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Look at the next bytes: of one JSON object, or of an event stream, which never begins with a brace."""
        self._rest += data
        if self._events is None and self._rest.strip():
            self._events = not self._rest.lstrip().startswith(b"{")
        if self._events:
            *lines, self._rest = self._rest.split(b"\n")
            for line in lines:
                self._look(line)
        if len(self._rest) > _MOST_KEPT:
            self._rest = b""

    def end(self) -> None:
        """Look at what is left."""
        self._look(self._rest)
        self._rest = b""

    def _look(self, text: bytes) -> None:
        # Most events are a word each, with neither: those need no parsing.
        if b'"usage"' not in text and not _FINISHED.search(text):
            return
        event = _json(text.removeprefix(b"data:"))
        choices = event.get("choices")
        for choice in choices if isinstance(choices, list) else ():
            self.finish_reason = _dict(choice).get("finish_reason") or self.finish_reason
        usage = _dict(event.get("usage")) or _dict(_dict(event.get("x_groq")).get("usage"))
        total, prompt = usage.get("total_tokens"), usage.get("prompt_tokens")
        if isinstance(total, int) and isinstance(prompt, int):
            cached = _dict(usage.get("prompt_tokens_details")).get("cached_tokens") or 0
            self.used_tokens = float(total - cached)  # a cached prefix does not count
            self.prompt_tokens = float(prompt)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None


def _json(body: bytes) -> dict[str, Any]:
    try:
        return _dict(json.loads(body))
    except ValueError:
        return {}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
