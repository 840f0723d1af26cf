"""Removes messages for good: originals and records go, one row says that they were there. Both engines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from config.errors import NotFoundError, UsageError
from config.vocabulary import DecisionKind, MessageState
from store.database import Database
from store.model import Delivery
from store.originals import Originals
from store.tables import decisions, message_links, messages, protocolli, schede
from store.tables_of_privacy import purged

_PURGED = sa.select(purged.c.sha256).where(purged.c.sha256.in_(sa.bindparam("hashes", expanding=True)))


@dataclass(frozen=True, slots=True)
class Purged:
    """What was purged: the `messages` by number, and how many `schede`, `protocolli` and `files` went with them."""

    messages: tuple[int, ...]
    schede: int = 0
    protocolli: int = 0
    files: int = 0


def older_than(database: Database, moment: datetime) -> list[int]:
    """The numbers of the messages that were received before that moment."""
    query = sa.select(messages.c.id).where(messages.c.received_at < moment).order_by(messages.c.id)
    with database.read() as connection:
        return list(connection.execute(query).scalars())


def expired(database: Database, moment: datetime) -> list[int]:
    """The numbers of the messages received before that moment that may go: none that is being read, and none in whose
    favour one gives way that stays.
    """
    ready = (messages.c.received_at < moment) & (messages.c.status != MessageState.PROCESSING)
    links = sa.select(message_links.c.current_id, message_links.c.replaced_id)
    with database.read() as connection:
        going = set(connection.execute(sa.select(messages.c.id).where(ready)).scalars())
        pairs = [(row.current_id, row.replaced_id) for row in connection.execute(links)]
    while held := {current for current, replaced in pairs if current in going and replaced not in going}:
        going -= held
    return sorted(going)


def purge(
    database: Database, originals: Originals, numbers: Sequence[int], by: str, note: str, now: datetime
) -> Purged:
    """Removes these messages. Raises NotFoundError, and UsageError for one that is being read or in whose favour
    another gives way.

    The rows go first, in one transaction with the list of files that are to follow: what a crash leaves behind, the
    next call removes.
    """
    with database.write() as connection:
        if database.is_sqlite:
            # What is deleted is overwritten; else it stays in free pages of the file.
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        rows = [_removable(connection, number, numbers) for number in sorted(set(numbers))]
        kept = [_row(connection, row, by, note, now) for row in rows]
        if kept:
            connection.execute(sa.insert(purged), kept)
            for row in kept:
                connection.execute(sa.delete(messages).where(messages.c.id == row["message_id"]))
            _forget_words(connection)
    if database.is_sqlite:
        _empty_log(database)
    files = remove_files(database, originals, now)
    total = {name: sum(row[name] for row in kept) for name in ("schede", "protocolli")}
    return Purged(tuple(row["message_id"] for row in kept), **total, files=files)


def remove_files(database: Database, originals: Originals, now: datetime) -> int:
    """Removes the files of purged messages that are still there, and returns how many. A file that another message came
    with stays.
    """
    waiting = sa.select(purged.c.id, purged.c.files).where(purged.c.files_gone_at.is_(None)).order_by(purged.c.id)
    with database.read() as connection:
        rows = connection.execute(waiting).all()
        needed = _needed(connection, {sha256 for row in rows for sha256 in row.files})
    count = 0
    for row in rows:
        for sha256 in row.files:
            count += sha256 not in needed and originals.remove(sha256)
        with database.write() as connection:
            connection.execute(sa.update(purged).where(purged.c.id == row.id).values(files_gone_at=now))
    return count


def _needed(connection: sa.Connection, hashes: Iterable[str]) -> set[str]:
    """Which of these files messages that stay still need."""
    found = {
        sha256
        for sha256 in hashes
        if connection.execute(sa.select(messages.c.id).where(messages.c.sha256 == sha256).limit(1)).scalar() is not None
    }
    query = sa.select(decisions.c.value).where(decisions.c.kind == DecisionKind.REPLACE)
    return found | {value["sha256"] for value in connection.execute(query).scalars()}


def is_purged(connection: sa.Connection, sha256: str) -> bool:
    """Whether a mail of just these bytes was purged."""
    return connection.execute(_PURGED, {"hashes": [sha256]}).first() is not None


def purged_again(connection: sa.Connection, deliveries: Sequence[Delivery], mailbox_id: int | None) -> set[str]:
    """Which of the mails that come in were purged, by hash; the UIDs under which their mailbox lists them now are
    noted.
    """
    hashes = {delivery.sha256 for delivery in deliveries}
    found = set(connection.execute(_PURGED, {"hashes": sorted(hashes)}).scalars())
    for delivery in deliveries:
        if delivery.sha256 in found and mailbox_id is not None:
            mine = (purged.c.sha256 == delivery.sha256) & (purged.c.mailbox_id == mailbox_id)
            place = {"uidvalidity": delivery.uidvalidity, "uid": delivery.uid}
            connection.execute(sa.update(purged).where(mine).values(**place))
    return found


def purged_uids(connection: sa.Connection, mailbox_id: int, uidvalidity: int) -> set[int]:
    """The UIDs of purged messages that the server may still list."""
    mine = (purged.c.mailbox_id == mailbox_id) & (purged.c.uidvalidity == uidvalidity)
    return set(connection.execute(sa.select(purged.c.uid).where(mine)).scalars())


def _removable(connection: sa.Connection, number: int, chosen: Sequence[int]) -> sa.Row[Any]:
    """The row of a message that may go."""
    row = connection.execute(sa.select(messages).where(messages.c.id == number)).first()
    if row is None:
        raise NotFoundError(f"there is no message {number}")
    if row.status == MessageState.PROCESSING:
        raise UsageError(f"message {number} is being read just now; try again in a moment")
    query = sa.select(message_links.c.replaced_id).where(
        message_links.c.current_id == number, message_links.c.replaced_id.not_in(chosen)
    )
    if waiting := sorted(set(connection.execute(query).scalars())):
        named = ", ".join(map(str, waiting))
        raise UsageError(
            f"message {number} stands in the place of {named}: what gave way would count again; purge them together"
        )
    return row


def _row(connection: sa.Connection, row: sa.Row[Any], by: str, note: str, now: datetime) -> dict[str, Any]:
    """What is kept of a message: no word of it."""
    mine = (decisions.c.message_id == row.id) & (decisions.c.kind == DecisionKind.REPLACE)
    copies = [value["sha256"] for value in connection.execute(sa.select(decisions.c.value).where(mine)).scalars()]
    counts = {
        table.name: connection.execute(
            sa.select(sa.func.count()).select_from(table).where(table.c.message_id == row.id)
        ).scalar_one()
        for table in (schede, protocolli)
    }
    same = {
        name: getattr(row, name) for name in ("mailbox_id", "uidvalidity", "uid", "sha256", "received_at", "prefettura")
    }
    files = list(dict.fromkeys([row.sha256, *copies]))
    return same | counts | {"message_id": row.id, "files": files, "purged_at": now, "purged_by": by, "note": note}


def _forget_words(connection: sa.Connection) -> None:
    """The index of words keeps those of deleted texts until it is written anew."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_fts(search_fts) VALUES ('optimize')")


def _empty_log(database: Database) -> None:
    """Takes the deleted texts out of SQLite's write-ahead log too; while another process reads, that waits until it is
    done.
    """
    with database.engine.connect() as connection:
        # Past SQLAlchemy, which would begin a transaction, in which no log can be emptied.
        link = connection.connection.driver_connection
        assert link is not None
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
