"""Tables that describe practices: label and value in a row, or a row per practice below a row of labels."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from parsers.form import item_of
from parsers.headings import read_heading
from parsers.labels import gives_detail, holds_text, names_practice
from parsers.model import Block, BlockKind
from parsers.text import fold, words

_CAMPO_LABEL = re.compile(
    r"(?:n(?:umero|\.|°)? ?(?:e oggetto )?(?:del )?)?(?:campo|campi)(?: (?:contrassegnat[oi]|di riferimento|di intervento|interessat[oi]|prescelt[oi]|n\.?°?))*|(?:numero e )?oggetto del campo|area|ambito(?: di intervento)?|scheda(?: n\.?)?|n\.?°?|numero"
)
#: From so many words on, a cell whose label says nothing of it is part of the text.
_TELLS_FROM = 25


def labelled_rows(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with such tables turned into headings and text; other tables stay as they are.

    A block keeps its index, so evidence still points at the cell. Labels, and cells that only say who, where and when, are left out.
    """
    result: list[Block] = []
    for table, group in groupby(blocks, key=lambda block: block.cell.table if block.cell else None):
        cells = list(group)
        result.extend(_table(cells) if table is not None else cells)
    return result


def _table(cells: Sequence[Block]) -> Iterator[Block]:
    rows = [list(row) for _, row in groupby(cells, key=lambda block: block.cell.row if block.cell else 0)]
    columns = _labels_above(rows)
    described = any(len(row) > 1 and _role(row[0].text) == "text" for row in rows)
    for number, row in enumerate(rows):
        if columns:
            if number:
                yield from _row_of_values(row, columns)
            continue
        yield from _label_and_value(row, described=described)


def _labels_above(rows: Sequence[Sequence[Block]]) -> dict[int, str]:
    """Column roles from a first row of labels: needs a campo and a text column to count, and each role has one column."""
    labels = [block for block in rows[0] if block.cell]
    if any(read_heading(block.text, prominent=True) for block in labels) or any(row[0].cell and _role(row[0].text) for row in rows[1:]):
        # Labels stand before their values and not above them.
        return {}
    if len(labels) != len({block.cell.column for block in labels if block.cell}) or len(labels) != len(rows[0]):
        return {}
    roles = {block.cell.column: role for block in labels if block.cell and (role := _role(block.text))}
    campi = [block.cell.column for block in labels if block.cell and roles.get(block.cell.column) == "campo"]
    named = [block.cell.column for block in labels if block.cell and block.cell.column in campi and len(words(block.text)[0]) > 2]
    if len(campi) > 1 and named:
        # `N.` beside `Campo` only counts the rows.
        roles = {column: role for column, role in roles.items() if role != "campo" or column == named[0]}
    if "campo" in roles.values() and "text" not in roles.values() and (longest := _wordy_column(rows[1:], set(campi))) is not None:
        roles[longest] = "text"
    return roles if {"campo", "text"} <= set(roles.values()) else {}


def _wordy_column(rows: Sequence[Sequence[Block]], campi: set[int]) -> int | None:
    """The column with the most words, if it tells something in most rows."""
    counts: dict[int, int] = {}
    for row in rows:
        for block in row:
            if block.cell and block.cell.column not in campi:
                counts[block.cell.column] = counts.get(block.cell.column, 0) + len(words(block.text))
    if not counts:
        return None
    column = max(counts, key=lambda column: counts[column])
    return column if counts[column] >= 12 * len(rows) else None


def _row_of_values(row: Sequence[Block], columns: dict[int, str]) -> Iterator[Block]:
    ranked = sorted(row, key=lambda block: ("campo", "title", "text", "").index(columns.get(block.cell.column, "") if block.cell else ""))
    for block in ranked:
        role = columns.get(block.cell.column, "") if block.cell else ""
        if role == "campo":
            yield _heading(block, block.text)
        elif role or len(words(block.text)) >= _TELLS_FROM:
            yield _plain(block, f"Titolo: {block.text}" if role == "title" else block.text)


def _label_and_value(row: Sequence[Block], *, described: bool) -> Iterator[Block]:
    """`described`: another row of the table is labelled as the description, so that this one only says more about it."""
    by_column = [list(group) for _, group in groupby(row, key=lambda block: block.cell.column if block.cell else 0)]
    if len(by_column) == 2 and len(by_column[0]) == 1:
        label, values = by_column[0][0], by_column[1]
        role = _role(label.text)
        if role == "campo":
            yield _heading(values[0], values[0].text)
            yield from (_plain(value, value.text) for value in values[1:])
            return
        if role == "title" and not described and sum(len(words(value.text)) for value in values) >= 15:
            # `Buona pratica` may ask for its name or for itself.
            role = "text"
        if role in {"text", "title"}:
            lead = "Titolo: " if role == "title" else ""
            yield from (_plain(value, f"{lead}{value.text}") for value in values)
            return
        if gives_detail(label.text, " ".join(value.text for value in values)):
            return
        if described and _is_label(label.text):
            yield from (value if item_of(value) else _plain(value, value.text) for value in values)
            return
        heading = read_heading(label.text, prominent=True)
        if heading is not None and sum(len(words(value.text)) for value in values) >= 12:
            yield _heading(label, label.text)
            yield from (_plain(value, value.text) for value in values)
            return
    if len(by_column) == 3 and len(row) == 3 and re.fullmatch(r"\d{1,2}[.)]?", row[0].text.strip()) and len(words(row[2].text)) >= 12:
        yield _heading(row[0], f"{row[0].text.strip(' .)')}) {row[1].text}")
        yield _plain(row[2], row[2].text)
        return
    yield from row


def _is_label(text: str) -> bool:
    """A few words and no campo among them."""
    return len(words(text)) <= 9 and read_heading(text, prominent=True) is None


def _role(text: str) -> str:
    folded = fold(text).strip(" :.*-–")
    if _CAMPO_LABEL.fullmatch(folded):
        return "campo"
    if names_practice(text):
        return "title"
    return "text" if holds_text(text) else ""


def _heading(block: Block, text: str) -> Block:
    shown = text if read_heading(text, prominent=True) else f"Campo {text}"
    return Block(block.index, shown, BlockKind.PARAGRAPH, block.page, block.level, True, box=block.box)


def _plain(block: Block, text: str) -> Block:
    return Block(block.index, text, BlockKind.PARAGRAPH, block.page, None, False, box=block.box)
