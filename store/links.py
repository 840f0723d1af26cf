"""How stored messages stand to each other: duplicates, corrections, additions, parts, withdrawals,
repaired copies.

Links are derived like everything else: they are made anew whenever a message is processed. A link says of the later
message how it stands to the earlier one; both are kept, and the views show the records in force. What a message may not
say by itself is a proposal, until a person decides (`store.proposals`). A person may also say that one takes the place
of another (`store.decisions`), whatever the two are.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from config.vocabulary import DecisionKind, DocumentStatus, LinkKind, MessageKind, ProblemCode, RelationKind, Trust
from store import contents, decisions, letters, settling
from store.comparing import PROBLEM_OF, Decisions, Doubt, Facts, Link, compare
from store.kinship import WHO_MENTION, bringing_later, of_office, registered, speaking_later, wanting
from store.overtaken import overtaken
from store.repairs import names_in, stem, with_repairs
from store.tables import (
    certifications,
    documents,
    link_decisions,
    link_proposals,
    message_links,
    messages,
    problems,
    registrations,
    relations,
)
from store.tables_of_links import contents as said

#: Any number, the same in all processes: what two of them compare at the same time would not see each other.
_LINK_LOCK = 5973_2016
_COMPARED = (MessageKind.SUBMISSION, MessageKind.CORRESPONDENCE)
#: What a message says of earlier ones without naming them: any of its office may be meant.
_SPEAKS = frozenset({RelationKind.CORRECTION, RelationKind.ADDITION, RelationKind.PART})

# Built once: making a statement costs more than sending it.
_OF: sa.BindParameter[int] = sa.bindparam("message")
_TO: sa.BindParameter[int] = sa.bindparam("numbers", expanding=True)
_ADD = {table: sa.insert(table) for table in (message_links, link_proposals, problems)}
_FORGET = (
    *(sa.delete(table).where(table.c.message_id == _OF) for table in (message_links, link_proposals)),
    sa.delete(problems).where(problems.c.message_id == _OF, problems.c.compared),
)
_FORGET_TO = tuple(sa.delete(table).where(table.c.other_id == _OF) for table in (message_links, link_proposals))
_LINKED = sa.union(
    *(
        sa.select(mine).where(other == _OF)
        for table in (message_links, link_proposals)
        for mine, other in ((table.c.message_id, table.c.other_id), (table.c.other_id, table.c.message_id))
    )
)
#: Of two parts each is a part of the other.
_DECIDED = sa.select(link_decisions).where(
    (link_decisions.c.message_id == _OF) | ((link_decisions.c.other_id == _OF) & (link_decisions.c.kind == "part"))
)
_LET = sa.exists().where(
    link_decisions.c.accepted,
    link_decisions.c.kind == LinkKind.SUPERSEDES,
    link_decisions.c.message_id == messages.c.id,
)
_MESSAGES = sa.select(
    messages,
    (_LET | decisions.replaces_another(messages.c.id)).label("raised"),
    decisions.any_of(decisions.OF_RECORDS, messages.c.id).label("decided"),
    decisions.any_of({DecisionKind.OFFICE}, messages.c.id).label("placed"),
).where(messages.c.id.in_(_TO), messages.c.kind.is_not(None))
_SAID = sa.select(said.c.message_id, said.c.item, said.c.campo, said.c.was_read, said.c.stands).where(
    said.c.message_id.in_(_TO)
)
_FILES = sa.select(
    documents.c.message_id, documents.c.path, documents.c.filename, documents.c.sha256, documents.c.status
).where(documents.c.message_id.in_(_TO))
_RELATIONS = sa.select(relations.c.message_id, relations.c.kind, relations.c.value, relations.c.words).where(
    relations.c.message_id.in_(_TO)
)
_REGISTRATIONS = sa.select(
    registrations.c.message_id,
    registrations.c.kind,
    registrations.c.number,
    registrations.c.year,
    registrations.c.earlier,
).where(registrations.c.message_id.in_(_TO))


def relink(connection: sa.Connection, number: int, least: Trust, *, first: bool = False) -> None:
    """Links a message to the earlier ones, and the later ones that may concern it to it. `least` is the trust without
    which a message replaces or withdraws nothing; `first` says that it was never linked before.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LINK_LOCK})
    known = _Known(connection)
    this = known.facts([number]).get(number)
    before: set[int] = set()
    if not first:
        before = set(connection.execute(_LINKED, {"message": number}).scalars()) | letters.citing(connection, number)
        for statement in _FORGET_TO:
            connection.execute(statement, {"message": number})
    replacing = decisions.who_replace(connection, number)
    _link(known, number, this, least, replacing, first=first)
    if this is None:
        return
    concerned = before | replacing | contents.related(connection, number) | speaking_later(connection, this)
    concerned |= bringing_later(connection, this)
    concerned |= set(connection.execute(WHO_MENTION, {"message": number}).scalars())
    if RelationKind.PART in this.said:
        concerned |= of_office(connection, this)
    for other in sorted(known.facts(concerned - {number}).values(), key=lambda facts: facts.order):
        if other.order > this.order or RelationKind.PART in other.said or other.number in replacing:
            _link(known, other.number, other, least, decisions.who_replace(connection, other.number))
    if not first:
        # Later copies were linked to it after its own problems were looked at.
        decisions.settle(connection, number)


class _Known:
    """What is known of messages while one is linked: each is asked for once."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._facts: dict[int, Facts] = {}
        self._asked: set[int] = set()

    def facts(self, numbers: Iterable[int]) -> dict[int, Facts]:
        """What counts of these messages, those left out that were not processed yet."""
        wanted = set(numbers)
        self._facts |= _facts(self.connection, wanted - self._asked)
        self._asked |= wanted
        return {number: self._facts[number] for number in sorted(wanted & self._facts.keys())}


def _link(
    known: _Known,
    number: int,
    this: Facts | None,
    least: Trust,
    replacing: frozenset[int],
    *,
    first: bool = False,
) -> None:
    """Replaces the links of one message to earlier ones, and the problems that follow from them. `replacing` are those
    of which a person said that they take its place.
    """
    connection = known.connection
    if not first:
        for statement in _FORGET:
            connection.execute(statement, {"message": number})
    made = decisions.standing(connection, number)
    if this is not None and this.kind in _COMPARED:
        named, withdrawn = _mentioned(connection, this), registered(connection, this.withdrawn)
        others = known.facts((_kin(connection, this) | named) - {number})
        decided = Decisions(_of_links(connection, number), decisions.whom_replaces(made), replacing)
        found, doubts = compare(this, others.values(), named, withdrawn, least, decided)
        found = with_repairs(found, this, others.values(), named, decided)
        links, proposed = [link for link in found if not link.why_not], [link for link in found if link.why_not]
        _store(connection, number, links)
        _propose(connection, number, proposed)
        _note(connection, number, [*_told(links), *_asked(proposed), *doubts, *_overtaken(known, links)])
    # These problems are new rows, and it may be a copy of other messages now: what persons settled is marked anew.
    (settling.mark if first else settling.settle)(connection, number, made)


def _of_links(connection: sa.Connection, number: int) -> dict[tuple[int, str], bool]:
    """What persons decided about the links of a message, by the other message and the kind."""
    rows = connection.execute(_DECIDED, {"message": number})
    return {
        (row.other_id if row.message_id == number else row.message_id, row.kind): bool(row.accepted) for row in rows
    }


def _told(links: Iterable[Link]) -> list[Doubt]:
    # A withdrawal is a problem of the message itself already.
    told = (link for link in links if link.kind in PROBLEM_OF and link.kind is not LinkKind.WITHDRAWS)
    return [(PROBLEM_OF[link.kind], f"message {link.other}: {link.reason}") for link in told]


def _asked(links: Iterable[Link]) -> list[Doubt]:
    return [
        (
            PROBLEM_OF.get(link.kind, ProblemCode.UNTRUSTED_SENDER),
            f"message {link.other}: {link.reason}; a person decides: {link.why_not}",
        )
        for link in links
    ]


def _overtaken(known: _Known, links: Iterable[Link]) -> Iterator[Doubt]:
    """What persons decided about messages that give way, and does not hold for those whose records are in force."""
    for link in links:
        if link.replaced is None or link.current is None:
            continue
        facts = known.facts([link.replaced, link.current])
        if facts[link.replaced].decided:
            made, there = (decisions.standing(known.connection, number) for number in (link.replaced, link.current))
            if doubt := overtaken(link, facts[link.replaced], facts[link.current], made, there):
                yield doubt


def _store(connection: sa.Connection, number: int, links: Iterable[Link]) -> None:
    rows = [
        {
            "message_id": number,
            "other_id": link.other,
            "kind": link.kind,
            "reason": link.reason,
            "replaced_id": link.replaced,
            "current_id": link.current,
        }
        for link in links
    ]
    if rows:
        connection.execute(_ADD[message_links], rows)


def _propose(connection: sa.Connection, number: int, links: Iterable[Link]) -> None:
    rows = [
        {"message_id": number, "other_id": link.other, "kind": link.kind, "reason": link.reason, "why": link.why_not}
        for link in links
    ]
    if rows:
        connection.execute(_ADD[link_proposals], rows)


def _note(connection: sa.Connection, number: int, found: Sequence[Doubt]) -> None:
    rows = [
        {"message_id": number, "position": 1000 + place, "code": code, "detail": detail, "compared": True}
        for place, (code, detail) in enumerate(found)
    ]
    if rows:
        connection.execute(_ADD[problems], rows)


def _facts(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, Facts]:
    """What counts of these messages, those left out that were not processed yet."""
    wanted = {"numbers": sorted(numbers)}
    if not wanted["numbers"]:
        return {}
    facts = {row.id: _of_message(row) for row in connection.execute(_MESSAGES, wanted)}
    wanted = {"numbers": list(facts)}
    for number, *name in connection.execute(_SAID, wanted):
        _add_said(facts[number], *name)
    for number, *file in connection.execute(_FILES, wanted):
        _add_file(facts[number], *file)
    for number, kind, value, words in connection.execute(_RELATIONS, wanted):
        facts[number].said.setdefault(RelationKind(kind), []).append(value or words)
    for owner, kind, number, year, earlier in connection.execute(_REGISTRATIONS, wanted):
        facts[owner].said.setdefault(RelationKind.PROTOCOL, []).extend(earlier)
        if kind == "annullamento" and number:
            facts[owner].withdrawn.add(f"{number}/{year}" if year else number)
    return facts


def _add_said(this: Facts, item: str, campo: int | None, was_read: bool, stands: bool) -> None:
    """A name of what a message says, where it belongs."""
    if was_read:
        this.content.add(item)
    if stands:
        this.stands.add(item)
        if campo is not None:
            this.campi.add(campo)
    if item.startswith("file "):
        this.files.add(item)


def _add_file(this: Facts, path: str, name: str, digest: str, status: str) -> None:
    """Under which name a file of a message was lost or brought."""
    if status in contents.UNREAD:
        this.lost[stem(name)] = digest
    elif status == DocumentStatus.READ:
        this.names.update(names_in(path))


def _of_message(row: sa.Row[Any]) -> Facts:
    """What the row of a message itself says."""
    return Facts(
        number=row.id,
        kind=row.kind,
        prefettura=row.prefettura,
        sender=row.sender,
        at=row.received_at,
        trust=Trust(row.trust) if row.trust else None,
        arrived=row.arrived_at,
        original=row.sha256,
        message_id=row.message_id or "",
        raised=bool(row.raised),
        decided=bool(row.decided),
        placed=bool(row.placed),
    )


def _kin(connection: sa.Connection, this: Facts) -> set[int]:
    """Messages with which a message has something in common that may make a link. One that speaks of earlier ones
    without naming them may mean any of its office, or any with a text of its own; one that brings files may repair
    those that lack some.
    """
    if not _SPEAKS & set(this.said):
        related = contents.related(connection, this.number) if this.content else set()
        return related | wanting(connection, this) if this.names else related
    return contents.sharing(connection, this.number) | of_office(connection, this)


def _mentioned(connection: sa.Connection, this: Facts) -> set[int]:
    """Messages that this one names by Message-ID or protocol number."""
    cited = this.said.get(RelationKind.PROTOCOL, ())
    found = registered(connection, {*cited, *this.withdrawn})
    found |= set(letters.meant_by(connection, this.prefettura, cited))
    identifiers = {identifier.strip("<>") for identifier in this.said.get(RelationKind.REPLY, ())}
    if identifiers:
        bracketed = {f"<{identifier}>" for identifier in identifiers}
        found |= set(connection.execute(sa.select(messages.c.id).where(messages.c.message_id.in_(bracketed))).scalars())
        certified = certifications.c.identifier.in_(identifiers) | certifications.c.original_message_id.in_(bracketed)
        found |= set(connection.execute(sa.select(certifications.c.message_id).where(certified)).scalars())
    return found
