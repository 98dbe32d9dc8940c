"""Who is being served: an identity becomes a uuid5, held in a ContextVar that every shelf reads."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from system_control.errors import InvalidInput, NoUser

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_IDENTITY_LENGTH = 256
"""LiveKit admits longer ones; nobody's address is."""

_user: ContextVar[str | None] = ContextVar("session_user", default=None)
_identity: ContextVar[str | None] = ContextVar("session_identity", default=None)


def livekit_identity_to_uuid(identity: str) -> str:
    """Return the user's uuid: uuid5 of the identity in RFC 9562's DNS namespace, so the same person gets the same rows.

    :raises InvalidInput: if the identity is empty, longer than 256 characters or cannot be text in a database.
    """
    if not isinstance(identity, str) or not identity.strip():
        raise InvalidInput("an identity cannot be empty", spoken="I don't know who you are, because no name was sent.")
    if len(identity) > MAX_IDENTITY_LENGTH:
        raise InvalidInput(
            f"an identity has at most {MAX_IDENTITY_LENGTH} characters, this one has {len(identity)}",
            spoken="The name that was sent for you is too long.",
        )
    if "\x00" in identity or any("\ud800" <= c <= "\udfff" for c in identity):
        raise InvalidInput("an identity must be plain text", spoken="The name that was sent for you isn't readable.")
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, identity))


def set_session_user(identity: str) -> str:
    """Bind this task, and what it starts, to the user of this identity; return the uuid.

    :raises InvalidInput: as `livekit_identity_to_uuid`; whoever was bound before is then bound no longer.
    """
    _user.set(None)
    _identity.set(None)
    user = livekit_identity_to_uuid(identity)
    _user.set(user)
    _identity.set(identity)
    return user


def get_session_user_uuid() -> str:
    """Return the uuid of the bound user.

    :raises NoUser: if there is none; there is no default.
    """
    user = _user.get()
    if user is None:
        raise NoUser("no user is bound to this task")
    return user


def get_session_identity() -> str | None:
    """Return the identity that was bound, None where only its uuid is known."""
    return _identity.get()


@contextmanager
def acting_as(user: str) -> Iterator[str]:
    """Bind the user of this uuid for a block.

    For code that the framework starts outside the task that was bound: tools, callbacks, the announcer.
    """
    token = _user.set(str(uuid.UUID(user)))
    try:
        yield user
    finally:
        _user.reset(token)


set_session_user_id = set_session_user
get_user_id = get_session_user_uuid
