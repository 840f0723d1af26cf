"""The closed lists of words that operators and analysts rely on.

They are stored in the database and printed by the commands, so a member may be added, never renamed.
"""

from dataclasses import dataclass
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is for us."""

    SUBMISSION = "submission"
    RECEIPT = "receipt"
    AUTO_REPLY = "auto_reply"
    CORRESPONDENCE = "correspondence"


class MessageState(StrEnum):
    """How far a message got. `done`, `partial`, `failed` and `ignored` are verdicts; the others are on the way."""

    RECEIVED = "received"
    PROCESSING = "processing"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    IGNORED = "ignored"
    RETRY = "retry"


class LinkReason(StrEnum):
    """Why an agreement stands behind a scheda."""

    DATE = "date"
    NUMBER = "number"
    FILE = "file"
    TITLE = "title"
    WORDS = "words"
    ALONE = "alone"


class DocumentKind(StrEnum):
    """What a document holds."""

    SCHEDA = "scheda"
    PROTOCOLLO = "protocollo"
    COVER_LETTER = "cover_letter"
    BLANK_FORM = "blank_form"
    METADATA = "metadata"
    BODY = "body"
    OTHER = "other"


class DocumentStatus(StrEnum):
    """Whether the content of a document could be had."""

    READ = "read"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    LIMIT = "limit"
    SKIPPED = "skipped"


class ProtocolloKind(StrEnum):
    """The kinds of agreement; the first three are named by the form of Circular 5973/2015 itself."""

    PROTOCOLLO_INTESA = "protocollo_intesa"
    ATTO_INTESA = "atto_intesa"
    RACCORDO_OPERATIVO = "raccordo_operativo"
    ACCORDO = "accordo"
    CONVENZIONE = "convenzione"
    MEMORANDUM = "memorandum"
    ALTRO = "altro"


class Method(StrEnum):
    """Which witness decided the campo of a scheda."""

    NUMBER_AND_TITLE = "number+title"
    TITLE = "title"
    NUMBER = "number"
    TICK = "tick"
    TEXT = "text"
    OPERATOR = "operator"


#: How the reason begins why a file with a virus was left out; the name of the virus follows.
INFECTED = "set apart, not opened: clamd found in it "


class ProblemCode(StrEnum):
    """The closed list of defects and gaps that a person should know of."""

    MARKED_WITHOUT_SCHEDA = "marked_without_scheda"
    SCHEDA_NOT_MARKED = "scheda_not_marked"
    PROTOCOL_MENTIONED_NOT_ATTACHED = "protocol_mentioned_not_attached"
    CAMPO_CONFLICT = "campo_conflict"
    CAMPO_UNCERTAIN = "campo_uncertain"
    UNREADABLE_DOCUMENT = "unreadable_document"
    ENCRYPTED_DOCUMENT = "encrypted_document"
    ARCHIVE_LIMIT = "archive_limit"
    UNSUPPORTED_DOCUMENT = "unsupported_document"
    UNKNOWN_SENDER = "unknown_sender"
    PREFETTURA_CONFLICT = "prefettura_conflict"
    MISSING_ATTACHMENT = "missing_attachment"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    SUPERSEDES = "supersedes"
    MALFORMED_MESSAGE = "malformed_message"
    POSSIBLE_FORMULA = "possible_formula"
    ALTERED_SIGNATURE = "altered_signature"
    FOLLOWS_UP = "follows_up"
    MISSING_PART = "missing_part"
    WITHDRAWAL = "withdrawal"
    EMPTY_ATTACHMENT = "empty_attachment"
    UNEXPLAINED_TEXT = "unexplained_text"
    POSSIBLE_SEVERAL = "possible_several"
    POSSIBLE_AGREEMENT = "possible_agreement"
    UNTRUSTED_SENDER = "untrusted_sender"
    INFECTED_DOCUMENT = "infected_document"
    PROCESSING_LIMIT = "processing_limit"
    INTERNAL_ERROR = "internal_error"
    DECISION_OVERTAKEN = "decision_overtaken"


class Rule(StrEnum):
    """Which rule claimed a stretch of a document's text: every character that was read is claimed by exactly one."""

    PRACTICE = "practice"
    TITLE = "title"
    HEADING = "heading"
    LABEL = "field label"
    LEAD_IN = "lead-in"
    TAIL = "tail"
    DETAIL = "detail of the practice"
    FORM = "official form"
    INSTRUCTIONS = "form instructions"
    AGREEMENT = "agreement"
    QUOTATION = "quotation"
    REPEATED = "repeated elsewhere"
    METADATA = "metadata"
    FURNITURE = "page furniture"
    DOCUMENT_TITLE = "document title"
    LETTERHEAD = "letterhead"
    ADDRESSEE = "addressee"
    SUBJECT = "subject"
    STAMP = "stamp"
    PLACE_AND_DATE = "place and date"
    SALUTATION = "salutation"
    OPENING = "opening reference"
    CLOSING = "closing"
    SIGNATURE = "signature"
    CONTACT = "contact"
    DISCLAIMER = "disclaimer"
    FRAME = "frame"
    TELLS_NOTHING = "tells nothing"
    OTHER_BUSINESS = "other business"
    UNEXPLAINED = "unexplained"


class Integrity(StrEnum):
    """Whether signed bytes are those that were signed. Who stands behind the certificate is another question, never
    asked.
    """

    INTACT = "intact"
    ALTERED = "altered"
    NOT_CHECKED = "not_checked"


class Chain(StrEnum):
    """Whether a certificate leads to an authority of PEC_CA_FILE; not checked where none is set."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_CHECKED = "not_checked"


class Trust(StrEnum):
    """How sure it is that a message comes from the office it is attributed to, the surest first.

    A provider of certified mail says so; our own server vouches for the address; it bears the address of the office; it
    claims the office in other words; no office is known.
    """

    CERTIFIED = "certified"
    AUTHENTICATED = "authenticated"
    OFFICE_ADDRESS = "office_address"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """The higher the surer, from 0."""
        return len(Trust) - 1 - list(Trust).index(self)


class SignatureForm(StrEnum):
    """How a signature stands to what it signs."""

    PEC = "pec"
    MAIL = "mail"
    ENVELOPING = "enveloping"
    DETACHED = "detached"
    TIMESTAMP = "timestamp"
    PADES = "pades"


class RelationKind(StrEnum):
    """What a message says about earlier ones."""

    CORRECTION = "correction"
    ADDITION = "addition"
    REPLY = "reply"
    PROTOCOL = "protocol"
    PART = "part"


class DecisionKind(StrEnum):
    """What a person decides: about a scheda, an agreement, a message, or how a message is read."""

    CAMPO = "campo"
    REJECT = "reject"
    SPLIT = "split"
    MERGE = "merge"
    OFFICE = "office"
    NOTE = "note"
    SETTLE = "settle"
    CLOSE = "close"
    LIMIT = "limit"
    REPLACE = "replace"
    REPLACES = "replaces"
    AGREEMENT = "agreement"


class LinkKind(StrEnum):
    """How two stored messages stand to each other, said of the later one."""

    DUPLICATE = "duplicate"
    SUPERSEDES = "supersedes"
    FOLLOWS_UP = "follows_up"
    PART = "part"
    WITHDRAWS = "withdraws"
    REPAIRS = "repairs"


@dataclass(frozen=True, slots=True)
class Problem:
    """A defect or gap, as a value.

    `document` is the path of the document concerned (None for the message as a whole), `campo` 1 to 11 or None,
    `detail` one sentence for a person.
    """

    code: ProblemCode
    detail: str
    campo: int | None = None
    document: str | None = None
