"""An export as an Excel workbook: one sheet of rows, one that says what each column means."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from config.showing import visible
from store.column_types import ColumnType, type_of
from store.headings import headings
from store.view import View

#: What a cell of a workbook holds at most (Excel specifications and limits).
_LONGEST_CELL = 32_767
#: Widths of columns in characters, and how many lines of a long text a row shows at most.
_NARROWEST, _WIDEST, _LINES = 8, 60, 8
#: Height of a line in points, that of Excel's default font.
_LINE = 15
#: Excel knows no day before (its calendar begins in 1900).
_FIRST_YEAR = 1900
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LEGEND = ("heading", "column", "type", "meaning")
_LOOKS = {ColumnType.DAY: {"num_format": "yyyy-mm-dd"}, ColumnType.MOMENT: {"num_format": "yyyy-mm-dd hh:mm:ss"}}


def write_workbook(
    rows: Iterable[dict[str, Any]], view: View, file: Path, *, italian: bool = False, made: datetime | None = None
) -> int:
    """An `.xlsx` file with the rows of the view, days and moments (UTC) as dates. Texts are texts, whatever they begin
    with; one that no cell can hold ends in words that say so. Columns are headed in `italian` or by name. A
    workbook that says when it was `made` is the same bytes for the same rows. Returns the number of rows.
    """
    import xlsxwriter

    count = 0
    with xlsxwriter.Workbook(str(file), _OPTIONS) as book:
        if made is not None:
            book.set_properties({"created": made})
        sheet = _Sheet(book, "raccolta", view.names, headings(view.names, italian=italian))
        for row in rows:
            count += 1
            sheet.add([row[name] for name in view.names])
        sheet.finish()
        legend = _Sheet(book, "legend", _LEGEND, _LEGEND)
        for (name, _, meaning), title in zip(view.columns, headings(view.names, italian=italian), strict=True):
            kind = type_of(name)
            legend.add([title, name, "datetime (UTC)" if kind is ColumnType.MOMENT else str(kind), meaning])
        legend.finish()
    return count


class _Sheet:
    """A sheet that is filled row by row, and forgets them."""

    def __init__(self, book: Any, name: str, columns: Sequence[str], titles: Sequence[str]) -> None:
        self._sheet, self._columns, self._count = book.add_worksheet(name), columns, 0
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._looks = {kind: book.add_format(_LOOKS.get(kind, {}) | {"valign": "top"}) for kind in ColumnType}
        self._widths = [len(title) + 3 for title in titles]
        self._sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, title in enumerate(titles):
            self._sheet.write_string(0, column, title, bold)

    def add(self, values: Iterable[Any]) -> None:
        """One more row."""
        self._count += 1
        cells = [_cell(value, type_of(name)) for name, value in zip(self._columns, values, strict=True)]
        lines = max((_lines(cell) for cell in cells if isinstance(cell, str)), default=1)
        if lines > 1:
            self._sheet.set_row(self._count, _LINE * min(lines, _LINES))
        for column, cell in enumerate(cells):
            self._write(column, cell)

    def finish(self) -> None:
        """Widths and filters, once all rows are known."""
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
        self._sheet.autofilter(0, 0, max(self._count, 1), len(self._columns) - 1)

    def _write(self, column: int, cell: Any) -> None:
        if cell is None:
            return
        # A date is a number with a look; what is no date is written without one.
        kind = type_of(self._columns[column])
        width = len(str(cell))
        if isinstance(cell, str):
            width = max(map(len, cell.split("\n")))
            self._sheet.write_string(self._count, column, cell, self._text)
        elif isinstance(cell, date):
            self._sheet.write_datetime(self._count, column, cell, self._looks[kind])
        else:
            self._sheet.write(self._count, column, cell, self._looks[ColumnType.NUMBER])
        self._widths[column] = max(self._widths[column], width + 1)


def _cell(value: Any, kind: ColumnType) -> Any:
    """What is written for a value: a date, a number, or a text that fits."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if kind is ColumnType.DAY and (day := date.fromisoformat(value)).year >= _FIRST_YEAR:
        return day
    if kind is ColumnType.MOMENT and (moment := datetime.fromisoformat(value)).year >= _FIRST_YEAR:
        return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    text = visible(str(value))
    if len(text) <= _LONGEST_CELL:
        return text
    cut = f" … [cut: {len(text)} characters in all, the other formats have them]"
    return text[: _LONGEST_CELL - len(cut)] + cut


def _lines(text: str) -> int:
    return sum(len(line) // _WIDEST + 1 for line in text.split("\n"))
