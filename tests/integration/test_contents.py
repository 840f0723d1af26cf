"""The migration names what earlier versions stored as reading names it today, on both engines."""

import importlib
from typing import Any

import pytest
import sqlalchemy as sa

from config.limits import Limits
from config.settings import load
from ingest.memory import MemoryMailbox
from jobs import decide
from jobs.app import assemble
from jobs.decide import Person
from jobs.demo.build import docx, mail, paragraphs
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from store import schema
from store.database import Database
from store.originals import OriginalsInMemory
from store.tables_of_links import contents
from tests.specimens.envelopes import DATE

pytestmark = pytest.mark.service

SCHEDA = (
    "Scheda 7: Processi di coinvolgimento volontario del richiedente asilo\n"
    "Trenta richiedenti asilo ospiti dei centri della provincia curano come volontari i parchi pubblici insieme alle "
    "associazioni locali, dopo un corso sulla sicurezza e con la copertura assicurativa a carico del comune."
)
FILES = {
    "a practice": {"scheda.docx": docx(paragraphs("# " + SCHEDA))},
    "a file that cannot be read": {"scheda.pdf": b"%PDF-1.7 and no more"},
    "both": {"scheda.docx": docx(paragraphs("# " + SCHEDA)), "altro.pdf": b"%PDF-1.7 nothing"},
    "neither": {},
}


def items(database: Database) -> set[tuple[Any, ...]]:
    names = ("message_id", "item", "campo", "was_read", "stands")
    with database.read() as connection:
        return {tuple(row) for row in connection.execute(sa.select(*(contents.c[name] for name in names)))}


def test_the_migration_names_what_was_stored_before_as_reading_does(database_url: str) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    app = assemble(load({}), database, OriginalsInMemory())
    mails = [
        mail("protocollo.prefcr@pec.interno.it", name, "In allegato.", files, date=DATE)
        for name, files in FILES.items()
    ]
    poll(app, MemoryMailbox(mails))
    process_due(app, InlineReader(app.originals, Limits()))
    # What a person took away is known too.
    decide.reject(app, 1, Person("Anna"))
    process_due(app, InlineReader(app.originals, Limits()), only=[1])
    written = items(database)
    assert {row[0] for row in written} == {1, 2, 3}
    assert {row[1].partition(" ")[0] for row in written} == {"scheda", "file"}
    assert {row[3:] for row in written} == {(True, True), (True, False), (False, False)}
    with database.write() as connection:
        connection.execute(sa.delete(contents))
        importlib.import_module("store.migrations.versions.0016_contents").fill(connection)
        importlib.import_module("store.migrations.versions.0027_contents_as_decided").fill(connection)
    assert items(database) == written
    with database.read() as connection:
        anchors = connection.execute(sa.select(contents.c.message_id).where(contents.c.anchor)).scalars().all()
    assert set(anchors) == {1, 2, 3}
    database.close()
