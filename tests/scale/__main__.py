"""`python -m tests.scale URL [SCHEDE]` fills an empty database and prints how long questions take."""

import sys
import time
import tracemalloc
from collections.abc import Callable
from io import StringIO

import sqlalchemy as sa

from store import schema
from store.database import Database
from store.export import export
from store.search import Narrow, search, similar
from store.views import VIEWS
from tests.scale.collection import fill


class _Nowhere(StringIO):
    def write(self, text: str) -> int:
        return len(text)


def _said(name: str, ask: Callable[[], object]) -> None:
    begun = time.perf_counter()
    ask()
    print(f"{time.perf_counter() - begun:8.3f} s  {name}", flush=True)


def _count(database: Database, view: str) -> object:
    with database.read() as connection:
        return connection.execute(sa.text(f"SELECT COUNT(*) FROM {view}")).scalar_one()


def _page(database: Database, view: str) -> object:
    with database.read() as connection:
        return connection.execute(sa.text(f"SELECT * FROM {view} LIMIT 50")).all()


def _peak(database: Database) -> None:
    tracemalloc.start()
    export(database, "schede_public", "csv", _Nowhere())
    print(f"{tracemalloc.get_traced_memory()[1] / 2**20:8.1f} MiB at most, export of schede_public as csv")
    tracemalloc.stop()


def main(url: str, schede: int = 100_000) -> None:
    database = Database(url)
    schema.upgrade(database)
    _said(f"fill with {schede} schede", lambda: fill(database, schede))
    with database.write() as connection:
        connection.exec_driver_sql("ANALYZE")
    _said("search, a rare word", lambda: search(database, "carecare"))
    _said("search, two words of every text", lambda: search(database, "corso scuola"))
    _said("search, narrowed", lambda: search(database, "corso", Narrow(campo=5, region="Lombardia")))
    _said("similar", lambda: similar(database, schede // 2))
    for view in VIEWS:
        _said(f"{view.name}, 50 rows", lambda name=view.name: _page(database, name))  # type: ignore[misc]
        _said(f"{view.name}, counted", lambda name=view.name: _count(database, name))  # type: ignore[misc]
    _peak(database)
    database.close()


main(sys.argv[1], *map(int, sys.argv[2:]))
