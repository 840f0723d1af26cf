"""The form as a row of boxes: `[ ] 1 [x] 3 [ ] 5`, `1 ☐ 2 ☒ 3 ☐`, one cell for each, without the titles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from config.campi import CAMPI
from parsers.italian.text import fold
from parsers.model import EMPTY, TICKED, Block

_BOX = rf"[{TICKED}{EMPTY}✓✔✗✘■□]|\[ ?[xv]? ?\]|\( ?[x]? ?\)"
_TOKEN = re.compile(rf"(?P<box>{_BOX})|(?P<number>\d{{1,2}})|(?P<word>[^\s;,.|:)(\]\[-]+)")
#: An item that has kept its title, or some words of it.
_TITLED = re.compile(rf"\s*(?P<box>{_BOX}) ?(?P<number>\d{{1,2}}) ?[).–-] ?(?=[^\W\d_])")
_EMPTY_BOXES = frozenset({EMPTY, "□", "[]", "()"})
#: Before a row may stand what it is.
_LABEL = frozenset(
    "campo campi scheda n contrassegnati contrassegnato contrassegnare barrare barrati barrata x della del".split()
)
#: So many numbers with a box each make a row of the form.
_LEAST = 3
#: So many characters show the number and the beginning of a title.
_PREFIX = 40
#: A row of the form has at most so many characters.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Box:
    """The number of a campo with its mark, TICKED or EMPTY, and the block; `titled` if its title stands beside it."""

    block: Block
    number: int
    mark: str
    titled: bool = False


def boxes_of(blocks: Sequence[Block]) -> list[Box]:
    """The boxes of rows without titles, with those of the items between them that have kept theirs, in order of their
    numbers; [] if there is no such row, or if it does not show both states.
    """
    found: list[Box] = []
    for row in _rows(blocks):
        boxes = _in_row(row) or list(_titled(row[0]))
        numbers = [box.number for box in (*found[-1:], *boxes)]
        if boxes and numbers == sorted(set(numbers)):
            found += boxes
    bare = [box for box in found if not box.titled]
    return found if len(bare) >= _LEAST and {box.mark for box in found} == {TICKED, EMPTY} else []


def _titled(block: Block) -> Iterator[Box]:
    match = _TITLED.match(fold(block.text[:_PREFIX]))
    if match is not None and 1 <= int(match["number"]) <= len(CAMPI):
        yield Box(block, int(match["number"]), _mark(match["box"]), titled=True)


def _mark(box: str) -> str:
    return EMPTY if box.replace(" ", "") in _EMPTY_BOXES else TICKED


def _rows(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks, the cells of a row of a table together."""
    for _, group in groupby(
        blocks, key=lambda block: (block.cell.table, block.cell.row) if block.cell else block.index
    ):
        yield list(group)


def _in_row(row: Sequence[Block]) -> list[Box]:
    """Numbers and boxes in turns, and nothing else but what the row is called; [] if anything else stands there."""
    if sum(len(block.text) for block in row) > _LONGEST:
        return []
    tokens = [(block, match) for block in row for match in _TOKEN.finditer(fold(block.text))]
    marks = [(block, match) for block, match in tokens if match["word"] not in _LABEL]
    if len(marks) % 2 or any(match["word"] for _, match in marks):
        return []
    pairs = [
        (block, one["number"] or other["number"], one["box"] or other["box"])
        for (block, one), (_, other) in zip(marks[::2], marks[1::2], strict=True)
    ]
    if not all(number and box and 1 <= int(number) <= len(CAMPI) for _, number, box in pairs):
        return []
    return [Box(block, int(number), _mark(box)) for block, number, box in pairs]
