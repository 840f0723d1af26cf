"""The table of an RTF file that is under way: its rows come one by one, and nothing says where a table ends."""

from dataclasses import dataclass, field, replace

from parsers.model import Block, BlockKind, Cell


@dataclass(slots=True)
class _Row:
    """A row: the paragraphs of each cell, and the right borders of the columns."""

    cells: list[list[Block]]
    edges: list[int]


@dataclass(slots=True)
class Table:
    """The rows so far; `cells` are those of the row under way, the last one open."""

    cells: list[list[Block]] = field(default_factory=lambda: [[]])
    _edges: list[int] = field(default_factory=list)
    _rows: list[_Row] = field(default_factory=list)
    _before: int = 0

    def mark(self, word: str, value: int | None) -> bool:
        """Takes in a control word of rows; False for any other."""
        if word == "trowd":
            self._edges = []
        elif word == "cellx" and value is not None:
            self._edges.append(value)
        elif word == "row":
            self._rows.append(_Row(self.cells if self.cells[-1] else self.cells[:-1], self._edges))
            self.cells = [[]]
        else:
            return False
        return True

    def end(self) -> list[Block]:
        """The rows so far as cells, by the column borders that they share; rows of one cell are only a layout."""
        if any(self.cells):
            self._rows.append(_Row(self.cells, self._edges))
        rows, self._rows, self.cells = self._rows, [], [[]]
        number, self._before = self._before, self._before + bool(rows)
        if all(len(row.cells) < 2 for row in rows):
            return [replace(block, cell=None) for row in rows for blocks in row.cells for block in blocks]
        edges = sorted({edge for row in rows for edge in row.edges})
        borders = {edge: place for place, edge in enumerate(edges)}
        return [
            replace(block, cell=Cell(number, at, _column(row, column, borders)), kind=BlockKind.CELL)
            for at, row in enumerate(rows)
            for column, blocks in enumerate(row.cells)
            for block in blocks
        ]


def _column(row: _Row, column: int, borders: dict[int, int]) -> int:
    """Which column of the table a cell of a row stands in: the one behind the border before it."""
    return borders[row.edges[column - 1]] + 1 if 0 < column <= len(row.edges) else column
