"""A file on its way to being understood."""

from dataclasses import dataclass, field

from parsers.agreements.act import Agreement
from parsers.campo.decide import Decision
from parsers.files import Draft
from parsers.model import Block
from parsers.practices.partition import Section, Split


@dataclass(slots=True)
class Work:
    """One file: as read, its own and quoted blocks, and what was found in them."""

    draft: Draft
    blocks: list[Block] = field(default_factory=list)
    quoted: list[Block] = field(default_factory=list)
    agreement: Agreement | None = None
    split: Split = field(default_factory=Split)
    sections: list[tuple[Section, list[Decision]]] = field(default_factory=list)
