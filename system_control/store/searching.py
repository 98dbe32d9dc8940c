"""Finds messages by their words, as SQLite does it; PostgreSQL's function of the same name gives the same.

A message is found through its own words, those of its two neighbours on either side in the same conversation, and its
date. What a word adds to its score is rarity · s / (s + 1.2), where s is 2 if the message has it and 1 more for each
neighbour that has it; a date that fits adds the same with s = 1. Rarity is BM25's ln(1 + (N - n + ½) / (n + ½)) over
the user's own messages. (Neighbours and date took LoCoMo's share of right messages in the first ten from .67 to .80.)
"""

from __future__ import annotations

import heapq
import json
from datetime import UTC, datetime
from math import log
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from system_control.store.search_index import OWNER_BITS
from system_control.store.tables import METADATA, SQLITE_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OWN, NEIGHBOUR, DATE, SATURATION = 2, 1, 1, 1.2
REACH = (-2, -1, 1, 2)

FIRST_LOOK = 300
"""So many of the best are looked at first; eight times as many whenever filters leave too few."""

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
    words = [_heard(connection, owner or 0, word) for word in arguments["words"]]
    dates = [_dated(connection, user, ranges) for ranges in arguments["dates"]]
    total = connection.exec_driver_sql("select count(*) from messages where user_id = ?", (user,)).scalar_one()
    rarity = arguments["rarity"] or [log(1 + (total - len(t) + 0.5) / (len(t) + 0.5)) for t in (*words, *dates)]
    scores = _scores(words, dates, rarity)
    near = _narrow(connection, arguments)
    if near is not None:
        scores = {place: score for place, score in scores.items() if place in near}
    start, end = arguments["offset"], arguments["offset"] + arguments["limit"]
    found = _best(connection, arguments, scores, end + 1)
    return {"hits": _hits(connection, found[start:end]), "rarity": rarity, "more": len(found) > end}


def _heard(connection: sa.Connection, owner: int, word: str) -> list[int]:
    """Return the places where a word was said by or to a user."""
    quoted = '"' + word.replace('"', "") + '"'
    query = "select rowid from search_words where search_words match ? and rowid between ? and ?"
    block = (owner << OWNER_BITS, ((owner + 1) << OWNER_BITS) - 1)
    return list(connection.exec_driver_sql(query, (quoted, *block)).scalars())


def _dated(connection: sa.Connection, user: str, ranges: Iterable[Sequence[str]]) -> list[int]:
    """Return the places of what was said within any of the stretches of time."""
    found: set[int] = set()
    for first, end in ranges:
        found.update(connection.exec_driver_sql(_DATED, (user, _text(first), _text(end), -1)).scalars())
    return list(found)


def _scores(words: Iterable[list[int]], dates: Iterable[list[int]], rarity: Sequence[float]) -> dict[int, float]:
    """Return place → score. A place beside one where a word was said may be nobody's; it is looked up later."""
    scores: dict[int, float] = {}
    strengths: list[dict[int, int]] = []
    for places in words:
        strength = dict.fromkeys(places, OWN)
        for step in REACH:
            for place in places:
                beside = place + step
                strength[beside] = strength.get(beside, 0) + NEIGHBOUR
        strengths.append(strength)
    strengths += [dict.fromkeys(places, DATE) for places in dates]
    for strength, rare in zip(strengths, rarity, strict=True):
        gain = [rare * s / (s + SATURATION) for s in range(OWN + len(REACH) * NEIGHBOUR + 1)]
        for place, s in strength.items():
            scores[place] = scores.get(place, 0.0) + gain[s]
    return scores


def _narrow(connection: sa.Connection, arguments: Mapping[str, Any]) -> set[int] | None:
    """Return the places within a short stretch of time; None if it is not short."""
    if not (arguments["after"] or arguments["before"]):
        return None
    stretch = (_text(arguments["after"]) or _BEFORE_ALL, _text(arguments["before"]) or _AFTER_ALL)
    found = set(connection.exec_driver_sql(_DATED, (arguments["user_id"], *stretch, NARROW + 1)).scalars())
    return found if len(found) <= NARROW else None


def _best(
    connection: sa.Connection, arguments: Mapping[str, Any], scores: Mapping[int, float], wanted: int
) -> list[tuple[str, float]]:
    """Return id and score of at least the best `wanted` messages that pass the filters, in order, or of all of them."""
    look = max(FIRST_LOOK, 2 * wanted)
    while True:
        least = heapq.nlargest(look, scores.values())[-1] if look < len(scores) else 0.0
        # With everything that scores like the last of them: equal ones are put in order below.
        places = [place for place, score in scores.items() if score >= least]
        rows = connection.exec_driver_sql(
            _FOUND,
            (
                json.dumps(places),
                arguments["user_id"],
                json.dumps(arguments["senders"]),
                _text(arguments["after"]) or _BEFORE_ALL,
                _text(arguments["before"]) or _AFTER_ALL,
                _text(arguments["until"]) or _AFTER_ALL,
            ),
        ).all()
        if len(rows) >= wanted or least == 0.0:
            break
        look *= 8
    found = sorted((id_, said_at, round(scores[place], 6)) for place, said_at, id_ in rows)
    found.sort(key=lambda hit: hit[1], reverse=True)
    found.sort(key=lambda hit: hit[2], reverse=True)
    return [(id_, score) for id_, _, score in found]


def _hits(connection: sa.Connection, found: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    messages = METADATA.tables["messages"]
    query = sa.select(messages).where(messages.c.id.in_([id_ for id_, _ in found]))
    rows = {r["id"]: dict(r) for r in connection.execute(query).mappings()}
    for row in rows.values():
        row["created_at"] = row["created_at"].isoformat()
    return [{"message": rows[id_], "score": score} for id_, score in found]


def _text(moment: str | None) -> str:
    """Return a moment as it stands in a row; "" for none."""
    return datetime.fromisoformat(moment).astimezone(UTC).strftime(SQLITE_TIME) if moment else ""


_BEFORE_ALL, _AFTER_ALL = "0", "9"
_DATED = """select (p.number << 20) + m.seq from messages m join search_places p on p.session_id = m.session_id
  where m.user_id = ? and m.created_at >= ? and m.created_at < ? and m.sender <> 'tool' limit ?"""
_FOUND = """select c.value, m.created_at, m.id from json_each(?) c
  cross join search_places p on p.number = c.value >> 20
  cross join messages m on m.session_id = p.session_id and m.seq = c.value & 1048575
  where m.user_id = ? and m.sender in (select value from json_each(?))
    and m.created_at >= ? and m.created_at < ? and m.created_at <= ?"""
