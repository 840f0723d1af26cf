"""Where the boxes of a page stand, by its rows: who looks for what is beside something need not look at all of it."""

import math
from collections.abc import Sequence

from parsers.model import Box

#: The height of a row in points, and how many rows a box may touch before it counts as one of all rows.
_HEIGHT, _MOST = 8.0, 40


class Rows:
    """The numbers of boxes by the rows that they touch; what has no box is nowhere."""

    def __init__(self, boxes: Sequence[Box | None]) -> None:
        self._rows: dict[int, list[int]] = {}
        self._tall: list[int] = []
        self._all = [number for number, box in enumerate(boxes) if box is not None]
        for number in self._all:
            box = boxes[number]
            if (rows := _rows(box.top, box.bottom) if box is not None else None) is None:
                self._tall.append(number)
                continue
            for row in rows:
                self._rows.setdefault(row, []).append(number)

    def near(self, top: float, bottom: float) -> Sequence[int]:
        """In their order, the numbers of all boxes that touch this stretch of the page, and of others near it."""
        if (rows := _rows(top, bottom)) is None:
            return self._all
        return sorted({*self._tall, *(number for row in rows for number in self._rows.get(row, ()))})


def _rows(top: float, bottom: float) -> range | None:
    """The rows of a stretch, None if it is nearly all of the page or no number."""
    if not (math.isfinite(top) and math.isfinite(bottom)):
        return None
    first, last = math.floor(min(top, bottom) / _HEIGHT), math.floor(max(top, bottom) / _HEIGHT)
    return range(first, last + 1) if last - first < _MOST else None
