"""Envelopes, signatures, protocols, and the links between messages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NEW_CODES = ("altered_signature", "follows_up", "missing_part", "withdrawal")


def upgrade() -> None:
    """To this version."""
    _certifications()
    _message_links()
    _relations()
    _signatures()
    _registrations()
    _columns()
    _problems()


def _certifications() -> None:
    op.create_table('certifications',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False, comment='Number of the row, never used again'),
    sa.Column('message_id', sa.Integer(), nullable=False, comment='The message it belongs to'),
    sa.Column('position', sa.Integer(), nullable=False, comment='Order in the message, from 0'),
    sa.Column('path', sa.Text(), nullable=False, comment="Path of the envelope's mail; empty for the outermost"),
    sa.Column('kind', sa.String(length=60), nullable=False, comment='Word of the provider: posta-certificata, avvenuta-consegna ...'),
    sa.Column('provider', sa.Text(), nullable=False, comment='Provider that issued it'),
    sa.Column('sender', sa.Text(), nullable=False, comment='Sender as certified'),
    sa.Column('certified_at', sa.DateTime(timezone=True), nullable=True, comment='Moment as certified'),
    sa.Column('identifier', sa.Text(), nullable=False, comment="The provider's number of the message"),
    sa.Column('original_message_id', sa.Text(), nullable=False, comment="Message-ID given by the sender's program"),
    sa.Column('error', sa.String(length=60), nullable=False, comment='Word of the provider for a failure; empty or nessuno if none'),
    sa.Column('integrity', sa.String(length=40), nullable=False, comment="Whether the provider's signature fits the bytes"),
    sa.CheckConstraint("integrity IN ('intact', 'altered', 'not_checked')", name=op.f('ck_certifications_integrity')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_certifications_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certifications')),
    comment='What PEC providers certify about a message, one row per envelope or receipt'
    )
    op.create_index(op.f('ix_certifications_identifier'), 'certifications', ['identifier'], unique=False)
    op.create_index(op.f('ix_certifications_message_id'), 'certifications', ['message_id'], unique=False)
    op.create_index(op.f('ix_certifications_original_message_id'), 'certifications', ['original_message_id'], unique=False)


def _message_links() -> None:
    op.create_table('message_links',
    sa.Column('message_id', sa.Integer(), nullable=False, comment='The later message'),
    sa.Column('other_id', sa.Integer(), nullable=False, comment='The earlier message'),
    sa.Column('kind', sa.String(length=40), nullable=False, comment='How the later stands to the earlier'),
    sa.Column('reason', sa.Text(), nullable=False, comment='What tells so'),
    sa.Column('replaced_id', sa.Integer(), nullable=True, comment='The one whose records give way; null if both stand'),
    sa.Column('current_id', sa.Integer(), nullable=True, comment='The one whose records are in force; null if both stand'),
    sa.CheckConstraint("kind IN ('duplicate', 'supersedes', 'follows_up', 'part', 'withdraws')", name=op.f('ck_message_links_kind')),
    sa.ForeignKeyConstraint(['current_id'], ['messages.id'], name=op.f('fk_message_links_current_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_message_links_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['other_id'], ['messages.id'], name=op.f('fk_message_links_other_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['replaced_id'], ['messages.id'], name=op.f('fk_message_links_replaced_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', 'other_id', name=op.f('pk_message_links')),
    comment='Duplicates, corrections, additions and parts: which messages belong together'
    )
    op.create_index(op.f('ix_message_links_other_id'), 'message_links', ['other_id'], unique=False)
    op.create_index(op.f('ix_message_links_replaced_id'), 'message_links', ['replaced_id'], unique=False)


def _relations() -> None:
    op.create_table('relations',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False, comment='Number of the row, never used again'),
    sa.Column('message_id', sa.Integer(), nullable=False, comment='The message it belongs to'),
    sa.Column('kind', sa.String(length=40), nullable=False, comment='correction, addition, reply, protocol or part'),
    sa.Column('value', sa.Text(), nullable=False, comment='Message-ID, protocol number/year or part 1/2; else empty'),
    sa.Column('words', sa.Text(), nullable=False, comment='Words that say so'),
    sa.CheckConstraint("kind IN ('correction', 'addition', 'reply', 'protocol', 'part')", name=op.f('ck_relations_kind')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_relations_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relations')),
    comment='What a message says about earlier ones'
    )
    op.create_index(op.f('ix_relations_message_id'), 'relations', ['message_id'], unique=False)
    op.create_index(op.f('ix_relations_value'), 'relations', ['value'], unique=False)


def _signatures() -> None:
    op.create_table('signatures',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False, comment='Number of the row, never used again'),
    sa.Column('message_id', sa.Integer(), nullable=False, comment='The message it belongs to'),
    sa.Column('position', sa.Integer(), nullable=False, comment='Order in the message, from 0'),
    sa.Column('path', sa.Text(), nullable=False, comment='Path of the signed file or mail; empty for the outermost mail'),
    sa.Column('form', sa.String(length=40), nullable=False, comment='How it stands to what it signs'),
    sa.Column('integrity', sa.String(length=40), nullable=False, comment='Whether the signed bytes are unchanged'),
    sa.Column('signer', sa.Text(), nullable=False, comment='Common name in the certificate'),
    sa.Column('signer_serial', sa.Text(), nullable=False, comment='Serial number of the subject (in Italy the tax code)'),
    sa.Column('certificate_serial', sa.Text(), nullable=False, comment='Serial number of the certificate, hexadecimal'),
    sa.Column('issuer', sa.Text(), nullable=False, comment='Who issued the certificate'),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True, comment='Moment of signing as the signature says'),
    sa.Column('trust', sa.String(length=20), server_default='unchecked', nullable=False, comment='Chain of trust: always unchecked'),
    sa.Column('detail', sa.Text(), nullable=False, comment='Why it is altered or could not be checked'),
    sa.CheckConstraint("form IN ('pec', 'mail', 'enveloping', 'detached', 'timestamp', 'pades')", name=op.f('ck_signatures_form')),
    sa.CheckConstraint("integrity IN ('intact', 'altered', 'not_checked')", name=op.f('ck_signatures_integrity')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_signatures_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signatures')),
    comment='Signatures over files and mails, one row per signer'
    )
    op.create_index(op.f('ix_signatures_message_id'), 'signatures', ['message_id'], unique=False)


def _registrations() -> None:
    op.create_table('registrations',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False, comment='Number of the row, never used again'),
    sa.Column('message_id', sa.Integer(), nullable=False, comment='The message it belongs to'),
    sa.Column('document_id', sa.Integer(), nullable=True, comment='The document it was found in'),
    sa.Column('position', sa.Integer(), nullable=False, comment='Order in the message, from 0'),
    sa.Column('kind', sa.String(length=20), nullable=False, comment='segnatura, conferma, aggiornamento, eccezione, annullamento, or stamp on a letter'),
    sa.Column('number', sa.String(length=40), nullable=False, comment='Protocol number without leading zeros; empty if not given'),
    sa.Column('year', sa.Integer(), nullable=True, comment='Year of the protocol'),
    sa.Column('registered_on', sa.Date(), nullable=True, comment='Day of the protocol'),
    sa.Column('administration', sa.Text(), nullable=False, comment='Code of the administration'),
    sa.Column('aoo', sa.Text(), nullable=False, comment='Code of the organisational area'),
    sa.Column('office', sa.Text(), nullable=False, comment='Sending office in clear'),
    sa.Column('subject', sa.Text(), nullable=False, comment='Subject as registered'),
    sa.Column('primary_document', sa.Text(), nullable=False, comment='File that is the letter itself; the others are its attachments'),
    sa.Column('earlier', sa.JSON(), nullable=False, comment='Earlier protocols it refers to, as number/year'),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_registrations_document_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_registrations_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registrations')),
    comment='What protocol offices say about a message: Segnatura.xml and its sisters, stamps on letters'
    )
    op.create_index(op.f('ix_registrations_document_id'), 'registrations', ['document_id'], unique=False)
    op.create_index(op.f('ix_registrations_message_id'), 'registrations', ['message_id'], unique=False)
    op.create_index(op.f('ix_registrations_number'), 'registrations', ['number'], unique=False)


def _columns() -> None:
    op.add_column('messages', sa.Column('origin', sa.Text(), nullable=True, comment='Who wrote what the sender passed on; null if the sender wrote it'))
    op.add_column('schede', sa.Column('fingerprint', sa.String(length=16), nullable=True, comment='Hash of the letters and digits of the description'))
    op.create_index(op.f('ix_schede_fingerprint'), 'schede', ['fingerprint'], unique=False)


def _problems() -> None:
    """A longer list of codes. SQLite cannot change a constraint, so the table is made anew there."""
    codes = (
        "marked_without_scheda", "scheda_not_marked", "protocol_mentioned_not_attached", "campo_conflict", "campo_uncertain",
        "unreadable_document", "encrypted_document", "archive_limit", "unsupported_document", "unknown_sender", "prefettura_conflict",
        "missing_attachment", "possible_duplicate", "supersedes", "malformed_message", "possible_formula", *_NEW_CODES,
        "processing_limit", "internal_error",
    )
    allowed = f"code IN ({', '.join(repr(code) for code in codes)})"
    compared = sa.Column("compared", sa.Boolean(name="compared"), server_default=sa.false(), nullable=False, comment="Whether it comes from comparing messages")
    if op.get_bind().dialect.name != "sqlite":
        op.add_column("problems", compared)
        op.drop_constraint(op.f("ck_problems_code"), "problems", type_="check")
        op.create_check_constraint(op.f("ck_problems_code"), "problems", allowed)
        return
    for column in ("code", "document_id", "message_id"):
        op.drop_index(f"ix_problems_{column}", "problems")
    op.rename_table("problems", "problems_before")
    op.create_table(
        "problems",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("campo", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        compared,
        sa.CheckConstraint(allowed, name=op.f("ck_problems_code")),
        sa.ForeignKeyConstraint(["campo"], ["campi.number"], name=op.f("fk_problems_campo")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_problems_document_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_problems_message_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    kept = "id, message_id, document_id, position, code, campo, detail"
    op.execute(f"INSERT INTO problems ({kept}) SELECT {kept} FROM problems_before")
    op.drop_table("problems_before")
    for column in ("code", "document_id", "message_id"):
        op.create_index(op.f(f"ix_problems_{column}"), "problems", [column], unique=False)
