"""What the replies of an office lack, as far as nothing that it sent later made it good."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from config.vocabulary import LinkKind, MessageKind, ProblemCode
from store.database import Database
from store.settling import closed
from store.tables import documents, message_links, messages, problems, protocolli, registrations, schede

#: Problems that an office can be asked about.
ASKED = (
    ProblemCode.MARKED_WITHOUT_SCHEDA,
    ProblemCode.PROTOCOL_MENTIONED_NOT_ATTACHED,
    ProblemCode.MISSING_ATTACHMENT,
    ProblemCode.MISSING_PART,
    ProblemCode.UNREADABLE_DOCUMENT,
    ProblemCode.ENCRYPTED_DOCUMENT,
    ProblemCode.UNSUPPORTED_DOCUMENT,
    ProblemCode.ARCHIVE_LIMIT,
    ProblemCode.INFECTED_DOCUMENT,
)
#: What people wrote; a mail of which the attachment is missing holds nothing else.
_OF_REPLIES = messages.c.kind.in_([MessageKind.SUBMISSION, MessageKind.CORRESPONDENCE])


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: `message` is the reply that lacks it, received at `received_at` with that `subject`
    and, if it bears one, `protocol` number (`1234/2015`). `document` is a file's name, `detail` the problem's sentence.
    """

    message: int
    prefettura: str | None
    received_at: datetime
    subject: str
    protocol: str
    code: str
    campo: int | None
    document: str | None
    detail: str


def gaps(database: Database, prefettura: str | None = None) -> list[Gap]:
    """The gaps of one office, or of all, by office and order of arrival. Replies that another one replaced count no
    more, nor what a person settled or closed. A mail that came without what it announces is a reply too.
    """
    with database.read() as connection:
        replaced = {
            row
            for row in connection.execute(
                sa.select(message_links.c.replaced_id).where(message_links.c.kind != LinkKind.REPAIRS)
            ).scalars()
            if row is not None
        }
        query = (
            sa.select(problems, messages.c.prefettura, messages.c.received_at, messages.c.subject, documents.c.filename)
            .join_from(problems, messages, messages.c.id == problems.c.message_id)
            .outerjoin(documents, documents.c.id == problems.c.document_id)
            .where(problems.c.code.in_(ASKED), ~problems.c.settled, _OF_REPLIES, ~closed())
            .order_by(messages.c.prefettura, messages.c.id, problems.c.position)
        )
        if prefettura is not None:
            query = query.where(messages.c.prefettura == prefettura)
        cured = _cures(connection)
        numbers = _protocols(connection)
        return [
            Gap(row.message_id, row.prefettura, row.received_at, row.subject, numbers.get(row.message_id, ""), row.code,
                row.campo, row.filename, row.detail)
            for row in connection.execute(query)
            if row.message_id not in replaced and not cured(row)
        ]  # fmt: skip


def replies(database: Database, prefettura: str) -> int:
    """How many replies of an office are stored."""
    mine = (messages.c.prefettura == prefettura) & (messages.c.kind == MessageKind.SUBMISSION)
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(messages).where(mine)).scalar_one())


class _Cures:
    """What came later: descriptions by office and campo, agreements in messages that follow up."""

    def __init__(self, described: set[tuple[str | None, int]], followed: set[int]) -> None:
        self._described, self._followed = described, followed

    def __call__(self, row: sa.Row) -> bool:  # type: ignore[type-arg]  # a row of chosen columns
        if row.code == ProblemCode.MARKED_WITHOUT_SCHEDA:
            return row.prefettura is not None and (row.prefettura, row.campo) in self._described
        return (
            row.code in {ProblemCode.PROTOCOL_MENTIONED_NOT_ATTACHED, ProblemCode.MISSING_ATTACHMENT}
            and row.message_id in self._followed
        )


def _cures(connection: sa.Connection) -> _Cures:
    described = {(row[0], row[1]) for row in connection.execute(sa.select(schede.c.prefettura, schede.c.campo))}
    bring = sa.exists().where(protocolli.c.message_id == message_links.c.message_id)
    later = sa.select(message_links.c.other_id).where(
        message_links.c.kind.in_([LinkKind.FOLLOWS_UP, LinkKind.PART]), bring
    )
    return _Cures(described, set(connection.execute(later).scalars()))


def _protocols(connection: sa.Connection) -> dict[int, str]:
    rows = connection.execute(
        sa.select(registrations.c.message_id, registrations.c.number, registrations.c.year).order_by(
            registrations.c.kind
        )
    )
    return {row[0]: f"{row[1]}/{row[2]}" if row[2] else row[1] for row in rows if row[1]}
