"""The user's profile over HTTP, and their rights: everything that is kept as one JSON, and nothing of it any more."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from api.auth import Links, Me
from api.hearing import Hearing, hear
from api.limits import limited
from api.livekit import Tell
from api.problems import Unconfirmed, responses
from api.schemas import me as sent
from api.schemas.base import EVERYTHING, Removed
from system_control import privacy
from system_control.profiles import Profile
from system_control.shelf import in_thread
from system_control.supabase_manager import SupabaseManager
from toolsets.checks import checked

BURST, PER_MINUTE = 3, 2
"""Of the whole of what is kept, which is read from the store at once."""

CHUNK = 64 * 1024
"""Characters that are read before they are sent on."""


def me_router(manager: SupabaseManager, tell: Tell, links: Links) -> APIRouter:
    """Return the routes under /api/v1/me.

    :param tell: called after a change, since what rings is worded by the user's clock; returns at once.
    :param links: where it is known whose Supabase account is linked already.
    """
    router = APIRouter(prefix="/me", tags=["me"])
    whole = limited(BURST, PER_MINUTE)

    @router.get("", responses=responses(429, 503))
    async def profile() -> sent.Profile:
        """Tell who you are to the assistant."""
        return _shown((await hear(manager)).profile)

    @router.patch("", responses=responses(409, 422, 429, 503))
    async def change(body: sent.ProfileChange, caller: Me) -> sent.Profile:
        """Change what is sent; "undo that" by voice takes it back. What is set keeps the zone it was set in."""
        hearing = await hear(manager)
        after = _changed(hearing, body.given)
        if after != hearing.profile:
            await hearing.change_profile(**{name: getattr(after, name) for name in _CHANGEABLE})
            tell(caller)
        return _shown((await hear(manager)).profile)

    @router.delete("", responses=responses(422, 429, 503))
    async def erase(caller: Me, confirm: Annotated[str | None, Query(max_length=20)] = None) -> Removed:
        """Delete everything that is kept of you, for good; `confirm=everything` says that this is meant.

        Your keys go too, so this is the last call that they open.
        """
        if confirm != EVERYTHING:
            raise Unconfirmed("everything that is kept of you, for good")
        there = await in_thread(privacy.erase, manager)
        links.forget(caller.identity)
        return Removed(removed=int(there))

    @router.get(
        "/export",
        response_class=StreamingResponse,
        dependencies=[Depends(whole)],
        responses={
            200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "All of it."},
            **responses(429, 503),
        },
    )
    async def export() -> StreamingResponse:
        """Read everything that is kept of you, as one JSON; system_control/privacy.py describes it."""
        pieces = privacy.export(manager)
        first = await in_thread(_next, pieces)  # before the answer begins: a store that is down is a problem of its own
        headers = {"Content-Disposition": 'attachment; filename="assistant.json"'}
        return StreamingResponse(_all(first, pieces), media_type="application/json", headers=headers)

    return router


_CHANGEABLE = ("display_name", "timezone", "locale", "habits")


def _changed(hearing: Hearing, given: dict[str, Any]) -> Profile:
    after = hearing.profile
    if "display_name" in given:
        after = replace(after, display_name=checked(given["display_name"] or "", "name", sent.MAX_NAME) or None)
    if "timezone" in given:
        after = replace(after, timezone=given["timezone"])
    if "locale" in given:
        after = replace(after, locale=given["locale"])
    if given.get("habits") is not None:
        habits: sent.Habits = given["habits"]
        named = {k: v for k, v in habits.model_dump(mode="json").items() if k in habits.model_fields_set}
        after = replace(after, habits={k: v for k, v in {**after.habits, **named}.items() if v is not None})
    return after


async def _all(first: str, pieces: Iterator[str]) -> AsyncIterator[str]:
    piece = first
    while piece:
        yield piece
        piece = await in_thread(_next, pieces)


def _next(pieces: Iterator[str]) -> str:
    """Return the next pieces, together about `CHUNK` long; "" at the end. Blocks."""
    found: list[str] = []
    size = 0
    while size < CHUNK and (piece := next(pieces, None)) is not None:
        found.append(piece)
        size += len(piece)
    return "".join(found)


def _shown(profile: Profile) -> sent.Profile:
    return sent.Profile(
        identity=profile.identity,
        email=profile.email,
        display_name=profile.display_name,
        timezone=profile.timezone,
        locale=profile.locale,
        habits=profile.habits,
        created_at=profile.created_at,
        updated_at=profile.updated_at,
    )
