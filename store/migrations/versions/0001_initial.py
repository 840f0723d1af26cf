"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """To this version; referenced tables come first."""
    _campi()
    _mailboxes()
    _prefetture()
    _messages()
    _uid_gaps()
    _attempts()
    _documents()
    _marked_campi()
    _reviews()
    _problems()
    _protocolli()
    _schede()
    _protocollo_parties()
    _scheda_protocollo()


def _campi() -> None:
    op.create_table(
        "campi",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="Number of the official field, 1 to 11"),
        sa.Column("title", sa.Text(), nullable=False, comment="Title as printed on the form of Circular 5973/2015"),
        sa.Column("short", sa.String(length=60), nullable=False, comment="Short title for tables"),
        sa.CheckConstraint("number BETWEEN 1 AND 11", name=op.f("ck_campi_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_campi")),
        comment="The eleven official fields",
    )


def _mailboxes() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("key", sa.String(length=500), nullable=False, comment="Account and folder as an IMAP URL"),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True, comment="UIDVALIDITY for which last_uid holds (RFC 9051 2.3.1.1)"),
        sa.Column(
            "last_uid",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="All messages up to this UID are stored or recorded as gaps",
        ),
        sa.Column("server_count", sa.Integer(), nullable=True, comment="Messages in the folder at the last good poll"),
        sa.Column("last_poll_at", sa.DateTime(timezone=True), nullable=True, comment="When the last poll ended, good or bad"),
        sa.Column("last_good_poll_at", sa.DateTime(timezone=True), nullable=True, comment="When the last good poll ended"),
        sa.Column("last_error", sa.Text(), nullable=True, comment="Why the last poll failed; null after a good one"),
        sa.Column("lease_owner", sa.String(length=200), nullable=True, comment="Process that polls just now"),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True, comment="When the lease lapses if its owner does not renew it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailboxes")),
        sa.UniqueConstraint("key", name=op.f("uq_mailboxes_key")),
        comment="The folders that are polled, how far, and by whom",
    )


def _prefetture() -> None:
    op.create_table(
        "prefetture",
        sa.Column("sigla", sa.String(length=2), nullable=False, comment="Two-letter key of the province"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="Name of the office's province"),
        sa.Column("region", sa.String(length=60), nullable=False, comment="Region"),
        sa.Column(
            "office", sa.String(length=80), nullable=False, comment="Prefettura, Commissariato del Governo or Presidenza della Regione"
        ),
        sa.PrimaryKeyConstraint("sigla", name=op.f("pk_prefetture")),
        comment="The 106 offices that were asked to reply",
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("mailbox_id", sa.Integer(), nullable=True, comment="Mailbox it came from; null for imported files"),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True, comment="UIDVALIDITY of the delivery"),
        sa.Column("uid", sa.BigInteger(), nullable=True, comment="UID of the delivery"),
        sa.Column("source", sa.Text(), nullable=False, comment="IMAP URL or file name it was taken from"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="Hash and name of the stored original"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="Size of the original in bytes"),
        sa.Column("internal_date", sa.DateTime(timezone=True), nullable=True, comment="When the mail server took it in"),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False, comment="When the original and this row were committed"),
        sa.Column(
            "filed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the mailbox action (seen, move) was done; null if not yet or none",
        ),
        sa.Column("message_id", sa.Text(), nullable=True, comment="Message-ID of the author's mail; an attribute, never a key"),
        sa.Column("subject", sa.Text(), server_default="", nullable=False, comment="Subject of the author's mail"),
        sa.Column("sender", sa.Text(), server_default="", nullable=False, comment="Address (or name) of the author, inside a PEC envelope"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="Date header of the author's mail"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="Internal date, else date header, else when stored"),
        sa.Column("kind", sa.String(length=40), nullable=True, comment="What the message is; null before it was processed"),
        sa.Column("status", sa.String(length=40), nullable=False, comment="How far it got"),
        sa.Column("prefettura", sa.String(length=2), nullable=True, comment="Sigla of the sending office; null if unknown"),
        sa.Column(
            "form_found",
            sa.Boolean(name="form_found"),
            server_default=sa.false(),
            nullable=False,
            comment="Whether the official form was found in it",
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False, comment="How often processing began"),
        sa.Column(
            "outages", sa.Integer(), server_default="0", nullable=False, comment="Outages in a row, for the delay of the next attempt"
        ),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True, comment="When it is tried again after an outage"),
        sa.Column("claim_token", sa.String(length=40), nullable=True, comment="Proof of the claim under which it is being processed"),
        sa.Column("claim_owner", sa.String(length=200), nullable=True, comment="Process that works on it"),
        sa.Column("claim_until", sa.DateTime(timezone=True), nullable=True, comment="When the claim lapses"),
        sa.Column("parser_version", sa.String(length=60), nullable=True, comment="Version that made the records"),
        sa.Column("error", sa.Text(), nullable=True, comment="Why it failed or waits, in a sentence"),
        sa.CheckConstraint("kind IN ('submission', 'receipt', 'auto_reply', 'correspondence')", name=op.f("ck_messages_kind")),
        sa.CheckConstraint(
            "status IN ('received', 'processing', 'done', 'partial', 'failed', 'ignored', 'retry')", name=op.f("ck_messages_status")
        ),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name=op.f("fk_messages_mailbox_id")),
        sa.ForeignKeyConstraint(["prefettura"], ["prefetture.sigla"], name=op.f("fk_messages_prefettura")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("mailbox_id", "uidvalidity", "uid", name=op.f("uq_messages_mailbox_id_uidvalidity_uid")),
        comment="One row per delivered or imported e-mail",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_messages_mailbox_id"), "messages", ["mailbox_id"], unique=False)
    op.create_index(op.f("ix_messages_prefettura"), "messages", ["prefettura"], unique=False)
    op.create_index(op.f("ix_messages_sha256"), "messages", ["sha256"], unique=False)
    op.create_index(op.f("ix_messages_status"), "messages", ["status"], unique=False)


def _uid_gaps() -> None:
    op.create_table(
        "uid_gaps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("mailbox_id", sa.Integer(), nullable=False, comment="The mailbox"),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False, comment="UIDVALIDITY of the UID"),
        sa.Column("uid", sa.BigInteger(), nullable=False, comment="UID of the message that could not be taken"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why not"),
        sa.Column("size", sa.BigInteger(), nullable=True, comment="Its size in bytes, if the server said so"),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="When this was first noticed"),
        sa.Column(
            "resolved_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the message was taken after all; null while it is missing",
        ),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailboxes.id"], name=op.f("fk_uid_gaps_mailbox_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uid_gaps")),
        sa.UniqueConstraint("mailbox_id", "uidvalidity", "uid", name=op.f("uq_uid_gaps_mailbox_id_uidvalidity_uid")),
        comment="Messages the server lists that could not be taken: never forgotten",
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The message it belongs to"),
        sa.Column("number", sa.Integer(), nullable=False, comment="Count from 1"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="When it began"),
        sa.Column(
            "ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it ended; null while under way or if the process died"
        ),
        sa.Column("outcome", sa.String(length=20), nullable=True, comment="State of the message after it, or lost if the process died"),
        sa.Column("owner", sa.String(length=200), nullable=False, comment="Process that worked"),
        sa.Column("parser_version", sa.String(length=60), nullable=True, comment="Version that read the message"),
        sa.Column("error", sa.Text(), nullable=True, comment="What went wrong, in a sentence"),
        sa.Column("traceback", sa.Text(), nullable=True, comment="Where, if it is a bug of ours"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_attempts_message_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("message_id", "number", name=op.f("uq_attempts_message_id_number")),
        comment="The history of processing: reruns add, nothing is deleted",
    )
    op.create_index(op.f("ix_attempts_message_id"), "attempts", ["message_id"], unique=False)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The message it belongs to"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Order in the message, from 0"),
        sa.Column("path", sa.Text(), nullable=False, comment="Every layer down to the file, unique in the message"),
        sa.Column("filename", sa.Text(), nullable=False, comment="Innermost name; (body) for the mail's own text"),
        sa.Column("media_type", sa.String(length=120), nullable=False, comment="Type by content"),
        sa.Column("declared_type", sa.String(length=300), nullable=False, comment="Type as declared by the sender"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="Hash of the file's bytes"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="Size in bytes"),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="What it holds"),
        sa.Column("status", sa.String(length=40), nullable=False, comment="Whether it could be read"),
        sa.Column("error", sa.Text(), nullable=True, comment="Why it was not read"),
        sa.Column("pages", sa.Integer(), nullable=True, comment="Number of pages, where the format has pages"),
        sa.Column(
            "ocr",
            sa.Boolean(name="ocr"),
            server_default=sa.false(),
            nullable=False,
            comment="Whether its text comes from character recognition",
        ),
        sa.Column("text", sa.Text(), server_default="", nullable=False, comment="All text, a paragraph a line"),
        sa.Column("blocks", sa.Integer(), server_default="0", nullable=False, comment="Number of paragraphs"),
        sa.Column("unclaimed", sa.JSON(), nullable=False, comment="Numbers of the paragraphs that nothing explained"),
        sa.Column("notes", sa.JSON(), nullable=False, comment="Remarks of the reader"),
        sa.CheckConstraint(
            "kind IN ('scheda', 'protocollo', 'cover_letter', 'blank_form', 'metadata', 'body', 'other')", name=op.f("ck_documents_kind")
        ),
        sa.CheckConstraint("status IN ('read', 'unreadable', 'encrypted', 'limit', 'skipped')", name=op.f("ck_documents_status")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_documents_message_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("message_id", "path", name=op.f("uq_documents_message_id_path")),
        comment="One row per file found in a message, at any depth",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_documents_message_id"), "documents", ["message_id"], unique=False)
    op.create_index(op.f("ix_documents_sha256"), "documents", ["sha256"], unique=False)


def _marked_campi() -> None:
    op.create_table(
        "marked_campi",
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The message"),
        sa.Column("campo", sa.Integer(), nullable=False, comment="Campo ticked on its form"),
        sa.ForeignKeyConstraint(["campo"], ["campi.number"], name=op.f("fk_marked_campi_campo")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_marked_campi_message_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id", "campo", name=op.f("pk_marked_campi")),
        comment="The campi ticked on the official form of a message",
    )


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The message it belongs to"),
        sa.Column("scheda_key", sa.String(length=16), nullable=False, comment="Key of the scheda, so that the decision survives reruns"),
        sa.Column("campo", sa.Integer(), nullable=False, comment="Campo decided by a person"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("decided_by", sa.String(length=120), nullable=False, comment="By whom"),
        sa.ForeignKeyConstraint(["campo"], ["campi.number"], name=op.f("fk_reviews_campo")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_reviews_message_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("message_id", "scheda_key", name=op.f("uq_reviews_message_id_scheda_key")),
        comment="Decisions of persons about the campo of a scheda",
    )
    op.create_index(op.f("ix_reviews_message_id"), "reviews", ["message_id"], unique=False)


def _problems() -> None:
    op.create_table(
        "problems",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The message it belongs to"),
        sa.Column("document_id", sa.Integer(), nullable=True, comment="The document it was found in"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Order in the message, from 0"),
        sa.Column("code", sa.String(length=40), nullable=False, comment="What is wrong or missing"),
        sa.Column("campo", sa.Integer(), nullable=True, comment="Campo concerned"),
        sa.Column("detail", sa.Text(), nullable=False, comment="The same in a sentence"),
        sa.CheckConstraint(
            "code IN ('marked_without_scheda', 'scheda_not_marked', 'protocol_mentioned_not_attached', 'campo_conflict', 'campo_uncertain', 'unreadable_document', 'encrypted_document', 'archive_limit', 'unsupported_document', 'unknown_sender', 'prefettura_conflict', 'missing_attachment', 'possible_duplicate', 'supersedes', 'malformed_message', 'possible_formula', 'processing_limit', 'internal_error')",
            name=op.f("ck_problems_code"),
        ),
        sa.ForeignKeyConstraint(["campo"], ["campi.number"], name=op.f("fk_problems_campo")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_problems_document_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_problems_message_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
        comment="Defects and gaps that a person should know of",
    )
    op.create_index(op.f("ix_problems_code"), "problems", ["code"], unique=False)
    op.create_index(op.f("ix_problems_document_id"), "problems", ["document_id"], unique=False)
    op.create_index(op.f("ix_problems_message_id"), "problems", ["message_id"], unique=False)


def _protocolli() -> None:
    op.create_table(
        "protocolli",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The message it belongs to"),
        sa.Column("document_id", sa.Integer(), nullable=False, comment="The document it was found in"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Order in the message, from 0"),
        sa.Column("key", sa.String(length=16), nullable=False, comment="Name that stays when the message is read again"),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="What kind of agreement"),
        sa.Column("title", sa.Text(), nullable=False, comment="Title of the agreement"),
        sa.Column("signed_on", sa.Date(), nullable=True, comment="Day of signing; null for drafts and undated texts"),
        sa.Column("evidence", sa.JSON(), nullable=False, comment="Words behind kind, title and date"),
        sa.CheckConstraint(
            "kind IN ('protocollo_intesa', 'atto_intesa', 'raccordo_operativo', 'accordo', 'convenzione', 'memorandum', 'altro')",
            name=op.f("ck_protocolli_kind"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_protocolli_document_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_protocolli_message_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocolli")),
        sa.UniqueConstraint("message_id", "key", name=op.f("uq_protocolli_message_id_key")),
        comment="One row per agreement sent as a document",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_protocolli_document_id"), "protocolli", ["document_id"], unique=False)
    op.create_index(op.f("ix_protocolli_message_id"), "protocolli", ["message_id"], unique=False)


def _schede() -> None:
    op.create_table(
        "schede",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False, comment="Number of the row, never used again"),
        sa.Column("message_id", sa.Integer(), nullable=False, comment="The message it belongs to"),
        sa.Column("document_id", sa.Integer(), nullable=False, comment="The document it was found in"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Order in the message, from 0"),
        sa.Column("key", sa.String(length=16), nullable=False, comment="Name that stays when the message is read again"),
        sa.Column("campo", sa.Integer(), nullable=False, comment="Campo as declared, else as read from the text"),
        sa.Column("title", sa.Text(), nullable=False, comment="What the office calls the practice"),
        sa.Column("description", sa.Text(), nullable=False, comment="The practice's own text"),
        sa.Column("prefettura", sa.String(length=2), nullable=True, comment="Sigla of the sending office; null if unknown"),
        sa.Column("confidence", sa.Float(), nullable=False, comment="Probability that the campo is right, 0 to 1"),
        sa.Column("method", sa.String(length=40), nullable=False, comment="Which witness decided"),
        sa.Column("suggested_campo", sa.Integer(), nullable=True, comment="Campo that the text suggests, if another"),
        sa.Column("needs_review", sa.Boolean(name="needs_review"), nullable=False, comment="Whether a person should look"),
        sa.Column("evidence", sa.JSON(), nullable=False, comment="Words behind the decision, with page and paragraph"),
        sa.CheckConstraint("method IN ('number+title', 'title', 'number', 'tick', 'text', 'operator')", name=op.f("ck_schede_method")),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_schede_confidence")),
        sa.ForeignKeyConstraint(["campo"], ["campi.number"], name=op.f("fk_schede_campo")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_schede_document_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_schede_message_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["prefettura"], ["prefetture.sigla"], name=op.f("fk_schede_prefettura")),
        sa.ForeignKeyConstraint(["suggested_campo"], ["campi.number"], name=op.f("fk_schede_suggested_campo")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schede")),
        sa.UniqueConstraint("message_id", "key", name=op.f("uq_schede_message_id_key")),
        comment="One row per described practice and campo",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_schede_campo"), "schede", ["campo"], unique=False)
    op.create_index(op.f("ix_schede_document_id"), "schede", ["document_id"], unique=False)
    op.create_index(op.f("ix_schede_message_id"), "schede", ["message_id"], unique=False)
    op.create_index(op.f("ix_schede_prefettura"), "schede", ["prefettura"], unique=False)


def _protocollo_parties() -> None:
    op.create_table(
        "protocollo_parties",
        sa.Column("protocollo_id", sa.Integer(), nullable=False, comment="The agreement"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False, comment="Order in the text, from 0"),
        sa.Column("name", sa.Text(), nullable=False, comment="Party as written, without its representative"),
        sa.ForeignKeyConstraint(["protocollo_id"], ["protocolli.id"], name=op.f("fk_protocollo_parties_protocollo_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("protocollo_id", "position", name=op.f("pk_protocollo_parties")),
        comment="The parties of an agreement",
    )


def _scheda_protocollo() -> None:
    op.create_table(
        "scheda_protocollo",
        sa.Column("scheda_id", sa.Integer(), nullable=False, comment="The scheda"),
        sa.Column("protocollo_id", sa.Integer(), nullable=False, comment="The agreement behind it"),
        sa.ForeignKeyConstraint(["protocollo_id"], ["protocolli.id"], name=op.f("fk_scheda_protocollo_protocollo_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["scheda_id"], ["schede.id"], name=op.f("fk_scheda_protocollo_scheda_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scheda_id", "protocollo_id", name=op.f("pk_scheda_protocollo")),
        comment="Which agreement stands behind which scheda",
    )
    op.create_index(op.f("ix_scheda_protocollo_protocollo_id"), "scheda_protocollo", ["protocollo_id"], unique=False)
