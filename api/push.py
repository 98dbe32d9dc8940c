"""Push targets over HTTP: where a user is told what rings while they are in no conversation."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Response

from api.limits import limited
from api.problems import responses
from api.schemas.push import MadeTarget, NewTarget, Target, Targets
from system_control.errors import InvalidInput, NotFound
from system_control.push import PushTarget, TargetKind, check_target
from system_control.shelf import Shelf, new_id
from system_control.supabase_manager import SupabaseManager
from system_control.webhook import target_key

BURST, PER_MINUTE = 10, 10
"""Each looks a host up in the net."""

MOST = 10
"""Targets of one user; each is told of everything that rings."""


def push_router(manager: SupabaseManager) -> APIRouter:
    """Return the routes under /api/v1/push-targets."""
    router = APIRouter(prefix="/push-targets", tags=["push"])
    settings = manager.settings
    shelf = Shelf(manager.store, manager.clock, PushTarget)
    adding = limited(BURST, PER_MINUTE)

    @router.get("", responses=responses(429, 503))
    async def all_targets() -> Targets:
        """List where you are told."""
        return Targets(items=[_shown(target) for target in await shelf.find(order=("created_at",))])

    @router.post(
        "",
        status_code=201,
        dependencies=[Depends(adding)],
        responses={200: {"model": MadeTarget, "description": "It is there already."}, **responses(422, 429, 503)},
    )
    async def add(body: NewTarget, response: Response) -> MadeTarget:
        """Add one. A webhook's key is in this answer only: whoever loses it removes the target and adds it again.

        The same target again changes nothing, so it needs no Idempotency-Key, under which its key would be kept.
        """
        url = body.url.strip()
        if body.kind is TargetKind.WEBHOOK and not settings.push_webhook_secret:
            raise InvalidInput("PUSH_WEBHOOK_SECRET is not set", spoken="Webhooks aren't set up here.")
        await check_target(body.kind, url, private=settings.push_private_addresses)
        there = await shelf.find(order=("created_at",))
        same = next((target for target in there if (target.kind, target.url) == (body.kind.value, url)), None)
        if same is not None:
            response.status_code = 200
            return MadeTarget(**_shown(same).model_dump(), key=None)
        if len(there) >= MOST:
            raise InvalidInput("too many push targets", spoken="You're told in ten places already; remove one first.")
        now = manager.clock.now()
        target = PushTarget(id=new_id(), kind=body.kind.value, url=url, created_at=now, updated_at=now)
        await shelf.add(target)
        secret = settings.push_webhook_secret.encode()
        key = target_key(secret, target.id).decode() if body.kind is TargetKind.WEBHOOK else None
        return MadeTarget(**_shown(target).model_dump(), key=key)

    @router.delete("/{target_id}", status_code=204, responses=responses(404, 429, 503))
    async def remove(target_id: str) -> None:
        """Remove one; from then on nothing is sent there."""
        try:
            await shelf.remove(target_id)
        except NotFound as error:
            raise NotFound(str(error), spoken="I can't find that push target.") from None

    return router


def _shown(target: PushTarget) -> Target:
    kind = TargetKind(target.kind)
    return Target(id=target.id, kind=kind, shown=_name(kind, target.url), created_at=target.created_at)


def _name(kind: TargetKind, url: str) -> str:
    """Name a target so that its user knows it again, without a password, a token or a topic."""
    if kind is TargetKind.EMAIL:
        return f"{url[0]}…@{url.rpartition('@')[2]}"
    if kind is TargetKind.FCM:
        return f"…{url[-4:]}"
    host = urlsplit(url).hostname if kind is TargetKind.WEBHOOK else None
    return f"{url.partition('://')[0].lower()}://{host or ''}…"
