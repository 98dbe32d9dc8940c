"""The zone that is said with a time of the clock: "3 pm Eastern", "nine o'clock Tokyo time", "15:00 UTC"."""

from __future__ import annotations

from utils.time_expressions.lexicon import FUNCTION
from utils.time_expressions.tokens import Words, word_set
from utils.zones import find_zone

_ABBREVIATIONS = word_set(
    "utc gmt cet cest eet eest est edt cst cdt mst mdt pst pdt bst ist jst hkt sgt aest aedt nzst nzdt hst akst msk"
)
_BARE = word_set("eastern central mountain pacific")  # also words of their own, so only at the end of what is said
_LONGEST = 5  # words of "central european standard time"


def zone_after(words: Words, at: int) -> tuple[str, int] | None:
    """The IANA zone that is named at `at`, right after a time, and the index after it."""
    word = words[at]
    if not word or not word[0].isalpha():
        return None
    for end in range(at + 1, min(at + _LONGEST, words.count)):
        if words[end] == "time":
            zone = find_zone(" ".join(words.lower[at:end]))
            return (zone, end + 1) if zone else None
    follows = words[at + 1]
    ends = not follows or not follows[0].isalnum() or follows in FUNCTION
    if (word not in _ABBREVIATIONS and word not in _BARE) or not ends or follows in ("+", "-"):
        return None
    zone = find_zone(word)
    return (zone, at + 1) if zone else None
