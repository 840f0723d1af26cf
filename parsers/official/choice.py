"""A choice among bare numbers: an office's own form prints `1 2 3 … 11` without the titles, and some are marked.

`Campo: [ ] 1 [ ] 2 [x] 3 …`, `1 2 3 (4) 5 …`, a row of cells with a cell for the mark beside or below each number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from config.campi import CAMPI
from parsers.italian.text import fold_in_place, words
from parsers.model import EMPTY, TICKED, UNKNOWN, Block
from parsers.official.form import NEARLY_ALL, Form, FormItem, form_of
from parsers.official.headings import Heading

#: A few numbers are a choice only if each has a mark or an empty box, and all stand together if the marks are words.
_LEAST = 3
_MOST_LEAD_WORDS = 10
#: `(x) 5) lingua italiana`: so many words of an own title may stand behind what is ticked.
_MOST_TITLE_WORDS = 6
_NUMBER = r"(?:1[01]|0?[1-9])(?!\d)"
_TOKEN = re.compile(
    rf"(?P<on>[{TICKED}✓✔✗✘■●√]|[\[(] ?[xv*✓✔] ?[\])]|_+x{{1,2}}_+|x{{1,3}}(?![a-z])|si\b)"
    rf"|(?P<off>[{EMPTY}□○]|\[ {{0,3}}\]|\( {{0,3}}\)|\[_+\]|\(_+\)|_+|no\b)"
    rf"|(?P<unknown>{UNKNOWN})"
    rf"|[(\[«*>] ?(?P<ringed>{_NUMBER}) ?[)\]»*<]"
    rf"|(?P<number>{_NUMBER})"
    r"|(?P<gap>\s+)|(?P<stop>[|,;:./)\]°º–—-]|n[.°]|camp[oi]\b|e\b|o\b)"
)
_MARKS = {"on": TICKED, "off": EMPTY, "unknown": UNKNOWN}
#: What stands before the first number or box of a row in running text.
_LEAD = re.compile(rf"[^\d\[(«*>_{TICKED}{EMPTY}{UNKNOWN}✓✔✗✘■●√□○]*")
_IN_BRACKETS, _WORD = re.compile(r"\([^()\d]*\)"), re.compile(r"[^\W\d_]{3}")
_ASKS = re.compile(
    r"\b(?:camp[oi]|ambit[oi]|settor[ei]|area|aree|temi?|voc[ei]|punt[oi]|barrare|contrassegnare|scheda)\b"
)
#: How far a stop (`1, x 2`) and the end of a line set a mark apart from a number, in spaces.
_STOP_DISTANCE, _LINE_DISTANCE = 10, 30


@dataclass(slots=True)
class _Number:
    """A number of a row with its mark; `start` and `end` measure distances along the row; `titled` if words stand
    behind it.
    """

    campo: int
    block: Block
    start: int
    end: int
    ringed: bool = False
    mark: str = ""
    titled: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark of a row that belongs to one of the numbers beside it; `drawn` if it is no word."""

    kind: str
    block: Block
    start: int
    end: int
    drawn: bool


_Item = _Number | _Mark
#: Row and column of a cell.
_Place = tuple[int, int]


def choices(blocks: Sequence[Block]) -> list[Form]:
    """The rows of numbers of a document that are a choice, each as a form of its own."""
    return [form for row in _whole(_rows(blocks)) if (form := _choice(row, blocks)) is not None]


def heading_of(choice: Form, text: str) -> Heading | None:
    """What a choice says as a heading of the text below it, None if nothing is marked; `text` is that of its block."""
    return Heading(text, choice.label, choice.marked, None, "") if choice.marked else None


def _whole(rows: Iterable[list[_Item]]) -> list[list[_Item]]:
    """Rows of boxes that go on behind a text, as one: `(x) 1) …`, the text, `( ) 2)`, `( ) 3)`, `(x) 4) …`."""
    whole: list[list[_Item]] = []
    for row in filter(None, rows):
        if whole and _goes_on(whole[-1], row):
            whole[-1] = [*whole[-1], *row]
        else:
            whole.append(row)
    return whole


def _goes_on(row: Sequence[_Item], following: Sequence[_Item]) -> bool:
    before = [item.campo for item in row if isinstance(item, _Number)]
    behind = [item.campo for item in following if isinstance(item, _Number)]
    marks = [item for item in (*row, *following) if isinstance(item, _Mark)]
    boxed = len(marks) == len(before) + len(behind) and all(mark.drawn for mark in marks)
    return bool(before and behind) and boxed and before[-1] < behind[0]


def _rows(blocks: Sequence[Block]) -> Iterator[list[_Item]]:
    """Stretches of blocks that hold only numbers and marks, the first perhaps behind a label."""
    row: list[_Item] = []
    reach = 0
    for block in blocks:
        found = list(_items(block, reach, first=not row))
        if not found:
            yield row
            begun, row, reach = bool(row), [], 0
            found = list(_items(block, 0, first=True)) if begun else []
        row += found
        reach += len(block.text) + _LINE_DISTANCE
    yield row


def _without_remark(found: re.Match[str]) -> str:
    """Blanks for brackets with words in them, and brackets with marks as they are."""
    return " " * len(found[0]) if _WORD.search(found[0]) else found[0]


def _items(block: Block, reach: int, *, first: bool) -> Iterator[_Item]:
    """The numbers and marks of a block, nothing if it holds other words too."""
    text = _IN_BRACKETS.sub(_without_remark, fold_in_place(block.text))
    lead = _LEAD.match(text)
    place = lead.end() if lead is not None and first and _is_lead(lead[0]) else 0
    found: list[_Item] = []
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            if _is_titled(found, text[place:]):
                break
            return
        place = match.end()
        if match.lastgroup in _MARKS:
            kind, drawn = _MARKS[match.lastgroup], not match[0].isalpha()
            found.append(_Mark(kind, block, reach + match.start(), reach + match.end(), drawn))
        elif (number := match["ringed"] or match["number"]) is not None:
            ringed = match["ringed"] is not None
            found.append(_Number(int(number), block, reach + match.start(), reach + match.end(), ringed))
        elif match["stop"]:
            reach += _STOP_DISTANCE
    yield from found


def _is_titled(found: Sequence[_Item], rest: str) -> bool:
    """Whether a line is a box, a number and a short title; the number is told so."""
    numbers = [item for item in found if isinstance(item, _Number)]
    boxed = len(found) == 2 and len(numbers) == 1 and all(item.drawn for item in found if isinstance(item, _Mark))
    if boxed and len(words(rest)) <= _MOST_TITLE_WORDS:
        numbers[0].titled = True
        return True
    return False


def _is_lead(text: str) -> bool:
    return not text.strip() or (len(words(text)) <= _MOST_LEAD_WORDS and _ASKS.search(text) is not None)


def _choice(row: Sequence[_Item], around: Sequence[Block]) -> Form | None:
    """A row of a document as a form, None if its numbers are no choice."""
    numbers = _without_rings([item for item in row if isinstance(item, _Number)])
    marks = [item for item in row if isinstance(item, _Mark)]
    steps = [after.campo - before.campo for before, after in pairwise(numbers)]
    if len(numbers) < _LEAST or min(steps) < 1 or numbers[-1].campo > len(CAMPI):
        return None
    _join(numbers, marks, around)
    blocks = {item.block.index: item.block for item in row}
    printed = len(numbers) >= NEARLY_ALL and set(steps) == {1}
    drawn = all(mark.drawn for mark in marks) and sum(not number.titled for number in numbers) >= _LEAST
    if not printed and not (_is_whole(numbers) and (drawn or _stand_together(numbers))):
        return None
    items = tuple(FormItem(number.campo, number.block.index, number.mark, number.block.text) for number in numbers)
    # An item with a title may head what it is the title of.
    members = frozenset(blocks) - {number.block.index for number in numbers if number.titled}
    form = form_of(items, blocks, members)
    return form if form.marked or any(number.mark for number in numbers) else None


def _is_whole(numbers: Sequence[_Number]) -> bool:
    """Whether each of a few numbers has a mark, and the marks differ."""
    return {number.mark for number in numbers} == {TICKED, EMPTY}


def _stand_together(numbers: Sequence[_Number]) -> bool:
    """Whether numbers stand on one line or in one row of cells."""
    cells = [number.block.cell for number in numbers]
    in_row = len({(cell.table, cell.row) if cell else None for cell in cells}) == 1 and None not in cells
    return in_row or len({number.block.index for number in numbers}) == 1


def _without_rings(numbers: Sequence[_Number]) -> list[_Number]:
    """The numbers, those in brackets marked if others have none: `1 2 (3) 4`."""
    ringed = [number for number in numbers if number.ringed]
    if not 0 < len(ringed) < len(numbers):
        return list(numbers)
    return [replace(number, mark=TICKED) if number.ringed else number for number in numbers]


def _join(numbers: Sequence[_Number], marks: Sequence[_Mark], around: Sequence[Block]) -> None:
    """Gives each mark to its number: by the cells of a table, by their order in a line, else to the nearest."""
    if all(number.block.cell is not None for number in numbers) and len({n.block.index for n in numbers}) > 1:
        _join_in_cells(numbers, marks, _filled(around, numbers[0].block))
        return
    if len(marks) == len(numbers):
        # Each number has its own; all stand before the numbers, or all behind.
        for number, mark in zip(numbers, marks, strict=True):
            number.mark = mark.kind
        return
    for mark in marks:
        far = sorted((max(n.start - mark.end, mark.start - n.end), place) for place, n in enumerate(numbers))
        nearest = [place for distance, place in far if distance == far[0][0]]
        for place in nearest:
            numbers[place].mark = mark.kind if len(nearest) == 1 or mark.kind == EMPTY else UNKNOWN


def _filled(blocks: Sequence[Block], within: Block) -> set[_Place]:
    """The cells that hold something, of the table that a block stands in."""
    cell = within.cell
    return {
        _place(block)
        for block in blocks
        if cell is not None and block.cell is not None and block.cell.table == cell.table
    }


def _join_in_cells(numbers: Sequence[_Number], marks: Sequence[_Mark], filled: set[_Place]) -> None:
    """A mark stands in the cell of its number, or on the same side of it as the others: behind, before, below or
    above.
    """
    by_block = {number.block.index: number for number in numbers}
    for mark in marks:
        if mark.block.index in by_block:
            by_block[mark.block.index].mark = mark.kind
    apart = [mark for mark in marks if mark.block.index not in by_block]
    places = {_place(number.block): number for number in numbers}
    if apart and (side := _side(list(places), [_place(mark.block) for mark in apart], filled)) is not None:
        for mark in apart:
            row, column = _place(mark.block)
            places[row - side[0], column - side[1]].mark = mark.kind


def _place(block: Block) -> _Place:
    return (block.cell.row, block.cell.column) if block.cell is not None else (0, 0)


def _side(numbers: Sequence[_Place], marks: Sequence[_Place], filled: set[_Place]) -> _Place | None:
    """On which side of its number a mark stands, as rows down and columns to the right: the side on which all marks
    find a number, None if there is none. Of two sides, marks stand behind and below where numbers begin the table or
    stand behind its label, else before and above.
    """
    row, column = min(numbers)
    behind = column == 0 or (row, column - 1) in filled.difference(marks)
    below = row == 0 or (row - 1, column) in filled.difference(marks)
    across = [(0, 1), (0, -1)] if behind else [(0, -1), (0, 1)]
    down = [(1, 0), (-1, 0)] if below else [(-1, 0), (1, 0)]
    for side in (*across, *down):
        if all((place[0] - side[0], place[1] - side[1]) in numbers for place in marks):
            return side
    return None
