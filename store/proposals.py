"""What messages propose and may not do by themselves: a person accepts or refuses it, for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from config.errors import NotFoundError
from config.vocabulary import Trust
from store import decisions
from store.database import Database
from store.tables import link_decisions, link_proposals, messages


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a proposal: the `kind` of the link; who decided about the two `before` and when, if somebody did;
    not `is_new` if that was the same answer.
    """

    kind: str
    before: str | None
    decided_at: datetime | None
    is_new: bool


class ProposalTable:
    """The `link_proposals` and `link_decisions` tables. `least` is the trust without which nothing is replaced."""

    def __init__(self, database: Database, least: Trust) -> None:
        self._database, self._least = database, least

    def waiting(self) -> list[dict[str, Any]]:
        """The proposals that nobody decided, in order of arrival."""
        later = messages.alias()
        columns = (
            link_proposals.c.message_id, link_proposals.c.other_id, link_proposals.c.kind, later.c.prefettura,
            later.c.sender,
            later.c.trust, later.c.subject, link_proposals.c.reason, link_proposals.c.why,
        )  # fmt: skip
        joined = link_proposals.join(later, later.c.id == link_proposals.c.message_id)
        order = (link_proposals.c.message_id, link_proposals.c.other_id)
        with self._database.read() as connection:
            rows = connection.execute(sa.select(*columns).select_from(joined).order_by(*order)).mappings()
            return [dict(row) for row in rows]

    def decide(self, message: int, other: int, *, accepted: bool, who: str, now: datetime, note: str = "") -> Answered:
        """Accepts or refuses what `message` proposes about `other`, and applies it.

        An earlier decision about the two is replaced, unless it says the same. Raises NotFoundError where there is
        neither a proposal nor a decision.
        """
        with self._database.write() as connection:
            # Who comes second waits here until the first is done.
            connection.execute(sa.select(messages.c.id).where(messages.c.id == message).with_for_update())
            kind = self._kind(connection, message, other)
            mine = _between(link_decisions, message, other)
            before = connection.execute(sa.select(link_decisions).where(mine)).one_or_none()
            if before is not None and (before.accepted, before.kind) == (accepted, kind):
                return Answered(kind, before.decided_by, before.decided_at, is_new=False)
            connection.execute(sa.delete(link_decisions).where(mine))
            row = {"message_id": message, "other_id": other, "kind": kind, "accepted": accepted}
            row |= {"decided_at": now, "decided_by": who, "note": note}
            connection.execute(sa.insert(link_decisions).values(**row))
            self._apply(connection, message, other)
            who_before, when = (None, None) if before is None else (before.decided_by, before.decided_at)
            return Answered(kind, who_before, when, is_new=True)

    def undo(self, message: int, other: int) -> None:
        """Takes a decision back: what the message proposes waits again. Raises NotFoundError."""
        with self._database.write() as connection:
            gone = connection.execute(
                sa.delete(link_decisions).where(_between(link_decisions, message, other))
            ).rowcount
            if not gone:
                raise NotFoundError(f"nothing was decided about messages {message} and {other}")
            self._apply(connection, message, other)

    def _apply(self, connection: sa.Connection, message: int, other: int) -> None:
        # Loaded where messages are compared: every command has this table at hand.
        from store import links

        links.relink(connection, message, self._least)
        # What a copy made good of the other one, or does no more.
        decisions.settle(connection, other)

    @staticmethod
    def _kind(connection: sa.Connection, message: int, other: int) -> str:
        for table in (link_proposals, link_decisions):
            found = connection.execute(sa.select(table.c.kind).where(_between(table, message, other))).scalar()
            if found is not None:
                return str(found)
        raise NotFoundError(f"message {message} proposes nothing about message {other}")


def _between(table: sa.Table, message: int, other: int) -> sa.ColumnElement[bool]:
    return (table.c.message_id == message) & (table.c.other_id == other)
