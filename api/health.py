"""How the assistant is: for whoever watches it, for the launcher, and for the page's status line."""

import asyncio
import json
import time
import tomllib
from pathlib import Path

from fastapi import APIRouter

from api.schemas.health import Health, StoreHealth, VoiceHealth
from system_control.errors import StoreUnavailable
from system_control.shelf import in_thread
from system_control.supabase_manager import SupabaseManager
from utils.settings import Settings

VOICE_FILE = "voice.json"
"""Written in DATA_DIR by the launcher: {"on": bool, "reason": str}; it knows whether the parts run."""

STORE_SECONDS = 2.0
"""Anybody may ask how it is, so the store is asked at most this often."""


def version() -> str:
    """Return the version that pyproject.toml names."""
    project = Path(__file__).resolve().parent.parent / "pyproject.toml"
    try:
        return str(tomllib.loads(project.read_text())["project"]["version"])
    except OSError:
        return "unknown"


def voice_health(settings: Settings) -> VoiceHealth:
    """Tell whether one can talk: what the launcher says, or else whether everything that voice needs is configured."""
    said = launcher_says(settings)
    if said is not None:
        return said
    lacks = missing_for_voice(settings)
    return VoiceHealth(available=not lacks, reason=not_set(lacks) if lacks else None)


def launcher_says(settings: Settings) -> VoiceHealth | None:
    """Return whether the launcher has voice running; None where there is no launcher."""
    try:
        said = json.loads((settings.data_dir / VOICE_FILE).read_text())
        on, reason = bool(said["on"]), str(said.get("reason") or "")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return VoiceHealth(available=on, reason=None if on else reason or "The voice parts are not running.")


def missing_for_voice(settings: Settings) -> list[str]:
    """Return the variables that voice needs and that are not set."""
    named = {
        "LIVEKIT_URL": settings.livekit_url,
        "LIVEKIT_API_KEY": settings.livekit_api_key,
        "LIVEKIT_API_SECRET": settings.livekit_api_secret,
        "GROQ_API_KEY": settings.has_groq,
    }
    return [name for name, value in named.items() if not value]


def not_set(names: list[str]) -> str:
    """Say which variables are missing."""
    if len(names) == 1:
        return f"{names[0]} is not set."
    return f"{', '.join(names[:-1])} and {names[-1]} are not set."


def health_router(settings: Settings, manager: SupabaseManager) -> APIRouter:
    """Return GET /healthz, which is open and tells no secrets."""
    router = APIRouter(tags=["health"])
    known = version()
    lock = asyncio.Lock()
    asked_at, reachable = -float("inf"), False

    async def store_reachable() -> bool:
        nonlocal asked_at, reachable
        async with lock:
            if time.monotonic() - asked_at >= STORE_SECONDS:
                try:
                    await in_thread(lambda: manager.store().check())
                    reachable = True
                except StoreUnavailable:
                    reachable = False
                asked_at = time.monotonic()
        return reachable

    @router.get("/healthz")
    async def healthz() -> Health:
        """Tell how the assistant is. It answers without its store too, but then keeps nothing: `degraded`."""
        kept = await store_reachable()
        return Health(
            status="ok" if kept else "degraded",
            version=known,
            store=StoreHealth(reachable=kept),
            voice=voice_health(settings),
        )

    return router
