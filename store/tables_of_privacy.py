"""Tables that protect persons: texts without personal data, and the list of what was purged."""

import sqlalchemy as sa

from store.columns import UtcDateTime
from store.tables import metadata

public_texts = sa.Table(
    "public_texts", metadata,
    sa.Column("scheda_id", sa.ForeignKey("schede.id", ondelete="CASCADE"), primary_key=True, autoincrement=False,
        comment="The scheda"),
    sa.Column("mask", sa.Integer, nullable=False, comment="Version of the rules by which personal data were left out"),
    sa.Column("title", sa.Text, nullable=False, comment="Its title without personal data"),
    sa.Column("summary", sa.Text, nullable=False, comment="Its summary without personal data"),
    sa.Column("description", sa.Text, nullable=False, comment="Its text without personal data"),
    comment="Texts of schede without personal data; written when a message is read",
)  # fmt: skip

purged = sa.Table(
    "purged", metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True, comment="Number of the row, never used again"),
    sa.Column("message_id", sa.Integer, nullable=False, unique=True, comment="Number that the message had"),
    sa.Column("mailbox_id", sa.ForeignKey("mailboxes.id", ondelete="SET NULL"),
        comment="Mailbox it came from; null for imported files"),
    sa.Column("uidvalidity", sa.BigInteger, comment="UIDVALIDITY of its delivery"),
    sa.Column("uid", sa.BigInteger, comment="UID of its delivery"),
    sa.Column("sha256", sa.String(64), nullable=False, index=True, comment="Hash of its original, by which it is "
                                                                           "known if it comes again"),
    sa.Column("files", sa.JSON, nullable=False, comment="Hashes of all files that were stored for it"),
    sa.Column("received_at", UtcDateTime, nullable=False, comment="When it was received"),
    sa.Column("prefettura", sa.ForeignKey("prefetture.sigla"), comment="Sigla of the sending office"),
    sa.Column("schede", sa.Integer, nullable=False, comment="Number of schede that went with it"),
    sa.Column("protocolli", sa.Integer, nullable=False, comment="Number of agreements that went with it"),
    sa.Column("purged_at", UtcDateTime, nullable=False, comment="When it was purged"),
    sa.Column("purged_by", sa.String(120), nullable=False, comment="By whom"),
    sa.Column("note", sa.Text, nullable=False, comment="Why, in the words of who purged it"),
    sa.Column("files_gone_at", UtcDateTime, comment="When its files were removed; null while that is still to be done"),
    comment="Messages whose originals and records were removed for good: what is left of them",
    sqlite_autoincrement=True,
)  # fmt: skip
