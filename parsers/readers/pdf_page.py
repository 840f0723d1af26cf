"""One page of a PDF as PDFium gives it: lines of text with their place and font, in display space."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from parsers.model import Box
from parsers.readers.pdf_layout import Line
from parsers.readers.plain import clean

_BOLD_WEIGHT = 600
_SPACE = re.compile(r"\s")
#: Characters that no text holds: those of fonts that do not say what their glyphs mean.
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ue000-\uefff]")
#: Channels of a colour (0 to 255) that differ by more make text coloured rather than black or grey.
_COLOURED = 80


@dataclass(frozen=True, slots=True)
class Frame:
    """How the page is shown: its visible rectangle in user space, and by how many degrees it is turned clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in {90, 270} else (width, height)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of user space as it is shown, from the top left corner."""
        if self.rotation == 90:
            return Box(bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
        if self.rotation == 180:
            return Box(self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
        if self.rotation == 270:
            return Box(self.top - top, self.right - right, self.top - bottom, self.right - left)
        return Box(left - self.left, self.top - top, right - self.left, self.top - bottom)

    def back(self, box: Box) -> tuple[float, float, float, float]:
        """A shown rectangle in user space, as (left, bottom, right, top)."""
        if self.rotation == 90:
            return box.top + self.left, box.left + self.bottom, box.bottom + self.left, box.right + self.bottom
        if self.rotation == 180:
            return self.right - box.right, box.top + self.bottom, self.right - box.left, box.bottom + self.bottom
        if self.rotation == 270:
            return self.right - box.bottom, self.top - box.right, self.right - box.top, self.top - box.left
        return box.left + self.left, self.top - box.bottom, box.right + self.left, self.top - box.top


def frame_of(page: pdfium.PdfPage) -> Frame:
    """The frame of a page."""
    left, bottom, right, top = page.get_cropbox()
    return Frame(left, bottom, right, top, page.get_rotation())


def lines_of(textpage: pdfium.PdfTextPage, frame: Frame) -> Iterator[Line]:
    """The lines as PDFium breaks them, each with the box and font of its characters.

    Only the first and last character of a line are measured: asking for every box costs several times the text itself.
    """
    text = textpage.get_text_range()
    offset = 0
    same_count = _units(text) == textpage.count_chars()
    for stretch in text.split("\n"):
        start, length = offset, _units(stretch)
        offset += length + 1
        written = stretch.rstrip("\r")
        if not written.strip():
            continue
        lead = len(written) - len(written.lstrip())
        first, last = start + lead, start + _units(written.rstrip()) - 1
        if shown := shown_text(written):
            yield _line(textpage, shown, first, last, frame) if same_count else Line(shown, None, 0.0, False)


def _units(text: str) -> int:
    """How many characters PDFium counts: those outside the basic plane are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown_text(written: str) -> str:
    """What PDFium writes, as it is read: a hyphen at the end of a line comes as U+FFFE and is joined by the layout."""
    return clean(written.replace("\ufffe", "\u2010")).strip()


def is_garbled(textpage: pdfium.PdfTextPage) -> bool:
    """Whether the characters of a page cannot be told from its fonts (no ToUnicode): only a picture of it can be read."""
    text = textpage.get_text_range()
    letters = len(text) - len(_SPACE.findall(text))
    if letters < 20:
        return False
    if len(_STRANGE.findall(text)) > letters * 0.2:
        return True
    count = textpage.count_chars()
    step = max(1, count // 200)
    failed = sum(raw.FPDFText_HasUnicodeMapError(textpage, index) == 1 for index in range(0, count, step))
    return failed > (count / step) * 0.2 or _is_no_language(text)


#: The words that every text has, in the languages of the offices: Italian, German (Bolzano), French (Aosta), and English.
_COMMON = frozenset(
    "di e il la che per del in a le i con dei della si un una al da nel non alla delle sono è ai l d dell n su "
    "und der die das den dem des von für mit zu im ist auf eine et les du pour dans au the of and to for".split()
)
_LEAST_WORDS = 60


def _is_no_language(text: str) -> bool:
    """Whether a long text has hardly any of the words that every sentence has: its letters are others than shown."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _LEAST_WORDS:
        return len(words) * 6 < len(re.findall(r"\S", text)) > _LEAST_WORDS * 5
    return sum(word in _COMMON for word in words) < len(words) * 0.02 and sum(len(word) for word in words) / len(words) < 30


def _line(textpage: pdfium.PdfTextPage, text: str, first: int, last: int, frame: Frame) -> Line:
    size, bold = _font(textpage, first)
    return Line(text, _line_box(textpage, first, last, frame), size, bold, coloured=_is_coloured(textpage, first))


def _line_box(textpage: pdfium.PdfTextPage, first: int, last: int, frame: Frame) -> Box | None:
    try:
        left, bottom, right, top = textpage.get_charbox(first, loose=True)
        left2, bottom2, right2, top2 = textpage.get_charbox(last, loose=True)
    except pdfium.PdfiumError:
        return None
    return frame.box(min(left, left2), min(bottom, bottom2), max(right, right2), max(top, top2))


def _is_coloured(textpage: pdfium.PdfTextPage, index: int) -> bool:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFText_GetFillColor(textpage, index, *channels):
        return False
    red, green, blue = (channel.value for channel in channels[:3])
    return max(red, green, blue) - min(red, green, blue) > _COLOURED


def _font(textpage: pdfium.PdfTextPage, index: int) -> tuple[float, bool]:
    size = raw.FPDFText_GetFontSize(textpage, index)
    weight = raw.FPDFText_GetFontWeight(textpage, index)
    if weight >= _BOLD_WEIGHT:
        return size, True
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, buffer, len(buffer), flags)
    name = buffer.value.lower()
    return size, b"bold" in name or b"black" in name
