"""How the assistant is."""

from pydantic import BaseModel


class StoreHealth(BaseModel):
    """Whether rows can be read and written now."""

    reachable: bool


class VoiceHealth(BaseModel):
    """Whether one can talk, and if not, why: a sentence for people."""

    available: bool
    reason: str | None


class Health(BaseModel):
    """How the assistant is; `degraded` when it answers but cannot keep anything."""

    status: str
    version: str
    store: StoreHealth
    voice: VoiceHealth
