"""What the fake Groq admits: continuously refilling buckets per model, with Groq's own words when one is empty."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class ModelLimits:
    """What one model admits; None is unlimited. The names are those of Groq's console."""

    rpm: float | None = None
    rpd: float | None = None
    tpm: float | None = None
    tpd: float | None = None
    ash: float | None = None


FREE: dict[str, ModelLimits] = {
    "openai/gpt-oss-120b": ModelLimits(30, 1_000, 8_000, 200_000),
    "openai/gpt-oss-20b": ModelLimits(30, 1_000, 8_000, 200_000),
    "whisper-large-v3-turbo": ModelLimits(20, 2_000, ash=7_200),
    "canopylabs/orpheus-v1-english": ModelLimits(10, 100, 1_200),
}
"""A free organisation, November 2026."""

_WINDOWS = {"rpm": 60.0, "rpd": 86_400.0, "tpm": 60.0, "tpd": 86_400.0, "ash": 3_600.0}
_WORDS = {
    "rpm": ("requests per minute (RPM)", "requests"),
    "rpd": ("requests per day (RPD)", "requests"),
    "tpm": ("tokens per minute (TPM)", "tokens"),
    "tpd": ("tokens per day (TPD)", "tokens"),
    "ash": ("seconds of audio per hour (ASPH)", "seconds"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of 413 or 429."""

    status: int
    headers: dict[str, str]
    body: dict[str, object]


@dataclass(slots=True)
class _Bucket:
    limit: float
    window: float
    at: float
    used: float = 0.0
    most: float = 0.0

    def now(self, at: float) -> float:
        self.used = max(0.0, self.used - (at - self.at) * self.limit / self.window)
        self.at = at
        return self.used

    def take(self, amount: float) -> None:
        self.used = max(0.0, self.used + amount)
        self.most = max(self.most, self.used)


@dataclass(slots=True)
class Meter:
    """Every model's buckets, and what passed through them."""

    limits: dict[str, ModelLimits]
    clock: Callable[[], float] = time.monotonic
    admitted: dict[str, float] = field(default_factory=dict)
    """What was admitted and kept since the start, by `model:bucket`."""
    _buckets: dict[str, dict[str, _Bucket]] = field(default_factory=dict)

    def _of(self, model: str) -> dict[str, _Bucket]:
        if model not in self._buckets:
            limits = self.limits.get(model, ModelLimits())
            self._buckets[model] = {
                name: _Bucket(limit, window, self.clock())
                for name, window in _WINDOWS.items()
                if (limit := getattr(limits, name)) is not None
            }
        return self._buckets[model]

    def admit(self, model: str, *, tokens: float = 0.0, audio: float = 0.0) -> Refusal | None:
        """Charge one request; None if it may pass, else nothing was charged."""
        at = self.clock()
        cost = {"rpm": 1.0, "rpd": 1.0, "tpm": tokens, "tpd": tokens, "ash": audio}
        buckets = self._of(model)
        for name, bucket in buckets.items():
            used, needs = bucket.now(at), cost[name]
            what, kind = _WORDS[name]
            where = f"for model `{model}` in organization `org_test` service tier `on_demand` on {what}"
            if needs > bucket.limit:
                said = (
                    f"Request too large {where}: Limit {bucket.limit:.0f}, Requested {needs:.0f}, "
                    "please reduce your message size and try again."
                )
                return Refusal(413, self.headers(model), _error(said, kind, "rate_limit_exceeded"))
            if used + needs > bucket.limit:
                wait = (used + needs - bucket.limit) * bucket.window / bucket.limit
                said = (
                    f"Rate limit reached {where}: Limit {bucket.limit:.0f}, Used {used:.0f}, "
                    f"Requested {needs:.0f}. Please try again in {spell(wait)}."
                )
                headers = {**self.headers(model), "retry-after": str(math.ceil(wait))}
                return Refusal(429, headers, _error(said, kind, "rate_limit_exceeded"))
        self._move(model, cost)
        return None

    def correct(self, model: str, tokens: float) -> None:
        """Charge these tokens more (or, negative, less): what was used differs from what was asked for."""
        self._move(model, {"tpm": tokens, "tpd": tokens})

    def _move(self, model: str, cost: dict[str, float]) -> None:
        for name, bucket in self._of(model).items():
            if name in cost:
                bucket.now(self.clock())
                bucket.take(cost[name])
                key = f"{model}:{name}"
                self.admitted[key] = self.admitted.get(key, 0.0) + cost[name]

    def fill(self, model: str, name: str, used: float) -> None:
        """Set how much of one bucket is used, as if others of the organisation had called."""
        bucket = self._of(model)[name]
        bucket.used, bucket.at = used, self.clock()

    def used(self, model: str, name: str) -> float:
        """Return how much of one bucket is used now."""
        return self._of(model)[name].now(self.clock())

    def headers(self, model: str) -> dict[str, str]:
        """Return Groq's headers: `requests` is the day, `tokens` is the minute."""
        said: dict[str, str] = {}
        for name, word in (("rpd", "requests"), ("tpm", "tokens")):
            bucket = self._of(model).get(name)
            if bucket is not None:
                used = bucket.now(self.clock())
                said[f"x-ratelimit-limit-{word}"] = f"{bucket.limit:.0f}"
                said[f"x-ratelimit-remaining-{word}"] = f"{max(0.0, bucket.limit - used):.0f}"
                said[f"x-ratelimit-reset-{word}"] = spell(used * bucket.window / bucket.limit)
        return said


def spell(seconds: float) -> str:
    """Return a duration as Groq writes it: `7.66s`, `2m59.56s`, `1h2m3s`, `450ms`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f}ms"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + f"{rest:.6g}s"


def _error(message: str, kind: str, code: str) -> dict[str, object]:
    return {"error": {"message": message, "type": kind, "code": code}}
