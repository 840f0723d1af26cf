"""A copy of the views as a SQLite file of plain tables, with keys, indexes and full text: what programs that browse
data look for and views do not have. What is not to be shown is not in the file.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from config.showing import visible
from store.column_types import ColumnType, type_of
from store.database import Database
from store.export import ORDER, stream, view_of
from store.masking import masked
from store.roles import PUBLIC_VIEWS
from store.view import View

#: Column that names a row, by view.
_KEYS = {
    "v_schede": "scheda_id", "v_schede_public": "scheda_id", "v_protocolli": "protocollo_id",
    "v_messages": "message_id", "v_documents": "document_id", "v_offices": "prefettura",
}  # fmt: skip
#: Columns whose words can be searched, by view.
_SEARCHED = {
    "v_schede": ("title", "description"),
    "v_schede_public": ("title", "description"),
    "v_protocolli": ("title", "parties"),
}
#: Columns by which rows are picked and counted.
_PICKED = ("prefettura", "region", "campo", "kind", "status", "code", "scheda_id", "protocollo_id", "message_id")
_TYPES = {ColumnType.WHOLE: "INTEGER", ColumnType.NUMBER: "REAL"}
#: What the public snapshot shows beside the views without words of mails: which agreement is behind which practice.
_PUBLIC = (*PUBLIC_VIEWS, "v_scheda_protocollo")
#: Titles and names that only `v_schede_public` masks by itself, and what may name a person in some other way.
_TO_MASK = frozenset({"title", "scheda_title", "protocollo_title", "parties", "party", "party_canonical", "place"})
_LEFT_OUT = frozenset({"document", "document_path", "decided_by"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the snapshot, called as its view. `columns` are (name, meaning), `key` names a row or is None,
    `searched` are the columns with full text, `order` how rows are read.
    """

    view: View
    columns: tuple[tuple[str, str], ...]
    key: str | None
    searched: tuple[str, ...]
    order: str

    @property
    def name(self) -> str:
        """Its name."""
        return self.view.name


def tables(*, full: bool) -> tuple[Table, ...]:
    """The tables: those without personal data, or with `full` all that can be exported."""
    subjects = [subject for subject in ORDER if full or f"v_{subject}" in _PUBLIC]
    return tuple(_table(subject, full=full) for subject in subjects)


def _table(subject: str, *, full: bool) -> Table:
    view = view_of(subject)
    columns = tuple((name, meaning) for name, _, meaning in view.columns if full or name not in _LEFT_OUT)
    return Table(view, columns, _KEYS.get(view.name), _SEARCHED.get(view.name, ()), ORDER[subject])


def write_snapshot(database: Database, file: Path, *, full: bool = False) -> dict[str, int]:
    """Writes what the views hold at one moment into the new file and returns the number of rows of each table. Without
    `full` personal data are left out.
    """
    chosen = tables(full=full)
    link = sqlite3.connect(file)
    try:
        # If the machine dies half-way the file is worth nothing anyway.
        link.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        with database.read() as connection:
            counts = {table.name: _copy(connection, link, table, chosen, full=full) for table in chosen}
        link.execute("ANALYZE")
        link.commit()
    finally:
        link.close()
    return counts


def _copy(
    connection: sa.Connection, link: sqlite3.Connection, table: Table, others: Iterable[Table], *, full: bool
) -> int:
    """One table with its rows, indexes and words."""
    names = [name for name, _ in table.columns]
    link.execute(_create(table, others))
    columns: list[Any] = [sa.column(name) for name in names]
    shown: sa.Select[Any] = sa.select(*columns).select_from(sa.table(table.name)).order_by(sa.text(table.order))
    rows = stream(connection, shown)
    insert = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(names))})"
    link.executemany(insert, _values(rows, masks=not full and table.name not in {"v_vocabulary", "v_dictionary"}))
    for name in names:
        if name in _PICKED and name != table.key:
            link.execute(f"CREATE INDEX {table.name}_{name} ON {table.name} ({name})")
    if table.searched:
        _index_words(link, table)
    return int(link.execute(f"SELECT COUNT(*) FROM {table.name}").fetchone()[0])


def _values(rows: Iterable[dict[str, Any]], *, masks: bool) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple(
            visible(masked(value) if masks and name in _TO_MASK else value) if isinstance(value, str) else value
            for name, value in row.items()
        )


def _create(table: Table, others: Iterable[Table]) -> str:
    """The statement that makes the table. A column that names a row of another table says so."""
    own = {other.key: other.name for other in others if other.key and other.name != "v_schede_public"}
    # Of both tables of schede the fuller one is meant where both are there.
    named = {"scheda_id": "v_schede_public"} | own
    lines = []
    for name, _ in table.columns:
        line = f"{name} {_TYPES.get(type_of(name), 'TEXT')}"
        if name == table.key:
            line += " PRIMARY KEY"
        elif name in named:
            line += f" REFERENCES {named[name]} ({name})"
        lines.append(line)
    return f"CREATE TABLE {table.name} ({', '.join(lines)})"


def _index_words(link: sqlite3.Connection, table: Table) -> None:
    words = f"{table.name}_fts"
    columns = ", ".join(table.searched)
    link.execute(
        f"CREATE VIRTUAL TABLE {words} USING fts5({columns}, content='{table.name}', content_rowid='{table.key}',"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    link.execute(f"INSERT INTO {words} ({words}) VALUES ('rebuild')")
