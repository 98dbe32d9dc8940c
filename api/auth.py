"""Who is calling: an API key, a Supabase token, or the local page's cookie; nothing under /api/ is open without one."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.page_cookie import PageCookie
from api.problems import NotSignedIn
from api.supabase_jwt import SupabaseTokens
from system_control.api_keys import MARK, ApiKeys
from system_control.errors import InvalidInput, StoreUnavailable
from system_control.identity import set_session_user
from system_control.shelf import in_thread
from system_control.supabase_manager import SupabaseManager
from system_control.user_links import link_auth_user

GUARDED = "/api/"
INVALID = {"WWW-Authenticate": 'Bearer realm="assistant", error="invalid_token"'}
"""What RFC 6750 §3.1 answers to a token that is not, or no longer, good."""

MAX_LINKED = 10_000


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent this request; `user` is the uuid5 of `identity`, and is bound while it is served."""

    identity: str
    user: str


class Links:
    """Which Supabase accounts are linked to their users already, so that it is written once a process."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, str | None] = OrderedDict()

    def knows(self, sub: str, email: str | None) -> bool:
        """Tell whether this account was linked, with this address."""
        return sub in self._known and self._known[sub] == email

    def note(self, sub: str, email: str | None) -> None:
        """Take note that it is."""
        self._known[sub] = email
        while len(self._known) > MAX_LINKED:
            self._known.popitem(last=False)

    def forget(self, sub: str) -> None:
        """Take note that it is not: its user was erased, and may come back."""
        self._known.pop(sub, None)


class Door:
    """Finds out who is calling before anything of the request is read, and binds that user to its task."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        manager: SupabaseManager,
        tokens: SupabaseTokens,
        cookie: PageCookie | None,
        links: Links,
    ) -> None:
        self._app = app
        self._manager = manager
        self._keys = ApiKeys.of(manager)
        self._tokens = tokens
        self._cookie = cookie
        self._links = links

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or refuse it.

        :raises NotSignedIn: WrongSite as well, which the outer layer answers.
        """
        if scope["type"] == "http" and scope["path"].startswith(GUARDED):
            scope.setdefault("state", {})["caller"] = await self._admit(scope)
        await self._app(scope, receive, send)

    async def _admit(self, scope: Scope) -> Caller:
        headers = Headers(scope=scope)
        given = headers.get("authorization")
        if given is not None:
            # A caller who shows a key means to be its owner: a bad one must not fall back to the cookie's user.
            return await self._by_token(given)
        if self._cookie is not None and self._cookie.admits(scope):
            return (await self._welcome(self._cookie.identity))[0]
        raise NotSignedIn("no credentials")

    async def _by_token(self, authorization: str) -> Caller:
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token.isascii():
            raise NotSignedIn("not a bearer token", headers=INVALID)
        if token.startswith(MARK):
            identity = await in_thread(self._keys.identity_of, token)
            if identity is None:
                raise NotSignedIn("an API key is unknown or revoked", headers=INVALID)
            return (await self._welcome(identity))[0]
        try:
            signed_in = await self._tokens.verify(token)
        except NotSignedIn as error:
            raise NotSignedIn(str(error), headers=INVALID) from error
        caller, kept = await self._welcome(signed_in.sub)
        if kept:
            await self._link(signed_in.sub, signed_in.email)
        return caller

    async def _welcome(self, identity: str) -> tuple[Caller, bool]:
        """Bind the user and make sure of the profile; tell also whether that worked."""
        try:
            user = set_session_user(identity)
        except InvalidInput as error:
            raise NotSignedIn(str(error)) from error
        return Caller(identity, user), await self._manager.welcome(identity)

    async def _link(self, sub: str, email: str | None) -> None:
        """Write the link once a process; while the store is down, go on without, and try again with the next call."""
        if self._links.knows(sub, email):
            return
        try:
            await link_auth_user(self._manager, sub, email)
        except StoreUnavailable:
            return
        self._links.note(sub, email)


async def caller_of(request: Request) -> Caller:
    """Return who is calling; a dependency for the routes under /api/."""
    caller = request.state.caller
    assert isinstance(caller, Caller)
    return caller


Me = Annotated[Caller, Depends(caller_of)]
"""An argument of a route: whoever calls it."""
