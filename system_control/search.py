"""What was said, found again by its words: a question in, the best messages out, with the words marked."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from system_control.errors import InvalidInput
from system_control.identity import get_session_user_uuid
from system_control.messages import Message, Sender
from system_control.search_dates import said_dates
from system_control.store.procedures import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import tzinfo

    from system_control.store.store import Store
    from utils.clock import Clock

MOST_WORDS: Final = 24
"""Different words of a question that are looked for; the others are left out."""

MOST: Final = 200
"""Messages on one page."""

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
_ENDINGS: Final = re.compile(r"(?:ations?|ings?|edly|ied|ies|ed|es|ers?|ly|s|e|y)$")


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found; `snippet` is a piece of it with what was looked for between `MARK`s.

    The snippet has no mark where the words are in the messages beside it. A higher score is a better hit.
    """

    message: Message
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, the best first; `cursor` gets the next one, None is the end."""

    hits: list[Hit]
    cursor: str | None


class Search:
    """Finds what the bound user said and heard, in all conversations."""

    def __init__(self, store: Callable[[], Store], clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find_now(
        self,
        question: str,
        *,
        zone: tzinfo,
        after: datetime | None = None,
        before: datetime | None = None,
        senders: Collection[str] = (Sender.USER, Sender.AI),
        limit: int = 20,
        cursor: str | None = None,
    ) -> Found:
        """Return, blocking, the messages that match any word of the question, or a date in it, the best first.

        :param zone: in which a date in the question is meant.
        :param after: only what was said at this moment or later; `before`: earlier than that one.
        :param limit: messages on a page, from 1 to 200.
        :param cursor: of the page before, to the same question; what was said since then is left out.
        :raises InvalidInput: if the cursor is not of this question, or the limit out of range.
        :raises NoUser: if nobody is bound.
        """
        user = get_session_user_uuid()
        if not 1 <= limit <= MOST:
            raise InvalidInput(f"a page has 1 to {MOST} messages")
        words = words_of(question)
        same = {
            "user_id": user,
            "words": words,
            "senders": sorted({str(s) for s in senders} & {Sender.USER.value, Sender.AI.value}),
            "after": after and after.isoformat(),
            "before": before and before.isoformat(),
        }
        stamp = _stamp(same, str(zone))
        page = _Page(stamp, 0, self._clock.now().isoformat(), None) if cursor is None else _Page.read(cursor, stamp)
        dates = said_dates(question, zone, datetime.fromisoformat(page.until))
        if not words and not dates:
            return Found([], None)
        answer = self._store().call(
            "search_messages",
            {**same, "dates": dates, "until": page.until, "rarity": page.rarity, "offset": page.offset, "limit": limit},
        )
        hits = []
        for hit in answer["hits"]:
            message = Message.of(decode(Message.TABLE, hit["message"]))
            hits.append(Hit(message, snippet(message.text_content, words), float(hit["score"])))
        following = _Page(stamp, page.offset + limit, page.until, answer["rarity"])
        return Found(hits, following.written() if answer["more"] else None)


@dataclass(frozen=True, slots=True)
class _Page:
    """Where a page begins in the answer to a question as it was at the moment `until`."""

    stamp: str
    offset: int
    until: str
    rarity: list[float] | None

    def written(self) -> str:
        text = json.dumps([self.stamp, self.offset, self.until, self.rarity])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str, stamp: str) -> _Page:
        try:
            fields = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            page = cls(str(fields[0]), int(fields[1]), str(fields[2]), [float(r) for r in fields[3]])
            datetime.fromisoformat(page.until)
        except (ValueError, TypeError, LookupError):
            raise InvalidInput("the cursor cannot be read", spoken="I can't go on from there.") from None
        if page.stamp != stamp or page.offset < 0:
            raise InvalidInput("the cursor is of another question", spoken="I can't go on from there.")
        return page


def words_of(question: str) -> list[str]:
    """Return the different words to look for, lower case and without accents; all of them if none is telling."""
    plain = unicodedata.normalize("NFD", question.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = list(dict.fromkeys(_WORD.findall(re.sub(r"'s\b", " ", plain))))
    return ([w for w in words if w not in _STOP] or words)[:MOST_WORDS]


def snippet(text: str, words: Collection[str]) -> str:
    """Return a piece of the text around the first of the words, each of them marked."""
    stems = {_stem(w) for w in words}
    hits = [m.span() for m in _WORD.finditer(text) if _stem(_plain(m[0])) in stems]
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
    return (
        ("\N{HORIZONTAL ELLIPSIS}" if start else "")
        + "".join(parts)
        + ("\N{HORIZONTAL ELLIPSIS}" if end < len(text) else "")
    )


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word).lower() if not unicodedata.combining(c))


def _stem(word: str) -> str:
    """Take endings off; only for marking, where the index itself stems by Porter's algorithm."""
    stem = word
    while len(stem) > 3 and (shorter := _ENDINGS.sub("", stem)) != stem and len(shorter) > 1:
        stem = shorter
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem


def _stamp(*question: object) -> str:
    return hashlib.sha256(json.dumps(question).encode()).hexdigest()[:16]
