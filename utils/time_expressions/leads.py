"""The small words that lead a time in: "by", "no later than", "starting on", "at around"."""

from __future__ import annotations

from utils.time_expressions.lexicon import FILLER_PHRASES
from utils.time_expressions.pieces import Role
from utils.time_expressions.tokens import Phrases, Words, phrases

_ROLES: tuple[tuple[Role, Phrases], ...] = (
    (Role.BY, phrases(
        "by", "no later than", "not later than", "by about", "by around", "at the latest by", "at the latest",
        "latest", "by no later than",
    )),
    (Role.BEFORE, phrases("before", "prior to", "ahead of")),
    (Role.UNTIL, phrases(
        "until", "till", "til", "'til", "up until", "up to", "through", "thru", "all the way to", "ending",
        "ending on", "ending at", "until and including", "up to and including", "through to", "up till",
        "until about", "until around", "until at least", "til about",
    )),
    (Role.FROM, phrases(
        "from", "starting", "starting from", "starting on", "starting at", "starting in", "beginning",
        "beginning on", "beginning at", "beginning in", "as of", "since", "commencing", "start", "start on",
        "start at", "from about", "from around", "effective", "starting with", "beginning with",
    )),
    (Role.AFTER, phrases("after", "right after", "sometime after", "some time after", "any time after")),
    (Role.WITHIN, phrases(
        "within", "within the next", "in the next", "within about", "in less than", "in under", "in the coming",
        "over the next", "inside of", "no more than", "in no more than", "in at most",
    )),
    (Role.BETWEEN, phrases("between", "sometime between", "anytime between")),
    (Role.FOR, phrases(
        "for", "for about", "for around", "for at", "for the next", "during the next", "for another",
        "for the following", "for exactly", "for roughly", "for on",
    )),
    (Role.IN, phrases(
        "in", "in about", "in around", "in roughly", "in like", "in another", "in approximately", "in exactly",
        "in say", "in maybe", "in just", "in um", "in uh", "in just about", "in only", "during", "again in",
    )),
    (Role.AT, phrases(
        "at", "at about", "at around", "at like", "at exactly", "at roughly", "at say", "at approximately", "at um",
        "at uh", "@", "around", "circa", "approximately", "roughly", "at just", "at maybe", "at the",
        "around about", "at precisely", "on about", "on around", "not before", "at er", "ca", "exactly at",
        "around at", "round", "round about", "at round about", "somewhere around",
        "for like", "say at", "at almost", "at nearly", "at some time around", "sometime around",
    )),
    (Role.ABOUT, phrases("about")),
    (Role.ON, phrases("on", "upon", "come", "as early as", "on the")),
)  # fmt: skip


def find_role(words: Words, at: int) -> tuple[Role, int]:
    """What the small words at `at` say, and the index after them; nothing said leaves the index as it is."""
    best, end = _lead(words, at)
    filler = words.first_of(end, FILLER_PHRASES) if end > at else None
    return (best, filler) if filler is not None else (best, end)


def _lead(words: Words, at: int) -> tuple[Role, int]:
    best, end = Role.NONE, at
    for role, options in _ROLES:
        after = words.first_of(at, options)
        if after is not None and after > end:
            best, end = role, after
    return best, end
