"""The words that several patterns of LocalLLM are made of: verbs by what they do, question words, kinds of things."""

from __future__ import annotations

import re

DELETE = "cancel|delete|remove|erase|clear|get rid of|turn off|switch off|scrap|scratch|drop|stop"
MOVE = "move|change|shift|reschedule|postpone|push|delay|bring"
MAKE = "set|make|create|add|start|schedule|put"
HALT = "skip|pause|resume|snooze|undo"
TELL = "read|show|list|tell|find|search|check"
NOTE = "take|write|jot|note|remember|forget"
NAME = "rename|call"
OTHER_VERBS = "turn|switch|disable|enable|dismiss|keep|extend|restart|reset|go|give|use|play|count|let"
"""Verbs that begin a request, each group with what it asks for."""

WAKE = "wake|remind|nudge|get"
QUESTION = (
    "who|whom|whose|what|what's|whats|when|when's|where|where's|why|how|how's|which|is|are|am|was|were|does|did|can|could|"
    "would|will|should"
)
SIGH = "oh|ah|ugh|argh|um|uh|well|so|ok|okay|right|great|hmm|yes|yeah"
CORRECTION = "no|nope|wait|sorry|actually|i mean|i meant|rather|better|hang on|instead"
I_OR_WE = "i|i'm|i've|i'll|i'd|my|we|we're|our"
DAYS = "mon|tues|wednes|thurs|fri|satur|sun"
KINDS = "alarm|reminder|timer|note"


def any_of(*groups: str) -> str:
    """The words of all groups as one alternative of a pattern; a blank in them is any blanks."""
    return f"(?:{'|'.join(groups)})".replace(" ", r"\s+")


def begins(*groups: str) -> re.Pattern[str]:
    """A pattern for texts that begin with one of these words."""
    return re.compile(rf"^{any_of(*groups)}\b", re.IGNORECASE)


def holds(*groups: str) -> re.Pattern[str]:
    """A pattern for texts in which one of these words stands."""
    return re.compile(rf"\b{any_of(*groups)}\b", re.IGNORECASE)


KIND = re.compile(rf"\b({KINDS})s?\b", re.IGNORECASE)
"""A kind of thing; the group is its singular."""

TAKES_NOTE = re.compile(
    r"^(?:(?:take|make|write|add|create|leave|save|record|start|dictate|jot|put)\s+(?:down\s+)?(?:me\s+)?(?:an?|another|one"
    r"|this|the)\s+(?:(?:new|quick|short|little|mental|voice|sticky|following)\s+)*(?:note|memo)|(?:new\s+)?(?:note|memo)|"
    r"(?:write|jot|note|take)(?:\s+(?:this|that|it|the\s+following))?\s+down)\b(?!\s+(?:alarm|reminder|timer)\b)",
    re.IGNORECASE,
)
"""How a note begins; whatever words come after are the note's (MANNERS 11)."""
