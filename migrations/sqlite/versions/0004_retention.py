"""What is old, of all users, is found by an index."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("messages_created_at_idx", "messages", ["created_at"])
    op.create_index("sessions_ended_at_idx", "sessions", ["ended_at"])


def downgrade() -> None:
    op.drop_index("sessions_ended_at_idx", "sessions")
    op.drop_index("messages_created_at_idx", "messages")
