"""A message as it would be after storing a submission, without storing it: an in-memory database does the same work."""

from typing import Any

import sqlalchemy as sa

from store import records, schema
from store.database import Database
from store.messages import shown
from store.model import Submission
from store.queries import Queries
from store.tables import decisions, documents, messages, protocolli, reviews, schede

#: What storing looks at of the records before: they lend their numbers, and decisions follow them.
_LOOKED_AT = (documents, schede, protocolli, reviews, decisions)


def preview(database: Database, number: int, submission: Submission) -> dict[str, Any]:
    """The message `number` of `database` in the shape of the contract, with the records of `submission`, as persons
    decided them, in place of its own.
    """
    scratch = Database("sqlite://")
    try:
        schema.create_scratch(scratch)
        with database.read() as source, scratch.write() as connection:
            _copy(source, connection, number)
            stored = records.replace(connection, number, submission)
            headers, reading = submission.headers, stored.reading
            connection.execute(
                sa.update(messages).values(
                    status=submission.verdict, kind=submission.kind, prefettura=reading.prefettura.sigla,
                    form_found=reading.marked_campi is not None, message_id=headers.message_id or None,
                    subject=headers.subject, origin=shown(reading.origin),
                    sender=headers.sender.address or headers.sender.name,
                    trust=stored.trust, trust_reasons="\n".join(stored.trust_reasons),
                )
            )  # fmt: skip
        return Queries(scratch).message(number)
    finally:
        scratch.close()


def _copy(source: sa.Connection, connection: sa.Connection, number: int) -> None:
    row = source.execute(sa.select(messages).where(messages.c.id == number)).mappings().one()
    connection.execute(sa.insert(messages).values(**(dict(row) | {"mailbox_id": None})))
    for table in _LOOKED_AT:
        rows = source.execute(sa.select(table).where(table.c.message_id == number)).mappings().all()
        if rows:
            connection.execute(sa.insert(table), [dict(row) for row in rows])
