"""What is drawn on a PDF page: boxes and what stands in them, lines below and through text, circles around it."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from parsers.model import EMPTY, TICKED, Box
from parsers.readers.pdf.layout import Line
from parsers.readers.pdf.page import Frame

#: Sides of a tick box in points, and by how much width and height may differ.
_SMALLEST, _LARGEST, _SQUARE = 5.5, 24.0, 1.45
#: A drawn line is thinner than this, in points.
_THIN = 2.6
#: Pages with more shapes are drawings, not forms.
_MOST_SHAPES = 6000
#: A mark further from its line belongs to something else, in points.
_FAR = 320.0
_DARK, _WHITE = 128, 245


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn: `dark` and `tinted` say how it is filled, `crossed` that it has diagonals inside its outline.

    `drawn` is what a person drew upon the finished page.
    """

    box: Box
    stroked: bool = False
    dark: bool = False
    tinted: bool = False
    round: bool = False
    crossed: bool = False
    drawn: bool = False

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.box.right - self.box.left

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.box.bottom - self.box.top

    @property
    def is_square(self) -> bool:
        """Whether it has the size and shape of a tick box."""
        low, high = sorted((self.width, self.height))
        return low >= _SMALLEST and high <= _LARGEST and high <= low * _SQUARE


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick box: where it is, and TICKED or EMPTY."""

    box: Box
    state: str


def shapes_of(page: pdfium.PdfPage, frame: Frame) -> list[Shape]:
    """The paths of a page, in drawing order; none of pages that are drawings."""
    shapes: list[Shape] = []
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=2):
        if len(shapes) >= _MOST_SHAPES:
            return []
        try:
            left, bottom, right, top = item.get_bounds()
        except pdfium.PdfiumError:
            continue
        shapes.append(_shape(item, frame.box(left, bottom, right, top)))
    return shapes


def _shape(item: pdfium.PdfObject, box: Box) -> Shape:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    channels = [ctypes.c_uint() for _ in range(4)]
    filled = fill.value != raw.FPDF_FILLMODE_NONE and raw.FPDFPageObj_GetFillColor(item, *channels)
    red, green, blue, alpha = (channel.value for channel in channels)
    visible = bool(filled) and alpha > 0
    shape = Shape(
        box,
        stroked=bool(stroke.value),
        dark=visible and max(red, green, blue) < _DARK,
        tinted=visible and max(red, green, blue) >= _DARK and min(red, green, blue) < _WHITE,
    )
    if shape.width < 80 and 5 < shape.height < 45:
        curves, diagonals = _segments(item, shape)
        return replace(shape, round=curves >= 4, crossed=diagonals > 0)
    return shape


def _segments(item: pdfium.PdfObject, shape: Shape) -> tuple[int, int]:
    """How many curves a path has, and how many long diagonals."""
    curves = diagonals = 0
    before: tuple[float, float] | None = None
    for index in range(min(raw.FPDFPath_CountSegments(item), 64)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        curves += kind == raw.FPDF_SEGMENT_BEZIERTO
        if kind == raw.FPDF_SEGMENT_LINETO and before is not None:
            diagonals += abs(x.value - before[0]) > 0.3 * shape.width and abs(y.value - before[1]) > 0.3 * shape.height
        before = (x.value, y.value)
    return curves // 3, diagonals


def marks_among(shapes: Sequence[Shape], lines: Sequence[Line]) -> list[Mark]:
    """The tick boxes drawn on a page, with what stands in each. A circle around the beginning of a line is none."""
    outlines = [
        shape
        for shape in shapes
        if shape.is_square
        and (shape.stroked or shape.dark)
        and not _is_check(shape, shapes)
        and not _circles_any(shape, lines)
    ]
    outlines += _from_lines([shape for shape in shapes if not shape.drawn])
    boxes: list[Shape] = []
    for shape in sorted(outlines, key=lambda shape: -shape.width * shape.height):
        if not any(_covers(other.box, shape.box, 1.5) for other in boxes):
            boxes.append(shape)
    marks = [Mark(box.box, TICKED if _is_ticked(box, shapes) else EMPTY) for box in boxes]
    if all(box.dark for box in boxes):
        # Filled squares without a single empty one are bullets.
        return []
    return marks


def _circles_any(shape: Shape, lines: Sequence[Line]) -> bool:
    return shape.round and any(
        line.box is not None
        and shape.box.left < line.box.left + 4 < shape.box.right
        and shape.box.top < (line.box.top + line.box.bottom) / 2 < shape.box.bottom
        for line in lines
    )


def _is_check(shape: Shape, shapes: Sequence[Shape]) -> bool:
    """A cross or check mark by itself has the size of a box, and stands in one."""
    return shape.crossed and any(
        other is not shape and other.is_square and not other.crossed and _overlap(other.box, shape.box) > 0.4
        for other in shapes
    )


def _is_ticked(box: Shape, shapes: Sequence[Shape]) -> bool:
    if box.crossed or box.dark:
        return True
    reach = 0.6 * max(box.width, box.height)
    for shape in shapes:
        if shape is box or not (shape.stroked or shape.dark) or not _covers(box.box, shape.box, reach):
            continue
        if (
            max(shape.width, shape.height) < 0.3 * box.width
            or (_same(box.box, shape.box) and not shape.crossed)
            or _is_side(shape, box)
        ):
            continue
        middle = Box(
            box.box.left + box.width * 0.25,
            box.box.top + box.height * 0.25,
            box.box.right - box.width * 0.25,
            box.box.bottom - box.height * 0.25,
        )
        if _overlap(middle, shape.box) > 0.25:
            return True
    return False


def _is_side(shape: Shape, box: Shape) -> bool:
    """Whether a line is one of the four that draw the box."""
    if shape.height <= _THIN:
        return min(abs(shape.box.top - box.box.top), abs(shape.box.bottom - box.box.bottom)) < 2
    return shape.width <= _THIN and min(abs(shape.box.left - box.box.left), abs(shape.box.right - box.box.right)) < 2


def _from_lines(shapes: Sequence[Shape]) -> Iterator[Shape]:
    """Boxes drawn as four lines."""
    across = [shape for shape in shapes if shape.height <= _THIN and _SMALLEST <= shape.width <= _LARGEST]
    upright = [shape for shape in shapes if shape.width <= _THIN and _SMALLEST <= shape.height <= _LARGEST]
    if len(across) > 400 or len(upright) > 400:
        return
    for top in across:
        for bottom in across:
            box = Shape(Box(top.box.left, top.box.top, top.box.right, bottom.box.bottom), stroked=True)
            if (
                bottom.box.top <= top.box.top
                or not box.is_square
                or abs(bottom.box.left - top.box.left) > 2
                or abs(bottom.box.right - top.box.right) > 2
            ):
                continue
            sides = [
                line for line in upright if abs(line.height - box.height) < 3 and abs(line.box.top - box.box.top) < 2.5
            ]
            if any(abs(line.box.left - box.box.left) < 2.5 for line in sides) and any(
                abs(line.box.right - box.box.right) < 2.5 for line in sides
            ):
                yield box


def beside(lines: list[Line], marks: Sequence[Mark], *, anywhere: bool) -> list[Line]:
    """Writes each mark before or behind the line it stands beside. `anywhere` keeps those that stand beside none as
    lines of their own.
    """
    result = list(lines)
    for mark in marks:
        middle = (mark.box.top + mark.box.bottom) / 2
        near = [
            (max(line.box.left - mark.box.right, mark.box.left - line.box.right, 0.0), index)
            for index, line in enumerate(result)
            if line.box is not None and not line.field and line.box.top - 3 <= middle <= line.box.bottom + 3
        ]
        if near and min(near)[0] <= (_FAR * 2 if anywhere else _FAR):
            index = min(near)[1]
            line = result[index]
            behind = line.box is not None and mark.box.left > line.box.right - 1
            result[index] = replace(line, text=f"{line.text} {mark.state}" if behind else f"{mark.state} {line.text}")
        elif anywhere:
            result = insert(result, Line(mark.state, mark.box, 0.0, False))
    return result


def insert(lines: list[Line], entry: Line) -> list[Line]:
    """Puts a line where it stands: below the last one that is printed above it."""
    assert entry.box is not None
    above = [index for index, line in enumerate(lines) if line.box is not None and line.box.top <= entry.box.top + 2]
    place = max(above) + 1 if above else (0 if lines else len(lines))
    return [*lines[:place], entry, *lines[place:]]


def set_off(lines: Sequence[Line], shapes: Sequence[Shape]) -> list[Line]:
    """Lines with what is drawn below, through, behind or around them."""
    thin = [shape for shape in shapes if shape.height <= _THIN and shape.width > 8]
    behind = [shape for shape in shapes if shape.tinted and shape.height > 5]
    round_ = [
        shape
        for shape in shapes
        if shape.round and (shape.stroked or shape.drawn) and not shape.dark and shape.height > 8
    ]
    framed = [shape for shape in shapes if shape.stroked and not shape.round and shape.width > 40 and shape.height > 8]
    if not (thin or behind or round_ or framed):
        return list(lines)
    return [_set_off(line, line.box, thin, behind, round_, framed) if line.box is not None else line for line in lines]


def _set_off(
    line: Line, box: Box, thin: list[Shape], behind: list[Shape], round_: list[Shape], framed: list[Shape]
) -> Line:
    height = box.bottom - box.top
    below = [s for s in thin if 0.72 * height <= s.box.top - box.top <= 0.96 * height]
    edges = [
        [s for s in thin if low * height <= (s.box.top + s.box.bottom) / 2 - box.top <= high * height]
        for low, high in ((-0.3, 0.06), (0.94, 1.3))
    ]
    through = [s for s in thin if 0.35 * height <= (s.box.top + s.box.bottom) / 2 - box.top < 0.72 * height]
    tint = [
        s
        for s in behind
        if s.box.top <= box.top + 0.4 * height and s.box.bottom >= box.bottom - 0.4 * height and s.height < 2.5 * height
    ]
    frame = [
        s for s in framed if s.box.top <= box.top + 2 and s.box.bottom >= box.bottom - 4 and s.height < 2.2 * height
    ]
    circled = any(
        box.top <= (s.box.top + s.box.bottom) / 2 <= box.bottom
        and s.box.left <= box.left + 6
        and box.left < s.box.right <= box.left + 60
        for s in round_
    )
    # A circle around the number ticks the item, however many lines it has.
    text = f"{TICKED} {line.text}" if circled else line.text
    marked = _share(box, below) > 0.7 or _share(box, tint, loose=True) > 0.7 or _share(box, frame) > 0.9
    marked = marked or min(_share(box, edge) for edge in edges) > 0.9
    return replace(line, text=text, marked=line.marked or marked, struck=line.struck or _share(box, through) > 0.6)


def _share(box: Box, shapes: Sequence[Shape], *, loose: bool = False) -> float:
    """Which share of a line's width the shapes cover, those that overshoot it by far left out unless `loose`."""
    width = max(box.right - box.left, 1.0)
    fitting = [s for s in shapes if loose or s.width <= width * 1.25 + 24]
    covered = sum(max(0.0, min(box.right, s.box.right) - max(box.left, s.box.left)) for s in fitting)
    return covered / width


def _covers(outer: Box, inner: Box, slack: float) -> bool:
    return (
        inner.left >= outer.left - slack
        and inner.right <= outer.right + slack
        and inner.top >= outer.top - slack
        and inner.bottom <= outer.bottom + slack
    )


def _same(one: Box, other: Box) -> bool:
    return _covers(one, other, 1.2) and _covers(other, one, 1.2)


def _overlap(one: Box, other: Box) -> float:
    """Which share of the first box the second covers; a line counts as one point thick."""
    width = min(one.right, max(other.right, other.left + 1)) - max(one.left, other.left)
    height = min(one.bottom, max(other.bottom, other.top + 1)) - max(one.top, other.top)
    area = max((one.right - one.left) * (one.bottom - one.top), 0.01)
    return max(width, 0.0) * max(height, 0.0) / area
