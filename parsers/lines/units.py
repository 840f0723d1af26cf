"""The lines of a document: sentences, each with its place, so that lines and words can be counted exactly."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.lines.clauses import clauses
from parsers.model import Block

_ENDS = re.compile(r"(?<=[.!?;:])\s+(?=[A-ZÀ-Ù«\"“(])")
#: Whoever writes without capitals ends a sentence too: behind a whole word (Italian ones end in a vowel, most
#: abbreviations do not).
_ENDS_SMALL = re.compile(r"(?<=[a-zà-ù]{2}[aeiouàèéìòù][.!?])\s+(?=[a-zà-ù])")
#: The items of a list that was written into a sentence: `… seguenti iniziative: a) … ; b) …`.
_ITEM = re.compile(r"(?<=[:;.,])\s+(?=(?:[a-h]|[ivx]{1,4}|\d{1,2}) ?\) ?\w)")
#: Behind a campo in brackets that follows a sentence and ends what it tells: `… un esame. (campo 5) A Dronero …`.
_BRACKET, _CAMPO = (
    re.compile(r"(?<=\d[)\]])\s+(?=[A-ZÀ-Ù])"),
    re.compile(r"[.!?;]\s*[(\[][^()\[\]]{0,12}\b(?:campo|punto)\b[^()\[\]]{0,6}[)\]]$", re.IGNORECASE),
)
#: Where a long sentence tells one thing after another: at semicolons with so many words before and behind.
_CLAUSE, _CLAUSE_WORDS = re.compile(r"(?<=;)\s+(?=\S)"), 10
#: A sentence of fewer characters is one clause.
_LONG = 60
#: The number of a heading or of an item, which goes with what it numbers: `III. Lingua`.
_CHAPTER = re.compile(r"\s*[(\[]?(?:[IVX]{1,5}|[ivx]{1,5}|\d{1,2}(?:\.\d{1,2})*|[A-Ha-h])[.)\]°]{1,2}")
#: A campo in brackets has at most so many characters, with the full stop before it.
_REFERENCE = 32
#: So many characters on either side of a clause are looked at.
_NEAR = 200
#: A full stop behind one of these, or behind a single capital, ends no sentence.
_ABBREVIATIONS = (
    "all art artt ass avv cap co coop c.a cd cfr d.lgs dott dr ecc fam geom ing l.go lett loc n no nr num on p.zza "
    "pag par prof prot rag"
    " rif s.p.a s.r.l sec isp sup sig sigg soc spa spett srl ss st tel u.s v vol c d l p s"
).split()
_ABBREVIATED = re.compile(
    rf"(?:^|[\s(«\"“'’.])(?:{'|'.join(map(re.escape, _ABBREVIATIONS))}|[A-Za-z])\.$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a block, or the whole of it where it is none or one.

    `place` counts the blocks of the document from 0 (not `block.index`, which evidence points at); `start` and `end`
    bound the line in `block.text`; it is the `number`th (from 0) of `of` lines of its block.
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
    spans = sentence_spans(block.text) or ((0, len(block.text)),)
    for number, (start, end) in enumerate(spans):
        yield Line(block, place, start, end, number, len(spans))


@lru_cache(maxsize=1_024)
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a text begin and end, listed items and long clauses between semicolons; not cut at
    abbreviations (`art.`).
    """
    return tuple(span for start, end in _spans(text) for span in _passing(text, start, end))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, in order."""
    return [text[start:stop] for start, stop in sentence_spans(text)]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _gaps(text):
        if not start and _CHAPTER.fullmatch(text[: gap.start()]):
            continue
        if text[start : gap.start()].strip() and not is_abbreviated(text[start : gap.start()]):
            yield start, gap.start()
            start = gap.end()
    if text[start:].strip():
        yield start, len(text)


def is_abbreviated(text: str) -> bool:
    """Whether a text ends with an abbreviation, by its last characters."""
    return text.endswith(".") and _ABBREVIATED.search(text[-12:]) is not None


def _gaps(text: str) -> list[re.Match[str]]:
    """The white space at which a text may be cut, in order."""
    items = list(_ITEM.finditer(text))
    campi = (
        gap for gap in _BRACKET.finditer(text) if _CAMPO.search(text[max(gap.start() - _REFERENCE, 0) : gap.start()])
    )
    found = [*_ENDS.finditer(text), *_ENDS_SMALL.finditer(text), *(items if len(items) > 1 else ()), *campi]
    borders = sorted({0, len(text), *(gap.end() for gap in found)})
    start = 0
    for gap in _CLAUSE.finditer(text):
        behind = bisect_right(borders, gap.start())
        start, end = max(start, borders[behind - 1]), borders[behind]
        before, after = (
            text[max(start, gap.start() - _NEAR) : gap.start()],
            text[gap.end() : min(end, gap.end() + _NEAR)],
        )
        if min(len(before.split()), len(after.split())) >= _CLAUSE_WORDS:
            found.append(gap)
            start = gap.end()
    return sorted({gap.start(): gap for gap in found}.values(), key=lambda gap: gap.start())


def _passing(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence that stands at these bounds, all of it where it passes to nothing else."""
    sentence = text[start:end]
    for gap in clauses(sentence) if len(sentence) >= _LONG else ():
        yield start, end - len(sentence) + gap.start()
        start = end - len(sentence) + gap.end()
    yield start, end
