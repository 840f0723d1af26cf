"""Messages that share a phrase with all others are compared with few of them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from config.vocabulary import Method
from parsers.model import Reading, Scheda, SenderDecision
from store import contents, schema
from store.database import Database
from store.tables import messages

NOW = datetime(2015, 12, 1, tzinfo=UTC)
#: More than are looked at to find out how rare a phrase is.
MANY = 100


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    database = Database("sqlite://")
    schema.create_scratch(database)
    with database.write() as connection:
        yield connection
    database.close()


def says(connection: sa.Connection, number: int, *words: str) -> None:
    row = {"id": number, "source": "", "sha256": "", "size": 0, "stored_at": NOW, "received_at": NOW}
    connection.execute(sa.insert(messages).values(**row, status="received"))
    schede = tuple(Scheda(word, 5, "", word, "(body)", None, 1.0, Method.NUMBER, None, False, ()) for word in words)
    reading = Reading(SenderDecision(None), (), schede, (), ())
    contents.write(connection, number, reading, reading)


@pytest.mark.parametrize("own", ["first {}", "zzz {}"], ids=["before the phrases", "after them"])
def test_a_common_phrase_makes_few_candidates_however_many_use_it(connection: sa.Connection, own: str) -> None:
    for number in range(1, MANY + 1):
        says(connection, number, "greeting", "lessons", own.format(number))
    assert len(contents.sharing(connection, MANY)) == MANY - 1
    assert len(contents.related(connection, MANY)) <= 1


def test_who_says_all_the_same_more_or_less_is_found_among_many(connection: sa.Connection) -> None:
    for number in range(1, MANY + 1):
        says(connection, number, "greeting", "lessons", f"own {number}")
    says(connection, 201, "greeting", "own 7", "lessons")
    assert {7} <= contents.related(connection, 201)
    says(connection, 202, "own 8", "lessons", "greeting", "and more")
    assert {8} <= contents.related(connection, 202)
    says(connection, 203, "own 9")
    assert {9} <= contents.related(connection, 203)


def test_one_that_says_nothing_is_related_to_nobody(connection: sa.Connection) -> None:
    says(connection, 1)
    says(connection, 2)
    says(connection, 3, "lessons")
    assert contents.related(connection, 1) == set()
    assert contents.related(connection, 3) == set()
