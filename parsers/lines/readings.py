"""What each block reads as, by the grammars that know: read once, shared by all who ask."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from types import MappingProxyType

from config.campi import ALTRO
from parsers.italian.text import fold, words
from parsers.lines.boilerplate import is_opening, line_rule
from parsers.lines.labels import bare_label, is_detail, is_known, names_practice, names_something
from parsers.lines.naming import named_before
from parsers.lines.numbered import numbered_campi
from parsers.lines.titled import titled_campi
from parsers.model import Block, BlockKind, Cell
from parsers.official.asked import asks_for_campo, value_heading
from parsers.official.choice import heading_of
from parsers.official.form import Form
from parsers.official.headings import Heading, read_heading
from parsers.official.legend import keyed, legend_of, lettered
from parsers.official.naming import run_in_altro

_MARKER = re.compile(r"\s*(?:[-–—•*·▪>➢§]|\d{1,2} ?[.)°]|[a-z] ?\)|\(?[ivx]{1,4} ?\)|[IVX]{1,4}°)\s*")
_ITEM = re.compile(r"\s*[-–—•*·▪] ?\w")
#: A line of so many words introduces a list; a shorter one is a label.
_SENTENCE_WORDS = 5
#: A label of a table has at most so many words.
_LABEL_WORDS = 9
#: What asks for the campo has at most so many words, what answers on the line below it too.
_ASKED_WORDS, _ANSWER_WORDS = 12, 25
_NONE: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """What one block reads as.

    `frame` is the rule that knows it as surroundings, `heading` what it says as a heading, `opening` whether it only
    says that something is sent, `detail` whether it only says who, where and when, `names` whether it could name
    something, `form` whether it belongs to the official form. `label` and `head` are the folded labels of a table cell:
    the short first cell of a row of two, and the head of its column, "" if it has none; `labels` whether it is itself
    such a first cell; `listed` whether it is an item of a list that a line with a colon introduces, which no rule of
    letters may claim. `words` are its words, folded.
    """

    frame: str | None
    heading: Heading | None
    opening: bool
    detail: bool
    names: bool
    form: bool
    label: str
    head: str
    labels: bool
    listed: bool
    words: tuple[str, ...]


def read_blocks(
    blocks: Sequence[Block], form: Form | None, choices: Sequence[Form] = (), turned: Mapping[int, str] = _NONE
) -> list[Reading]:
    """The readings of all blocks, in order. `choices` are rows of bare numbers to choose from, and copies of the
    official form where there are several; `turned` the labels of cells whose table lay on its side, by index.
    """
    read = _with_legend(blocks, _each_alone(blocks, form, turned))
    titles = [reading.heading.title for reading in read if reading.heading is not None]
    if any(title is not None and title.campo != ALTRO for title in titles):
        read = [_with_altro(block, reading) for block, reading in zip(blocks, read, strict=True)]
    _read_choices(read, blocks, form, choices)
    _read_numbers(read, blocks, form)
    _read_titles(read, blocks)
    _read_answers(read, blocks)
    return [_with_first_words(block, reading) for block, reading in zip(blocks, read, strict=True)]


def _each_alone(blocks: Sequence[Block], form: Form | None, turned: Mapping[int, str]) -> list[Reading]:
    """What each block reads as by itself, and by its place in lists and tables."""
    labels, heads = _labels(blocks)
    labels |= {place: turned[block.index] for place, block in enumerate(blocks) if block.index in turned}
    rows = {(cell.table, cell.row) for place in labels if (cell := blocks[place].cell)}
    listed = _listed(blocks)
    return [
        Reading(
            frame=line_rule(block) if place not in listed else None,
            heading=read_heading(block.text, prominent=block.bold or block.level is not None),
            opening=is_opening(block.text),
            detail=is_detail(block.text),
            names=place not in listed and names_something(block.text),
            form=form is not None and block.index in form.blocks,
            label=labels.get(place, ""),
            head=heads.get(place, ""),
            labels=block.cell is not None and (block.cell.table, block.cell.row) in rows and place not in labels,
            listed=place in listed,
            words=tuple(words(block.text)),
        )
        for place, block in enumerate(blocks)
    ]


def _read_numbers(read: list[Reading], blocks: Sequence[Block], form: Form | None) -> None:
    """Bare numbers over texts are campi where the texts agree; those that nothing answers are of the form."""
    known = {place: reading.heading for place, reading in enumerate(read) if reading.heading and not reading.form}
    numbered = numbered_campi(_without_form(blocks, read), known, form.marked if form is not None else ())
    for place, heading in numbered.headings.items():
        read[place] = replace(read[place], heading=heading)
    for place in numbered.unanswered:
        read[place] = replace(read[place], form=True)


def _read_titles(read: list[Reading], blocks: Sequence[Block]) -> None:
    """Words of official titles over texts are campi where the texts agree."""
    known = {
        place: None if reading.form else reading.heading
        for place, reading in enumerate(read)
        if reading.heading is not None or reading.form
    }
    for place, heading in titled_campi(blocks, known).items():
        read[place] = replace(read[place], heading=heading)


def _with_legend(blocks: Sequence[Block], read: Sequence[Reading]) -> list[Reading]:
    """The readings with the campi that a legend gives to codes in the cells of tables, and letters to the texts that
    begin with them; the legend is of the form.
    """
    codes, places = legend_of(blocks)
    letters, listed = lettered(blocks)
    places |= listed
    known = [
        replace(one, heading=None, form=True) if n in places else _with_letter(block, one, letters)
        for n, (block, one) in enumerate(zip(blocks, read, strict=True))
    ]
    return [
        replace(one, heading=Heading(block.text, "campo", (codes[fold(block.text)],), None, ""))
        if block.cell is not None and fold(block.text) in codes
        else one
        for block, one in zip(blocks, known, strict=True)
    ]


def _with_letter(block: Block, reading: Reading, letters: Mapping[str, int]) -> Reading:
    """A reading of a block that begins with the letter of a campo."""
    key, end = keyed(block.text) or ("", 0)
    if key not in letters or block.cell is not None:
        return reading
    return replace(reading, heading=Heading(block.text, "campo", (letters[key],), None, block.text[end:].strip()))


def _with_first_words(block: Block, reading: Reading) -> Reading:
    """A reading of a block that nothing else heads, with what its first words say of its campo."""
    if reading.heading is not None or reading.form or block.cell is not None:
        return reading
    named = named_before(block.text)
    return reading if named is None else replace(reading, heading=named)


def _with_altro(block: Block, reading: Reading) -> Reading:
    """A reading of a block that begins with the title of campo 11, which is a word like others elsewhere."""
    if reading.heading is not None or (run_in := run_in_altro(block.text)) is None:
        return reading
    return replace(reading, heading=run_in)


def _read_choices(read: list[Reading], blocks: Sequence[Block], form: Form | None, choices: Sequence[Form]) -> None:
    """A row of numbers to choose from says what is marked in it, and nothing else."""
    for choice in filter(lambda one: one.blocks, choices):
        places = [place for place, block in enumerate(blocks) if block.index in choice.blocks]
        # What the form prints above the next copy stands below the texts of this one.
        items = {item.block for item in choice.items}
        last = max((place for place in places if blocks[place].index in items), default=places[-1])
        heading = heading_of(choice, blocks[last].text) if choice is not form else None
        for place in places:
            shown = heading if place == last else None
            read[place] = replace(read[place], heading=shown, form=shown is None)


def _read_answers(read: list[Reading], blocks: Sequence[Block]) -> None:
    """The line below one that asks for the campo says it: `Campo di riferimento:` over `due e sette`."""
    for place, (above, block) in enumerate(pairwise(blocks), 1):
        apart = above.cell or block.cell or read[place - 1].form or read[place].form
        asks = not apart and len(read[place - 1].words) <= _ASKED_WORDS
        if not asks or len(read[place].words) > _ANSWER_WORDS or not asks_for_campo(bare_label(above.text)):
            continue
        if (value := value_heading(block.text)) is not None:
            read[place] = replace(read[place], heading=value, frame=None, names=False)


def _listed(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of the items of lists that a sentence with a colon at its end introduces."""
    found: set[int] = set()
    for place, block in enumerate(blocks[1:], 1):
        above = blocks[place - 1]
        if is_item(block) and block.cell is None and (place - 1 in found or _introduces(above)):
            found.add(place)
    return frozenset(found)


def is_item(block: Block) -> bool:
    """Whether a block is an item of a list, by its kind or by the dash or dot before it."""
    return block.kind is BlockKind.LIST_ITEM or _ITEM.match(block.text) is not None


def begins_item(text: str) -> bool:
    """Whether a text begins with the mark, number or letter of an item of a list."""
    return _MARKER.match(text) is not None


def _introduces(block: Block) -> bool:
    return (
        block.text.rstrip().endswith(":")
        and len(words(block.text)) >= _SENTENCE_WORDS
        and block.cell is None
        and not is_opening(block.text)
    )


def _without_form(blocks: Sequence[Block], read: Sequence[Reading]) -> list[Block]:
    """The blocks, those of the official form empty: its numbers head no text."""
    return [replace(block, text="") if reading.form else block for block, reading in zip(blocks, read, strict=True)]


def _labels(blocks: Sequence[Block]) -> tuple[dict[int, str], dict[int, str]]:
    """The labels of table cells, by the place of the block: that of the row, and that of the column."""
    cells = [(place, block, block.cell) for place, block in enumerate(blocks) if block.cell is not None]
    labels: dict[int, str] = {}
    heads: dict[int, str] = {}
    for _, group in groupby(cells, key=lambda item: item[2].table):
        table = list(group)
        first = _head_row(table)
        columns = _column_heads(table, first)
        heads |= {
            place: columns[cell.column] for place, _, cell in table if cell.row > first and cell.column in columns
        }
        if len(columns) == 2 and _are_heads([bare_label(text) for _, text in sorted(columns.items())]):
            continue
        for _, row in groupby(table, key=lambda item: item[2].row):
            labels |= _row_labels(list(row))
    return labels, heads


def _are_heads(labels: Sequence[str]) -> bool:
    """Whether `Titolo | Descrizione` stands over two columns: the first one holds names, and no labels."""
    return names_practice(labels[0]) and all(map(is_known, labels))


def _head_row(table: Sequence[tuple[int, Block, Cell]]) -> int:
    """The first row of a table, or the one below a note that fills the first by itself."""
    rows = list(dict.fromkeys(cell.row for _, _, cell in table))
    alone = len([cell for _, _, cell in table if cell.row == rows[0]]) == 1
    return rows[1] if alone and len(rows) > 1 else rows[0]


def _column_heads(table: Sequence[tuple[int, Block, Cell]], first: int) -> dict[int, str]:
    """The texts of the row `first` if every cell of it is short; {} if it has one cell or there is no row below it."""
    heads = [(cell.column, block) for _, block, cell in table if cell.row == first]
    columns = {column for column, _ in heads}
    if len(columns) < 2 or len(columns) != len(heads) or table[-1][2].row == first:
        return {}
    return {column: fold(block.text) for column, block in heads} if all(_is_short(block) for _, block in heads) else {}


def _row_labels(row: Sequence[tuple[int, Block, Cell]]) -> dict[int, str]:
    columns = sorted({cell.column for _, _, cell in row})
    first = [block for _, block, cell in row if cell.column == columns[0]]
    if len(columns) != 2 or len(first) != 1 or not _is_short(first[0]):
        return {}
    return {place: fold(first[0].text) for place, _, cell in row if cell.column == columns[1]}


def _is_short(block: Block) -> bool:
    return len(words(block.text)) <= _LABEL_WORDS
