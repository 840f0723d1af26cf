"""Writes the words that a search looks through: one entry for each scheda and agreement."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from store.columns import storable
from store.tables import documents, protocolli, protocollo_parties, schede, search_texts
from store.wording import folded

#: A tsvector holds less than a megabyte (PostgreSQL, "Limitations" of text search). An agreement is found by its
#: beginning.
_LONGEST = 200_000
_BATCH = 200
Entry = dict[str, Any]
_INSERT = sa.insert(search_texts)

#: FTS5 keeps no copy of the words: `search_texts` holds them, and triggers tell it of every change.
SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(title, body, content='search_texts', content_rowid='id')",
    "CREATE TRIGGER search_texts_in AFTER INSERT ON search_texts BEGIN"
    " INSERT INTO search_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END",
    "CREATE TRIGGER search_texts_out AFTER DELETE ON search_texts BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END",
)
for _statement in SQLITE_INDEX:
    _on_sqlite = sa.DDL(_statement).execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
    sa.event.listen(search_texts, "after_create", _on_sqlite)


def write(connection: sa.Connection, messages: Sequence[int]) -> None:
    """Writes the entries of these messages anew, in the caller's transaction."""
    connection.execute(sa.delete(search_texts).where(search_texts.c.message_id.in_(messages)))
    add(connection, [*_of_schede(connection, messages), *_of_protocolli(connection, messages)])


def add(connection: sa.Connection, rows: Sequence[Entry]) -> None:
    """Adds entries of records that have none, in the caller's transaction."""
    if not rows:
        return
    insert = _INSERT
    if connection.dialect.name == "postgresql":
        insert = insert.values(vector=_VECTOR)
        rows = [row | {"weighed": row["title"], "plain": row["body"]} for row in rows]
    connection.execute(insert, rows)


#: A word of the title counts more than one of the text.
_VECTOR = sa.text("setweight(to_tsvector('italian', :weighed), 'A') || setweight(to_tsvector('italian', :plain), 'C')")


def write_missing(connection: sa.Connection) -> None:
    """Writes the entries of messages that were read before there was a search."""
    for table, own in ((schede, search_texts.c.scheda_id), (protocolli, search_texts.c.protocollo_id)):
        lacking = sa.select(table.c.message_id).distinct().where(~sa.exists().where(own == table.c.id))
        numbers = list(connection.execute(lacking.order_by(table.c.message_id)).scalars())
        for start in range(0, len(numbers), _BATCH):
            write(connection, numbers[start : start + _BATCH])


def _of_schede(connection: sa.Connection, messages: Sequence[int]) -> Iterator[Entry]:
    columns = (schede.c.id, schede.c.message_id, schede.c.title, schede.c.description)
    for row in connection.execute(sa.select(*columns).where(schede.c.message_id.in_(messages)).order_by(schede.c.id)):
        yield of_scheda(row.message_id, row.id, row.title, row.description)


def _of_protocolli(connection: sa.Connection, messages: Sequence[int]) -> Iterator[Entry]:
    query = (
        sa.select(protocolli.c.id, protocolli.c.message_id, protocolli.c.title, documents.c.text)
        .join_from(protocolli, documents, documents.c.id == protocolli.c.document_id)
        .where(protocolli.c.message_id.in_(messages))
        .order_by(protocolli.c.id)
    )
    found = connection.execute(query).all()
    parties: dict[int, list[str]] = defaultdict(list)
    named = sa.select(protocollo_parties.c.protocollo_id, protocollo_parties.c.name)
    for number, name in connection.execute(
        named.where(protocollo_parties.c.protocollo_id.in_([row.id for row in found]))
    ):
        parties[number].append(name)
    for row in found:
        yield of_protocollo(row.message_id, row.id, row.title, parties[row.id], row.text)


def of_scheda(message: int, number: int, title: str, description: str) -> Entry:
    """The entry of the scheda `number`."""
    return _entry(message, title, description, scheda_id=number)


def of_protocollo(message: int, number: int, title: str, parties: Iterable[str], text: str) -> Entry:
    """The entry of the agreement `number`; `text` is that of its document."""
    return _entry(message, title, " ".join([*parties, text]), protocollo_id=number)


def _entry(
    message: int, title: str, text: str, *, scheda_id: int | None = None, protocollo_id: int | None = None
) -> Entry:
    title, text = storable(title), storable(text[:_LONGEST])
    words = {"title": folded(title)[:_LONGEST], "body": folded(text)[:_LONGEST]}
    return {"message_id": message, "scheda_id": scheda_id, "protocollo_id": protocollo_id} | words
