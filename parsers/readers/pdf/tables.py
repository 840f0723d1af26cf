"""Ruled tables of PDF pages, by pdfplumber: slow, so asked only about pages that have rules."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from config.limits import Limits
from parsers.model import Box


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with text: `table` and the places counted from 0, `box` on the page."""

    table: int
    row: int
    column: int
    text: str
    box: Box


def find(content: bytes, number: int, text_in: Callable[[Box], str]) -> tuple[TableCell, ...]:
    """The cells of the tables on page `number` (from 0) that have at least two columns and two rows.

    pdfplumber only says where the cells are: `text_in` gives the better text of a rectangle.
    """
    # Loading it takes longer than reading most files, and few pages have rules.
    import pdfplumber

    cells: list[TableCell] = []
    try:
        with pdfplumber.open(BytesIO(content), pages=[number + 1]) as document:
            for table_number, table in enumerate(document.pages[0].find_tables()):
                if len(table.rows) < 2 or max(len(row.cells) for row in table.rows) < 2:
                    continue
                for row_number, row in enumerate(table.rows):
                    for column, box in enumerate(row.cells):
                        if box is not None:
                            cells.append(TableCell(table_number, row_number, column, text_in(Box(*box)), Box(*box)))
    except Exception:  # noqa: BLE001 - a second opinion on layout only; the text of the page is there already
        return ()
    return tuple(cells)


def read_text(content: bytes, limits: Limits) -> list[str] | None:
    """The text of each page, None if this library cannot read the file either."""
    import pdfplumber

    try:
        with pdfplumber.open(BytesIO(content)) as document:
            return [page.extract_text() or "" for page in document.pages[: limits.pdf_pages]]
    except Exception:  # noqa: BLE001 - pdfminer raises many types on damaged files; the caller reports the first error
        return None
