"""Which messages may concern another one: of its office, later ones that speak of earlier ones, ones that name it."""

from collections.abc import Iterable

import sqlalchemy as sa

from config.vocabulary import MessageKind, RelationKind
from store.columns import UtcDateTime
from store.comparing import Facts
from store.tables import certifications, messages, registrations, relations
from store.tables_of_links import contents

_READ = messages.c.kind.in_([MessageKind.SUBMISSION, MessageKind.CORRESPONDENCE])
_OF: sa.BindParameter[int] = sa.bindparam("message")
#: A sender whose office is known in one mail and not in another is one sender.
_SAME = (messages.c.prefettura == sa.bindparam("office")) | (messages.c.sender == sa.bindparam("sender"))
_OFFICE = sa.select(messages.c.id).where(_SAME, _READ)

_mine = contents.alias()
_SPEAKS = sa.exists().where(
    relations.c.message_id == messages.c.id,
    relations.c.kind.in_([RelationKind.CORRECTION, RelationKind.ADDITION, RelationKind.PART]),
)
_SHARES = sa.exists().where(
    contents.c.message_id == messages.c.id,
    contents.c.item.in_(sa.select(_mine.c.item).where(_mine.c.message_id == _OF)),
)
_AFTER = sa.tuple_(messages.c.received_at, messages.c.id) > sa.tuple_(sa.bindparam("at", type_=UtcDateTime), _OF)
#: The index of messages that were read is only used where it is asked for in these words.
_SPEAKING_LATER = sa.select(messages.c.id).where(messages.c.kind.is_not(None), _AFTER, _SPEAKS, _READ, _SAME | _SHARES)

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


def speaking_later(connection: sa.Connection, this: Facts) -> set[int]:
    """Later messages that correct, add to or belong to an earlier one, and may mean this one."""
    asked = {"office": this.prefettura, "sender": this.sender, "at": this.at, "message": this.number}
    return set(connection.execute(_SPEAKING_LATER, asked).scalars())


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
