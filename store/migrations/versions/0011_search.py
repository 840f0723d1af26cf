"""Words for full text search."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0011"
down_revision = "0010"

_SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(title, body, content='search_texts', content_rowid='id')",
    "CREATE TRIGGER search_texts_in AFTER INSERT ON search_texts BEGIN"
    " INSERT INTO search_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END",
    "CREATE TRIGGER search_texts_out AFTER DELETE ON search_texts BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END",
)


def upgrade() -> None:
    """To this version. The rows are written by `store.search_index`."""
    vector = sa.Text().with_variant(TSVECTOR(), "postgresql")
    op.create_table(
        "search_texts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The message it belongs to"),
        sa.Column("scheda_id", sa.Integer(), comment="The scheda, if it is one"),
        sa.Column("protocollo_id", sa.Integer(), comment="The agreement, if it is one"),
        sa.Column("title", sa.Text(), nullable=False, comment="Words of the title, without case and accents"),
        sa.Column("body", sa.Text(), nullable=False, comment="Words of the text, of an agreement also its parties"),
        sa.Column("vector", vector, comment="The same as PostgreSQL's search wants it; null on SQLite"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_search_texts_message_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["scheda_id"], ["schede.id"], name=op.f("fk_search_texts_scheda_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["protocollo_id"], ["protocolli.id"], name=op.f("fk_search_texts_protocollo_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
        sa.UniqueConstraint("scheda_id", name=op.f("uq_search_texts_scheda_id")),
        sa.UniqueConstraint("protocollo_id", name=op.f("uq_search_texts_protocollo_id")),
        comment="Words of schede and agreements for full text search; written when a message is read",
    )
    op.create_index(op.f("ix_search_texts_message_id"), "search_texts", ["message_id"])
    op.create_index("ix_search_texts_vector", "search_texts", ["vector"], postgresql_using="gin")
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE:
            op.execute(statement)
