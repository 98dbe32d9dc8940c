"""What may be kept of the user's words: not secrets, and not without bound."""

from __future__ import annotations

from system_control.errors import InvalidInput, Sensitive
from utils.redact import redact
from utils.spoken import number


def checked(text: str, name: str, most: int) -> str:
    """Return a text that is to be kept, trimmed.

    :param name: what it is, for the ear: "label".
    :param most: how many characters it may have.
    :raises Sensitive: if it holds a password, a card number or the like.
    :raises InvalidInput: if it is too long.
    """
    text = text.strip()
    if len(text) > most:
        raise InvalidInput(
            f"{len(text)} characters, {most} at most",
            spoken=f"That {name} is too long for me. Please say it in at most {number(most)} letters.",
        )
    if redact(text):
        raise Sensitive
    return text
