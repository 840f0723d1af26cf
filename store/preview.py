"""A message as it would be after storing a submission, without storing it: an in-memory database does the same work."""

from typing import Any

import sqlalchemy as sa

from store import records, schema
from store.database import Database
from store.messages import shown
from store.model import Submission
from store.queries import Queries, parse_moment
from store.tables import messages


def preview(message: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """The message in the shape of the contract with the records of `submission` in place of its own."""
    database = Database("sqlite://")
    try:
        schema.create_scratch(database)
        with database.write() as connection:
            moment = parse_moment(message["received_at"])
            headers = submission.headers
            connection.execute(
                sa.insert(messages).values(
                    id=message["id"], source=message["source"], sha256=message["sha256"], size=0, stored_at=moment, received_at=moment,
                    status=submission.verdict, kind=submission.kind, prefettura=submission.reading.prefettura.sigla,
                    form_found=submission.reading.marked_campi is not None, message_id=headers.message_id or None,
                    subject=headers.subject, origin=shown(submission.reading.origin), sender=headers.sender.address or headers.sender.name,
                    trust=submission.trust, trust_reasons="\n".join(submission.trust_reasons),
                )
            )  # fmt: skip
            records.replace(connection, message["id"], submission)
        return Queries(database).message(message["id"])
    finally:
        database.close()
