"""Typed lines and lines recognised from the pictures of the same page, in one reading order."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from parsers.model import Box
from parsers.readers.pdf.layout import Line

#: Two lines are the same words at the same place if they overlap by this share and are alike to this degree (of 100).
_SAME_PLACE, _SAME_WORDS = 0.5, 70
#: By how many points lines may overlap and still stand below each other.
_SLACK = 3.0


def together(typed: Sequence[Line], recognised: Sequence[Line]) -> list[Line]:
    """All lines of a page: what was recognised is put, block by block, where it stands among the typed lines.

    A recognised line that repeats a typed one in the same place is left out.
    """
    result = list(typed)
    new = [line for line in recognised if not any(_repeats(line, other) for other in typed)]
    for block in _blocks(new, typed):
        place = _place(block, result)
        result[place:place] = block
    return result


def _repeats(line: Line, typed: Line) -> bool:
    if line.box is None or typed.box is None or _shared(line.box, typed.box) < _SAME_PLACE:
        return False
    return fuzz.ratio(line.text.lower(), typed.text.lower()) >= _SAME_WORDS


def _shared(one: Box, other: Box) -> float:
    """Which share of the smaller of two boxes the other covers."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    least = min((box.right - box.left) * (box.bottom - box.top) for box in (one, other))
    return max(width, 0.0) * max(height, 0.0) / max(least, 0.01)


def _blocks(lines: Sequence[Line], typed: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that follow each other downwards without a typed line between them."""
    held: list[Line] = []
    for line in lines:
        if held and not _follows(held[-1].box, line.box, typed):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def _follows(above: Box | None, below: Box | None, typed: Sequence[Line]) -> bool:
    if above is None or below is None:
        return True
    if below.top < above.top - _SLACK or not _share_columns(above, below):
        return False
    first, last = _middle(above), _middle(below)
    between = [line.box for line in typed if line.box is not None and first < _middle(line.box) < last]
    return not any(_share_columns(box, above) or _share_columns(box, below) for box in between)


def _place(block: Sequence[Line], lines: Sequence[Line]) -> int:
    """Behind the last line that is above the block, or beside it on its left."""
    boxes = [line.box for line in block if line.box is not None]
    if not boxes:
        return len(lines)
    top, left = min(box.top for box in boxes), min(box.left for box in boxes)
    bottom = max(box.bottom for box in boxes)
    before = [
        index
        for index, line in enumerate(lines)
        if line.box is not None
        and (_middle(line.box) <= top + _SLACK or (_middle(line.box) < bottom and line.box.right <= left + _SLACK))
    ]
    return max(before) + 1 if before else 0


def _share_columns(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2
