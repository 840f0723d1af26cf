"""Exports of the views for analysts: CSV and JSON Lines, streamed; Excel workbooks and Parquet as files."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy as sa

from config.errors import UsageError
from config.showing import in_json, visible
from store.database import Database
from store.headings import headings
from store.parquet import write_parquet
from store.queries import Queries
from store.selection import Selection
from store.view import View
from store.views import V_PROTOCOLLI_ALL, V_SCHEDE_ALL, VIEWS
from store.workbook import write_workbook

#: What can be exported, by the word of the command, and in which order.
ORDER = {
    "schede": "message_id, scheda_id",
    "schede_public": "message_id, scheda_id",
    "protocolli": "protocollo_id",
    "messages": "message_id",
    "documents": "message_id, document_id",
    "problems": "message_id, code, campo",
    "coverage": "prefettura, campo",
    "offices": "prefettura",
    "parties": "protocollo_id, party_position",
    "scheda_protocollo": "scheda_id, protocollo_id",
    "marked": "message_id, campo",
    "reviews": "message_id, scheda_id",
    "links": "message_id, other_id",
    "signatures": "message_id, path",
    "vocabulary": "list, word",
    "dictionary": "view_name, position",
}
SUBJECTS = tuple(ORDER)
FORMATS = ("csv", "jsonl", "xlsx", "parquet")
#: Formats that are no text and need a file.
BINARY = frozenset({"xlsx", "parquet"})
_BY_NAME = {view.name: view for view in VIEWS}
#: The same with the records that gave way to those of a duplicate or correction.
_WITH_REPLACED = {"schede": V_SCHEDE_ALL, "protocolli": V_PROTOCOLLI_ALL}
#: A cell that begins so is run as a formula by spreadsheet programs (OWASP, CSV injection).
_FORMULA = re.compile(r"(?<![;\s\"'])([;\s\"']*)([=+\-@＝＋－＠])")


def export(
    database: Database,
    subject: str,
    style: str,
    out: TextIO,
    *,
    replaced: bool = False,
    only: Selection | None = None,
    nested: bool = True,
    italian: bool = False,
) -> int:
    """Writes all rows of `subject` as `style` and returns how many there were; `replaced` adds records not in force,
    `only` keeps those of the messages that are selected (UsageError for a subject that is not one of messages). JSON of
    messages holds their records, unless it is not to be `nested`. Columns of csv are headed in `italian` or by name.
    """
    count = 0
    if style == "jsonl":
        for row in _rows(database, subject, nested=nested, replaced=replaced, only=only):
            count += 1
            out.write(in_json(json.dumps(row, ensure_ascii=False, default=str)) + "\n")
        return count
    names = view_of(subject, replaced=replaced).names
    writer = csv.writer(out, lineterminator="\n")
    # Without a row the columns still say what would stand there.
    writer.writerow(headings(names, italian=italian))
    for row in _rows(database, subject, nested=False, replaced=replaced, only=only):
        count += 1
        writer.writerow([cell(row[name]) for name in names])
    return count


def export_file(
    database: Database,
    subject: str,
    style: str,
    file: Path,
    *,
    replaced: bool = False,
    only: Selection | None = None,
    nested: bool = True,
    italian: bool = False,
) -> int:
    """The same as a workbook or Parquet file, whose columns keep their names."""
    nested = nested and subject == "messages" and style == "parquet"
    rows = _rows(database, subject, nested=nested, replaced=replaced, only=only)
    view = view_of(subject, replaced=replaced)
    if style == "xlsx":
        return write_workbook(rows, view, file, italian=italian)
    return write_parquet(rows, None if nested else view.names, file)


def view_of(subject: str, *, replaced: bool = False) -> View:
    """The view that an export shows."""
    return (_WITH_REPLACED if replaced else {}).get(subject) or _BY_NAME[f"v_{subject}"]


def _rows(
    database: Database, subject: str, *, nested: bool, replaced: bool, only: Selection | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of the view; messages, where a format can nest, in the shape of JSON."""
    if subject == "messages" and nested:
        chosen = None if only is None else Queries(database).numbers(only)
        yield from Queries(database).messages(chosen)
        return
    view = view_of(subject, replaced=replaced)
    columns: list[Any] = [sa.column(name) for name in view.names]
    shown: sa.Select[Any] = sa.select(*columns).select_from(sa.table(view.name)).order_by(sa.text(ORDER[subject]))
    if only is not None:
        if "message_id" not in view.names:
            raise UsageError(f"{subject} are counted over all messages; leave the selection out")
        shown = shown.where(sa.column("message_id").in_(only.question()))
    yield from _stream(database, shown)


def rows_of(database: Database, subject: str) -> Iterator[dict[str, Any]]:
    """The rows of an export, one by one, with the names of its view; days and moments as ISO 8601."""
    return _rows(database, subject, nested=False, replaced=False)


def _stream(database: Database, query: sa.Executable) -> Iterator[dict[str, Any]]:
    with database.read(patient=True) as connection:
        yield from stream(connection, query)


def stream(connection: sa.Connection, query: sa.Executable) -> Iterator[dict[str, Any]]:
    """The rows of a query one by one, days and moments as ISO 8601."""
    for row in connection.execution_options(yield_per=500).execute(query).mappings():
        yield {key: _text(key, value) for key, value in row.items()}


def _text(name: str, value: Any) -> Any:
    """Counts as whole numbers, days and moments as ISO 8601; through a view SQLite gives moments as text without their
    zone, which is UTC.
    """
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value).replace(tzinfo=UTC).isoformat()
    if isinstance(value, Decimal):
        # What PostgreSQL calls a sum of counts.
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def cell(value: Any) -> Any:
    """A text as text, also where a program splits the file at `;` or tabs, or begins a cell behind blanks: every piece
    that would be run as a formula gets an apostrophe before it.
    """
    if not isinstance(value, str):
        return value
    return _FORMULA.sub(_as_text, visible(value).replace("\r", "\n"))


def _as_text(found: re.Match[str]) -> str:
    """A formula with the quotation mark that makes it text, if it begins a cell: programs also split at `;`, tabs and
    lines.
    """
    begins = found.start() == 0 or any(mark in found[1] for mark in ";\t\n")
    return f"{found[1]}'{found[2]}" if begins else found[0]
