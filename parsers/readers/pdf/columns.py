"""Pages set in two columns: their lines in the order in which people read them, down one column and then the other."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium

from parsers.model import Box
from parsers.readers.pdf.layout import Line
from parsers.readers.pdf.page import Frame, lines_of, shown_text, stretches

#: So many lines on either side make columns; fewer are signatures or labels beside values.
_LEAST_LINES = 6
#: No program makes wider pages, in points (ISO 32000-1 annex C.2).
_WIDEST = 14_400
#: The narrowest gutter in points, and the least share of the text's width that a column takes.
_GUTTER, _COLUMN = 7.0, 0.28
#: This share of the stretches of text may run over the white between columns: titles and lines across both.
_FEW = 0.12


def in_reading_order(textpage: pdfium.PdfTextPage, frame: Frame) -> tuple[list[Line], float | None]:
    """The lines of a page column by column, and where the white between the columns is (None on pages without them).

    Lines printed across both columns stay between what is above and below them.
    """
    lines, found = [*lines_of(textpage, frame)], stretches(textpage, frame)
    if len(found) < 2 * _LEAST_LINES or any(line.box is None for line in lines):
        return lines, None
    gutter = _gutter(found)
    if gutter is None:
        return lines, None
    parted: list[Line] = []
    for line in lines:
        parted += _parted(line, gutter, found, textpage, frame)
    return _by_bands(parted, gutter), gutter


def _gutter(boxes: Sequence[Box]) -> float | None:
    """The middle of the white stripe between two columns, None if there is none."""
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    width = right - left
    stripe, middle = _widest_stripe(boxes, left, width)
    if stripe < _GUTTER:
        return None
    before = [box for box in boxes if box.right <= middle + 1]
    after = [box for box in boxes if box.left >= middle - 1]
    sides = (_lines(before), _lines(after))
    if min(map(len, sides)) < _LEAST_LINES or min(statistics.median(side) for side in sides) < _COLUMN * width:
        return None
    return middle


def _widest_stripe(boxes: Sequence[Box], left: float, width: float) -> tuple[int, float]:
    """How wide the widest stripe is in the middle half of a page over which few stretches of text run, and its middle;
    (0, 0) if there is none.
    """
    if width > _WIDEST:
        return 0, 0.0
    size = int(width) + 2
    begins = np.bincount([int(box.left - left) for box in boxes], minlength=size)
    ends = np.bincount([int(box.right - left) + 1 for box in boxes], minlength=size)
    places, depth = np.arange(size), np.cumsum(begins - ends)
    crossed = np.maximum.accumulate(np.where(depth > len(boxes) * _FEW, places, -1))
    middle = places[(places > 0.25 * width) & (places < 0.75 * width)]
    stripes = middle - crossed[middle]
    if not len(stripes):
        return 0, 0.0
    widest = int(stripes.max())
    return widest, left + int(middle[stripes == widest][-1]) - widest / 2


def _lines(boxes: Sequence[Box]) -> list[float]:
    """The widths of the lines that stretches of text make up."""
    lines: dict[int, tuple[float, float]] = {}
    for box in boxes:
        row = round((box.top + box.bottom) / 6)
        left, right = lines.get(row, (box.left, box.right))
        lines[row] = min(left, box.left), max(right, box.right)
    return [right - left for left, right in lines.values()]


def _parted(line: Line, gutter: float, boxes: Sequence[Box], textpage: pdfium.PdfTextPage, frame: Frame) -> list[Line]:
    """A line that PDFium read across the gutter as the two that it is."""
    assert line.box is not None
    if not _crosses(line.box, gutter):
        return [line]
    middle = (line.box.top + line.box.bottom) / 2
    here = [box for box in boxes if box.top - 1 <= middle <= box.bottom + 1]
    if any(_crosses(box, gutter) for box in here):
        return [line]
    sides = ([box for box in here if box.right <= gutter + 2], [box for box in here if box.left >= gutter - 2])
    halves = [_half(line, side, textpage, frame) for side in sides if side]
    return [half for half in halves if half.text] or [line]


def _crosses(box: Box, gutter: float) -> bool:
    return box.left < gutter - 2 and box.right > gutter + 2


def _half(line: Line, side: Sequence[Box], textpage: pdfium.PdfTextPage, frame: Frame) -> Line:
    """The part of a line that stands in one column, where these stretches of it do."""
    assert line.box is not None
    box = Box(min(b.left for b in side) - 1, line.box.top, max(b.right for b in side) + 1, line.box.bottom)
    text = re.sub(r"\s+", " ", shown_text(textpage.get_text_bounded(*frame.back(box)))).strip()
    return replace(line, text=text, box=box)


def _by_bands(lines: Sequence[Line], gutter: float) -> list[Line]:
    """Between two lines that run across, the left column and then the right one."""
    result: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda line: line.box.top if line.box else 0.0):
        assert line.box is not None
        if line.box.right <= gutter + 2:
            left.append(line)
        elif line.box.left >= gutter - 2:
            right.append(line)
        else:
            result += [*left, *right, line]
            left, right = [], []
    return [*result, *left, *right]
