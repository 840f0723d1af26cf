"""Numbers behind `Scheda` that only count: files `Scheda 1`, `Scheda 2`, a column of `1`, `2`, `3`.

`Scheda 7` is that of campo 7; whoever counts from one without a gap counts, unless the texts speak of those campi.
"""

from collections import defaultdict
from collections.abc import Sequence

from parsers.italian.text import words
from parsers.lines.labels import bare_label
from parsers.lines.readings import Reading
from parsers.lines.topics import likelier
from parsers.model import Block
from parsers.official.asked import value_heading

#: The label that counts as well as it asks for the campo.
_LABELS = frozenset({"scheda", "scheda n", "scheda n.", "n. scheda", "schede"})
#: How many times likelier than by chance texts must speak of the campi that a count names.
_LIKELIER = 40.0


def only_count(numbers: Sequence[int], texts: Sequence[str]) -> bool:
    """Whether the numbers of texts, in their order, are 1, 2, 3 … and the texts do not speak of those campi."""
    if len(numbers) < 2 or list(numbers) != list(range(1, len(numbers) + 1)):
        return False
    return likelier([words(text) for text in texts], numbers) < _LIKELIER


def counting_cells(blocks: Sequence[Block], readings: Sequence[Reading]) -> frozenset[int]:
    """The places of the cells below `Scheda` that only count the rows of their table."""
    rows: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    columns: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for place, (block, reading) in enumerate(zip(blocks, readings, strict=True)):
        if block.cell is None:
            continue
        value = value_heading(block.text) if bare_label(reading.head) in _LABELS else None
        if value is not None and len(value.numbers) == 1:
            columns[block.cell.table, block.cell.column].append((place, value.numbers[0]))
        else:
            rows[block.cell.table, block.cell.row].append(block.text)
    found: set[int] = set()
    for cells in columns.values():
        told = [" ".join(rows[cell.table, cell.row]) for place, _ in cells if (cell := blocks[place].cell) is not None]
        if only_count([number for _, number in cells], told):
            found |= {place for place, _ in cells}
    return frozenset(found)
