"""The tables of the first day."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_logs",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="{}", nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "profiles",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("is_first_login", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("habits", sa.Text(), server_default="{}", nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("identity"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("last_used_at", sa.String(27), nullable=True),
        sa.Column("revoked_at", sa.String(27), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_hash"),
    )
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.create_index("api_keys_user_id_idx", ["user_id"], unique=False)

    op.create_table(
        "cache_entries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.String(27), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "key", name="cache_entries_user_id_key_key"),
    )
    op.create_table(
        "changes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("batch", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.String(36), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.String(27), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index("changes_batch_idx", ["batch"], unique=False)
        batch_op.create_index("changes_user_id_created_at_idx", ["user_id", "created_at"], unique=False)

    op.create_table(
        "memory",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source_message_id", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("last_used_at", sa.String(27), nullable=True),
        sa.Column("superseded_by", sa.String(36), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("memory", schema=None) as batch_op:
        batch_op.create_index("memory_user_id_category_key_idx", ["user_id", "category", "key"], unique=False)

    op.create_table(
        "occurrences",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.String(36), nullable=False),
        sa.Column("due_at", sa.String(27), nullable=False),
        sa.Column("rung_at", sa.String(27), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.String(27), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("row_id", "due_at", name="occurrences_row_id_due_at_key"),
    )
    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.create_index("occurrences_user_id_due_at_idx", ["user_id", "due_at"], unique=False)

    op.create_table(
        "push_targets",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("push_targets", schema=None) as batch_op:
        batch_op.create_index("push_targets_user_id_idx", ["user_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("channel", sa.Text(), server_default="text", nullable=False),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("message_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tokens_input", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tokens_output", sa.Integer(), server_default="0", nullable=False),
        sa.Column("duration_seconds", sa.Float(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("private", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("state", sa.Text(), server_default="{}", nullable=False),
        sa.Column("live_until", sa.String(27), nullable=True),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("session_id"),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("sessions_user_id_created_at_idx", ["user_id", "created_at"], unique=False)

    op.create_table(
        "user_alarms",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("alarm_time", sa.String(27), nullable=True),
        sa.Column("wall_time", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("rrule", sa.Text(), nullable=True),
        sa.Column("clock", sa.Text(), server_default="wall", nullable=False),
        sa.Column("status", sa.Text(), server_default="scheduled", nullable=False),
        sa.Column("snoozed_until", sa.String(27), nullable=True),
        sa.Column("lease_by", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.String(27), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("user_alarms", schema=None) as batch_op:
        batch_op.create_index("user_alarms_user_id_alarm_time_idx", ["user_id", "alarm_time"], unique=False)

    op.create_table(
        "user_links",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("auth_user_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("auth_user_id"),
    )
    with op.batch_alter_table("user_links", schema=None) as batch_op:
        batch_op.create_index("user_links_user_id_idx", ["user_id"], unique=False)

    op.create_table(
        "user_notes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("user_notes", schema=None) as batch_op:
        batch_op.create_index("user_notes_user_id_created_at_idx", ["user_id", "created_at"], unique=False)

    op.create_table(
        "user_reminders",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("remind_at", sa.String(27), nullable=True),
        sa.Column("wall_time", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("rrule", sa.Text(), nullable=True),
        sa.Column("clock", sa.Text(), server_default="wall", nullable=False),
        sa.Column("status", sa.Text(), server_default="scheduled", nullable=False),
        sa.Column("snoozed_until", sa.String(27), nullable=True),
        sa.Column("lease_by", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.String(27), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("user_reminders", schema=None) as batch_op:
        batch_op.create_index("user_reminders_user_id_remind_at_idx", ["user_id", "remind_at"], unique=False)

    op.create_table(
        "user_timers",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.String(27), nullable=False),
        sa.Column("status", sa.Text(), server_default="running", nullable=False),
        sa.Column("lease_by", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.String(27), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("user_timers", schema=None) as batch_op:
        batch_op.create_index("user_timers_user_id_ends_at_idx", ["user_id", "ends_at"], unique=False)

    op.create_table(
        "messages",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("text_content", sa.Text(), nullable=False),
        sa.Column("interrupted", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("tool", sa.Text(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["profiles.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index("messages_session_id_seq_idx", ["session_id", "seq"], unique=False)
        batch_op.create_index("messages_user_id_created_at_idx", ["user_id", "created_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("messages_user_id_created_at_idx")
        batch_op.drop_index("messages_session_id_seq_idx")

    op.drop_table("messages")
    with op.batch_alter_table("user_timers", schema=None) as batch_op:
        batch_op.drop_index("user_timers_user_id_ends_at_idx")

    op.drop_table("user_timers")
    with op.batch_alter_table("user_reminders", schema=None) as batch_op:
        batch_op.drop_index("user_reminders_user_id_remind_at_idx")

    op.drop_table("user_reminders")
    with op.batch_alter_table("user_notes", schema=None) as batch_op:
        batch_op.drop_index("user_notes_user_id_created_at_idx")

    op.drop_table("user_notes")
    with op.batch_alter_table("user_links", schema=None) as batch_op:
        batch_op.drop_index("user_links_user_id_idx")

    op.drop_table("user_links")
    with op.batch_alter_table("user_alarms", schema=None) as batch_op:
        batch_op.drop_index("user_alarms_user_id_alarm_time_idx")

    op.drop_table("user_alarms")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index("sessions_user_id_created_at_idx")

    op.drop_table("sessions")
    with op.batch_alter_table("push_targets", schema=None) as batch_op:
        batch_op.drop_index("push_targets_user_id_idx")

    op.drop_table("push_targets")
    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.drop_index("occurrences_user_id_due_at_idx")

    op.drop_table("occurrences")
    with op.batch_alter_table("memory", schema=None) as batch_op:
        batch_op.drop_index("memory_user_id_category_key_idx")

    op.drop_table("memory")
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index("changes_user_id_created_at_idx")
        batch_op.drop_index("changes_batch_idx")

    op.drop_table("changes")
    op.drop_table("cache_entries")
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.drop_index("api_keys_user_id_idx")

    op.drop_table("api_keys")
    op.drop_table("profiles")
    op.drop_table("audit_logs")
