"""Which sign-in of Supabase Auth is which user: the row that row-level security goes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from system_control.identity import get_session_user_uuid
from system_control.shelf import Record, Shelf, in_thread, new_id
from system_control.store.store import eq

if TYPE_CHECKING:
    from system_control.supabase_manager import SupabaseManager


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLink(Record):
    """`auth_user_id` is the `sub` of a token that was verified; a uuid5 can be guessed, so it authorises nobody."""

    TABLE: ClassVar[str] = "user_links"

    auth_user_id: str


async def link_auth_user(manager: SupabaseManager, auth_user_id: str, email: str | None) -> None:
    """Note that the bound user is this verified sign-in, and keep its address in the profile; idempotent.

    :raises StoreUnavailable: if that could not be written.
    """
    links = Shelf(manager.store, manager.clock, UserLink)
    await links.add(UserLink(id=new_id(), created_at=manager.clock.now(), auth_user_id=auth_user_id))
    if email:
        await in_thread(_keep_email, manager, email)


def _keep_email(manager: SupabaseManager, email: str) -> None:
    """Write it only where it is another one, or none: `ne` alone would pass over null."""
    mine = eq("id", get_session_user_uuid())
    values = {"email": email, "updated_at": manager.clock.now()}
    if not manager.store().count("profiles", [mine, eq("email", email)]):
        manager.store().update("profiles", [mine], values)
