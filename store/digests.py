"""The record of the digests that were sent to operators, and what happened between two of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from config.vocabulary import MessageKind, MessageState
from store.columns import storable
from store.database import Database
from store.model import Owner
from store.tables import attempts, messages
from store.tables_of_digests import digests


@dataclass(frozen=True, slots=True)
class Due:
    """A digest that this process is to send now: its `number`, and since when it tells what happened (None: nothing
    was ever sent).
    """

    number: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened in a while: messages taken in by kind ("" before they were read), submissions by office, and the
    numbers of those that a reading left failed or partial.
    """

    kinds: dict[str, int]
    offices: dict[str, int]
    unread: frozenset[int]


class DigestTable:
    """The `digests` table. Moments are aware; the caller says what time it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, due_at: datetime, recipients: str, owner: Owner, now: datetime, seconds: int) -> Due | None:
        """Takes the digest that was due then; None if it was sent, or another process is sending it. The claim lapses
        after `seconds`.
        """
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        row = insert(digests).values(due_at=due_at, recipients=recipients)
        with self._database.write() as connection:
            moment = self._database.moment(connection, now)
            connection.execute(row.on_conflict_do_nothing(index_elements=["due_at"]))
            free = digests.c.claim_until.is_(None) | (digests.c.claim_until <= moment)
            wanted = sa.select(digests.c.id).where(digests.c.due_at == due_at, digests.c.sent_at.is_(None), free)
            number = connection.execute(wanted.with_for_update(skip_locked=True)).scalar()
            if number is None:
                return None
            until = moment + timedelta(seconds=seconds)
            values = {"claim_owner": str(owner), "claim_until": until, "attempts": digests.c.attempts + 1}
            connection.execute(sa.update(digests).where(digests.c.id == number).values(**values))
            sent = sa.select(sa.func.max(digests.c.until)).where(digests.c.sent_at.is_not(None))
            return Due(int(number), connection.execute(sent).scalar())

    def sent(self, number: int, until: datetime, now: datetime, refused: str = "") -> None:
        """A mail server took it, perhaps not for all: `refused` says so."""
        self._end(number, {"until": until, "sent_at": now, "error": storable(refused) or None})

    def failed(self, number: int, reason: str) -> None:
        """It was not sent; whoever comes next tries again."""
        self._end(number, {"error": storable(reason)})

    def _end(self, number: int, values: dict[str, object]) -> None:
        ended = {"claim_owner": None, "claim_until": None, **values}
        with self._database.write() as connection:
            connection.execute(sa.update(digests).where(digests.c.id == number).values(**ended))


def happened(database: Database, since: datetime, until: datetime) -> Happened:
    """What happened after `since` and until then."""
    taken = (messages.c.stored_at > since) & (messages.c.stored_at <= until)
    ended = (attempts.c.ended_at > since) & (attempts.c.ended_at <= until)
    bad = attempts.c.outcome.in_([MessageState.FAILED, MessageState.PARTIAL])
    count = sa.func.count()
    by_kind = sa.select(sa.func.coalesce(messages.c.kind, ""), count).where(taken).group_by(messages.c.kind)
    of_offices = taken & (messages.c.kind == MessageKind.SUBMISSION) & messages.c.prefettura.is_not(None)
    by_office = sa.select(messages.c.prefettura, count).where(of_offices).group_by(messages.c.prefettura)
    with database.read() as connection:
        return Happened(
            {str(kind): number for kind, number in connection.execute(by_kind)},
            {str(sigla): number for sigla, number in connection.execute(by_office)},
            frozenset(connection.execute(sa.select(attempts.c.message_id).where(ended, bad)).scalars()),
        )
