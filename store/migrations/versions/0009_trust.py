"""How far a sender is believed, and what waits for a person because of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"

_KINDS = "kind IN ('duplicate', 'supersedes', 'follows_up', 'part', 'withdraws')"
_TRUST = "trust IN ('certified', 'authenticated', 'office_address', 'claimed', 'unknown')"
_CHAIN = "chain IN ('known', 'unknown', 'not_checked')"


def upgrade() -> None:
    """To this version."""
    _columns()
    _between_messages("link_proposals", "Links that wait for a person: nothing is changed by them", [
        sa.Column("reason", sa.Text(), nullable=False, comment="What tells so"),
        sa.Column("why", sa.Text(), nullable=False, comment="Why only a person may say so"),
    ])  # fmt: skip
    _between_messages("link_decisions", "Decisions of persons about proposed links; they survive every rerun", [
        sa.Column("accepted", sa.Boolean(name="accepted"), nullable=False, comment="Whether the link holds"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("decided_by", sa.String(length=120), nullable=False, comment="By whom"),
        sa.Column("note", sa.Text(), nullable=False, server_default="", comment="Why, in words of that person"),
    ])  # fmt: skip


def _columns() -> None:
    check = sa.CheckConstraint(_TRUST, name=op.f("ck_messages_trust"))
    said = "How sure it is that the office wrote it; null if read before senders were judged"
    op.add_column("messages", sa.Column("trust", sa.String(length=40), check, nullable=True, comment=said))
    op.add_column("messages", sa.Column("trust_reasons", sa.Text(), nullable=True, comment="Why, one reason a line"))
    said = "When a server took it in: internal date, else Received field or certified moment; null if only its Date tells"
    op.add_column("messages", sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True, comment=said))
    if op.get_bind().dialect.name != "sqlite":
        said = "When it arrived as far as known, else date header, else when stored"
        op.execute(f"COMMENT ON COLUMN messages.received_at IS '{said}'")
    op.execute("UPDATE messages SET arrived_at = internal_date")
    check = sa.CheckConstraint(_CHAIN, name=op.f("ck_certifications_chain"))
    said = "Whether it leads to an authority of PEC_CA_FILE"
    chain = sa.Column("chain", sa.String(length=40), check, nullable=False, server_default="not_checked", comment=said)
    op.add_column("certifications", chain)
    said = "Why the provider does not vouch for the envelope; empty if it does"
    op.add_column("certifications", sa.Column("doubt", sa.Text(), nullable=False, server_default="", comment=said))


def _between_messages(name: str, meaning: str, columns: list[sa.Column]) -> None:  # type: ignore[type-arg]  # columns of any type
    later, earlier = f"fk_{name}_message_id", f"fk_{name}_other_id"
    op.create_table(
        name,
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The later message"),
        sa.Column("other_id", sa.Integer(), nullable=False, comment="The earlier message"),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="How the later would stand to the earlier"),
        *columns,
        sa.CheckConstraint(_KINDS, name=op.f(f"ck_{name}_kind")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f(later), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["messages.id"], name=op.f(earlier), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id", "other_id", name=op.f(f"pk_{name}")),
        comment=meaning,
    )
    op.create_index(op.f(f"ix_{name}_other_id"), name, ["other_id"], unique=False)
