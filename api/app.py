"""The HTTP face, put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, FastAPI, Security
from fastapi.security import HTTPBearer
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from api import limits, problems
from api.answers import sweep_answers
from api.auth import Door, Links
from api.conversation import conversation_router
from api.health import health_router, version
from api.history import history_router
from api.livekit import Telling, livekit_router
from api.me import me_router
from api.memory import memory_router
from api.notes import notes_router
from api.page import SafeHeaders, page_routes
from api.page_cookie import PageCookie
from api.parameters import known_parameters
from api.push import push_router
from api.schedule import schedule_router
from api.setting import setting_router
from api.supabase_jwt import SupabaseTokens
from system_control.shelf import widen_threads
from system_control.supabase_manager import SupabaseManager
from system_control.upkeep import for_ever, look_after
from utils.settings import Settings

if TYPE_CHECKING:
    from assistant.text import TypedConversations

BEARER = HTTPBearer(auto_error=False, description="An API key (va_…) or an access token of Supabase Auth.")
"""Only describes it: the door, which stands before every route under /api/, is what asks for it."""


def create_app(settings: Settings, manager: SupabaseManager, conversations: "TypedConversations") -> FastAPI:
    """Return the application; it closes what it was given when it ends.

    :raises OSError: if DATA_DIR cannot be written, on a loopback bind (the local page's user is kept there).
    """
    cookie = PageCookie.for_loopback(settings)
    tokens, links, tell = SupabaseTokens(settings), Links(), Telling(settings, manager)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        widen_threads()
        async with AsyncExitStack() as at_the_end:
            at_the_end.callback(manager.close)
            at_the_end.push_async_callback(tokens.aclose)
            at_the_end.push_async_callback(conversations.aclose)
            at_the_end.push_async_callback(tell.aclose)
            beside = asyncio.create_task(look_after(manager, conversations.close_what_is_over), name="beside")
            at_the_end.push_async_callback(_ended, beside)
            sweeping = asyncio.create_task(for_ever(lambda: sweep_answers(manager)), name="sweeping answers")
            at_the_end.push_async_callback(_ended, sweeping)
            yield

    app = FastAPI(
        title="Voice assistant",
        version=version(),
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Outermost first: headers on every answer, also on problems; then who is calling; only then is a body read.
        middleware=[
            Middleware(SafeHeaders, settings=settings),
            *_cross_origin(settings),
            Middleware(problems.Problems),
            Middleware(Door, manager=manager, tokens=tokens, cookie=cookie, links=links),
            Middleware(limits.Bodies),
        ],
    )
    problems.install(app)
    v1 = APIRouter(
        prefix="/api/v1",
        dependencies=[Security(BEARER)],
        responses=problems.responses(400, 401, 403, 408, 413, 415, 422),
    )
    v1.include_router(conversation_router(manager, conversations, tell))
    v1.include_router(livekit_router(settings))
    asked = [Depends(limits.limited(limits.BURST, limits.PER_MINUTE)), Depends(known_parameters)]
    for router in (
        setting_router(manager, tell),
        schedule_router(manager, tell),
        notes_router(manager),
        memory_router(manager),
        history_router(manager),
        push_router(manager),
        me_router(manager, tell, links),
    ):
        v1.include_router(router, dependencies=asked)
    app.include_router(v1)
    app.include_router(health_router(settings, manager))
    app.router.routes.extend(page_routes(cookie))
    return app


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _cross_origin(settings: Settings) -> list[Middleware]:
    """Let the web apps of API_ORIGINS call with a key; cookies are never shared with them."""
    if not settings.api_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.api_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
            expose_headers=["Retry-After", "Idempotency-Replayed"],
        )
    ]
