"""`python -m tests.scale.stages` measures what each stage of a mail costs here and writes the tables of docs/scale.md.

Only CPU time and bytes are measured, so that a busy machine tells the same. It starts its own servers.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import sqlalchemy as sa

from config.limits import Limits
from config.settings import load
from ingest.model import Arrival
from jobs.app import App, open_app
from jobs.pipeline import read_submission
from jobs.process import process_due
from jobs.queue import QueueWorker
from store.model import AS_USUAL, Submission, Terms
from tests.bench.mails import sample
from tests.faults.post import left, wait_until
from tests.services import PostgreSQL, Storage, fresh_database, postgresql, storage

DOCUMENT = Path(__file__).parents[2] / "docs" / "scale.md"
#: Days of how many mails the second table is about.
LOADS = (10**4, 10**6, 10**8)
#: The busiest hour against the mean, and the part of a machine that is to be busy in it.
PEAK, BUSY = 3.0, 0.6
#: What one machine, one PostgreSQL and one mailbox are taken to bear: cores, cores, and MB/s.
MACHINE_CORES, DATABASE_CORES, MAILBOX_RATE = 8, 32, 20.0
#: Round prices in euro: an hour of a core, of a database's core; a month of a GB in a bucket, in a database; a thousand
#: writes and reads of a bucket.
CORE_HOUR, DATABASE_CORE_HOUR, BUCKET_GB, DATABASE_GB, WRITES, READS = 0.045, 0.12, 0.023, 0.12, 0.005, 0.0004
_DAY, _PATIENCE = 86_400, 600.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one mail: our CPU time and the database's in ms, its transactions (reading ones too), bytes of its write-ahead
    log.
    """

    own: float = 0.0
    database: float = 0.0
    transactions: float = 0.0
    log: float = 0.0


class Ready:
    """A reader that has read everything before: what is left is to hand out work and to store results."""

    capacity, killed = 2, 0

    def __init__(self, results: dict[str, Submission]) -> None:
        self._results = results

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        future: Future[Submission] = Future()
        future.set_result(self._results[sha256])
        return future

    def close(self, *, at_once: bool = False) -> None:
        pass


class Meter:
    """Reads what a piece of work took."""

    def __init__(self, server: PostgreSQL, app: App) -> None:
        assert server.process is not None
        self._postmaster, self._app = server.process.pid, app

    def measure(self, mails: int, work: Callable[[], object]) -> Cost:
        before = self._now()
        work()
        after = self._now()
        spent = [(one - other) / mails for one, other in zip(after, before, strict=True)]
        return Cost(spent[0] * 1000, spent[1] * 1000, spent[2], spent[3])

    def _now(self) -> tuple[float, float, float, float]:
        facts = "xact_commit, pg_current_wal_insert_lsn() - '0/0'"
        question = f"SELECT {facts} FROM pg_stat_database WHERE datname = current_database()"
        with self._app.database.read() as connection:
            connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))
        with self._app.database.read() as connection:
            transactions, log = connection.execute(sa.text(question)).one()
        return time.process_time(), sum(map(_cpu, self._processes())), float(transactions), float(log)

    def _processes(self) -> Iterator[int]:
        """The server and its children."""
        yield self._postmaster
        for folder in Path("/proc").glob("[0-9]*"):
            if (fields := _stat(int(folder.name))) and int(fields[1]) == self._postmaster:
                yield int(folder.name)


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _cpu(pid: int) -> float:
    """Seconds of a process; of the server those of its dead children too."""
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) / 100 if fields else 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """The stages, and the bytes of one mail: its original, its records in the database."""

    stages: dict[str, Cost]
    original: float
    records: float

    def total(self, *names: str) -> Cost:
        found = [self.stages[name] for name in names]
        return Cost(*(sum(getattr(one, name) for one in found) for name in ("own", "database", "transactions", "log")))


def measured() -> Measured:
    """All stages, over the mails of `make bench`."""
    mails = sample()
    with ExitStack() as parts:
        server, objects = parts.enter_context(postgresql()), parts.enter_context(storage())
        begun = time.process_time()
        results = [read_submission(mail, Limits()) for mail in mails]
        stages = {"reading": Cost(own=(time.process_time() - begun) * 1000 / len(mails))}
        grown = 0.0
        for queue in ("table", "procrastinate"):
            url = parts.enter_context(fresh_database(server.url, f"raccolta_{queue}"))
            folder = parts.enter_context(tempfile.TemporaryDirectory())
            app = parts.enter_context(open_app(load({"RACCOLTA_QUEUE": queue}, database_url=url, data_dir=folder)))
            empty = _size(app)
            stages |= _of_engine(Meter(server, app), app, mails, results)
            grown = grown or (_size(app) - empty) / len(mails)
        stages["original to a bucket and back"] = _of_bucket(objects, mails)
    return Measured(stages, sum(map(len, mails)) / len(mails), grown)


def _of_engine(meter: Meter, app: App, mails: list[bytes], results: list[Submission]) -> dict[str, Cost]:
    by_name: dict[str, Submission] = {}

    def take_in() -> None:
        for number, (mail, result) in enumerate(zip(mails, results, strict=True)):
            name = app.originals.put(mail)
            by_name[name] = result
            app.messages.arrive(Arrival(mail, f"{number}.eml", None, None), name, None, app.clock())

    def hand_out() -> None:
        if app.queue is None:
            process_due(app, Ready(by_name))
            return
        worker = QueueWorker(app, Ready(by_name))
        worker.start()
        wait_until(lambda: left(app) == 0, _PATIENCE)
        worker.stop()
        worker.join()

    name = "the table" if app.queue is None else "the queue"
    return {
        f"taking in, {name}": meter.measure(len(mails), take_in),
        f"handing out and storing, {name}": meter.measure(len(mails), hand_out),
    }


def _of_bucket(objects: Storage, mails: list[bytes]) -> Cost:
    from jobs.app import open_bucket

    bucket = open_bucket(load(objects.environment(objects.bucket())))
    begun = time.process_time()
    for mail in mails:
        bucket.get(bucket.put(mail))
    return Cost(own=(time.process_time() - begun) * 1000 / len(mails))


def _size(app: App) -> float:
    with app.database.read() as connection:
        return float(connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())


def stage_rows(found: Measured) -> Iterator[str]:
    yield "| stage of one mail | our CPU, ms | database CPU, ms | transactions | log of the database, KiB |"
    yield "| --- | --- | --- | --- | --- |"
    for name, cost in found.stages.items():
        yield f"| {name} | {cost.own:.1f} | {cost.database:.1f} | {cost.transactions:.1f} | {cost.log / 1024:.0f} |"
    yield ""
    original, records = found.original / 1024, found.records / 1024
    yield f"An original takes {original:.0f} KiB, its records in the database {records:.0f} KiB."


def load_rows(found: Measured) -> Iterator[str]:
    names = [f"10^{len(str(load)) - 1} mails a day" for load in LOADS]
    yield f"| in the busiest hour | {' | '.join(names)} |"
    yield f"| --- |{' --- |' * len(names)}"
    per_load = [_needs(found, load) for load in LOADS]
    for name in per_load[0]:
        yield f"| {name} | {' | '.join(needs[name] for needs in per_load)} |"


def _needs(found: Measured, load: int) -> dict[str, str]:
    """What a load takes. One machine works at the table, several at the queue and a bucket."""
    several = load > 10**4
    engine, bucket = ("the queue", ["original to a bucket and back"]) if several else ("the table", [])
    cost = found.total("reading", f"taking in, {engine}", f"handing out and storing, {engine}", *bucket)
    rate = load / _DAY * PEAK
    cores, server = rate * cost.own / 1000 / BUSY, rate * cost.database / 1000 / BUSY
    traffic = rate * found.original / 1e6
    return {
        "mails a second": _round(rate),
        "cores that read and store": _round(cores),
        f"machines of {MACHINE_CORES} cores": str(ceil(cores / MACHINE_CORES)),
        "cores of the database": _round(server),
        f"databases of {DATABASE_CORES} cores": str(ceil(server / DATABASE_CORES)),
        "transactions a second": _round(rate * cost.transactions),
        "log of the database, MB/s": _round(rate * cost.log / 1e6),
        "from the mailbox, MB/s": _round(traffic),
        f"mailboxes at {MAILBOX_RATE:.0f} MB/s": str(ceil(traffic / MAILBOX_RATE)),
        "originals a day, GB": _round(load * found.original / 1e9),
        "database a day, GB": _round(load * found.records / 1e9),
    }


def price_rows(found: Measured) -> Iterator[str]:
    """Of a million mails, at the queue with originals in a bucket."""
    cost = found.total(
        "reading", "taking in, the queue", "handing out and storing, the queue", "original to a bucket and back"
    )
    hours, gigabytes = 1e6 / 1000 / 3600, 1e6 / 1e9
    parts = {
        "reading and storing": hours * cost.own / BUSY * CORE_HOUR,
        "the database's work": hours * cost.database / BUSY * DATABASE_CORE_HOUR,
        "originals, a year": gigabytes * found.original * BUCKET_GB * 12,
        "records, a year": gigabytes * found.records * DATABASE_GB * 12,
        "requests to the bucket": 1e6 / 1000 * (WRITES + READS),
    }
    yield "| a million mails | euro |"
    yield "| --- | --- |"
    for name, price in (parts | {"together": sum(parts.values())}).items():
        yield f"| {name} | {price:.2f} |"


def _round(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def filled(text: str, found: Measured) -> str:
    """The document with its tables written anew."""
    for name, rows in (("stages", stage_rows), ("loads", load_rows), ("prices", price_rows)):
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = text.partition(begin)
        text = before + begin + "\n".join(rows(found)) + "\n" + end + rest.partition(end)[2]
    return text


if __name__ == "__main__":
    DOCUMENT.write_text(filled(DOCUMENT.read_text(encoding="utf-8"), measured()), encoding="utf-8")
