"""What only the picture of a PDF page tells (scans, figures, outlined letters), and which of two readings of it is
kept.
"""

import re
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from PIL import Image

from config.counting import counted
from config.errors import DocumentError
from config.limits import Limits
from parsers.model import Box
from parsers.readers.pdf.layout import Line, Page
from parsers.readers.pdf.marks import beside
from parsers.readers.pdf.together import together
from parsers.readers.scan.text import LEAST_LETTERS, LOOK_DPI, Shown, text_on

#: A letterhead has so few lines, in so much of the page at its ends.
_LETTERHEAD_LINES, _LETTERHEAD_SHARE = 3, 0.2
#: Recognition that is less sure, in percent, of a picture with fewer letters found shapes, no letters.
_SURE, _FEW_LETTERS = 50, 60
#: Letters below this height in inches are drawn larger to be read.
_SMALL_LETTERS = 0.07
#: Recognition that is at least as sure is kept where a text layer is not clearly better.
_GOOD = 90
#: A text layer that agrees with so few of the words on the picture, recognised as surely, says something else than is
#: shown.
_DISAGREES, _RECOGNISED, _ENOUGH_WORDS = 0.3, 75, 8
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouyàèéìíòóùúäöüâêîôûáë")
#: Characters below this one are those of Latin script and its marks: which of them are letters, marks, vowels.
_LATIN = 0x250
_LETTERS, _ODD, _VOWEL = (
    np.array([is_one(chr(code)) for code in range(_LATIN)], dtype=np.int64)
    for is_one in (str.isalpha, string.punctuation.__contains__, _VOWELS.__contains__)
)
#: Between these shares of vowels lie the languages that are written in Latin letters.
_FEWEST_VOWELS, _MOST_VOWELS, _SAMPLE = 0.26, 0.62, 30


@dataclass(frozen=True, slots=True)
class Drawing:
    """How to draw a page at some resolution: as it is shown, and without the words that are read from it as text.
    `boxes` are the tick boxes drawn on it that are read already, `inked` says that more than its words and thin rules
    is on it.
    """

    whole: Callable[[float], Image.Image]
    bare: Callable[[float], Image.Image]
    boxes: Sequence[Box] = ()
    inked: bool = False


@dataclass(slots=True)
class Remarks:
    """What is said of pages, gathered by what it is: `notes` on how they were read, `gaps` on what was not; `pinned`
    that a file is pinned to one.
    """

    notes: dict[str, list[int]] = field(default_factory=dict)
    gaps: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    pinned: bool = False

    def note(self, what: str, page: int) -> None:
        """Says that of page `page`."""
        self.notes.setdefault(what, []).append(page)

    def gap(self, what: str, why: str, page: int) -> None:
        """Says that `what` was not had of page `page`."""
        self.gaps.setdefault((what, why), []).append(page)

    def told(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Notes and gaps as sentences."""
        notes = tuple(f"{what} on page {_numbers(pages)}" for what, pages in self.notes.items())
        gaps = tuple(f"{what} on page {_numbers(pages)}: {why}" for (what, why), pages in self.gaps.items())
        return notes, gaps


def _numbers(pages: Sequence[int]) -> str:
    return ", ".join(map(str, pages))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the picture of a page shows besides its words, and what is to be made of it. `typed`: it has words beside
    it.
    """

    text: Shown
    dark: bool
    typed: bool

    @property
    def has_letters(self) -> bool:
        return self.text.letters >= LEAST_LETTERS

    @property
    def is_small(self) -> bool:
        return self.has_letters and self.text.height < _SMALL_LETTERS

    @property
    def is_page(self) -> bool:
        """So much text that it would be strange to recognise none. Photographs have patterns like letters."""
        return self.text.letters >= _FEW_LETTERS and self.text.lines > 1 and not self.dark

    @property
    def is_missed(self) -> bool:
        """Whether something is missing where the picture was not read: not a letterhead, nor a photograph."""
        if not self.typed:
            return self.has_letters or not self.dark
        in_margin = self.text.bottom < _LETTERHEAD_SHARE or self.text.top > 1 - _LETTERHEAD_SHARE
        return self.has_letters and not self.dark and not (in_margin and self.text.lines <= _LETTERHEAD_LINES)

    @property
    def missing(self) -> str:
        """What is missing then."""
        return "a picture of text was not read" if self.typed else "no text"


def from_whole(written: Page, drawing: Drawing, limits: Limits, remarks: Remarks) -> Page:
    """A page whose fonts are broken, read from its picture; nothing of its own text can be used."""
    from parsers.readers.scan import document as scan

    try:
        found = scan.recognise_page(drawing.whole, written.number, limits)
    except DocumentError as error:
        remarks.gap("no text", str(error), written.number)
        return replace(written, lines=[], cells=())
    if not found.page.lines:
        remarks.gap("no text", "character recognition found none", written.number)
    remarks.note("text recognised, since its fonts do not say what the letters are,", written.number)
    return replace(found.page, ocr=True)


def with_picture(written: Page, layer: list[Line], drawing: Drawing, limits: Limits, remarks: Remarks) -> Page:
    """A page with what its picture tells besides its typed lines. `layer` is what another program recognised there
    before.
    """
    from parsers.readers.scan import document as scan

    picture = drawing.bare(LOOK_DPI)
    shown = _Shown(text_on(picture), dark=scan.is_dark(picture), typed=bool(written.lines or written.cells))
    if shown.typed and not layer and not shown.has_letters:
        return written
    try:
        found = scan.recognise_page(drawing.bare, written.number, limits, fine=shown.is_small, known=drawing.boxes)
    except DocumentError as error:
        if layer:
            remarks.note(f"text layer of the file used ({error})", written.number)
        elif shown.is_missed:
            remarks.gap(shown.missing, str(error), written.number)
        return _joined(written, _with_marks(layer, drawing))
    if shown.typed and found.confidence < _SURE and not shown.is_page:
        found = replace(found, page=replace(found.page, lines=[]))
    own = found.page.lines
    kept = _better(layer, own, found.confidence, written.number, remarks) if layer else own
    if not kept and shown.is_page:
        remarks.gap(shown.missing, "character recognition found none", written.number)
    if not (shown.typed or layer):
        return replace(found.page, ocr=True)
    return _joined(written, kept if kept is own else _with_marks(layer, drawing))


def _with_marks(layer: list[Line], drawing: Drawing) -> list[Line]:
    """A text layer with the tick boxes of its picture, which recognition programs leave out."""
    from parsers.readers.scan import document as scan

    return beside(layer, scan.marks_on(drawing.bare(scan.DPI), scan.DPI), anywhere=False) if layer else []


def _joined(written: Page, recognised: list[Line]) -> Page:
    """Typed and recognised lines of a page. Cells that recognised lines lie in are dissolved: their borders may cut
    them.
    """
    if not recognised:
        return written
    crossed = any(line.box is not None and _meet(line.box, cell.box) for line in recognised for cell in written.cells)
    lines = together(written.lines, recognised)
    main = written.gutter if len(written.lines) > len(recognised) else None
    return replace(written, lines=lines, cells=() if crossed else written.cells, ocr=True, gutter=main)


def _meet(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def _better(layer: list[Line], own: list[Line], confidence: float, number: int, remarks: Remarks) -> list[Line]:
    """The reading with more well-formed words; where they are about equal, our own if it is sure of itself."""
    theirs, ours = _words(layer), _words(own)
    kept = layer if theirs > ours * 1.05 or (theirs > ours * 0.95 and confidence < _GOOD) else own
    name = (
        "text layer of the file kept" if kept is layer else "own recognition kept instead of the text layer of the file"
    )
    remarks.note(f"{name} ({counted(theirs, 'word', 'words')} there, {ours} recognised)", number)
    return kept


def _words(lines: Sequence[Line]) -> int:
    """How many words look like words, less those that look like none."""
    tokens = [token.strip(".,;:!?()[]«»“”\"'’‘-–—/") for line in lines for token in line.text.split()]
    good = sum(_is_word(token) for token in tokens)
    return good - sum(not _is_word(token) for token in tokens if len(token) > 1 and not token.isdigit()) // 2


def _is_word(token: str) -> bool:
    letters = token.replace("'", "").replace("’", "").replace("-", "")
    if len(letters) < 2 or not letters.isalpha():
        return False
    even = letters.islower() or letters.isupper() or letters.istitle() or not letters.isascii()
    return even and (not letters.isascii() or len(letters) < 4 or bool(_VOWELS & set(letters.lower())))


def may_lie(text: str) -> bool:
    """Whether a text is worth comparing with its picture: in Latin letters, with fewer or more vowels than any language
    has.

    This alone decides nothing: lists of codes and abbreviations are like that too.
    """
    codes = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), dtype="<u4")
    counts = np.bincount(codes[codes < _LATIN], minlength=_LATIN)
    latin, odd, vowels = (int(counts @ kind) for kind in (_LETTERS, _ODD, _VOWEL))
    letters = latin + sum(map(str.isalpha, map(chr, codes[codes >= _LATIN].tolist())))
    if latin + odd < _SAMPLE or latin < letters * 0.8:
        return False
    return not _FEWEST_VOWELS <= vowels / max(latin, 1) <= _MOST_VOWELS or odd > latin


def disagrees(written: Page, drawing: Drawing, limits: Limits) -> bool:
    """Whether the picture of a page clearly shows other words than its text layer says; False if it cannot be
    recognised.
    """
    from parsers.readers.scan import document as scan

    try:
        found = scan.recognise_page(drawing.whole, written.number, limits)
    except DocumentError:
        return False
    shown, said = (_vocabulary(lines) for lines in (found.page.lines, written.lines))
    if len(shown) < _ENOUGH_WORDS or found.confidence < _RECOGNISED:
        return False
    return len(shown & said) < len(shown) * _DISAGREES


def _vocabulary(lines: Sequence[Line]) -> set[str]:
    return {word for line in lines for word in _WORD.findall(line.text.lower()) if len(word) > 2}
