"""The gate in front of speech, which livekit asks for with aiohttp: a client middleware on the same budget."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp

from assistant.groq_gate.cost import Kind, kind_of, read
from assistant.groq_gate.http import READ_SECONDS
from utils.shared_budget import BudgetExceededError

if TYPE_CHECKING:
    from aiohttp.client_middlewares import ClientHandlerType, ClientMiddlewareType

    from assistant.groq_gate.book import GroqBook


def gated_speech(book: GroqBook) -> ClientMiddlewareType:
    """Return the middleware; what the budget has no room for is a ClientResponseError of 429."""

    async def pass_gate(request: aiohttp.ClientRequest, handler: ClientHandlerType) -> aiohttp.ClientResponse:
        if kind_of(request.url.path) is not Kind.TTS:
            return await handler(request)
        body = request.body
        wanted = read(Kind.TTS, body if isinstance(body, bytes) else await body.as_bytes())
        patience = book.patience(Kind.TTS)
        again = True
        while True:
            try:
                booking = await book.admit(wanted, patience)
            except BudgetExceededError as error:
                said = f"The budget of {wanted.model} is used up for {error.wait:.1f} s"
                raise aiohttp.ClientResponseError(
                    request.request_info, (), status=HTTPStatus.TOO_MANY_REQUESTS, message=said
                ) from None
            patience -= booking.waited
            try:
                async with asyncio.timeout(READ_SECONDS):
                    response = await handler(request)
            except aiohttp.ClientConnectorError:
                await booking.give_back()  # it never arrived
                raise
            if not 400 <= response.status < 500:
                await book.learn_left(booking, response.headers)
                return response
            refusal = await book.learn_refused(
                wanted, booking, response.status, response.headers, await response.read()
            )
            if response.status != HTTPStatus.TOO_MANY_REQUESTS or not again or refusal.wait > patience:
                return response
            again = False

    return pass_gate
