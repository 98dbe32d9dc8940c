"""Who the user is to us: the profile that every other row hangs on, and the habits that settle what is said."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from system_control.errors import AssistantError
from system_control.shelf import Record
from system_control.store.store import Store, eq

if TYPE_CHECKING:
    from datetime import datetime

    from utils.clock import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Record):
    """A user: `timezone` is an IANA name, `habits` holds hours of the day's parts, "clock": 12 or 24, quiet hours."""

    TABLE: ClassVar[str] = "profiles"

    identity: str
    email: str | None = None
    is_first_login: bool = True
    display_name: str | None = None
    timezone: str | None = None
    locale: str | None = None
    habits: dict[str, Any]
    updated_at: datetime


def ensure_profile(store: Store, clock: Clock, user: str, identity: str | None) -> bool:
    """Make sure that the user's profile row is there; return whether it is.

    Idempotent, also when several do it at once: the row's id is the user's uuid. Any failure is logged and answered
    with False: the conversation goes on and keeps nothing, and never uses another account.
    """
    now = clock.now()
    name = identity or user
    row: dict[str, object] = {
        "id": user,
        "identity": name,
        "email": name if "@" in name else None,
        "habits": {},
        "created_at": now,
        "updated_at": now,
    }
    try:
        if store.insert("profiles", [row]):
            log.info("[PROFILE CREATE] made a profile for %s", user)
            return True
        if store.count("profiles", [eq("id", user)]):
            if identity:  # a row made when only the uuid was known learns who it is
                store.update("profiles", [eq("id", user), eq("identity", user)], {"identity": identity})
            return True
        log.error("[PROFILE CREATE] %s: another profile already has this identity", user)
    except AssistantError as error:
        log.error("[PROFILE CREATE] %s: nothing can be kept now: %s", user, error)  # noqa: TRY400 - one line, no trace
    return False
