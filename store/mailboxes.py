"""Mailboxes: how far each was taken in, who polls it now, what could not be taken."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from config.counting import counted
from config.errors import NotFoundError, UsageError
from config.vocabulary import MessageState
from store.database import Database
from store.model import Cursor, Owner
from store.purge import purged_uids
from store.tables import mailboxes, messages, uid_gaps

if TYPE_CHECKING:
    from ingest.model import Gap, MailboxSnapshot

#: LEASE_SECONDS goes no further: a lease that ends later was written before a clock was set back.
_LONGEST_LEASE = timedelta(days=1)


class MailboxTable:
    """The `mailboxes` and `uid_gaps` tables. Moments are aware; the caller says what time it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, key: str) -> int:
        """The number of a mailbox, made at first sight."""
        with self._database.write() as connection:
            found = connection.execute(sa.select(mailboxes.c.id).where(mailboxes.c.key == key)).scalar()
            if found is not None:
                return int(found)
            return int(connection.execute(sa.insert(mailboxes).values(key=key).returning(mailboxes.c.id)).scalar_one())

    def known(self) -> list[dict[str, Any]]:
        """All mailboxes ever polled: `key`, number of `messages` taken, `last_good_poll_at` (aware), `last_error`."""
        taken = (
            sa.select(sa.func.count())
            .where(messages.c.mailbox_id == mailboxes.c.id)
            .scalar_subquery()
            .label("messages")
        )
        query = sa.select(mailboxes.c.key, taken, mailboxes.c.last_good_poll_at, mailboxes.c.last_error).order_by(
            mailboxes.c.id
        )
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def forget(self, key: str) -> None:
        """Removes a mailbox that nothing came from. Raises NotFoundError, or UsageError if messages came from it."""
        with self._database.write() as connection:
            number = connection.execute(sa.select(mailboxes.c.id).where(mailboxes.c.key == key)).scalar()
            if number is None:
                raise NotFoundError(f"there is no mailbox {key}")
            count = connection.execute(sa.select(sa.func.count()).where(messages.c.mailbox_id == number)).scalar_one()
            if count:
                raise UsageError(
                    f"{counted(count, 'message', 'messages')} came from {key}; it stays, and does not count for health "
                    f"unless the settings name it"
                )
            connection.execute(sa.delete(uid_gaps).where(uid_gaps.c.mailbox_id == number))
            connection.execute(sa.delete(mailboxes).where(mailboxes.c.id == number))

    def acquire(
        self, mailbox_id: int, owner: Owner, now: datetime, seconds: int, is_dead: Callable[[str], bool]
    ) -> bool:
        """Takes the lease if it is free, lapsed, ours already, or held by a process that is known to be dead. Before
        that it ends the transactions of those that were cut off: they may hold the row of the mailbox.
        """
        self._database.end_standing()
        with self._database.write() as connection:
            now = self._database.moment(connection, now)
            row = connection.execute(
                sa.select(mailboxes.c.lease_owner, mailboxes.c.lease_until)
                .where(mailboxes.c.id == mailbox_id)
                .with_for_update()
            ).one()
            if row.lease_owner is not None and row.lease_owner != str(owner):
                holds = now < row.lease_until <= now + _LONGEST_LEASE
                if holds and not is_dead(row.lease_owner):
                    return False
            until = now + timedelta(seconds=seconds)
            connection.execute(
                sa.update(mailboxes)
                .where(mailboxes.c.id == mailbox_id)
                .values(lease_owner=str(owner), lease_until=until)
            )
            return True

    def release(self, mailbox_id: int, owner: Owner) -> None:
        """Gives the lease back if it is still ours."""
        ours = (mailboxes.c.id == mailbox_id) & (mailboxes.c.lease_owner == str(owner))
        with self._database.write() as connection:
            connection.execute(sa.update(mailboxes).where(ours).values(lease_owner=None, lease_until=None))

    def cursor(self, mailbox_id: int) -> Cursor:
        """How far the mailbox has been taken in."""
        with self._database.read() as connection:
            row = connection.execute(
                sa.select(mailboxes.c.uidvalidity, mailboxes.c.last_uid).where(mailboxes.c.id == mailbox_id)
            ).one()
            return Cursor(row.uidvalidity, row.last_uid)

    def open_gaps(self, mailbox_id: int, uidvalidity: int) -> list[int]:
        """UIDs that could not be taken so far."""
        with self._database.read() as connection:
            return list(
                connection.execute(
                    sa.select(uid_gaps.c.uid)
                    .where(
                        uid_gaps.c.mailbox_id == mailbox_id,
                        uid_gaps.c.uidvalidity == uidvalidity,
                        uid_gaps.c.resolved_at.is_(None),
                    )
                    .order_by(uid_gaps.c.uid)
                ).scalars()
            )

    def record_gap(self, mailbox_id: int, snapshot: "MailboxSnapshot", gap: "Gap", now: datetime) -> None:
        """Remembers a message that could not be taken, and moves the cursor past it so that others can be."""
        resolved = now if gap.gone else None
        same = (
            (uid_gaps.c.mailbox_id == mailbox_id)
            & (uid_gaps.c.uidvalidity == snapshot.uidvalidity)
            & (uid_gaps.c.uid == gap.uid)
        )
        with self._database.write() as connection:
            changed = connection.execute(
                sa.update(uid_gaps).where(same).values(reason=gap.reason, size=gap.size, resolved_at=resolved)
            )
            if not changed.rowcount:
                connection.execute(
                    sa.insert(uid_gaps).values(
                        mailbox_id=mailbox_id,
                        uidvalidity=snapshot.uidvalidity,
                        uid=gap.uid,
                        reason=gap.reason,
                        size=gap.size,
                        first_seen_at=now,
                        resolved_at=resolved,
                    )
                )
            advance(connection, mailbox_id, snapshot.uidvalidity, gap.uid)

    def finish_poll(
        self, mailbox_id: int, snapshot: "MailboxSnapshot", now: datetime, refused: str | None = None
    ) -> None:
        """A good poll: the cursor reaches the snapshot's bound, whatever gaps the UIDs have. `refused` says why the
        server would not do the mailbox action.
        """
        with self._database.write() as connection:
            advance(connection, mailbox_id, snapshot.uidvalidity, snapshot.uidnext - 1)
            connection.execute(
                sa.update(mailboxes)
                .where(mailboxes.c.id == mailbox_id)
                .values(last_poll_at=now, last_good_poll_at=now, last_error=refused, server_count=snapshot.exists)
            )

    def fail_poll(self, mailbox_id: int, reason: str, now: datetime) -> None:
        """A bad poll, for `status` and health."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(mailboxes).where(mailboxes.c.id == mailbox_id).values(last_poll_at=now, last_error=reason)
            )

    def record_reconciliation(self, mailbox_id: int, missing: int, reason: str | None, now: datetime) -> None:
        """What a comparison with the server found, for `status` and health."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(mailboxes)
                .where(mailboxes.c.id == mailbox_id)
                .values(reconciled_at=now, missing=missing, missing_reason=reason)
            )

    def deliveries(self, mailbox_id: int, uidvalidity: int) -> dict[int, tuple[int, str, str]]:
        """What is stored of a mailbox: by UID the message's number, state and hash of its original."""
        columns = (messages.c.uid, messages.c.id, messages.c.status, messages.c.sha256)
        mine = (messages.c.mailbox_id == mailbox_id) & (messages.c.uidvalidity == uidvalidity)
        with self._database.read() as connection:
            return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(sa.select(*columns).where(mine))}

    def purged(self, mailbox_id: int, uidvalidity: int) -> set[int]:
        """The UIDs of messages that were removed for good here and may still be in the mailbox."""
        with self._database.read() as connection:
            return purged_uids(connection, mailbox_id, uidvalidity)

    def gap_reasons(self, mailbox_id: int, uidvalidity: int) -> dict[int, str]:
        """The open gaps of a mailbox with their reasons, by UID."""
        mine = (
            (uid_gaps.c.mailbox_id == mailbox_id)
            & (uid_gaps.c.uidvalidity == uidvalidity)
            & uid_gaps.c.resolved_at.is_(None)
        )
        with self._database.read() as connection:
            return {
                row[0]: row[1] for row in connection.execute(sa.select(uid_gaps.c.uid, uid_gaps.c.reason).where(mine))
            }

    def unfiled(self, mailbox_id: int, uidvalidity: int, states: Collection[MessageState]) -> list[int]:
        """UIDs of committed messages in one of `states` whose mailbox action is still to be done."""
        mine = (
            (messages.c.mailbox_id == mailbox_id)
            & (messages.c.uidvalidity == uidvalidity)
            & messages.c.filed_at.is_(None)
        )
        with self._database.read() as connection:
            return list(
                connection.execute(
                    sa.select(messages.c.uid).where(mine, messages.c.status.in_(states)).order_by(messages.c.uid)
                ).scalars()
            )

    def mark_filed(self, mailbox_id: int, uidvalidity: int, uids: list[int], now: datetime) -> None:
        """The mailbox action of these messages was done."""
        with self._database.write() as connection:
            for start in range(0, len(uids), 500):
                connection.execute(
                    sa.update(messages)
                    .where(
                        messages.c.mailbox_id == mailbox_id,
                        messages.c.uidvalidity == uidvalidity,
                        messages.c.uid.in_(uids[start : start + 500]),
                    )
                    .values(filed_at=now)
                )


def advance(connection: sa.Connection, mailbox_id: int, uidvalidity: int, uid: int) -> None:
    """Moves the cursor forward, never back; a new UIDVALIDITY starts it anew (RFC 9051 2.3.1.1)."""
    connection.execute(
        sa.update(mailboxes)
        .where(mailboxes.c.id == mailbox_id)
        .values(
            last_uid=sa.case(
                ((mailboxes.c.uidvalidity == uidvalidity) & (mailboxes.c.last_uid > uid), mailboxes.c.last_uid),
                else_=uid,
            ),
            uidvalidity=uidvalidity,
        )
    )
