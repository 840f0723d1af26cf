"""Who hands out work: the table of messages, or Procrastinate on the same database. One set of promises."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from croniter import croniter
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from config.errors import DatabaseUnavailableError, SchemaError, StorageUnavailableError
from config.settings import Settings, load
from ingest.memory import MemoryMailbox
from jobs.app import App, assemble, open_app
from jobs.checks import check
from jobs.demo.sample import sample_mailbox
from jobs.poll import poll
from jobs.process import process_due
from jobs.processes import is_dead, ourselves
from jobs.queue import QueueWorker, _every
from jobs.readers import InlineReader, Reader
from jobs.service import Service
from jobs.watchdog import Watchdog
from store import purge, queue_schema, schema
from store.database import Database
from store.export import rows_of
from store.model import AS_USUAL, Owner, Submission, Terms
from store.originals import OriginalsInMemory
from store.queries import Queries
from store.queue import JobTable
from store.soundness import defects
from tests.integration.test_dovecot_to_postgresql import RACCOLTA
from tests.services import PostgreSQL, Storage, fresh_database

pytestmark = pytest.mark.service

MAILS = sample_mailbox()[:4]
#: Far longer than anything below takes on a busy machine.
PATIENCE = 120


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


class Engine:
    """Lets what is due be read, by either of the two."""

    def __init__(self, settings: Settings, originals: OriginalsInMemory) -> None:
        self.settings, self.originals = settings, originals

    def app(self) -> App:
        return assemble(self.settings, Database(self.settings.resolved_database_url), self.originals)

    def work(self, app: App, until: Callable[[], bool], reader: Reader | None = None) -> None:
        reader = reader or InlineReader(app.originals, app.settings.limits)
        if self.settings.queue == "table":
            wait_until(lambda: self._round(app, reader) or until())
            return
        worker = QueueWorker(app, reader)
        worker.start()
        try:
            wait_until(until)
        finally:
            worker.stop()
            worker.join()

    @staticmethod
    def _round(app: App, reader: Reader) -> None:
        app.messages.release_dead(is_dead, app.clock())
        process_due(app, reader)


@pytest.fixture(scope="module")
def template(postgresql_server: str) -> Iterator[str]:
    """The name of a database with all tables, to copy."""
    with fresh_database(postgresql_server, "raccolta_queue_template") as url:
        prepare(url)
        yield "raccolta_queue_template"


def prepare(url: str) -> None:
    database = Database(url)
    schema.prepare(database)
    queue_schema.prepare(database)
    database.close()


@pytest.fixture
def postgres(postgresql_server: str, template: str) -> Iterator[str]:
    with fresh_database(postgresql_server, "raccolta_queue", template) as url:
        yield url


@pytest.fixture(params=["table", "procrastinate"])
def engine(request: pytest.FixtureRequest, postgres: str, tmp_path: Path) -> Engine:
    return made(postgres, tmp_path, request.param)


@pytest.fixture
def queued(postgres: str, tmp_path: Path) -> Engine:
    return made(postgres, tmp_path, "procrastinate")


def made(url: str, folder: Path, queue: str) -> Engine:
    # The shortest life of a claim, so that what is left behind is soon taken up.
    named = {"RACCOLTA_QUEUE": queue, "RACCOLTA_RETRY_BASE_SECONDS": "1", "RACCOLTA_LEASE_SECONDS": "10"}
    return Engine(load(named, database_url=url, data_dir=folder), OriginalsInMemory())


@pytest.fixture
def app(engine: Engine) -> Iterator[App]:
    app = engine.app()
    yield app
    app.database.close()


def states(app: App) -> list[str]:
    return [message["status"] for message in app.queries.messages()]


def all_are(app: App, *wanted: str) -> Callable[[], bool]:
    return lambda: states(app) == list(wanted)


def outcomes(app: App, number: int) -> list[str | None]:
    return [attempt["outcome"] for attempt in app.queries.attempts(number)]


def execute(app: App, statement: str, **values: object) -> None:
    with app.database.write() as connection:
        connection.execute(sa.text(statement), values)


class Failing(InlineReader):
    """Fails the first `times` readings with an error."""

    def __init__(self, app: App, error: Exception, times: int) -> None:
        super().__init__(app.originals, app.settings.limits)
        self._error, self._times = error, times

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        if self._times == 0:
            return super().submit(sha256, terms)
        self._times -= 1
        future: Future[Submission] = Future()
        future.set_exception(self._error)
        return future


# What both promise


def test_what_arrives_is_read_once(engine: Engine, app: App) -> None:
    poll(app, MemoryMailbox(MAILS))
    engine.work(app, all_are(app, *["done"] * 4))
    assert [outcomes(app, number) for number in (1, 2, 3, 4)] == [["done"]] * 4


def test_an_outage_is_waited_out(engine: Engine, app: App) -> None:
    poll(app, MemoryMailbox(MAILS[:1]))
    engine.work(app, all_are(app, "done"), Failing(app, StorageUnavailableError("away"), 2))
    assert outcomes(app, 1) == ["retry", "retry", "done"]


def test_a_mail_that_meets_a_bug_fails_alone(engine: Engine, app: App) -> None:
    poll(app, MemoryMailbox(MAILS))
    engine.work(app, lambda: sorted(states(app)) == ["done"] * 3 + ["failed"], Failing(app, ValueError("a bug"), 1))
    assert sorted(len(outcomes(app, number)) for number in (1, 2, 3, 4)) == [1, 1, 1, 1]


def test_the_work_of_a_dead_process_of_this_machine_is_taken_up(engine: Engine, app: App) -> None:
    poll(app, MemoryMailbox(MAILS[:2]))
    dead = Owner(ourselves().host, ourselves().pid, "0")
    assert app.messages.claim(dead, app.clock(), 3600) is not None
    engine.work(app, all_are(app, "done", "done"))
    assert (outcomes(app, 1), outcomes(app, 2)) == (["lost", "done"], ["done"])


def test_the_work_of_another_machine_is_taken_up_when_its_claim_lapsed_and_not_before(engine: Engine, app: App) -> None:
    poll(app, MemoryMailbox(MAILS[:3]))
    away = Owner("elsewhere.example", 1, "1")
    assert app.messages.claim(away, app.clock(), 4) is not None
    assert app.messages.claim(away, app.clock(), 3600) is not None
    engine.work(app, all_are(app, "done", "processing", "done"))
    assert (outcomes(app, 1), outcomes(app, 2)) == (["lost", "done"], [None])


def test_a_message_that_was_purged_meanwhile_is_nothing_to_read(engine: Engine, app: App) -> None:
    poll(app, MemoryMailbox(MAILS[:2]))
    purge.purge(app.database, app.originals, [1], "Anna", "", app.clock())
    engine.work(app, all_are(app, "done"))


def test_two_at_once_share_the_work_and_read_nothing_twice(engine: Engine, app: App) -> None:
    poll(app, MemoryMailbox([b"X-Number: %d\r\n" % number + MAILS[number % 4] for number in range(20)]))
    other = engine.app()
    done = all_are(app, *["done"] * 20)
    helper = threading.Thread(target=engine.work, args=(other, done))
    helper.start()
    engine.work(app, done)
    helper.join()
    other.database.close()
    assert [outcomes(app, number) for number in range(1, 21)] == [["done"]] * 20


def test_what_arrives_while_a_worker_waits_is_read(engine: Engine, app: App) -> None:
    arrive = threading.Timer(1, lambda: poll(app, MemoryMailbox(MAILS)))
    arrive.start()
    engine.work(app, all_are(app, *["done"] * 4))


# What only the queue promises


def waiting(app: App) -> int:
    return JobTable(app.database).counts(60)[0]


@pytest.fixture
def busy(queued: Engine) -> Iterator[App]:
    app = queued.app()
    yield app
    app.database.close()


def test_a_message_and_its_job_are_stored_together_or_not_at_all(busy: App, monkeypatch: pytest.MonkeyPatch) -> None:
    poll(busy, MemoryMailbox(MAILS))
    assert (len(states(busy)), waiting(busy)) == (4, 4)
    put = JobTable.put

    def break_off(self: JobTable, connection: sa.Connection, numbers: list[int]) -> None:
        put(self, connection, numbers)
        raise DatabaseUnavailableError("cut off")

    monkeypatch.setattr(JobTable, "put", break_off)
    with pytest.raises(DatabaseUnavailableError):
        poll(busy, MemoryMailbox([*MAILS, b"Subject: nuovo\r\n\r\n"]))
    assert (len(states(busy)), waiting(busy)) == (4, 4)


def test_known_mails_make_no_second_job(busy: App) -> None:
    poll(busy, MemoryMailbox(MAILS))
    poll(busy, MemoryMailbox(MAILS, uidvalidity=9))
    assert (len(states(busy)), waiting(busy)) == (4, 4)


@pytest.mark.parametrize("state", ["received", "retry", "processing"])
def test_what_is_due_and_has_no_job_is_put_into_the_queue(queued: Engine, busy: App, state: str) -> None:
    poll(busy, MemoryMailbox(MAILS))
    execute(busy, "DELETE FROM procrastinate_jobs")
    past = datetime.now(UTC) - timedelta(seconds=5)
    claim = "claim_until = :past, claim_token = 'x', claim_owner = 'elsewhere.example:1:1'"
    execute(busy, f"UPDATE messages SET status = :state, next_attempt_at = :past, {claim}", state=state, past=past)
    assert JobTable(busy.database).put_forgotten(busy.clock(), 60) == 4
    assert JobTable(busy.database).put_forgotten(busy.clock(), 60) == 0
    queued.work(busy, all_are(busy, *["done"] * 4))


def test_a_worker_puts_forgotten_messages_into_the_queue_by_itself(queued: Engine, busy: App) -> None:
    poll(busy, MemoryMailbox(MAILS))
    execute(busy, "DELETE FROM procrastinate_jobs")
    queued.work(busy, all_are(busy, *["done"] * 4))


@pytest.mark.parametrize("is_due", [True, False])
def test_a_job_waits_as_long_as_its_message(busy: App, is_due: bool) -> None:
    poll(busy, MemoryMailbox(MAILS[:1]))
    execute(busy, "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'")
    if not is_due:
        execute(busy, "UPDATE messages SET status = 'retry', next_attempt_at = now() + interval '1 hour'")
    assert JobTable(busy.database).put_forgotten(busy.clock(), 60) == 0
    with busy.database.read() as connection:
        later = connection.execute(sa.text("SELECT scheduled_at FROM procrastinate_jobs")).scalar_one()
    assert (later is None) == is_due


@pytest.mark.parametrize("worker", ["pruned", "silent"])
def test_the_jobs_of_a_dead_worker_are_taken_up_once(queued: Engine, busy: App, worker: str) -> None:
    poll(busy, MemoryMailbox(MAILS))
    execute(busy, "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
    last = "(SELECT MAX(id) FROM procrastinate_workers)" if worker == "silent" else "NULL"
    execute(busy, f"UPDATE procrastinate_jobs SET status = 'doing', worker_id = {last}")
    queued.work(busy, all_are(busy, *["done"] * 4))
    assert [outcomes(busy, number) for number in (1, 2, 3, 4)] == [["done"]] * 4


@pytest.mark.parametrize("said", ["retry_job", "finish_job"])
def test_a_worker_that_could_not_say_what_became_of_a_job_takes_it_up_again(
    queued: Engine, busy: App, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One link of its several broke as it was to say so; it lives on."""
    say, broken = getattr(JobManager, said), []

    async def break_once(self: JobManager, job: Job, **how: object) -> None:
        if job.queue == "read" and not broken:
            broken.append(job.id)
            raise ConnectorException("cut off")
        await say(self, job=job, **how)

    def again() -> bool:
        """A message that was read is made due once more, as an operator may."""
        if said == "finish_job" and broken and outcomes(busy, 1) == ["done"]:
            execute(busy, "UPDATE messages SET status = 'received'")
        return states(busy) == ["done"] and len(outcomes(busy, 1)) == 2

    monkeypatch.setattr(JobManager, said, break_once)
    poll(busy, MemoryMailbox(MAILS[:1]))
    outages = 1 if said == "retry_job" else 0
    queued.work(busy, again, Failing(busy, StorageUnavailableError("away"), outages))
    assert broken


def test_a_reading_under_way_is_begun_by_nobody_else(busy: App) -> None:
    poll(busy, MemoryMailbox(MAILS[:1]))
    execute(busy, "UPDATE procrastinate_jobs SET status = 'doing'")
    execute(busy, "UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    claim = busy.messages.claim(busy.owner, busy.clock(), 60)
    assert claim is not None
    JobTable(busy.database).put_forgotten(busy.clock(), 60)
    assert waiting(busy) == 0
    execute(busy, "UPDATE messages SET claim_until = now()")
    JobTable(busy.database).put_forgotten(busy.clock(), 60)
    assert waiting(busy) == 1


def test_nothing_of_the_queue_is_left_when_the_work_is_done(queued: Engine, busy: App) -> None:
    poll(busy, MemoryMailbox(MAILS))
    queued.work(busy, lambda: all_are(busy, *["done"] * 4)() and waiting(busy) == 0)
    with busy.database.read() as connection:
        jobs = "SELECT COUNT(*) FROM procrastinate_jobs WHERE queue_name = 'read'"
        assert connection.execute(sa.text(jobs)).scalar() == 0


def test_a_worker_outlives_an_outage_of_its_database(
    own_server: Callable[[], "AbstractContextManager[PostgreSQL]"],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with own_server() as server, fresh_database(server.url, "raccolta_queue") as url:
        prepare(url)
        app = made(url, tmp_path, "procrastinate").app()
        worker = QueueWorker(app, InlineReader(app.originals, app.settings.limits))
        worker.start()
        try:
            poll(app, MemoryMailbox(MAILS[:1]))
            wait_until(all_are(app, "done"))
            server.stop()
            server.start()
            poll(app, MemoryMailbox(MAILS))
            wait_until(all_are(app, *["done"] * 4))
        finally:
            worker.stop()
            worker.join()
            app.database.close()
        assert "bug" not in caplog.text


@pytest.mark.parametrize(
    "told", [lambda slow: Queries(slow).messages(), defects, lambda slow: rows_of(slow, "messages")]
)
def test_what_is_told_one_by_one_may_be_read_slowly(busy: App, told: Callable[[Database], Iterator[object]]) -> None:
    poll(busy, MemoryMailbox(MAILS))
    with busy.database.write() as connection:
        # One defect, for what tells of defects.
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        connection.execute(sa.text("UPDATE messages SET mailbox_id = 99"))
    slow = Database(busy.settings.resolved_database_url, lost_seconds=1)
    telling = told(slow)
    first = next(telling)
    time.sleep(2)
    assert slow.end_standing() == 0
    assert [first, *telling]
    slow.close()


def test_a_message_that_another_worker_finished_a_moment_ago_is_not_read_again(app: App) -> None:
    poll(app, MemoryMailbox(MAILS[:1]))
    (number,) = app.queries.numbers()
    reader = InlineReader(app.originals, app.settings.limits)
    assert process_due(app, reader, only=[number], if_due=True).total == 1
    assert process_due(app, reader, only=[number], if_due=True).total == 0
    assert outcomes(app, number) == ["done"]
    assert process_due(app, reader, only=[number], reason="rerun").total == 1
    assert outcomes(app, number) == ["done", "done"]


def test_the_service_polls_when_the_queue_calls(queued: Engine, busy: App) -> None:
    assert busy.settings.poll_seconds == 60
    settings = busy.settings.model_copy(update={"poll_seconds": 1})
    app = assemble(settings, busy.database, busy.originals)
    mailbox = MemoryMailbox(MAILS[:2])
    service = Service(app, mailbox, InlineReader(app.originals, app.settings.limits))
    running = threading.Thread(target=service.run)
    running.start()
    try:
        wait_until(all_are(app, "done", "done"))
        mailbox.add(MAILS[2])
        wait_until(all_are(app, "done", "done", "done"))
    finally:
        service.stop()
        running.join(PATIENCE)
    assert not running.is_alive()


def test_the_tables_of_the_queue_are_made_once_and_are_those_that_its_migrations_make(postgresql_server: str) -> None:
    found = []
    for by_migrations in (False, True):
        with fresh_database(postgresql_server, "raccolta_queue_tables") as url:
            database = Database(url)
            if by_migrations:
                # An account without entries: all migrations are to be carried out, from the first on.
                with database.write() as connection:
                    connection.execute(sa.text(queue_schema._ACCOUNT))
                with pytest.raises(SchemaError, match="lacks"):
                    queue_schema.prepare(database)
                queue_schema.upgrade(database)
            queue_schema.prepare(database)
            queue_schema.upgrade(database)
            found.append(made_in(database))
            database.close()
    assert found[0] == found[1]
    assert "procrastinate_jobs.queueing_lock" in found[0]


def made_in(database: Database) -> list[str]:
    """Columns and triggers; functions of older versions stay for workers that still run."""
    columns = "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
    triggers = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with database.read() as connection:
        return sorted(name for query in (columns, triggers) for name in connection.execute(sa.text(query)).scalars())


def test_the_check_tells_who_takes_work(busy: App) -> None:
    poll(busy, MemoryMailbox(MAILS))
    found = next(one for one in check(busy.settings) if one.name == "queue")
    assert (found.ok, found.found) == (None, "4 messages waiting, 0 workers at work")
    execute(busy, "INSERT INTO procrastinate_workers DEFAULT VALUES")
    found = next(one for one in check(busy.settings) if one.name == "queue")
    assert (found.ok, found.found) == (True, "4 messages waiting, 1 worker at work")


def test_raccolta_worker_reads_what_lies_in_a_bucket_and_ends_when_asked(
    postgres: str, storage_server: Storage, tmp_path: Path
) -> None:
    environment = {
        **storage_server.environment(storage_server.bucket()),
        "RACCOLTA_QUEUE": "procrastinate",
        "RACCOLTA_DATABASE_URL": postgres,
        "RACCOLTA_DATA_DIR": str(tmp_path / "here"),
    }
    elsewhere = environment | {"RACCOLTA_DATA_DIR": str(tmp_path / "there"), "RACCOLTA_WORKERS": "1"}
    with open_app(load(environment)) as app:
        poll(app, MemoryMailbox(MAILS[:2]))
        worker = subprocess.Popen([RACCOLTA, "worker"], env=os.environ | elsewhere, stderr=subprocess.PIPE, text=True)
        try:
            wait_until(all_are(app, "done", "done"))
        finally:
            worker.send_signal(signal.SIGTERM)
            _, said = worker.communicate(timeout=PATIENCE)
        assert worker.returncode == 0, said
        assert [outcomes(app, number) for number in (1, 2)] == [["done"], ["done"]]
    assert list(tmp_path.rglob("*.eml")) == []


def test_a_lock_on_the_database_does_not_hold_up_the_end_of_a_worker(
    queued: Engine, busy: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.watchdog.TO_PUT_AWAY", 0.1)
    app = replace(busy, settings=busy.settings.model_copy(update={"stop_seconds": 0}))
    poll(app, MemoryMailbox(MAILS[:1]))
    worker = QueueWorker(app, InlineReader(app.originals, app.settings.limits))
    worker.watchdog = Watchdog(lambda _: app.database.interrupt(), give_up=lambda: None)
    working = threading.Thread(target=worker.run, daemon=True)
    # Two databases: the links of the worker alone are broken.
    other = Database(app.settings.resolved_database_url)
    waits = sa.text("SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'messages'::regclass")
    with other.write() as connection:
        connection.execute(sa.text("LOCK TABLE messages"))
        working.start()
        wait_until(lambda: bool(connection.execute(waits).scalar()))
        worker.stop()
        wait_until(lambda: not working.is_alive())
    other.close()


def test_a_worker_without_a_queue_is_told_what_to_set(command: Callable[..., Result], tmp_path: Path) -> None:
    result = command("worker", "--data-dir", str(tmp_path))
    assert "QUEUE=procrastinate" in str(result.exception)


@pytest.mark.parametrize("seconds", [1, 10, 59, 60, 90, 300, 420, 3600, 86_400])
def test_the_queue_calls_at_least_as_often_as_asked_and_at_least_once_an_hour(seconds: int) -> None:
    times = croniter(_every(seconds), datetime(2015, 12, 1, tzinfo=UTC))
    calls = [times.get_next(float) for _ in range(200)]
    gaps = {after - before for before, after in pairwise(calls)}
    assert max(gaps) <= min(max(seconds, 1), 3600)
    assert max(gaps) >= min(seconds, 3600) / 2
