"""Cells and items that stand where others tell a practice each: the next row of a table, the next item of a list.

Whoever has a practice a row has one in each: what the learned roles were not sure of is judged by what stands above
and below it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby

from parsers.italian.text import words
from parsers.lines import letters
from parsers.lines.readings import Reading, begins_item, is_item
from parsers.lines.roles import Judged
from parsers.lines.units import Line
from parsers.official.naming import denies
from parsers.practices.cuts import Run

#: A sibling has at least so many words that tell something.
_LEAST_TOLD = 6
#: Where one alone tells a practice, or where it says `non`, it must do so with at least this probability itself.
LIKELY_FROM = 0.05


def siblings(told: Sequence[Run], judged: Sequence[Judged], readings: Sequence[Reading]) -> Iterator[Run]:
    """The runs of cells and items beside those that tell a practice each."""
    taken = {position for run in told for position in range(run.start, run.stop)}
    begun = {run.start for run in told if judged[run.start].line.number == 0}
    for group in _groups(judged):
        telling = sum(run.start in begun for run in group)
        if not telling:
            continue
        for run in group:
            if any(position in taken for position in range(run.start, run.stop)):
                continue
            likely = max(1 - judged[position].other for position in range(run.start, run.stop))
            vouched = telling > 1 and not denies(judged[run.start].line.block.text)
            if (vouched or likely >= LIKELY_FROM) and _may_tell(run, judged, readings):
                yield run


def in_one_column(one: Line, other: Line) -> bool:
    """Whether two lines stand in cells of one column of one table."""
    cell, beside = one.block.cell, other.block.cell
    return cell is not None and beside is not None and (cell.table, cell.column) == (beside.table, beside.column)


def _groups(judged: Sequence[Judged]) -> Iterator[list[Run]]:
    """The cells of each column of a table, and the items of each list, as runs of their lines."""
    columns: defaultdict[Hashable, list[Run]] = defaultdict(list)
    items: list[Run] = []
    for _, group in groupby(range(len(judged)), key=lambda position: judged[position].line.place):
        positions = list(group)
        run, block = Run(positions[0], positions[-1] + 1), judged[positions[0]].line.block
        if block.cell is not None:
            columns[block.cell.table, block.cell.column].append(run)
        elif is_item(block) or begins_item(block.text):
            items.append(run)
            continue
        if items:
            yield items
            items = []
    yield from ([items] if items else [])
    yield from columns.values()


def _may_tell(run: Run, judged: Sequence[Judged], readings: Sequence[Reading]) -> bool:
    line = judged[run.start].line
    text, reading = line.block.text, readings[line.place]
    known = reading.frame or reading.heading or reading.form or reading.labels or reading.detail
    enough = len(words(text)) >= _LEAST_TOLD and letters.told(text) >= _LEAST_TOLD
    return not known and enough and not letters.says_nothing(text)
