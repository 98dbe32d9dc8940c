"""GroqGate: the HTTP clients whose every attempt books before it is sent."""

from __future__ import annotations

import aiohttp
import httpx2
import openai

from assistant.groq_gate.book import GroqBook
from assistant.groq_gate.http import GatedTransport
from assistant.groq_gate.speech import gated_speech

_KEEP_ALIVE = 120.0
"""Seconds between two turns after which the line is opened anew; the libraries' 5 and 15 would cost most turns that."""


class GroqGate(GroqBook):
    """The only door to Groq. One a process; nothing is opened before it is asked for."""

    _client: openai.AsyncClient | None = None
    _session: aiohttp.ClientSession | None = None

    @property
    def client(self) -> openai.AsyncClient:
        """The client for chat and transcripts. It never tries again by itself: that would be a second booking."""
        if self._client is None:
            self._client = openai.AsyncClient(
                api_key=self.api_key,
                base_url=self.base_url,
                max_retries=0,
                http_client=httpx2.AsyncClient(transport=GatedTransport(self, _connections())),
            )
        return self._client

    @property
    def speech_session(self) -> aiohttp.ClientSession:
        """The session for speech; first asked for inside the event loop."""
        if self._session is None:
            connector = aiohttp.TCPConnector(keepalive_timeout=_KEEP_ALIVE)
            self._session = aiohttp.ClientSession(middlewares=(gated_speech(self),), connector=connector)
        return self._session

    async def aclose(self) -> None:
        """Close both clients and the book."""
        if self._client is not None:
            await self._client.close()
        if self._session is not None:
            await self._session.close()
        await super().aclose()


def _connections() -> httpx2.AsyncHTTPTransport:
    return httpx2.AsyncHTTPTransport(limits=httpx2.Limits(max_connections=50, keepalive_expiry=_KEEP_ALIVE))
