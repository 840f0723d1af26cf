"""One page of a PDF as PDFium gives it: lines of text with their place and font, in display space."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import repeat

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from parsers.model import Box
from parsers.readers.pdf.layout import Line
from parsers.readers.plain import clean

_BOLD_WEIGHT = 600
#: A line that runs over the edge of the page by more points is cut there: the boxes of letters are a little larger than
#: their ink.
_OVER = 4.0
_SPACE = re.compile(r"\s")
#: What stands before the words of an item of a list, or of one to tick.
_MARK_BEFORE = re.compile(r"[^\w\s(«“\"'‘]{1,2}\s+(?=\w)")
#: Characters that no text holds: those of fonts that do not say what their glyphs mean.
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ue000-\uefff]")
#: From this share of a page's characters on, or with so many in a row, its fonts are broken.
_BROKEN_SHARE = 0.2
_BROKEN_STRETCH = re.compile("(?:[\x00-\x08\x0e-\x1f\ufffd\ue000-\uefff][ \r\n]*){8}")
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

    def shows(self, box: Box) -> bool:
        """Whether a shown rectangle lies on the page, if only in part."""
        width, height = self.size
        return box.right > 0 and box.bottom > 0 and box.left < width and box.top < height

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
    """The frame of a page: what of it is shown, be the boxes its own or inherited."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, page.get_rotation())


def stretches(textpage: pdfium.PdfTextPage, frame: Frame) -> list[Box]:
    """Where the stretches of text of one font stand, as PDFium joins them."""
    handle, sides = textpage.raw, [ctypes.c_double() for _ in range(4)]
    left, top, right, bottom = sides
    boxes = []
    for index in range(textpage.count_rects()):
        if not raw.FPDFText_GetRect(handle, index, *sides):
            raise pdfium.PdfiumError("a stretch of text has no place")
        boxes.append(frame.box(left.value, bottom.value, right.value, top.value))
    return boxes


def lines_of(textpage: pdfium.PdfTextPage, frame: Frame) -> Iterator[Line]:
    """The lines as PDFium breaks them, each with the box and font of its characters.

    Only the first and last character of a line are measured: asking for every box costs several times the text itself.
    """
    text = textpage.get_text_range()
    offset = 0
    same_count = _units(text) == textpage.count_chars()
    letters = _Letters(textpage, frame)
    for stretch in text.split("\n"):
        start, length = offset, _units(stretch)
        offset += length + 1
        written = stretch.rstrip("\r")
        if not written.strip():
            continue
        lead = len(written) - len(written.lstrip())
        first, last = start + lead, start + _units(written.rstrip()) - 1
        if shown := shown_text(written):
            line = letters.line(shown, first, last) if same_count else Line(shown, None, 0.0, False)
            if (line := _within(line, textpage, frame)).text:
                yield line


def _within(line: Line, textpage: pdfium.PdfTextPage, frame: Frame) -> Line:
    """A line that runs over the edge of the page, as far as it is shown."""
    width, height = frame.size
    box = line.box
    if box is None or (
        box.left >= -_OVER and box.top >= -_OVER and box.right <= width + _OVER and box.bottom <= height + _OVER
    ):
        return line
    cut = Box(max(box.left, 0), max(box.top, 0), min(box.right, width), min(box.bottom, height))
    if cut.left >= cut.right or cut.top >= cut.bottom:
        return replace(line, text="")
    text = re.sub(r"\s+", " ", shown_text(textpage.get_text_bounded(*frame.back(cut)))).strip()
    return replace(line, text=text, box=cut)


def _units(text: str) -> int:
    """How many characters PDFium counts: those outside the basic plane are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown_text(written: str) -> str:
    """What PDFium writes, as it is read: a hyphen at the end of a line comes as U+FFFE and is joined by the layout."""
    return clean(written.replace("\ufffe", "\u2010")).strip()


def is_garbled(textpage: pdfium.PdfTextPage) -> bool:
    """Whether the fonts of a page do not say what its letters are (no ToUnicode): control and private-use characters,
    or the library's own mapping errors. What language the words are in is no evidence: names, numbers and other scripts
    are text too.
    """
    text = textpage.get_text_range()
    if not text or text.isspace():
        return False
    if strange := len(_STRANGE.findall(text)):
        letters = len(text) - len(_SPACE.findall(text))
        if strange > letters * _BROKEN_SHARE or _BROKEN_STRETCH.search(text):
            return True
    count, handle = textpage.count_chars(), textpage.raw
    step = max(1, count // 200)
    failed = [*map(raw.FPDFText_HasUnicodeMapError, repeat(handle), range(0, count, step))].count(1)
    return bool(failed > (count / step) * _BROKEN_SHARE)


class _Letters:
    """What PDFium says of single characters. It writes its answers into the same few places."""

    def __init__(self, textpage: pdfium.PdfTextPage, frame: Frame) -> None:
        self._handle, self._frame = textpage.raw, frame
        self._first, self._last = raw.FS_RECTF(), raw.FS_RECTF()
        self._channels = [ctypes.c_uint() for _ in range(4)]
        self._name, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()

    def line(self, text: str, first: int, last: int) -> Line:
        """A line between two characters, with the font of the first, or of the first word behind a list mark, which
        comes in a font of its own.
        """
        mark = _MARK_BEFORE.match(text)
        size, bold = self._font(min(first + _units(mark[0]), last) if mark is not None else first)
        return Line(text, self._box(first, last), size, bold, coloured=self._is_coloured(first))

    def _box(self, first: int, last: int) -> Box | None:
        one, two = self._first, self._last
        for index, place in ((first, one), (last, two)):
            if not raw.FPDFText_GetLooseCharBox(self._handle, index, place):
                return None
        left, right = min(one.left, two.left), max(one.right, two.right)
        return self._frame.box(left, min(one.bottom, two.bottom), right, max(one.top, two.top))

    def _is_coloured(self, index: int) -> bool:
        if not raw.FPDFText_GetFillColor(self._handle, index, *self._channels):
            return False
        red, green, blue = self._channels[0].value, self._channels[1].value, self._channels[2].value
        return max(red, green, blue) - min(red, green, blue) > _COLOURED

    def _font(self, index: int) -> tuple[float, bool]:
        size = raw.FPDFText_GetFontSize(self._handle, index)
        if raw.FPDFText_GetFontWeight(self._handle, index) >= _BOLD_WEIGHT:
            return size, True
        length = raw.FPDFText_GetFontInfo(self._handle, index, self._name, len(self._name), self._flags)
        # A name that does not fit is not written.
        name = self._name.value.lower() if 0 < length <= len(self._name) else b""
        return size, b"bold" in name or b"black" in name
