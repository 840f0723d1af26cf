"""The lines of a document: sentences, each with its place, so that lines and words can be counted exactly."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.model import Block

_ENDS = re.compile(r"(?<=[.!?;:])\s+(?=[A-ZÀ-Ù«\"“(])")
#: A full stop behind one of these, or behind a single capital, ends no sentence.
_ABBREVIATIONS = (
    "all art artt avv cap co c.a cd cfr d.lgs dott dr ecc fam geom ing l.go lett loc n no nr num on p.zza pag par prof prot rag"
    " rif s.p.a s.r.l sec sig sigg soc spa spett srl ss st tel u.s v vol c d l p s"
).split()
_ABBREVIATED = re.compile(rf"(?:^|[\s(«\"“'’])(?:{'|'.join(map(re.escape, _ABBREVIATIONS))}|[A-Za-z])\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a block, or the whole of it where it is none or one.

    `place` counts the blocks of the document from 0 (not `block.index`, which evidence points at); `start` and `end` bound the line in
    `block.text`; it is the `number`th (from 0) of `of` lines of its block.
    """

    block: Block
    place: int
    start: int
    end: int
    number: int = 0
    of: int = 1

    @property
    def text(self) -> str:
        """The line's own characters."""
        return self.block.text[self.start : self.end]


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """All lines of the blocks, in order. Between two lines of a block stands white space only."""
    return [line for place, block in enumerate(blocks) for line in _of_block(block, place)]


def _of_block(block: Block, place: int) -> Iterator[Line]:
    spans = list(sentence_spans(block.text)) or [(0, len(block.text))]
    for number, (start, end) in enumerate(spans):
        yield Line(block, place, start, end, number, len(spans))


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text begin and end; not cut at abbreviations (`art.`, `n.`, `S.p.A.`)."""
    start = 0
    for gap in _ENDS.finditer(text):
        if text[start : gap.start()].strip() and not _ABBREVIATED.search(text[max(start, gap.start() - 12) : gap.start()]):
            yield start, gap.start()
            start = gap.end()
    if text[start:].strip():
        yield start, len(text)
