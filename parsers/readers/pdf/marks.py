"""What is drawn on a PDF page: boxes and what stands in them, lines below and through text, circles around it."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as raw

from parsers.model import EMPTY, TICKED, Box
from parsers.readers.pdf.layout import Line
from parsers.readers.pdf.objects import Drawn
from parsers.readers.pdf.page import Frame
from parsers.readers.pdf.rows import Rows

#: Sides of a tick box in points, and by how much width and height may differ.
_SMALLEST, _LARGEST, _SQUARE = 5.5, 24.0, 1.45
#: A drawn line is thinner than this, in points.
_THIN = 2.6
#: More lines that may be sides of boxes are a drawing.
_MOST_SIDES = 400
#: Paths count on the page itself and in its forms, not in the forms of these.
_PATHS_WITHIN = 2
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


def shapes_of(objects: Sequence[Drawn], frame: Frame) -> list[Shape]:
    """The paths among the objects of a page, in drawing order; none of pages that are drawings."""
    shapes: list[Shape] = []
    sides = [ctypes.c_float() for _ in range(4)]
    for item in objects:
        if item.kind != raw.FPDF_PAGEOBJ_PATH or item.depth >= _PATHS_WITHIN:
            continue
        if len(shapes) >= _MOST_SHAPES:
            return []
        if raw.FPDFPageObj_GetBounds(item.handle, *sides):
            left, bottom, right, top = (side.value for side in sides)
            shapes.append(_shape(item.handle, frame.box(left, bottom, right, top)))
    return shapes


def _shape(handle: Any, box: Box) -> Shape:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, fill, stroke)
    channels = [ctypes.c_uint() for _ in range(4)]
    filled = fill.value != raw.FPDF_FILLMODE_NONE and raw.FPDFPageObj_GetFillColor(handle, *channels)
    red, green, blue, alpha = (channel.value for channel in channels)
    visible = bool(filled) and alpha > 0
    shape = Shape(
        box,
        stroked=bool(stroke.value),
        dark=visible and max(red, green, blue) < _DARK,
        tinted=visible and max(red, green, blue) >= _DARK and min(red, green, blue) < _WHITE,
    )
    if shape.width < 80 and 5 < shape.height < 45:
        curves, diagonals = _segments(handle, shape)
        return replace(shape, round=curves >= 4, crossed=diagonals > 0)
    return shape


def _segments(handle: Any, shape: Shape) -> tuple[int, int]:
    """How many curves a path has, and how many long diagonals."""
    curves = diagonals = 0
    before: tuple[float, float] | None = None
    for index in range(min(raw.FPDFPath_CountSegments(handle), 64)):
        segment = raw.FPDFPath_GetPathSegment(handle, index)
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
    drawn = Placed(shapes)
    outlines = [shape for shape in shapes if _is_outline(shape, drawn, lines)]
    outlines += _from_lines([shape for shape in shapes if not shape.drawn])
    boxes = _outermost(outlines)
    # Filled squares without a single empty one are bullets.
    if all(box.dark for box in boxes):
        return []
    return [Mark(box.box, TICKED if _is_ticked(box, drawn) else EMPTY) for box in boxes]


class Placed:
    """Shapes by their place on the page."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes, self._rows = shapes, Rows([shape.box for shape in shapes])

    def near(self, box: Box, slack: float) -> Iterator[Shape]:
        """The shapes that touch the rows of a box, or those `slack` points above and below it, and some more."""
        return (self._shapes[number] for number in self._rows.near(box.top - slack, box.bottom + slack))


def _outermost(outlines: Sequence[Shape]) -> list[Shape]:
    """The outlines that lie in no other one, the largest first."""
    ordered = sorted(outlines, key=lambda shape: -shape.width * shape.height)
    kept: set[int] = set()
    rows = Rows([shape.box for shape in ordered])
    for number, shape in enumerate(ordered):
        larger = (other for other in rows.near(shape.box.top, shape.box.bottom) if other in kept)
        if not any(_covers(ordered[other].box, shape.box, 1.5) for other in larger):
            kept.add(number)
    return [ordered[number] for number in sorted(kept)]


def _is_outline(shape: Shape, drawn: Placed, lines: Sequence[Line]) -> bool:
    inked = shape.is_square and (shape.stroked or shape.dark)
    return inked and not _is_check(shape, drawn) and not _circles_any(shape, lines)


def _circles_any(shape: Shape, lines: Sequence[Line]) -> bool:
    return shape.round and any(
        line.box is not None
        and shape.box.left < line.box.left + 4 < shape.box.right
        and shape.box.top < (line.box.top + line.box.bottom) / 2 < shape.box.bottom
        for line in lines
    )


def _is_check(shape: Shape, drawn: Placed) -> bool:
    """A cross or check mark by itself has the size of a box, and stands in one."""
    return shape.crossed and any(
        other is not shape and other.is_square and not other.crossed and _overlap(other.box, shape.box) > 0.4
        for other in drawn.near(shape.box, _LARGEST)
    )


def _is_ticked(box: Shape, drawn: Placed) -> bool:
    if box.crossed or box.dark:
        return True
    reach = 0.6 * max(box.width, box.height)
    aside, above = box.width * 0.25, box.height * 0.25
    middle = Box(box.box.left + aside, box.box.top + above, box.box.right - aside, box.box.bottom - above)
    return any(
        shape is not box
        and _covers(box.box, shape.box, reach)
        and _may_tick(shape, box)
        and _overlap(middle, shape.box) > 0.25
        for shape in drawn.near(box.box, reach)
    )


def _may_tick(shape: Shape, box: Shape) -> bool:
    """Whether something drawn in a box is no part of its outline, and large enough."""
    inked, small = shape.stroked or shape.dark, max(shape.width, shape.height) < 0.3 * box.width
    outlines = (_same(box.box, shape.box) and not shape.crossed) or _is_side(shape, box)
    return inked and not small and not outlines


def _is_side(shape: Shape, box: Shape) -> bool:
    """Whether a line is one of the four that draw the box."""
    if shape.height <= _THIN:
        return min(abs(shape.box.top - box.box.top), abs(shape.box.bottom - box.box.bottom)) < 2
    return shape.width <= _THIN and min(abs(shape.box.left - box.box.left), abs(shape.box.right - box.box.right)) < 2


def _from_lines(shapes: Sequence[Shape]) -> Iterator[Shape]:
    """Boxes drawn as four lines."""
    across = [s for s in shapes if s.height <= _THIN and _SMALLEST <= s.width <= _LARGEST]
    upright = [s for s in shapes if s.width <= _THIN and _SMALLEST <= s.height <= _LARGEST]
    if max(len(across), len(upright)) > _MOST_SIDES:
        return
    for top in across:
        for bottom in across:
            box = Shape(Box(top.box.left, top.box.top, top.box.right, bottom.box.bottom), stroked=True)
            if box.is_square and _align(top, bottom) and _has_sides(box, upright):
                yield box


def _align(top: Shape, bottom: Shape) -> bool:
    """Whether one line stands right below another of its width."""
    aligned = abs(bottom.box.left - top.box.left) <= 2 and abs(bottom.box.right - top.box.right) <= 2
    return aligned and bottom.box.top > top.box.top


def _has_sides(box: Shape, upright: Sequence[Shape]) -> bool:
    """Whether lines stand where the left and the right side of a box are."""
    sides = [s for s in upright if abs(s.height - box.height) < 3 and abs(s.box.top - box.box.top) < 2.5]
    left = any(abs(line.box.left - box.box.left) < 2.5 for line in sides)
    return left and any(abs(line.box.right - box.box.right) < 2.5 for line in sides)


def beside(lines: list[Line], marks: Sequence[Mark], *, anywhere: bool) -> list[Line]:
    """Writes each mark before or behind the line it stands beside. `anywhere` keeps those that stand beside none as
    lines of their own.
    """
    result, far = list(lines), _FAR * 2 if anywhere else _FAR
    rows = Rows([line.box for line in result])
    for mark in marks:
        if (index := _nearest(mark, result, rows, far)) is not None:
            line = result[index]
            behind = line.box is not None and mark.box.left > line.box.right - 1
            result[index] = replace(line, text=f"{line.text} {mark.state}" if behind else f"{mark.state} {line.text}")
        elif anywhere:
            result = insert(result, Line(mark.state, mark.box, 0.0, False))
            rows = Rows([line.box for line in result])
    return result


def _nearest(mark: Mark, lines: Sequence[Line], rows: Rows, far: float) -> int | None:
    """The line that a mark stands beside, at most so many points away; None if there is none."""
    middle = (mark.box.top + mark.box.bottom) / 2
    near = [
        (max(box.left - mark.box.right, mark.box.left - box.right, 0.0), index)
        for index in rows.near(middle - 3, middle + 3)
        if (box := lines[index].box) is not None and not lines[index].field and box.top - 3 <= middle <= box.bottom + 3
    ]
    return min(near)[1] if near and min(near)[0] <= far else None


def insert(lines: list[Line], entry: Line) -> list[Line]:
    """Puts a line where it stands: below the last one that is printed above it."""
    assert entry.box is not None
    above = [index for index, line in enumerate(lines) if line.box is not None and line.box.top <= entry.box.top + 2]
    place = max(above) + 1 if above else (0 if lines else len(lines))
    return [*lines[:place], entry, *lines[place:]]


def set_off(lines: Sequence[Line], shapes: Sequence[Shape]) -> list[Line]:
    """Lines with what is drawn below, through, behind or around them."""
    kinds = (_is_thin, _is_tint, _is_circle, _is_frame)
    found = [[shape for shape in shapes if is_one(shape)] for is_one in kinds]
    if not any(found):
        return list(lines)
    drawn = _Drawn(*map(Placed, found))
    return [_set_off(line, line.box, drawn) if line.box is not None else line for line in lines]


def _is_thin(shape: Shape) -> bool:
    return shape.height <= _THIN and shape.width > 8


def _is_tint(shape: Shape) -> bool:
    return shape.tinted and shape.height > 5


def _is_circle(shape: Shape) -> bool:
    return shape.round and (shape.stroked or shape.drawn) and not shape.dark and shape.height > 8


def _is_frame(shape: Shape) -> bool:
    return shape.stroked and not shape.round and shape.width > 40 and shape.height > 8


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What may set off a line of a page: thin lines, tinted surfaces, circles and frames."""

    thin: Placed
    tinted: Placed
    circles: Placed
    frames: Placed

    def marks(self, box: Box) -> bool:
        """Whether a line of text is underlined, tinted, framed, or stands between two lines."""
        height = box.bottom - box.top
        below = [s for s in self.thin.near(box, height) if 0.72 * height <= s.box.top - box.top <= 0.96 * height]
        if _share(box, below) > 0.7 or _share(box, self._behind(box), loose=True) > 0.7:
            return True
        return _share(box, self._around(box)) > 0.9 or self._is_ruled(box)

    def strikes(self, box: Box) -> bool:
        """Whether a line runs through a line of text."""
        height = box.bottom - box.top
        through = [s for s in self.thin.near(box, height) if 0.35 * height <= _middle(s) - box.top < 0.72 * height]
        return _share(box, through) > 0.6

    def circles_beginning(self, box: Box) -> bool:
        """Whether a circle stands around the number of a line."""
        return any(
            box.top <= _middle(s) <= box.bottom
            and s.box.left <= box.left + 6
            and box.left < s.box.right <= box.left + 60
            for s in self.circles.near(box, 0)
        )

    def _behind(self, box: Box) -> list[Shape]:
        height = box.bottom - box.top
        top, bottom = box.top + 0.4 * height, box.bottom - 0.4 * height
        near = self.tinted.near(box, 0)
        return [s for s in near if s.box.top <= top and s.box.bottom >= bottom and s.height < 2.5 * height]

    def _around(self, box: Box) -> list[Shape]:
        top, bottom, most = box.top + 2, box.bottom - 4, 2.2 * (box.bottom - box.top)
        near = self.frames.near(box, 0)
        return [s for s in near if s.box.top <= top and s.box.bottom >= bottom and s.height < most]

    def _is_ruled(self, box: Box) -> bool:
        """Whether lines stand over and below a line of text."""
        height = box.bottom - box.top
        edges = (
            [s for s in self.thin.near(box, height) if low * height <= _middle(s) - box.top <= high * height]
            for low, high in ((-0.3, 0.06), (0.94, 1.3))
        )
        return min(_share(box, edge) for edge in edges) > 0.9


def _middle(shape: Shape) -> float:
    return (shape.box.top + shape.box.bottom) / 2


def _set_off(line: Line, box: Box, drawn: _Drawn) -> Line:
    # A circle around the number ticks the item, however many lines it has.
    text = f"{TICKED} {line.text}" if drawn.circles_beginning(box) else line.text
    return replace(line, text=text, marked=line.marked or drawn.marks(box), struck=line.struck or drawn.strikes(box))


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
