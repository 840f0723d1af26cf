"""All that persons decide, and what each attempt changed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_KINDS = ("campo", "reject", "split", "merge", "office", "note", "settle", "close", "limit", "replace", "replaces")


def upgrade() -> None:
    """To this version."""
    listed = ", ".join(f"'{kind}'" for kind in _KINDS)
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The message it belongs to"),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="What was decided"),
        sa.Column("value", sa.JSON(), nullable=False, comment="What it says, and the record as it was, by which it is known again"),
        sa.Column("note", sa.Text(), server_default="", nullable=False, comment="Why, in the words of who decided"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("decided_by", sa.String(length=120), nullable=False, comment="By whom"),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True, comment="When it was taken back; null while it stands"),
        sa.Column("undone_by", sa.String(length=120), nullable=True, comment="By whom it was taken back"),
        sa.Column(
            "unmet", sa.Boolean(), server_default=sa.false(), nullable=False, comment="Whether the last reading had nothing it fits"
        ),
        sa.CheckConstraint(f"kind IN ({listed})", name=op.f("ck_decisions_kind")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_decisions_message_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        comment="Decisions of persons: undone ones stay, nothing is deleted",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decisions_message_id"), "decisions", ["message_id"])
    op.add_column("attempts", sa.Column("reason", sa.String(20), comment="Why it was made: due, rerun or decision"))
    op.add_column("attempts", sa.Column("limits", sa.JSON(), comment="Limits of this message that differ from the settings"))
    op.add_column("attempts", sa.Column("difference", sa.JSON(), comment="What it changed of the records of the attempt before"))
    op.add_column(
        "problems",
        sa.Column("settled", sa.Boolean(), server_default=sa.false(), nullable=False, comment="Whether a person settled it"),
    )
