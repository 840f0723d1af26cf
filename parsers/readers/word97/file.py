"""The file format of Word 97-2003 ([MS-DOC]): where the characters lie and which properties they have.

Everything is checked as it is read. `UnsureError` says that a file is outside what this reader knows: it never guesses.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from config.compound import Compound
from config.errors import DocumentError, EncryptedDocumentError

#: Word 97 is the first version with this layout ([MS-DOC] 2.5.1).
_FIRST_VERSION = 0x00C1
_PAGE = 512
#: Numbers of the sub-documents in their order in the text ([MS-DOC] 2.4.1) and where the FIB counts their characters.
MAIN, FOOTNOTES, HEADERS, MACROS, COMMENTS, ENDNOTES, BOXES, HEADER_BOXES = range(8)
#: Positions of tables in the FIB ([MS-DOC] 2.5.6).
STYLES, HEADER_STORIES, CHARACTER_RUNS, PARAGRAPHS, FONTS, CLX, ANCHORS, BOX_STORIES, LIST_FORMATS, LIST_OVERRIDES = (
    1, 11, 12, 13, 15, 33, 40, 56, 73, 74,
)  # fmt: skip


class UnsureError(DocumentError):
    """The file is not laid out as the reader expects; another program should try."""


@dataclass(frozen=True, slots=True)
class Properties:
    """A stretch of characters (`end` is exclusive) with its property modifiers; `style` for paragraphs only."""

    start: int
    end: int
    modifiers: bytes
    style: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    offset: int
    width: int
    modifiers: bytes

    def file_range(self) -> tuple[int, int]:
        return self.offset, self.offset + (self.end - self.start) * self.width


@dataclass(slots=True)
class WordBinary:
    """An open file: `text` is all characters by position, `runs` and `paragraphs` cover them in order."""

    document: bytes
    tables: bytes
    data: bytes
    text: str = ""
    runs: list[Properties] = field(default_factory=list)
    paragraphs: list[Properties] = field(default_factory=list)

    def table(self, number: int) -> bytes:
        """A table by its place in the FIB, b"" if the file has none."""
        place = 154 + 8 * number
        if struct.unpack_from("<H", self.document, 152)[0] <= number:
            return b""
        offset, size = struct.unpack_from("<II", self.document, place)
        if size and offset + size > len(self.tables):
            raise UnsureError(f"table {number} lies outside the file")
        return self.tables[offset : offset + size]

    def after_table(self, number: int) -> bytes:
        """What follows a table: list levels lie behind the table of their lists ([MS-DOC] 2.9.131)."""
        offset, size = struct.unpack_from("<II", self.document, 154 + 8 * number)
        return self.tables[offset + size :]

    def story(self, number: int) -> tuple[int, int]:
        """The characters of a sub-document as (start, end)."""
        counts = struct.unpack_from("<8i", self.document, 76)
        if min(counts) < 0 or sum(counts) > len(self.text):
            raise UnsureError("the lengths of the parts do not fit the text")
        start = sum(counts[:number])
        return start, start + counts[number]


def open_word(content: bytes) -> WordBinary:
    """Opens a file. Raises EncryptedDocumentError, or UnsureError for anything but a sound Word 97-2003 file."""
    try:
        storage = Compound(content)
        document = storage.stream(("WordDocument",)) or b""
        if len(document) < 898:
            raise UnsureError("the document stream is too short")
        flags = struct.unpack_from("<H", document, 10)[0]
        tables = storage.stream(("1Table" if flags & 0x0200 else "0Table",)) or b""
        data = storage.stream(("Data",)) or b""
    except (OSError, struct.error, ValueError, IndexError, TypeError, RecursionError) as error:
        raise UnsureError(f"damaged: {error}") from error
    identity, version = struct.unpack_from("<HH", document)
    if identity != 0xA5EC or version < _FIRST_VERSION:
        raise UnsureError("written by Word 6, Word 95 or another program")
    if flags & 0x0100:
        raise EncryptedDocumentError("the Word file needs a password to be opened")
    if flags & 0x0004:
        raise UnsureError("fast-saved: its changes are kept apart from the text")
    file = WordBinary(document, tables, data)
    try:
        _read_text(file)
    except (struct.error, IndexError) as error:
        raise UnsureError(f"damaged: {error}") from error
    return file


def modifiers(block: bytes) -> Iterator[tuple[int, bytes]]:
    """The single property modifiers of a stretch as (code, operand) ([MS-DOC] 2.6)."""
    place = 0
    while place + 2 < len(block):
        code = struct.unpack_from("<H", block, place)[0]
        place += 2
        size = (1, 1, 2, 4, 2, 2, 0, 3)[code >> 13]
        if size == 0:
            if code == 0xD608:  # sprmTDefTable has a length of two bytes, one too large
                size = struct.unpack_from("<H", block.ljust(place + 2, b"\0"), place)[0] - 1
                place += 2
            else:
                size = block[place]
                place += 1
        yield code, block[place : place + size]
        place += size


def positions(table: bytes, item: int) -> tuple[list[int], list[bytes]]:
    """A PLC: character positions, and between each two of them an item of that many bytes ([MS-DOC] 2.2.2)."""
    count = (len(table) - 4) // (4 + item) if len(table) >= 4 else 0
    places = list(struct.unpack_from(f"<{count + 1}I", table)) if len(table) >= 4 else []
    first = 4 * (count + 1)
    return places, [table[first + number * item : first + (number + 1) * item] for number in range(count)]


def _read_text(file: WordBinary) -> None:
    pieces = list(_pieces(file))
    if sum((piece.end - piece.start) * piece.width for piece in pieces) > len(file.document):
        # Pieces that lie one over the other: a file of some kilobytes would be a text of gigabytes.
        raise UnsureError("the pieces hold more than the file does")
    file.text = "".join(_characters(file.document, piece) for piece in pieces)
    runs, paragraphs = (_bounded(file, _formatted(file, number)) for number in (CHARACTER_RUNS, PARAGRAPHS))
    file.runs = _bounded(file, _by_position(pieces, runs))
    file.paragraphs = _bounded(file, _by_position(pieces, paragraphs))
    if not file.paragraphs or file.text.count("\ufffd") > len(file.text) // 50:
        raise UnsureError("the text is not where it should be")


def _bounded(file: WordBinary, stretches: Iterator[Properties]) -> list[Properties]:
    """The stretches of a file: each holds a character, so that there are no more of them than bytes."""
    found = list(islice(stretches, len(file.document) + 1))
    if len(found) > len(file.document):
        raise UnsureError("there are more stretches of properties than characters")
    return found


def _pieces(file: WordBinary) -> Iterator[_Piece]:
    """The piece table: which stretch of text lies where in the file ([MS-DOC] 2.9.38)."""
    table, place = file.table(CLX), 0
    shared: list[bytes] = []
    while place < len(table) and table[place] == 1:
        size = struct.unpack_from("<H", table, place + 1)[0]
        shared.append(table[place + 3 : place + 3 + size])
        place += 3 + size
    if place >= len(table) or table[place] != 2:
        raise UnsureError("there is no piece table")
    places, items = positions(table[place + 5 : place + 5 + struct.unpack_from("<I", table, place + 1)[0]], 8)
    if places != sorted(places) or not items or places[0] != 0:
        raise UnsureError("the piece table is out of order")
    for start, end, item in zip(places, places[1:], items, strict=False):
        offset, changes = struct.unpack_from("<IH", item, 2)
        width = 1 if offset & 0x40000000 else 2
        offset = (offset & 0x3FFFFFFF) // (2 if width == 1 else 1)
        if offset + (end - start) * width > len(file.document):
            raise UnsureError("a piece of the text lies outside the file")
        number = changes >> 1
        added = shared[number] if changes & 1 and number < len(shared) else b""
        yield _Piece(start, end, offset, width, added)


def _characters(document: bytes, piece: _Piece) -> str:
    start, end = piece.file_range()
    raw = document[start:end]
    if piece.width == 1:
        return "".join(map(_WINDOWS.__getitem__, raw))
    # One character for each unit, so that positions stay right; pairs are joined when text is shown.
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


_WINDOWS = [bytes([byte]).decode("windows-1252", "replace") for byte in range(256)]


def _formatted(file: WordBinary, number: int) -> Iterator[Properties]:
    """The stretches of all formatted disk pages, by file offset ([MS-DOC] 2.9.30, 2.9.174)."""
    _, pages = positions(file.table(number), 4)
    for entry in pages:
        start = (struct.unpack("<I", entry)[0] & 0x3FFFFF) * _PAGE
        page = file.document[start : start + _PAGE]
        if len(page) < _PAGE:
            raise UnsureError("a page of properties lies outside the file")
        count = page[511]
        offsets = struct.unpack_from(f"<{count + 1}I", page)
        for index in range(count):
            if number == CHARACTER_RUNS:
                yield Properties(offsets[index], offsets[index + 1], _run_modifiers(page, 4 * (count + 1) + index))
            else:
                style, changes = _paragraph_modifiers(file, page, 4 * (count + 1) + 13 * index)
                yield Properties(offsets[index], offsets[index + 1], changes, style)


def _run_modifiers(page: bytes, place: int) -> bytes:
    offset = page[place] * 2
    return page[offset + 1 : offset + 1 + page[offset]] if offset else b""


def _paragraph_modifiers(file: WordBinary, page: bytes, place: int) -> tuple[int, bytes]:
    offset = page[place] * 2
    if not offset:
        return 0, b""
    if page[offset]:
        start, size = offset + 1, page[offset] * 2 - 1
    else:
        start, size = offset + 2, page[offset + 1] * 2
    block = page[start : start + size]
    style = struct.unpack_from("<H", block)[0] if len(block) >= 2 else 0
    changes = block[2:]
    for code, operand in modifiers(changes):
        if code in {0x6645, 0x6646}:  # sprmPHugePapx: the modifiers lie in the data stream
            at = struct.unpack("<I", operand)[0]
            size = struct.unpack_from("<H", file.data.ljust(at + 2, b"\0"), at)[0]
            return style, file.data[at + 2 : at + 2 + size]
    return style, changes


def _by_position(pieces: list[_Piece], stretches: list[Properties]) -> Iterator[Properties]:
    """Stretches of the file as stretches of the text, with what a piece changes added."""
    stretches.sort(key=lambda stretch: stretch.start)
    starts = [stretch.start for stretch in stretches]
    for piece in pieces:
        first, last = piece.file_range()
        for stretch in stretches[max(0, bisect_right(starts, first) - 1) :]:
            if stretch.start >= last:
                break
            low, high = max(first, stretch.start), min(last, stretch.end)
            if low < high:
                begin = piece.start + (low - first) // piece.width
                end = piece.start + (high - first + piece.width - 1) // piece.width
                yield Properties(begin, end, stretch.modifiers + piece.modifiers, stretch.style)
