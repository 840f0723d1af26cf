"""What each message says as a set of names, so that messages are compared through an index."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_SCHEDE = """
INSERT INTO contents (message_id, item, campo, anchor)
SELECT DISTINCT message_id, 'scheda ' || campo || ' ' || COALESCE(fingerprint, 'None'), campo, {no} FROM schede
"""
_FILES = """
INSERT INTO contents (message_id, item, campo, anchor)
SELECT DISTINCT d.message_id, 'file ' || d.sha256, CAST(NULL AS INTEGER), {no} FROM documents d
WHERE d.status IN ('unreadable', 'encrypted', 'limit') OR (d.kind = 'other' AND d.status = 'read')
OR EXISTS (SELECT 1 FROM protocolli p WHERE p.document_id = d.id)
"""
_ANCHORS = """
UPDATE contents SET anchor = {yes}
WHERE item = (SELECT MIN(c.item) FROM contents c WHERE c.message_id = contents.message_id)
"""


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "contents",
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The message"),
        sa.Column(
            "item",
            sa.String(100),
            nullable=False,
            comment="Name of a text or file: scheda, campo and fingerprint, or file and hash",
        ),
        sa.Column("campo", sa.Integer(), nullable=True, comment="Campo of the scheda; null for a file"),
        sa.Column(
            "anchor",
            sa.Boolean(name="anchor"),
            nullable=False,
            comment="Whether it is the one by which the message is found among those that say no more than another",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_contents_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "item", name=op.f("pk_contents")),
        comment="What each message says, by which messages are compared; written when a message is read",
    )
    op.create_index("ix_contents_item", "contents", ["item"])
    anchors, read = sa.text("anchor"), sa.text("kind IS NOT NULL")
    op.create_index("ix_contents_anchor", "contents", ["item"], sqlite_where=anchors, postgresql_where=anchors)
    op.create_index(
        "ix_messages_order", "messages", ["received_at", "id"], sqlite_where=read, postgresql_where=read
    )
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """Names what was stored so far. Any name of a message serves as its anchor."""
    postgresql = connection.dialect.name == "postgresql"
    yes, no = ("TRUE", "FALSE") if postgresql else ("1", "0")
    for statement in (_SCHEDE, _FILES, _ANCHORS):
        connection.execute(sa.text(statement.format(yes=yes, no=no)))
