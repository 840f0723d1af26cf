"""The inside of a Word paragraph: runs, fields, check boxes, symbols, tracked changes, anchored text boxes."""

import base64
import binascii
import re
import struct
from dataclasses import dataclass, field

from lxml import etree

from parsers.model import EMPTY, TICKED, UNKNOWN
from parsers.readers.shared.runs import Look, ParagraphText, symbol_field
from parsers.readers.shared.symbols import symbol
from parsers.readers.word97.sheets import form_state

_OFF = frozenset({"0", "false", "off", "no"})
#: ActiveX controls keep their state in a binary part that only their own program reads ([MS-OFORMS]).
_BOX_CONTROL = re.compile(r"(?:check ?box|option ?button|casella|pulsante)", re.IGNORECASE)
#: Half the height of a line of text, in English metric units.
_LINE_EMU = 160_000
#: What holds words beside the line: text boxes, and drawings whose words lie in them or in a part of their own.
_ANCHORED = frozenset({"txbxContent", "relIds", "chart", "txBody"})
_TOGGLES = {"caps": "caps", "vanish": "hidden", "strike": "struck", "dstrike": "struck"}


def local(element: etree._Element) -> str:
    """The name of an element without its namespace, which differs between transitional and strict files."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: etree._Element, name: str = "val") -> str:
    """An attribute by its local name, "" if absent."""
    for key, content in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(content)
    return ""


@dataclass(slots=True)
class WordText(ParagraphText[etree._Element]):
    """A Word paragraph as it is read: `fields` are the fields under way, the innermost last, and `codes` says how many
    of them stand in their code, which is not text.
    """

    fields: list["_Field"] = field(default_factory=list)
    codes: int = 0

    def end_code(self) -> None:
        """The innermost field goes over from its code to its result."""
        if self.fields and self.fields[-1].in_code:
            self.fields[-1].in_code = False
            self.codes -= 1


@dataclass(slots=True)
class _Field:
    code: list[str] = field(default_factory=list)
    in_code: bool = True


def read_paragraph(element: etree._Element) -> WordText:
    """Reads one `w:p`."""
    text = WordText()
    _visit(element, text)
    return text


def _visit(element: etree._Element, text: WordText) -> None:
    for child in element:
        name = local(child)
        if name in {"del", "moveFrom", "pPr", "sdtEndPr", "rPr", "delText"}:
            continue
        if name == "r":
            _run(child, text)
        elif name == "sdt":
            _control(child, text)
        elif name == "AlternateContent":
            _alternate(child, text)
        elif name == "fldSimple":
            text.add(symbol_field(value(child, "instr")))
            _visit(child, text)
        elif name == "subDoc":
            text.boxes.append(child)
        elif name == "oMath" or name == "oMathPara":
            text.add("".join(map(str, child.itertext())))
        elif name != "sdtPr":
            _visit(child, text)


def _run(run: etree._Element, text: WordText) -> None:
    properties = next((child for child in run if local(child) == "rPr"), None)
    look = _look(properties)
    if look.hidden:
        return
    for child in run:
        name = local(child)
        if name == "t":
            if not text.codes:
                text.take(child.text or "", look)
        elif name == "instrText" and text.fields:
            text.fields[-1].code.append(child.text or "")
        elif name == "fldChar":
            _field_mark(child, text)
        elif name in {"drawing", "pict", "object", "ruby"}:
            _anchored(child, text)
        elif name == "AlternateContent":
            _alternate(child, text)
        elif name == "r":
            # LibreOffice sets the runs of a link inside another run (Word 2003 XML).
            _run(child, text)
        else:
            _special(child, name, text)


def _special(element: etree._Element, name: str, text: WordText) -> None:
    """Characters that Word writes as elements (ECMA-376 17.3.3)."""
    if name == "sym":
        text.add(symbol(int(value(element, "char") or "0", 16), value(element, "font")) or "•")
    elif name in {"tab", "ptab"}:
        text.add("\t")
    elif name in {"br", "cr"}:
        text.add("\n" if value(element, "type") in {"", "textWrapping"} else " ")
    elif name == "noBreakHyphen":
        text.add("-")


def _look(properties: etree._Element | None) -> Look:
    stated: dict[str, bool] = {}
    font = ""
    for child in properties if properties is not None else ():
        name, setting = local(child), value(child).lower()
        on = setting not in _OFF
        if name == "rFonts":
            font = value(child, "ascii") or value(child, "hAnsi")
        elif name == "b":
            stated["bold" if on else "unbold"] = True
        elif name in _TOGGLES and on:
            stated[_TOGGLES[name]] = True
        elif is_marked(child, name, setting):
            stated["marked"] = True
    return Look(font, **stated)


def is_marked(element: etree._Element, name: str, setting: str) -> bool:
    """Whether a property sets its text off: underline, highlight, frame, colour, shade."""
    if name == "shd":
        return value(element, "fill").lower() not in {"", "auto", "ffffff", "none"}
    return (
        (name == "u" and setting not in {"none", ""})
        or (name == "highlight" and setting != "none")
        or (name == "bdr" and setting not in {"none", "nil"})
        or (name == "color" and setting not in {"auto", "000000", ""})
    )


def _field_mark(mark: etree._Element, text: WordText) -> None:
    """A complex field: its code is not text, its result is. A legacy form field keeps its value in the begin mark."""
    kind = value(mark, "fldCharType")
    if kind == "begin":
        text.fields.append(_Field())
        text.codes += 1
        for data in mark:
            if local(data) == "ffData":
                _form_field(data, text)
            elif local(data) == "fldData":
                _binary_form_field(data, text)
    elif kind == "separate":
        text.end_code()
    elif kind == "end" and text.fields:
        # Word stores no result for a SYMBOL field.
        text.end_code()
        text.add(symbol_field("".join(text.fields.pop().code)))


def _form_field(data: etree._Element, text: WordText) -> None:
    for child in data:
        if local(child) == "checkBox":
            states = {local(state): value(state).lower() not in _OFF for state in child}
            text.add(TICKED if states.get("checked", states.get("default", False)) else EMPTY)
        elif local(child) == "ddList":
            entries = [value(entry) for entry in child if local(entry) == "listEntry"]
            chosen = next((value(result) for result in child if local(result) == "result"), "0")
            if chosen.isdigit() and int(chosen) < len(entries):
                text.add(entries[int(chosen)])


def _binary_form_field(data: etree._Element, text: WordText) -> None:
    """A form field of Word 2003: its state as Word 97 keeps it ([MS-DOC] 2.9.78), in base64."""
    try:
        block = base64.b64decode(data.text or "")
        text.add(form_state(block, "FORMCHECKBOX") if block.startswith(b"\xff\xff\xff\xff") else "")
    except (binascii.Error, ValueError, IndexError, struct.error):
        text.add(UNKNOWN)


def _control(control: etree._Element, text: WordText) -> None:
    """A content control inside a paragraph; a check box shows its state, whatever glyph it is drawn with."""
    properties = next((child for child in control if local(child) == "sdtPr"), None)
    state = checkbox_state(properties)
    if state:
        text.add(state)
        return
    if is_placeholder(control):
        return
    for child in control:
        if local(child) == "sdtContent":
            _visit(child, text)


def is_placeholder(control: etree._Element) -> bool:
    """Whether a content control still shows its prompt instead of something typed."""
    properties = next((child for child in control if local(child) == "sdtPr"), None)
    return properties is not None and any(local(child) == "showingPlcHdr" for child in properties)


def checkbox_state(properties: etree._Element | None) -> str:
    """The state of a check box control, "" if it is another control."""
    for child in properties if properties is not None else ():
        if local(child) == "checkbox":
            checked = [value(state) for state in child if local(state) == "checked"]
            return TICKED if checked and checked[0].lower() not in _OFF else EMPTY
    return ""


def _alternate(element: etree._Element, text: WordText) -> None:
    """The first branch with text: the fallback repeats the same in older markup."""
    for branch in sorted(element, key=lambda child: local(child) == "Fallback"):
        before = (len(text.pieces), len(text.boxes))
        for child in branch:
            if local(child) in {"drawing", "pict", "object"}:
                _anchored(child, text)
            else:
                _visit(branch, text)
                break
        if (len(text.pieces), len(text.boxes)) != before:
            return


def _anchored(element: etree._Element, text: WordText) -> None:
    """Text boxes of a drawing, each once; controls whose state only Windows knows; a circle drawn around the line."""
    for child in element.iter():
        name = local(child)
        if name in _ANCHORED and not _inside_fallback(child, element):
            text.boxes.append(child)
        elif name == "textpath" and not _inside_fallback(child, element):
            # Letters drawn along a path (WordArt).
            text.add(value(child, "string"))
        elif name == "control" and _BOX_CONTROL.match(value(child, "name")):
            text.add(UNKNOWN)
    if _circles_its_line(element) and not text.boxes:
        text.add(TICKED)


def _circles_its_line(drawing: etree._Element) -> bool:
    """Whether an ellipse without text is anchored at the height of its paragraph: the office circled the item."""
    if not any(local(child) == "prstGeom" and value(child, "prst") == "ellipse" for child in drawing.iter()):
        return False
    for position in drawing.iter():
        if local(position) == "positionV" and value(position, "relativeFrom") in {"paragraph", "line"}:
            offset = "".join(map(str, position.itertext())).strip()
            return offset.lstrip("-").isdigit() and abs(int(offset)) <= _LINE_EMU
    return False


def _inside_fallback(element: etree._Element, top: etree._Element) -> bool:
    parent = element.getparent()
    while parent is not None and parent is not top:
        if local(parent) == "Fallback" or local(parent) == "txbxContent":
            return True
        parent = parent.getparent()
    return False
