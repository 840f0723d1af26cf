"""An index of the messages that are left to do, so that claiming one costs the same whatever number is done."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """To this version."""
    left = sa.text("(status || '') IN ('received', 'retry', 'processing')")
    op.create_index("ix_messages_under_way", "messages", ["id"], sqlite_where=left, postgresql_where=left)
