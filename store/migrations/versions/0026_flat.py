"""Indexes that keep the cost of a mail the same, whatever number of others is stored."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """To this version."""
    # SQLite takes an index of some rows only for a question in the very words of the index.
    op.drop_index("ix_contents_anchor", "contents")
    anchors = {"sqlite_where": sa.text("anchor = 1"), "postgresql_where": sa.text("anchor")}
    op.create_index("ix_contents_anchor", "contents", ["item"], **anchors)
    # Of two that fit, it takes the later one: those of few rows come last.
    op.create_index("ix_messages_sender", "messages", ["sender"])
    lacking = sa.text("(status || '') IN ('failed', 'partial')")
    for name, column in (("ix_messages_lacking", "prefettura"), ("ix_messages_lacking_of_sender", "sender")):
        op.create_index(name, "messages", [column], sqlite_where=lacking, postgresql_where=lacking)
    op.create_index("ix_decisions_kind", "decisions", ["kind"])
