"""Where the time of a reading went, and the digests that were sent to operators."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0022"


def upgrade() -> None:
    """To this version."""
    said = "Seconds of the clock by stage: open, read, understand, store; null if it had no result"
    op.add_column("attempts", sa.Column("seconds", sa.JSON(), comment=said))
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="When it was due"),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True, comment="Up to when it tells what happened"),
        sa.Column("recipients", sa.Text(), nullable=False, comment="Whom it is for"),
        sa.Column("claim_owner", sa.String(200), nullable=True, comment="Process that sends it just now"),
        sa.Column("claim_until", sa.DateTime(timezone=True), nullable=True, comment="When that claim lapses"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="When a mail server took it; null until then"),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False, comment="How often it was tried"),
        sa.Column("error", sa.Text(), nullable=True, comment="Why the last try failed; null if it did not"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("due_at", name=op.f("uq_digests_due_at")),
        comment="Digests for operators, one row each: what was sent is not sent again",
        sqlite_autoincrement=True,
    )
