"""Problems that need nobody any more, since a person said so of them, of a copy, or of the file that is missing.

What is settled of a message holds for every copy of it, whichever came first: the same problem of the same file. What
was closed holds for those of which all came with it. Neither is copied; both follow from the links.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from config.vocabulary import DecisionKind, DocumentStatus, LinkKind, ProblemCode
from store.comparing import ALL_OF_IT
from store.repairs import LACKING, names_in, stem
from store.tables import decisions, documents, link_decisions, message_links, messages, problems

if TYPE_CHECKING:
    from store.decisions import Decision

#: Each of two messages that are the same, as seen from the other.
_SAME = sa.union(
    *(
        sa.select(theirs).where(ours == sa.bindparam("message"), message_links.c.kind == LinkKind.DUPLICATE)
        for ours, theirs in (
            (message_links.c.message_id, message_links.c.other_id),
            (message_links.c.other_id, message_links.c.message_id),
        )
    )
)
_SETTLED_THERE = (
    sa.select(decisions.c.message_id, decisions.c.value, messages.c.sender)
    .join_from(decisions, messages)
    .where(decisions.c.kind == DecisionKind.SETTLE, decisions.c.undone_at.is_(None), decisions.c.message_id.in_(_SAME))
    .order_by(decisions.c.id)
)
#: Problems that say who sent a mail: what is settled about one sender is not about another.
_OF_SENDER = frozenset({ProblemCode.UNKNOWN_SENDER, ProblemCode.UNTRUSTED_SENDER, ProblemCode.PREFETTURA_CONFLICT})
_REPAIRING = sa.select(link_decisions.c.message_id).where(
    link_decisions.c.other_id == sa.bindparam("message"),
    link_decisions.c.kind == LinkKind.REPAIRS,
    link_decisions.c.accepted,
)


def settle(connection: sa.Connection, message_id: int, found: "Sequence[Decision]") -> None:
    """Marks those problems of a message that the decisions `found` about it settle, or those about a copy, and no
    others.
    """
    connection.execute(sa.update(problems).where(problems.c.message_id == message_id).values(settled=False))
    mark(connection, message_id, found)


def mark(connection: sa.Connection, message_id: int, found: "Sequence[Decision]") -> None:
    """The same for problems of which none is marked yet."""
    for item in found:
        if item.kind is DecisionKind.SETTLE:
            _mark(connection, message_id, item.value, _at(item.value["document"]))
    for copy, value, sender in connection.execute(_SETTLED_THERE, {"message": message_id}).all():
        same = _about_the_same(copy, value)
        if value["code"] in _OF_SENDER:
            same &= sa.exists().where(messages.c.id == message_id, messages.c.sender == sender)
        _mark(connection, message_id, value, same)
    _mark_repaired(connection, message_id)


def copies(connection: sa.Connection, message_id: int) -> Sequence[int]:
    """The messages that are copies of a message, or of which it is one."""
    return connection.execute(_SAME, {"message": message_id}).scalars().all()


def closed() -> sa.ColumnElement[bool]:
    """Whether a person closed a message, or an earlier one that said all of it, as a condition on `messages`."""
    stands = (decisions.c.kind == DecisionKind.CLOSE) & decisions.c.undone_at.is_(None)
    itself = sa.exists().where(stands & (decisions.c.message_id == messages.c.id))
    came_before = (message_links.c.kind == LinkKind.DUPLICATE) & (message_links.c.reason == ALL_OF_IT)
    earlier = (message_links.c.message_id == messages.c.id) & (decisions.c.message_id == message_links.c.other_id)
    return itself | sa.exists().where(came_before & earlier & stands)


def _mark(connection: sa.Connection, message_id: int, value: dict[str, Any], where: sa.ColumnElement[bool]) -> None:
    """Settles the problems of a message that say what a settled one said, `where` they are about the same."""
    same = (problems.c.code == value["code"]) & (problems.c.detail == value["detail"]) & where
    connection.execute(sa.update(problems).where(problems.c.message_id == message_id, same).values(settled=True))


def _at(path: str | None) -> sa.ColumnElement[bool]:
    """Whether a problem is about the document of this path, or about none."""
    return _document(documents.c.path).is_not_distinct_from(path)


def _about_the_same(copy: int, value: dict[str, Any]) -> sa.ColumnElement[bool]:
    """Whether a problem is about the same path or the same bytes as the one that was settled in a copy."""
    there = documents.alias()
    bytes_there = sa.select(there.c.sha256).where(there.c.message_id == copy, there.c.path == value["document"])
    return _at(value["document"]) | _document(documents.c.sha256).in_(bytes_there)


def _document(column: sa.ColumnElement[str]) -> sa.ScalarSelect[str]:
    """A column of the document that a problem is about."""
    return sa.select(column).where(documents.c.id == problems.c.document_id).correlate(problems).scalar_subquery()


def _mark_repaired(connection: sa.Connection, message_id: int) -> None:
    """Marks what an accepted copy made good: the lost files that it brings by name; if none is, all that was lost."""
    brought: dict[int, set[str]] = {
        number: set() for number in connection.execute(_REPAIRING, {"message": message_id}).scalars()
    }
    if not brought:
        return
    copy = sa.select(documents.c.message_id, documents.c.path).where(
        documents.c.message_id.in_(brought), documents.c.status == DocumentStatus.READ
    )
    for number, path in connection.execute(copy):
        brought[number].update(names_in(path))
    lacking = (problems.c.message_id == message_id) & problems.c.code.in_(LACKING)
    query = sa.select(problems.c.id, documents.c.filename).outerjoin_from(
        problems, documents, documents.c.id == problems.c.document_id
    )
    lost = {row.id: stem(row.filename or "") for row in connection.execute(query.where(lacking))}
    good: set[int] = set()
    for names in brought.values():
        by_name = {number for number, name in lost.items() if name in names}
        good |= by_name or set(lost)
    connection.execute(sa.update(problems).where(problems.c.id.in_(good)).values(settled=True))
