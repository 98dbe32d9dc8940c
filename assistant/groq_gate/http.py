"""The gate under the OpenAI client: an httpx2 transport that books, sends, learns and settles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2

from assistant.groq_gate.answer import AnswerReader
from assistant.groq_gate.call import current_call
from assistant.groq_gate.cost import kind_of, read
from utils.shared_budget import BudgetExceededError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from assistant.groq_gate.book import GroqBook
    from assistant.groq_gate.cost import Request
    from utils.shared_budget import Booking

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
"""For voice: a line that has been silent for longer does not save the turn any more."""

_ABOUT_THE_BODY = ("content-encoding", "content-length", "transfer-encoding")


class GatedTransport(httpx2.AsyncBaseTransport):
    """Lets a request pass when its budget has room, and answers 429 itself where the wait would be too long."""

    def __init__(self, book: GroqBook, inner: httpx2.AsyncBaseTransport) -> None:
        self._book, self._inner = book, inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; after a 429 once more, if its wait is within the caller's patience."""
        _shorten(request)
        kind = kind_of(request.url.path)
        if kind is None:
            return await self._inner.handle_async_request(request)
        wanted = read(kind, await request.aread())
        # The answer's bytes are looked at as they pass, so they must come as they are.
        request.headers["accept-encoding"] = "identity"
        patience = self._book.patience(kind)
        again = True
        while True:
            try:
                booking = await self._book.admit(wanted, patience)
            except BudgetExceededError as error:
                return _used_up(wanted.model, error.wait)
            patience -= booking.waited
            response, wait = await self._send(request, wanted, booking)
            if wait is None or not again or wait > patience:
                return response
            again = False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _send(
        self, request: httpx2.Request, wanted: Request, booking: Booking
    ) -> tuple[httpx2.Response, float | None]:
        """Return the answer, and of a 429 the seconds after which it may be tried again."""
        try:
            response = await self._inner.handle_async_request(request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout):
            await booking.give_back()  # it never arrived
            raise
        current_call().reached = True
        status, headers = response.status_code, response.headers
        if 400 <= status < 500:
            body = await response.aread()
            refusal = await self._book.learn_refused(wanted, booking, status, headers, body)
            kept = {name: value for name, value in headers.items() if name not in _ABOUT_THE_BODY}
            return httpx2.Response(status, headers=kept, content=body), refusal.wait if status == 429 else None
        await self._book.learn_left(booking, headers)
        if status < 300:
            assert isinstance(response.stream, httpx2.AsyncByteStream)
            response.stream = _Watched(response.stream, self._book, wanted, booking)
        return response, None


class _Watched(httpx2.AsyncByteStream):
    """An answer's bytes, passed on as they come, and looked at for what was used."""

    def __init__(self, inner: httpx2.AsyncByteStream, book: GroqBook, wanted: Request, booking: Booking) -> None:
        self._inner, self._book, self._wanted, self._booking = inner, book, wanted, booking
        self._reader: AnswerReader | None = AnswerReader()
        self._call = current_call()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            if self._reader:
                self._reader.feed(part)
            yield part

    async def aclose(self) -> None:
        """Close the answer and settle; where it does not say what was used, what was booked stands."""
        await self._inner.aclose()
        reader, self._reader = self._reader, None
        if reader is None:
            return
        reader.end()
        self._call.finish_reason = reader.finish_reason
        if reader.used_tokens is not None and reader.prompt_tokens is not None:
            await self._book.learn_used(self._wanted, self._booking, reader.used_tokens, reader.prompt_tokens)


def _shorten(request: httpx2.Request) -> None:
    """Bound the SDKs' timeouts, of which some are 15 or 30 seconds, unless nobody waits for the answer."""
    if current_call().yields:
        return
    asked = request.extensions.get("timeout") or {}
    most = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS, "pool": CONNECT_SECONDS}
    shorter = {name: min(asked.get(name) or seconds, seconds) for name, seconds in most.items()}
    request.extensions = {**request.extensions, "timeout": shorter}


def _used_up(model: str, wait: float) -> httpx2.Response:
    """Return the 429 that the gate answers in Groq's form, without asking Groq."""
    said = f"The budget of {model} is used up. Please try again in {wait:.1f}s."
    error = {"message": said, "type": "budget", "code": "rate_limit_exceeded"}
    return httpx2.Response(429, headers={"retry-after": f"{wait:.1f}"}, json={"error": error})
