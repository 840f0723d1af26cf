"""How stored messages stand to each other: duplicates, corrections, additions, parts, withdrawals.

Links are derived like everything else: they are made anew whenever a message is processed. A link says of the later message
how it stands to the earlier one; both are kept, and the views show the records in force.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from config.vocabulary import DecisionKind, DocumentKind, LinkKind, MessageKind, ProblemCode, RelationKind
from store.decisions import standing
from store.tables import certifications, documents, message_links, messages, problems, protocolli, registrations, relations, schede

#: Any number, the same in all processes: what two of them compare at the same time would not see each other.
_LINK_LOCK = 5973_2016
_COMPARED = (MessageKind.SUBMISSION, MessageKind.CORRESPONDENCE)
_PROBLEM_OF = {
    LinkKind.DUPLICATE: ProblemCode.POSSIBLE_DUPLICATE,
    LinkKind.SUPERSEDES: ProblemCode.SUPERSEDES,
    LinkKind.FOLLOWS_UP: ProblemCode.FOLLOWS_UP,
}


@dataclass(slots=True)
class _Facts:
    """What counts of one message when it is compared. `content` names its schede, agreements and unread files by their words
    or bytes.
    """

    number: int
    kind: str
    prefettura: str | None
    sender: str
    at: datetime
    campi: set[int] = field(default_factory=set)
    content: set[str] = field(default_factory=set)
    said: dict[str, list[str]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    @property
    def order(self) -> tuple[datetime, int]:
        """Position in the order of arrival."""
        return self.at, self.number

    def same_office(self, other: "_Facts") -> bool:
        """Whether nothing speaks against one sender."""
        return None in {self.prefettura, other.prefettura} or self.prefettura == other.prefettura

    def known_office(self, other: "_Facts") -> bool:
        """Whether both surely come from one sender."""
        return (self.prefettura is not None and self.prefettura == other.prefettura) or bool(self.sender and self.sender == other.sender)


@dataclass(frozen=True, slots=True)
class _Link:
    other: int
    kind: LinkKind
    reason: str


def relink(connection: sa.Connection, number: int) -> None:
    """Links a message to the earlier ones, and the later ones that may concern it to it."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LINK_LOCK})
    this = _facts(connection, [number]).get(number)
    connection.execute(sa.delete(message_links).where(message_links.c.other_id == number))
    _link(connection, number, this)
    if this is None:
        return
    concerned = _kin(connection, this) | _who_mention(connection, this)
    for other in sorted(_facts(connection, concerned - {number}).values(), key=lambda facts: facts.order):
        if other.order > this.order or RelationKind.PART in other.said:
            _link(connection, other.number, other)


def _link(connection: sa.Connection, number: int, this: _Facts | None) -> None:
    """Replaces the links of one message to earlier ones, and the problems that follow from them."""
    connection.execute(sa.delete(message_links).where(message_links.c.message_id == number))
    connection.execute(sa.delete(problems).where(problems.c.message_id == number, problems.c.compared))
    if this is None or this.kind not in _COMPARED:
        return
    named = _mentioned(connection, this)
    others = _facts(connection, (_kin(connection, this) | named) - {number})
    before = sorted(others.values(), key=lambda facts: facts.order)
    earlier = [other for other in before if other.order < this.order and other.kind in _COMPARED]
    links: dict[int, _Link] = {}
    for link in (
        *_by_persons(connection, number),
        *_duplicates(this, earlier),
        *_withdrawals(connection, this, earlier),
        *_parts(this, earlier),
    ):
        links.setdefault(link.other, link)
    declared, doubt = _declared(this, earlier, named, set(links))
    for link in declared:
        links.setdefault(link.other, link)
    _store(connection, number, links.values(), [*doubt, *_missing_parts(this, others.values())])


def _by_persons(connection: sa.Connection, number: int) -> Iterable[_Link]:
    """What a person said: that this message takes the place of an earlier one."""
    for decision in standing(connection, number):
        if decision.kind is DecisionKind.REPLACES:
            yield _Link(int(decision.value["message"]), LinkKind.SUPERSEDES, "a person said so")


def _duplicates(this: _Facts, earlier: Sequence[_Facts]) -> Iterable[_Link]:
    """The same content once more, or all of an earlier message and more."""
    seen: list[set[str]] = []
    for other in earlier:
        # Of several equal ones the first is meant: the others are its duplicates themselves.
        if not this.content or not other.content or not this.same_office(other) or other.content in seen:
            continue
        if this.content <= other.content:
            seen.append(other.content)
            yield _Link(other.number, LinkKind.DUPLICATE, "all of it came before")
        elif other.content < this.content:
            yield _Link(other.number, LinkKind.SUPERSEDES, "all of that comes again, and more")


def _withdrawals(connection: sa.Connection, this: _Facts, earlier: Sequence[_Facts]) -> Iterable[_Link]:
    for number in _registered(connection, this.withdrawn):
        for other in earlier:
            if other.number == number and this.same_office(other):
                yield _Link(number, LinkKind.WITHDRAWS, "Annullamento of its protocol")


def _parts(this: _Facts, earlier: Sequence[_Facts]) -> Iterable[_Link]:
    for part in this.said.get(RelationKind.PART, ()):
        for other in earlier:
            if (theirs := _sibling(part, this, other)) is not None:
                yield _Link(other.number, LinkKind.PART, f"part {part} beside part {theirs}")


def _missing_parts(this: _Facts, others: Iterable[_Facts]) -> list[tuple[ProblemCode, str]]:
    """Parts that are announced and nowhere stored."""
    for part in this.said.get(RelationKind.PART, ()):
        total = int(part.split("/")[1])
        present = {part, *filter(None, (_sibling(part, this, other) for other in others))}
        missing = [number for number in range(1, total + 1) if f"{number}/{total}" not in present]
        if missing:
            listed = ", ".join(map(str, missing))
            return [(ProblemCode.MISSING_PART, f"it is part {part.replace('/', ' of ')}; missing so far: {listed}")]
    return []


def _sibling(part: str, this: _Facts, other: _Facts) -> str | None:
    """The other part of the same whole that a message is."""
    if not this.known_office(other):
        return None
    total = part.split("/")[1]
    return next((p for p in other.said.get(RelationKind.PART, ()) if p != part and p.split("/")[1] == total), None)


def _declared(
    this: _Facts, earlier: Sequence[_Facts], named: set[int], linked: set[int]
) -> tuple[list[_Link], list[tuple[ProblemCode, str]]]:
    """What the message itself says: a correction gives way to nobody and replaces what it corrects, an addition stands beside.

    Meant is what it answers or whose protocol it cites; failing that the only earlier submission of its office, or the only
    one that describes a campo of this one. Where several could be meant a person decides.
    """
    correction, addition = RelationKind.CORRECTION in this.said, RelationKind.ADDITION in this.said
    answered = [other for other in earlier if other.number in named and this.same_office(other) and other.kind == MessageKind.SUBMISSION]
    if not (correction or addition):
        return [_Link(other.number, LinkKind.FOLLOWS_UP, "it is a reply to it or cites its protocol") for other in answered], []
    kind = LinkKind.SUPERSEDES if correction else LinkKind.FOLLOWS_UP
    words = this.said[RelationKind.CORRECTION if correction else RelationKind.ADDITION][0]
    if answered:
        return [_Link(other.number, kind, f"it names it, and says: {words}") for other in answered], []
    candidates = [o for o in earlier if o.kind == MessageKind.SUBMISSION and this.known_office(o) and o.number not in linked]
    same_campo = [other for other in candidates if other.campi & this.campi]
    chosen = same_campo if len(same_campo) == 1 or (correction and same_campo) else candidates
    if len(chosen) == 1:
        return [_Link(chosen[0].number, kind, f"the earlier message of the same office; it says: {words}")], []
    if linked and not chosen:
        return [], []
    meant = f"it could be {', '.join(str(other.number) for other in chosen)}" if chosen else "none of its office is stored"
    return [], [(_PROBLEM_OF[kind], f"it speaks of an earlier message ({words}); {meant}")]


def _store(connection: sa.Connection, number: int, links: Iterable[_Link], doubts: Sequence[tuple[ProblemCode, str]]) -> None:
    found = [(_PROBLEM_OF[link.kind], f"message {link.other}: {link.reason}") for link in links if link.kind in _PROBLEM_OF]
    rows = [
        {
            "message_id": number,
            "other_id": link.other,
            "kind": link.kind,
            "reason": link.reason,
            "replaced_id": {LinkKind.DUPLICATE: number, LinkKind.SUPERSEDES: link.other}.get(link.kind),
            "current_id": {LinkKind.DUPLICATE: link.other, LinkKind.SUPERSEDES: number}.get(link.kind),
        }
        for link in links
    ]
    if rows:
        connection.execute(sa.insert(message_links), rows)
    noted = [
        {"message_id": number, "position": 1000 + place, "code": code, "detail": detail, "compared": True}
        for place, (code, detail) in enumerate((*found, *doubts))
    ]
    if noted:
        connection.execute(sa.insert(problems), noted)


def _facts(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, _Facts]:
    """What counts of these messages, those left out that were not processed yet."""
    wanted = sorted(numbers)
    if not wanted:
        return {}
    columns = (messages.c.id, messages.c.kind, messages.c.prefettura, messages.c.sender, messages.c.received_at)
    rows = connection.execute(sa.select(*columns).where(messages.c.id.in_(wanted), messages.c.kind.is_not(None)))
    facts = {row.id: _Facts(row.id, row.kind, row.prefettura, row.sender, row.received_at) for row in rows}

    def each(table: sa.Table, *names: Any) -> Iterable[Any]:
        query = sa.select(table.c.message_id, *names).where(table.c.message_id.in_(list(facts)))
        return ((facts[row[0]], *row[1:]) for row in connection.execute(query))

    for this, campo, words in each(schede, schede.c.campo, schede.c.fingerprint):
        this.campi.add(campo)
        this.content.add(f"scheda {campo} {words}")
    agreements = sa.select(protocolli.c.message_id, documents.c.sha256).join_from(protocolli, documents)
    for number, digest in connection.execute(agreements.where(protocolli.c.message_id.in_(list(facts)))):
        facts[number].content.add(f"file {digest}")
    for this, digest, status, kind in each(documents, documents.c.sha256, documents.c.status, documents.c.kind):
        if status in {"unreadable", "encrypted", "limit"} or (kind == DocumentKind.OTHER and status == "read"):
            this.content.add(f"file {digest}")
    for this, kind, value, words in each(relations, relations.c.kind, relations.c.value, relations.c.words):
        this.said.setdefault(kind, []).append(value or words)
    for this, kind, number, year, earlier in each(
        registrations, registrations.c.kind, registrations.c.number, registrations.c.year, registrations.c.earlier
    ):
        this.said.setdefault(RelationKind.PROTOCOL, []).extend(earlier)
        if kind == "annullamento" and number:
            this.withdrawn.add(f"{number}/{year}" if year else number)
    return facts


def _kin(connection: sa.Connection, this: _Facts) -> set[int]:
    """Messages with something in common: words of a scheda, bytes of a file; all of the office if order among them matters."""
    fingerprints = {item.rpartition(" ")[2] for item in this.content if item.startswith("scheda")}
    digests = {item.rpartition(" ")[2] for item in this.content if item.startswith("file")}
    queries = [
        sa.select(schede.c.message_id).where(schede.c.fingerprint.in_(fingerprints)),
        sa.select(documents.c.message_id).where(documents.c.sha256.in_(digests)),
    ]
    mine = messages.c.prefettura == this.prefettura if this.prefettura else messages.c.sender == this.sender
    office = sa.select(messages.c.id).where(mine, messages.c.kind.in_(_COMPARED))
    if {RelationKind.CORRECTION, RelationKind.ADDITION, RelationKind.PART} & set(this.said):
        queries.append(office)
    else:
        # Only what speaks of earlier messages can be about this one.
        queries.append(office.where(sa.exists().where((relations.c.message_id == messages.c.id) & (relations.c.kind != "reply"))))
    return {found for query in queries for found in connection.execute(query).scalars()}


def _mentioned(connection: sa.Connection, this: _Facts) -> set[int]:
    """Messages that this one names by Message-ID or protocol number."""
    found = _registered(connection, {*this.said.get(RelationKind.PROTOCOL, ()), *this.withdrawn})
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
        query = sa.select(registrations.c.message_id).where(registrations.c.number == number, registrations.c.kind != "annullamento")
        if year:
            query = query.where(registrations.c.year.is_(None) | (registrations.c.year == int(year)))
        found |= set(connection.execute(query).scalars())
    return found


def _who_mention(connection: sa.Connection, this: _Facts) -> set[int]:
    """Messages that name this one."""
    own = set(connection.execute(sa.select(messages.c.message_id).where(messages.c.id == this.number)).scalars())
    for row in connection.execute(
        sa.select(certifications.c.identifier, certifications.c.original_message_id).where(certifications.c.message_id == this.number)
    ):
        own |= {f"<{row[0]}>", row[1]}
    numbers = connection.execute(sa.select(registrations.c.number, registrations.c.year).where(registrations.c.message_id == this.number))
    cited = {value for number, year in numbers if number for value in (number, f"{number}/{year}")}
    wanted = {value for value in own | cited if value}
    if not wanted:
        return set()
    return set(connection.execute(sa.select(relations.c.message_id).where(relations.c.value.in_(wanted))).scalars())
