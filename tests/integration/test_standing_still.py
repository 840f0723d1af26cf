"""A host that is cut off in the midst of a transaction keeps its rows from the others no longer than a claim lives,
whatever its driver had sent by then; nobody else is disturbed.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from config.errors import DatabaseUnavailableError, OutageError
from store import schema
from store.database import Database
from store.mailboxes import MailboxTable
from store.model import Owner
from tests.services import fresh_database

pytestmark = pytest.mark.service

LOST_SECONDS = 2
#: Far longer than it takes on a busy machine.
PATIENCE = 60
_INSERT = "INSERT INTO said VALUES (1)"


@pytest.fixture
def url(postgresql_server: str) -> Iterator[str]:
    with fresh_database(postgresql_server, "raccolta_standing") as url:
        yield url


@pytest.fixture
def near(url: str) -> Iterator[Database]:
    database = Database(url, lost_seconds=LOST_SECONDS)
    with database.write() as connection:
        connection.execute(sa.text("CREATE TABLE kept (number INT)"))
        connection.execute(sa.text("CREATE TABLE said (number INT)"))
        connection.execute(sa.text("INSERT INTO kept VALUES (1)"))
    yield database
    database.close()


def link(url: str, name: str = "raccolta", lost_seconds: int = LOST_SECONDS) -> Any:
    """A link as a database of ours opens it, which keeps the row from all others."""
    database = Database(f"{url}?application_name={name}&sslmode=disable", lost_seconds=lost_seconds)
    found = database.engine.raw_connection().driver_connection
    assert found is not None
    found.execute("SELECT number FROM kept FOR UPDATE")
    return found


def is_free(database: Database) -> bool:
    with database.write() as connection:
        return len(connection.execute(sa.text("SELECT number FROM kept FOR UPDATE SKIP LOCKED")).all()) == 1


def comes_free(database: Database) -> bool:
    """After whatever stood still was ended. On a busy machine whoever looks may stand still itself."""
    try:
        database.end_standing()
        return is_free(database)
    except OutageError:
        return False


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


# What a host may have sent when it is cut off.


def nothing_more(_link: Any) -> None:
    pass


def batch(link: Any) -> None:
    link.cursor().executemany("INSERT INTO said VALUES (%s)", [(1,), (2,)])


def flush_behind_a_batch(link: Any) -> None:
    link.pgconn.enter_pipeline_mode()
    link.pgconn.send_query_params(_INSERT.encode(), None)
    link.pgconn.pipeline_sync()
    _send(link)
    link.pgconn.send_flush_request()
    _send(link)


def batch_without_its_end(link: Any) -> None:
    link.pgconn.enter_pipeline_mode()
    link.pgconn.send_query_params(_INSERT.encode(), None)
    link.pgconn.send_flush_request()
    _send(link)


def question_without_its_values(link: Any) -> None:
    link.pgconn.enter_pipeline_mode()
    link.pgconn.send_prepare(b"", _INSERT.encode())
    link.pgconn.send_flush_request()
    _send(link)


def half_a_question(link: Any) -> None:
    os.write(link.fileno(), b"Q\x00\x00\x01\x00INSERT")


def answer_that_nobody_takes(link: Any) -> None:
    link.pgconn.send_query(b"SELECT repeat('x', 1000) FROM generate_series(1, 100000)")
    _send(link)


def _send(link: Any) -> None:
    while link.pgconn.flush():
        time.sleep(0.01)
    # The server takes what comes in two pieces as two.
    time.sleep(0.05)


@pytest.mark.parametrize(
    "sent",
    [
        nothing_more,
        batch,
        flush_behind_a_batch,
        batch_without_its_end,
        question_without_its_values,
        half_a_question,
        answer_that_nobody_takes,
    ],
)
def test_what_stands_still_is_ended_whatever_was_sent(url: str, near: Database, sent: Callable[[Any], None]) -> None:
    with closing(link(url)) as far:
        sent(far)
        wait_until(lambda: comes_free(near))


def test_whoever_stood_still_and_comes_back_meets_an_outage(url: str, near: Database) -> None:
    far = Database(url, lost_seconds=LOST_SECONDS)
    insert = sa.text("INSERT INTO said VALUES (:number)")
    with pytest.raises(DatabaseUnavailableError), far.write() as connection:  # noqa: PT012 - what comes between matters
        connection.execute(sa.text("SELECT number FROM kept FOR UPDATE"))
        connection.execute(insert, [{"number": 1}, {"number": 2}])
        wait_until(lambda: comes_free(near))
        connection.execute(sa.text("SELECT 1"))
    far.close()


def test_the_mailbox_of_a_host_that_was_cut_off_in_the_midst_of_a_poll_is_polled_by_another(url: str) -> None:
    """It was storing a window of mails with the cursor behind them; nobody but the next poll comes to look."""
    database = Database(url)
    schema.prepare(database)
    number = MailboxTable(database).register("imap://posta.example.it/INBOX")
    near, owner = Database(url, lost_seconds=LOST_SECONDS), Owner("near", 1, "1")

    def is_polled() -> bool:
        try:
            return MailboxTable(near).acquire(number, owner, datetime.now(UTC), 60, lambda _owner: False)
        except OutageError:
            return False

    with database.write() as connection:
        connection.execute(sa.text("CREATE TABLE kept (number INT)"))
        connection.execute(sa.text("CREATE TABLE said (number INT)"))
    with closing(link(url)) as far:
        far.execute("SELECT id FROM mailboxes FOR UPDATE")
        batch_without_its_end(far)
        wait_until(is_polled)
    near.close()
    database.close()


# Who is not ended, though the server sees it in the midst of a transaction.


def waiting_for_nobody(link: Any) -> None:
    """Is at work for longer than others may stand still."""
    link.pgconn.send_query(b"SELECT pg_sleep(600)")
    _send(link)


@pytest.mark.parametrize(
    ("doing", "name"),
    [(waiting_for_nobody, "raccolta"), (flush_behind_a_batch, "psql"), (batch_without_its_end, "pg_dump")],
)
def test_whoever_works_or_is_no_program_of_ours_is_not_ended(
    url: str, near: Database, doing: Callable[[Any], None], name: str
) -> None:
    # Its own bound is not what is tried here.
    with closing(link(url, name, lost_seconds=600)) as other:
        doing(other)
        time.sleep(2 * LOST_SECONDS)
        assert near.end_standing() == 0
        assert not is_free(near)


def test_what_may_stand_still_is_not_ended(url: str, near: Database) -> None:
    far = Database(url, lost_seconds=LOST_SECONDS)
    with far.read(patient=True) as reading, far.write() as writing:
        reading.execute(sa.text("SELECT 1"))
        far.be_patient(writing)
        writing.execute(sa.text("SELECT number FROM kept FOR UPDATE"))
        time.sleep(2 * LOST_SECONDS)
        assert near.end_standing() == 0
        assert not is_free(near)
        assert reading.execute(sa.text("SELECT 1")).scalar() == 1
    # The same link in the next transaction.
    with far.read() as reading:
        shown = reading.execute(sa.text("SELECT current_setting('application_name')")).scalar()
        bound = reading.execute(sa.text("SHOW idle_in_transaction_session_timeout")).scalar()
    assert (shown, bound) == ("raccolta", f"{LOST_SECONDS}s")
    far.close()


def test_a_link_between_two_transactions_is_not_ended(url: str, near: Database) -> None:
    with closing(psycopg.connect(f"{url}?application_name=raccolta", autocommit=True)) as idle:
        idle.execute("LISTEN anything")
        time.sleep(2 * LOST_SECONDS)
        assert near.end_standing() == 0
        idle.execute("SELECT 1")


# What is said to the server for it.


def test_whoever_waits_for_a_lock_gives_up_before_it_may_be_taken_for_lost(url: str) -> None:
    """Of a host that was cut off many wait for the lock of all that store: none of them may get it any more."""
    other, hasty = Database(url), Database(url, lost_seconds=2)
    lock = sa.text("SELECT pg_advisory_xact_lock(1)")
    with other.write() as held:
        held.execute(lock)
        # Nothing but the question itself may end it: no transaction stands still between two of them.
        with (
            pytest.raises(DatabaseUnavailableError, match="lock timeout"),
            hasty._typed_errors(),
            hasty.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link,
        ):
            link.execute(lock)
    other.close()
    hasty.close()


def test_the_server_looks_whether_the_other_end_is_still_there(near: Database) -> None:
    expected = {"tcp_keepalives_idle": "20", "tcp_user_timeout": "60000", "client_connection_check_interval": "10000"}
    query = sa.text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")
    with near.read() as connection:
        found = connection.execute(query, {"names": list(expected)}).all()
    assert dict(tuple(row) for row in found) == expected
