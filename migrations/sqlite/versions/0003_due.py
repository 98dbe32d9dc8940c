"""What is due next, and which conversations are over, is found by an index, of all users."""

from alembic import op

revision = "0003"
down_revision = "0002"

INDEXES = {
    "sessions": (("user_id", "live_until"), ("status", "updated_at")),
    "user_alarms": (("status", "alarm_time", "id"), ("lease_until",)),
    "user_reminders": (("status", "remind_at", "id"), ("lease_until",)),
    "user_timers": (("status", "ends_at", "id"), ("lease_until",)),
}


def upgrade() -> None:
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(f"{table}_{'_'.join(columns)}_idx", table, list(columns))


def downgrade() -> None:
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.drop_index(f"{table}_{'_'.join(columns)}_idx", table)
