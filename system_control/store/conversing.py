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
_TOKENS = ("tokens_input", "tokens_output")


def save_turn(connection: sa.Connection, arguments: Mapping[str, Any]) -> str:
    """Keep what was said, after what stands, and count it: the counts are true whenever the process dies.

    Arguments: user_id, session_id, at (moment), messages (a list of {id, message_id, sender, text_content,
    interrupted, tool, and where known created_at (else `at`), tokens_input, tokens_output}, in the order of speech),
    tokens_input and tokens_output (of the turn besides its messages'; all are added to the session's), values (columns
    of `SETTABLE`).
    Returns "done", also when it was kept before (a retry: the same messages; where there are none, the same moment or
    the same end); "gone" if this user has no such session.
    """
    sessions, messages = METADATA.tables["sessions"], METADATA.tables["messages"]
    user, name, at = arguments["user_id"], arguments["session_id"], datetime.fromisoformat(arguments["at"])
    mine = (sessions.c.user_id == user, sessions.c.session_id == name)
    session = connection.execute(sa.select(sessions).where(*mine)).mappings().one_or_none()
    if session is None:
        return "gone"
    values = {k: v for k, v in arguments["values"].items() if k in SETTABLE}
    for column in _MOMENTS:
        if values.get(column) is not None:
            values[column] = datetime.fromisoformat(values[column])
    given = arguments["messages"]
    known = messages.c.message_id.in_([m["message_id"] for m in given])
    stands = set(connection.execute(sa.select(messages.c.message_id).where(known)).scalars())
    new = [m for m in given if m["message_id"] not in stands]
    moment = "ended_at" if values.get("ended_at") is not None else "updated_at"
    if not new and (given or session[moment] == values.get(moment, at)):
        return "done"
    here = messages.c.session_id == name
    last = connection.execute(sa.select(sa.func.max(messages.c.seq)).where(here)).scalar() or 0
    if new:
        rows = [{**_message(m, at), "user_id": user, "session_id": name, "seq": last + i} for i, m in enumerate(new, 1)]
        connection.execute(messages.insert(), rows)
    values |= {
        "message_count": connection.execute(sa.select(sa.func.count()).where(here)).scalar_one(),
        **{k: session[k] + arguments[k] + sum(m.get(k) or 0 for m in new) for k in _TOKENS},
        "updated_at": at,
    }
    connection.execute(sessions.update().where(*mine).values(values))
    return "done"


def _message(given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    said = given.get("created_at")
    row = {k: v for k, v in given.items() if k not in _TOKENS}
    return {**row, "created_at": datetime.fromisoformat(said) if said else at}


def forget_words(connection: sa.Connection, arguments: Mapping[str, Any]) -> int:
    """Take out what was said in a session of the user's, with what was made of it; the session itself stays.

    Arguments: user_id, session_id (null: all of the user's). Returns how many messages went. On SQLite the words leave
    the file with them.
    """
    sessions, messages = METADATA.tables["sessions"], METADATA.tables["messages"]

    def whose(table: sa.Table) -> list[sa.ColumnElement[bool]]:
        mine, name = table.c.user_id == arguments["user_id"], arguments["session_id"]
        return [mine] if name is None else [mine, table.c.session_id == name]

    gone = connection.execute(messages.delete().where(*whose(messages)))
    connection.execute(sessions.update().where(*whose(sessions)).values(message_count=0, title=None, summary=None))
    if gone.rowcount:
        _merge_index(connection)
    return gone.rowcount


def sweep_sessions(connection: sa.Connection, arguments: Mapping[str, Any]) -> list[dict[str, str]]:
    """Close the sessions of all users that nobody is in any more, and find those that were closed without a summary.

    Arguments: at (moment), text_before (typed ones that rest since before it are ended), lost_before (spoken ones whose
    lease is over, or that have none and rest since before it, are abandoned), ended_after and rest_before (of those
    that ended after the one and rest since before the other, the ones without a summary are found), limit (of each).
    Returns [{"user_id", "session_id"}, …] of both; who gets one has it for as long as it rests. A session ended with
    its last message; where nothing of it was kept, with its last sign of life.
    """
    sessions, messages = METADATA.tables["sessions"], METADATA.tables["messages"]
    at, text_before, lost_before, ended_after, rest_before = (
        datetime.fromisoformat(arguments[k]) for k in ("at", "text_before", "lost_before", "ended_after", "rest_before")
    )
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
    found = []
    for session in connection.execute(query).mappings().all():
        here = messages.c.session_id == session["session_id"]
        count, last = connection.execute(
            sa.select(sa.func.count(), sa.func.max(messages.c.created_at)).where(here)
        ).one()
        ended = (None if session["private"] else last) or session["live_until"] or session["updated_at"]
        values = {
            "status": "ended" if session["channel"] == "text" else "abandoned",
            "ended_at": ended,
            "live_until": None,
            "duration_seconds": max(0.0, (ended - session["created_at"]).total_seconds()),
            "message_count": count,
            "updated_at": at,
        }
        connection.execute(sessions.update().where(sessions.c.id == session["id"]).values(values))
        found.append({"user_id": session["user_id"], "session_id": session["session_id"]})
    asked = sa.exists().where(messages.c.session_id == sessions.c.session_id, messages.c.sender == "user")
    untold = (
        sa.select(sessions)
        .where(sessions.c.ended_at >= ended_after, sessions.c.updated_at < rest_before, sessions.c.status != "active")
        .where(sessions.c.summary.is_(None), ~sessions.c.private, asked)
        .order_by(sessions.c.ended_at, sessions.c.id)
        .limit(arguments["limit"])
    )
    for session in connection.execute(untold).mappings().all():
        connection.execute(sessions.update().where(sessions.c.id == session["id"]).values(updated_at=at))
        found.append({"user_id": session["user_id"], "session_id": session["session_id"]})
    return found


def retire_messages(connection: sa.Connection, arguments: Mapping[str, Any]) -> dict[str, int]:
    """Delete the oldest messages of all users, and the sessions that are over and have none left, with their summaries.

    Arguments: before (moment: what was said since then stays), limit (of messages, and of sessions), earlier (how many
    messages went in the steps before this one: with the last step the words leave SQLite's file as well).
    Returns {"messages", "sessions"}: how many went. Fewer than `limit` of each means that nothing older is left.
    """
    sessions, messages = METADATA.tables["sessions"], METADATA.tables["messages"]
    before, limit = datetime.fromisoformat(arguments["before"]), arguments["limit"]
    old = connection.execute(
        sa.select(messages.c.id, messages.c.session_id)
        .where(messages.c.created_at < before)
        .order_by(messages.c.created_at, messages.c.id)
        .limit(limit)
    ).all()
    names = list({name for _, name in old})
    if old:
        connection.execute(messages.delete().where(messages.c.id.in_([row_id for row_id, _ in old])))
        count = sa.select(sa.func.count()).where(messages.c.session_id == sessions.c.session_id).scalar_subquery()
        connection.execute(sessions.update().where(sessions.c.session_id.in_(names)).values(message_count=count))
    left = sa.exists().where(messages.c.session_id == sessions.c.session_id)
    over = sa.func.coalesce(sessions.c.ended_at, sessions.c.updated_at) < before
    empty = sa.select(sessions.c.id).where(sessions.c.status != "active", over, ~left)
    gone = {
        row_id
        for ids in (
            empty.where(sessions.c.session_id.in_(names)),
            empty.where(sessions.c.ended_at < before).order_by(sessions.c.ended_at).limit(limit),
        )
        for row_id in connection.execute(ids).scalars()
    }
    if gone:
        connection.execute(sessions.delete().where(sessions.c.id.in_(gone)))
    if len(old) < limit and (old or arguments["earlier"]):
        _merge_index(connection)
    return {"messages": len(old), "sessions": len(gone)}


def _merge_index(connection: sa.Connection) -> None:
    """Drop what is only marked as deleted; measured .2 s for 200,000 messages, so not with every deletion."""
    connection.exec_driver_sql("insert into search_words (search_words) values ('optimize')")


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
