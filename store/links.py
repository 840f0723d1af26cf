"""How stored messages stand to each other: duplicates, corrections, additions, parts, withdrawals.

Links are derived like everything else: they are made anew whenever a message is processed. A link says of the later
message how it stands to the earlier one; both are kept, and the views show the records in force. What a message may not
say by itself is a proposal, until a person decides (`store.proposals`). A person may also say that one takes the place
of another (`store.decisions`), whatever the two are.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from config.vocabulary import DocumentKind, LinkKind, MessageKind, MessageState, ProblemCode, RelationKind, Trust
from store import decisions, letters
from store.comparing import PROBLEM_OF, Decisions, Doubt, Facts, Link, compare
from store.repairs import names_in, stem, with_repairs
from store.tables import (
    certifications,
    documents,
    link_decisions,
    link_proposals,
    message_links,
    messages,
    problems,
    protocolli,
    registrations,
    relations,
    schede,
)

#: Any number, the same in all processes: what two of them compare at the same time would not see each other.
_LINK_LOCK = 5973_2016
#: States of a document that was sent and is not in the records.
_LOST = frozenset({"unreadable", "encrypted", "limit"})
_COMPARED = (MessageKind.SUBMISSION, MessageKind.CORRESPONDENCE)


def relink(connection: sa.Connection, number: int, least: Trust) -> None:
    """Links a message to the earlier ones, and the later ones that may concern it to it. `least` is the trust without
    which a message replaces or withdraws nothing.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LINK_LOCK})
    this = _facts(connection, [number]).get(number)
    for table in (message_links, link_proposals):
        connection.execute(sa.delete(table).where(table.c.other_id == number))
    _link(connection, number, this, least)
    if this is None:
        return
    replacing = decisions.who_replace(connection, number)
    concerned = _kin(connection, this) | _who_mention(connection, this) | replacing
    for other in sorted(_facts(connection, concerned - {number}).values(), key=lambda facts: facts.order):
        if other.order > this.order or RelationKind.PART in other.said or other.number in replacing:
            _link(connection, other.number, other, least)


def _link(connection: sa.Connection, number: int, this: Facts | None, least: Trust) -> None:
    """Replaces the links of one message to earlier ones, and the problems that follow from them."""
    for table in (message_links, link_proposals):
        connection.execute(sa.delete(table).where(table.c.message_id == number))
    connection.execute(sa.delete(problems).where(problems.c.message_id == number, problems.c.compared))
    if this is None or this.kind not in _COMPARED:
        return
    named, withdrawn = _mentioned(connection, this), _registered(connection, this.withdrawn)
    others = _facts(connection, (_kin(connection, this) | named) - {number})
    decided = _decisions(connection, number)
    found, doubts = compare(this, others.values(), named, withdrawn, least, decided)
    found = with_repairs(found, this, others.values(), named, decided)
    links, proposed = [link for link in found if not link.why_not], [link for link in found if link.why_not]
    _store(connection, number, links)
    _propose(connection, number, proposed)
    _note(connection, number, [*_told(links), *_asked(proposed), *doubts])
    # These problems are new rows: what a person settled is marked anew.
    decisions.settle(connection, number)


def _decisions(connection: sa.Connection, number: int) -> Decisions:
    """What persons decided about the links of a message. Of two parts each is a part of the other."""
    both = (link_decisions.c.other_id == number) & (link_decisions.c.kind == LinkKind.PART)
    rows = connection.execute(sa.select(link_decisions).where((link_decisions.c.message_id == number) | both))
    links = {
        (row.other_id if row.message_id == number else row.message_id, row.kind): bool(row.accepted) for row in rows
    }
    return Decisions(links, decisions.whom_replaces(connection, number), decisions.who_replace(connection, number))


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
        connection.execute(sa.insert(message_links), rows)


def _propose(connection: sa.Connection, number: int, links: Iterable[Link]) -> None:
    rows = [
        {"message_id": number, "other_id": link.other, "kind": link.kind, "reason": link.reason, "why": link.why_not}
        for link in links
    ]
    if rows:
        connection.execute(sa.insert(link_proposals), rows)


def _note(connection: sa.Connection, number: int, found: Sequence[Doubt]) -> None:
    rows = [
        {"message_id": number, "position": 1000 + place, "code": code, "detail": detail, "compared": True}
        for place, (code, detail) in enumerate(found)
    ]
    if rows:
        connection.execute(sa.insert(problems), rows)


def _facts(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, Facts]:
    """What counts of these messages, those left out that were not processed yet."""
    wanted = sorted(numbers)
    if not wanted:
        return {}
    rows = connection.execute(sa.select(messages).where(messages.c.id.in_(wanted), messages.c.kind.is_not(None)))
    facts = {row.id: _of_message(row) for row in rows}
    let = (
        link_decisions.c.accepted
        & (link_decisions.c.kind == LinkKind.SUPERSEDES)
        & link_decisions.c.message_id.in_(list(facts))
    )
    raised = set(connection.execute(sa.select(link_decisions.c.message_id).where(let)).scalars())
    for number in raised | decisions.who_replace_others(connection, list(facts)):
        facts[number].raised = True

    def each(table: sa.Table, *names: Any) -> Iterable[Any]:
        query = sa.select(table.c.message_id, *names).where(table.c.message_id.in_(list(facts)))
        return ((facts[row[0]], *row[1:]) for row in connection.execute(query))

    for this, campo, words in each(schede, schede.c.campo, schede.c.fingerprint):
        this.campi.add(campo)
        this.content.add(f"scheda {campo} {words}")
    agreements = sa.select(protocolli.c.message_id, documents.c.sha256).join_from(protocolli, documents)
    for number, digest in connection.execute(agreements.where(protocolli.c.message_id.in_(list(facts)))):
        facts[number].content.add(f"file {digest}")
    names = ("path", "filename", "sha256", "status", "kind")
    for this, *file in each(documents, *(documents.c[name] for name in names)):
        _add_file(this, *file)
    for this, kind, value, words in each(relations, relations.c.kind, relations.c.value, relations.c.words):
        this.said.setdefault(kind, []).append(value or words)
    for this, kind, number, year, earlier in each(
        registrations, registrations.c.kind, registrations.c.number, registrations.c.year, registrations.c.earlier
    ):
        this.said.setdefault(RelationKind.PROTOCOL, []).extend(earlier)
        if kind == "annullamento" and number:
            this.withdrawn.add(f"{number}/{year}" if year else number)
    return facts


def _add_file(this: Facts, path: str, name: str, digest: str, status: str, kind: str) -> None:
    """What a file of a message counts for."""
    if status in _LOST or (kind == DocumentKind.OTHER and status == "read"):
        this.content.add(f"file {digest}")
    if status in _LOST:
        this.lost[stem(name)] = digest
    elif status == "read":
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
    )


def _kin(connection: sa.Connection, this: Facts) -> set[int]:
    """Messages with something in common: words of a scheda, bytes of a file; all of the office if order among them
    matters.
    """
    fingerprints = {item.rpartition(" ")[2] for item in this.content if item.startswith("scheda")}
    digests = {item.rpartition(" ")[2] for item in this.content if item.startswith("file")}
    queries = [
        sa.select(schede.c.message_id).where(schede.c.fingerprint.in_(fingerprints)),
        sa.select(documents.c.message_id).where(documents.c.sha256.in_(digests)),
    ]
    mine = messages.c.prefettura == this.prefettura if this.prefettura else messages.c.sender == this.sender
    office = sa.select(messages.c.id).where(mine, messages.c.kind.in_(_COMPARED))
    if this.lost or {RelationKind.CORRECTION, RelationKind.ADDITION, RelationKind.PART} & set(this.said):
        queries.append(office)
    else:
        # Only what speaks of earlier messages can be about this one, and this one only about what could not be read.
        speaks = sa.exists().where((relations.c.message_id == messages.c.id) & (relations.c.kind != "reply"))
        wanting = messages.c.status.in_([MessageState.FAILED, MessageState.PARTIAL])
        queries.append(office.where(speaks | wanting))
    return {found for query in queries for found in connection.execute(query).scalars()}


def _mentioned(connection: sa.Connection, this: Facts) -> set[int]:
    """Messages that this one names by Message-ID or protocol number."""
    found = _registered(connection, {*this.said.get(RelationKind.PROTOCOL, ()), *this.withdrawn})
    found |= set(letters.meant_by(connection, this.prefettura, this.said.get(RelationKind.PROTOCOL, ())))
    identifiers = {identifier.strip("<>") for identifier in this.said.get(RelationKind.REPLY, ())}
    if identifiers:
        bracketed = {f"<{identifier}>" for identifier in identifiers}
        found |= set(connection.execute(sa.select(messages.c.id).where(messages.c.message_id.in_(bracketed))).scalars())
        certified = certifications.c.identifier.in_(identifiers) | certifications.c.original_message_id.in_(bracketed)
        found |= set(connection.execute(sa.select(certifications.c.message_id).where(certified)).scalars())
    return found


def _registered(connection: sa.Connection, protocols: Iterable[str]) -> set[int]:
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


def _who_mention(connection: sa.Connection, this: Facts) -> set[int]:
    """Messages that name this one."""
    own = set(connection.execute(sa.select(messages.c.message_id).where(messages.c.id == this.number)).scalars())
    for row in connection.execute(
        sa.select(certifications.c.identifier, certifications.c.original_message_id).where(
            certifications.c.message_id == this.number
        )
    ):
        own |= {f"<{row[0]}>", row[1]}
    numbers = connection.execute(
        sa.select(registrations.c.number, registrations.c.year).where(registrations.c.message_id == this.number)
    )
    cited = {value for number, year in numbers if number for value in (number, f"{number}/{year}")}
    wanted = {value for value in own | cited if value}
    if not wanted:
        return set()
    return set(connection.execute(sa.select(relations.c.message_id).where(relations.c.value.in_(wanted))).scalars())
