"""What will ring next, as an app needs it to set notifications of its own, a second line that needs no network."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from system_control.due import Ring
from system_control.identity import get_session_user_uuid
from system_control.occurrences import due_where
from system_control.ringing_words import ringing
from system_control.schedule import STANDING, Alarm, Reminder, Status, Timer
from system_control.store.store import eq, is_in
from utils.recurrence import BadRule
from utils.zones import first_zone

if TYPE_CHECKING:
    from datetime import datetime

    from system_control.supabase_manager import SupabaseManager

log = logging.getLogger(__name__)

AHEAD: Final = timedelta(days=14)
MOST: Final = 48
"""iOS keeps 64 notifications of an app and drops the rest without a word; some are left for the app itself."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One moment at which something rings; `key` is that of its occurrence."""

    key: str
    table: str
    row_id: str
    due_at: datetime
    title: str
    text: str

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "key": self.key,
            "notification_id": notification_id(self.key),
            "table": self.table,
            "id": self.row_id,
            "due_at": self.due_at.isoformat(),
            "title": self.title,
            "text": self.text,
        }


def notification_id(key: str) -> int:
    """Return a key's number for systems that want one (Android): 31 bits, the same in every process and on any device.

    The first four bytes of its SHA-256, without the sign.
    """
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") & 0x7FFF_FFFF


async def upcoming(manager: SupabaseManager) -> dict[str, Any]:
    """Return what rings for the bound user: what is to come within 14 days, at most 48 times, and what rings now.

    As JSON values; `docs/flutter.md` describes them.
    :raises StoreUnavailable: if the store can't be read.
    """
    now, user = manager.clock.now(), get_session_user_uuid()
    profiles = await manager.profiles.find(eq("id", user), limit=1)
    zone = profiles[0].timezone if profiles else None
    habits = profiles[0].habits if profiles else {}
    records = await due_where(manager, is_in("status", STANDING))
    found = []
    for record in records:
        where = first_zone(zone, getattr(record, "zone", None), manager.settings.timezone)
        for due in _moments(record, now):
            notice = ringing(Ring(user, "", record, due, None, where, habits), now)
            found.append(Upcoming(notice.key, record.TABLE, record.id, due, notice.title, notice.text))
    found.sort(key=lambda one: (one.due_at, one.key))
    return {
        "version": 1,
        "at": now.isoformat(),
        "items": [one.as_json() for one in found[:MOST]],
        "ringing": [{"table": r.TABLE, "id": r.id} for r in records if r.status == Status.RINGING],
    }


def _moments(record: Alarm | Reminder | Timer, now: datetime) -> list[datetime]:
    if record.status in (Status.PAUSED, Status.RINGING):
        return []
    if isinstance(record, Timer):
        return [record.ends_at] if record.ends_at > now else []
    try:
        return record.between(now, now + AHEAD, MOST)
    except (BadRule, KeyError, ValueError) as error:  # a row that was written by hand: the others are told all the same
        log.error("row %s of %s can't be followed: %s", record.id, record.TABLE, error)  # noqa: TRY400 - one line
        return []
