"""GroqBook: one budget a model, shared by all processes, in which every attempt of every call is booked."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from typing import TYPE_CHECKING

from assistant.groq_gate.answer import Refusal, left, refusal
from assistant.groq_gate.call import CONVERSATION_PATIENCE, SPEECH_PATIENCE, current_call
from assistant.groq_gate.cost import FIRST_GUESS, Kind, Request
from utils.buckets import Limit
from utils.budget_file import BudgetStore, FileBudgets
from utils.budget_redis import RedisBudgets
from utils.settings import GROQ_URL
from utils.shared_budget import Booking, BudgetExceededError, SharedBudget

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from utils.settings import GroqLimits, Settings

log = logging.getLogger(__name__)

BUDGET_FILE = "groq_budget.bin"

NO_KEY = "none"
"""Sent as the key where only GROQ_BASE_URL is set: the SDKs refuse an empty one, and such a server ignores it."""

# Groq's own count runs a little ahead of ours. Booking a little less than the whole burst turned 429s to none at 1.01
# of the limit (4 processes, 20 conversations, far above the limit); what refills is booked whole.
_TOKEN_BURST = 0.95
_SPARE_REQUESTS = 1


class GroqBook:
    """What may be sent to Groq, and when; what is used is shared through DATA_DIR, or Redis."""

    def __init__(
        self,
        settings: Settings,
        *,
        store: BudgetStore | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Opens nothing yet."""
        self.base_url = settings.groq_base_url or GROQ_URL
        self.api_key = settings.groq_api_key or NO_KEY
        self._settings, self._sleep = settings, sleep
        file = store or FileBudgets(settings.data_dir / BUDGET_FILE)
        self._store = RedisBudgets(settings.redis_url, file) if settings.redis_url and not store else file
        self._budgets: dict[tuple[Kind, str], SharedBudget] = {}
        self._tokens_per_byte: dict[str, float] = {}
        self._complained: set[str] = set()

    async def aclose(self) -> None:
        """Close what the budget is shared through."""
        await self._store.aclose()

    async def wait_expected(self, kind: Kind, tokens: float, *, model: str = "") -> float:
        """Return the seconds that a request of so many tokens (of audio: seconds) would wait now."""
        cost = {"requests": 1.0, "audio" if kind is Kind.STT else "tokens": tokens}
        return await self._budget(kind, model or self._model(kind)).wait_expected(cost)

    async def admit(self, request: Request, patience: float) -> Booking:
        """Book what the request will be charged, and return when it may be sent.

        :raises BudgetExceededError: if that takes more than `patience` seconds.
        """
        call = current_call()
        call.passed = True
        guess = self._tokens_per_byte.get(request.model, FIRST_GUESS)
        try:
            return await self._budget(request.kind, request.model).acquire(
                request.cost(guess), most=patience, yields=call.yields, on_wait=call.on_wait
            )
        except BudgetExceededError as error:
            call.refused_for = error.wait
            raise

    def patience(self, kind: Kind) -> float:
        """Return the seconds that the call which runs now may wait."""
        asked = current_call().patience
        if asked is not None:
            return asked
        return CONVERSATION_PATIENCE if kind is Kind.CHAT else SPEECH_PATIENCE

    async def learn_left(self, booking: Booking, headers: Mapping[str, str]) -> None:
        """Take in what an answer's headers say is left."""
        await booking.budget.raise_to_left(left(headers))

    async def learn_used(self, request: Request, booking: Booking, used: float, prompt: float) -> None:
        """Settle to the tokens that an answer used; `prompt` of them teach what a byte costs."""
        await booking.settle({"tokens": used})
        if request.size:
            old = self._tokens_per_byte.get(request.model, FIRST_GUESS)
            self._tokens_per_byte[request.model] = old + 0.3 * (prompt / request.size - old)

    async def learn_refused(
        self, request: Request, booking: Booking, status: int, headers: Mapping[str, str], body: bytes
    ) -> Refusal:
        """Take in an answer of 4xx: it was not charged, and a 429 says from when on the next one may be."""
        refused = refusal(headers, body)
        await booking.give_back()
        await self.learn_left(booking, headers)
        if status == 429:
            await booking.budget.hold_off(booking.cost, refused.wait, refused.limit)
        else:
            self._complain(request, status, refused)
        return refused

    def _budget(self, kind: Kind, model: str) -> SharedBudget:
        if (kind, model) not in self._budgets:
            # The key's digest is part of the name, so another account begins with its own full budget.
            name = hashlib.blake2b(f"{self.base_url} {self.api_key} {model}".encode(), digest_size=16).hexdigest()
            self._budgets[kind, model] = SharedBudget(name, limits(self._limits(kind)), self._store, sleep=self._sleep)
        return self._budgets[kind, model]

    def _limits(self, kind: Kind) -> GroqLimits:
        settings = self._settings
        return {
            Kind.CHAT: settings.groq_llm_limits,
            Kind.STT: settings.groq_stt_limits,
            Kind.TTS: settings.groq_tts_limits,
        }[kind]

    def _model(self, kind: Kind) -> str:
        settings = self._settings
        return {
            Kind.CHAT: settings.groq_llm_model,
            Kind.STT: settings.groq_stt_model,
            Kind.TTS: settings.groq_tts_model,
        }[kind]

    def _complain(self, request: Request, status: int, refused: Refusal) -> None:
        """Say once what only whoever runs this can mend."""
        said = refused.message[:200] or "no reason given"
        if status in (401, 403):
            what = "GROQ_API_KEY is refused" if self._settings.groq_api_key else "GROQ_API_KEY is not set, but wanted"
        elif status == 404:
            what = f"{self._variable(request)} {request.model!r} does not exist"
        elif status == 413:
            what = f"A request to {request.model} is too large for its limit a minute"
        else:
            what = f"A request to {request.model} is not understood"
        if what not in self._complained:
            self._complained.add(what)
            log.error("%s (%s from %s: %s)", what, status, self.base_url, said)

    def _variable(self, request: Request) -> str:
        if request.kind is Kind.CHAT and request.model != self._settings.groq_llm_model:
            return "GROQ_LLM_FALLBACK_MODEL"
        return {Kind.CHAT: "GROQ_LLM_MODEL", Kind.STT: "GROQ_STT_MODEL", Kind.TTS: "GROQ_TTS_MODEL"}[request.kind]


def limits(of: GroqLimits) -> tuple[Limit, ...]:
    """Return the buckets of one model; a limit of None or 0 is none."""
    rows = (
        ("RPM", "requests", of.requests_per_minute, 60.0),
        ("RPD", "requests", of.requests_per_day, 86_400.0),
        ("TPM", "tokens", of.tokens_per_minute, 60.0),
        ("TPD", "tokens", of.tokens_per_day, 86_400.0),
        ("ASH", "audio", of.audio_seconds_per_hour, 3_600.0),
    )
    return tuple(
        Limit(
            name,
            unit,
            float(amount),
            window,
            float(max(1, amount - _SPARE_REQUESTS)) if unit == "requests" else amount * _TOKEN_BURST,
        )
        for name, unit, amount, window in rows
        if amount
    )
