"""Where the cells of tables stand, found without a walk through the document for each: a table may have thousands."""

from collections.abc import Sequence

from parsers.italian.text import fold
from parsers.lines.readings import Reading
from parsers.model import Block


class Cells:
    """The cells of each row, and those that head a column by naming a campo, as places among the blocks, in order."""

    def __init__(self, blocks: Sequence[Block], readings: Sequence[Reading]) -> None:
        self._rows: dict[tuple[int, int], list[int]] = {}
        self._heads: dict[tuple[int, int, str], list[int]] = {}
        for place, (block, reading) in enumerate(zip(blocks, readings, strict=True)):
            if block.cell is None:
                continue
            self._rows.setdefault((block.cell.table, block.cell.row), []).append(place)
            heading = reading.heading
            if heading is not None and heading.campi and not heading.own_title:
                self._heads.setdefault((block.cell.table, block.cell.column, fold(block.text)), []).append(place)

    def of_row(self, table: int, row: int) -> Sequence[int]:
        """The cells of a row."""
        return self._rows.get((table, row), ())

    def heads(self, table: int, column: int, text: str) -> Sequence[int]:
        """The cells of a column that name a campo and say `text` (folded)."""
        return self._heads.get((table, column, text), ())
