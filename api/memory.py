"""What is remembered of the user, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api import paging
from api.hearing import hear
from api.once import idempotent, once
from api.paging import PAGE, Cursor, Limit
from api.problems import Unconfirmed, responses
from api.schemas import memory as sent
from api.schemas.base import EVERYTHING, Page, Removed
from system_control.errors import NotFound
from system_control.facts import Category, Memory
from system_control.memory import MemoryManager
from system_control.shelf import in_thread
from system_control.store.store import eq, is_null
from system_control.supabase_manager import SupabaseManager
from toolsets.memory import forget
from toolsets.words import counted


def memory_router(manager: SupabaseManager) -> APIRouter:
    """Return the routes under /api/v1/memories; "undo that" by voice takes back what they change."""
    router = APIRouter(prefix="/memories", tags=["memory"], route_class=once(manager))
    facts = MemoryManager(lambda: manager)

    async def find(memory_id: str) -> Memory:
        found = await manager.memories.find(eq("id", memory_id))
        if not found:
            raise NotFound(f"no memory {memory_id[:64]}", spoken="I don't remember anything like that.")
        return found[0]

    async def holding(category: str, key: str) -> Memory | None:
        found = await manager.memories.find(eq("category", category), eq("key", key), is_null("superseded_by"))
        return found[0] if found else None

    @router.get("", responses=responses(422, 429, 503))
    async def what_is_remembered(
        category: Annotated[Category | None, Query()] = None,
        key: Annotated[str | None, Query(max_length=100, description="Only the fact of this key.")] = None,
        superseded: Annotated[bool, Query(description="Also what a newer fact took the place of.")] = False,
        limit: Limit = PAGE,
        cursor: Cursor = None,
    ) -> Page[sent.Memory]:
        """List what is remembered, the newest first."""
        where = [eq("category", category.value)] if category else []
        where += [eq("key", key)] if key is not None else []
        where += [] if superseded else [is_null("superseded_by")]
        rows, following = await paging.newest(manager.memories, *where, cursor=cursor, limit=limit)
        return Page(items=[_shown(memory) for memory in rows], cursor=following)

    @router.post(
        "",
        status_code=201,
        dependencies=[Depends(idempotent)],
        responses={200: {"model": sent.Memory, "description": "It was known."}, **responses(409, 422, 429, 503)},
    )
    async def remember(body: sent.NewMemory, response: Response) -> sent.Memory:
        """Remember a fact. 200 instead of 201: it was known already."""
        category, key = body.category.value, body.key.strip()
        before = await holding(category, key)
        await in_thread(facts.store, category, key, body.value)
        after = await holding(category, key)
        if after is None:
            raise NotFound("forgotten at once", spoken="That was forgotten again just now.")
        if before is not None and before.id == after.id:
            response.status_code = 200
        return _shown(after)

    @router.delete("", responses=responses(422, 429, 503))
    async def forget_everything(confirm: Annotated[str | None, Query(max_length=20)] = None) -> Removed:
        """Forget everything; `confirm=everything` says that this is meant."""
        known = await manager.memories.find(is_null("superseded_by"))
        if confirm != EVERYTHING:
            raise Unconfirmed(f"{counted(len(known), 'thing')} that I know about you")
        if known:
            hearing = await hear(manager)
            hearing.chosen = tuple(memory.id for memory in known)
            await forget(hearing)
        return Removed(removed=len(known))

    @router.get("/{memory_id}", responses=responses(404, 429, 503))
    async def one(memory_id: str) -> sent.Memory:
        """Read a fact, also one that holds no more."""
        return _shown(await find(memory_id))

    @router.delete("/{memory_id}", status_code=204, responses=responses(404, 409, 422, 429, 503))
    async def forget_one(memory_id: str) -> None:
        """Forget a fact, and what it took the place of."""
        memory = await find(memory_id)
        await forget(await hear(manager, chosen=memory.id))

    return router


def _shown(memory: Memory) -> sent.Memory:
    return sent.Memory(
        id=memory.id,
        category=memory.category,
        key=memory.key,
        value=memory.value,
        spoken=memory.spoken,
        confidence=memory.confidence,
        superseded_by=memory.superseded_by,
        created_at=memory.created_at,
        updated_at=memory.updated_at,
    )
