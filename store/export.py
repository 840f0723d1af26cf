"""Exports of the views for analysts: CSV and JSON Lines, streamed; Excel workbooks and Parquet as files."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy as sa

from config.showing import in_json, visible
from store.database import Database
from store.queries import Queries
from store.sheets import write_parquet, write_workbook
from store.tables import documents, messages
from store.views import V_COVERAGE, V_PROBLEMS, V_PROTOCOLLI, V_PROTOCOLLI_ALL, V_SCHEDE, V_SCHEDE_ALL

#: What can be exported, by the word of the command.
SUBJECTS = ("schede", "protocolli", "messages", "documents", "problems", "coverage")
FORMATS = ("csv", "jsonl", "xlsx", "parquet")
#: Formats that are no text and need a file.
BINARY = frozenset({"xlsx", "parquet"})
_VIEWS = {"schede": V_SCHEDE, "protocolli": V_PROTOCOLLI, "problems": V_PROBLEMS, "coverage": V_COVERAGE}
#: The same with the records that gave way to those of a duplicate or correction.
_WITH_REPLACED = {"schede": V_SCHEDE_ALL, "protocolli": V_PROTOCOLLI_ALL}
_ORDER = {
    "schede": "message_id, scheda_id",
    "protocolli": "protocollo_id, party_position",
    "problems": "message_id, code, campo",
    "coverage": "prefettura, campo",
}
#: A cell that begins so is run as a formula by spreadsheet programs (OWASP, CSV injection).
_FORMULA = re.compile(r"(^[\s\"']*|[;\t\n][ \t\"']*)([=+\-@＝＋－＠])")


def export(database: Database, subject: str, style: str, out: TextIO, *, replaced: bool = False) -> int:
    """Writes all rows of `subject` as `style` and returns how many there were; `replaced` adds records not in force."""
    rows = _rows(database, subject, nested=style == "jsonl", replaced=replaced)
    count = 0
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        count += 1
        if style == "jsonl":
            out.write(in_json(json.dumps(row, ensure_ascii=False, default=str)) + "\n")
            continue
        if writer is None:
            writer = csv.DictWriter(out, fieldnames=list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return count


def export_file(database: Database, subject: str, style: str, file: Path, *, replaced: bool = False) -> int:
    """The same as a workbook or Parquet file."""
    rows = _rows(database, subject, nested=style == "parquet", replaced=replaced)
    writer = write_workbook if style == "xlsx" else write_parquet
    return writer(rows, _columns(subject, replaced=replaced), file)


def _columns(subject: str, *, replaced: bool) -> tuple[str, ...]:
    """The columns of an export that has no rows."""
    view = (_WITH_REPLACED if replaced else {}).get(subject) or _VIEWS.get(subject)
    return tuple(name for name, _, _ in view.columns) if view is not None else ("id",)


def _rows(database: Database, subject: str, *, nested: bool, replaced: bool) -> Iterator[dict[str, Any]]:
    if subject == "messages":
        for message in Queries(database).messages():
            yield message if nested else _flat(message)
    elif subject == "documents":
        columns = [column for column in documents.columns if column.name not in {"unclaimed", "notes", "position"}]
        query = (
            sa.select(messages.c.prefettura, *columns).join_from(documents, messages).order_by(documents.c.message_id, documents.c.position)
        )
        yield from _stream(database, query)
    else:
        view = (_WITH_REPLACED if replaced else {}).get(subject) or _VIEWS[subject]
        names = ", ".join(name for name, _, _ in view.columns)
        yield from _stream(database, sa.text(f"SELECT {names} FROM {view.name} ORDER BY {_ORDER[subject]}"))


def _stream(database: Database, query: sa.Executable) -> Iterator[dict[str, Any]]:
    with database.read() as connection:
        for row in connection.execution_options(yield_per=500).execute(query).mappings():
            yield {key: _text(key, value) for key, value in row.items()}


def _flat(message: dict[str, Any]) -> dict[str, Any]:
    """A message as one line of a table: counts in place of lists."""
    lists = {key: len(value) for key, value in message.items() if isinstance(value, list) and key != "marked_campi"}
    marked = message["marked_campi"]
    return message | lists | {"marked_campi": None if marked is None else " ".join(map(str, marked))}


def _text(name: str, value: Any) -> Any:
    """Days and moments as ISO 8601; through a view SQLite gives moments as text without their zone, which is UTC."""
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value).replace(tzinfo=UTC).isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _cell(value: Any) -> Any:
    """A text as text, also where a program splits the file at `;` or tabs, or begins a cell behind blanks: every piece that would be
    run as a formula gets an apostrophe before it.
    """
    if not isinstance(value, str):
        return value
    return _FORMULA.sub(r"\1'\2", visible(value).replace("\r", "\n"))
