"""Exports as files of other programs: Excel workbooks and Parquet."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from config.errors import SettingsError
from config.showing import visible

#: What a cell of a workbook holds at most (Excel specifications and limits).
_LONGEST_CELL = 32_767
_LARGEST_ROW = 256 * 1024 * 1024


def write_workbook(rows: Iterable[dict[str, Any]], columns: tuple[str, ...], file: Path) -> int:
    """An `.xlsx` file with one sheet; texts are texts, whatever they begin with. `columns` count where there is no row."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    count = 0
    with xlsxwriter.Workbook(str(file), options) as book:
        sheet, bold = book.add_worksheet("raccolta"), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        names, rows = _named(rows, columns)
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        for count, row in enumerate(rows, 1):
            for column, value in enumerate(row.values()):
                _write(sheet, count, column, value)
        sheet.autofilter(0, 0, max(count, 1), len(names) - 1)
    return count


def write_parquet(rows: Iterable[dict[str, Any]], columns: tuple[str, ...], file: Path) -> int:
    """A Parquet file; moments are UTC. Raises SettingsError if duckdb, which writes it, is not installed."""
    try:
        import duckdb
    except ModuleNotFoundError:
        raise SettingsError("Parquet needs duckdb: install raccolta[parquet]") from None
    names, rows = _named(rows, columns)
    count = 0
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", dir=file.parent, encoding="utf-8") as lines, duckdb.connect() as link:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
            count += 1
        lines.flush()
        if count:
            source = f"SELECT * FROM read_json('{_quoted(lines.name)}', format='newline_delimited', sample_size=-1, maximum_object_size={_LARGEST_ROW})"
        else:
            source = "SELECT " + ", ".join(f'NULL::VARCHAR AS "{name}"' for name in names) + " WHERE false"
        link.execute(f"COPY ({source}) TO '{_quoted(str(file))}' (FORMAT parquet)")
    return count


def _named(rows: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> tuple[tuple[str, ...], Iterator[dict[str, Any]]]:
    """The names of the columns, and all rows again."""
    iterator = iter(rows)
    first = next(iterator, None)
    return (columns, iter(())) if first is None else (tuple(first), chain([first], iterator))


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool | int | float):
        sheet.write(row, column, value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        sheet.write_string(row, column, visible(text)[:_LONGEST_CELL])


def _quoted(path: str) -> str:
    return path.replace("'", "''")
