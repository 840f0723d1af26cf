"""Where the stretches that the learned roles propose are cut: at likely borders, at names that look alike, behind
paragraphs that name their campo, between the rows of a table.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from parsers.italian.places import is_place
from parsers.italian.text import fold, words
from parsers.lines.labels import asks_campo, bare_label, gives_detail
from parsers.lines.naming import announces
from parsers.lines.readings import Reading, is_item
from parsers.lines.roles import Judged, Role
from parsers.lines.units import Line
from parsers.official.titles import SURE
from parsers.practices.borders import is_border

TELLING = frozenset({Role.BEGINS, Role.TELLS})
#: A line of so few words that stands out names what follows.
NAME_WORDS = 14
#: So many items of a list that begin a practice say that each may.
_LEAST_ITEMS = 2
#: A label, its number and the marks of a list have at most so many words.
_LABEL_WORDS = 6
#: What stands behind a heading on its own line in fewer words is a name.
_FEWEST_TOLD = 6
#: From this probability on a first line begins another practice where nothing that can be seen says so.
BEGINS_FROM = 0.5
#: From this probability of a border on a text is cut there: of writers that were not learned from (d, f, i, j) 328 of
#: 348 borders between paragraphs, 156 of 321 inside of one, and of 1,650 other sentences 4 and 49
#: (`python -m tests.learning.borders`).
CUT_FROM = 0.6


@dataclass(frozen=True, slots=True)
class Run:
    """One practice: the positions of its first line and of the one behind its last among the judged lines, all between
    are its own.
    """

    start: int
    stop: int


def proposed(
    judged: Sequence[Judged],
    readings: Sequence[Reading],
    declaring: Container[int],
    answered: Sequence[int],
    sited: Container[int],
) -> list[Run]:
    """The runs that the roles propose, in order; `declaring` are the places of blocks that say a campo, `answered`
    those of texts that name theirs at their end, `sited` those of blocks that the name of a comune leads.
    """
    apart = separate_items(judged)
    return [
        part
        for run in _proposed(judged, readings)
        for listed in _cut_at_items(run, apart)
        for headed in _cut_at_blocks(listed, judged, declaring, sited)
        for named in _cut_at_names(headed, judged, readings)
        for part in _cut_behind_answers(named, judged, answered)
    ]


def _proposed(judged: Sequence[Judged], readings: Sequence[Reading]) -> list[Run]:
    """Stretches of telling lines, cut where the roles begin another, and between the rows of a table that has a
    practice a row.
    """
    found: list[Run] = []
    for place, one in enumerate(judged):
        if one.role not in TELLING or _only_heads(one.line, readings) or _is_detail(one.line, readings):
            continue
        if (
            found
            and found[-1].stop == place
            and one.role is not Role.BEGINS
            and not tells_of_next(judged[place - 1], one, readings)
        ):
            found[-1] = replace(found[-1], stop=place + 1)
        else:
            found.append(Run(place, place + 1))
    return [part for run in found for part in _cut_at_borders(run, judged)]


def _is_detail(line: Line, readings: Sequence[Reading]) -> bool:
    """Whether a line stands in a cell whose label, or the head of its column, asks for the campo, who, where, when."""
    reading = readings[line.place]
    asked = bare_label(reading.label or reading.head)
    if line.block.cell is None or not asked:
        return False
    return asks_campo(asked) or gives_detail(asked, line.block.text)


def _only_heads(line: Line, readings: Sequence[Reading]) -> bool:
    """Whether a line names a campo and a practice, and says nothing of it: `2. Ospiti in casa (campo 3)`."""
    reading = readings[line.place]
    heading = reading.heading
    if heading is None or not heading.campi or line.block.cell is not None:
        return False
    own = len(words(heading.own_title))
    # The official titles are as long as sentences.
    official = heading.title is not None and heading.title.score >= SURE
    return own < _FEWEST_TOLD and (official or len(reading.words) - own <= _LABEL_WORDS)


def _cut_at_borders(run: Run, judged: Sequence[Judged]) -> list[Run]:
    """The parts of a run between which another practice probably begins."""
    lines = judged[run.start : run.stop]
    borders = [
        run.start + at
        for at in range(1, len(lines))
        if is_border(lines, at, CUT_FROM) and not all(announces(one.line.text) for one in lines[:at])
    ]
    return [Run(start, stop) for start, stop in pairwise((run.start, *borders, run.stop))]


def _cut_at_blocks(run: Run, judged: Sequence[Judged], declaring: Container[int], sited: Container[int]) -> list[Run]:
    """The parts of a run, each begun by the block that says its campo (`- Campo 6: …` is no part of what stands above
    it) or the comune.
    """
    begins = [
        position
        for position in range(run.start + 1, run.stop)
        if (line := judged[position].line).number == 0 and (line.place in sited or line.place in declaring)
    ]
    return [Run(start, stop) for start, stop in pairwise((run.start, *begins, run.stop))]


def _cut_at_names(run: Run, judged: Sequence[Judged], readings: Sequence[Reading]) -> list[Run]:
    """The parts of a run inside which lines stand that look like the one above it and begin with the same word, or are
    as long and end with the same: `Progetto Parole`, `Progetto Scuola aperta`; `Prima storia`, `Terza storia`.
    """
    above = judged[run.start - 1].line if run.start else None
    if above is None or not is_name(above, readings):
        return [run]
    parts, start = [], run.start
    for place in range(run.start, run.stop):
        line = judged[place].line
        same_word = _share_a_word(readings[line.place].words, readings[above.place].words)
        if (
            same_word
            and is_name(line, readings)
            and (line.block.bold, line.block.level) == (above.block.bold, above.block.level)
        ):
            parts.append(Run(start, place))
            start = place + 1
    return [part for part in (*parts, Run(start, run.stop)) if part.start < part.stop]


def _cut_behind_answers(run: Run, judged: Sequence[Judged], answered: Sequence[int]) -> list[Run]:
    """The parts of a run, each ended by the paragraph that names its campo, where a document names several so."""
    if len(answered) < 2:
        return [run]
    ends = [
        place + 1
        for place in range(run.start, run.stop - 1)
        if judged[place].line.place in answered and judged[place].line.place != judged[place + 1].line.place
    ]
    return [Run(start, stop) for start, stop in pairwise((run.start, *ends, run.stop))]


def _share_a_word(one: Sequence[str], other: Sequence[str]) -> bool:
    return one[:1] == other[:1] or (len(one) == len(other) and one[-1:] == other[-1:])


def is_name(line: Line, readings: Sequence[Reading]) -> bool:
    """Whether a line could be what the lines below it are called."""
    reading = readings[line.place]
    return line.of == 1 and reading.names and len(reading.words) <= NAME_WORDS


def tells_of_next(before: Judged, one: Judged, readings: Sequence[Reading]) -> bool:
    """Whether a cell tells of another practice than the one before it by its place: in the next row of a table that has
    a practice a row, or in the row or column of another comune.
    """
    last, cell = before.line.block.cell, one.line.block.cell
    if last is None or cell is None or last == cell or last.table != cell.table:
        return False
    own, other = readings[one.line.place], readings[before.line.place]
    sites = {_site(own, one.line), _site(other, before.line)} - {""}
    if len(sites) == 2 or (own.labels and sites and last.row != cell.row):
        return True
    return last.row != cell.row and bool(other.head) and not other.label


def _site(reading: Reading, line: Line) -> str:
    """The comune that stands beside or over a cell, or in it; "" where none does."""
    named = (line.block.text if reading.labels else "", reading.label, reading.head)
    return next((fold(name) for name in named if name and is_place(name)), "")


def _cut_at_items(run: Run, apart: Container[int]) -> list[Run]:
    """The parts of a run, each begun by an item of a list of which most tell a practice each."""
    begins = [position for position in range(run.start + 1, run.stop) if position in apart]
    return [Run(start, stop) for start, stop in pairwise((run.start, *begins, run.stop))]


def separate_items(judged: Sequence[Judged]) -> frozenset[int]:
    """The first lines of the items of lists in which at least two items, and half of all, begin a practice."""
    found: set[int] = set()
    firsts = [n for n, one in enumerate(judged) if one.line.number == 0]
    for items, group in groupby(firsts, key=lambda n: _is_item(judged[n].line)):
        listed = list(group)
        begun = sum(judged[n].role is Role.BEGINS for n in listed)
        if items and begun >= max(_LEAST_ITEMS, len(listed) / 2):
            found |= set(listed)
    return frozenset(found)


def _is_item(line: Line) -> bool:
    return line.block.cell is None and is_item(line.block)
