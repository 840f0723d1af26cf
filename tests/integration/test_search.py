"""The same search on both engines, over the wire where there is one."""

from pathlib import Path

import pytest

from config.settings import load
from ingest.memory import MemoryMailbox
from jobs.app import assemble
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from store import schema
from store.database import Database
from store.originals import OriginalsInMemory
from store.search import Narrow, search, similar
from tests.specimens.searched import replies

pytestmark = pytest.mark.service


def test_both_engines_find_and_liken_the_same(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    schema.upgrade(database)
    app = assemble(load({}, data_dir=tmp_path / "data"), database, OriginalsInMemory())
    poll(app, MemoryMailbox(replies()))
    process_due(app, InlineReader(app.originals, app.settings.limits))
    (garden,) = [hit for hit in search(database, "orto sociale") if hit.what == "scheda"]
    assert garden.prefettura == "TE"
    assert "**orti sociali**" in garden.snippet.replace("** **", " ")
    assert {hit.prefettura for hit in search(database, "straniero")} == {"TE", "BG", "AN"}
    assert {hit.prefettura for hit in search(database, '"cittadini stranieri" -scuola')} == {"TE", "AN"}
    assert {
        hit.prefettura for hit in search(database, "stranieri", Narrow(campo=5, region="Lombardia", prefettura="BG"))
    } == {"BG"}
    assert similar(database, garden.number)[0].prefettura == "AN"
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM search_texts")
    assert search(database, "orti") == []
    schema.upgrade(database)
    assert search(database, "orti")[0].number == garden.number
    database.close()
