"""The words of a question that are worth looking for, and where they stand in a text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from system_control.search_stems import stem

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_WORDS: Final = 24
"""Different words of a question that are looked for; the others are left out."""

SNIPPET: Final = 160
"""Characters of a snippet, about what a line of an app shows."""

MARK: Final = "**"
"""Stands before and after a word that was looked for."""

# Articles, pronouns, auxiliaries, prepositions, the words of asking, and pieces that apostrophes leave.
_STOP: Final = frozenset(
    re.findall(
        r"\S+",
        "a about above after again against all also am an and any are aren as at be because been before being below "
        "between both but by can cannot could couldn d did didn do does doesn doing don down during each ever few for "
        "from further get got had hadn has hasn have haven having he her here hers herself him himself his how i if in "
        "into is isn it its itself just kind ll m many may me might more most much must mustn my myself no nor not now "
        "o of off on once only or other our ours ourselves out over own please re s same shall she should shouldn so "
        "some such t than that the their theirs them themselves then there these they this those through to too under "
        "until up us ve very was wasn we were weren what when where which while who whom whose why will with won would "
        "wouldn you your yours yourself yourselves",
    )
)
_WORD: Final = re.compile(r"[^\W_]+")
_MEASURED: Final = re.compile(r"\bhow (?:long|often|old|far|big|large|small|tall|high|heavy|fast|soon|late|early)\b")
"""What is asked for, which the answer does not say: "how long" is answered by "six weeks"."""

_SAID: Final = re.compile(
    r"^\W*(?:(?:what|when|where|how|who)\s+)?(?:did|have|had|do|was|were)\s+(?:i|we|you)\s+(?:(?:ever|last|just)\s+)?"
    r"(?:say|said|tell|told|mention|mentioned|talk|talked|talking|speak|spoken|discuss|discussed|ask|asked|remember)\b"
)
"""The opening of "what did I say about the dentist?", which tells only that something was said."""


def words_of(question: str) -> list[str]:
    """Return the different words to look for, lower case and without accents; all of them if none is telling."""
    whole = _plain(question.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    whole = re.sub(r"'s\b", " ", whole)
    telling = [w for w in _WORD.findall(_MEASURED.sub(" ", _SAID.sub(" ", whole))) if w not in _STOP]
    some = telling or [w for w in _WORD.findall(whole) if w not in _STOP] or _WORD.findall(whole)
    return list(dict.fromkeys(some))[:MOST_WORDS]


def snippet(text: str, words: Collection[str]) -> str:
    """Return a piece of the text around the first of the words, each of them marked."""
    hits = _places(text, words)
    start = max(0, hits[0][0] - SNIPPET // 3) if hits and hits[0][1] > SNIPPET else 0
    end = min(len(text), start + SNIPPET)
    if start:  # at a word's beginning
        start = text.find(" ", start, hits[0][0]) + 1 or start
    if end < len(text):  # at a word's end, but not before that of the first hit
        cut = text.rfind(" ", start, end)
        end = max(cut if cut > start else end, hits[0][1] if hits else 0)
    parts, at = [], start
    for first, last in hits:
        if start <= first and last <= end:
            parts += [text[at:first], MARK, text[first:last], MARK]
            at = last
    parts.append(text[at:end])
    more = "\N{HORIZONTAL ELLIPSIS}"
    return (more if start else "") + "".join(parts) + (more if end < len(text) else "")


def _places(text: str, words: Collection[str]) -> list[tuple[int, int]]:
    """Return from where to where a word of the same stem stands, each time that one does."""
    stems = {stem(w) for w in words}
    # A stem is the beginning of its words but for its last letter, and to stem each word of a text would take longer
    # than to find the text.
    openings = tuple({s[:-1] for s in stems})
    found = []
    for match in _WORD.finditer(text):
        word = _plain(match[0])
        if word.startswith(openings) and stem(word) in stems:
            found.append(match.span())
    return found


def _plain(text: str) -> str:
    """Return a text in lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", text).lower()
    return "".join(c for c in plain if not unicodedata.combining(c))
