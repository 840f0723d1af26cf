"""Word 2007 and later (`.docx`, `.docm`; ECMA-376, transitional and strict), straight from the XML.

python-docx would lose most ticks, text boxes, content controls and tracked insertions, so it is not used for reading.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lxml import etree

from config.counting import counted
from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import DOCX
from parsers.model import Block, BlockKind, Cell, DocumentText, Enclosure
from parsers.readers.docx.numbering import Numbering
from parsers.readers.docx.parts import WordPackage, drawn_lines, previews_of, sizes_shown
from parsers.readers.docx.runs import WordText, is_marked, is_placeholder, local, read_paragraph, value
from parsers.readers.shared.package import Package, Relation, parsed
from parsers.readers.shared.room import Blocks, FullError
from parsers.readers.shared.runs import append, within

#: Styles that a style is based on, one on the other; Word knows no more.
_MOST_ANCESTORS = 12


def read(content: bytes, limits: Limits) -> DocumentText:
    """All text of a Word file in reading order. Headers come first, then the body, footnotes, footers.

    Raises DocumentError (damaged) or DocumentLimitError (a bomb).
    """
    return read_package(Package.from_zip(content, limits), DOCX)


def read_package(package: Package, media_type: str) -> DocumentText:
    """The text of a Word package, wherever its parts lie."""
    word = WordPackage.of(package)
    root = package.required(word.main)
    word.tell_missing()
    walk = Walk(_styles(word), Numbering(word.part("numbering")), Blocks(package.limits), word)
    with suppress(FullError):
        _stories(walk, word, root)
    blocks = within(walk.blocks, package.limits.text_chars)
    comments = sum(local(comment) == "comment" for _, part in word.parts("comments") for comment in part)
    attachments = (*walk.attachments, *word.enclosures(walk.shown, walk.previews))
    return DocumentText(
        media_type,
        blocks,
        notes=(f"in the margin, no text of it: {counted(comments, 'comment', 'comments')}",) if comments else (),
        attachments=attachments,
        gaps=(*package.gaps, *walk.gaps),
    )


def _stories(walk: "Walk", word: WordPackage, root: etree._Element) -> None:
    for name, part in word.parts("header"):
        walk.furniture(part, BlockKind.HEADER, name)
    walk.main(root, word.main or "")
    for kind in ("footnotes", "endnotes"):
        for name, part in word.parts(kind):
            walk.notes(part, name)
    for name, part in word.parts("footer"):
        walk.furniture(part, BlockKind.FOOTER, name)


def _styles(word: WordPackage) -> "Styles":
    found = (word.package.understood(name, _known_styles) for name in word.names("styles"))
    return next((styles for styles in found if styles is not None), Styles(None))


@lru_cache(maxsize=8)
def _known_styles(data: bytes) -> tuple["Styles | None", str]:
    """The styles of a part. It is by far the longest of most files, and the same in all that one release of Word
    made.
    """
    root, wrong = parsed(data)
    return (None if root is None else Styles(root)), wrong


@dataclass(slots=True)
class _Style:
    level: int | None = None
    bold: bool = False
    num_id: str = ""
    num_level: int = 0
    based_on: str = ""


class Styles:
    """What paragraph styles say about outline level, boldness and numbering, their ancestors included."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        for element in root if root is not None else ():
            if local(element) == "style" and value(element, "type") in {"paragraph", ""}:
                self._styles[value(element, "styleId")] = self._read(element)

    def get(self, style_id: str) -> _Style:
        """The style with what it inherits; an unknown one says nothing."""
        result = _Style()
        seen: set[str] = set()
        while len(seen) < _MOST_ANCESTORS and style_id not in seen and (style := self._styles.get(style_id)):
            seen.add(style_id)
            result.level = result.level or style.level
            result.bold = result.bold or style.bold
            if not result.num_id:
                result.num_id, result.num_level = style.num_id, style.num_level
            style_id = style.based_on
        return result

    @staticmethod
    def _read(element: etree._Element) -> _Style:
        style = _Style()
        for child in element.iter():
            name = local(child)
            if name == "name" and (
                match := re.fullmatch(r"(?:heading|titolo|intestazione) (\d)", value(child).lower())
            ):
                style.level = int(match[1])
            elif name == "name" and value(child).lower() == "title":
                style.level = 1
            elif name == "outlineLvl" and value(child).isdigit() and int(value(child)) < 9:
                style.level = int(value(child)) + 1
            elif name == "b":
                style.bold = value(child).lower() not in {"0", "false", "off"}
            elif name == "numId":
                style.num_id = value(child)
            elif name == "ilvl" and value(child).isdigit():
                style.num_level = int(value(child))
            elif name == "basedOn":
                style.based_on = value(child)
        return style


@dataclass(slots=True)
class Walk:
    """Turns the elements of a story into blocks. `relations` are those of the part under way; `initial` is a drop cap
    that waits for the paragraph it begins.
    """

    styles: Styles
    numbering: Numbering
    blocks: Blocks
    word: WordPackage | None = None
    attachments: list[Enclosure] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    shown: dict[str, float] = field(default_factory=dict)
    previews: set[str] = field(default_factory=set)
    relations: dict[str, Relation] = field(default_factory=dict)
    tables: int = 0
    shaded: bool = False
    initial: str = ""

    def main(self, root: etree._Element, part: str) -> None:
        """The body."""
        self._enter(root, part)
        self.story(root, BlockKind.PARAGRAPH)

    def story(self, root: etree._Element, kind: BlockKind, cell: Cell | None = None) -> None:
        """Paragraphs and tables below `root`, through content controls, insertions and custom XML."""
        for child in root:
            name = local(child)
            if name == "p":
                self.paragraph(child, kind, cell)
            elif name == "tbl":
                self.table(child, kind)
            elif name == "AlternateContent":
                self.story(_alternative(child), kind, cell)
            elif name == "altChunk":
                self._chunk(child, kind, cell)
            elif name == "sdt" and is_placeholder(child):
                continue
            elif name not in {
                "sectPr",
                "del",
                "moveFrom",
                "sdtPr",
                "sdtEndPr",
                "pPr",
                "tcPr",
                "tblPr",
                "tblGrid",
                "trPr",
            }:
                # body, sdt, sdtContent, ins, moveTo, customXml, smartTag: what they hold is text like any other.
                self.story(child, kind, cell)

    def table(self, root: etree._Element, kind: BlockKind) -> None:
        """Cells by grid column, so that merged cells and content controls do not shift the others."""
        table = self.tables
        self.tables += 1
        rows = list(_below(root, "tr"))
        only_layout = all(sum(1 for _ in _below(row, "tc")) < 2 for row in rows)
        for number, row in enumerate(rows):
            column = _grid_before(row)
            for element in _below(row, "tc"):
                width, continues = _span(element)
                if not continues:
                    place = None if only_layout else Cell(table, number, column)
                    self.shaded = _is_set_off(element, "tcPr")
                    self.story(element, kind if only_layout else BlockKind.CELL, place)
                    self.shaded = False
                column += width

    def paragraph(self, element: etree._Element, kind: BlockKind, cell: Cell | None) -> None:
        """One paragraph, and after it the text boxes anchored in it."""
        text = read_paragraph(element)
        properties = next((child for child in element if local(child) == "pPr"), None)
        if _is_drop_cap(properties):
            self.initial += "".join(text.lines())
            return
        if self.initial and text.text.strip():
            text.pieces.insert(0, self.initial)
            self.initial = ""
        style = self.styles.get(_child_value(properties, "pStyle"))
        level = _outline(properties) or style.level
        label, is_list = self._label(properties, style, bool(text.text.strip()))
        if kind is BlockKind.PARAGRAPH and is_list:
            kind = BlockKind.LIST_ITEM
        framed = _is_set_off(element, "pPr")
        for number, line in enumerate(text.lines()):
            self._add(f"{label} {line}" if label and not number else line, kind, cell, level, style, text, framed)
        for box in text.boxes:
            self._anchored(box, BlockKind.PARAGRAPH if kind is BlockKind.LIST_ITEM else kind, cell)

    def notes(self, root: etree._Element, part: str = "") -> None:
        """Footnotes and endnotes, without the two that only draw the separator."""
        self._enter(root, part)
        for note in root:
            if value(note, "type") not in {"separator", "continuationSeparator", "continuationNotice"}:
                self.story(note, BlockKind.NOTE)

    def furniture(self, root: etree._Element, kind: BlockKind, part: str = "") -> None:
        """A header or footer part; the first-page, odd and even parts often repeat the same lines."""
        self._enter(root, part)
        known = {block.text for block in self.blocks if block.kind is kind}
        before = len(self.blocks)
        self.story(root, kind)
        added = self.blocks[before:]
        del self.blocks[before:]
        for block in added:
            if block.text not in known:
                self.blocks.append(_renumbered(block, len(self.blocks), kind))

    def _enter(self, root: etree._Element, part: str) -> None:
        """The part under way is another one."""
        self.relations = self.word.package.relations(part) if self.word is not None else {}
        for name, side in sizes_shown(root, self.relations):
            self.shown[name] = max(side, self.shown.get(name, 0.0))
        self.previews |= set(previews_of(root, self.relations))

    def _anchored(self, element: etree._Element, kind: BlockKind, cell: Cell | None) -> None:
        """A text box; a drawing whose words lie in it or in a part of their own; a document in the document."""
        name = local(element)
        if name == "subDoc":
            self._chunk(element, kind, cell)
        elif name in {"relIds", "chart", "txBody"}:
            found = self.relations.get(value(element, "dm") or value(element, "id"))
            package = self.word.package if self.word is not None else None
            drawn = package.xml(found.target) if package is not None and found is not None else None
            for line in drawn_lines(drawn if drawn is not None else element):
                self.blocks.append(Block(len(self.blocks), line, kind, cell=cell))
        else:
            self.story(element, kind, cell)

    def _chunk(self, element: etree._Element, kind: BlockKind, cell: Cell | None) -> None:
        """A text of another format that stands at this place."""
        found = self.relations.get(value(element, "id"))
        if found is None or self.word is None or found.external or found.target not in self.word.package:
            where = found.target if found is not None else "a file"
            self.gaps.append(f"a part of the text lies in {where}, which is not in the document")
            return
        try:
            text = self.word.chunk(found, self.word.package.limits)
        except DocumentError as error:
            self.gaps.append(f"{found.target} in the document cannot be read: {error}")
            return
        inside = kind is BlockKind.PARAGRAPH and cell is None
        more = text.blocks if inside else [replace(block, kind=kind, cell=cell) for block in text.blocks]
        self.tables = append(self.blocks, more, self.tables if inside else 0)
        self.attachments += text.attachments
        self.gaps += text.gaps

    def _label(self, properties: etree._Element | None, style: _Style, has_text: bool) -> tuple[str, bool]:
        num_id, level = style.num_id, style.num_level
        for child in properties if properties is not None else ():
            if local(child) == "numPr":
                num_id = _child_value(child, "numId") or num_id
                stated = _child_value(child, "ilvl")
                level = int(stated) if stated.isdigit() else level
        if not num_id or num_id == "0" or not has_text:
            return "", False
        return self.numbering.label(num_id, level), True

    def _add(
        self,
        text: str,
        kind: BlockKind,
        cell: Cell | None,
        level: int | None,
        style: _Style,
        source: WordText,
        framed: bool,
    ) -> None:
        self.blocks.append(
            Block(
                index=len(self.blocks),
                text=text,
                kind=kind,
                level=level,
                bold=source.bold or (style.bold and not source.unbold),
                marked=source.marked or self.shaded or framed,
                struck=source.struck,
                cell=cell,
            )
        )


def _renumbered(block: Block, index: int, kind: BlockKind) -> Block:
    return Block(index, block.text, kind, level=block.level, bold=block.bold)


def _below(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """The nearest descendants of that name, seen through content controls and tracked insertions."""
    for child in root:
        if local(child) == name:
            yield child
        elif local(child) in {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"}:
            yield from _below(child, name)


def _span(cell: etree._Element) -> tuple[int, bool]:
    """Grid columns that a cell covers, and whether it only continues the one above."""
    width, continues = 1, False
    for properties in cell:
        if local(properties) != "tcPr":
            continue
        for child in properties:
            if local(child) == "gridSpan" and value(child).isdigit():
                width = int(value(child))
            elif local(child) == "vMerge":
                continues = value(child) != "restart"
    return width, continues


def _is_set_off(element: etree._Element, properties: str) -> bool:
    """Whether a paragraph or cell as a whole is shaded or framed."""
    for holder in element:
        if local(holder) == properties:
            return any(
                (local(child) == "pBdr" and any(value(side) not in {"none", "nil"} for side in child))
                or is_marked(child, local(child), "none")
                for child in holder
                if local(child) in {"shd", "pBdr"}
            )
    return False


def _is_drop_cap(properties: etree._Element | None) -> bool:
    """Whether a paragraph is only the large first letters of the next one (ECMA-376 17.3.1.11)."""
    for child in properties if properties is not None else ():
        if local(child) == "framePr" and value(child, "dropCap") in {"drop", "margin"}:
            return True
    return False


def _grid_before(row: etree._Element) -> int:
    for properties in row:
        if local(properties) == "trPr" and (stated := _child_value(properties, "gridBefore")).isdigit():
            return int(stated)
    return 0


def _outline(properties: etree._Element | None) -> int | None:
    stated = _child_value(properties, "outlineLvl")
    return int(stated) + 1 if stated.isdigit() and int(stated) < 9 else None


def _child_value(element: etree._Element | None, name: str) -> str:
    for child in element if element is not None else ():
        if local(child) == name:
            return value(child)
    return ""


def _alternative(element: etree._Element) -> etree._Element:
    """The first branch that says something: the fallback repeats it in older markup."""
    branches = sorted(element, key=lambda branch: local(branch) == "Fallback")
    return next((branch for branch in branches if "".join(map(str, branch.itertext())).strip()), element)
