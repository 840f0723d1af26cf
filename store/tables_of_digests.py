"""The table of the digests for operators."""

import sqlalchemy as sa

from store.columns import UtcDateTime, row_id
from store.tables import metadata

digests = sa.Table(
    "digests", metadata,
    row_id(),
    sa.Column("due_at", UtcDateTime, nullable=False, comment="When it was due"),
    sa.Column("until", UtcDateTime, comment="Up to when it tells what happened"),
    sa.Column("recipients", sa.Text, nullable=False, comment="Whom it is for"),
    sa.Column("claim_owner", sa.String(200), comment="Process that sends it just now"),
    sa.Column("claim_until", UtcDateTime, comment="When that claim lapses"),
    sa.Column("sent_at", UtcDateTime, comment="When a mail server took it; null until then"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0", comment="How often it was tried"),
    sa.Column("error", sa.Text, comment="Why the last try failed; null if it did not"),
    sa.UniqueConstraint("due_at"),
    comment="Digests for operators, one row each: what was sent is not sent again",
    sqlite_autoincrement=True,
)  # fmt: skip
