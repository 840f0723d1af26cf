"""What search and pages of a large collection ask of the database: never a walk through all texts."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from store import schema
from store.database import Database
from store.search import Narrow, search, similar
from tests.scale.collection import fill

#: Tables that hold the texts: reading one from end to end takes seconds where there are 100,000 schede.
_OF_TEXTS = ("schede", "search_texts", "public_texts", "documents")
#: The names that views and queries give them.
_ALIASES = {"s": "schede", "o": "public_texts", "d": "documents"}


@pytest.fixture(scope="module")
def large() -> Database:
    database = Database("sqlite://")
    schema.upgrade(database)
    fill(database, 2000)
    return database


def _plans(database: Database, ask: Callable[[], object]) -> list[str]:
    """The steps of all queries that `ask` makes."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    sa.event.listen(database.engine, "before_cursor_execute", note)
    ask()
    sa.event.remove(database.engine, "before_cursor_execute", note)
    queries = [(statement, values) for statement, values in asked if statement.lstrip().startswith("SELECT")]
    assert queries
    with database.read() as connection:
        return [
            row[3]
            for statement, values in queries
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]


def _walked(plans: list[str]) -> list[str]:
    """The tables of texts that are read from end to end."""
    scanned = [
        plan.split()[1] for plan in plans if plan.startswith("SCAN") and "VIRTUAL" not in plan and "USING" not in plan
    ]
    return [name for name in scanned if _ALIASES.get(name, name) in _OF_TEXTS]


@pytest.mark.parametrize(
    "narrow", [Narrow(), Narrow(campo=5), Narrow(region="Lombardia"), Narrow(campo=5, region="Lazio", prefettura="RM")]
)
def test_a_search_reads_what_its_words_bring(large: Database, narrow: Narrow) -> None:
    found = search(large, "corso", narrow)
    assert all(hit.campo == narrow.campo for hit in found if narrow.campo and hit.what == "scheda")
    assert _walked(_plans(large, lambda: search(large, "corso scuola", narrow))) == []


def test_similar_practices_come_from_the_index_of_words(large: Database) -> None:
    assert similar(large, 1000)
    assert _walked(_plans(large, lambda: similar(large, 1000))) == []


def test_a_walk_through_all_texts_would_be_seen(large: Database) -> None:
    def ask() -> object:
        with large.read() as connection:
            return connection.exec_driver_sql("SELECT id FROM schede WHERE description LIKE '%corso%'").all()

    assert _walked(_plans(large, ask)) == ["schede"]
