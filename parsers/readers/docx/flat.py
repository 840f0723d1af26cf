"""Word in one XML file: the flat package of Word 2007 (`pkg:package`), and Word 2003 XML (`w:wordDocument`)."""

import base64
import binascii
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import WORD_XML
from parsers.model import BlockKind, DocumentText, Enclosure
from parsers.readers import markup
from parsers.readers.docx import document as docx
from parsers.readers.docx.numbering import Numbering
from parsers.readers.docx.runs import local, value
from parsers.readers.shared.enclosures import numbered, picture_bytes, pictures
from parsers.readers.shared.ole import objects_in
from parsers.readers.shared.package import Package, flat_xml
from parsers.readers.shared.room import Blocks, FullError
from parsers.readers.shared.runs import within

#: What Word 2003 calls by another name than ECMA-376 does, and the attributes that go with it.
_NAMES = {
    "listDef": "abstractNum",
    "list": "num",
    "ilst": "abstractNumId",
    "ilfo": "numId",
    "listPr": "numPr",
    "nfc": "numFmt",
}
_ATTRIBUTES = {"listDefId": "abstractNumId", "ilfo": "numId"}
_NUMBER_FORMATS = {
    "0": "decimal",
    "1": "upperRoman",
    "2": "lowerRoman",
    "3": "upperLetter",
    "4": "lowerLetter",
    "22": "decimalZero",
    "23": "bullet",
    "255": "none",
}
_CHANGES = {"Word.Insertion": "ins", "Word.Deletion": "del", "Word.Comment": "del"}
_OBJECTS = "oledata.mso"


def read(content: bytes, limits: Limits) -> DocumentText:
    """All text, as from a Word package; of XML that only names Word as its program, the bare text."""
    root, gaps = flat_xml(content)
    if local(root) == "package":
        package = Package.from_flat(root, limits)
        package.gaps += gaps
        return docx.read_package(package, WORD_XML)
    if local(root) == "wordDocument":
        return _read_2003(root, limits, gaps)
    return markup.read(content, limits)


def _read_2003(root: etree._Element, limits: Limits, gaps: list[str]) -> DocumentText:
    attachments, lost = _enclosures(root, limits)
    _renamed(root)
    top = {local(child): child for child in root}
    body = top.get("body")
    if body is None:
        raise DocumentError("the file has no body")
    walk = docx.Walk(docx.Styles(top.get("styles")), Numbering(top.get("lists")), Blocks(limits))
    with suppress(FullError):
        _stories(walk, body)
    return DocumentText(
        WORD_XML,
        within(walk.blocks, limits.text_chars),
        attachments=attachments,
        gaps=(*gaps, *walk.gaps, *lost),
    )


def _stories(walk: docx.Walk, body: etree._Element) -> None:
    """Headers, the body, notes, footers, which stand in the body where they are anchored."""
    notes = [_detached(note) for name in ("footnote", "endnote") for note in _all(body, name)]
    for header in list(_all(body, "hdr")):
        walk.furniture(_detached(header), BlockKind.HEADER)
    footers = [_detached(footer) for footer in _all(body, "ftr")]
    walk.main(body, "")
    holder = etree.Element("notes")
    holder.extend(notes)
    walk.notes(holder)
    for footer in footers:
        walk.furniture(footer, BlockKind.FOOTER)


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return [element for element in root.iter() if local(element) == name]


def _detached(element: etree._Element) -> etree._Element:
    """An element taken out of the text it stood in; what follows it stays there."""
    parent = element.getparent()
    if parent is not None:
        holder = etree.Element("gone")
        holder.tail = element.tail
        parent.replace(element, holder)
        element.tail = None
    return element


def _renamed(root: etree._Element) -> None:
    """Gives the elements of Word 2003 the names they have in ECMA-376, so that one reader reads both."""
    for element in root.iter():
        name = local(element)
        if name == "annotation":
            element.tag = _CHANGES.get(value(element, "type"), "smartTag")
        elif name in _NAMES:
            space = str(element.tag).rpartition("}")[0]
            element.tag = f"{space}}}{_NAMES[name]}" if space else _NAMES[name]
            if name == "nfc":
                for key in element.attrib:
                    element.set(key, _NUMBER_FORMATS.get(value(element), "decimal"))
            for old, new in _ATTRIBUTES.items():
                if value(element, old):
                    element.set(new, value(element, old))


def _enclosures(root: etree._Element, limits: Limits) -> tuple[tuple[Enclosure, ...], tuple[str, ...]]:
    """Pictures and embedded objects, which Word 2003 keeps as base64 in the text; and what of them cannot be read."""
    files: list[tuple[str, bytes]] = []
    lost: list[str] = []
    for element in _all(root, "binData"):
        name = value(element, "name").rpartition("/")[2]
        try:
            files.append((name, base64.b64decode("".join(map(str, element.itertext())))))
        except (binascii.Error, ValueError) as error:
            lost.append(f"{name or 'a picture'} in the file is damaged: {error}")
    return (
        *pictures((name, picture_bytes(data), None) for name, data in files if name != _OBJECTS),
        *_objects(files, lost, limits),
    ), tuple(lost)


def _objects(files: list[tuple[str, bytes]], lost: list[str], limits: Limits) -> Iterator[Enclosure]:
    for name, data in files:
        if name == _OBJECTS:
            try:
                yield from numbered(objects_in(data, limits))
            except Exception as error:  # noqa: BLE001 - olefile and zlib raise anything on broken storages
                lost.append(f"the embedded objects cannot be read: {error!r}")
