"""What a request to Groq will be charged, read from its path and body before it is sent."""

from __future__ import annotations

import io
import json
import re
import wave
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The endpoints that are limited."""

    CHAT = "chat"
    STT = "stt"
    TTS = "tts"


_PATHS = {"/chat/completions": Kind.CHAT, "/audio/transcriptions": Kind.STT, "/audio/speech": Kind.TTS}

_MODEL_FIELD = re.compile(rb'name="model"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]+)')

FIRST_GUESS = 0.27
"""Tokens a byte of a chat request, until its own usage says better: English takes a quarter, JSON a little more."""

UNBOUNDED_ANSWER = 1_000
"""Tokens to book for an answer whose length the caller did not bound."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `size` is the bytes that become prompt tokens, `answer` the most tokens that may come back."""

    kind: Kind
    model: str
    size: int = 0
    answer: int = 0
    audio_seconds: float = 0.0

    def cost(self, tokens_per_byte: float = FIRST_GUESS) -> dict[str, float]:
        """Return what is charged at admission, by unit."""
        cost: dict[str, float] = {"requests": 1.0}
        if self.kind is Kind.STT:
            cost["audio"] = self.audio_seconds
        else:
            cost["tokens"] = self.size * tokens_per_byte + self.answer
        return cost


def kind_of(path: str) -> Kind | None:
    """Return the kind of a URL's path, None if nothing limits it."""
    return next((kind for end, kind in _PATHS.items() if path.endswith(end)), None)


def read(kind: Kind, body: bytes) -> Request:
    """Read a request's body; whatever cannot be made out costs a guess, never an error."""
    if kind is Kind.STT:
        model = _MODEL_FIELD.search(body)
        return Request(kind, model[1].decode(errors="replace") if model else "", audio_seconds=_audio_seconds(body))
    try:
        sent: Any = json.loads(body)
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        return Request(kind, "", len(body))
    model_name = str(sent.get("model", ""))
    if kind is Kind.TTS:
        return Request(kind, model_name, len(str(sent.get("input", "")).encode()))
    answer = sent.get("max_completion_tokens") or sent.get("max_tokens")
    return Request(kind, model_name, len(body), answer if isinstance(answer, int) else UNBOUNDED_ANSWER)


def _audio_seconds(body: bytes) -> float:
    start = body.find(b"RIFF")
    try:
        with wave.open(io.BytesIO(body[max(start, 0) :])) as audio:
            return float(audio.getnframes() / audio.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        return len(body) / 32_000  # as if it were 16 kHz, 16 bit: anything compressed is shorter in bytes
