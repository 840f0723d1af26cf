"""The inside of a Word paragraph: runs, fields, check boxes, symbols, tracked changes, anchored text boxes."""

from dataclasses import dataclass, field

from lxml import etree

from parsers.model import EMPTY, TICKED
from parsers.readers.symbols import in_symbol_font, is_symbol_font, normalise_marks, symbol

_OFF = frozenset({"0", "false", "off", "no"})


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
class ParagraphText:
    """The text of a paragraph and how it is set. `unbold` is true where a run switches a bold style off."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    letters: int = 0
    bold_letters: int = 0
    marked_letters: int = 0
    struck_letters: int = 0
    unbold: bool = False
    in_code: list[bool] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All pieces together."""
        return normalise_marks("".join(self.pieces))

    @property
    def bold(self) -> bool:
        """Whether (nearly) all letters are bold."""
        return self.letters > 0 and self.bold_letters >= self.letters * 0.9

    @property
    def marked(self) -> bool:
        """Whether (nearly) all letters are underlined, highlighted, shaded or coloured."""
        return self.letters > 0 and self.marked_letters >= self.letters * 0.8

    @property
    def struck(self) -> bool:
        """Whether (nearly) all letters are struck out."""
        return self.letters > 0 and self.struck_letters >= self.letters * 0.8


def read_paragraph(element: etree._Element) -> ParagraphText:
    """Reads one `w:p`."""
    text = ParagraphText()
    _visit(element, text)
    return text


def _visit(element: etree._Element, text: ParagraphText) -> None:
    for child in element:
        name = local(child)
        if name in {"del", "moveFrom", "pPr", "sdtEndPr", "rPr", "instrText", "delText"}:
            continue
        if name == "r":
            _run(child, text)
        elif name == "sdt":
            _control(child, text)
        elif name == "AlternateContent":
            _alternate(child, text)
        elif name == "oMath" or name == "oMathPara":
            text.pieces.append("".join(map(str, child.itertext())))
        elif name != "sdtPr":
            _visit(child, text)


def _run(run: etree._Element, text: ParagraphText) -> None:
    properties = next((child for child in run if local(child) == "rPr"), None)
    font, look = _look(properties)
    if "hidden" in look:
        return
    for child in run:
        name = local(child)
        if name == "t":
            if not any(text.in_code):
                _take(child.text or "", font, look, text)
        elif name == "sym":
            code = int(value(child, "char") or "0", 16)
            text.pieces.append(symbol(code, value(child, "font")) or "•")
        elif name in {"tab", "ptab"}:
            text.pieces.append("\t")
        elif name in {"br", "cr"}:
            text.pieces.append("\n" if value(child, "type") in {"", "textWrapping"} else " ")
        elif name == "noBreakHyphen":
            text.pieces.append("-")
        elif name == "fldChar":
            _field(child, text)
        elif name == "AlternateContent":
            _alternate(child, text)
        elif name in {"drawing", "pict", "object", "ruby"}:
            _anchored(child, text)


def _take(content: str, font: str, look: frozenset[str], text: ParagraphText) -> None:
    if is_symbol_font(font):
        text.pieces.append(in_symbol_font(content, font))
        return
    content = content.replace("\xad", "")
    text.pieces.append(content.upper() if "caps" in look else content)
    letters = sum(character.isalpha() for character in content)
    text.letters += letters
    text.bold_letters += letters if "bold" in look else 0
    text.marked_letters += letters if "marked" in look else 0
    text.struck_letters += letters if "struck" in look else 0
    text.unbold = text.unbold or ("unbold" in look and letters > 0)


def _look(properties: etree._Element | None) -> tuple[str, frozenset[str]]:
    font = ""
    look: set[str] = set()
    for child in properties if properties is not None else ():
        name, stated = local(child), value(child).lower()
        on = stated not in _OFF
        if name == "rFonts":
            font = value(child, "ascii") or value(child, "hAnsi")
        elif name == "b":
            look.add("bold" if on else "unbold")
        elif name == "caps" and on:
            look.add("caps")
        elif name == "vanish" and on:
            look.add("hidden")
        elif name in {"strike", "dstrike"} and on:
            look.add("struck")
        elif (
            (name == "u" and stated not in {"none", ""})
            or (name == "highlight" and stated != "none")
            or (name == "bdr" and stated not in {"none", "nil"})
            or (name == "color" and stated not in {"auto", "000000", ""})
        ):
            look.add("marked")
    return font, frozenset(look)


def _field(mark: etree._Element, text: ParagraphText) -> None:
    """A complex field: its code is not text, its result is. A legacy form field keeps its value in the begin mark."""
    kind = value(mark, "fldCharType")
    if kind == "begin":
        text.in_code.append(True)
        for data in mark:
            if local(data) == "ffData":
                _form_field(data, text)
    elif kind == "separate" and text.in_code:
        text.in_code[-1] = False
    elif kind == "end" and text.in_code:
        text.in_code.pop()


def _form_field(data: etree._Element, text: ParagraphText) -> None:
    for child in data:
        if local(child) == "checkBox":
            states = {local(state): value(state).lower() not in _OFF for state in child}
            text.pieces.append(TICKED if states.get("checked", states.get("default", False)) else EMPTY)
        elif local(child) == "ddList":
            entries = [value(entry) for entry in child if local(entry) == "listEntry"]
            chosen = next((value(result) for result in child if local(result) == "result"), "0")
            if chosen.isdigit() and int(chosen) < len(entries):
                text.pieces.append(entries[int(chosen)])


def _control(control: etree._Element, text: ParagraphText) -> None:
    """A content control inside a paragraph; a check box shows its state, whatever glyph it is drawn with."""
    properties = next((child for child in control if local(child) == "sdtPr"), None)
    state = checkbox_state(properties)
    if state:
        text.pieces.append(state)
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


def _alternate(element: etree._Element, text: ParagraphText) -> None:
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


def _anchored(element: etree._Element, text: ParagraphText) -> None:
    """Text boxes of a drawing, each once."""
    for child in element.iter():
        if local(child) == "txbxContent" and not _inside_fallback(child, element):
            text.boxes.append(child)


def _inside_fallback(element: etree._Element, top: etree._Element) -> bool:
    parent = element.getparent()
    while parent is not None and parent is not top:
        if local(parent) == "Fallback" or local(parent) == "txbxContent":
            return True
        parent = parent.getparent()
    return False
