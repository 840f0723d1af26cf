"""Links as they are stored are those that comparing every message with every other gives, in whatever order mails are
read, and also after one is read again.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from config.vocabulary import DocumentKind, DocumentStatus, MessageKind, MessageState, Method, RelationKind, Trust
from ingest.model import Address, Arrival, Headers
from parsers.model import DocumentRecord, Reading, Relation, Scheda, SenderDecision
from store import schema
from store.comparing import Decisions, Facts, compare
from store.contents import fingerprint
from store.database import Database
from store.messages import MessageTable
from store.model import Owner, Submission
from store.repairs import with_repairs
from store.tables import link_proposals, message_links, messages

START = datetime(2015, 12, 1, tzinfo=UTC)
WE = Owner("localhost", 1, "1")
LEAST = Trust.AUTHENTICATED
#: `d` and `e` are of one message or the other, the rest are phrases that many use.
TEXTS = st.frozensets(st.tuples(st.sampled_from([1, 5]), st.sampled_from("abcde")), max_size=4)
#: Names of files, and whether they can be read.
FILES = st.dictionaries(st.sampled_from(["rete", "lingua"]), st.booleans(), max_size=2)
SAID = st.sampled_from(
    [
        {},
        {},
        {},
        {RelationKind.CORRECTION: ["in sostituzione"]},
        {RelationKind.ADDITION: ["a integrazione"]},
        {RelationKind.PART: ["1/2"]},
        {RelationKind.PART: ["2/2"]},
    ]
)
SENDERS = {"CR": "cr@example.it", "LO": "lo@example.it", None: "nobody@example.it"}


@dataclass(frozen=True)
class Mail:
    """A message: the day on which it came, and what it says."""

    day: int
    office: str | None
    trust: Trust
    texts: frozenset[tuple[int, str]]
    said: dict[RelationKind, list[str]]
    dated_only: bool
    files: dict[str, bool]

    def submission(self) -> Submission:
        """As it would be read."""
        body = DocumentRecord(
            "(body)", "(body)", "text/plain", "", self.body, 1, DocumentKind.BODY, DocumentStatus.READ
        )
        files = [
            replace(
                body,
                path=f"{name}.pdf",
                filename=f"{name}.pdf",
                sha256=digest(name),
                kind=DocumentKind.SCHEDA,
                status=DocumentStatus.READ if good else DocumentStatus.UNREADABLE,
            )
            for name, good in self.files.items()
        ]
        schede = [
            Scheda(f"{campo}{text}", campo, "", text, "(body)", self.office, 1.0, Method.TITLE, None, False, ())
            for campo, text in sorted(self.texts)
        ]
        relations = [
            Relation(kind, "" if kind in {RelationKind.CORRECTION, RelationKind.ADDITION} else value, value)
            for kind, values in self.said.items()
            for value in values
        ]
        sender = SenderDecision(self.office)
        reading = Reading(sender, (body, *files), tuple(schede), (), (), relations=tuple(relations))
        headers = Headers(f"<{self.day}>", "", Address("", SENDERS[self.office]), self.at, (), ())
        arrived = None if self.dated_only else self.at
        state = MessageState.DONE if all(self.files.values()) else MessageState.PARTIAL
        return Submission(headers, MessageKind.SUBMISSION, state, reading, (), trust=self.trust, arrived=arrived)

    @property
    def body(self) -> str:
        """The hash of its text: the same for the same text."""
        return hashlib.sha256(repr(sorted(self.texts)).encode()).hexdigest()

    @property
    def at(self) -> datetime:
        """When it came."""
        return START + timedelta(days=self.day)

    def facts(self, number: int) -> Facts:
        """The same for the rules alone."""
        lost = {name: digest(name) for name, good in self.files.items() if not good}
        unread = {f"file {name}" for name in lost.values()}
        content = {f"scheda {campo} {fingerprint(text)}" for campo, text in self.texts} | unread
        return Facts(
            number=number,
            kind=MessageKind.SUBMISSION,
            prefettura=self.office,
            sender=SENDERS[self.office],
            at=self.at,
            trust=self.trust,
            arrived=None if self.dated_only else self.at,
            original=str(self.day),
            message_id=f"<{self.day}>",
            campi={campo for campo, _ in self.texts},
            content=content,
            stands=content,
            files=unread | ({f"file {self.body}"} if self.texts else set()),
            said=self.said,
            names={name for name, good in self.files.items() if good},
            lost=lost,
        )


def digest(name: str) -> str:
    return f"{name:0<64}"


@st.composite
def mailbox(draw: st.DrawFn) -> list[Mail]:
    """Up to six messages, a day each, of which some answer another."""
    count = draw(st.integers(1, 6))
    found = []
    for day in range(count):
        office = draw(st.sampled_from(["CR", "CR", "LO", None]))
        trust = draw(st.sampled_from([Trust.AUTHENTICATED, Trust.CERTIFIED, Trust.OFFICE_ADDRESS]))
        answered = draw(st.sets(st.integers(0, count - 1), max_size=1))
        replies = {RelationKind.REPLY: [f"<{other}>" for other in answered]} if answered else {}
        said = draw(SAID) | replies
        found.append(Mail(day, office, trust, draw(TEXTS), said, draw(st.integers(0, 4)) == 0, draw(FILES)))
    return found


def read(table: MessageTable, number: int, mail: Mail) -> None:
    claim = table.claim(WE, START, 60, only=[number])
    assert claim is not None
    assert table.finish(claim, mail.submission(), "1", START)


def expected(mails: Sequence[Mail], numbers: dict[int, int]) -> tuple[set[tuple[int, int, str]], ...]:
    """Links and proposals by comparing every message with all others."""
    links, proposed = set(), set()
    every = [mail.facts(numbers[mail.day]) for mail in mails]
    for this in every:
        answered = set(this.said.get(RelationKind.REPLY, ()))
        named = {other.number for other in every if other.message_id in answered} - {this.number}
        others = [other for other in every if other is not this]
        found, _ = compare(this, others, named, set(), LEAST)
        for link in with_repairs(found, this, others, named, Decisions()):
            (proposed if link.why_not else links).add((this.number, link.other, str(link.kind)))
    return links, proposed


def stored(database: Database) -> tuple[set[tuple[int, int, str]], ...]:
    with database.read() as connection:
        return tuple(
            {tuple(row) for row in connection.execute(sa.select(table.c.message_id, table.c.other_id, table.c.kind))}
            for table in (message_links, link_proposals)
        )


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    database = Database("sqlite://")
    schema.create_scratch(database)
    yield database
    database.close()


# Not bounded in time: the machine may be busy.
@settings(max_examples=80, deadline=None)
@given(mails=mailbox(), data=st.data())
def test_links_are_those_of_comparing_all_with_all_in_whatever_order(
    database: Database, mails: list[Mail], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(mails))
    changed = data.draw(st.sampled_from(mails))
    table, numbers = MessageTable(database, LEAST), dict[int, int]()
    try:
        for mail in order:
            number = table.arrive(Arrival(b"", str(mail.day)), str(mail.day), None, START)
            assert number is not None
            numbers[mail.day] = number
        for mail in data.draw(st.permutations(mails)):
            read(table, numbers[mail.day], mail)
        assert stored(database) == expected(mails, numbers)
        again = replace(changed, texts=data.draw(TEXTS), said=data.draw(SAID), files=data.draw(FILES))
        read(table, numbers[changed.day], again)
        assert stored(database) == expected([again if mail is changed else mail for mail in mails], numbers)
    finally:
        with database.write() as connection:
            connection.execute(sa.delete(messages))
