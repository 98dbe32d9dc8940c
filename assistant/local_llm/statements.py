"""Whether a sentence is a plain statement of its speaker about themselves (MANNERS 12)."""

from __future__ import annotations

from system_control.categories import categorise
from toolsets.corrections import has_ended


def is_statement(text: str) -> bool:
    """Whether `text` says something lasting of its speaker: no question, command, quote, hypothesis or courtesy.

    What is said to hold no longer is one as well.
    """
    return has_ended(text) or categorise(text) is not None
