"""Makes the keys of facts, so that the same thing has the same key however it is spelt or said."""

from __future__ import annotations

import re

from system_control.facts import MAX_KEY


def slug(text: str) -> str:
    """Make a key of words: "favourite colour" → "favorite_color"."""
    words = re.sub(r"[^\w]+", "_", american(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))).strip("_")
    return words[:MAX_KEY] or "it"


def american(text: str) -> str:
    """Spell as the keys are spelt, so that "favourite colour" finds "favorite_color"."""
    return re.sub(r"\b(fav|col|neighb|flav|hum|hon)our", r"\1or", text)
