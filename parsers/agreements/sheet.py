"""The lines of a document as the search for an agreement needs them: words spaced as usual, folded beside, wrapped
lines known.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.italian.text import close_letterspacing, fold_in_place
from parsers.model import Block, BlockKind

#: Bodies that letterheads and lists of parties begin with.
BODY = re.compile(
    r"(?:[-–•*] ?|\d{1,2}[.)] ?)?(?:(?:la|il|lo|le|i|gli|e|ed) |l'|e l'|e la |e il )*"
    r"(?:prefettura|prefetto|questura|comun[ei]\b|provincia\b|regione\b|azienda|asl\b|ausl\b|asp\b|ulss\b|ministero|"
    r"diocesi|arcidiocesi|caritas|cooperativ|consorzi|associazion|fondazion|universita|"
    r"ufficio|uffici\b|istituto|cpia|camera|unione|tribunale|procura|commissariato|capitaneria|croce rossa|parrocchia|"
    r"cgil|cisl|uil\b|confindustria|confartigianato|direzione|agenzia|ordine|citta|societa|"
    r"anci\b|arci\b|acli\b|ente\b|enti\b|comando|garante|ispettorato|sportello unico|libero consorzio|comunita)"
)
RECITAL = re.compile(
    r"(?:e )?(?:vist[oaie]\b|premess|considerat|considerando|richiamat|richiamando|preso atto|dato atto|tenuto conto|"
    r"ravvisat|ritenut|attes[oa]\b|rilevat|valutat|accertat|sentit[oaie]\b|che\b)"
)
_SPACED_APOSTROPHE = re.compile(r"(?<=\b[DL]) ['’] (?=[A-Z])")
#: Letters that were spaced out, and the words with them: `P R O T O C O L L O D ' I N T E S A`.
_RUN_TOGETHER = re.compile(r"\b(PROTOCOLLO|ATTO|MEMORANDUM|SCHEMA)(D|DI) ?(['’]?) ?(?=INTESA|PROTOCOLLO)")
_ENDS = re.compile(r"[.;:!?»”\"]$")
#: A text whose lines were broken by hand has lines of at most so many characters, so many of them nearly as long.
_WIDEST, _NEARLY, _SEVERAL = 100, 12, 3


@dataclass(frozen=True, slots=True)
class Line:
    """A block: `text` with single spaces, `folded` of the same length, character by character."""

    text: str
    folded: str
    block: Block

    @property
    def prominent(self) -> bool:
        """Whether it looks like a heading."""
        return self.block.bold or self.block.level is not None or self.text.isupper()


_RUNNING = frozenset({BlockKind.HEADER, BlockKind.FOOTER})


def lines(blocks: Sequence[Block]) -> list[Line]:
    """All but running heads and feet, empty ones left out."""
    return [line for block in blocks if block.kind not in _RUNNING and (line := _line(block)) is not None]


def running_lines(blocks: Sequence[Block]) -> list[Line]:
    """Running heads and feet, each once."""
    found = [line for block in blocks if block.kind in _RUNNING and (line := _line(block)) is not None]
    return list({line.folded: line for line in found}.values())


def _line(block: Block) -> Line | None:
    text = " ".join(close_letterspacing(unicodedata.normalize("NFC", block.text)).split()).lstrip("#^~ ")
    if " '" in text or " ’" in text:
        text = _SPACED_APOSTROPHE.sub("'", text)
    if "INTESA" in text or "PROTOCOLLO" in text:
        text = _RUN_TOGETHER.sub(_parted, text)
    return Line(text, fold_in_place(text), block) if text else None


def _parted(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2]}{match[3] or ' '}"


def goes_on(line: Line, following: Line) -> bool:
    """Whether the following line is the rest of this one, broken where the page ended."""
    return (
        not _ENDS.search(line.text) and following.text[:1].islower() and len(line.text) > 30 and line.block.cell is None
    )


def width(lines: Sequence[Line]) -> int:
    """At which width, in characters, the lines of a text were broken; 0 where a line is a whole paragraph."""
    sizes = [len(line.text) for line in lines if line.block.cell is None]
    short = [size for size in sizes if size <= _WIDEST]
    longest = max(short, default=0)
    full = sum(size > longest - _NEARLY for size in short)
    return longest if full >= max(_SEVERAL, len(sizes) - len(short)) else 0


def is_full(line: Line, following: Line, width: int) -> bool:
    """Whether the first word below would not have fitted on a line, so that nothing but the width ended it."""
    return 0 <= width - len(line.text) <= len(following.text.partition(" ")[0])
