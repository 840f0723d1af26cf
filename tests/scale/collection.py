"""A collection of any size, stored without mails, to see how search, views and exports bear it; always the same."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from config.prefetture import prefetture
from store import search_index
from store import tables as t
from store.database import Database
from store.masking import VERSION
from store.tables_of_privacy import public_texts

_START = datetime(2015, 12, 1, 9, tzinfo=UTC)
_SYLLABLES = "ca re mi so la ti no vu pe ri do sta tro gi bel far con ver".split()
_COMMON = (
    "corso lingua italiano stranieri comune prefettura accoglienza progetto minori lavoro scuola tirocinio".split()
)
#: Schede of one reply, and replies of one transaction.
_SCHEDE, _BATCH = 5, 500


def fill(database: Database, schede: int) -> None:
    """So many schede in replies of five, with an agreement for every fourth reply."""
    chance = random.Random(5973)
    words = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(20_000)]
    last = schede // _SCHEDE
    for first in range(1, last + 1, _BATCH):
        numbers = list(range(first, min(first + _BATCH, last + 1)))
        with database.write() as connection:
            _store(connection, numbers, words, chance)
            search_index.write(connection, numbers)


def _store(connection: sa.Connection, numbers: list[int], words: list[str], chance: random.Random) -> None:
    offices = [office.sigla for office in prefetture()]
    mails = [_mail(number, offices[number % len(offices)]) for number in numbers]
    connection.execute(sa.insert(t.messages), mails)
    connection.execute(sa.insert(t.documents), [_document(number) for number in numbers])
    schede = [scheda for mail in mails for scheda in _schede(mail, words, chance)]
    connection.execute(sa.insert(t.schede), schede)
    texts = [
        {"scheda_id": one["id"], "mask": VERSION} | {name: one[name] for name in ("title", "summary", "description")}
        for one in schede
    ]
    connection.execute(sa.insert(public_texts), texts)
    _around(connection, numbers)
    acts = [number for number in numbers if number % 4 == 0]
    if acts:
        _agreements(connection, acts)


def _mail(number: int, office: str) -> dict[str, Any]:
    when = _START + timedelta(minutes=number)
    return {
        "id": number, "source": f"{number}.eml", "sha256": f"{number:064}", "size": 1, "stored_at": when,
        "received_at": when, "sent_at": when, "kind": "submission", "status": "done", "prefettura": office,
        "subject": "Buone pratiche",
        "sender": "protocollo@example.it", "form_found": True,
    }  # fmt: skip


def _document(number: int) -> dict[str, Any]:
    return {
        "id": number, "message_id": number, "position": 0, "path": "scheda.pdf", "filename": "scheda.pdf",
        "media_type": "application/pdf", "declared_type": "", "sha256": f"{number:064}", "size": 1, "kind": "scheda",
        "status": "read", "unclaimed": [], "notes": [],
    }  # fmt: skip


def _schede(mail: dict[str, Any], words: list[str], chance: random.Random) -> Iterator[dict[str, Any]]:
    for position, campo in enumerate(sorted(chance.sample(range(1, 12), _SCHEDE))):
        text = " ".join(chance.choices(words, k=90) + chance.choices(_COMMON, k=30))
        yield {
            "id": _SCHEDE * mail["id"] + position, "message_id": mail["id"], "document_id": mail["id"],
            "position": position, "key": f"k{position}", "campo": campo, "title": text[:40], "summary": text[:80],
            "description": text,
            "prefettura": mail["prefettura"], "confidence": 0.9, "method": "title", "needs_review": position == 0,
            "evidence": [],
        }  # fmt: skip


def _around(connection: sa.Connection, numbers: list[int]) -> None:
    """What stands around schede: ticks of three campi, a problem for each reply, a decision for every tenth, and every
    fiftieth corrects the one of the same office before.
    """
    marks = [{"message_id": number, "campo": 1 + (number + place) % 11} for number in numbers for place in range(3)]
    connection.execute(sa.insert(t.marked_campi), marks)
    problems = [
        {"message_id": number, "position": 0, "detail": "x"}
        | {"code": "missing_attachment" if number % 3 else "unexplained_text"}
        for number in numbers
    ]
    connection.execute(sa.insert(t.problems), problems)
    decided = [
        {"message_id": number, "scheda_key": "k0", "campo": 1 + number % 11, "decided_at": _START, "decided_by": "anna"}
        for number in numbers
        if number % 10 == 0
    ]
    links = [
        {"message_id": number, "other_id": number - 106, "kind": "supersedes", "reason": "the same office"}
        | {"replaced_id": number - 106, "current_id": number}
        for number in numbers
        if number % 50 == 0 and number > 106
    ]
    for table, rows in ((t.reviews, decided), (t.message_links, links)):
        if rows:
            connection.execute(sa.insert(table), rows)


def _agreements(connection: sa.Connection, numbers: list[int]) -> None:
    acts = [
        {"id": number, "message_id": number, "document_id": number, "position": 0, "key": "p", "kind": "accordo",
         "title": "Intesa per l'accoglienza", "signed_on": None, "evidence": []}
        for number in numbers
    ]  # fmt: skip
    connection.execute(sa.insert(t.protocolli), acts)
    parties = [{"protocollo_id": number, "position": 0, "name": f"Comune di {number % 900}"} for number in numbers]
    connection.execute(sa.insert(t.protocollo_parties), parties)
    behind = [{"scheda_id": _SCHEDE * number, "protocollo_id": number} for number in numbers]
    connection.execute(sa.insert(t.scheda_protocollo), behind)
