"""Which messages may concern another one: of its office, later ones that speak of earlier ones, ones that name it, ones
that lack or bring again what could not be read.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from config.vocabulary import DocumentStatus, MessageKind, RelationKind
from store.columns import UtcDateTime
from store.comparing import Facts
from store.repairs import names_in
from store.tables import LACKS, certifications, documents, messages, registrations, relations
from store.tables_of_links import contents

_READ = messages.c.kind.in_([MessageKind.SUBMISSION, MessageKind.CORRESPONDENCE])
_OF: sa.BindParameter[int] = sa.bindparam("message")
#: A sender whose office is known in one mail and not in another is one sender.
_SAME = (messages.c.prefettura == sa.bindparam("office")) | (messages.c.sender == sa.bindparam("sender"))
#: The same of the few that are later: these are found by their moment, and not by an index of all that was ever sent.
_SAME_TOO = (messages.c.prefettura + "" == sa.bindparam("office")) | (messages.c.sender + "" == sa.bindparam("sender"))
_OFFICE = sa.select(messages.c.id).where(_SAME, _READ)
#: The few that lack something have an index by office and one by sender, whatever number of others was sent.
_WANTING = sa.union(
    sa.select(messages.c.id).where(LACKS, messages.c.prefettura == sa.bindparam("office"), _READ),
    sa.select(messages.c.id).where(LACKS, messages.c.sender == sa.bindparam("sender"), _READ),
)

_mine = contents.alias()
_SPEAKS = sa.exists().where(
    relations.c.message_id == messages.c.id,
    relations.c.kind.in_([RelationKind.CORRECTION, RelationKind.ADDITION, RelationKind.PART]),
)
_SHARES = sa.exists().where(
    contents.c.message_id == messages.c.id,
    contents.c.item.in_(sa.select(_mine.c.item).where(_mine.c.message_id == _OF)),
)
_AT: sa.BindParameter[datetime] = sa.bindparam("at", type_=UtcDateTime)
#: Later than a message is what came at a later moment, and of what came at the same one the later numbers. Two
#: questions: in one, SQLite goes through all of the same moment, and a mailbox that was moved has one for all mails.
_AFTER = (messages.c.received_at > _AT, (messages.c.received_at == _AT) & (messages.c.id > _OF))
#: The index of messages that were read is only used where it is asked for in these words.
_LATER = tuple(messages.c.kind.is_not(None) & after & _READ for after in _AFTER)
_SPEAKING_LATER = sa.union(*(sa.select(messages.c.id).where(later, _SPEAKS, _SAME_TOO | _SHARES) for later in _LATER))
_SHARING_LATER = sa.union(*(sa.select(messages.c.id).where(later, _SAME_TOO, _SHARES) for later in _LATER))
_BROUGHT_LATER = sa.union(
    *(
        sa.select(documents.c.message_id, documents.c.path)
        .join_from(documents, messages)
        .where(later, _SAME_TOO, documents.c.status == DocumentStatus.READ)
        for later in _LATER
    )
)

_CITED = registrations.c.number != ""
_NAMES = sa.union(
    sa.select(messages.c.message_id).where(messages.c.id == _OF, messages.c.message_id != ""),
    sa.select("<" + certifications.c.identifier + ">").where(certifications.c.message_id == _OF),
    sa.select(certifications.c.original_message_id).where(
        certifications.c.message_id == _OF, certifications.c.original_message_id != ""
    ),
    sa.select(registrations.c.number).where(registrations.c.message_id == _OF, _CITED),
    # Without a year there is none: the sum is NULL, which is equal to nothing.
    sa.select(registrations.c.number + "/" + sa.cast(registrations.c.year, sa.Text)).where(
        registrations.c.message_id == _OF, _CITED
    ),
)
#: Messages that name message `message`, by Message-ID, by the number of a provider, or by its protocol.
WHO_MENTION = sa.select(relations.c.message_id).where(relations.c.value.in_(_NAMES))


def of_office(connection: sa.Connection, this: Facts) -> set[int]:
    """All messages of the office of a message, or of its sender."""
    return set(connection.execute(_OFFICE, {"office": this.prefettura, "sender": this.sender}).scalars())


def wanting(connection: sa.Connection, this: Facts) -> set[int]:
    """Messages of the office of a message, or of its sender, of which something could not be read."""
    return set(connection.execute(_WANTING, {"office": this.prefettura, "sender": this.sender}).scalars())


def speaking_later(connection: sa.Connection, this: Facts) -> set[int]:
    """Later messages that correct, add to or belong to an earlier one, and may mean this one."""
    return set(connection.execute(_SPEAKING_LATER, _asked(this)).scalars())


def bringing_later(connection: sa.Connection, this: Facts) -> set[int]:
    """Later messages of its office that bring under its name what was lost of a message, or say again what was not."""
    if not this.lost:
        return set()
    found = set(connection.execute(_SHARING_LATER, _asked(this)).scalars())
    brought = connection.execute(_BROUGHT_LATER, _asked(this))
    return found | {number for number, path in brought if any(name in this.lost for name in names_in(path))}


def _asked(this: Facts) -> dict[str, object]:
    return {"office": this.prefettura, "sender": this.sender, "at": this.at, "message": this.number}


def registered(connection: sa.Connection, protocols: Iterable[str]) -> set[int]:
    """Messages that bear one of these protocols (`number/year`, or `number` of any year)."""
    found: set[int] = set()
    for protocol in protocols:
        number, _, year = protocol.partition("/")
        query = sa.select(registrations.c.message_id).where(
            registrations.c.number == number, registrations.c.kind != "annullamento"
        )
        if year:
            query = query.where(registrations.c.year.is_(None) | (registrations.c.year == int(year)))
        found |= set(connection.execute(query).scalars())
    return found
