"""What waits for a person, and decisions that follow their scheda, on either database engine."""

from datetime import UTC, datetime

import pytest

from config.settings import Settings
from ingest.memory import MemoryMailbox
from jobs import decide
from jobs.app import assemble
from jobs.decide import Person
from jobs.demo.build import docx, mail
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from store import schema
from store.database import Database
from store.originals import OriginalsInMemory
from store.selection import Selection

pytestmark = pytest.mark.service

DATE = datetime(2016, 1, 5, tzinfo=UTC)
SCHOOL = (
    "La Prefettura di Macerata, in collaborazione con il Comune capoluogo e le associazioni, tiene corsi di italiano."
)
GARDEN = "La Prefettura di Macerata, in collaborazione con il Comune capoluogo e le associazioni, coltiva un orto."
ROOF = (
    "I termosifoni del secondo piano attendono un pezzo di ricambio da Bergamo: la ditta ha chiesto altri quaranta "
    "giorni e il preventivo scade venerdì."
)


def test_f01_f06_on_both_engines(database_url: str, settings: Settings) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    app = assemble(settings, database, OriginalsInMemory())
    lines = (
        ("bold", "Campo 5"),
        ("text", SCHOOL),
        ("bold", "Campo 7"),
        ("text", GARDEN),
        ("text", "Distinti saluti"),
        ("text", ROOF),
    )
    original = mail(
        "protocollo.prefmc@pec.interno.it", "Circolare 5973", "Si trasmette.", {"a.docx": docx(list(lines))}, date=DATE
    )
    poll(app, MemoryMailbox([original]))
    reader = InlineReader(app.originals, app.settings.limits)
    process_due(app, reader)
    before = app.queries.message(1)["schede"]
    decide.campo(app, before[0]["id"], 9, Person("anna"))
    process_due(app, reader, only=[1])
    after = app.queries.message(1)["schede"]
    assert [(s["id"], s["campo"]) for s in after] == [(before[0]["id"], 9), (before[1]["id"], 7)]
    assert [(doubt["code"], doubt["document_path"]) for doubt in app.reviews.doubts()] == [
        ("unexplained_text", "a.docx")
    ]
    counts = app.queries.overview()
    assert (counts["needs_a_look"], counts["decisions_without_scheda"]) == (1, 0)
    assert app.queries.numbers(Selection(problem=("unexplained_text",))) == [1]
    database.close()
