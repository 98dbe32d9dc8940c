"""Finds messages by their words, as SQLite does it; PostgreSQL's function of the same name gives the same.

A message is found through its own words, those of its two neighbours on either side in the same conversation, and its
date. What a word adds to its score is rarity · s / (s + 1.2), where s is 2 if the message has it and 1 more for each
neighbour that has it; a date that fits adds the same with s = 1. Rarity is the square of BM25's
ln(1 + (N - n + ½) / (n + ½)) over the user's own messages: once for the message and once for the question, as in the
cosine of two weighted texts, so that a name that is in every tenth message counts little beside what the question is
about. (Neighbours and date took LoCoMo's share of right messages in the first ten from .67 to .80.)
"""

from __future__ import annotations

import heapq
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import log
from typing import TYPE_CHECKING, Any

from system_control.store.search_index import OWNER_BITS
from system_control.store.tables import SQLITE_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import sqlalchemy as sa

OWN, NEIGHBOUR, DATE, SATURATION = 2, 1, 1, 1.2
REACH = (-2, -1, 1, 2)

FIRST_LOOK = 300
"""So many of the best are looked at first; eight times as many whenever filters leave too few of them."""

NARROW = 5_000
"""A stretch of time with at most so many messages is looked up before the words are weighed."""


def search_messages(connection: sa.Connection, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return {"hits": [{"message": columns, "score": number}, …], "rarity": [number, …], "more": bool}.

    Arguments: user_id; words (each a single word, lower case); dates: a list of terms, each a list of [from, to) pairs
    of moments; senders (of user and ai); after, before, until (moments or null: at or after it, before it, at or before
    it); limit, offset; rarity: null, or that of an earlier answer to the same words and dates, so that what is said
    meanwhile does not move the pages.
    The best come first; of equal ones the newest, then by id.
    """
    user = arguments["user_id"]
    owner = connection.exec_driver_sql("select number from search_owners where user_id = ?", (user,)).scalar()
    terms = [_Term(_heard(connection, owner or 0, word), REACH, OWN) for word in arguments["words"]]
    terms += [_Term(_dated(connection, user, ranges), (), DATE) for ranges in arguments["dates"]]
    later = _later(connection, user, arguments["until"])
    if later:
        terms = [replace(t, places=[place for place in t.places if place not in later]) for t in terms]
    total = connection.exec_driver_sql("select count(*) from messages where user_id = ?", (user,)).scalar_one()
    rarity = arguments["rarity"] or [log(1 + (total - t.times + 0.5) / (t.times + 0.5)) ** 2 for t in terms]
    near = _narrow(connection, arguments)
    start, end = arguments["offset"], arguments["offset"] + arguments["limit"]
    look = max(FIRST_LOOK, 2 * (end + 1))
    while True:
        scores, whole = _scores(list(zip(terms, rarity, strict=True)), look, near)
        found = _passed(connection, arguments, scores)
        if whole or len(found) > end:
            break
        look *= 8
    return {"hits": _hits(connection, found[start:end]), "rarity": rarity, "more": len(found) > end}


@dataclass(frozen=True, slots=True)
class _Term:
    """A word or a date: where it is, and to which places beside that its strength reaches."""

    places: list[int]
    reach: tuple[int, ...]
    own: int

    @property
    def times(self) -> int:
        return len(self.places)

    @property
    def most(self) -> float:
        """What it can add to a score at most, for a rarity of one."""
        return _gain(self.own + len(self.reach) * NEIGHBOUR)


def _gain(strength: int) -> float:
    return strength / (strength + SATURATION)


def _heard(connection: sa.Connection, owner: int, word: str) -> list[int]:
    """Return the places where a word was said by or to a user."""
    quoted = '"' + word.replace('"', "") + '"'
    query = "select rowid from search_words where search_words match ? and rowid between ? and ?"
    block = (owner << OWNER_BITS, ((owner + 1) << OWNER_BITS) - 1)
    return [place for (place,) in _quickly(connection, query, (quoted, *block))]


def _quickly(connection: sa.Connection, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Return the rows past SQLAlchemy, which would spend longer on each than SQLite does."""
    result = connection.exec_driver_sql(query, values)
    assert result.cursor is not None
    rows: list[tuple[Any, ...]] = list(result.cursor.fetchall())
    result.close()
    return rows


def _dated(connection: sa.Connection, user: str, ranges: Iterable[Sequence[str]]) -> list[int]:
    """Return the places of what was said within any of the stretches of time."""
    found: set[int] = set()
    for first, end in ranges:
        found.update(place for (place,) in _quickly(connection, _DATED, (user, _text(first), _text(end), -1)))
    return list(found)


def _later(connection: sa.Connection, user: str, until: str | None) -> set[int]:
    """Return the places of what was said since an earlier page, which is nobody's neighbour on the following ones."""
    query = """select (p.number << 20) + m.seq from messages m join search_places p on p.session_id = m.session_id
      where m.user_id = ? and m.created_at > ?"""
    return {place for (place,) in _quickly(connection, query, (user, _text(until) or _AFTER_ALL))}


def _scores(terms: list[tuple[_Term, float]], look: int, near: set[int] | None) -> tuple[dict[int, float], bool]:
    """Return place → score of at least the best `look` places and their equals, and whether that is all of them.

    The rarest come first. As soon as what is left cannot lift another place among the best, no more are taken in, so
    that a common word beside rarer ones costs little.
    A place beside one where a word was said may be nobody's; it is looked up later.
    """
    terms.sort(key=lambda t: t[0].most * t[1], reverse=True)
    left = sum(term.most * rare for term, rare in terms)
    scores: dict[int, float] = {}
    whole = True
    for term, rare in terms:
        if whole and term.times > look < len(scores):
            whole = left >= heapq.nlargest(look, scores.values())[-1]
        if whole:
            strength = dict.fromkeys(term.places, term.own)
            for step in term.reach:
                for place in term.places:
                    beside = place + step
                    strength[beside] = strength.get(beside, 0) + NEIGHBOUR
            if near is not None:
                strength = {place: strength[place] for place in near & strength.keys()}
        else:
            least = heapq.nlargest(look, scores.values())[-1]
            scores = {place: score for place, score in scores.items() if score + left >= least}
            said = set(term.places)
            strength = dict.fromkeys(scores.keys() & said, term.own)
            for step in term.reach:
                for place in scores:
                    if place - step in said:
                        strength[place] = strength.get(place, 0) + NEIGHBOUR
        gain = [rare * _gain(s) for s in range(OWN + len(REACH) * NEIGHBOUR + 1)]
        for place, s in strength.items():
            scores[place] = scores.get(place, 0.0) + gain[s]
        left -= term.most * rare
    if look < len(scores):
        least = heapq.nlargest(look, scores.values())[-1]
        # Rounded as they are compared below, so that equal ones stay together.
        return {place: score for place, score in scores.items() if score >= least - 1e-9}, False
    return scores, whole


def _narrow(connection: sa.Connection, arguments: Mapping[str, Any]) -> set[int] | None:
    """Return the places within a short stretch of time; None if it is not short."""
    if not (arguments["after"] or arguments["before"]):
        return None
    stretch = (_text(arguments["after"]) or _BEFORE_ALL, _text(arguments["before"]) or _AFTER_ALL)
    found = {place for (place,) in _quickly(connection, _DATED, (arguments["user_id"], *stretch, NARROW + 1))}
    return found if len(found) <= NARROW else None


def _passed(
    connection: sa.Connection, arguments: Mapping[str, Any], scores: Mapping[int, float]
) -> list[tuple[str, float]]:
    """Return id and score of the messages that are there and pass the filters, in order."""
    rows = _quickly(
        connection,
        _FOUND,
        (
            json.dumps(list(scores)),
            arguments["user_id"],
            json.dumps(arguments["senders"]),
            _text(arguments["after"]) or _BEFORE_ALL,
            _text(arguments["before"]) or _AFTER_ALL,
            _text(arguments["until"]) or _AFTER_ALL,
        ),
    )
    found = sorted((id_, said_at, round(scores[place], 9)) for place, said_at, id_ in rows)
    found.sort(key=lambda hit: hit[1], reverse=True)
    found.sort(key=lambda hit: hit[2], reverse=True)
    return [(id_, score) for id_, _, score in found]


def _hits(connection: sa.Connection, found: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    """Return the messages as JSON values; moments stand so in a row, and reading them as such would take longest."""
    result = connection.exec_driver_sql(_WHOLE, (json.dumps([id_ for id_, _ in found]),))
    rows = {row["id"]: dict(row) for row in result.mappings()}
    for row in rows.values():
        row["interrupted"] = bool(row["interrupted"])
        row["tool"] = row["tool"] and json.loads(row["tool"])
    return [{"message": rows[id_], "score": score} for id_, score in found]


def _text(moment: str | None) -> str:
    """Return a moment as it stands in a row; "" for none."""
    return datetime.fromisoformat(moment).astimezone(UTC).strftime(SQLITE_TIME) if moment else ""


_BEFORE_ALL, _AFTER_ALL = "0", "9"
_WHOLE = "select m.* from messages m join json_each(?) c on m.id = c.value"
_DATED = """select (p.number << 20) + m.seq from messages m join search_places p on p.session_id = m.session_id
  where m.user_id = ? and m.created_at >= ? and m.created_at < ? and m.sender <> 'tool' limit ?"""
_FOUND = """select c.value, m.created_at, m.id from json_each(?) c
  cross join search_places p on p.number = c.value >> 20
  cross join messages m on m.session_id = p.session_id and m.seq = c.value & 1048575
  where +m.user_id = ? and m.sender in (select value from json_each(?))
    and +m.created_at >= ? and +m.created_at < ? and +m.created_at <= ?"""
"""The plus signs keep SQLite from walking through all that the user said, once for each place."""
