"""What was said, found again by its words: a question in, the best messages out, with the words marked."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from system_control.errors import InvalidInput
from system_control.identity import get_session_user_uuid
from system_control.messages import Message, Sender
from system_control.search_dates import said_dates
from system_control.search_ranking import POOL, Candidate, ranked
from system_control.search_words import MARK, MOST_WORDS, snippet, words_of
from system_control.store.procedures import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import tzinfo

    from system_control.store.store import Store
    from utils.clock import Clock

__all__ = ["MARK", "MOST", "MOST_WORDS", "Found", "Hit", "Search", "snippet", "words_of"]

MOST: Final = 200
"""Messages on one page."""

NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


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
        names: Mapping[str, str] = NOBODY,
    ) -> Found:
        """Return, blocking, the messages that match any word of the question, or a date in it, the best first.

        :param zone: in which a date in the question is meant.
        :param after: only what was said at this moment or later; `before`: earlier than that one.
        :param limit: messages on a page, from 1 to 200.
        :param cursor: of the page before, to the same question; what was said since then is left out.
        :param names: what the speakers are called (sender → name), so that a question may name one of them.
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
        stamp = _stamp(same, str(zone), sorted(names.items()))
        page = _Page(stamp, 0, self._clock.now().isoformat(), None) if cursor is None else _Page.read(cursor, stamp)
        dates = said_dates(question, zone, datetime.fromisoformat(page.until))
        if not words and not dates:
            return Found([], None)
        asked = {**same, "dates": dates, "until": page.until, "rarity": page.rarity}
        end = page.offset + limit
        if page.offset >= POOL:
            answer = self._found(asked, page.offset, limit)
            chosen = _candidates(answer)
        else:
            answer = self._found(asked, 0, max(POOL, end))
            chosen = ranked(question, _candidates(answer), names)[page.offset :]
        following = _Page(stamp, end, page.until, answer["rarity"])
        more = len(chosen) > limit or answer["more"]
        return Found([_hit(c, words) for c in chosen[:limit]], following.written() if more else None)

    def _found(self, asked: Mapping[str, Any], offset: int, limit: int) -> dict[str, Any]:
        answer: dict[str, Any] = self._store().call("search_messages", {**asked, "offset": offset, "limit": limit})
        return answer


def _candidates(answer: Mapping[str, Any]) -> list[Candidate]:
    return [Candidate(hit["message"], float(hit["score"])) for hit in answer["hits"]]


def _hit(found: Candidate, words: Collection[str]) -> Hit:
    message = Message.of(decode(Message.TABLE, found.row))
    return Hit(message, snippet(message.text_content, words), found.score)


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


def _stamp(*question: object) -> str:
    return hashlib.sha256(json.dumps(question).encode()).hexdigest()[:16]
