"""Which lines belong to one practice.

The learned roles propose; two things stand above them. A text that a heading, a label or a row declares is one practice
until something that can be seen separates it: no sentence inside it may cut it in two. And what a block goes on telling
behind the last line of a practice belongs to it, unless a rule knows it as surroundings.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from parsers.italian.text import words
from parsers.lines import letters
from parsers.lines.boilerplate import is_opening, line_rule
from parsers.lines.labels import goes_on, names_practice, tells_part
from parsers.lines.naming import adds_one, announces, named_before
from parsers.lines.readings import Reading, begins_item, is_item
from parsers.lines.roles import Judged, Role
from parsers.lines.units import Line
from parsers.model import BlockKind
from parsers.practices.borders import is_border
from parsers.practices.chapters import Chapters
from parsers.practices.counted import as_counted, in_numbers
from parsers.practices.cuts import (
    BEGINS_FROM,
    CUT_FROM,
    NAME_WORDS,
    Run,
    is_name,
    proposed,
    separate_items,
    tells_of_next,
)
from parsers.practices.labelled import labelled
from parsers.practices.leads import led_by
from parsers.practices.running import as_named
from parsers.practices.siblings import siblings
from parsers.practices.sited import moves, sited_places
from parsers.practices.vouched import alone, may_tell, vouched

_NONE: Mapping[int, str] = MappingProxyType({})
_STOPS = frozenset(".!?")
#: What the item of a list is called has at most so many words.
_ITEM_NAME_WORDS = 3
#: So many words has the sentence that opens a paragraph and belongs to what it tells. Of five writers from whom the
#: roles had not learned all of five such were marked as the practice's own, and of longer ones none of three; of writer
#: d, who never begins with one, none of twelve. What is lost weighs more than what is too long.
_OPENING_WORDS = 8
#: Surroundings that end what stands above them wherever they stand.
_ENDING = frozenset(
    {"letterhead", "document title", "addressee", "subject", "salutation", "field label", "form instructions"}
)
#: A line beside a practice in the same block belongs to it from this probability on, before and behind it: above 0.3
#: more of them did than did not, and a text that is lost weighs more than one that is too long.
BLOCK_BEFORE_FROM, BLOCK_BEHIND_FROM = 0.3, 0.2
#: Behind it a sentence of so many words does from this one on: `Fine.`, `Restano fuori gli altri.` are of the letter.
LONG_WORDS, LONG_BEHIND_FROM = 8, 0.03
#: A line behind a practice that tells with at least this probability belongs to it, if nothing knows it as anything
#: else: behind a declared one, and behind any other.
NEIGHBOUR_FROM, LIKELY_NEIGHBOUR_FROM = 0.05, 0.3


def runs(
    judged: Sequence[Judged],
    readings: Sequence[Reading],
    headings: Sequence[int],
    declaring: Collection[int],
    answered: Sequence[int],
    declared: Callable[[Run, int], int],
    closes: Callable[[Run], bool],
    chapters: Mapping[int, str] = _NONE,
) -> list[Run]:
    """The practices of one document.

    `headings` are the places of the blocks that head something, `declaring` of those that say a campo, `answered` those
    of texts that name their campo themselves; `declared(run, since)` says how many campi are declared for a run,
    `since` being the position behind the run before it; `closes(run)` whether the text names its campo at its end, so
    that nothing goes on with it; `chapters` what is printed over each chapter, by place.
    """
    found: list[Run] = []
    sited = sited_places(judged)
    told, named = as_named(proposed(judged, readings, declaring, answered, sited), judged)
    told, counted = as_counted(told, judged, declaring)
    seen = _Seen(
        judged,
        readings,
        frozenset(headings),
        frozenset(declaring),
        counted,
        named,
        separate_items(judged),
        sited,
        Chapters(judged, readings, chapters),
    )
    told += labelled(judged, readings, headings)
    said = [*told, *vouched(judged, readings, headings, answered, told, declared, sited)]
    said = said or alone(judged, readings)
    said = [*said, *siblings(said, judged, readings)]
    for run in sorted(said, key=lambda run: run.start):
        run = _with_its_block(
            run, run.start if run.start in counted | named else found[-1].stop if found else 0, judged
        )
        if not closes(run):
            is_declared = declared(run, found[-1].stop if found else 0)
            run = _with_neighbours(run, seen, NEIGHBOUR_FROM if is_declared else LIKELY_NEIGHBOUR_FROM)
        if found and found[-1].start < run.start < found[-1].stop:
            found[-1] = Run(found[-1].start, run.start)
        if found and not closes(found[-1]) and _is_one(found[-1], run, seen, _campi_of_last(found, declared) == 1):
            found[-1] = Run(found[-1].start, run.stop)
        else:
            found.append(run)
    stops, starts = [0, *(run.stop for run in found)], [*(run.start for run in found[1:]), len(judged)]
    bounds = [range(low, high) for low, high in zip(stops, starts, strict=False)]
    whole = [_with_its_parts(_opened(run, free, judged), free, seen) for run, free in zip(found, bounds, strict=False)]
    return seen.chapters.around(whole)


def _campi_of_last(found: Sequence[Run], declared: Callable[[Run, int], int]) -> int:
    return declared(found[-1], found[-2].stop if len(found) > 1 else 0)


def _with_its_block(run: Run, since: int, judged: Sequence[Judged]) -> Run:
    """With the lines before and behind it in the same block that may tell, and that no rule knows as surroundings."""
    start, stop = run.start, run.stop
    while start > since and _goes_with(judged[start - 1], judged[run.start].line.place, BLOCK_BEFORE_FROM):
        if _names_item(judged[start - 1].line):
            break
        start -= 1
    while stop < len(judged) and _goes_with(judged[stop], judged[run.stop - 1].line.place, _behind_from(judged[stop])):
        stop += 1
    return Run(start, stop)


def _names_item(line: Line) -> bool:
    """`- Un tutore.` before the text of an item: a few words that say what it is called."""
    return line.number == 0 and is_item(line.block) and len(words(line.text)) <= _ITEM_NAME_WORDS


def _behind_from(one: Judged) -> float:
    return LONG_BEHIND_FROM if len(words(one.line.text)) >= LONG_WORDS else BLOCK_BEHIND_FROM


def _goes_with(one: Judged, place: int, least: float) -> bool:
    line = one.line
    if line.place != place or one.role is not Role.OTHER or 1 - one.other < least:
        return False
    return line_rule(replace(line.block, text=line.text)) is None and not is_opening(line.text)


def _opened(run: Run, free: range, judged: Sequence[Judged]) -> Run:
    """With the first sentence of its paragraph, if that is nobody's."""
    above = run.start - 1
    return Run(above, run.stop) if above in free and _opens(judged[above], judged[run.start].line) else run


def _opens(one: Judged, following: Line) -> bool:
    """Whether the short first sentence of the paragraph in which a practice begins tells something: `Altra cosa avvenne
    a Vigliano.` Its words alone could be of anything. Most writers begin with it, and of longer ones fewer do.
    """
    line = one.line
    if line.place != following.place or line.number or line.block.cell is not None or one.role is not Role.OTHER:
        return False
    sentence = line.text[:1].isupper() and line.text.rstrip()[-1:] in _STOPS
    if not sentence or len(words(line.text)) > _OPENING_WORDS or not letters.tells(line.text):
        return False
    known = line_rule(replace(line.block, text=line.text)) is not None or is_opening(line.text)
    return not (known or announces(line.text) or adds_one(line.text) or named_before(line.block.text))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A document as it is seen: its judged lines, the readings of its blocks, the places of those that head something
    and of those that say a campo, the lines at which its text counts one more, those at which it names the next campo,
    those that begin the items of a list with a practice an item, the places of the blocks that the name of a comune
    leads, and its chapters.
    """

    judged: Sequence[Judged]
    readings: Sequence[Reading]
    headings: frozenset[int]
    declaring: frozenset[int]
    counted: frozenset[int]
    named: frozenset[int]
    items: frozenset[int]
    sited: frozenset[int]
    chapters: Chapters

    def is_beside(self, position: int, other: int) -> bool:
        """Whether two lines stand in cells of one row, or of one sheet of labels and values."""
        one, two = self.judged[position].line.block.cell, self.judged[other].line.block.cell
        if one is None or two is None or one.table != two.table:
            return False
        return one.row == two.row or bool(self.label(other))

    def label(self, position: int) -> str:
        """The label of the row, "" if it has none."""
        return self._reading(position).label

    def is_part(self, position: int, other: int) -> bool:
        """Whether a line beside another holds a further part of its practice, or goes on with it."""
        said = self._said_of(position, other)
        return self.is_beside(position, other) and (tells_part(said) or goes_on(said))

    def begins_other(self, position: int, other: int) -> bool:
        """Whether a cell beside another says what one more practice is called or of which campo it is."""
        return names_practice(self._said_of(position, other)) or self.judged[position].line.place in self.headings

    def goes_on(self, position: int, other: int) -> bool:
        """Whether the label of a row says that it goes on with the row above (`segue`)."""
        one, two = self.judged[position].line.block.cell, self.judged[other].line.block.cell
        return bool(
            one and two and one.table == two.table and one.column == two.column and goes_on(self.label(position))
        )

    def _said_of(self, position: int, other: int) -> str:
        """What labels a cell: in a sheet the label of its row, else the head of its column."""
        reading = self._reading(position)
        return reading.label if self.label(other) else reading.head

    def _reading(self, position: int) -> Reading:
        return self.readings[self.judged[position].line.place]


def _with_its_parts(run: Run, free: range, seen: _Seen) -> Run:
    """With the cells of the same row, or of the rows of the same sheet, that hold other parts of the practice by their
    labels, and what stands between; only lines in `free` are nobody's.
    """
    start, stop = run.start, run.stop
    for place in reversed(range(free.start, run.start)):
        if seen.is_part(place, run.start):
            start = place
        elif seen.is_beside(place, run.start):
            break
    labels = {seen.label(place) for place in range(free.start, run.stop)} - {""}
    for place in range(run.stop, free.stop):
        label = seen.label(place)
        comes_again = label in labels and not goes_on(label)
        if not seen.is_beside(place, run.stop - 1) or seen.begins_other(place, run.stop - 1) or comes_again:
            break
        labels |= {label} - {""}
        if seen.is_part(place, run.stop - 1):
            stop = place + 1
    return replace(run, start=start, stop=stop)


def _with_neighbours(run: Run, seen: _Seen, least: float) -> Run:
    """With the lines behind a practice that tell with at least that probability and that nothing knows as anything
    else.
    """
    judged, readings, headings, stop = seen.judged, seen.readings, seen.headings, run.stop
    while stop < len(judged) and judged[stop].role is Role.OTHER and 1 - judged[stop].other >= least:
        place = judged[stop].line.place
        if (
            place in headings
            or not may_tell(judged[stop], readings[place], -1)
            or judged[stop].line.block.cell is not None
        ):
            break
        item = judged[stop].line.number == 0 and is_item(judged[stop].line.block)
        if item or is_name(judged[stop].line, readings):
            break
        stop += 1
    return Run(run.start, stop)


def _is_one(before: Run, run: Run, seen: _Seen, declared: bool) -> bool:
    """Whether a run goes on with the one before, of which one campo is declared or not. Below a list of several campi
    each may have a text of its own. A further chapter is of the same practice, whatever stands between.
    """
    if _is_separated(before, run, seen):
        return False
    between = {seen.judged[place].line.place for place in range(before.stop, run.start)}
    if seen.judged[run.start].role is Role.BEGINS and moves(seen.judged, before.start, run.start):
        return False
    if declared or seen.chapters.of_one(before, between):
        return True
    return run.start == before.stop and not _is_cut(before, run, seen)


def _is_cut(before: Run, run: Run, seen: _Seen) -> bool:
    """Whether another practice begins with a run that goes on where one ends."""
    if run.start in seen.counted or seen.judged[run.start].begins >= BEGINS_FROM:
        return True
    return is_border(seen.judged[before.start : run.stop], run.start - before.start, CUT_FROM)


def _is_separated(before: Run, run: Run, seen: _Seen) -> bool:
    """Whether something that can be seen stands between: a heading, a name, a label, another row, a list's next
    item.
    """
    if run.start in seen.named:
        return True
    by_cells = _is_separated_by_cells(before, run, seen)
    if by_cells is not None:
        return by_cells
    return _something_stands_between(before, run, seen) or _begins_apart(before, run, seen)


def _is_separated_by_cells(before: Run, run: Run, seen: _Seen) -> bool | None:
    """What the cells of a table say of it, None where they say nothing."""
    one, other = seen.judged[before.stop - 1].line.block.cell, seen.judged[run.start].line.block.cell
    if one == other:
        return None
    if seen.goes_on(run.start, before.stop - 1):
        return False
    if tells_of_next(seen.judged[before.stop - 1], seen.judged[run.start], seen.readings):
        return True
    apart = one is None or other is None or (one.table, one.row) != (other.table, other.row)
    return True if apart or seen.judged[run.start].role is Role.BEGINS else None


def _something_stands_between(before: Run, run: Run, seen: _Seen) -> bool:
    """Whether a heading or a name stands between, but for the heads of chapters of one practice."""
    judged, positions = seen.judged, range(before.stop, run.start)
    own = {judged[before.stop - 1].line.place, judged[run.start].line.place}
    between = {judged[position].line.place for position in positions} - own
    between -= seen.chapters.of_one(before, between)
    if any(place in seen.headings or _stands_between(judged, seen.readings, place) for place in between):
        return True
    return any(judged[position].role is Role.NAMES for position in positions)


def _begins_apart(before: Run, run: Run, seen: _Seen) -> bool:
    """Whether the block in which a run begins shows that it does: by a heading, by the name of a comune that leads it
    as others do, or as the item of a list of which each is a practice.
    """
    judged, first = seen.judged, seen.judged[run.start].line
    if first.place == judged[before.stop - 1].line.place:
        return False
    own = seen.readings[first.place]
    if own.heading is not None and (own.heading.campi or own.heading.running):
        return True
    if first.place in seen.sited or first.place in seen.declaring or led_by(first.text, first.block) is not None:
        return True
    if first.number or not (first.block.kind is BlockKind.LIST_ITEM or begins_item(first.block.text)):
        return False
    if run.start in seen.items:
        return True
    introduced = own.listed and _introduced_at(first.place, seen.readings) >= judged[before.start].line.place
    if introduced or _goes_on_with_list(before, run, judged):
        return False
    return judged[run.start].begins >= BEGINS_FROM


def _goes_on_with_list(before: Run, run: Run, judged: Sequence[Judged]) -> bool:
    """Whether a run begins with the next item of a list that began inside the run before it: `… a) …; b) …`, `c) …`."""
    number = in_numbers(judged[run.start])
    return number > 1 and any(in_numbers(judged[n]) == number - 1 for n in range(before.start + 1, before.stop))


def _introduced_at(place: int, readings: Sequence[Reading]) -> int:
    """The place of the line that introduces the list in which an item stands."""
    while readings[place].listed:
        place -= 1
    return place


def _stands_between(judged: Sequence[Judged], readings: Sequence[Reading], place: int) -> bool:
    reading = readings[place]
    if reading.heading is not None and (reading.heading.campi or reading.heading.running):
        return True
    if reading.frame in _ENDING or reading.form:
        return True
    block = next(one.line.block for one in judged if one.line.place == place)
    stands_out = block.bold or block.level is not None or (reading.names and block.text.rstrip()[-1:] not in ".;,")
    return stands_out and len(reading.words) <= NAME_WORDS
