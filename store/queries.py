"""What the commands read: messages in the shape of the contract, counts, lists."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from config.errors import NotFoundError
from config.vocabulary import MessageState
from store import decisions, regions, shapes
from store.database import Database
from store.model import Ending, Terms
from store.selection import ALL, Selection
from store.shapes import Json, plain
from store.tables import (
    attempts,
    mailboxes,
    messages,
    problems,
    protocolli,
    schede,
    uid_gaps,
)  # fmt: skip
from store.waiting import count, for_persons, of_records

_ENDING = sa.select(messages.c.message_id, messages.c.source, messages.c.error).where(
    messages.c.id == sa.bindparam("message")
)


class Queries:
    """Read access for the commands. Results are plain JSON values, as the contract writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def message(self, number: int) -> Json:
        """One message with all that belongs to it. Raises NotFoundError."""
        found = next(self.messages([number]), None)
        if found is None:
            raise NotFoundError(f"there is no message {number}")
        return found

    def read(self, number: int) -> Json:
        """What a reading made of a message, as `shapes.records` gives it. Raises NotFoundError."""
        with self._database.read() as connection:
            return shapes.records(connection, number)

    def ending(self, number: int) -> Ending:
        """What became of a message, without its records. Raises NotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(_ENDING, {"message": number}).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no message {number}")
        return Ending(row.message_id, row.source, row.error)

    def messages(self, numbers: Sequence[int] | None = None) -> Iterator[Json]:
        """Messages in order of arrival, all or those of `numbers`, a bounded number in memory at a time."""
        with self._database.read(patient=True) as connection:
            wanted = self._ids(connection, numbers)
            for start in range(0, len(wanted), 200):
                yield from shapes.load(connection, wanted[start : start + 200])

    def lines(self, number: int, document: str = "") -> list[Json]:
        """The text of one message, or of one of its documents, line by line with what claimed it. Raises
        NotFoundError.
        """
        return regions.lines(self._database, number, document)

    def attempts(self, number: int) -> list[Json]:
        """The history of processing of one message."""
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(attempts).where(attempts.c.message_id == number).order_by(attempts.c.number)
            ).mappings()
            return [
                {key: plain(value) for key, value in row.items() if key not in {"id", "message_id"}} for row in rows
            ]

    def problem_numbers(self, number: int) -> dict[tuple[str, int | None, str], list[int]]:
        """The numbers by which the problems of a message are settled, by code, campo and sentence. They hold until it
        is read again, so that they are no part of its records.
        """
        ours = sa.select(problems).where(problems.c.message_id == number).order_by(problems.c.id)
        found: dict[tuple[str, int | None, str], list[int]] = {}
        with self._database.read() as connection:
            for row in connection.execute(ours):
                found.setdefault((row.code, row.campo, row.detail), []).append(row.id)
        return found

    def numbers(self, selection: Selection = ALL) -> list[int]:
        """The numbers of the messages that are selected, in order of arrival."""
        with self._database.read() as connection:
            return list(connection.execute(selection.question()).scalars())

    def sha256(self, number: int) -> str:
        """The original of a message. Raises NotFoundError."""
        with self._database.read() as connection:
            found = connection.execute(sa.select(messages.c.sha256).where(messages.c.id == number)).scalar()
        if found is None:
            raise NotFoundError(f"there is no message {number}")
        return str(found)

    def terms(self, number: int) -> Terms:
        """On which terms persons want a message to be read."""
        with self._database.read() as connection:
            return decisions.terms(decisions.standing(connection, number))

    def overview(self) -> Json:
        """Counts per state and kind, mailboxes, gaps, and what waits for a person."""
        with self._database.read() as connection:
            boxes = connection.execute(sa.select(mailboxes).order_by(mailboxes.c.id)).mappings()
            return {
                "status": _counts(connection, messages.c.status),
                "kind": _counts(connection, messages.c.kind),
                "schede": count(connection, schede),
                "protocolli": count(connection, protocolli),
                **of_records(connection),
                "trust": _counts(connection, messages.c.trust),
                **for_persons(connection),
                "not_taken": count(connection, uid_gaps, uid_gaps.c.resolved_at.is_(None)),
                "not_taken_reason": connection.execute(
                    sa.select(uid_gaps.c.reason)
                    .where(uid_gaps.c.resolved_at.is_(None))
                    .order_by(uid_gaps.c.id)
                    .limit(1)
                ).scalar(),
                "problems": _counts(connection, problems.c.code),
                "outages": {
                    str(reason): count
                    for reason, count in connection.execute(
                        sa.select(messages.c.error, sa.func.count())
                        .where(messages.c.status == MessageState.RETRY)
                        .group_by(messages.c.error)
                        .order_by(messages.c.error)
                    )
                },
                "oldest_waiting": plain(
                    connection.execute(
                        # What is being processed does not wait; a claim that lapsed becomes `received` again.
                        sa.select(sa.func.min(messages.c.stored_at)).where(
                            messages.c.status.in_([MessageState.RECEIVED, MessageState.RETRY])
                        )
                    ).scalar()
                ),
                "mailboxes": [{key: plain(value) for key, value in box.items() if key != "id"} for box in boxes],
            }

    @staticmethod
    def _ids(connection: sa.Connection, numbers: Sequence[int] | None) -> list[int]:
        if numbers is not None:
            return sorted(numbers)
        return list(connection.execute(sa.select(messages.c.id).order_by(messages.c.id)).scalars())


def _counts(connection: sa.Connection, column: sa.Column[Any]) -> dict[str, int]:
    rows = connection.execute(
        sa.select(column, sa.func.count()).where(column.is_not(None)).group_by(column).order_by(column)
    )
    return {str(row[0]): row[1] for row in rows}


def parse_moment(text: str) -> datetime:
    """The moment that `plain` wrote."""
    return datetime.fromisoformat(text)
