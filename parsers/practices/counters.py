"""Numbers that only count and numbers that are campi: files `Scheda 1`, `Scheda 2`, columns of `1`, `2`, `3`, of `4`,
`6`, `7`.

`Scheda 7` is that of campo 7; whoever counts from one without a gap counts, unless the texts speak of those campi. In a
column without a head numbers are campi if the texts beside them speak of those.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from parsers.italian.text import words
from parsers.lines.labels import bare_label
from parsers.lines.readings import Reading
from parsers.lines.topics import likelier
from parsers.model import Block
from parsers.official.asked import value_heading
from parsers.official.headings import Heading

#: The label that counts as well as it asks for the campo.
_LABELS = frozenset({"scheda", "scheda n", "scheda n.", "n. scheda", "schede"})
#: How many times likelier than by chance texts must speak of the campi that a count names.
_LIKELIER = 40.0
#: The same where numbers skip some; so many rows has a column of campi.
_LIKELIER_WITH_GAPS, _LEAST_ROWS = 8.0, 3


def only_count(numbers: Sequence[int], texts: Sequence[str]) -> bool:
    """Whether the numbers of texts, in their order, are 1, 2, 3 … and the texts do not speak of those campi."""
    if len(numbers) < 2 or list(numbers) != list(range(1, len(numbers) + 1)):
        return False
    return likelier([words(text) for text in texts], numbers) < _LIKELIER


def campi_cells(blocks: Sequence[Block], readings: Sequence[Reading]) -> dict[int, Heading]:
    """What the cells of bare numbers say, by place, in columns that no head explains."""
    found: dict[int, Heading] = {}
    for cells, told in _columns(blocks, readings, lambda head: not head or head.isdigit()):
        numbers = [number for _, number in cells]
        enough = len(numbers) >= _LEAST_ROWS and len(set(numbers)) > 1
        counts = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        spoken = likelier([words(text) for text in told], numbers) if enough else 0.0
        if spoken >= (_LIKELIER if counts else _LIKELIER_WITH_GAPS):
            found |= {place: Heading(blocks[place].text, "campo", (number,), None, "") for place, number in cells}
    return found


def counting_cells(blocks: Sequence[Block], readings: Sequence[Reading]) -> frozenset[int]:
    """The places of the cells below `Scheda` that only count the rows of their table."""
    return frozenset(
        place
        for cells, told in _columns(blocks, readings, lambda head: bare_label(head) in _LABELS)
        if only_count([number for _, number in cells], told)
        for place, _ in cells
    )


def _columns(
    blocks: Sequence[Block], readings: Sequence[Reading], wanted: Callable[[str], bool]
) -> Iterator[tuple[list[tuple[int, int]], list[str]]]:
    """The columns of numbers below a head that is wanted: the place and number of each cell, and what its row says."""
    rows: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    columns: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for place, (block, reading) in enumerate(zip(blocks, readings, strict=True)):
        if block.cell is None:
            continue
        value = value_heading(block.text) if wanted(reading.head) and len(reading.words) == 1 else None
        if value is not None and len(value.numbers) == 1 and value.title is None:
            columns[block.cell.table, block.cell.column].append((place, value.numbers[0]))
        else:
            rows[block.cell.table, block.cell.row].append(block.text)
    for cells in columns.values():
        yield cells, [" ".join(rows[cell.table, cell.row]) for place, _ in cells if (cell := blocks[place].cell)]
