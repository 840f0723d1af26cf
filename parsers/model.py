"""The document model that all readers produce, and the values that understanding it yields."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from config.vocabulary import (
    DocumentKind,
    DocumentStatus,
    LinkReason,
    Method,
    Problem,
    ProtocolloKind,
    RelationKind,
    Rule,
)

#: Every reader writes the state of a tick box as one of these characters, whatever mechanism the format has for it.
TICKED = "☒"
EMPTY = "☐"
UNKNOWN = "⍰"


class BlockKind(StrEnum):
    """What a block is on its page."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    CELL = "cell"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a table cell, all counted from 0; `table` within the document."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item or cell paragraph, in reading order.

    `index` counts from 0 in the document, `page` from 1 (None where the format has no pages). `text` has list numbers
    and ticks in it. `level` is the outline level of a heading from 1, None for running text. `marked` is true where all
    of the text is underlined, highlighted or coloured: evidence of a choice.
    """

    index: int
    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    level: int | None = None
    bold: bool = False
    marked: bool = False
    struck: bool = False
    cell: Cell | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file inside a document: attached to a PDF, embedded in a Word file, or a picture that may be a scan."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What a reader got out of a file. `notes` say what was doubtful, for the record; each of `gaps` names a part that
    could not be read (a page, a picture of text, a file inside) and why, and becomes a problem.
    """

    media_type: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    ocr: bool = False
    notes: tuple[str, ...] = ()
    attachments: tuple[Enclosure, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All text, a block a line."""
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be understood. `path` and `filename` as found in the message.

    `body` marks the text of a mail itself, `envelope` what a transport added around it (never content). `status` is set
    for a file that is not read, with the `reason`: encrypted, empty, past a limit, left by a system. `left_out` says
    why a file must not be touched, "" where it may.
    """

    path: str
    filename: str
    declared_type: str
    content: bytes
    body: bool = False
    envelope: bool = False
    inline: bool = False
    status: DocumentStatus | None = None
    reason: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name and address in a header: the sender or addressees of one mail layer. `address` in lower case."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What the headers say about who wrote: `senders` from the outermost mail in, without transport providers.
    `answers` are the Message-IDs that the author's mail replies to.
    """

    subject: str
    senders: tuple[Mention, ...]
    own_address: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words behind a decision, with where they stand: `page` from 1, `block` from 0, None where unknown."""

    text: str
    page: int | None = None
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of one block and the rule that claimed it. `block` is the block's index, `start` and `end` are offsets
    of characters in its text, `start` included.

    `section` counts the practices found in the document from 0, None for what belongs to none; `records` are the keys
    of the schede (of the agreement, where the rule is that one) which it became a part of.
    """

    block: int
    start: int
    end: int
    rule: Rule
    section: int | None = None
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheda:
    """One described practice. `campo` is the declared one (or, failing that, the best reading) and never overwritten by
    what the text suggests; that is `suggested_campo`. `key` stays the same when a message is read again. `title` is
    what the office calls it, "" where it has no name of its own; `summary` its first telling sentence, shortened.
    `candidates` are the campi that its words speak for most, the likeliest first, each with its probability (0 to 1).
    """

    key: str
    campo: int
    title: str
    description: str
    document: str
    prefettura: str | None
    confidence: float
    method: Method
    suggested_campo: int | None
    needs_review: bool
    evidence: tuple[Evidence, ...]
    summary: str = ""
    candidates: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What is known of a party: its `kind` (a word of `italian/lexicon/bodies.toml`), where it is by its own name (""
    where that is not said; `province` is a sigla), how sure it is that it signs, from 0 to 1, and the words that say
    so.
    """

    kind: str
    comune: str
    province: str
    region: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Protocollo:
    """One agreement. `schede` are the keys of the schede it stands behind, `reasons` say why of each; `canonical` are
    the parties in one form each, and `party_facts` what is known of each, in the order of `parties`; `place`,
    `duration` and `number` are "" where the text does not say. `doubts` are the facts that a person should look at:
    kind, title, date, parties. `region` is where its parties are.
    """

    key: str
    kind: ProtocolloKind
    title: str
    parties: tuple[str, ...]
    signed_on: date | None
    document: str
    schede: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    canonical: tuple[str, ...] = ()
    place: str = ""
    duration: str = ""
    number: str = ""
    party_facts: tuple[PartyFacts, ...] = ()
    doubts: tuple[str, ...] = ()
    reasons: tuple[LinkReason, ...] = ()

    @property
    def region(self) -> str:
        """The region that most of the parties name or lie in; "" where they name none, or two as often."""
        named = Counter(facts.region for facts in self.party_facts if facts.region).most_common(2)
        tied = len(named) == 2 and named[0][1] == named[1][1]
        return "" if tied or not named else named[0][0]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What became of one file: `media_type` by content, `error` why it was not read, `unclaimed` the blocks of text
    that nothing explained. `regions` cover every character of its blocks exactly once; `lines` says of each block where
    it begins in `text` and on which page it stands.
    """

    path: str
    filename: str
    media_type: str
    declared_type: str
    sha256: str
    size: int
    kind: DocumentKind
    status: DocumentStatus
    error: str | None = None
    pages: int | None = None
    ocr: bool = False
    text: str = ""
    blocks: int = 0
    unclaimed: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[tuple[int, int | None], ...] = ()
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class SenderDecision:
    """Which office sent the message: `sigla` or None, with the words that tell so."""

    sigla: str | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier protocol: its number without leading zeros, its year if known."""

    number: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """What a protocol office says about a mail, in the file at `document`.

    `kind` is segnatura, conferma, aggiornamento, eccezione, annullamento, or stamp for a number printed on a letter.
    `number` has no leading zeros, "" if none is given; `year` is known for a stamp such as `1234/2015` without a day.
    """

    document: str
    kind: str
    number: str
    registered_on: date | None = None
    administration: str = ""
    aoo: str = ""
    office: str = ""
    address: str = ""
    subject: str = ""
    primary_document: str = ""
    references: tuple[Reference, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What a message says about earlier ones: `value` is a Message-ID, a protocol `number/year`, a part `1/2`, or "";
    `words` say it.
    """

    kind: RelationKind
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a message says. `marked_campi` is None where no official form was found, empty where nothing is ticked.

    `origin` is who wrote what the sender passed on, None if the sender wrote it.
    """

    prefettura: SenderDecision
    documents: tuple[DocumentRecord, ...]
    schede: tuple[Scheda, ...]
    protocolli: tuple[Protocollo, ...]
    problems: tuple[Problem, ...]
    marked_campi: tuple[int, ...] | None = None
    registrations: tuple[Registration, ...] = ()
    relations: tuple[Relation, ...] = ()
    origin: Mention | None = None
