"""Texts without personal data, and the list of what was purged."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """To this version. The texts are written by `store.public_texts`."""
    op.create_table(
        "public_texts",
        sa.Column("scheda_id", sa.Integer(), autoincrement=False, nullable=False, comment="The scheda"),
        sa.Column("mask", sa.Integer(), nullable=False, comment="Version of the rules by which personal data were left out"),
        sa.Column("title", sa.Text(), nullable=False, comment="Its title without personal data"),
        sa.Column("summary", sa.Text(), nullable=False, comment="Its summary without personal data"),
        sa.Column("description", sa.Text(), nullable=False, comment="Its text without personal data"),
        sa.ForeignKeyConstraint(["scheda_id"], ["schede.id"], name=op.f("fk_public_texts_scheda_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scheda_id", name=op.f("pk_public_texts")),
        comment="Texts of schede without personal data; written when a message is read",
    )
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "purged",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="Number that the message had"),
        sa.Column("mailbox_id", sa.Integer(), nullable=True, comment="Mailbox it came from; null for imported files"),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True, comment="UIDVALIDITY of its delivery"),
        sa.Column("uid", sa.BigInteger(), nullable=True, comment="UID of its delivery"),
        sa.Column("sha256", sa.String(64), nullable=False, comment="Hash of its original, by which it is known if it comes again"),
        sa.Column("files", sa.JSON(), nullable=False, comment="Hashes of all files that were stored for it"),
        sa.Column("received_at", moment, nullable=False, comment="When it was received"),
        sa.Column("prefettura", sa.String(2), nullable=True, comment="Sigla of the sending office"),
        sa.Column("schede", sa.Integer(), nullable=False, comment="Number of schede that went with it"),
        sa.Column("protocolli", sa.Integer(), nullable=False, comment="Number of agreements that went with it"),
        sa.Column("purged_at", moment, nullable=False, comment="When it was purged"),
        sa.Column("purged_by", sa.String(120), nullable=False, comment="By whom"),
        sa.Column("note", sa.Text(), nullable=False, comment="Why, in the words of who purged it"),
        sa.Column("files_gone_at", moment, nullable=True, comment="When its files were removed; null while that is still to be done"),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name=op.f("fk_purged_mailbox_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["prefettura"], ["prefetture.sigla"], name=op.f("fk_purged_prefettura")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purged")),
        sa.UniqueConstraint("message_id", name=op.f("uq_purged_message_id")),
        comment="Messages whose originals and records were removed for good: what is left of them",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_purged_sha256"), "purged", ["sha256"])
