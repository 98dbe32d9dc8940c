"""What was said, found again by its words: a question in, the best messages out, with the words marked."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from system_control.conversations import Message, Sender
from system_control.errors import InvalidInput
from system_control.identity import get_session_user_uuid
from system_control.search_dates import said_dates
from system_control.shelf import in_thread
from system_control.store.procedures import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime, tzinfo

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

    async def find(
        self,
        question: str,
        *,
        zone: tzinfo,
        after: datetime | None = None,
        before: datetime | None = None,
        senders: Collection[Sender] = (Sender.USER, Sender.AI),
        limit: int = 20,
        cursor: str | None = None,
    ) -> Found:
        """Return the messages that match any word of the question, or a date in it, the best first.

        :param zone: in which a date in the question is meant.
        :param after: only what was said at this moment or later; `before`: earlier than that one.
        :param limit: messages on a page, from 1 to 200.
        :param cursor: of the page before, to the same question; what was said since then is left out.
        :raises InvalidInput: if the cursor is not of this question, or the limit out of range.
        """
        return await in_thread(
            self.find_now,
            question,
            zone=zone,
            after=after,
            before=before,
            senders=senders,
            limit=limit,
            cursor=cursor,
        )

    def find_now(
        self,
        question: str,
        *,
        zone: tzinfo,
        after: datetime | None = None,
        before: datetime | None = None,
        senders: Collection[Sender] = (Sender.USER, Sender.AI),
        limit: int = 20,
        cursor: str | None = None,
    ) -> Found:
        """Do what `find` does, blocking."""
        user = get_session_user_uuid()
        if not 1 <= limit <= MOST:
            raise InvalidInput(f"a page has 1 to {MOST} messages")
        asked: dict[str, Any] = {
            "user_id": user,
            "words": words_of(question),
            "dates": said_dates(question, zone, self._clock.now()),
            "senders": sorted({str(s) for s in senders} - {Sender.TOOL.value}),
            "after": after and after.isoformat(),
            "before": before and before.isoformat(),
        }
        if not asked["words"] and not asked["dates"]:
            return Found([], None)
        start = {"offset": 0, "until": self._clock.now().isoformat(), "rarity": None, "dates": asked["dates"]}
        stamp = _stamp([question, *asked.values()])
        if cursor is not None:
            start = _read(cursor, _stamp([question, user, asked["senders"], asked["after"], asked["before"]]))
        answer = self._store().call("search_messages", {**asked, **start, "limit": limit})
        return Found([], None)
