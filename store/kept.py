"""Which records of a reading are those that were stored before: they keep their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from config.vocabulary import DecisionKind
from parsers.model import Protocollo, Reading, Scheda
from store import reviews
from store.decided import act_as_item, as_item
from store.decisions import Decision
from store.matching import Item, same_records
from store.tables import decisions, documents, protocolli, schede

# Built once: making a statement costs more than sending it.
_OF: sa.BindParameter[int] = sa.bindparam("message")
_PATHS = sa.select(documents.c.path, documents.c.id).where(documents.c.message_id == _OF)
_STORED = {
    table: sa.select(table, documents.c.path)
    .join_from(table, documents, documents.c.id == table.c.document_id)
    .where(table.c.message_id == _OF)
    .order_by(table.c.position)
    for table in (schede, protocolli)
}
_SAID_OF_AGREEMENTS = (
    sa.select(decisions.c.value)
    .where(decisions.c.message_id == _OF, decisions.c.kind == DecisionKind.AGREEMENT)
    .order_by(decisions.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The numbers of records that were stored before and are read again: by path, by key, by key."""

    documents: Mapping[str, int]
    schede: Mapping[str, int]
    protocolli: Mapping[str, int]


#: Of a message that was never stored before.
NOTHING_KEPT = Kept({}, {}, {})


def kept_numbers(connection: sa.Connection, message_id: int, reading: Reading, history: Sequence[Decision]) -> Kept:
    """The numbers of what is stored of a message and stands in this reading of it, as persons decided about it; their
    decisions follow the schede.
    """
    return Kept(
        _kept_documents(connection, message_id),
        _kept_schede(connection, message_id, reading.schede, history),
        _kept_protocolli(connection, message_id, reading.protocolli),
    )


def _kept_documents(connection: sa.Connection, message_id: int) -> dict[str, int]:
    return {row.path: row.id for row in connection.execute(_PATHS, {"message": message_id})}


def _kept_schede(
    connection: sa.Connection, message_id: int, found: Sequence[Scheda], history: Sequence[Decision]
) -> dict[str, int]:
    """The numbers of the schede that were stored before, by their keys of today; their decisions move to those keys."""
    rows = _stored(connection, schede, message_id)
    old = [Item(row.key, row.path, row.campo, f"{row.title}\n{row.description}") for row in rows]
    numbers = {row.key: row.id for row in rows}
    for kept in _set_aside(history):
        # A decision that took it away was taken back: it is the same scheda as before.
        if kept["key"] not in numbers and kept["number"] not in numbers.values():
            old.append(as_item(kept))
            numbers[kept["key"]] = kept["number"]
    new = [Item(s.key, s.document, s.campo, f"{s.title}\n{s.description}") for s in found]
    pairs = same_records(old, new)
    reviews.follow(connection, message_id, {before: after for after, before in pairs.items()})
    return {after: numbers[before] for after, before in pairs.items()}


def _set_aside(history: Sequence[Decision]) -> list[dict[str, Any]]:
    """The schede that decisions took out of the records, as they were; also those of decisions taken back."""
    ways = {DecisionKind.REJECT: "scheda", DecisionKind.MERGE: "other"}
    return [decision.value[ways[decision.kind]] for decision in reversed(history) if decision.kind in ways]


def _kept_protocolli(connection: sa.Connection, message_id: int, found: Sequence[Protocollo]) -> dict[str, int]:
    """The same for agreements; one that a person took away keeps its number for the day on which it comes back."""
    rows = _stored(connection, protocolli, message_id)
    old = [Item(row.key, row.path, None, row.title) for row in rows]
    numbers = {row.key: row.id for row in rows}
    for value in connection.execute(_SAID_OF_AGREEMENTS, {"message": message_id}).scalars():
        kept = value["protocollo"]
        if kept["key"] not in numbers and kept["number"] not in numbers.values():
            old.append(act_as_item(kept))
            numbers[kept["key"]] = kept["number"]
    pairs = same_records(old, [Item(a.key, a.document, None, a.title) for a in found])
    return {after: numbers[before] for after, before in pairs.items()}


def _stored(connection: sa.Connection, table: sa.Table, message_id: int) -> Sequence[sa.Row[Any]]:
    return connection.execute(_STORED[table], {"message": message_id}).all()
