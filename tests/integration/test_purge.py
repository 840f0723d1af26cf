"""The same purge on both engines."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from config.settings import load
from ingest.memory import MemoryMailbox
from jobs import purge as verbs
from jobs.app import assemble
from jobs.decide import Person
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.reconcile import reconcile
from jobs.verify import verify
from store import schema
from store.database import Database
from store.export import rows_of
from store.originals import OriginalsInMemory
from store.tables import metadata
from tests.specimens.searched import replies

pytestmark = pytest.mark.service


def test_f15_nothing_refers_to_what_was_purged(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    app = assemble(load({}, data_dir=tmp_path / "data"), database, OriginalsInMemory())
    mailbox = MemoryMailbox(replies())
    poll(app, mailbox)
    process_due(app, InlineReader(app.originals, app.settings.limits))
    assert {row["prefettura"] for row in rows_of(database, "schede_public")} == {"TE", "BG", "AN"}
    assert verbs.purge(app, [1, 3], Person("Anna", "scaduti")).messages == (1, 3)
    assert {row["prefettura"] for row in rows_of(database, "schede_public")} == {"BG"}
    assert list(verify(app)) == []
    assert poll(app, mailbox).stored == 0
    assert reconcile(app, mailbox).missing == ()
    with database.read() as connection:
        for table in metadata.sorted_tables:
            if "message_id" in table.columns and table.name not in {"messages", "purged"}:
                assert set(connection.execute(sa.select(table.c.message_id)).scalars()) <= {2}, table.name
    database.close()
