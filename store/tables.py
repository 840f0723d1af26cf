"""The tables, normalized, every column with its meaning. Analysts read the views, not these."""

import sqlalchemy as sa

from config import vocabulary as words
from store.columns import SearchVector, UtcDateTime
from store.columns import document_id as _document_id
from store.columns import message_id as _message_id
from store.columns import one_of as _one_of
from store.columns import prefettura as _prefettura
from store.columns import row_id as _id

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

campi = sa.Table(
    "campi", metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False,
        comment="Number of the official field, 1 to 11"),
    sa.Column("title", sa.Text, nullable=False, comment="Title as printed on the form of Circular 5973/2015"),
    sa.Column("short", sa.String(60), nullable=False, comment="Short title for tables"),
    sa.CheckConstraint("number BETWEEN 1 AND 11", name="number"),
    comment="The eleven official fields",
)  # fmt: skip

prefetture = sa.Table(
    "prefetture", metadata,
    sa.Column("sigla", sa.String(2), primary_key=True, comment="Two-letter key of the province"),
    sa.Column("name", sa.String(80), nullable=False, comment="Name of the office's province"),
    sa.Column("region", sa.String(60), nullable=False, comment="Region"),
    sa.Column("office", sa.String(80), nullable=False, comment="Prefettura, Commissariato del Governo or Presidenza "
                                                               "della Regione"),
    comment="The 106 offices that were asked to reply",
)  # fmt: skip

mailboxes = sa.Table(
    "mailboxes", metadata,
    _id(),
    sa.Column("key", sa.String(500), nullable=False, unique=True, comment="Account and folder as an IMAP URL"),
    sa.Column("uidvalidity", sa.BigInteger, comment="UIDVALIDITY for which last_uid holds (RFC 9051 2.3.1.1)"),
    sa.Column("last_uid", sa.BigInteger, nullable=False, server_default="0", comment="All messages up to this UID are "
                                                                                     "stored or recorded as gaps"),
    sa.Column("server_count", sa.Integer, comment="Messages in the folder at the last good poll"),
    sa.Column("last_poll_at", UtcDateTime, comment="When the last poll ended, good or bad"),
    sa.Column("last_good_poll_at", UtcDateTime, comment="When the last good poll ended"),
    sa.Column("last_error", sa.Text, comment="Why the last poll failed; null after a good one"),
    sa.Column("reconciled_at", UtcDateTime, comment="When all its messages were last compared with the database"),
    sa.Column("missing", sa.Integer, comment="Messages on the server that were not safely stored at that comparison"),
    sa.Column("missing_reason", sa.Text, comment="Why the first of them was not; null if there was none"),
    sa.Column("lease_owner", sa.String(200), comment="Process that polls just now"),
    sa.Column("lease_until", UtcDateTime, comment="When the lease lapses if its owner does not renew it"),
    comment="The folders that are polled, how far, and by whom",
)  # fmt: skip

uid_gaps = sa.Table(
    "uid_gaps", metadata,
    _id(),
    sa.Column("mailbox_id", sa.ForeignKey("mailboxes.id", ondelete="CASCADE"), nullable=False, comment="The mailbox"),
    sa.Column("uidvalidity", sa.BigInteger, nullable=False, comment="UIDVALIDITY of the UID"),
    sa.Column("uid", sa.BigInteger, nullable=False, comment="UID of the message that could not be taken"),
    sa.Column("reason", sa.Text, nullable=False, comment="Why not"),
    sa.Column("size", sa.BigInteger, comment="Its size in bytes, if the server said so"),
    sa.Column("first_seen_at", UtcDateTime, nullable=False, comment="When this was first noticed"),
    sa.Column("resolved_at", UtcDateTime, comment="When the message was taken after all, or was seen to be gone from "
                                                  "the server; null while it is missing"),
    sa.UniqueConstraint("mailbox_id", "uidvalidity", "uid"),
    comment="Messages the server lists that could not be taken: never forgotten",
)  # fmt: skip

#: Messages that are left to do. Not the bare column: else SQLite, which keeps no figures about its rows, would take the
#: index of states, and sort all that waits to find the first.
UNDER_WAY = sa.text("(status || '') IN ('received', 'retry', 'processing')")
#: Messages of which something could not be read; not the bare column for the same reason.
LACKS = sa.text("(status || '') IN ('failed', 'partial')")

messages = sa.Table(
    "messages", metadata,
    _id(),
    sa.Column("mailbox_id", sa.ForeignKey("mailboxes.id"), index=True, comment="Mailbox it came from; null for "
                                                                               "imported files"),
    sa.Column("uidvalidity", sa.BigInteger, comment="UIDVALIDITY of the delivery"),
    sa.Column("uid", sa.BigInteger, comment="UID of the delivery"),
    sa.Column("source", sa.Text, nullable=False, comment="IMAP URL or file name it was taken from"),
    sa.Column("sha256", sa.String(64), nullable=False, index=True, comment="Hash and name of the stored original"),
    sa.Column("size", sa.BigInteger, nullable=False, comment="Size of the original in bytes"),
    sa.Column("internal_date", UtcDateTime, comment="When the mail server took it in"),
    sa.Column("stored_at", UtcDateTime, nullable=False, comment="When the original and this row were committed"),
    sa.Column("filed_at", UtcDateTime,
        comment="When the mailbox action (seen, move) was done; null if not yet or none"),
    sa.Column("message_id", sa.Text, comment="Message-ID of the author's mail; an attribute, never a key"),
    sa.Column("subject", sa.Text, nullable=False, server_default="", comment="Subject of the author's mail"),
    sa.Column("sender", sa.Text, nullable=False, server_default="", index=True,
        comment="Address (or name) of the author, inside a PEC envelope"),
    sa.Column("sent_at", UtcDateTime, comment="Date header of the author's mail"),
    sa.Column("received_at", UtcDateTime, nullable=False, comment="When it arrived as far as known, else date header, "
                                                                  "else when stored"),
    sa.Column("arrived_at", UtcDateTime, comment="When a server took it in: internal date, else Received field or "
                                                 "certified moment; null if only its Date tells"),
    *_one_of("kind", words.MessageKind, nullable=True, comment="What the message is; null before it was processed"),
    *_one_of("status", words.MessageState, index=True, comment="How far it got"),
    _prefettura(),
    *_one_of("trust", words.Trust, nullable=True, comment="How sure it is that the office wrote it; null if read "
                                                          "before senders were judged"),
    sa.Column("trust_reasons", sa.Text, comment="Why, one reason a line"),
    sa.Column("origin", sa.Text, comment="Who wrote what the sender passed on; null if the sender wrote it"),
    sa.Column("form_found", sa.Boolean(name="form_found"), nullable=False, server_default=sa.false(),
        comment="Whether the official form was found in it"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0", comment="How often processing began"),
    sa.Column("outages", sa.Integer, nullable=False, server_default="0", comment="Outages in a row, for the delay of "
                                                                                 "the next attempt"),
    sa.Column("next_attempt_at", UtcDateTime, comment="When it is tried again after an outage"),
    sa.Column("claim_token", sa.String(40), comment="Proof of the claim under which it is being processed"),
    sa.Column("claim_owner", sa.String(200), comment="Process that works on it"),
    sa.Column("claim_until", UtcDateTime, comment="When the claim lapses"),
    sa.Column("parser_version", sa.String(60), comment="Version that made the records"),
    sa.Column("error", sa.Text, comment="Why it failed or waits, in a sentence"),
    sa.UniqueConstraint("mailbox_id", "uidvalidity", "uid"),
    # The few that are left to do are found in order, whatever number of others is done or waits.
    sa.Index("ix_messages_under_way", "id", sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
    # So are those of an office or sender that lack something.
    sa.Index("ix_messages_lacking", "prefettura", sqlite_where=LACKS, postgresql_where=LACKS),
    sa.Index("ix_messages_lacking_of_sender", "sender", sqlite_where=LACKS, postgresql_where=LACKS),
    comment="One row per delivered or imported e-mail",
    sqlite_autoincrement=True,
)  # fmt: skip

documents = sa.Table(
    "documents", metadata,
    _id(),
    _message_id(),
    sa.Column("position", sa.Integer, nullable=False, comment="Order in the message, from 0"),
    sa.Column("path", sa.Text, nullable=False, comment="Every layer down to the file, unique in the message"),
    sa.Column("filename", sa.Text, nullable=False, comment="Innermost name; (body) for the mail's own text"),
    sa.Column("media_type", sa.String(120), nullable=False, comment="Type by content"),
    sa.Column("declared_type", sa.String(300), nullable=False, comment="Type as declared by the sender"),
    sa.Column("sha256", sa.String(64), nullable=False, index=True, comment="Hash of the file's bytes"),
    sa.Column("size", sa.BigInteger, nullable=False, comment="Size in bytes"),
    *_one_of("kind", words.DocumentKind, comment="What it holds"),
    *_one_of("status", words.DocumentStatus, comment="Whether it could be read"),
    sa.Column("error", sa.Text, comment="Why it was not read"),
    sa.Column("pages", sa.Integer, comment="Number of pages, where the format has pages"),
    sa.Column("ocr", sa.Boolean(name="ocr"), nullable=False, server_default=sa.false(),
        comment="Whether its text comes from character recognition"),
    sa.Column("text", sa.Text, nullable=False, server_default="", comment="All text, a paragraph a line"),
    sa.Column("blocks", sa.Integer, nullable=False, server_default="0", comment="Number of paragraphs"),
    sa.Column("unclaimed", sa.JSON, nullable=False, comment="Numbers of the paragraphs that nothing explained"),
    sa.Column("notes", sa.JSON, nullable=False, comment="Remarks of the reader"),
    sa.Column(
        "regions", sa.JSON(none_as_null=True),
        comment="Stretches of the text, each as [paragraph, page, start, end, rule, keys of records]; null if read by "
                "a version without them",
    ),
    sa.UniqueConstraint("message_id", "path"),
    comment="One row per file found in a message, at any depth",
    sqlite_autoincrement=True,
)  # fmt: skip

marked_campi = sa.Table(
    "marked_campi", metadata,
    sa.Column("message_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True, comment="The message"),
    sa.Column("campo", sa.ForeignKey("campi.number"), primary_key=True, comment="Campo ticked on its form"),
    comment="The campi ticked on the official form of a message",
)  # fmt: skip

schede = sa.Table(
    "schede", metadata,
    _id(),
    _message_id(),
    _document_id(nullable=False),
    sa.Column("position", sa.Integer, nullable=False, comment="Order in the message, from 0"),
    sa.Column("key", sa.String(16), nullable=False, comment="Name that stays when the message is read again"),
    sa.Column("campo", sa.ForeignKey("campi.number"), nullable=False, index=True,
        comment="Campo as declared, else as read from the text"),
    sa.Column("title", sa.Text, nullable=False, comment="What the office calls the practice"),
    sa.Column("description", sa.Text, nullable=False, comment="The practice's own text"),
    sa.Column("summary", sa.Text, nullable=False, server_default="", comment="First telling sentence of the "
                                                                             "description, shortened"),
    sa.Column("fingerprint", sa.String(16), index=True, comment="Hash of the letters and digits of the description"),
    _prefettura(),
    sa.Column("confidence", sa.Float, nullable=False, comment="Probability that the campo is right, 0 to 1"),
    *_one_of("method", words.Method, comment="Which witness decided"),
    sa.Column("suggested_campo", sa.ForeignKey("campi.number"), comment="Campo that the text suggests, if another"),
    sa.Column("needs_review", sa.Boolean(name="needs_review"), nullable=False, comment="Whether a person should look"),
    sa.Column("evidence", sa.JSON, nullable=False, comment="Words behind the decision, with page and paragraph"),
    sa.Column("candidates", sa.JSON(none_as_null=True),
        comment="Campi that the words of the text speak for most, each as [campo, probability], the likeliest first; "
                "null if read by a version without them"),
    sa.UniqueConstraint("message_id", "key"),
    sa.CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
    comment="One row per described practice and campo",
    sqlite_autoincrement=True,
)  # fmt: skip

protocolli = sa.Table(
    "protocolli", metadata,
    _id(),
    _message_id(),
    _document_id(nullable=False),
    sa.Column("position", sa.Integer, nullable=False, comment="Order in the message, from 0"),
    sa.Column("key", sa.String(16), nullable=False, comment="Name that stays when the message is read again"),
    *_one_of("kind", words.ProtocolloKind, comment="What kind of agreement"),
    sa.Column("title", sa.Text, nullable=False, comment="Title of the agreement"),
    sa.Column("signed_on", sa.Date, comment="Day of signing; null for drafts and undated texts"),
    sa.Column("place", sa.Text, comment="Place of signing; null if the text does not say"),
    sa.Column("region", sa.Text, comment="Region of most of its parties; null if they name none, or two as often"),
    sa.Column("duration", sa.Text, comment="How long it holds, in the words of the text"),
    sa.Column("number", sa.Text, comment="Number under which it was registered"),
    sa.Column("evidence", sa.JSON, nullable=False, comment="Words behind kind, title and date"),
    sa.Column("doubts", sa.Text, comment="Facts that a person should look at: kind, title, date, "
                                              "parties; null if none"),
    sa.Column("decided_at", UtcDateTime, comment="When a person last decided about it; null if nobody did"),
    sa.Column("decided_by", sa.String(120), comment="Who did"),
    sa.UniqueConstraint("message_id", "key"),
    comment="One row per agreement sent as a document",
    sqlite_autoincrement=True,
)  # fmt: skip

protocollo_parties = sa.Table(
    "protocollo_parties", metadata,
    sa.Column("protocollo_id", sa.ForeignKey("protocolli.id", ondelete="CASCADE"), primary_key=True,
        comment="The agreement"),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False, comment="Order in the text, from 0"),
    sa.Column("name", sa.Text, nullable=False, comment="Party as written, without its representative"),
    sa.Column("canonical", sa.Text, comment="The same in one form for the ways in which it is written"),
    sa.Column("kind", sa.Text, comment="Kind of body"),
    sa.Column("comune", sa.Text, comment="Comune that its name says; null if it says none"),
    sa.Column("province", sa.String(2), comment="Sigla of the province that its name says or lies in"),
    sa.Column("region", sa.Text, comment="Region that its name says or lies in"),
    sa.Column("confidence", sa.Float, comment="Probability that it signs, 0 to 1"),
    sa.Column("evidence", sa.JSON, comment="Words that name it, and where"),
    comment="The parties of an agreement",
)  # fmt: skip

scheda_protocollo = sa.Table(
    "scheda_protocollo", metadata,
    sa.Column("scheda_id", sa.ForeignKey("schede.id", ondelete="CASCADE"), primary_key=True, comment="The scheda"),
    sa.Column("protocollo_id", sa.ForeignKey("protocolli.id", ondelete="CASCADE"), primary_key=True, index=True,
        comment="The agreement behind it"),
    sa.Column("reason", sa.Text, comment="Why; null where it was read before version 0028"),
    comment="Which agreement stands behind which scheda",
)  # fmt: skip

problems = sa.Table(
    "problems", metadata,
    _id(),
    _message_id(),
    _document_id(nullable=True),
    sa.Column("position", sa.Integer, nullable=False, comment="Order in the message, from 0"),
    *_one_of("code", words.ProblemCode, index=True, comment="What is wrong or missing"),
    sa.Column("campo", sa.ForeignKey("campi.number"), comment="Campo concerned"),
    sa.Column("detail", sa.Text, nullable=False, comment="The same in a sentence"),
    sa.Column("settled", sa.Boolean(name="settled"), nullable=False, server_default=sa.false(),
        comment="Whether a person settled it"),
    sa.Column("compared", sa.Boolean(name="compared"), nullable=False, server_default=sa.false(),
        comment="Whether it comes from comparing messages"),
    comment="Defects and gaps that a person should know of",
)  # fmt: skip

certifications = sa.Table(
    "certifications", metadata,
    _id(),
    _message_id(),
    sa.Column("position", sa.Integer, nullable=False, comment="Order in the message, from 0"),
    sa.Column("path", sa.Text, nullable=False, comment="Path of the envelope's mail; empty for the outermost"),
    sa.Column("kind", sa.String(60), nullable=False, comment="Word of the provider: posta-certificata, "
                                                             "avvenuta-consegna ..."),
    sa.Column("provider", sa.Text, nullable=False, comment="Provider that issued it"),
    sa.Column("sender", sa.Text, nullable=False, comment="Sender as certified"),
    sa.Column("certified_at", UtcDateTime, comment="Moment as certified"),
    sa.Column("identifier", sa.Text, nullable=False, index=True, comment="The provider's number of the message"),
    sa.Column("original_message_id", sa.Text, nullable=False, index=True,
        comment="Message-ID given by the sender's program"),
    sa.Column("error", sa.String(60), nullable=False, comment="Word of the provider for a failure; empty or nessuno "
                                                              "if none"),
    *_one_of("integrity", words.Integrity, comment="Whether the provider's signature fits the bytes"),
    *_one_of("chain", words.Chain, server_default=words.Chain.NOT_CHECKED, comment="Whether it leads to an authority "
                                                                                   "of PEC_CA_FILE"),
    sa.Column("doubt", sa.Text, nullable=False, server_default="", comment="Why the provider does not vouch for the "
                                                                           "envelope; empty if it does"),
    comment="What PEC providers certify about a message, one row per envelope or receipt",
)  # fmt: skip

signatures = sa.Table(
    "signatures", metadata,
    _id(),
    _message_id(),
    sa.Column("position", sa.Integer, nullable=False, comment="Order in the message, from 0"),
    sa.Column("path", sa.Text, nullable=False, comment="Path of the signed file or mail; empty for the outermost mail"),
    *_one_of("form", words.SignatureForm, comment="How it stands to what it signs"),
    *_one_of("integrity", words.Integrity, comment="Whether the signed bytes are unchanged"),
    sa.Column("signer", sa.Text, nullable=False, comment="Common name in the certificate"),
    sa.Column("signer_serial", sa.Text, nullable=False, comment="Serial number of the subject (in Italy the tax code)"),
    sa.Column("certificate_serial", sa.Text, nullable=False, comment="Serial number of the certificate, hexadecimal"),
    sa.Column("issuer", sa.Text, nullable=False, comment="Who issued the certificate"),
    sa.Column("signed_at", UtcDateTime, comment="Moment of signing as the signature says"),
    sa.Column("trust", sa.String(20), nullable=False, server_default="unchecked",
        comment="Chain of trust: always unchecked"),
    sa.Column("detail", sa.Text, nullable=False, comment="Why it is altered or could not be checked"),
    comment="Signatures over files and mails, one row per signer",
)  # fmt: skip

registrations = sa.Table(
    "registrations", metadata,
    _id(),
    _message_id(),
    _document_id(nullable=True),
    sa.Column("position", sa.Integer, nullable=False, comment="Order in the message, from 0"),
    sa.Column("kind", sa.String(20), nullable=False, comment="segnatura, conferma, aggiornamento, eccezione, "
                                                             "annullamento, or stamp on a letter"),
    sa.Column("number", sa.String(40), nullable=False, index=True, comment="Protocol number without leading zeros; "
                                                                           "empty if not given"),
    sa.Column("year", sa.Integer, comment="Year of the protocol"),
    sa.Column("registered_on", sa.Date, comment="Day of the protocol"),
    sa.Column("administration", sa.Text, nullable=False, comment="Code of the administration"),
    sa.Column("aoo", sa.Text, nullable=False, comment="Code of the organisational area"),
    sa.Column("office", sa.Text, nullable=False, comment="Sending office in clear"),
    sa.Column("subject", sa.Text, nullable=False, comment="Subject as registered"),
    sa.Column("primary_document", sa.Text, nullable=False, comment="File that is the letter itself; the others are "
                                                                   "its attachments"),
    sa.Column("earlier", sa.JSON, nullable=False, comment="Earlier protocols it refers to, as number/year"),
    comment="What protocol offices say about a message: Segnatura.xml and its sisters, stamps on letters",
)  # fmt: skip

relations = sa.Table(
    "relations", metadata,
    _id(),
    _message_id(),
    *_one_of("kind", words.RelationKind, comment="correction, addition, reply, protocol or part"),
    sa.Column("value", sa.Text, nullable=False, index=True, comment="Message-ID, protocol number/year or part 1/2; "
                                                                    "else empty"),
    sa.Column("words", sa.Text, nullable=False, comment="Words that say so"),
    comment="What a message says about earlier ones",
)  # fmt: skip

message_links = sa.Table(
    "message_links", metadata,
    sa.Column("message_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True,
        comment="The later message"),
    sa.Column("other_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True, index=True,
        comment="The earlier message"),
    *_one_of("kind", words.LinkKind, comment="How the later stands to the earlier"),
    sa.Column("reason", sa.Text, nullable=False, comment="What tells so"),
    sa.Column("replaced_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True,
        comment="The one whose records give way; null if both stand"),
    sa.Column("current_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), comment="The one whose records are in "
                                                                                      "force; null if both stand"),
    comment="Duplicates, corrections, additions and parts: which messages belong together",
)  # fmt: skip

link_proposals = sa.Table(
    "link_proposals", metadata,
    sa.Column("message_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True,
        comment="The later message"),
    sa.Column("other_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True, index=True,
        comment="The earlier message"),
    *_one_of("kind", words.LinkKind, comment="How the later would stand to the earlier"),
    sa.Column("reason", sa.Text, nullable=False, comment="What tells so"),
    sa.Column("why", sa.Text, nullable=False, comment="Why only a person may say so"),
    comment="Links that wait for a person: nothing is changed by them",
)  # fmt: skip

link_decisions = sa.Table(
    "link_decisions", metadata,
    sa.Column("message_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True,
        comment="The later message"),
    sa.Column("other_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True, index=True,
        comment="The earlier message"),
    *_one_of("kind", words.LinkKind, comment="How the later would stand to the earlier"),
    sa.Column("accepted", sa.Boolean(name="accepted"), nullable=False, comment="Whether the link holds"),
    sa.Column("decided_at", UtcDateTime, nullable=False, comment="When"),
    sa.Column("decided_by", sa.String(120), nullable=False, comment="By whom"),
    sa.Column("note", sa.Text, nullable=False, server_default="", comment="Why, in words of that person"),
    comment="Decisions of persons about proposed links; they survive every rerun",
)  # fmt: skip

search_texts = sa.Table(
    "search_texts", metadata,
    _id(),
    _message_id(),
    sa.Column("scheda_id", sa.ForeignKey("schede.id", ondelete="CASCADE"), unique=True,
        comment="The scheda, if it is one"),
    sa.Column("protocollo_id", sa.ForeignKey("protocolli.id", ondelete="CASCADE"), unique=True,
        comment="The agreement, if it is one"),
    sa.Column("title", sa.Text, nullable=False, comment="Words of the title, without case and accents"),
    sa.Column("body", sa.Text, nullable=False, comment="Words of the text, of an agreement also its parties"),
    sa.Column("vector", SearchVector, comment="The same as PostgreSQL's search wants it; null on SQLite"),
    sa.Index("ix_search_texts_vector", "vector", postgresql_using="gin"),
    comment="Words of schede and agreements for full text search; written when a message is read",
)  # fmt: skip

attempts = sa.Table(
    "attempts", metadata,
    _id(),
    _message_id(),
    sa.Column("number", sa.Integer, nullable=False, comment="Count from 1"),
    sa.Column("started_at", UtcDateTime, nullable=False, comment="When it began"),
    sa.Column("ended_at", UtcDateTime, comment="When it ended; null while under way or if the process died"),
    sa.Column("outcome", sa.String(20), comment="State of the message after it, or lost if the process died"),
    sa.Column("owner", sa.String(200), nullable=False, comment="Process that worked"),
    sa.Column("parser_version", sa.String(60), comment="Version that read the message"),
    sa.Column("error", sa.Text, comment="What went wrong, in a sentence"),
    sa.Column("traceback", sa.Text, comment="Where, if it is a bug of ours"),
    sa.Column("reason", sa.String(20), comment="Why it was made: due, rerun or decision"),
    sa.Column("limits", sa.JSON, comment="Limits of this message that differ from the settings"),
    sa.Column("difference", sa.JSON, comment="What it changed of the records of the attempt before"),
    sa.Column("seconds", sa.JSON(none_as_null=True), comment="Seconds of the clock by stage: open, read, understand, "
                                                             "store; null if it had no result"),
    sa.UniqueConstraint("message_id", "number"),
    comment="The history of processing: reruns add, nothing is deleted",
)  # fmt: skip

reviews = sa.Table(
    "reviews", metadata,
    _id(),
    _message_id(),
    sa.Column("scheda_key", sa.String(16), nullable=False, comment="Key of the scheda, so that the decision survives "
                                                                   "reruns"),
    sa.Column("campo", sa.ForeignKey("campi.number"), nullable=False, comment="Campo decided by a person"),
    sa.Column("decided_at", UtcDateTime, nullable=False, comment="When"),
    sa.Column("decided_by", sa.String(120), nullable=False, comment="By whom"),
    sa.UniqueConstraint("message_id", "scheda_key"),
    comment="Decisions of persons about the campo of a scheda",
)  # fmt: skip

decisions = sa.Table(
    "decisions", metadata,
    _id(),
    _message_id(),
    *_one_of("kind", words.DecisionKind, index=True, comment="What was decided"),
    sa.Column("value", sa.JSON, nullable=False, comment="What it says, and the record as it was, by which it is known "
                                                        "again"),
    sa.Column("note", sa.Text, nullable=False, server_default="", comment="Why, in the words of who decided"),
    sa.Column("decided_at", UtcDateTime, nullable=False, comment="When"),
    sa.Column("decided_by", sa.String(120), nullable=False, comment="By whom"),
    sa.Column("undone_at", UtcDateTime, comment="When it was taken back; null while it stands"),
    sa.Column("undone_by", sa.String(120), comment="By whom it was taken back"),
    sa.Column("unmet", sa.Boolean(name="unmet"), nullable=False, server_default=sa.false(),
        comment="Whether the last reading had nothing it fits"),
    comment="Decisions of persons: undone ones stay, nothing is deleted",
    sqlite_autoincrement=True,
)  # fmt: skip
