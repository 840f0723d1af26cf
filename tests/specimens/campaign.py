"""A generated campaign, stored without mails: offices, schede, agreements, ticks, problems, decisions, links."""

import random
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from config.prefetture import prefetture
from store import tables as t
from store.database import Database

_START = datetime(2015, 12, 1, 9, tzinfo=UTC)
_KINDS = ("protocollo_intesa", "accordo", "convenzione")
_PARTIES = ("Comune capoluogo", "Azienda sanitaria locale", "Caritas diocesana")


def fill(database: Database, replies: int = 90) -> None:
    """So many replies, the same rows on every engine. Offices beyond the first 80 never reply."""
    chance = random.Random(5973)
    offices = [office.sigla for office in prefetture()][:80]
    with database.write() as connection:
        for number in range(1, replies + 1):
            _reply(connection, number, offices[number % len(offices)], chance)
        connection.execute(
            sa.insert(t.message_links).values(
                message_id=replies,
                other_id=replies - 80,
                kind="supersedes",
                reason="the same office",
                replaced_id=replies - 80,
                current_id=replies,
            )
        )


def _reply(connection: sa.Connection, number: int, office: str, chance: random.Random) -> None:
    when = _START + timedelta(hours=chance.randrange(24 * 100))
    connection.execute(
        sa.insert(t.messages).values(
            id=number, source=f"{number}.eml", sha256=f"{number:064}", size=1, stored_at=when, received_at=when,
            sent_at=when, kind="submission",
            status="done", prefettura=office, subject="Buone pratiche", sender="protocollo@example.it", form_found=True,
        )
    )  # fmt: skip
    connection.execute(
        sa.insert(t.documents).values(
            id=number, message_id=number, position=0, path="scheda.pdf", filename="scheda.pdf",
            media_type=chance.choice(["application/pdf", "text/rtf"]),
            declared_type="", sha256=f"{number:064}", size=1, kind="scheda",
            status="unreadable" if number % 9 == 0 else "read", unclaimed=[], notes=[],
        )
    )  # fmt: skip
    # Some tick campi and describe none.
    campi = [] if number % 17 == 0 else sorted(chance.sample(range(1, 12), 3))
    for position, campo in enumerate(campi):
        connection.execute(
            sa.insert(t.schede).values(
                id=10 * number + position, message_id=number, document_id=number, position=position, key=f"k{position}",
                campo=campo, title=f"Pratica {number}",
                description="Corsi e laboratori", prefettura=office, confidence=0.9, method="title",
                needs_review=chance.random() < 0.2, evidence=[],
            )
        )  # fmt: skip
    marks = [{"message_id": number, "campo": campo} for campo in {*campi[1:], 1 + number % 11}]
    connection.execute(sa.insert(t.marked_campi), marks)
    connection.execute(
        sa.insert(t.problems).values(
            message_id=number, position=0, code=chance.choice(["unexplained_text", "missing_attachment"]), detail="x"
        )
    )
    if number % 10 == 0:
        decided = {"campo": 1 + number % 11, "decided_at": when, "decided_by": "anna"}
        connection.execute(sa.insert(t.reviews).values(message_id=number, scheda_key="k0", **decided))
    if number % 3 == 0:
        _agreement(connection, number, chance)


def _agreement(connection: sa.Connection, number: int, chance: random.Random) -> None:
    signed = None if number % 6 == 0 else date(2013 + number % 3, 3, 12)
    connection.execute(
        sa.insert(t.protocolli).values(
            id=number, message_id=number, document_id=number, position=0, key="p", kind=chance.choice(_KINDS),
            title="Intesa per l'accoglienza",
            signed_on=signed, evidence=[],
        )
    )  # fmt: skip
    names = chance.sample(_PARTIES, 2)
    parties = [{"protocollo_id": number, "position": place, "name": name} for place, name in enumerate(names)]
    connection.execute(sa.insert(t.protocollo_parties), parties)
    if number % 17:
        connection.execute(sa.insert(t.scheda_protocollo).values(scheda_id=10 * number, protocollo_id=number))
