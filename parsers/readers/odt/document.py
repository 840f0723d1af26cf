"""OpenDocument texts (`.odt`, `.ott`; ODF 1.2), straight from the XML, with the check boxes of forms and of
LibreOffice.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from lxml import etree

from config.errors import DocumentError, EncryptedDocumentError
from config.limits import Limits
from parsers.identify import ODT
from parsers.model import EMPTY, TICKED, Block, BlockKind, Cell, DocumentText
from parsers.readers.odt.parts import centimetres, enclosures_in
from parsers.readers.odt.styles import Styles, attribute, local
from parsers.readers.shared.lists import ListCounter
from parsers.readers.shared.package import Package
from parsers.readers.shared.room import Blocks, FullError
from parsers.readers.shared.runs import Look, ParagraphText, within

_TEXT_PARENTS = frozenset({"p", "h"})
_BLANKS = {"tab": "\t", "line-break": "\n"}
_STRETCHES = frozenset({"a", "meta", "meta-field", "ruby-base"})
_CONTROLS = frozenset({"control", "drop-down", "content-control"})
#: What holds no text of the document itself.
_SILENT = frozenset(
    {
        "tracked-changes",
        "forms",
        "sequence-decls",
        "variable-decls",
        "user-field-decls",
        "annotation",
        "annotation-end",
        "binary-data",
        "object",
        "desc",
        "title",
        "shapes",
    }
)
#: Half the height of a line of text.
_LINE_CM = 0.45
_MOST_BLANKS = 100
_FORM_BOX = "FORMCHECKBOX"


def read(content: bytes, limits: Limits) -> DocumentText:
    """All text in reading order: headers, the body, notes, footers. Raises DocumentError or EncryptedDocumentError."""
    package = Package.from_zip(content, limits)
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and any(local(element) == "encryption-data" for element in manifest.iter()):
        raise EncryptedDocumentError("the OpenDocument file needs a password to be opened")
    root = package.required("content.xml")
    sheet = package.xml("styles.xml")
    if manifest is not None:
        package.miss(name for name in _listed(manifest) if name == "styles.xml" or name.startswith("Pictures/"))
    blocks = read_parts(root, sheet, limits)
    attachments = tuple(enclosures_in(package, [part for part in (sheet, root) if part is not None]))
    return DocumentText(ODT, within(blocks, limits.text_chars), attachments=attachments, gaps=tuple(package.gaps))


def _listed(manifest: etree._Element) -> Iterator[str]:
    """The parts that a manifest names (ODF 1.2 part 3, 4.3)."""
    for entry in manifest.iter():
        if local(entry) == "file-entry" and not (name := attribute(entry, "full-path")).endswith("/"):
            yield name


def read_parts(root: etree._Element, sheet: etree._Element | None, limits: Limits) -> tuple[Block, ...]:
    """The blocks of a text, from the XML that holds it and the one that holds the page styles (None: there is none)."""
    styles = Styles([part for part in (sheet, root) if part is not None and part is not root] + [root])
    walk = _Walk(styles, ListCounter(styles.lists), _controls(root), Blocks(limits))
    body = _body(root)
    with suppress(FullError):
        if sheet is not None:
            walk.furniture(sheet, "header")
        walk.story(body, BlockKind.PARAGRAPH)
        for note in walk.notes:
            walk.story(note, BlockKind.NOTE)
        if sheet is not None:
            walk.furniture(sheet, "footer")
    return tuple(walk.blocks)


def _body(root: etree._Element) -> etree._Element:
    """Where the text stands. Raises DocumentError if there is none."""
    body = next(
        (element for element in root.iter() if local(element) == "text" and local(element.getparent()) == "body"), None
    )
    if body is None:
        # OpenOffice 1 had no element between the body and its paragraphs.
        body = next((element for element in root.iter() if local(element) == "body" and _holds_text(element)), None)
    if body is None:
        raise DocumentError("it holds no text document")
    return body


def _holds_text(body: etree._Element) -> bool:
    return any(local(child) in _TEXT_PARENTS for child in body)


def _controls(root: etree._Element) -> dict[str, str]:
    """The state of each form control by its id: check boxes and radio buttons as ticks, other fields by their value."""
    states: dict[str, str] = {}
    for element in root.iter():
        name, identity = local(element), attribute(element, "id")
        if not identity:
            continue
        if name in {"checkbox", "radio"}:
            on = attribute(element, "current-state") == "checked" or attribute(element, "current-selected") == "true"
            states[identity] = TICKED if on else EMPTY
        elif name in {"text", "textarea", "combobox"}:
            states[identity] = attribute(element, "current-value") or attribute(element, "value")
    return states


@dataclass(slots=True)
class _Item:
    """The list item under way: its list and level, and whether its number is still to be written."""

    style: str
    level: int
    pending: bool


@dataclass(slots=True)
class _Walk:
    """Turns the elements of a story into blocks."""

    styles: Styles
    counter: ListCounter[str, str]
    controls: dict[str, str]
    blocks: Blocks
    notes: list[etree._Element] = field(default_factory=list)
    tables: int = 0
    shaded: bool = False

    def story(self, root: etree._Element, kind: BlockKind, cell: Cell | None = None, item: _Item | None = None) -> None:
        """Paragraphs, lists and tables below `root`, through sections, indexes and frames."""
        for child in root:
            name = local(child)
            if name in _TEXT_PARENTS:
                self.paragraph(child, kind, cell, item)
            elif name == "list":
                self.list(child, kind, cell, item)
            elif name == "table":
                self.table(child, kind)
            elif name not in _SILENT:
                self.story(child, kind, cell, item)

    def list(self, root: etree._Element, kind: BlockKind, cell: Cell | None, outer: _Item | None) -> None:
        """A list, whose inner lists are of the same style unless they name their own."""
        style = attribute(root, "style-name") or (outer.style if outer else "")
        level = outer.level + 1 if outer else 0
        if not outer and attribute(root, "continue-numbering") != "true" and not attribute(root, "continue-list"):
            self.counter.restart(style)
        for child in root:
            if local(child) == "list-item":
                if (start := attribute(child, "start-value")).isdigit():
                    self.counter.starts[(style, level)] = int(start)
                self.story(child, kind, cell, _Item(style, level, pending=True))
            elif local(child) == "list-header":
                self.story(child, kind, cell, _Item(style, level, pending=False))

    def table(self, root: etree._Element, kind: BlockKind) -> None:
        """Cells by grid column: covered ones count, repeated ones too."""
        table = self.tables
        self.tables += 1
        rows = list(_rows(root))
        only_layout = all(sum(1 for cell in row if local(cell) == "table-cell") < 2 for row in rows)
        for number, row in enumerate(rows):
            column = 0
            for element in row:
                if local(element) == "table-cell":
                    place = None if only_layout else Cell(table, number, column)
                    self.shaded = self.styles.cell_marked(attribute(element, "style-name"))
                    self.story(element, kind if only_layout else BlockKind.CELL, place)
                    self.shaded = False
                repeated = attribute(element, "number-columns-repeated")
                column += int(repeated) if repeated.isdigit() else 1

    def paragraph(self, element: etree._Element, kind: BlockKind, cell: Cell | None, item: _Item | None) -> None:
        """One paragraph, and after it the text boxes anchored in it."""
        style = self.styles.paragraph(attribute(element, "style-name"))
        reading = _Inline(self, style.look)
        reading.visit(element, style.look)
        lines = reading.text.lines()
        level = attribute(element, "outline-level")
        outline = int(level) if level.isdigit() and local(element) == "h" else style.level
        label = ""
        if item is not None and item.pending and lines:
            label, item.pending = self.counter.label(item.style, item.level, item.style), False
        if kind is BlockKind.PARAGRAPH and item is not None:
            kind = BlockKind.LIST_ITEM
        text = reading.text
        for number, line in enumerate(lines):
            shown = f"{label} {line}" if label and not number else line
            marked = text.marked or style.framed or self.shaded
            self.blocks.append(
                Block(
                    len(self.blocks),
                    shown,
                    kind,
                    level=outline,
                    bold=text.bold,
                    marked=marked,
                    struck=text.struck,
                    cell=cell,
                )
            )
        for box in text.boxes:
            self.story(box, BlockKind.PARAGRAPH if kind is BlockKind.LIST_ITEM else kind, cell)

    def furniture(self, sheet: etree._Element, name: str) -> None:
        """The headers or footers of all page styles, each line once."""
        kind = BlockKind.HEADER if name == "header" else BlockKind.FOOTER
        known: set[str] = set()
        for element in sheet.iter():
            if (
                local(element) in {name, f"{name}-left", f"{name}-first"}
                and local(element.getparent()) == "master-page"
            ):
                before = len(self.blocks)
                self.story(element, kind)
                added = self.blocks[before:]
                del self.blocks[before:]
                for block in added:
                    if block.text not in known:
                        known.add(block.text)
                        self.blocks.append(Block(len(self.blocks), block.text, kind, bold=block.bold))


@dataclass(slots=True)
class _Inline:
    """The inside of a paragraph."""

    walk: _Walk
    base: Look
    text: ParagraphText[etree._Element] = field(default_factory=ParagraphText)
    in_box: bool = False

    def visit(self, element: etree._Element, look: Look) -> None:
        """Takes in the text of an element, of its children, and what follows each of them."""
        self._take(element.text, look)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, local(child), look)
            self._take(child.tail, look)

    def _take(self, text: str | None, look: Look) -> None:
        if text and not self.in_box:
            # ODF 1.2 6.1.2: white space in the file is one space.
            self.text.take(" ".join(text.replace("\n", " ").split(" ")) if "\n" in text else text, look)

    def _child(self, child: etree._Element, name: str, look: Look) -> None:
        if name in _BLANKS:
            self.text.add(_BLANKS[name])
        elif name == "s":
            self.text.add(" " * _blanks(attribute(child, "c")))
        elif name == "span":
            self.visit(child, self.walk.styles.run(attribute(child, "style-name"), look))
        elif name == "note":
            self.walk.notes.extend(part for part in child if local(part) == "note-body")
        elif name in _STRETCHES:
            self.visit(child, look)
        elif name == "text-box" or _has_text(child):
            self.text.boxes.append(child)
        elif _circles_its_line(child, name):
            self.text.add(TICKED)
        elif name in _CONTROLS or name.startswith("fieldmark"):
            self._control(child, name, look)
        elif name not in _SILENT and name != "ruby-text":
            self.visit(child, look)

    def _control(self, child: etree._Element, name: str, look: Look) -> None:
        """A field of a form, old or new."""
        if name == "control":
            self.text.add(self.walk.controls.get(attribute(child, "control"), ""))
        elif name == "drop-down":
            self._drop_down(child, look)
        elif name == "content-control":
            self._content_control(child, look)
        else:
            self._field(child, name)

    def _content_control(self, control: etree._Element, look: Look) -> None:
        """A control of ODF 1.4: a box, what was filled in, or what only asks for it."""
        if attribute(control, "checkbox") == "true":
            self.text.add(TICKED if attribute(control, "checked") == "true" else EMPTY)
        elif attribute(control, "showing-place-holder") != "true":
            self.visit(control, look)

    def _field(self, mark: etree._Element, name: str) -> None:
        """A legacy form field: its box stands in the parameters, whatever is drawn between its two ends."""
        if name == "fieldmark-end":
            self.in_box = False
            return
        if _FORM_BOX in attribute(mark, "type").upper():
            on = any(
                attribute(child, "name") == "Checkbox_Checked" and attribute(child, "value") in {"true", "1"}
                for child in mark
            )
            self.text.add(TICKED if on else EMPTY)
            self.in_box = name == "fieldmark-start"
        elif name == "fieldmark":
            parameters = {attribute(child, "name"): attribute(child, "value") for child in mark}
            entries = [attribute(child, "value") for child in mark if attribute(child, "name") == "Dropdown_ListEntry"]
            chosen = parameters.get("Dropdown_Selected", "")
            if chosen.isdigit() and int(chosen) < len(entries):
                self.text.add(entries[int(chosen)])

    def _drop_down(self, element: etree._Element, look: Look) -> None:
        chosen = [
            child for child in element if local(child) == "label" and attribute(child, "current-selected") == "true"
        ]
        if chosen:
            self._take(attribute(chosen[0], "value"), look)
        elif len(element):
            self._take(element[-1].tail, look)


def _has_text(shape: etree._Element) -> bool:
    """Whether a shape holds its text without a box around it."""
    return any(local(inner) in _TEXT_PARENTS and "".join(map(str, inner.itertext())).strip() for inner in shape)


def _blanks(stated: str) -> int:
    """How many blanks `text:s` stands for (ODF 1.2 6.1.3). A file may claim millions, which become one all the same."""
    return (
        min(int(stated), _MOST_BLANKS) if stated.isdecimal() and len(stated) < 10 else 1 if not stated else _MOST_BLANKS
    )


def _circles_its_line(shape: etree._Element, name: str) -> bool:
    """Whether an ellipse without text stands at the height of its paragraph: the office circled the item."""
    round_shape = name == "ellipse" or any(
        local(child) == "enhanced-geometry" and "ellipse" in attribute(child, "type") for child in shape
    )
    offset = centimetres(attribute(shape, "y") or "0cm")
    return round_shape and offset is not None and abs(offset) <= _LINE_CM


def _rows(root: etree._Element) -> Iterator[etree._Element]:
    for child in root:
        if local(child) == "table-row":
            yield child
        elif local(child) in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child)
