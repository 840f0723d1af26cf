"""What a message says, as a set of short names: of the text of each scheda, the bytes of each agreement and of each
file that could not be read or was not understood. Messages are compared by these sets.

Two sets are kept of each: what was read, and what stands since persons decided about it. So a message that comes once
more is known again whatever was decided about the first, and what somebody took away there does not come back with the
second. Beside them stand the files that hold the schede: the same files say the same, however they were read.

A few names are anchors, the rarest of what was read, of what stands and of the files when they were written. A message
that says all that another says has the other's anchor; so those two questions, who says all of this and whose all is
said here, each take one look at an index, however many share a phrase that everybody uses.
"""

import hashlib
import re
from collections.abc import Collection, Iterable

import sqlalchemy as sa

from config.vocabulary import DocumentKind, DocumentStatus
from parsers.model import DocumentRecord, Reading
from store.tables_of_links import contents

#: Names that so many messages share, or more, count as equally common: no more are looked at to find the rarest.
_COMMON = 32
#: States of a document that was sent and is not in the records.
UNREAD = frozenset({DocumentStatus.UNREADABLE, DocumentStatus.ENCRYPTED, DocumentStatus.LIMIT})
#: What `str.isalnum` denies: that and the underscore are all that `\\w` takes.
_NO_LETTERS = re.compile(r"[\W_]+")

_own, _holders = contents.alias(), contents.alias()
_FORGET = sa.delete(contents).where(contents.c.message_id == sa.bindparam("message"))
_INSERT = sa.insert(contents)
_HELD = sa.select(sa.literal(1)).where(contents.c.item == _own.c.item).limit(_COMMON).correlate(_own).subquery()
_RAREST = (
    sa.select(_own.c.item)
    .where(_own.c.message_id == sa.bindparam("message"), _own.c.item.in_(sa.bindparam("items", expanding=True)))
    .order_by(sa.select(sa.func.count()).select_from(_HELD).scalar_subquery(), _own.c.item)
    .limit(1)
)
_ANCHOR = (
    sa.update(contents)
    .where(contents.c.message_id == sa.bindparam("message"), contents.c.item.in_(sa.bindparam("items", expanding=True)))
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


def fingerprint(text: str) -> str:
    """The same for texts that differ only in spaces, line breaks, punctuation and case."""
    letters = _NO_LETTERS.sub("", text.casefold())
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()[:16]


def name_of_scheda(campo: int, description: str) -> str:
    """How a scheda is named here: by its declared campo and its words."""
    return f"scheda {campo} {fingerprint(description)}"


def name_of_file(sha256: str) -> str:
    """How a file is named here."""
    return f"file {sha256}"


def name_of_replaced(sha256: str) -> str:
    """How a file is named here in whose place a person put another: what it held came before, in a better form."""
    return f"replaced {sha256}"


def write(
    connection: sa.Connection,
    message_id: int,
    read: Reading,
    decided: Reading,
    replaced: Collection[str] = (),
    *,
    first: bool = False,
) -> None:
    """Writes what a message says anew, in the caller's transaction: as it was `read` and as persons `decided`, the same
    value where nobody did. `replaced` are the hashes of its files in whose place a person put another. `first` says
    that nothing of it was written before.
    """
    if not first:
        connection.execute(_FORGET, {"message": message_id})
    was_read = _said(read) | dict.fromkeys(map(name_of_file, replaced))
    stands = was_read if decided is read and not replaced else _said(decided)
    files = {name for name in was_read if name.startswith("file ")} | _holders_of_schede(read)
    aside = dict.fromkeys([*files, *map(name_of_replaced, replaced)])
    items = aside | stands | was_read
    if not items:
        return
    rows = [
        {
            "message_id": message_id,
            "item": item,
            "campo": campo,
            "anchor": False,
            "was_read": item in was_read,
            "stands": item in stands,
        }
        for item, campo in items.items()
    ]
    connection.execute(_INSERT, rows)
    anchors = _anchors(connection, message_id, (was_read, stands, files))
    connection.execute(_ANCHOR, {"message": message_id, "items": sorted(anchors)})


def _anchors(connection: sa.Connection, message_id: int, sets: Iterable[Collection[str]]) -> set[str]:
    """One name of each set, the rarest, unless one of another set will do."""
    found: set[str] = set()
    for names in sets:
        if not names or found & set(names):
            continue
        # The only one is the rarest.
        rarest = next(iter(names))
        if len(names) > 1:
            rarest = connection.execute(_RAREST, {"message": message_id, "items": sorted(names)}).scalar_one()
        found.add(rarest)
    return found


def _said(reading: Reading) -> dict[str, int | None]:
    """What a reading says, each name with the campo of the scheda."""
    signed = {agreement.document for agreement in reading.protocolli}
    named: dict[str, int | None] = {name_of_scheda(s.campo, s.description): s.campo for s in reading.schede}
    return named | {name_of_file(document.sha256): None for document in reading.documents if _counts(document, signed)}


def _counts(document: DocumentRecord, signed: Collection[str]) -> bool:
    """Whether a file says something by its bytes."""
    other = document.kind == DocumentKind.OTHER and document.status == DocumentStatus.READ
    return document.path in signed or document.status in UNREAD or other


def _holders_of_schede(reading: Reading) -> set[str]:
    paths = {scheda.document for scheda in reading.schede}
    return {name_of_file(document.sha256) for document in reading.documents if document.path in paths}


def related(connection: sa.Connection, message_id: int) -> set[int]:
    """Messages of which one says all that the other says, this one or the other, and a few more."""
    return set(connection.execute(_RELATED, {"message": message_id}).scalars())


def sharing(connection: sa.Connection, message_id: int) -> set[int]:
    """Messages that say something that this one says."""
    return set(connection.execute(_SHARING, {"message": message_id}).scalars())
