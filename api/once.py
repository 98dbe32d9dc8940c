"""Idempotency-Key: a POST that is sent again with its key is answered as the first time, and done once.

After draft-ietf-httpapi-idempotency-key-header: the key is the caller's own, the same key with another request is
refused (422), and one whose first request is still being answered has to wait (409). Of a request that was refused
nothing is kept, since it changed nothing. One that failed may have been done all the same (the store's answer was
lost, the process died): it runs again, and under the same ids, so that the store writes nothing twice.
"""

import hashlib
import json
import logging
import re
import uuid
from collections.abc import Callable, Coroutine, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Annotated, Any, ParamSpec

from fastapi import Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.answers import FIRST, Place
from api.problems import KeyReused, UnderWay
from system_control.changes import Change
from system_control.errors import AssistantError, StoreUnavailable
from system_control.identity import get_session_user_uuid
from system_control.shelf import Unsettled, in_thread
from system_control.store.store import Row
from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

P = ParamSpec("P")
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

HEADER = "Idempotency-Key"
REPLAYED = {"Idempotency-Replayed": "true"}
_KEY = re.compile(r"[!-~]{1,255}")


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

        def get_route_handler(self) -> Handler:
            """Wrap the handler."""
            inner = super().get_route_handler()

            async def handle(request: Request) -> Response:
                key = request.headers.get(HEADER)
                if request.method != "POST" or key is None or not _KEY.fullmatch(key):
                    return await inner(request)
                place = Place(manager, get_session_user_uuid(), key, await _fingerprint(request))
                try:
                    before = await in_thread(place.reserve)
                except StoreUnavailable:
                    if without_store:
                        return await inner(request)
                    raise
                return await _answer(place, request, inner) if before is None else _replay(before, place.fingerprint)

            return handle

    return Once


def keep_no_words(request: Request) -> None:
    """Let this request's answer be forgotten: that it was done is kept, but not what was said."""
    request.state.keep_no_words = True


@dataclass(slots=True)
class _Steady:
    """Names what a request makes: the same at each attempt at it."""

    seed: uuid.UUID
    steps: int = 0

    def next_step(self, changes: tuple[Change, ...]) -> tuple[tuple[Change, ...], str]:
        """Return the request's next changes with the ids that new rows have at each attempt, and the batch."""
        step, self.steps = self.steps, self.steps + 1
        ids = {
            change.after.id: str(uuid.uuid5(self.seed, f"{step} {place}"))
            for place, change in enumerate(changes)
            if change.before is None and change.after is not None
        }
        return tuple(_renamed(change, ids) for change in changes), str(uuid.uuid5(self.seed, str(step)))


def _renamed(change: Change, ids: Mapping[str, str]) -> Change:
    """Return a change with other ids, also where one row names another."""
    if change.after is None:
        return change
    named: dict[str, Any] = {k: ids[v] for k, v in change.after.row().items() if isinstance(v, str) and v in ids}
    return replace(change, after=replace(change.after, **named))


_steady: ContextVar[_Steady | None] = ContextVar("steady", default=None)


async def make_once(manager: SupabaseManager, *changes: Change) -> tuple[Change, ...]:
    """Make changes as one step of undo; return them as they are made, which is once however often the key comes.

    :raises Conflict: if a row is gone or was changed meanwhile.
    """
    steady = _steady.get()
    batch = None
    if steady is not None:
        changes, batch = steady.next_step(changes)
    await manager.changes.make(changes, batch=batch)
    return changes


async def _answer(place: Place, request: Request, inner: Handler) -> Response:
    """Do what is asked and keep the answer; what is refused gives the place back."""
    token = _steady.set(_Steady(uuid.UUID(place.seed)))
    try:
        response = await inner(request)
    except Unsettled:
        raise  # it may be under way still: who asks again within the half minute has to wait
    except StoreUnavailable:
        await _if_possible(place.let_go)
        raise
    except (AssistantError, HTTPException, RequestValidationError):
        await _if_possible(place.give_back)
        raise
    finally:
        _steady.reset(token)
    silent = getattr(request.state, "keep_no_words", False)
    await _if_possible(place.keep, response.status_code, None if silent else json.loads(bytes(response.body)))
    return response


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
    if row["status"] <= FIRST:
        raise UnderWay(headers={"Retry-After": "1"})
    if body.get("answer") is None:
        raise KeyReused(spoken="I answered that already, and as you asked I kept nothing of what was said.")
    return JSONResponse(body["answer"], row["status"], headers=REPLAYED)


async def _fingerprint(request: Request) -> str:
    seen = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    seen.update(await request.body())
    return seen.hexdigest()
