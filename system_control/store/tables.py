"""The tables, declared once; export, erase, undo, isolation and RLS tests, and both migrations walk this."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

METADATA = sa.MetaData()

SQLITE_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
"""Of fixed width and always UTC, so that text order is time order."""


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment: timestamptz, or text in `SQLITE_TIME`."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the column's type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(sa.String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a naive moment: nobody knows when that is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment in a row must be aware")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.strftime(SQLITE_TIME)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read it as aware UTC."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.strptime(value, SQLITE_TIME).replace(tzinfo=UTC)


class Id(sa.types.TypeDecorator[str]):
    """A uuid as canonical text in Python; uuid in PostgreSQL, 36 characters in SQLite."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the column's type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=False))
        return dialect.type_descriptor(sa.String(36))


class Json(sa.types.TypeDecorator[Any]):
    """Plain Python values: jsonb, or text in SQLite. None is SQL's null, not JSON's."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the column's type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.JSONB(none_as_null=True))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write it."""
        if value is None or dialect.name == "postgresql":
            return value
        return json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read it."""
        if value is None or dialect.name == "postgresql":
            return value
        return json.loads(value)


def _table(name: str, *columns: sa.schema.SchemaItem, owned: bool = True, changes: bool = True) -> sa.Table:
    """Give each table its id and created_at; `owned` rows have a user_id, and updated_at where they change."""
    head: list[sa.schema.SchemaItem] = [sa.Column("id", Id, primary_key=True)]
    if owned:
        head.append(sa.Column("user_id", Id, sa.ForeignKey("profiles.id", ondelete="CASCADE"), nullable=False))
    tail: list[sa.schema.SchemaItem] = [sa.Column("created_at", Moment, nullable=False)]
    if changes:
        tail.append(sa.Column("updated_at", Moment, nullable=False))
    return sa.Table(name, METADATA, *head, *columns, *tail)


def _status(default: str) -> sa.Column[str]:
    return sa.Column("status", sa.Text, nullable=False, server_default=default)


def _lease() -> tuple[sa.Column[Any], sa.Column[Any]]:
    """Who is delivering it, and until when nobody else may."""
    return sa.Column("lease_by", sa.Text), sa.Column("lease_until", Moment)


def _scheduled(due: str) -> tuple[sa.Column[Any], ...]:
    """What alarms and reminders share: `due` is the next moment; the rest is what the user meant."""
    return (
        sa.Column(due, Moment),
        sa.Column("wall_time", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("rrule", sa.Text),
        sa.Column("clock", sa.Text, nullable=False, server_default="wall"),
        _status("scheduled"),
        sa.Column("snoozed_until", Moment),
        *_lease(),
    )


profiles = _table(
    "profiles",
    sa.Column("identity", sa.Text, nullable=False, unique=True),
    sa.Column("email", sa.Text),
    sa.Column("is_first_login", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("display_name", sa.Text),
    sa.Column("timezone", sa.Text),
    sa.Column("locale", sa.Text),
    sa.Column("habits", Json, nullable=False, server_default="{}"),
    owned=False,
)
user_links = _table(
    "user_links",
    sa.Column("auth_user_id", Id, nullable=False, unique=True),
    changes=False,
)
user_alarms = _table("user_alarms", sa.Column("label", sa.Text), *_scheduled("alarm_time"))
user_reminders = _table("user_reminders", sa.Column("text", sa.Text, nullable=False), *_scheduled("remind_at"))
user_timers = _table(
    "user_timers",
    sa.Column("label", sa.Text),
    sa.Column("seconds", sa.Integer, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
    _status("running"),
    *_lease(),
)
occurrences = _table(
    "occurrences",
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("row_id", Id, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("rung_at", Moment),
    sa.Column("channel", sa.Text),
    sa.Column("outcome", sa.Text),
    sa.Column("acknowledged_at", Moment),
    sa.UniqueConstraint("row_id", "due_at", name="occurrences_row_id_due_at_key"),
    changes=False,
)
user_notes = _table(
    "user_notes",
    sa.Column("title", sa.Text),
    sa.Column("content", sa.Text, nullable=False),
)
memory = _table(
    "memory",
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("source_message_id", sa.Text),
    sa.Column("confidence", sa.Float),
    sa.Column("last_used_at", Moment),
    sa.Column("superseded_by", Id),
)
sessions = _table(
    "sessions",
    sa.Column("session_id", sa.Text, nullable=False, unique=True),
    _status("active"),
    sa.Column("channel", sa.Text, nullable=False, server_default="text"),
    sa.Column("room", sa.Text),
    sa.Column("title", sa.Text),
    sa.Column("summary", sa.Text),
    sa.Column("message_count", sa.Integer, nullable=False, server_default="0"),
    sa.Column("tokens_input", sa.Integer, nullable=False, server_default="0"),
    sa.Column("tokens_output", sa.Integer, nullable=False, server_default="0"),
    sa.Column("duration_seconds", sa.Float),
    sa.Column("rating", sa.Integer),
    sa.Column("feedback", sa.Text),
    sa.Column("private", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("state", Json, nullable=False, server_default="{}"),
    sa.Column("live_until", Moment),
    sa.Column("ended_at", Moment),
)
messages = _table(
    "messages",
    sa.Column("message_id", sa.Text, nullable=False, unique=True),
    sa.Column("session_id", sa.Text, sa.ForeignKey("sessions.session_id", ondelete="CASCADE"), nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("text_content", sa.Text, nullable=False),
    sa.Column("interrupted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("tool", Json),
    changes=False,
)
changes = _table(
    "changes",
    sa.Column("session_id", sa.Text),
    sa.Column("batch", Id, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("row_id", Id, nullable=False),
    sa.Column("before", Json),
    sa.Column("after", Json),
    sa.Column("undone_at", Moment),
    changes=False,
)
push_targets = _table(
    "push_targets",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
)
api_keys = _table(
    "api_keys",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("prefix", sa.Text, nullable=False),
    sa.Column("key_hash", sa.Text, nullable=False, unique=True),
    sa.Column("last_used_at", Moment),
    sa.Column("revoked_at", Moment),
    changes=False,
)
audit_logs = _table(
    "audit_logs",
    sa.Column("subject", sa.Text),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("detail", Json, nullable=False, server_default="{}"),
    owned=False,
    changes=False,
)
cache_entries = _table(
    "cache_entries",
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", Json),
    sa.Column("expires_at", Moment, nullable=False),
    sa.UniqueConstraint("user_id", "key", name="cache_entries_user_id_key_key"),
    changes=False,
)

for _name, _columns in {
    "user_alarms": ("user_id", "alarm_time"),
    "user_reminders": ("user_id", "remind_at"),
    "user_timers": ("user_id", "ends_at"),
    "user_notes": ("user_id", "created_at"),
    "memory": ("user_id", "category", "key"),
    "sessions": ("user_id", "created_at"),
    "messages": ("session_id", "seq"),
    "changes": ("user_id", "created_at"),
    "occurrences": ("user_id", "due_at"),
    "push_targets": ("user_id",),
    "api_keys": ("user_id",),
    "user_links": ("user_id",),
}.items():
    sa.Index(f"{_name}_{'_'.join(_columns)}_idx", *(METADATA.tables[_name].c[c] for c in _columns))
sa.Index("messages_user_id_created_at_idx", messages.c.user_id, messages.c.created_at)
sa.Index("messages_created_at_idx", messages.c.created_at)
sa.Index("sessions_ended_at_idx", sessions.c.ended_at)
sa.Index("sessions_user_id_live_until_idx", sessions.c.user_id, sessions.c.live_until)
sa.Index("sessions_status_updated_at_idx", sessions.c.status, sessions.c.updated_at)
for _name, _due in {"user_alarms": "alarm_time", "user_reminders": "remind_at", "user_timers": "ends_at"}.items():
    _c = METADATA.tables[_name].c
    # What is due next, of all users, and in the order in which it is claimed.
    sa.Index(f"{_name}_status_{_due}_id_idx", _c.status, _c[_due], _c.id)
    sa.Index(f"{_name}_lease_until_idx", _c.lease_until)
sa.Index("changes_batch_idx", changes.c.batch)

OWNED = tuple(t.name for t in METADATA.sorted_tables if "user_id" in t.c)
"""Tables whose rows belong to a user: a Shelf may open these and no others."""

UNDOABLE = ("user_alarms", "user_reminders", "user_timers", "user_notes", "memory", "profiles")
"""Tables whose changes are recorded with a way back."""

SERVICE_ONLY = ("user_links", "changes", "push_targets", "api_keys", "audit_logs", "cache_entries")
"""Tables that an app never reads by itself: in Supabase they have no grants but the service role's."""
