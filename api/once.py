"""Idempotency-Key: a POST that is sent again with its key is answered as the first time, and done once.

After draft-ietf-httpapi-idempotency-key-header: the key is the caller's own, the same key with another request is
refused (422), and one whose first request is still being answered has to wait (409). Failures are not kept, since
whatever failed changed nothing and may be tried again.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ParamSpec

from fastapi import Header, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from api.problems import KeyReused, UnderWay
from system_control.errors import StoreUnavailable
from system_control.identity import get_session_user_uuid
from system_control.shelf import Unsettled, in_thread, new_id
from system_control.store.store import Op, Row, Where, eq
from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

P = ParamSpec("P")

HEADER = "Idempotency-Key"
REPLAYED = {"Idempotency-Replayed": "true"}
KEPT_FOR = timedelta(hours=24)
BUSY_FOR = timedelta(seconds=30)
"""After this a request whose process died is taken for one that never came: far longer than any takes."""

TABLE = "cache_entries"
_KEY = re.compile(r"[!-~]{1,255}")
_BUSY = 0
"""Stands for the status of a request that has no answer yet."""


async def idempotent(
    _key: Annotated[
        str | None,
        Header(
            alias=HEADER,
            min_length=1,
            max_length=255,
            pattern=r"^[!-~]+$",
            description="Yours, one for each thing that you want done. Sent again with it within a day, the request "
            "is done once and answered alike.",
        ),
    ] = None,
) -> None:
    """Describe and check the header; a dependency for each POST that writes."""


def once(manager: SupabaseManager, *, without_store: bool = False) -> type[APIRoute]:
    """Return the class of routes whose POSTs heed the header.

    :param without_store: whether they answer while the store is down, when no key can be kept.
    """

    class Once(APIRoute):
        """A route whose answers are kept under the caller's key."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            """Wrap the handler."""
            inner = super().get_route_handler()

            async def handle(request: Request) -> Response:
                key = request.headers.get(HEADER)
                if request.method != "POST" or key is None or not _KEY.fullmatch(key):
                    return await inner(request)
                entry = _Entry(manager, new_id(), get_session_user_uuid(), key, await _fingerprint(request))
                try:
                    before = await in_thread(entry.reserve)
                except StoreUnavailable:
                    if without_store:
                        return await inner(request)
                    raise
                return await entry.answer(request, inner) if before is None else _replay(before, entry.fingerprint)

            return handle

    return Once


def keep_no_words(request: Request) -> None:
    """Let this request's answer be forgotten: that it was done is kept, but not what was said."""
    request.state.keep_no_words = True


@dataclass(frozen=True, slots=True)
class _Entry:
    """A place for one answer of the bound user."""

    manager: SupabaseManager
    row_id: str
    user: str
    key: str
    fingerprint: str

    def reserve(self) -> Row | None:
        """Take the place, blocking; return what holds it if another request has."""
        store, now = self.manager.store(), self.manager.clock.now()
        store.delete(TABLE, [eq("user_id", self.user), Where("expires_at", Op.LE, now)])
        row = {
            "id": self.row_id,
            "user_id": self.user,
            "key": self.key,
            "status": _BUSY,
            "body": {"request": self.fingerprint},
            "created_at": now,
            "expires_at": now + BUSY_FOR,
        }
        if store.insert(TABLE, [row]):
            return None
        rows = store.select(TABLE, [eq("user_id", self.user), eq("key", self.key)])
        if not rows:  # the other one failed just now, and gave the place back
            raise UnderWay(headers={"Retry-After": "1"})
        # An insertion whose answer was lost is repeated by the store: then the row that stands is this one.
        return None if rows[0]["id"] == self.row_id else rows[0]

    async def answer(self, request: Request, inner: Callable[[Request], Coroutine[Any, Any, Response]]) -> Response:
        """Do what is asked and keep the answer; a failure gives the place back."""
        stays = False
        try:
            response = await inner(request)
            stays = True
        except Unsettled:
            stays = True  # it may have happened: who asks again within the half minute has to wait
            raise
        finally:
            if not stays:
                await _if_possible(self._release)
        silent = getattr(request.state, "keep_no_words", False)
        await _if_possible(self._keep, response.status_code, None if silent else json.loads(bytes(response.body)))
        return response

    def _keep(self, status: int, answer: object) -> None:
        values = {
            "status": status,
            "body": {"request": self.fingerprint, "answer": answer},
            "expires_at": self.manager.clock.now() + KEPT_FOR,
        }
        self.manager.store().update(TABLE, [eq("user_id", self.user), eq("id", self.row_id)], values)

    def _release(self) -> None:
        self.manager.store().delete(TABLE, [eq("user_id", self.user), eq("id", self.row_id)])


async def _if_possible(call: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Write it down; a store that fails just now must not turn what was done into a failure."""
    try:
        await in_thread(call, *args, **kwargs)
    except StoreUnavailable as error:
        log.warning("An answer can't be kept for its Idempotency-Key: %s", error)


def _replay(row: Row, fingerprint: str) -> Response:
    body = row["body"] or {}
    if body.get("request") != fingerprint:
        raise KeyReused
    if row["status"] == _BUSY:
        raise UnderWay(headers={"Retry-After": "1"})
    if body.get("answer") is None:
        raise KeyReused(spoken="I answered that already, and as you asked I kept nothing of what was said.")
    return JSONResponse(body["answer"], row["status"], headers=REPLAYED)


async def _fingerprint(request: Request) -> str:
    seen = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    seen.update(await request.body())
    return seen.hexdigest()
