"""Whether a sentence is a plain statement of its speaker about themselves (MANNERS 12)."""

from __future__ import annotations

from system_control.categories import categorise


def is_statement(text: str) -> bool:
    """Whether `text` says something lasting of its speaker: no question, command, quote, hypothesis or courtesy."""
    return categorise(text) is not None
