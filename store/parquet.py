"""An export as a Parquet file."""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from config.errors import SettingsError
from store.column_types import ColumnType, type_of

_LARGEST_ROW = 256 * 1024 * 1024
_TYPES = {
    ColumnType.TEXT: "VARCHAR", ColumnType.WHOLE: "BIGINT", ColumnType.NUMBER: "DOUBLE", ColumnType.DAY: "DATE",
    ColumnType.MOMENT: "TIMESTAMP WITH TIME ZONE",
}  # fmt: skip


def write_parquet(rows: Iterable[dict[str, Any]], columns: tuple[str, ...] | None, file: Path) -> int:
    """A Parquet file with these columns, each of its type whatever rows there are; without `columns` the rows are
    nested and tell the types themselves. Moments are UTC. Raises SettingsError if duckdb, which writes it, is not
    installed.
    """
    try:
        import duckdb
    except ModuleNotFoundError:
        raise SettingsError("Parquet needs duckdb: install the extra `parquet` (README, Install)") from None
    count = 0
    with (
        tempfile.NamedTemporaryFile("w", suffix=".jsonl", dir=file.parent, encoding="utf-8") as lines,
        duckdb.connect() as link,
    ):
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
            count += 1
        lines.flush()
        link.execute(f"COPY ({_source(lines.name, columns, count)}) TO '{_quoted(str(file))}' (FORMAT parquet)")
    return count


def _source(lines: str, columns: tuple[str, ...] | None, count: int) -> str:
    """The SELECT that reads the lines again."""
    if columns is None and not count:
        return "SELECT NULL::VARCHAR AS id WHERE false"
    typed = "sample_size=-1"
    if columns is not None:
        listed = ", ".join(f"'{name}': '{_TYPES[type_of(name)]}'" for name in columns)
        typed = f"columns={{{listed}}}"
    return (
        f"SELECT * FROM read_json('{_quoted(lines)}', format='newline_delimited', {typed}, "
        f"maximum_object_size={_LARGEST_ROW})"
    )


def _quoted(path: str) -> str:
    return path.replace("'", "''")
