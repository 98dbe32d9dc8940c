"""HTTP to a store that may be slow or flaky: each call has one deadline, and what passes by itself is tried again."""

from __future__ import annotations

import json
import random
import re
from contextvars import ContextVar
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeVar

import httpx

from system_control.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

WAIT_SECONDS = 3.0
"""All the attempts of one call together."""

_PASSING = re.compile(r"PGRST00\d|08...|40...|53...|55P03|57...|58...")
"""Codes of a server that cannot now: no connection to its database, deadlock, out of something, going down. Other
codes of a 5xx answer are the statement's own fault, and would be again."""

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)

_ends: ContextVar[float] = ContextVar("ends")


class ServerBusy(httpx.TransportError):
    """The server, or something before it, answered that it cannot now."""


class Bounded(httpx.BaseTransport):
    """A transport that gives an attempt no more time than its call has left, and makes an error of a busy server."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and return the answer.

        :raises ServerBusy: for 429, and for a 5xx that may pass.
        """
        left = max(_ends.get(monotonic() + WAIT_SECONDS) - monotonic(), 0.05)
        # One part is for reaching the host, so that a connection that died silently leaves time for a second attempt.
        request.extensions["timeout"] = {"connect": left / 3, "pool": left / 3, "write": left / 3, "read": left * 2 / 3}
        response = self._inner.handle_request(request)
        if response.status_code == 429 or response.status_code >= 500:
            body = response.read()
            code = _code(body)
            if not code or _PASSING.fullmatch(code):
                response.close()
                raise ServerBusy(f"it answered {response.status_code} {code}".strip())
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def client() -> httpx.Client:
    """Return a client for many threads. HTTP/2 of httpx loses answers there, see FACTS; HTTP/1.1 does not."""
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=20)
    return httpx.Client(transport=Bounded(httpx.HTTPTransport(http2=False, limits=limits)), follow_redirects=False)


def persistently(send: Callable[[], T], name: str) -> tuple[T, bool]:
    """Send until there is an answer; return it, and whether an earlier attempt may have been carried out too.

    :raises StoreUnavailable: if there is none after `WAIT_SECONDS`.
    """
    token = _ends.set(monotonic() + WAIT_SECONDS)
    unsure = False
    pause = 0.05
    try:
        while True:
            try:
                return send(), unsure
            except httpx.TransportError as error:
                unsure = unsure or not isinstance(error, _NEVER_SENT)
                nap = random.uniform(pause / 2, pause)  # noqa: S311 - jitter, so that callers do not come back together
                if monotonic() + nap > _ends.get() - 0.1:
                    what = str(error) or type(error).__name__
                    raise StoreUnavailable(f"{name} does not answer ({what}); is SUPABASE_URL right?") from error
                sleep(nap)
                pause = min(pause * 2, 0.5)
    finally:
        _ends.reset(token)


def _code(body: bytes) -> str:
    """Return the error code of a JSON answer; "" where there is none, as in a gateway's page."""
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    code = found.get("code") if isinstance(found, dict) else None
    return code if isinstance(code, str) else ""
