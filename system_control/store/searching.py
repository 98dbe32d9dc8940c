"""Finds messages by their words, as SQLite does it; PostgreSQL's function of the same name gives the same.

A message is found through its own words, those of its two neighbours on either side in the same conversation, and its
date. What a word adds to its score is rarity · s / (s + 1.2), where s is 2 if the message has it and 1 more for each
neighbour that has it; a date that fits adds the same with s = 1. Rarity is BM25's ln(1 + (N − n + ½) / (n + ½)) over
the user's own messages. (Neighbours and date took LoCoMo's share of right messages in the first ten from .67 to .80.)
"""

from __future__ import annotations

import heapq
import json
from collections import Counter, defaultdict
from datetime import datetime
from math import log
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from system_control.store.search_index import OWNER_BITS, SEQ_BITS
from system_control.store.tables import METADATA, Moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OWN, NEIGHBOUR, SATURATION = 2, 1, 1.2
REACH = (-2, -1, 1, 2)
FIRST_LOOK = 300
"""So many of the best candidates are looked at first: the page and what filters may take away."""
NARROW = 5_000
"""Messages in a stretch of time that is looked up before the words are weighed."""

_DECIMALS = 6
_moment = Moment()


def search_messages(connection: sa.Connection, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return {"hits": […], "rarity": […], "more": bool}; each hit is a message's columns and its score.

    Arguments: user_id; words (each a single word, lower case); dates: a list of terms, each a list of [from, to) pairs
    of moments; senders (a list of user and ai); after, before, until (moments or null: at or after, before, at or
    before); limit, offset; rarity: null, or the numbers of an earlier answer to the same words and dates, so that
    what is said meanwhile does not move the pages.
    The best first; of equal ones the newest, then by id.
    """
    user = arguments["user_id"]
    owner = connection.exec_driver_sql("select number from search_owners where user_id = ?", (user,)).scalar()
    terms = [_heard(connection, owner, word) for word in arguments["words"]]
    terms += [_dated(connection, user, ranges) for ranges in arguments["dates"]]
    total = connection.exec_driver_sql("select count(*) from messages where user_id = ?", (user,)).scalar_one()
    rarity = arguments["rarity"] or [log(1 + (total - sum(t.own) + 0.5) / (sum(t.own) + 0.5)) for t in terms]
    scores: defaultdict[int, float] = defaultdict(float)
    for term, rare in zip(terms, rarity, strict=True):
        term.add(scores, rare)
    near = _narrow(connection, arguments)
    if near is not None:
        scores = defaultdict(float, {place: scores[place] for place in near & scores.keys()})
    wanted = arguments["offset"] + arguments["limit"]
    hits = _best(connection, arguments, scores, wanted + 1)
    page = hits[arguments["offset"] : wanted]
    return {"hits": page, "rarity": rarity, "more": len(hits) > wanted}
