"""Tables with a practice in each column and the labels in the first: `Campo | 6 | 5`, `Descrizione | … | …`.

They are read column by column, as if each practice had a sheet of labels and values of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from parsers.italian.text import words
from parsers.lines.labels import asks_campo, bare_label, holds_text, is_known, names_practice, tells_part
from parsers.model import Block, Cell

#: A label has at most so many words, the text of a practice at least so many.
_LABEL_WORDS, _TEXT_WORDS = 9, 10


@dataclass(frozen=True, slots=True)
class Upright:
    """Blocks in the order in which they are read; `labels` are those of turned cells, by the index of the block."""

    blocks: list[Block]
    labels: dict[int, str]


def upright(blocks: Sequence[Block]) -> Upright:
    """The blocks of a document, the cells of tables that lie on their side in the order of their columns."""
    turned = Upright([], {})
    for table, group in groupby(blocks, key=lambda block: block.cell.table if block.cell else None):
        cells = list(group)
        labels = _labels_of_rows(cells) if table is not None else {}
        turned.blocks.extend(_turned(cells, labels) if labels else cells)
        turned.labels.update((b.index, labels[c.row]) for b, c in _values(cells) if c.row in labels and c.column)
    return turned


def _values(cells: Sequence[Block]) -> Iterator[tuple[Block, Cell]]:
    return ((block, block.cell) for block in cells if block.cell is not None)


def _labels_of_rows(cells: Sequence[Block]) -> dict[int, str]:
    """The labels in the first column of a table that lies on its side, by row; {} for any other table."""
    first = {cell.row: block.text for block, cell in _values(cells) if cell.column == 0}
    columns = {cell.column for _, cell in _values(cells)} - {0}
    if len(columns) < 2 or any(len(words(text)) > _LABEL_WORDS for text in first.values()):
        return {}
    labels = {row: bare_label(text) for row, text in first.items()}
    naming = any(names_practice(label) or asks_campo(label) for label in labels.values())
    known = sum(is_known(label) for label in labels.values())
    telling = {row for row, label in labels.items() if holds_text(label) or tells_part(label)}
    told = {c.column for block, c in _values(cells) if c.row in telling and len(words(block.text)) >= _TEXT_WORDS}
    return labels if naming and known >= 2 and len(told - {0}) >= 2 else {}


def _turned(cells: Sequence[Block], labels: dict[int, str]) -> Iterator[Block]:
    """The labels with the values of the first practice, then those of each other, below one another."""
    high = max(cell.row for _, cell in _values(cells)) + 1
    columns = sorted({cell.column for _, cell in _values(cells)} - {0})
    places = {column: number for number, column in enumerate(columns)}
    placed = [
        (places.get(cell.column, 0) * high + cell.row, min(cell.column, 1), block) for block, cell in _values(cells)
    ]
    for row, column, block in sorted(placed, key=lambda one: one[:2]):
        yield replace(block, cell=replace(block.cell, row=row, column=column) if block.cell else None)
