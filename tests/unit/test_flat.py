"""What a mail costs the database does not grow with the number of mails stored before it, counted in steps of SQLite's
machine: they are the same on every computer, and few where an index is read instead of a table.
"""

import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from config.vocabulary import DecisionKind, DocumentStatus, MessageState
from ingest.model import Address
from jobs.app import App
from jobs.demo.build import docx, mail, paragraphs
from jobs.pipeline import read_submission
from jobs.process import process_due
from parsers.model import SenderDecision
from store.model import Delivery, Submission
from store.tables import decisions
from tests.bench.growth import variant
from tests.bench.walk import LIMITS, ReadBefore, new_app

DAY = datetime(2015, 12, 1, tzinfo=UTC)
#: Steps between two counts.
_EACH = 10
#: Mails of one window, and how many windows. The first pays for what is made once, and the index of words puts its
#: pieces together now and then: three windows are compared with three.
_WINDOW, _WINDOWS = 10, 13
#: By how much the last ones may cost more than the first. Where a table is read through, each row of it costs five
#: steps or more, a whole mail without that some 2,800.
_MORE = 1.06
_DECISIONS = 5
WORDS = [f"parola{number}" for number in range(500)]
PRACTICES = paragraphs(
    "# Scheda 5: apprendimento della lingua italiana\n"
    "Tre gruppi studiano la lingua nella sala del circolo dei lettori, con due insegnanti e un registro.\n"
    "# Scheda 7: processi di coinvolgimento volontario\n"
    "Quattordici persone accolte curano gli orti dietro la stazione insieme ai soci della cooperativa."
)


@pytest.fixture(scope="module")
def template() -> Submission:
    """A mail of two practices as it is read."""
    files = {"schede.docx": docx(PRACTICES)}
    read = read_submission(mail("protocollo.prefcr@pec.interno.it", "schede", "In allegato.", files, date=DAY), LIMITS)
    assert len(read.reading.schede) == 2
    return read


@dataclass(frozen=True)
class Kind:
    """One kind of collection: how a mail of it is made of another, whether each comes at a moment of its own from a
    mailbox, whether persons decide about each.
    """

    made: Callable[[int, Submission], Submission] = lambda _, read: read
    from_mailbox: bool = False
    decided: bool = False


def sharing(_number: int, read: Submission) -> Submission:
    """All say one practice in the same words, beside one of their own."""
    first, *others = read.reading.schede
    same = replace(first, description="La sala grande apre il lunedì a chi studia.", key="uguale")
    return replace(read, reading=replace(read.reading, schede=(same, *others)))


def lacking(number: int, read: Submission) -> Submission:
    """Every second one comes from an unknown office and brings a file that nobody can read."""
    if number % 2:
        return read
    documents = tuple(replace(one, status=DocumentStatus.UNREADABLE) for one in read.reading.documents)
    headers = replace(read.headers, sender=Address("", f"ufficio{number}@example.it"))
    reading = replace(read.reading, documents=documents, prefettura=SenderDecision(None, ()))
    return replace(read, headers=headers, reading=reading, verdict=MessageState.PARTIAL)


KINDS = {
    "all of one moment": Kind(),
    "from a mailbox": Kind(from_mailbox=True),
    "words that all share": Kind(sharing),
    "files that cannot be read": Kind(lacking, from_mailbox=True),
    "decisions of persons": Kind(decided=True),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_mail_costs_the_same_whatever_number_came_before(kind: Kind, template: Submission) -> None:
    chance = random.Random(5973)
    with new_app() as app:
        counted = _Steps(app)
        box = app.mailboxes.register("imap://dlci@example.it/INBOX") if kind.from_mailbox else None
        spent = []
        for window in range(_WINDOWS):
            numbers = range(1 + window * _WINDOW, 1 + (window + 1) * _WINDOW)
            made = {f"{n:064x}": kind.made(n, variant(template, n, "CR", WORDS, chance)) for n in numbers}
            before = counted.steps
            _store(app, made, numbers, box)
            spent.append(counted.steps - before)
            if kind.decided:
                _decide(app, numbers)
    first, last = statistics.median(spent[1:4]), statistics.median(spent[-3:])
    assert last <= _MORE * first, f"steps of each window of {_WINDOW} mails: {spent}"


def _store(app: App, made: dict[str, Submission], numbers: range, box: int | None) -> None:
    def delivery(digest: str, number: int) -> Delivery:
        if box is None:
            return Delivery(digest, 60_000, digest)
        return Delivery(digest, 60_000, digest, number, 1, DAY + timedelta(minutes=number))

    found = app.messages.arrive_all([delivery(*one) for one in zip(made, numbers, strict=True)], box, app.clock())
    assert found == list(numbers)
    assert process_due(app, ReadBefore(made)).total == len(made)


def _decide(app: App, numbers: range) -> None:
    rows = [
        {"message_id": n, "kind": DecisionKind.CLOSE, "value": {}, "decided_at": DAY, "decided_by": "chi prova"}
        for n in numbers
        for _ in range(_DECISIONS)
    ]
    with app.database.write() as connection:
        connection.execute(sa.insert(decisions), rows)


class _Steps:
    """Counts the steps of SQLite's machine over all connections of a collection."""

    def __init__(self, app: App) -> None:
        self.steps = 0
        sa.event.listen(app.database.engine, "checkout", self._attach)

    def _attach(self, connection: sa.PoolProxiedConnection, *_: object) -> None:
        connection.set_progress_handler(self._count, _EACH)  # type: ignore[attr-defined]

    def _count(self) -> int:
        self.steps += _EACH
        return 0
