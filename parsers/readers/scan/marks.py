"""Tick boxes on the picture of a page: found by their four sides and measured by the ink inside them.

Character recognition must not read them: Tesseract drops ticked boxes and turns empty ones into letters.
"""

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import cast

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from parsers.model import EMPTY, TICKED, UNKNOWN

#: Sides of a tick box, in inches.
_SMALLEST, _LARGEST = 0.085, 0.29
#: Ink in the middle of a box, as a share of its area: less is empty, more is ticked, between them nobody knows.
_EMPTY_INK, _TICKED_INK = 0.045, 0.10
#: In pixels at the resolution of reading: the height of a capital of 11 points, and a little.
_LARGER_THAN_LETTERS = 27
_INK = b"\x01"
#: By so many levels of grey (of 255) does the paper of a scan vary at most.
_SHADOW = 60


@dataclass(frozen=True, slots=True)
class PixelBox:
    """A tick box on a picture, in pixels, and its state."""

    left: int
    top: int
    right: int
    bottom: int
    state: str


def ink_of(picture: Image.Image) -> Image.Image:
    """Where there is ink on a grey picture: an image of 0 and 1. Shadows and yellowed paper are paper."""
    darkness = ImageChops.subtract(_paper_of(picture).resize(picture.size, Image.Resampling.BILINEAR), picture)
    counts = darkness.histogram()
    total, seen, deepest = sum(counts), 0, 255
    while deepest > 0 and seen < total * 0.01:
        seen += counts[deepest]
        deepest -= 1
    threshold = max(30, int(deepest * 0.45))
    return darkness.point([int(level > threshold) for level in range(256)])


def evenly_lit(picture: Image.Image) -> Image.Image:
    """A grey picture upon white where its paper lies in shadow, as telephones show it; the picture itself where it is
    even.
    """
    paper = _paper_of(picture)
    low, high = cast(tuple[int, int], paper.getextrema())
    if high - low < _SHADOW:
        return picture
    darkness = ImageChops.subtract(paper.resize(picture.size, Image.Resampling.BILINEAR), picture)
    return ImageOps.autocontrast(ImageChops.invert(darkness), cutoff=(0.1, 0))


def _paper_of(picture: Image.Image) -> Image.Image:
    """How bright the paper is, in squares of 24 pixels."""
    coarse = (max(1, picture.width // 24), max(1, picture.height // 24))
    return picture.resize(coarse, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(5))


def skew_of(ink: Image.Image) -> float:
    """By how many degrees (counter-clockwise positive) to turn a picture so that its lines of text are level, at most
    5.
    """
    small = ink.point([0, *[255] * 255]).resize((max(1, ink.width // 4), max(1, ink.height // 4)), Image.Resampling.BOX)

    def levelness(angle: float) -> float:
        rows = list(
            small.rotate(angle, Image.Resampling.BILINEAR).resize((1, small.height), Image.Resampling.BOX).tobytes()
        )
        return sum((low - high) ** 2 for low, high in itertools.pairwise(rows))

    coarse = max((step * 0.5 for step in range(-10, 11)), key=levelness)
    best = max((coarse + step * 0.1 for step in range(-4, 5)), key=levelness)
    return best if levelness(best) > levelness(0.0) * 1.02 else 0.0


def boxes_on(ink: Image.Image, dpi: float) -> list[PixelBox]:
    """The tick boxes of a level picture, from top to bottom."""
    shortest, longest = int(_SMALLEST * dpi), int(_LARGEST * dpi)
    width, height = ink.size
    # A line one pixel thick with gaps in it is still a line.
    grown = ink.filter(ImageFilter.MaxFilter(3)).tobytes()
    runs = _runs(grown, width, height, shortest, longest)
    found: list[PixelBox] = []
    # Those of the boxes that go on in the row at hand.
    crossed: list[PixelBox] = []
    pixels = ink.tobytes()
    for top, left, right in runs:
        crossed = [box for box in crossed if top <= box.bottom - 3]
        if any(box.left - 3 <= left <= box.right for box in crossed):
            continue
        bottom = _bottom(runs, top, left, right)
        if bottom is not None and _has_sides(pixels, grown, width, left, right, top, bottom):
            box = PixelBox(left, top, right, bottom, _state(pixels, width, left, top, right, bottom))
            if _stands_alone(pixels, width, box) and not _has_stem(pixels, width, box):
                found.append(box)
                crossed.append(box)
    by_left: dict[int, list[PixelBox]] = defaultdict(list)
    for box in found:
        by_left[box.left].append(box)
    return [box for box in found if box.state != UNKNOWN or _has_peer(box, by_left)]


def _has_peer(box: PixelBox, by_left: Mapping[int, list[PixelBox]]) -> bool:
    """Whether another box of this size stands above or below it: a doubtful one by itself is a letter."""
    side = box.right - box.left
    return any(
        other is not box and abs(other.right - other.left - side) <= side // 6
        for column in range(box.left - side // 2 + 1, box.left + side // 2)
        for other in by_left.get(column, ())
    )


def without_boxes(picture: Image.Image, boxes: list[PixelBox]) -> Image.Image:
    """A copy of the picture with the boxes painted over, so that nobody reads letters out of them."""
    result = picture.copy()
    draw = ImageDraw.Draw(result)
    for box in boxes:
        margin = 3 if box.state == EMPTY else max(3, (box.right - box.left) // 6)
        draw.rectangle((box.left - margin, box.top - margin, box.right + margin, box.bottom + margin), fill=255)
    return result


class _Runs(list[tuple[int, int, int]]):
    """Horizontal lines as (row, left, right), and where to find those that begin in a column."""

    def __init__(self, runs: Iterator[tuple[int, int, int]]) -> None:
        super().__init__(runs)
        self.by_left: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for run in self:
            self.by_left[run[1]].append(run)

    def between(self, column: int, low: float, high: float) -> list[tuple[int, int, int]]:
        """Those that begin in a column, from one row to another."""
        runs = self.by_left.get(column, [])
        return runs[bisect_left(runs, low, key=itemgetter(0)) : bisect_right(runs, high, key=itemgetter(0))]


def _runs(grown: bytes, width: int, height: int, shortest: int, longest: int) -> _Runs:
    pattern = re.compile(rb"\x01{%d,}" % shortest)

    def rows() -> Iterator[tuple[int, int, int]]:
        for row in range(height):
            for match in pattern.finditer(grown, row * width, (row + 1) * width):
                if match.end() - match.start() <= longest + 4:
                    yield row, match.start() - row * width, match.end() - row * width - 1

    return _Runs(rows())


def _bottom(runs: _Runs, top: int, left: int, right: int) -> int | None:
    """The row of the lower side of a box, None if there is none; the one that makes it most of a square."""
    side = right - left
    slack = max(2, side // 6)
    low, high = top + 0.85 * side, top + 1.18 * side
    rows = [
        row
        for column in range(left - slack, left + slack + 1)
        for row, _, end in runs.between(column, low, high)
        if abs(end - right) <= slack
    ]
    return min(rows, key=lambda row: (abs(row - top - side), -row)) if rows else None


def _has_sides(pixels: bytes, grown: bytes, width: int, left: int, right: int, top: int, bottom: int) -> bool:
    """Whether all four sides are lines of ink, at most a few pixels aside from where they should be.

    Boxes larger than letters may have hairlines that wander and break; in smaller ones that would let round letters
    pass.
    """
    large = right - left >= _LARGER_THAN_LETTERS
    upright, stripes = (grown, 3) if large else (pixels, 2)
    slack = max(2, (right - left) // 10)
    upper = [_row(pixels, width, row, left, right) for row in range(top, top + slack + 1)]
    lower = [_row(pixels, width, row, left, right) for row in range(bottom - slack, bottom + 1)]
    before = [_column(upright, width, column, top, bottom) for column in range(max(0, left - 1), left + slack + 1)]
    behind = [_column(upright, width, column, top, bottom) for column in range(right - slack, right + 2)]
    sides = all(_is_line(side, stripes) for side in (upper, lower, before, behind))
    around = (left, right, top, bottom)
    return sides and _has_corners(pixels, width, *around) and _is_outline(pixels, width, *around)


def _has_corners(pixels: bytes, width: int, left: int, right: int, top: int, bottom: int) -> bool:
    """Whether there is ink where the sides meet: letters are round there."""
    reach, least = (max(3, (right - left) // 7), 2) if right - left >= _LARGER_THAN_LETTERS else (4, 6)
    for row in (top, bottom - reach + 1):
        for column in (left, right - reach + 1):
            inked = sum(
                pixels[y * width + column : y * width + column + reach].count(_INK) for y in range(row, row + reach)
            )
            if inked < least:
                return False
    return True


def _row(pixels: bytes, width: int, row: int, left: int, right: int) -> bytes:
    return pixels[row * width + left + 1 : row * width + right]


def _column(pixels: bytes, width: int, column: int, top: int, bottom: int) -> bytes:
    return pixels[(top + 1) * width + column : bottom * width + column : width]


def _is_line(stripes: list[bytes], together: int) -> bool:
    """Whether so many neighbouring stripes together are inked almost from end to end."""
    for start in range(len(stripes) - together + 1):
        group = stripes[start : start + together]
        inked = sum(any(pixels) for pixels in zip(*group, strict=False))
        if inked >= 0.88 * len(group[0]):
            return True
    return False


def _state(pixels: bytes, width: int, left: int, top: int, right: int, bottom: int) -> str:
    inset_x, inset_y = max(4, (right - left) * 23 // 100), max(4, (bottom - top) * 23 // 100)
    area = inked = 0
    for row in range(top + inset_y, bottom - inset_y + 1):
        inside = pixels[row * width + left + inset_x : row * width + right - inset_x + 1]
        area += len(inside)
        inked += inside.count(_INK)
    share = inked / max(area, 1)
    return EMPTY if share < _EMPTY_INK else TICKED if share >= _TICKED_INK else UNKNOWN


def _stands_alone(pixels: bytes, width: int, box: PixelBox) -> bool:
    """Whether there is paper left and right of a box: a letter of that shape has neighbours. A tick may stick out
    above.
    """
    gap = max(4, (box.right - box.left) // 6)
    lower = box.top if box.state == EMPTY else box.top + (box.bottom - box.top) * 2 // 5
    for start, first_row in ((box.left - 2 - gap, box.top), (box.right + 3, lower)):
        first = max(0, start)
        inked = sum(
            pixels[row * width + first : row * width + first + gap].count(_INK) for row in range(first_row, box.bottom)
        )
        if inked > 0.06 * gap * (box.bottom - first_row):
            return False
    return True


def _has_stem(pixels: bytes, width: int, box: PixelBox) -> bool:
    """Whether just one of the upright sides goes on below, or the left one above: a p, q or b. The sides of a table go
    on at both ends, and what goes on above the right one may be the tick.
    """
    reach = max(4, (box.bottom - box.top) * 2 // 5)
    left, right = max(box.left - 1, 0), box.right - 2

    def goes_on(column: int, first: int) -> bool:
        return first >= 0 and all(
            any(pixels[row * width + column : row * width + column + 4]) for row in range(first, first + reach)
        )

    below, above = box.bottom + 1, box.top - reach
    return [goes_on(left, below), goes_on(right, below), goes_on(left, above)].count(True) == 1


def _is_outline(pixels: bytes, width: int, left: int, right: int, top: int, bottom: int) -> bool:
    """Whether the sides are thin, as drawn lines are and strokes of bold letters are not; or all of it is a filled
    square.
    """
    side = right - left
    third, low, high = side // 3, max(3, side * 14 // 100), max(5, side * 22 // 100)
    rows, columns = range(top + third, bottom - third + 1), range(left + third, right - third + 1)
    strips = (
        [pixels[row * width + column] for row in rows for column in range(left + low, left + high + 1)],
        [pixels[row * width + column] for row in rows for column in range(right - high, right - low + 1)],
        [pixels[row * width + column] for row in range(top + low, top + high + 1) for column in columns],
        [pixels[row * width + column] for row in range(bottom - high, bottom - low + 1) for column in columns],
    )
    inked = sum(sum(strip) > 0.35 * len(strip) for strip in strips)
    return inked <= 1 or (inked == len(strips) and _is_filled(pixels, width, left, right, top, bottom))


def _is_filled(pixels: bytes, width: int, left: int, right: int, top: int, bottom: int) -> bool:
    """Whether there is nothing but ink, up to the corners: a disc has none there."""
    inked = sum(pixels[row * width + left : row * width + right + 1].count(_INK) for row in range(top, bottom + 1))
    return inked >= 0.87 * (right - left + 1) * (bottom - top + 1)
