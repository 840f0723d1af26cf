"""What the last comparison of a mailbox with the database found."""

import sqlalchemy as sa
from alembic import op

from store.tables import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """To this version."""
    op.add_column("mailboxes", sa.Column("reconciled_at", UtcDateTime(), comment="When all its messages were last compared with the database"))
    op.add_column(
        "mailboxes", sa.Column("missing", sa.Integer(), comment="Messages on the server that were not safely stored at that comparison")
    )
    op.add_column("mailboxes", sa.Column("missing_reason", sa.Text(), comment="Why the first of them was not; null if there was none"))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "uid_gaps",
            "resolved_at",
            existing_type=UtcDateTime(),
            comment="When the message was taken after all, or was seen to be gone from the server; null while it is missing",
            existing_comment="When the message was taken after all; null while it is missing",
        )
