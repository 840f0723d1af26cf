"""The sheets of a Word 97-2003 file: fonts, styles, lists, form fields ([MS-DOC])."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from parsers.readers.shared.lists import ListCounter, ListLevel
from parsers.readers.shared.runs import Look, box_state
from parsers.readers.word97.file import (
    ANCHORS,
    FONTS,
    LIST_FORMATS,
    LIST_OVERRIDES,
    STYLES,
    WordBinary,
    modifiers,
    positions,
)

_NUMBER_FORMATS = {
    0: "decimal",
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    22: "decimalZero",
    23: "bullet",
    255: "none",
}
_BORDERS = frozenset({0x6424, 0x6425, 0x6426, 0x6427, 0xC64E, 0xC64F, 0xC650, 0xC651})
_BLACK = frozenset({b"\0\0\0\0", b"\0\0\0\xff"})
_TITLE_STYLE = 62
#: The heads of the records of an ellipse and of a free form, in which some programs turn it.
_ROUND = re.compile(rb"(?:\x32\x00|\xf2\xff)\x0a\xf0\x08\x00\x00\x00(.{4})", re.DOTALL)
#: Half the height of a line of text, and the largest circle around a number, in twentieths of a point.
_LINE_TWIPS, _CIRCLE_TWIPS = 250, (1500, 700)


@dataclass(frozen=True, slots=True)
class Character:
    """The properties of a run. `symbol` is (font number, code), `data` where its binary data lie (None: it has
    none).
    """

    look: Look = field(default_factory=Look)
    deleted: bool = False
    symbol: tuple[int, int] | None = None
    data: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The properties of a paragraph. `list_number` 0 means no list; `edges` are the column borders of a table row."""

    level: int | None = None
    list_number: int = 0
    list_level: int = 0
    in_table: bool = False
    ends_row: bool = False
    depth: int = 0
    edges: tuple[int, ...] = ()
    marked: bool = False
    drop_cap: bool = False


@dataclass(slots=True)
class _Style:
    base: int = 0x0FFF
    level: int | None = None
    paragraph: bytes = b""
    character: bytes = b""


@dataclass(slots=True)
class Sheets:
    """Resolves the modifiers of runs and paragraphs against the sheets of their file."""

    fonts: list[str]
    styles: list[_Style]
    _characters: dict[tuple[int, bytes], Character] = field(default_factory=dict)
    _paragraphs: dict[tuple[int, bytes], Paragraph] = field(default_factory=dict)
    _inherited: dict[int, tuple[Character, Paragraph]] = field(default_factory=dict)

    def font(self, number: int) -> str:
        """The name of a font, "" if the number is unknown."""
        return self.fonts[number] if number < len(self.fonts) else ""

    def character(self, style: int, changes: bytes) -> Character:
        """A run in a paragraph of this style."""
        key = (style, changes)
        if key not in self._characters:
            self._characters[key] = self._changed(self._of_style(style)[0], changes)
        return self._characters[key]

    def paragraph(self, style: int, changes: bytes) -> Paragraph:
        """A paragraph of this style."""
        key = (style, changes)
        if key not in self._paragraphs:
            self._paragraphs[key] = _laid_out(self._of_style(style)[1], changes)
        return self._paragraphs[key]

    def _of_style(self, style: int) -> tuple[Character, Paragraph]:
        """What a style says, its ancestors included: worked out once, however many paragraphs have it."""
        if style not in self._inherited:
            character, paragraph = Character(), Paragraph()
            for ancestor in self._line(style):
                character = self._changed(character, ancestor.character)
                paragraph = replace(paragraph, level=ancestor.level or paragraph.level)
                paragraph = _laid_out(paragraph, ancestor.paragraph)
            self._inherited[style] = character, paragraph
        return self._inherited[style]

    def _line(self, style: int) -> list[_Style]:
        """A style and its ancestors, the oldest first."""
        line: list[_Style] = []
        while style < len(self.styles) and len(line) < 12:
            line.insert(0, self.styles[style])
            style = self.styles[style].base
        return line

    def _changed(self, before: Character, changes: bytes) -> Character:
        look, after = before.look, before
        for code, operand in modifiers(changes):
            if code in _TOGGLES:
                name = _TOGGLES[code]
                look = look.switched(name, on=_toggled(operand[0], getattr(before.look, name)))
            elif code == 0x4A4F:
                look = replace(look, font=self.font(int.from_bytes(operand, "little")))
            elif (marked := _sets_off(code, operand)) is not None:
                look = replace(look, marked=look.marked or marked)
            elif code == 0x4A30:  # a character style
                for ancestor in self._line(int.from_bytes(operand, "little")):
                    look = self._changed(Character(look), ancestor.character).look
            elif code == 0x0800:
                after = replace(after, deleted=operand[0] == 1)
            elif code == 0x6A09:
                after = replace(after, symbol=struct.unpack("<HH", operand))
            elif code == 0x6A03:
                after = replace(after, data=struct.unpack("<I", operand)[0])
        return replace(after, look=look)


_TOGGLES = {0x0835: "bold", 0x0837: "struck", 0x2A53: "struck", 0x083B: "caps", 0x083C: "hidden"}


def _toggled(operand: int, before: bool) -> bool:
    """0 and 1 are absolute, 0x80 and 0x81 mean as the style and not as the style."""
    return operand == 1 or (operand == 0x80 and before) or (operand == 0x81 and not before)


def _sets_off(code: int, operand: bytes) -> bool | None:
    """Whether a modifier underlines, highlights, frames, colours or shades; None if it is about something else."""
    if code in {0x2A3E, 0x2A0C, 0x2A42}:
        return operand[0] > (1 if code == 0x2A42 else 0)
    if code == 0x6870:
        return operand not in _BLACK
    if code in {0x6865, 0xCA72}:
        return any(operand[:6]) and operand[:1] != b"\xff"
    if code in {0xCA71, 0xC64D}:
        return operand[4:8] not in {b"\0\0\0\xff", b"\xff\xff\xff\0", b""}
    return None


def _laid_out(before: Paragraph, changes: bytes) -> Paragraph:
    after = before
    for code, operand in modifiers(changes):
        if code == 0x2640:
            after = replace(after, level=operand[0] + 1 if operand[0] < 9 else None)
        elif code == 0x460B:
            number = struct.unpack("<h", operand)[0]
            after = replace(after, list_number=max(number, 0))
        elif code == 0x260A:
            after = replace(after, list_level=operand[0])
        elif code == 0x442C:  # only the large first letters of the next paragraph
            after = replace(after, drop_cap=operand[0] & 7 in {1, 2})
        elif _frames(code, operand):
            after = replace(after, marked=True)
        else:
            after = _in_table(after, code, operand)
    return after


def _frames(code: int, operand: bytes) -> bool:
    """Whether a modifier shades a paragraph, or draws a border of it."""
    if code == 0xC64D:
        return bool(_sets_off(code, operand))
    return code in _BORDERS and bool(operand[5 if code >= 0xC000 else 1 :][:1].strip(b"\0\xff"))


def _in_table(after: Paragraph, code: int, operand: bytes) -> Paragraph:
    """A paragraph with what a modifier says of the table it stands in."""
    if code == 0x2416:
        return replace(after, in_table=operand[0] == 1, depth=max(after.depth, 1))
    if code == 0x6649:
        return replace(after, depth=struct.unpack("<i", operand)[0])
    if code in {0x2417, 0x244C}:
        return replace(after, ends_row=operand[0] == 1)
    if code == 0xD608 and operand:
        return replace(after, edges=struct.unpack_from(f"<{operand[0] + 1}h", operand, 1))
    return after


def read_sheets(file: WordBinary) -> Sheets:
    """The fonts and styles of a file."""
    return Sheets(_fonts(file.table(FONTS)), _styles(file.table(STYLES)))


def _fonts(table: bytes) -> list[str]:
    names: list[str] = []
    place = 4
    while place < len(table):
        size = table[place]
        entry = table[place + 1 : place + 1 + size]
        names.append(entry[39:].decode("utf-16-le", "replace").partition("\0")[0])
        place += 1 + size
    return names


def _styles(table: bytes) -> list[_Style]:
    if len(table) < 6:
        return []
    header, count, fixed = struct.unpack_from("<HHH", table)
    styles: list[_Style] = []
    place = 2 + header
    for _ in range(count):
        if place + 2 > len(table):
            break
        size = struct.unpack_from("<H", table, place)[0]
        styles.append(_style(table[place + 2 : place + 2 + size], fixed))
        place += 2 + size
    return styles


def _style(entry: bytes, fixed: int) -> _Style:
    if len(entry) < fixed + 2:
        return _Style()
    built_in, kind, changes = struct.unpack_from("<HHH", entry)
    built_in &= 0x0FFF
    style = _Style(base=kind >> 4, level=built_in if 1 <= built_in <= 9 else 1 if built_in == _TITLE_STYLE else None)
    place = fixed + 2 + 2 * struct.unpack_from("<H", entry, fixed)[0] + 2
    for number in range(changes & 0x0F):
        place += place % 2
        size = struct.unpack_from("<H", entry.ljust(place + 2, b"\0"), place)[0]
        block = entry[place + 2 : place + 2 + size]
        if kind & 0x0F == 1 and number == 0:
            style.paragraph = block[2:]
        elif (kind & 0x0F, number) in {(1, 1), (2, 0)}:
            style.character = block
        place += 2 + size
    return style


@dataclass(slots=True)
class Lists:
    """The lists of a file. `label` must be called once for each item, in order."""

    list_of: list[int]
    counter: ListCounter[int, int]

    def label(self, number: int, level: int) -> str:
        """The number or bullet of the next item of list `number` (counted from 1)."""
        return self.counter.label(self.list_of[number - 1], level, number) if number <= len(self.list_of) else "-"


def read_lists(file: WordBinary, sheets: Sheets) -> Lists:
    """The definitions of all lists ([MS-DOC] 2.4.6.3)."""
    table, levels_of = file.table(LIST_FORMATS), {}
    if len(table) >= 2:
        rest, place = file.after_table(LIST_FORMATS), 0
        for number in range(struct.unpack_from("<h", table)[0]):
            entry = table[2 + 28 * number : 30 + 28 * number]
            levels: dict[int, ListLevel] = {}
            for level in range(1 if entry[26] & 1 else 9):
                levels[level], place = _level(rest, place, sheets)
            levels_of[struct.unpack_from("<i", entry)[0]] = levels
    list_of, starts = _overrides(file.table(LIST_OVERRIDES), sheets, levels_of)
    return Lists(list_of, ListCounter(levels_of, starts))


def _level(block: bytes, place: int, sheets: Sheets) -> tuple[ListLevel, int]:
    start, number_format = struct.unpack_from("<iB", block, place)
    run_size, paragraph_size = block[place + 24], block[place + 25]
    place += 28 + paragraph_size
    look = sheets.character(0x0FFF, block[place : place + run_size]).look
    place += run_size
    length = struct.unpack_from("<H", block, place)[0]
    raw = block[place + 2 : place + 2 + 2 * length].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(character) + 1}" if ord(character) < 9 else character for character in raw)
    return ListLevel(_NUMBER_FORMATS.get(number_format, "decimal"), text, start, look.font), place + 2 + 2 * length


def _overrides(
    table: bytes, sheets: Sheets, levels_of: Mapping[int, dict[int, ListLevel]]
) -> tuple[list[int], dict[tuple[int, int], int]]:
    """The list behind each list number, and the numbers at which levels begin anew."""
    if len(table) < 4:
        return [], {}
    count = struct.unpack_from("<I", table)[0]
    list_of = [struct.unpack_from("<i", table, 4 + 16 * number)[0] for number in range(count)]
    starts: dict[tuple[int, int], int] = {}
    place = 4 + 16 * count
    for number in range(count):
        place += 4
        for _ in range(table[4 + 16 * number + 12]):
            start, flags = struct.unpack_from("<iI", table, place)
            place += 8
            if flags & 0x10:
                starts[(number + 1, flags & 0x0F)] = start
            if flags & 0x20:
                level, place = _level(table, place, sheets)
                levels_of.get(list_of[number], {})[flags & 0x0F] = level
    return list_of, starts


def form_field(data: bytes, place: int, code: str) -> str:
    """What a legacy form field shows of itself: a tick, or the chosen entry of a list ([MS-DOC] 2.9.78)."""
    size, header = struct.unpack_from("<iH", data, place)
    return form_state(data[place + header : place + size], code)


def form_state(block: bytes, code: str) -> str:
    """The same from the state itself; `code` is that of the field it stands in."""
    bits = struct.unpack_from("<H", block, 4)[0]
    kind, result = bits & 3, (bits >> 2) & 31
    place = 10
    place += 2 * struct.unpack_from("<H", block, place)[0] + 4
    if kind not in {1, 2}:
        return ""
    default = struct.unpack_from("<H", block, place)[0]
    if kind == 1 and "CHECKBOX" in code.upper():
        return box_state(result, default)
    place += 2
    for _ in range(5):  # format, help, status, and the macros at entry and exit
        place += 2 * struct.unpack_from("<H", block, place)[0] + 4
    entries = _strings(block[place:])
    chosen = default if result == 25 else result
    return entries[chosen] if chosen < len(entries) else ""


def _strings(table: bytes) -> list[str]:
    """An extended string table ([MS-DOC] 2.2.4)."""
    _, count, extra = struct.unpack_from("<HHH", table)
    strings: list[str] = []
    place = 6
    for _ in range(count):
        size = struct.unpack_from("<H", table, place)[0]
        strings.append(table[place + 2 : place + 2 + 2 * size].decode("utf-16-le", "replace"))
        place += 2 + 2 * size + extra
    return strings


def circles(file: WordBinary) -> set[int]:
    """The anchors of small ellipses or free forms drawn at the height of their paragraph: the office circled the item.

    A shape is known by its record in the drawing data ([MS-ODRAW] 2.2.40), its place by its anchor ([MS-DOC] 2.9.253).
    """
    places, anchors = positions(file.table(ANCHORS), 26)
    round_shapes = {int.from_bytes(record[1], "little") for record in _ROUND.finditer(file.tables)}
    found = set()
    for place, anchor in zip(places, anchors, strict=False):
        shape, left, top, right, bottom = struct.unpack_from("<Iiiii", anchor)
        beside_text = struct.unpack_from("<H", anchor, 20)[0] >> 3 & 3 == 2
        small = right - left <= _CIRCLE_TWIPS[0] and bottom - top <= _CIRCLE_TWIPS[1]
        if beside_text and small and abs(top) <= _LINE_TWIPS and shape in round_shapes:
            found.add(place)
    return found
