"""From the lines of PDF pages to blocks: paragraphs joined, page furniture set apart, tables as cells."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parsers.model import Block, BlockKind, Box, Cell
from parsers.readers.pdf.tables import TableCell
from parsers.readers.plain import STARTS_ANEW, starts_anew

_PAGE_NUMBER = re.compile(
    r"(?:pag(?:ina|\.)?\s*)?[-–—]?\s*\d{1,3}\s*(?:(?:di|/|of)\s*\d{1,3})?\s*[-–—]?", re.IGNORECASE
)
_FURNITURE = frozenset({BlockKind.HEADER, BlockKind.FOOTER})
#: Share of the page height at its top and bottom where furniture stands.
_MARGIN = 0.12
#: Distance of lines set single-spaced, in sizes of their letters.
_SINGLE_SPACED = 1.4


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; `box` None where positions are not known; `field` marks the value of a form field; `marked` and
    `struck` what is drawn below, behind or through it.
    """

    text: str
    box: Box | None
    size: float
    bold: bool
    field: bool = False
    coloured: bool = False
    marked: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `number` from 1, sizes in points (0 where unknown); `ocr` if its lines come from character recognition;
    `gutter` where the white between two columns is.
    """

    number: int
    width: float
    height: float
    lines: list[Line]
    cells: tuple[TableCell, ...]
    ocr: bool = False
    gutter: float | None = None


def blocks_of(pages: Sequence[Page]) -> tuple[Block, ...]:
    """The blocks of a document in reading order."""
    furniture = _furniture(pages)
    blocks: list[Block] = []
    tables = 0
    for page in pages:
        for part in _parts(page, furniture):
            if isinstance(part, Block):
                place = part.cell and Cell(part.cell.table + tables, part.cell.row, part.cell.column)
                blocks.append(_at(part, len(blocks), place))
            else:
                _add_paragraph(blocks, part, page.number)
        tables += len({cell.table for cell in page.cells})
    return tuple(blocks)


def _parts(page: Page, furniture: frozenset[str]) -> Iterator[Block | list[Line]]:
    """Paragraphs as lists of lines, and finished blocks for what is no running text."""
    typed = {kind: [line for line in page.lines if _is_typed(line) is kind] for kind in (True, False)}
    pitch = {kind: _pitch(lines) for kind, lines in typed.items()}
    edges = {key: _right_edge([line for line in page.lines if _column(line, page) == key]) for key in _columns(page)}
    held: list[Line] = []
    placed: set[int] = set()
    for line in page.lines:
        kind, table = _furniture_kind(line, page, furniture), _table_of(line, page.cells)
        apart = kind is not None or table is not None
        if held and (apart or _begins_paragraph(held, line, pitch[_is_typed(line)], edges[_column(held[-1], page)])):
            yield held
            held = []
        if kind is not None:
            yield Block(0, line.text, kind, page.number, bold=line.bold, box=line.box)
        elif table is None:
            held.append(line)
        elif table not in placed:
            placed.add(table)
            yield from _cells(page, table)
    if held:
        yield held


def _add_paragraph(blocks: list[Block], lines: list[Line], number: int) -> None:
    text = _join(lines)
    if not text:
        return
    previous = next((block for block in reversed(blocks) if block.kind not in _FURNITURE), None)
    if previous is not None and previous.page == number - 1 and _goes_on(previous, text, lines[0]):
        blocks[previous.index] = _at(previous, previous.index, None, _glue(previous.text, text))
        return
    kind = BlockKind.LIST_ITEM if STARTS_ANEW.match(text) else BlockKind.PARAGRAPH
    bold = all(line.bold for line in lines)
    marked = all(line.marked or line.coloured for line in lines)
    struck = all(line.struck for line in lines)
    box = _box_of(lines)
    blocks.append(Block(len(blocks), text, kind, number, bold=bold, marked=marked, struck=struck, box=box))


def _box_of(lines: Sequence[Line]) -> Box | None:
    """Where the lines of a paragraph stand, None if that is not known."""
    boxes = [line.box for line in lines if line.box is not None]
    if not boxes:
        return None
    return Box(min(b.left for b in boxes), boxes[0].top, max(b.right for b in boxes), boxes[-1].bottom)


def _goes_on(previous: Block, text: str, first: Line) -> bool:
    """Whether a paragraph is the rest of the last one on the page before."""
    unfinished = (
        previous.kind is not BlockKind.CELL and not previous.bold and not re.search(r"[.:;!?»”\")]\s*$", previous.text)
    )
    return unfinished and not first.bold and not STARTS_ANEW.match(text) and text[:1].islower()


def _begins_paragraph(held: list[Line], line: Line, pitch: float, right: float) -> bool:
    previous = held[-1]
    if _is_set_otherwise(line, previous) or starts_anew(line.text, previous.text):
        return True
    if previous.box is None or line.box is None:
        return bool(re.search(r"[.:;!?]$", previous.text)) and line.text[:1].isupper()
    gap = line.box.top - previous.box.top
    if pitch and (gap > pitch * 1.35 or gap < -pitch):
        return True
    return _ended_early(previous.box, line, line.box, right)


def _is_set_otherwise(line: Line, previous: Line) -> bool:
    """Whether a line looks different from the one before."""
    if line.field or previous.field or _is_typed(line) != _is_typed(previous):
        return True
    if line.bold != previous.bold or (previous.size and line.size and abs(line.size - previous.size) > 0.6):
        return True
    if _emphasis(line) != _emphasis(previous) and not line.text[:1].islower():
        return True
    return _is_shouted(previous.text) != _is_shouted(line.text)


def _ended_early(before: Box, line: Line, box: Box, right: float) -> bool:
    """Whether the line before ended although the next word would have fitted: its paragraph was over."""
    if before.right < box.left or not right:
        return False
    word = len(line.text.split(maxsplit=1)[0]) * (box.right - box.left) / max(len(line.text), 1)
    fitted = before.right + word * 1.3 < right
    return fitted and (not line.text[:1].islower() or before.right < right * 0.75)


def _emphasis(line: Line) -> tuple[bool, bool]:
    """How a line is set off from the others."""
    return line.marked or line.coloured, line.struck


def _is_shouted(text: str) -> bool:
    """Whether a line is set in capitals: a heading among running text."""
    return text.isupper() and len(text) > 8


def _join(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        text = _glue(text, line.text)
    return re.sub(r"\s+", " ", text.replace("\u2010", "")).strip()


def _glue(left: str, right: str) -> str:
    if not left:
        return right
    if left.endswith("\u2010"):
        return left[:-1] + right
    if left.endswith("-") and re.match(r"[a-zà-ù]-", left[-2:]) and re.match(r"[a-zà-ù]", right):
        return left[:-1] + right
    return f"{left} {right}"


def _furniture(pages: Sequence[Page]) -> frozenset[str]:
    """Lines that stand apart in the same margin of at least two pages and of half of them, numbers aside."""
    if len(pages) < 2:
        return frozenset()
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_shape(line.text) for line in _lines_apart(page)})
    least = max(2, len(pages) // 2)
    return frozenset(shape for shape, count in counts.items() if count >= least)


def _lines_apart(page: Page) -> Iterator[Line]:
    """The lines in the margins that a wider gap than that between lines sets off from the text."""
    placed = sorted(
        (line for line in page.lines if line.box is not None), key=lambda line: line.box.top if line.box else 0
    )
    pitch = _pitch(placed)
    for ordered in (placed, placed[::-1]):
        group: list[Line] = []
        for line, following in pairwise(ordered):
            if line.box is None or following.box is None or not _in_margin(line, page):
                break
            group.append(line)
            if abs(following.box.top - line.box.top) > pitch * 1.35:
                yield from group
                group = []
        else:
            # A page of nothing but furniture and perhaps one line.
            yield from (line for line in ordered[-1:] if _in_margin(line, page))


def _furniture_kind(line: Line, page: Page, furniture: frozenset[str]) -> BlockKind | None:
    if line.box is None or not _in_margin(line, page):
        return None
    at_top = line.box.top < page.height / 2
    if _shape(line.text) in furniture or (_PAGE_NUMBER.fullmatch(line.text.strip()) and not at_top):
        return BlockKind.HEADER if at_top else BlockKind.FOOTER
    return None


def _in_margin(line: Line, page: Page) -> bool:
    if line.box is None or not page.height:
        return False
    return line.box.bottom < page.height * _MARGIN or line.box.top > page.height * (1 - _MARGIN)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s+", " ", text)).strip().lower()


def _pitch(lines: Sequence[Line]) -> float:
    """The distance between two lines of one paragraph, 0 if unknown: the smallest that is frequent on the page, or that
    fits the size of the letters where most paragraphs have one line only.
    """
    tops = [line.box.top for line in lines if line.box is not None and not line.field]
    gaps = sorted(second - first for first, second in pairwise(tops) if 4 < second - first < 60)
    size = median([line.size for line in lines if line.size] or [0.0])
    for place, gap in enumerate(gaps):
        alike = bisect_right(gaps, gap * 1.08) - place
        if alike >= max(1, len(gaps) * 0.15) or size <= gap <= size * _SINGLE_SPACED:
            return gap
    return 0.0


def _right_edge(lines: Sequence[Line]) -> float:
    """Where full lines end; 0 if nothing is known of it."""
    edges = sorted(line.box.right for line in lines if line.box is not None and len(line.text) > 25)
    if not edges:
        return max((line.box.right for line in lines if line.box is not None), default=0.0)
    return edges[int(len(edges) * 0.8)]


def _is_typed(line: Line) -> bool:
    """Whether the size of a line's letters is known; of recognised lines it is not, and they are set otherwise than
    typed ones.
    """
    return line.size > 0


def _column(line: Line, page: Page) -> tuple[bool, bool]:
    return _is_left(line, page.gutter), _is_typed(line)


def _columns(page: Page) -> set[tuple[bool, bool]]:
    return {_column(line, page) for line in page.lines}


def _is_left(line: Line, gutter: float | None) -> bool:
    """Whether a line belongs to the left one of two columns."""
    return gutter is not None and line.box is not None and line.box.right <= gutter + 2


def _table_of(line: Line, cells: Sequence[TableCell]) -> int | None:
    if line.box is None:
        return None
    x, y = (line.box.left + 1), (line.box.top + line.box.bottom) / 2
    for cell in cells:
        if cell.box.left <= x <= cell.box.right and cell.box.top <= y <= cell.box.bottom:
            return cell.table
    return None


def _cells(page: Page, table: int) -> Iterator[Block]:
    for cell in page.cells:
        if cell.table == table:
            place = Cell(cell.table, cell.row, cell.column)
            lines = [line for line in page.lines if line.box is not None and _inside(line.box, cell.box)]
            text = cell.text if _is_crossed(page.lines, cell.box) else _join(lines)
            if text:
                look = {
                    name: bool(lines) and all(getattr(line, name) for line in lines)
                    for name in ("bold", "marked", "struck")
                }
                yield Block(0, text, BlockKind.CELL, page.number, cell=place, box=cell.box, **look)


def _inside(box: Box, cell: Box) -> bool:
    middle = (box.top + box.bottom) / 2
    return cell.left - 1 <= box.left <= cell.right and cell.top <= middle <= cell.bottom


def _is_crossed(lines: Sequence[Line], cell: Box) -> bool:
    """Whether a line runs over a border of the cell: PDFium took the text of two cells for one line."""
    for line in lines:
        box = line.box
        if (
            box is None
            or min(box.bottom, cell.bottom) - max(box.top, cell.top) < 3
            or min(box.right, cell.right) - max(box.left, cell.left) < 3
        ):
            continue
        height = cell.bottom - cell.top
        if box.left < cell.left - 3 or box.right > cell.right + 3 or (box.bottom - box.top > height and height > 6):
            return True
    return False


def _at(block: Block, index: int, cell: Cell | None, text: str | None = None) -> Block:
    return Block(
        index, block.text if text is None else text, block.kind, block.page, block.level, block.bold,
        block.marked, block.struck, cell or block.cell, block.box,
    )  # fmt: skip
