"""Persons decide about agreements too, and are told which facts of one are in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"

_KINDS = (
    "campo", "reject", "split", "merge", "office", "note", "settle", "close", "limit", "replace", "replaces", "agreement"
)  # fmt: skip
_ALLOWED = f"kind IN ({', '.join(repr(kind) for kind in _KINDS)})"
_COLUMNS = "id, message_id, kind, value, note, decided_at, decided_by, undone_at, undone_by, unmet"


def upgrade() -> None:
    """To this version."""
    said = "Facts that a person should look at: kind, title, date, parties; null if none"
    op.add_column("protocolli", sa.Column("doubts", sa.Text(), comment=said))
    said = "When a person last decided about it; null if nobody did"
    op.add_column("protocolli", sa.Column("decided_at", sa.DateTime(timezone=True), comment=said))
    op.add_column("protocolli", sa.Column("decided_by", sa.String(120), comment="Who did"))
    _allow_agreements()


def _allow_agreements() -> None:
    """SQLite changes no constraint of a table: the rows move to a new one."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_decisions_kind"), "decisions", type_="check")
        op.create_check_constraint(op.f("ck_decisions_kind"), "decisions", _ALLOWED)
        return
    op.drop_index(op.f("ix_decisions_message_id"), "decisions")
    op.rename_table("decisions", "decisions_before")
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=120), nullable=True),
        sa.Column("unmet", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(_ALLOWED, name=op.f("ck_decisions_kind")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_decisions_message_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sqlite_autoincrement=True,
    )
    op.execute(f"INSERT INTO decisions ({_COLUMNS}) SELECT {_COLUMNS} FROM decisions_before")
    op.drop_table("decisions_before")
    op.create_index(op.f("ix_decisions_message_id"), "decisions", ["message_id"])
