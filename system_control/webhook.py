"""A signed webhook: what rings, as JSON, to an address of the user's own."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx

from system_control.errors import InvalidInput
from system_control.public_address import public_addresses

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from system_control.ringing_words import Notice

TIMEOUT: Final = httpx.Timeout(3.0, connect=2.0)
TOLERANCE_SECONDS: Final = 300
"""How old a signed message may be before a receiver should take it for a replay."""


class Webhook:
    """Sends notices to webhooks.

    :param private: also to addresses of private networks and by plain http, which the operator may allow.
    """

    def __init__(self, *, private: bool = False, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._private = private
        self._transport = transport

    async def send(self, url: str, key: bytes, notice: Notice, now: datetime) -> bool:
        """Send a notice, signed; whether the receiver took it (2xx). Takes at most 5 s; redirects are not followed.

        :raises InvalidInput: if the address may not be called.
        """
        host, port = checked_url(url, private=self._private)
        addresses = await public_addresses(host, port, private=self._private)
        body = json.dumps(payload(notice, now), ensure_ascii=False).encode()
        named = httpx.URL(url)
        # By the address that was checked, under the name that was given: TLS still proves that it is this host.
        pinned = named.copy_with(host=addresses[0])
        headers = {
            "Host": named.netloc.decode(),
            "Content-Type": "application/json",
            "Idempotency-Key": f"{notice.key}#{notice.repeat}",
            **signed(key, body, int(now.timestamp())),
        }
        # A client of its own: a pooled connection would be shared by all names of one address.
        async with httpx.AsyncClient(
            verify=self._trust, timeout=TIMEOUT, trust_env=False, transport=self._transport
        ) as client:
            request = client.build_request(
                "POST", pinned, content=body, headers=headers, extensions={"sni_hostname": host}
            )
            try:
                answer = await client.send(request, stream=True, follow_redirects=False)
            except httpx.HTTPError:
                return False
            await answer.aclose()  # unread: it may be of any length
            return answer.is_success

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def checked_url(url: str, *, private: bool = False) -> tuple[str, int]:
    """Return the host and the port of a webhook's address.

    :raises InvalidInput: if it isn't one: https, a host, no user and password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    schemes = ("https", "http") if private else ("https",)
    if parts.scheme not in schemes or not host or parts.username is not None or parts.password is not None:
        raise InvalidInput("not the address of a webhook", spoken="A webhook's address starts with https.")
    return host, port or (443 if parts.scheme == "https" else 80)


def payload(notice: Notice, now: datetime) -> dict[str, Any]:
    """Return what is sent, as `docs/flutter.md` describes it."""
    return {
        "type": "missed" if notice.missed else "ringing",
        "key": notice.key,
        "repeat": notice.repeat,
        "title": notice.title,
        "text": notice.text,
        "sent_at": now.isoformat(),
        "items": [{"table": r.table, "id": r.record.id, "due_at": r.due.isoformat()} for r in notice.rings],
    }


def target_key(secret: bytes, target_id: str) -> bytes:
    """Return the key of one receiver, so that none can sign in the name of another's."""
    return hmac.new(secret, f"webhook {target_id}".encode(), hashlib.sha256).hexdigest().encode()


def signed(key: bytes, body: bytes, at: int) -> dict[str, str]:
    """Return the headers that prove a body: HMAC-SHA256 of "<seconds since 1970>.<body>" in hexadecimal."""
    proof = hmac.new(key, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Assistant-Timestamp": str(at), "X-Assistant-Signature": f"v1={proof}"}


def is_genuine(key: bytes, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Whether a message was signed with this key within the last five minutes: what a receiver has to check."""
    stamp = headers.get("X-Assistant-Timestamp", "")
    if not stamp.isascii() or not stamp.isdigit() or abs(now.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
        return False
    expected = signed(key, body, int(stamp))["X-Assistant-Signature"]
    return hmac.compare_digest(expected.encode(), headers.get("X-Assistant-Signature", "").encode())
