"""Tokens of Supabase Auth: who signed in, if the signature, the issuer, the audience and the time all hold."""

import asyncio
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import jwt

from api.problems import NotSignedIn
from system_control.errors import StoreUnavailable
from utils.settings import Settings

log = logging.getLogger(__name__)

AUDIENCE = "authenticated"
PUBLIC_KEY_ALGORITHMS = ("ES256", "RS256")
"""The signatures that Supabase makes with a key pair."""

LEEWAY_SECONDS = 10
KEYS_FRESH_SECONDS = 600
"""As long as Supabase's own edge keeps the list."""
REFETCH_SECONDS = 30
"""An unknown key id fetches the list again, but no oftener than this: anybody can invent key ids."""
RETRY_SECONDS = 5
"""After a failure with no keys at all."""
MAX_TOKEN_LENGTH = 8_192


class KeysUnreachable(StoreUnavailable):
    """Supabase's list of keys can't be fetched, so nobody can be recognised."""

    spoken = "I can't check your sign-in right now. Please try again in a moment."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a token speaks for: `sub` is Supabase Auth's user id, a canonical uuid."""

    sub: str
    email: str | None


class SupabaseTokens:
    """Verifies access tokens: HS256 with the project's secret, ES256 and RS256 with its published keys (RFC 7517)."""

    def __init__(self, settings: Settings, *, now: Callable[[], float] = time.monotonic) -> None:
        self._issuer = f"{settings.supabase_url.rstrip('/')}/auth/v1" if settings.supabase_url else ""
        self._secret = settings.supabase_jwt_secret
        self._http = httpx.AsyncClient(timeout=3.0)
        self._now = now
        self._lock = asyncio.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = -float("inf")
        self._tried_at = -float("inf")

    async def verify(self, token: str) -> SignedIn:
        """Return who signed in.

        :raises NotSignedIn: if anything about the token is wrong; the log says what, the caller is not told.
        :raises KeysUnreachable: if the keys are needed and have never been fetched.
        """
        if not self._issuer:
            raise NotSignedIn("a token came, but SUPABASE_URL is not set")
        if len(token) > MAX_TOKEN_LENGTH:
            raise NotSignedIn("a token is too long")
        try:
            header = jwt.get_unverified_header(token)
            algorithm = header.get("alg")
            key = await self._key_for(algorithm, header.get("kid"))
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                # Only the one that the key is for: a public key must never be taken for an HMAC secret (RFC 8725 §3.1).
                algorithms=[str(algorithm)],
                audience=AUDIENCE,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "aud", "iss"]},
            )
            sub = str(uuid.UUID(claims["sub"]))
        except (jwt.PyJWTError, ValueError) as error:
            raise NotSignedIn(f"a token is refused: {error}") from error
        email = claims.get("email")
        return SignedIn(sub, email if isinstance(email, str) and "@" in email else None)

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self._http.aclose()

    async def _key_for(self, algorithm: object, kid: object) -> jwt.PyJWK | str:
        if algorithm == "HS256" and self._secret:
            return self._secret
        if algorithm not in PUBLIC_KEY_ALGORITHMS or not isinstance(kid, str):
            raise jwt.InvalidAlgorithmError("its algorithm is not one of ours")
        await self._refresh(kid)
        key = self._keys.get(kid)
        if key is None or key.algorithm_name != algorithm:
            raise jwt.InvalidKeyError("its key is not one of the project's")
        return key

    async def _refresh(self, kid: str) -> None:
        """Fetch the keys if they are old or lack this one; old ones stay good while they cannot be fetched."""
        async with self._lock:
            now = self._now()
            fresh = now - self._fetched_at < KEYS_FRESH_SECONDS
            if fresh and kid in self._keys:
                return
            if now - self._tried_at >= (REFETCH_SECONDS if self._keys else RETRY_SECONDS):
                self._tried_at = now
                await self._fetch(now)
            if not self._keys:
                raise KeysUnreachable(f"no keys from {self._issuer}")

    async def _fetch(self, now: float) -> None:
        try:
            response = await self._http.get(f"{self._issuer}/.well-known/jwks.json")
            response.raise_for_status()
            self._keys = _keys_of(response.json())
            self._fetched_at = now
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            log.warning("The keys at %s/.well-known/jwks.json can't be fetched: %s", self._issuer, error)


def _keys_of(document: Any) -> dict[str, jwt.PyJWK]:
    """Return the signing keys by their id; those of a kind that we don't take are left out.

    :raises ValueError: if it is no list of keys.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("that is no list of keys")  # noqa: TRY004 - it is what was fetched that is wrong, as in bad JSON
    keys: dict[str, jwt.PyJWK] = {}
    for entry in entries:
        if isinstance(entry, dict) and entry.get("kty") in ("EC", "RSA") and isinstance(entry.get("kid"), str):
            try:
                keys[entry["kid"]] = jwt.PyJWK(entry)
            except jwt.PyJWTError as error:
                log.warning("One of the project's keys can't be read: %s", error)
    return keys
