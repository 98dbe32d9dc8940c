"""The named procedures of conversations, as SQLite runs them; see `procedures.py`."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from system_control.store.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTABLE = (
    *("status", "title", "summary", "duration_seconds", "rating", "feedback", "private", "state"),
    *("live_until", "ended_at"),
)
"""What a turn may set of its session besides the counts."""

_MOMENTS = ("live_until", "ended_at")


def save_turn(connection: sa.Connection, arguments: Mapping[str, Any]) -> str:
    """Keep what was said, after what stands, and count it: the counts are true whenever the process dies.

    Arguments: user_id, session_id, at (moment), messages (a list of {id, message_id, sender, text_content,
    interrupted, tool}, in the order of speech), tokens_input and tokens_output (added to the session's), values
    (columns of `SETTABLE`).
    Returns "done", also when it was kept before (a retry: same messages, or same moment where there are none); "gone"
    if this user has no such session.
    """
    sessions, messages = METADATA.tables["sessions"], METADATA.tables["messages"]
    user, name, at = arguments["user_id"], arguments["session_id"], datetime.fromisoformat(arguments["at"])
    mine = (sessions.c.user_id == user, sessions.c.session_id == name)
    session = connection.execute(sa.select(sessions).where(*mine)).mappings().one_or_none()
    if session is None:
        return "gone"
    given = arguments["messages"]
    known = messages.c.message_id.in_([m["message_id"] for m in given])
    stands = set(connection.execute(sa.select(messages.c.message_id).where(known)).scalars())
    new = [m for m in given if m["message_id"] not in stands]
    if not new and (given or session["updated_at"] == at):
        return "done"
    here = messages.c.session_id == name
    last = connection.execute(sa.select(sa.func.max(messages.c.seq)).where(here)).scalar() or 0
    rows = [{**m, "user_id": user, "session_id": name, "created_at": at} for m in new]
    if rows:
        connection.execute(messages.insert(), [{**row, "seq": last + i} for i, row in enumerate(rows, 1)])
    count = connection.execute(sa.select(sa.func.count()).where(here)).scalar_one()
    values = {k: v for k, v in arguments["values"].items() if k in SETTABLE}
    for column in _MOMENTS:
        if values.get(column) is not None:
            values[column] = datetime.fromisoformat(values[column])
    values |= {
        "message_count": count,
        "tokens_input": session["tokens_input"] + arguments["tokens_input"],
        "tokens_output": session["tokens_output"] + arguments["tokens_output"],
        "updated_at": at,
    }
    connection.execute(sessions.update().where(*mine).values(values))
    return "done"


def sweep_sessions(connection: sa.Connection, arguments: Mapping[str, Any]) -> list[dict[str, str]]:
    """Close the sessions of all users that nobody is in any more, at most `limit` of them.

    Arguments: at (moment), text_before (typed ones that rest since before it are ended), lost_before (spoken ones whose
    lease is over, or that have none and rest since before it, are abandoned), limit.
    Returns [{"user_id", "session_id"}, …] of those that were closed, as of their last sign of life.
    """
    sessions, messages = METADATA.tables["sessions"], METADATA.tables["messages"]
    at, text_before, lost_before = (datetime.fromisoformat(arguments[k]) for k in ("at", "text_before", "lost_before"))
    typed = sa.and_(sessions.c.channel == "text", sessions.c.updated_at < text_before)
    lapsed = sa.case(
        (sessions.c.live_until.is_(None), sessions.c.updated_at < lost_before), else_=sessions.c.live_until < at
    )
    over = sa.or_(typed, sa.and_(sessions.c.channel != "text", lapsed))
    query = (
        sa.select(sessions)
        .where(sessions.c.status == "active", over)
        .order_by(sessions.c.updated_at, sessions.c.id)
        .limit(arguments["limit"])
    )
    closed = []
    for session in connection.execute(query).mappings().all():
        count = sa.select(sa.func.count()).where(messages.c.session_id == session["session_id"])
        ended = session["live_until"] or session["updated_at"]
        values = {
            "status": "ended" if session["channel"] == "text" else "abandoned",
            "ended_at": ended,
            "live_until": None,
            "duration_seconds": max(0.0, (ended - session["created_at"]).total_seconds()),
            "message_count": connection.execute(count).scalar_one(),
            "updated_at": at,
        }
        connection.execute(sessions.update().where(sessions.c.id == session["id"]).values(values))
        closed.append({"user_id": session["user_id"], "session_id": session["session_id"]})
    return closed


def conversation_stats(connection: sa.Connection, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Count a user's conversations.

    Arguments: user_id, days (moments, each the beginning of a day, the last one the end of the last day).
    Returns conversations, active, messages, seconds (of those that are over), tokens_input, tokens_output, and days:
    how many messages there were on each.
    """
    sessions, messages = METADATA.tables["sessions"], METADATA.tables["messages"]
    mine = sessions.c.user_id == arguments["user_id"]
    row = connection.execute(
        sa.select(
            sa.func.count().label("conversations"),
            sa.func.count(sa.case((sessions.c.status == "active", 1))).label("active"),
            sa.func.coalesce(sa.func.sum(sessions.c.duration_seconds), 0.0).label("seconds"),
            sa.func.coalesce(sa.func.sum(sessions.c.tokens_input), 0).label("tokens_input"),
            sa.func.coalesce(sa.func.sum(sessions.c.tokens_output), 0).label("tokens_output"),
        ).where(mine)
    ).mappings().one()  # fmt: skip
    said = sa.select(sa.func.count()).where(messages.c.user_id == arguments["user_id"])
    bounds = [datetime.fromisoformat(d) for d in arguments["days"]]
    days = [
        connection.execute(said.where(messages.c.created_at >= first, messages.c.created_at < end)).scalar_one()
        for first, end in pairwise(bounds)
    ]
    return {**row, "messages": connection.execute(said).scalar_one(), "days": days}
