"""The table by which messages are compared; `store.contents` writes and asks it."""

import sqlalchemy as sa

from store.tables import messages, metadata

contents = sa.Table(
    "contents", metadata,
    sa.Column("message_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True,
        comment="The message"),
    sa.Column("item", sa.String(100), primary_key=True,
        comment="Name of a text or file: scheda, campo and fingerprint, or file and hash"),
    sa.Column("campo", sa.Integer, comment="Campo of the scheda; null for a file"),
    sa.Column("anchor", sa.Boolean(name="anchor"), nullable=False,
        comment="Whether it is the one by which the message is found among those that say no more than another"),
    sa.Column("was_read", sa.Boolean(name="was_read"), nullable=False, server_default=sa.true(),
        comment="Whether reading found it, whatever a person made of it; false for a file that only holds schede"),
    sa.Column("stands", sa.Boolean(name="stands"), nullable=False, server_default=sa.true(),
        comment="Whether it is in the records: false if a person took it away, or for a file that only holds schede"),
    comment="What each message says, by which messages are compared; written when a message is read",
)  # fmt: skip
sa.Index("ix_contents_item", contents.c.item)
#: SQLite uses it only for a question in the same words, which it has no truth value for.
sa.Index(
    "ix_contents_anchor", contents.c.item,
    sqlite_where=contents.c.anchor == sa.true(), postgresql_where=contents.c.anchor,
)  # fmt: skip
#: Of messages that were read, in the order of arrival: the few after a new one are found without the others.
_READ = messages.c.kind.is_not(None)
sa.Index("ix_messages_order", messages.c.received_at, messages.c.id, sqlite_where=_READ, postgresql_where=_READ)
