"""HTML: mail bodies, saved pages and Word documents that are HTML inside."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree, html

from config.counting import counted
from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import HTML
from parsers.model import EMPTY, TICKED, Block, BlockKind, Cell, DocumentText
from parsers.readers.plain import bounded, clean, decode
from parsers.readers.shared.enclosures import pictures
from parsers.readers.shared.room import Blocks, FullError
from parsers.readers.web.grid import Places
from parsers.readers.web.style import HiddenRules, furniture, is_quotation

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li"
    " main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_SILENT = frozenset({"script", "style", "head", "title", "meta", "noscript", "template"})
_BOLD = frozenset({"b", "strong", "th"})


def read(content: bytes, limits: Limits) -> DocumentText:
    """The blocks of a page: paragraphs, list items with their numbers, cells, quotations; check boxes as ticks."""
    return read_text(decode(content), limits)


def read_text(page: str, limits: Limits, *, framed: bool = False) -> DocumentText:
    """The blocks of a page that is decoded. `framed` says that what its frames show is read beside it."""
    text = re.sub(r"<\?xml[^<>]*\?>", "", bounded(clean(page), limits))
    try:
        root = html.document_fromstring(text or "<p></p>", parser=html.HTMLParser(huge_tree=False))
    except etree.ParserError:
        # lxml's way to say that there is nothing in it.
        return DocumentText(HTML, ())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"not readable as HTML: {error}") from error
    walk = _Walk(HiddenRules.of(root), Blocks(limits))
    with suppress(FullError):
        walk.visit(root)
        walk.close()
    shown = [] if framed else [frame.get("src") for frame in root.iter("frame")]
    frames = tuple(f"the page shows {address}, which is not in it" for address in shown)
    notes = (f"not shown by the page, no text of it: {counted(walk.hidden, 'word', 'words')}",) if walk.hidden else ()
    attachments = tuple(pictures(_inline_pictures(root)))
    return DocumentText(HTML, tuple(walk.blocks), attachments=attachments, gaps=frames, notes=notes)


def _inline_pictures(root: html.HtmlElement) -> Iterator[tuple[str, bytes, float | None]]:
    """Pictures that lie in the page itself (RFC 2397)."""
    for number, image in enumerate(root.iter("img"), 1):
        if (match := re.match(r"data:image/[\w.+-]+;base64,", image.get("src") or "", re.IGNORECASE)) is not None:
            data = (image.get("src") or "")[match.end() :]
            try:
                yield f"picture{number}", b64decode(unquote(data)), None
            except (binascii.Error, ValueError):
                continue


@dataclass(slots=True)
class _Walk:
    rules: HiddenRules
    blocks: Blocks
    hidden: int = 0
    held: list[str] = field(default_factory=list)
    bold_letters: int = 0
    kind: BlockKind = BlockKind.PARAGRAPH
    cell: Cell | None = None
    level: int | None = None
    quote: bool = False
    preserve: bool = False
    tables: int = 0
    places: Places = field(default_factory=Places)

    def visit(self, root: html.HtmlElement) -> None:
        """Walks without recursion: mails nest tables hundreds deep."""
        stack: list[tuple[html.HtmlElement, bool, tuple[object, ...]]] = [(root, False, ())]
        while stack:
            element, leaving, saved = stack.pop()
            if not isinstance(element.tag, str):
                self.add(element.tail, self._is_bold(element.getparent()))
                continue
            if leaving:
                self._leave(element, saved)
                self.add(element.tail, self._is_bold(element.getparent()))
                continue
            if element.tag in _SILENT or self.rules.hide(element):
                self.hidden += 0 if element.tag in _SILENT else len(element.text_content().split())
                self.add(element.tail, self._is_bold(element.getparent()))
                continue
            stack.append((element, True, self._enter(element)))
            self.add(element.text, self._is_bold(element))
            shown = _chosen(element) if element.tag == "select" else element
            stack.extend((child, False, ()) for child in reversed(shown))

    def add(self, text: str | None, bold: bool) -> None:
        """Takes in running text."""
        if not text:
            return
        if self.preserve and "\n" in text:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self.close()
                self.held.append(line)
            return
        self.held.append(re.sub(r"[ \t\n]+", " ", text))
        if bold:
            self.bold_letters += sum(character.isalpha() for character in text)

    def close(self) -> None:
        """Ends the block under way."""
        text = re.sub(r"[ \t\xa0]+", " ", "".join(self.held)).strip()
        letters = sum(character.isalpha() for character in text)
        if text and text not in {"-", "•", "·"}:
            kind = BlockKind.QUOTE if self.quote else self.kind
            bold = letters > 0 and self.bold_letters >= letters * 0.9
            self.blocks.append(Block(len(self.blocks), text, kind, level=self.level, bold=bold, cell=self.cell))
        self.held.clear()
        self.bold_letters = 0

    def _enter(self, element: html.HtmlElement) -> tuple[object, ...]:
        tag = element.tag
        saved = (self.kind, self.cell, self.level, self.quote, self.preserve)
        if tag in _BLOCKS:
            self.close()
        self.kind = {"header": BlockKind.HEADER, "footer": BlockKind.FOOTER}.get(furniture(element), self.kind)
        if tag == "br":
            self.close()
        elif tag == "input":
            self.held.append(_typed_into(element))
        elif tag == "li":
            self.kind = BlockKind.LIST_ITEM
            self.held.append(self.places.item(element))
        elif tag in {"table", "tr", "td", "th"}:
            self._enter_table(element)
        elif re.fullmatch(r"h[1-6]", tag):
            self.level = int(tag[1])
        elif is_quotation(element):
            self.quote = True
        elif tag == "pre":
            self.preserve = True
        return saved

    def _enter_table(self, element: html.HtmlElement) -> None:
        """A table, a row or a cell begins."""
        if element.tag == "table":
            self.tables += 1
        elif element.tag == "tr":
            self.places.row(element)
        else:
            self.cell = self.places.cell(element, self.tables - 1)
            self.kind = BlockKind.CELL if self.cell is not None else self.kind

    def _leave(self, element: html.HtmlElement, saved: tuple[object, ...]) -> None:
        if element.tag in _BLOCKS:
            self.close()
            self.kind, self.cell, self.level, self.quote, self.preserve = saved  # type: ignore[assignment]  # by _enter

    def _is_bold(self, element: html.HtmlElement | None) -> bool:
        while element is not None and isinstance(element.tag, str):
            if element.tag in _BOLD or re.search(r"font-weight:\s*(bold|[6-9]00)", element.get("style") or ""):
                return True
            if element.tag in _BLOCKS:
                return False
            element = element.getparent()
        return False


def _chosen(element: html.HtmlElement) -> list[html.HtmlElement]:
    """Of a list to choose from only what is chosen; the first is, where nothing else says so."""
    options = list(element.iter("option"))
    return [option for option in options if option.get("selected") is not None] or options[:1]


def _typed_into(field: html.HtmlElement) -> str:
    """What a field of a form shows: the state of its box, or what was typed into it."""
    kind = (field.get("type") or "text").lower()
    if kind in {"checkbox", "radio"}:
        return (TICKED if field.get("checked") is not None else EMPTY) + " "
    return (field.get("value") or "") if kind in {"text", "date", "number"} else ""
