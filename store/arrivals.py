"""Takes in the rows of messages whose originals are stored: those of a window of mails in one step."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from config.vocabulary import MessageState
from store.mailboxes import advance
from store.model import Delivery
from store.purge import purged_again
from store.tables import messages, uid_gaps

# Built once: making a statement costs more than sending it.
_BOX: sa.BindParameter[int] = sa.bindparam("mailbox")
_VALIDITY: sa.BindParameter[int] = sa.bindparam("validity")
_UIDS: sa.BindParameter[int] = sa.bindparam("uids", expanding=True)
_HASHES: sa.BindParameter[str] = sa.bindparam("hashes", expanding=True)
_INSERT = sa.insert(messages).returning(messages.c.id, sort_by_parameter_order=True)
#: Of any source: asked for one, SQLite would go through all that it ever sent.
_SAME_BYTES = (
    sa.select(messages.c.sha256, messages.c.id, messages.c.mailbox_id, messages.c.uidvalidity)
    .where(messages.c.sha256.in_(_HASHES))
    .order_by(messages.c.id)
)
_DELIVERED = sa.select(messages.c.uid).where(
    messages.c.mailbox_id == _BOX, messages.c.uidvalidity == _VALIDITY, messages.c.uid.in_(_UIDS)
)
_RENUMBER = (
    sa.update(messages)
    .where(messages.c.id == sa.bindparam("number"))
    .values(uidvalidity=_VALIDITY, uid=sa.bindparam("new_uid"), source=sa.bindparam("new_source"))
)
_FILL_GAPS = (
    sa.update(uid_gaps)
    .where(uid_gaps.c.mailbox_id == _BOX, uid_gaps.c.uidvalidity == _VALIDITY, uid_gaps.c.uid.in_(_UIDS))
    .values(resolved_at=sa.bindparam("now"))
)


def take_in(
    connection: sa.Connection, deliveries: Sequence[Delivery], mailbox_id: int | None, now: datetime
) -> list[int | None]:
    """Adds the rows of deliveries of one source (of one UIDVALIDITY where it has any), and moves the cursor with them,
    in the caller's transaction. Gives the number of each new message, None for a delivery that is known already.
    """
    if not deliveries:
        return []
    hashes = sorted({delivery.sha256 for delivery in deliveries})
    gone = purged_again(connection, deliveries, mailbox_id)
    rest = [delivery for delivery in deliveries if delivery.sha256 not in gone]
    if mailbox_id is None or deliveries[0].uid is None:
        fresh = _not_imported(connection, rest, hashes)
    else:
        fresh = _not_delivered(connection, rest, hashes, mailbox_id)
        _note(connection, deliveries, mailbox_id, now)
    rows = [_row(delivery, mailbox_id, now) for delivery in fresh]
    numbers = connection.execute(_INSERT, rows).scalars().all() if rows else ()
    given = dict(zip(map(id, fresh), numbers, strict=True))
    return [given.get(id(delivery)) for delivery in deliveries]


def _not_imported(connection: sa.Connection, found: Sequence[Delivery], hashes: Sequence[str]) -> list[Delivery]:
    """Those whose bytes were never imported, each once."""
    rows = connection.execute(_SAME_BYTES, {"hashes": hashes})
    known = {row.sha256 for row in rows if row.mailbox_id is None}
    fresh = []
    for delivery in found:
        if delivery.sha256 not in known:
            known.add(delivery.sha256)
            fresh.append(delivery)
    return fresh


def _not_delivered(
    connection: sa.Connection, found: Sequence[Delivery], hashes: Sequence[str], mailbox_id: int
) -> list[Delivery]:
    """Those that are new. After a change of UIDVALIDITY the same mails come back under new UIDs: a known original of
    the same mailbox takes the new UID instead of a second row.
    """
    box = {"mailbox": mailbox_id, "validity": found[0].uidvalidity if found else None}
    known = set(connection.execute(_DELIVERED, box | {"uids": [delivery.uid for delivery in found]}).scalars())
    before: dict[str, list[int]] = defaultdict(list)
    for row in connection.execute(_SAME_BYTES, {"hashes": hashes}):
        if row.mailbox_id == mailbox_id and row.uidvalidity != box["validity"]:
            before[row.sha256].append(row.id)
    fresh: list[Delivery] = []
    renumbered: list[dict[str, Any]] = []
    for delivery in found:
        if delivery.uid in known:
            continue
        known.add(delivery.uid)
        if before[delivery.sha256]:
            number = before[delivery.sha256].pop(0)
            renumbered.append({"number": number, "new_uid": delivery.uid, "new_source": delivery.source})
        else:
            fresh.append(delivery)
    if renumbered:
        connection.execute(_RENUMBER, [row | box for row in renumbered])
    return fresh


def _note(connection: sa.Connection, deliveries: Sequence[Delivery], mailbox_id: int, now: datetime) -> None:
    """The cursor stands at the last of them, and what could not be taken before is taken now."""
    validity, uids = deliveries[0].uidvalidity, [delivery.uid for delivery in deliveries if delivery.uid is not None]
    if validity is None:
        return
    advance(connection, mailbox_id, validity, max(uids))
    connection.execute(_FILL_GAPS, {"mailbox": mailbox_id, "validity": validity, "uids": uids, "now": now})


def _row(delivery: Delivery, mailbox_id: int | None, now: datetime) -> dict[str, Any]:
    return {
        "mailbox_id": mailbox_id,
        "uidvalidity": delivery.uidvalidity,
        "uid": delivery.uid,
        "source": delivery.source,
        "sha256": delivery.sha256,
        "size": delivery.size,
        "internal_date": delivery.internal_date,
        "stored_at": now,
        "received_at": delivery.internal_date or now,
        "status": MessageState.RECEIVED,
    }
