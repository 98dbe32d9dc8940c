"""What can go wrong, in words for the ear and a status for HTTP.

AssistantError
├── NoUser              nobody is bound to this task
├── InvalidInput        what was given cannot be used
│   └── Sensitive       it holds a secret, which is never kept
├── NotFound            nothing of this user matches
├── Conflict            it was changed by someone else meanwhile
├── Denied              the caller is not who may do this
└── StoreUnavailable    the rows cannot be reached now
    └── StoreMisconfigured  … nor later, until the configuration is mended
"""

from __future__ import annotations


class AssistantError(Exception):
    """The root: `spoken` says what happened and what can be done; `status` is HTTP's; `str()` is for the log."""

    spoken = "Sorry, that didn't work."
    status = 500

    def __init__(self, detail: str = "", *, spoken: str | None = None) -> None:
        super().__init__(detail or spoken or self.spoken)
        if spoken is not None:
            self.spoken = spoken


class NoUser(AssistantError):
    """No user is bound to this task; nothing may be read or written, and never for somebody else instead."""

    spoken = "I don't know who you are, so I can't keep anything. Please sign in again."
    status = 401


class InvalidInput(AssistantError):
    """What was given cannot be used; `spoken` says what can."""

    spoken = "I can't use that."
    status = 422


class Sensitive(InvalidInput):
    """It holds a password, a number of a card or the like."""

    spoken = "I don't keep passwords, PINs, or numbers of cards and accounts."


class NotFound(AssistantError):
    """Nothing of this user matches."""

    spoken = "I can't find that."
    status = 404


class Conflict(AssistantError):
    """It was changed meanwhile, so the old state cannot be put back or built on."""

    spoken = "That has changed since, so I left it as it is."
    status = 409


class Denied(AssistantError):
    """The caller is known but may not do this, or is not known."""

    spoken = "You're not signed in."
    status = 401


class StoreUnavailable(AssistantError):
    """The store did not answer in time or refused; what was asked for may be tried again."""

    spoken = "I can't reach my memory right now, so nothing was saved. Please try again in a moment."
    status = 503


class StoreMisconfigured(StoreUnavailable):
    """The store can't be used as configured; the message names the variable or the command that mends it."""

    spoken = "My memory isn't set up correctly, so I can't keep anything yet."
