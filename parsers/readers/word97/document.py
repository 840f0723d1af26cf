"""Word 97-2003 (`.doc`, [MS-DOC]): our own reader, because only it keeps every kind of tick at the speed of the others.

What it is not sure of (Word 6 and 95, fast-saved and damaged files) goes to LibreOffice.
"""

import re
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from operator import itemgetter

from config.limits import Limits
from parsers.identify import DOC
from parsers.model import TICKED, Block, BlockKind, Cell, DocumentText
from parsers.readers import office
from parsers.readers.shared.room import Blocks, FullError
from parsers.readers.shared.runs import ParagraphText, symbol_field, within
from parsers.readers.word97.file import (
    ANCHORS,
    BOX_STORIES,
    BOXES,
    ENDNOTES,
    FOOTNOTES,
    HEADER_STORIES,
    HEADERS,
    MAIN,
    UnsureError,
    WordBinary,
    open_word,
    positions,
)
from parsers.readers.word97.pictures import enclosures_in
from parsers.readers.word97.sheets import (
    Character,
    Lists,
    Paragraph,
    Sheets,
    circles,
    form_field,
    read_lists,
    read_sheets,
)

#: Characters with a meaning of their own ([MS-DOC] 2.4.1).
_PICTURE, _CELL, _LINE, _PAGE, _PARAGRAPH, _COLUMN = "\x01", "\x07", "\x0b", "\x0c", "\r", "\x0e"
_BEGIN, _SEPARATE, _END, _SYMBOL = "\x13", "\x14", "\x15", "("
_FORM_FIELD = re.compile(r"\s*FORM(?:CHECKBOX|DROPDOWN|TEXT)", re.IGNORECASE)
_ENDS = re.compile("[\r\x07\x0c]")
_PLAIN = {_LINE: "\n", _COLUMN: "\n", "\x1e": "-", "\x1f": "", "\t": "\t", "\xa0": " "}
#: The order of stories in each section ([MS-DOC] 2.8.22), after six that only draw separators.
_STORY_KINDS = (
    BlockKind.HEADER,
    BlockKind.HEADER,
    BlockKind.FOOTER,
    BlockKind.FOOTER,
    BlockKind.HEADER,
    BlockKind.FOOTER,
)


def read(content: bytes, limits: Limits) -> DocumentText:
    """All text of a Word 97-2003 file in reading order. Headers come first, then the body, notes, footers.

    Raises EncryptedDocumentError, or DocumentError if LibreOffice cannot read it either (or is not there).
    """
    try:
        file = open_word(content)
        blocks = _read(file, limits)
    except (UnsureError, struct.error, IndexError, ValueError, OverflowError) as error:
        text = office.read(content, limits)
        return replace(text, notes=(*text.notes, f"not read directly: {error}"))
    attachments, gaps = enclosures_in(file, content, limits)
    return DocumentText(DOC, within(blocks, limits.text_chars), attachments=attachments, gaps=gaps)


def _read(file: WordBinary, limits: Limits) -> tuple[Block, ...]:
    sheets = read_sheets(file)
    reading = _Reading(file, sheets, read_lists(file, sheets), Blocks(limits))
    with suppress(FullError):
        _stories(reading, file)
    return tuple(reading.blocks)


def _stories(reading: "_Reading", file: WordBinary) -> None:
    furniture = list(reading.furniture())
    for kind, text in furniture:
        if kind is BlockKind.HEADER:
            reading.add(text, kind)
    reading.story(*file.story(MAIN), BlockKind.PARAGRAPH)
    for part in (FOOTNOTES, ENDNOTES):
        reading.story(*file.story(part), BlockKind.NOTE)
    for kind, text in furniture:
        if kind is BlockKind.FOOTER:
            reading.add(text, kind)


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph that has been read: its lines, how it is set, and where it ended."""

    lines: list[str]
    text: ParagraphText[int]
    layout: Paragraph
    label: str
    is_list: bool
    end: str


@dataclass(slots=True)
class _Reading:
    """The walk over the text of one file."""

    file: WordBinary
    sheets: Sheets
    lists: Lists
    blocks: Blocks
    tables: int = 0
    initial: str = ""
    _starts: list[int] = field(default_factory=list)
    _run_starts: list[int] = field(default_factory=list)
    _boxes: list[tuple[int, tuple[int, int]]] = field(default_factory=list)
    _circles: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._starts = [entry.start for entry in self.file.paragraphs]
        self._run_starts = [entry.start for entry in self.file.runs]
        self._boxes = sorted(_anchored_boxes(self.file))
        self._circles = sorted(circles(self.file))

    def _is_initial(self, line: _Line) -> bool:
        """Whether a line is only the large first letters of the next paragraph, which gets them."""
        if line.layout.drop_cap:
            self.initial += "".join(line.lines)
            return True
        if self.initial and line.lines:
            line.lines[0], self.initial = self.initial + line.lines[0], ""
        return False

    def story(self, start: int, end: int, kind: BlockKind) -> None:
        """The paragraphs and tables of a stretch of text."""
        rows: list[tuple[Paragraph, list[list[_Line]]]] = []
        cells: list[list[_Line]] = [[]]
        for first, last in self._bounds(start, end):
            line = self._line(first, last)
            if self._is_initial(line):
                continue
            if line.layout.in_table and line.layout.ends_row and line.layout.depth <= 1:
                rows.append((line.layout, cells[: len(cells) - (not cells[-1])]))
                cells = [[]]
            elif line.layout.in_table:
                cells[-1].append(line)
                if line.end == _CELL and line.layout.depth <= 1:
                    cells.append([])
            else:
                self._table(rows, kind)
                rows = []
                self._paragraph(line, kind, None)
            for box in self._boxes_between(first, last, kind):
                if line.layout.in_table:
                    _last_filled(cells).extend(self._lines(*box))
                else:
                    self.story(*box, BlockKind.PARAGRAPH if kind is BlockKind.LIST_ITEM else kind)
        if any(cells):
            rows.append((Paragraph(), cells))
        self._table(rows, kind)

    def furniture(self) -> Iterator[tuple[BlockKind, str]]:
        """The lines of headers and footers, each once."""
        first, end = self.file.story(HEADERS)
        places, _ = positions(self.file.table(HEADER_STORIES), 0)
        known: set[tuple[BlockKind, str]] = set()
        for number in range(6, len(places) - 1):
            kind = _STORY_KINDS[(number - 6) % 6]
            for low, high in self._bounds(first + places[number], min(first + places[number + 1], end)):
                for text in self._line(low, high).lines:
                    if (kind, text) not in known:
                        known.add((kind, text))
                        yield kind, text

    def add(self, text: str, kind: BlockKind, cell: Cell | None = None, **set_as: bool | int | None) -> None:
        """Adds a block."""
        block = Block(len(self.blocks), text, kind, cell=cell, **set_as)  # type: ignore[arg-type]  # by name
        self.blocks.append(block)

    def _bounds(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The paragraphs of a stretch, each with its end mark."""
        while start < end:
            match = _ENDS.search(self.file.text, start, end)
            stop = match.end() if match else end
            yield start, stop
            start = stop

    def _lines(self, start: int, end: int) -> list[_Line]:
        return [self._line(low, high) for low, high in self._bounds(start, end)]

    def _line(self, start: int, end: int) -> _Line:
        at = self._at(self._starts, end - 1)
        properties = self.file.paragraphs[at]
        layout = self.sheets.paragraph(properties.style, properties.modifiers)
        text = self._text(start, end, properties.style)
        lines = text.lines()
        is_list = layout.list_number > 0 and bool(lines)
        label = self.lists.label(layout.list_number, layout.list_level) if is_list else ""
        return _Line(lines, text, layout, label, is_list, self.file.text[end - 1])

    def _text(self, start: int, end: int, style: int) -> ParagraphText[int]:
        text: ParagraphText[int] = ParagraphText()
        if bisect_left(self._circles, start) < bisect_left(self._circles, end):
            text.add(f"{TICKED} ")
        fields: list[tuple[list[str], bool]] = []
        run = self._at(self._run_starts, start)
        while start < end:
            while run + 1 < len(self.file.runs) and self.file.runs[run].end <= start:
                run += 1
            stop = min(end, self.file.runs[run].end) if self.file.runs[run].end > start else end
            look = self.sheets.character(style, self.file.runs[run].modifiers)
            self._run(self.file.text[start:stop], look, text, fields)
            start = stop
        return text

    def _run(
        self, characters: str, look: Character, text: ParagraphText[int], fields: list[tuple[list[str], bool]]
    ) -> None:
        if look.deleted:
            return
        plain: list[str] = []
        for character in characters:
            if character in "\x13\x14\x15":
                text.take(_joined(plain), look.look)
                plain.clear()
                _step(character, text, fields)
            elif fields and fields[-1][1]:
                fields[-1][0].append(character)
                if character == _PICTURE and look.data is not None:
                    text.add(self._form_field("".join(fields[-1][0]), look.data))
            elif look.symbol is not None:
                if not look.look.hidden:
                    text.take(chr(look.symbol[1]), replace(look.look, font=self.sheets.font(look.symbol[0])))
            elif character >= " " and character != "\xa0":
                plain.append(character)
            else:
                plain.append(_PLAIN.get(character, ""))
        text.take(_joined(plain), look.look)

    def _form_field(self, code: str, place: int) -> str:
        """What a form field shows. Links and references to pages keep data of another kind at such a character."""
        return form_field(self.file.data, place, code) if _FORM_FIELD.match(code) else ""

    def _paragraph(self, line: _Line, kind: BlockKind, cell: Cell | None) -> None:
        if kind is BlockKind.PARAGRAPH and line.is_list:
            kind = BlockKind.LIST_ITEM
        for number, content in enumerate(line.lines):
            shown = f"{line.label} {content}" if line.label and not number else content
            marked = line.text.marked or line.layout.marked
            self.add(
                shown, kind, cell, level=line.layout.level, bold=line.text.bold, marked=marked, struck=line.text.struck
            )

    def _table(self, rows: list[tuple[Paragraph, list[list[_Line]]]], kind: BlockKind) -> None:
        """Cells by the column borders that they share with other rows, so that merged cells do not shift the others."""
        if not rows:
            return
        only_layout = all(len(cells) < 2 for _, cells in rows)
        edges = sorted({edge for layout, _ in rows for edge in layout.edges})
        borders = {edge: place for place, edge in enumerate(edges)}
        for number, (layout, cells) in enumerate(rows):
            for column, lines in enumerate(cells):
                edge = layout.edges[column] if column < len(layout.edges) else None
                place = borders[edge] if edge is not None else column
                cell = None if only_layout else Cell(self.tables, number, place)
                for line in lines:
                    self._paragraph(line, kind if only_layout else BlockKind.CELL, cell)
        self.tables += 1

    def _boxes_between(self, first: int, last: int, kind: BlockKind) -> list[tuple[int, int]]:
        """The text boxes anchored in a paragraph of the body, each handed out once: a damaged file may anchor a box in
        itself.
        """
        if kind is not BlockKind.PARAGRAPH:
            return []
        low, high = (bisect_left(self._boxes, place, key=itemgetter(0)) for place in (first, last))
        found = [story for _, story in self._boxes[low:high]]
        del self._boxes[low:high]
        return found

    def _at(self, starts: list[int], position: int) -> int:
        return max(0, bisect_right(starts, position) - 1)


def _last_filled(cells: list[list[_Line]]) -> list[_Line]:
    """The cell of a row to which something belongs that is anchored in its last line."""
    return cells[-1] if cells[-1] or len(cells) == 1 else cells[-2]


def _step(character: str, text: ParagraphText[int], fields: list[tuple[list[str], bool]]) -> None:
    """A field begins, goes over from its code to its result, or ends."""
    if character == _BEGIN:
        fields.append(([], True))
    elif fields and character == _SEPARATE:
        fields[-1] = (fields[-1][0], False)
    elif fields:
        text.add(symbol_field("".join(fields.pop()[0])))


def _joined(characters: list[str]) -> str:
    """Text from single units: characters outside the basic plane come as two of them."""
    text = "".join(characters)
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _anchored_boxes(file: WordBinary) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each text box of the body: the position of its anchor, and the stretch of its text ([MS-DOC] 2.8.30, 2.8.32)."""
    first, end = file.story(BOXES)
    if first == end:
        return
    anchors, shapes = positions(file.table(ANCHORS), 26)
    anchor_of = {struct.unpack_from("<I", shape)[0]: anchor for anchor, shape in zip(anchors, shapes, strict=False)}
    places, boxes = positions(file.table(BOX_STORIES), 22)
    main_end = file.story(MAIN)[1]
    for number, box in enumerate(boxes[:-1]):
        anchor = anchor_of.get(struct.unpack_from("<I", box, 14)[0], main_end - 1)
        yield anchor, (first + places[number], min(first + places[number + 1], end))
