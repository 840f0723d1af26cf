"""Letters that were written to offices; copies that make good what could not be read."""

import sqlalchemy as sa
from alembic import op

from store.migrations.closed_lists import allow

revision = "0013"
down_revision = "0012"

_LINKS = ("duplicate", "supersedes", "follows_up", "part", "withdraws", "repairs")


def upgrade() -> None:
    """To this version."""
    for table in ("message_links", "link_proposals", "link_decisions"):
        allow(table, "kind", _LINKS)
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("prefettura", sa.String(2), nullable=False, comment="Sigla of the office it was written to"),
        sa.Column("reminder", sa.Integer(), nullable=False, comment="How many letters to that office went before it"),
        sa.Column("protocol", sa.String(60), nullable=False, comment="Protocol number under which it goes out; empty if none was given"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="When it was written"),
        sa.Column("written_by", sa.String(120), nullable=False, comment="By whom"),
        sa.Column("answer_by", sa.Date(), nullable=True, comment="Day by which an answer is asked for; null if none"),
        sa.ForeignKeyConstraint(["prefettura"], ["prefetture.sigla"], name=op.f("fk_letters_prefettura")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        comment="Letters that ask offices for what their replies lack",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_letters_prefettura"), "letters", ["prefettura"])
    op.create_table(
        "letter_items",
        sa.Column("letter_id", sa.Integer(), nullable=False, comment="The letter"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Place in the letter, from 0"),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="Message that lacks it; purged, it takes the line along"),
        sa.Column("code", sa.String(40), nullable=False, comment="Code of the problem"),
        sa.Column("campo", sa.Integer(), nullable=True, comment="Campo concerned; null if none"),
        sa.Column("asked", sa.Text(), nullable=False, comment="What was asked for, in the words of the letter"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_items_letter_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_letter_items_message_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["campo"], ["campi.number"], name=op.f("fk_letter_items_campo")),
        sa.PrimaryKeyConstraint("letter_id", "position", name=op.f("pk_letter_items")),
        comment="What a letter asks for, line by line",
    )
    op.create_index(op.f("ix_letter_items_message_id"), "letter_items", ["message_id"])
