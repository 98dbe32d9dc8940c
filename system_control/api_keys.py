"""API keys: made for an identity, shown once, known by their hash, revoked at once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from system_control.errors import InvalidInput, NotFound, StoreUnavailable
from system_control.identity import livekit_identity_to_uuid
from system_control.shelf import Record, new_id
from system_control.store.store import Op, Where, eq, is_null

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from system_control.store.store import Row, Store
    from system_control.supabase_manager import SupabaseManager
    from utils.clock import Clock

MARK = "va_"
"""What every key begins with, so that people and secret scanners know one."""

MAX_NAME_LENGTH = 100
MAX_KEY_LENGTH = 100
"""No key is longer, so nothing longer is hashed."""

USED_EVERY = timedelta(minutes=1)
"""How exact `last_used_at` is: a busy caller must not cost a write each call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey(Record):
    """What is kept of a key; `prefix` names it in lists, `key_hash` is SHA-256 of the whole key in hex.

    A plain hash is enough because a key is 256 random bits: there is no word list to try.
    """

    TABLE: ClassVar[str] = "api_keys"

    name: str
    prefix: str
    key_hash: str
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class ApiKeys:
    """All keys of all users, for the operator and for whoever must find out who is calling. Calls block.

    Every call raises `StoreUnavailable` when the rows cannot be reached.
    """

    def __init__(self, store: Callable[[], Store], clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @classmethod
    def of(cls, manager: SupabaseManager) -> ApiKeys:
        """Make it over the manager's store."""
        return cls(manager.store, manager.clock)

    def make(self, name: str, identity: str, *, ensure_profile: Callable[[str, str], bool]) -> tuple[ApiKey, str]:
        """Make a key for an identity, and its profile; return what is kept and the key itself, which is not.

        :raises InvalidInput: if the name is empty or over 100 characters, or the identity cannot be used.
        :raises StoreUnavailable: also if the profile cannot be made.
        """
        name = " ".join(name.split())
        if not name or len(name) > MAX_NAME_LENGTH or not name.isprintable():
            raise InvalidInput(spoken=f"A key's name has 1 to {MAX_NAME_LENGTH} printable characters.")
        user = livekit_identity_to_uuid(identity)
        if not ensure_profile(user, identity):
            raise StoreUnavailable(f"no profile could be made for {identity}")
        # A profile that was made by its uuid alone has no identity yet, and a key must lead back to one.
        unnamed = [eq("id", user), Where("identity", Op.NE, identity)]
        self._store().update("profiles", unnamed, {"identity": identity, "updated_at": self._clock.now()})
        prefix = MARK + secrets.token_hex(4)
        key = f"{prefix}_{secrets.token_urlsafe(32)}"
        made = ApiKey(id=new_id(), created_at=self._clock.now(), name=name, prefix=prefix, key_hash=_hash(key))
        self._store().insert(ApiKey.TABLE, [{**made.row(), "user_id": user}])
        return made, key

    def identity_of(self, key: str) -> str | None:
        """Return whose key this is; None if it is nobody's or was revoked."""
        prefix = key[: len(MARK) + 8]
        if not key.startswith(MARK) or len(key) > MAX_KEY_LENGTH:
            return None
        digest = _hash(key)
        rows = self._store().select(ApiKey.TABLE, [eq("prefix", prefix), is_null("revoked_at")])
        # Compared in constant time: the prefix is public, and how long a comparison takes must not tell the rest.
        row = next((r for r in rows if hmac.compare_digest(r["key_hash"], digest)), None)
        if row is None:
            return None
        self._note_use(row)
        owners = self._store().select("profiles", [eq("id", row["user_id"])])
        identity = owners[0]["identity"] if owners else None
        # A key acts as the uuid that the identity makes; a profile that was renamed by hand makes another.
        return identity if identity and livekit_identity_to_uuid(identity) == row["user_id"] else None

    def list(self, identity: str | None = None) -> list[tuple[ApiKey, str]]:
        """Return the keys of one identity or of all, oldest first, each with its identity; revoked ones too."""
        where = [] if identity is None else [eq("user_id", livekit_identity_to_uuid(identity))]
        rows = self._store().select(ApiKey.TABLE, where, order=("created_at",))
        owners: dict[str, str] = {r["id"]: r["identity"] for r in self._store().select("profiles")} if rows else {}
        return [(ApiKey.of(r), owners.get(r["user_id"], "nobody")) for r in rows]

    def revoke(self, prefix: str) -> ApiKey:
        """Revoke the key with this prefix: from the next call on it opens nothing.

        :raises NotFound: if there is no such key, or it was revoked before.
        """
        here = [eq("prefix", prefix), is_null("revoked_at")]
        rows = self._store().update(ApiKey.TABLE, here, {"revoked_at": self._clock.now()})
        if not rows:
            raise NotFound(f"no key {prefix}", spoken="There is no such key that is still in use.")
        return ApiKey.of(rows[0])

    def _note_use(self, row: Row) -> None:
        now, last = self._clock.now(), row["last_used_at"]
        if last is None or now - last > USED_EVERY:
            self._store().update(ApiKey.TABLE, [eq("id", row["id"])], {"last_used_at": now})


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
