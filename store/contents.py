"""What a message says, as a set of short names: of the text of each scheda, the bytes of each agreement and of each
file that could not be read or was not understood. Messages are compared by these sets.

One name of each set is its anchor, the rarest when it was written. A message that says all that another says has the
other's anchor; so those two questions, who says all of this and whose all is said here, each take one look at an index,
however many share a phrase that everybody uses.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from config.vocabulary import DocumentKind, DocumentStatus
from store.tables_of_links import contents

#: Names that so many messages share, or more, count as equally common: no more are looked at to find the rarest.
_COMMON = 32
#: States of a document that was sent and is not in the records.
UNREAD = frozenset({DocumentStatus.UNREADABLE, DocumentStatus.ENCRYPTED, DocumentStatus.LIMIT})

_own, _holders = contents.alias(), contents.alias()
_FORGET = sa.delete(contents).where(contents.c.message_id == sa.bindparam("message"))
_INSERT = sa.insert(contents)
_HELD = sa.select(sa.literal(1)).where(contents.c.item == _own.c.item).limit(_COMMON).correlate(_own).subquery()
_RAREST = (
    sa.select(_own.c.item)
    .where(_own.c.message_id == sa.bindparam("message"))
    .order_by(sa.select(sa.func.count()).select_from(_HELD).scalar_subquery(), _own.c.item)
    .limit(1)
)
_ANCHOR = (
    sa.update(contents)
    .where(contents.c.message_id == sa.bindparam("message"), contents.c.item == sa.bindparam("rarest"))
    .values(anchor=True)
)
_MINE = sa.select(contents.c.item).where(contents.c.message_id == sa.bindparam("message"))
_SAYING_ALL = sa.select(_holders.c.message_id).where(
    _holders.c.item.in_(_MINE.where(contents.c.anchor)), _holders.c.message_id != sa.bindparam("message")
)
_SAID_WHOLLY = sa.select(_holders.c.message_id).where(
    _holders.c.item.in_(_MINE), _holders.c.anchor, _holders.c.message_id != sa.bindparam("message")
)
_RELATED = _SAYING_ALL.union(_SAID_WHOLLY)
_SHARING = (
    sa.select(_holders.c.message_id)
    .distinct()
    .where(_holders.c.item.in_(_MINE), _holders.c.message_id != sa.bindparam("message"))
)


def write(
    connection: sa.Connection,
    message_id: int,
    documents: Iterable[Mapping[str, Any]],
    schede: Iterable[Mapping[str, Any]],
    protocolli: Sequence[Mapping[str, Any]],
    *,
    first: bool = False,
) -> None:
    """Writes what a message says anew, from the rows of its records, in the caller's transaction. `first` says that
    nothing of it was written before.
    """
    if not first:
        connection.execute(_FORGET, {"message": message_id})
    signed = {row["document_id"] for row in protocolli}
    items: dict[str, int | None] = {f"scheda {row['campo']} {row['fingerprint']}": row["campo"] for row in schede}
    items |= dict.fromkeys(_files(documents, signed))
    if items:
        rows = [
            {"message_id": message_id, "item": item, "campo": campo, "anchor": False} for item, campo in items.items()
        ]
        connection.execute(_INSERT, rows)
        rarest = connection.execute(_RAREST, {"message": message_id}).scalar_one()
        connection.execute(_ANCHOR, {"message": message_id, "rarest": rarest})


def _files(documents: Iterable[Mapping[str, Any]], signed: set[int]) -> Iterator[str]:
    for row in documents:
        other = row["kind"] == DocumentKind.OTHER and row["status"] == DocumentStatus.READ
        if row["id"] in signed or row["status"] in UNREAD or other:
            yield f"file {row['sha256']}"


def related(connection: sa.Connection, message_id: int) -> set[int]:
    """Messages of which one says all that the other says, this one or the other, and a few more."""
    return set(connection.execute(_RELATED, {"message": message_id}).scalars())


def sharing(connection: sa.Connection, message_id: int) -> set[int]:
    """Messages that say something that this one says."""
    return set(connection.execute(_SHARING, {"message": message_id}).scalars())
