"""Texts that a label says tell a practice: below the head `Descrizione` of a column, beside it in a sheet, or behind it
on a line. The label vouches for them where no line was taken for a practice by its own words.
"""

from collections.abc import Iterator, Sequence

from parsers.lines import letters
from parsers.lines.labels import holds_text, names_practice
from parsers.lines.readings import Reading
from parsers.lines.roles import Judged
from parsers.practices.cuts import TELLING, Run

#: So many words of a labelled text tell something: fewer are `vedi allegato`.
LEAST_TOLD = 6
_Sheet = tuple[int, ...]


def labelled(judged: Sequence[Judged], readings: Sequence[Reading], headings: Sequence[int]) -> Iterator[Run]:
    """The labelled texts of a document, one for each row, or sheet of labels and values, that has no other practice.

    `headings` are the places of the blocks that head something: below each a sheet tells of another practice.
    """
    sheets = _sheets(readings, judged, frozenset(headings))
    taken = {sheets[one.line.place] for one in judged if one.role in TELLING}
    for start, one in enumerate(judged):
        place, sheet = one.line.place, sheets[one.line.place]
        if one.line.number or sheet in taken or not is_labelled(one, readings[place]):
            continue
        taken.add(sheet)
        yield Run(start, start + one.line.of)


def _sheets(readings: Sequence[Reading], judged: Sequence[Judged], headings: frozenset[int]) -> dict[int, _Sheet]:
    """Which practice's sheet, row or stretch of text each block is part of, by its place."""
    found: dict[int, _Sheet] = {}
    below = 0
    for one in judged:
        place, cell = one.line.place, one.line.block.cell
        if place in found:
            continue
        reading = readings[place]
        label = reading.label if cell is not None else one.line.block.text.partition(":")[0]
        below += place in headings or names_practice(label)
        in_row = cell is not None and not (reading.label or reading.labels)
        found[place] = (cell.table, cell.row) if cell is not None and in_row else (below,)
    return found


def is_labelled(one: Judged, reading: Reading) -> bool:
    """Whether a label says of the block of a line that it tells a practice."""
    block = one.line.block
    label, text = reading.label or reading.head, block.text
    if block.cell is None:
        label, _, text = block.text.partition(":")
    known = reading.form or reading.frame is not None or reading.opening or reading.labels
    return not known and holds_text(label) and letters.told(text) >= LEAST_TOLD
