"""Why a message is `partial` or `failed`: what was sent and could not be read."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from config.vocabulary import MessageState
from store.columns import storable
from store.database import Database
from store.model import Submission
from store.repairs import LACKING
from store.selection import Selection
from store.settling import closed
from store.tables import documents, messages, problems, uid_gaps

_WANTING = (MessageState.FAILED, MessageState.PARTIAL, MessageState.RETRY)
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that could not be read. `message` is None for a mail that could not be taken from the server, `code`
    None where only the message's own error tells (an outage); `problem` is the number to settle it by; `path` is the
    document's, None for the message as a whole.
    """

    message: int | None
    status: str
    prefettura: str | None
    subject: str
    received_at: datetime | None
    path: str | None
    code: str | None
    reason: str
    problem: int | None = None


def sentence(submission: Submission) -> str | None:
    """The reason of a verdict `partial` or `failed` in one line; None for any other."""
    if submission.verdict not in {MessageState.PARTIAL, MessageState.FAILED}:
        return None
    found = [problem for problem in (*submission.problems, *submission.reading.problems) if problem.code in LACKING]
    said = list(dict.fromkeys(f"{p.document}: {p.detail}" if p.document else p.detail for p in found))
    for document in submission.reading.documents:
        # A problem may stand for many: the documents keep their own reasons.
        if not said and document.error and document.status in {"unreadable", "encrypted", "limit"}:
            said.append(f"{document.path}: {document.error}")
    more = f"; and {len(said) - _NAMED} more" if len(said) > _NAMED else ""
    return storable("; ".join(said[:_NAMED]) + more) or None


def wanting() -> sa.ColumnElement[bool]:
    """Whether something of a message could not be read and nobody settled it, as a condition on `messages`."""
    own = problems.alias()
    mine = sa.select(own.c.id).where(own.c.message_id == messages.c.id).correlate(messages)
    is_settled = mine.where(own.c.settled).exists()
    lacks = mine.where(own.c.code.in_(LACKING), ~own.c.settled).exists()
    waits = messages.c.status == MessageState.RETRY
    return messages.c.status.in_(_WANTING) & ~closed() & (waits | lacks | ~is_settled)


def shortfalls(database: Database, selection: Selection) -> list[Shortfall]:
    """Whatever could not be read of the messages that are selected, in order of arrival."""
    head = (
        messages.c.id,
        messages.c.status,
        messages.c.prefettura,
        messages.c.subject,
        messages.c.received_at,
        messages.c.error,
    )
    lacks = (problems.c.message_id == messages.c.id) & problems.c.code.in_(LACKING) & ~problems.c.settled
    query = (
        sa.select(*head, documents.c.path, problems.c.code, problems.c.detail, problems.c.id.label("problem"))
        .select_from(messages.outerjoin(problems, lacks).outerjoin(documents, documents.c.id == problems.c.document_id))
        .where(wanting(), messages.c.id.in_(selection.question()))
        .order_by(messages.c.id, problems.c.position, problems.c.id)
    )
    with database.read() as connection:
        return [_shortfall(row) for row in connection.execute(query)]


def not_taken(database: Database) -> list[Shortfall]:
    """The mails that are on a server and could not be taken from it."""
    columns = (uid_gaps.c.uid, uid_gaps.c.reason, uid_gaps.c.first_seen_at)
    with database.read() as connection:
        rows = connection.execute(
            sa.select(*columns).where(uid_gaps.c.resolved_at.is_(None)).order_by(uid_gaps.c.id)
        ).all()
    return [
        Shortfall(None, "not taken", None, f"UID {row.uid} on the server", row.first_seen_at, None, None, row.reason)
        for row in rows
    ]


def _shortfall(row: sa.Row) -> Shortfall:  # type: ignore[type-arg]  # a row of chosen columns
    # What waits for a tool says so in its own error; what could be read meanwhile has problems that follow from it.
    waits = row.status == MessageState.RETRY
    code, reason = (None, row.error) if waits or row.code is None else (row.code, row.detail)
    return Shortfall(
        row.id,
        row.status,
        row.prefettura,
        row.subject,
        row.received_at,
        None if waits else row.path,
        code,
        reason or "",
        None if code is None else row.problem,
    )
