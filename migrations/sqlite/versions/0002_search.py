"""Words are found: the index of what was said, made of the messages that are there."""

from alembic import op

from system_control.store.search_index import rebuild

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    rebuild(op.get_bind())


def downgrade() -> None:
    for trigger in ("said", "unsaid", "mended", "ended", "erased"):
        op.execute(f"drop trigger if exists search_{trigger}")
    for table in ("words", "places", "owners"):
        op.execute(f"drop table if exists search_{table}")
