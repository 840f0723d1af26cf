"""How PostgreSQL means to answer searches and counts (EXPLAIN): through indexes and joins, never text by text."""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from store import schema
from store.database import Database
from store.search import Narrow, search, similar
from tests.scale.collection import fill
from tests.services import fresh_database

pytestmark = pytest.mark.service

#: Tables that hold the texts.
_OF_TEXTS = {"schede", "search_texts", "public_texts", "documents"}
Node = dict[str, Any]


@pytest.fixture(scope="module")
def large(postgresql_server: str) -> Iterator[Database]:
    with fresh_database(postgresql_server, f"plans_{os.getpid()}") as url:
        database = Database(url)
        schema.upgrade(database)
        fill(database, 2000)
        with database.write() as connection:
            connection.exec_driver_sql("ANALYZE")
        yield database
        database.close()


def _asked(database: Database, ask: Callable[[], object]) -> list[tuple[str, Any]]:
    """The queries that `ask` makes, with their values."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    sa.event.listen(database.engine, "before_cursor_execute", note)
    ask()
    sa.event.remove(database.engine, "before_cursor_execute", note)
    return [(statement, values) for statement, values in asked if statement.lstrip().startswith("SELECT")]


def _nodes(database: Database, statement: str, values: Any = None) -> list[Node]:
    """All steps of a plan. Where an index can help it is taken, however small the table."""
    with database.write() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        answer = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values or ()).scalar_one()
    plan = json.loads(answer) if isinstance(answer, str) else answer
    found, left = [], [plan[0]["Plan"]]
    while left:
        node = left.pop()
        found.append(node)
        left += node.get("Plans", ())
    return found


def _walked(database: Database, ask: Callable[[], object]) -> set[str]:
    """The tables of texts that are read from end to end."""
    queries = _asked(database, ask)
    assert queries
    nodes = [node for statement, values in queries for node in _nodes(database, statement, values)]
    return {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"} & _OF_TEXTS


@pytest.mark.parametrize(
    "narrow", [Narrow(), Narrow(campo=5), Narrow(region="Lombardia"), Narrow(campo=5, region="Lazio", prefettura="RM")]
)
def test_a_search_goes_through_its_index(large: Database, narrow: Narrow) -> None:
    assert search(large, "corso")
    assert _walked(large, lambda: search(large, "corso scuola", narrow)) == set()
    assert _walked(large, lambda: search(large, '"corso scuola" -minori', narrow)) == set()


def test_similar_practices_come_from_the_index(large: Database) -> None:
    assert similar(large, 1000)
    assert _walked(large, lambda: similar(large, 1000)) == set()


def test_a_page_of_one_record_is_looked_up(large: Database) -> None:
    for statement in (
        "SELECT * FROM v_schede WHERE scheda_id = 1000",
        "SELECT * FROM v_schede_public WHERE scheda_id = 1000",
        "SELECT * FROM v_documents WHERE message_id = 100",
        "SELECT * FROM v_protocolli WHERE protocollo_id = 100",
    ):
        walked = {node.get("Relation Name") for node in _nodes(large, statement) if node["Node Type"] == "Seq Scan"}
        assert walked & _OF_TEXTS == set(), statement


@pytest.mark.parametrize(
    "statement",
    ["SELECT * FROM v_coverage", "SELECT * FROM v_offices", "SELECT campo, COUNT(*) FROM v_schede GROUP BY campo"],
)
def test_what_is_in_force_is_joined_and_not_asked_of_each_scheda(large: Database, statement: str) -> None:
    nodes = _nodes(large, statement)
    assert [node["Node Type"] for node in nodes if node.get("Parent Relationship") == "SubPlan"] == []
    assert any(node.get("Join Type") == "Anti" for node in nodes)


def test_words_of_search_stand_in_their_row(large: Database) -> None:
    with large.read() as connection:
        query = "SELECT attstorage FROM pg_attribute WHERE attrelid = 'search_texts'::regclass AND attname = 'vector'"
        stored = connection.exec_driver_sql(query).scalar_one()
    assert (stored.decode() if isinstance(stored, bytes) else stored) == "m"


def test_a_walk_would_be_seen(large: Database) -> None:
    def ask() -> object:
        with large.read() as connection:
            return connection.exec_driver_sql("SELECT id FROM schede WHERE description LIKE '%%corso%%'").all()

    assert _walked(large, ask) == {"schede"}
