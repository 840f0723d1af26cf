"""The walk of mails through the program, whole and stage by stage, against the floor and the naive script."""

import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from config.limits import Limits
from config.settings import load
from ingest.memory import MemoryMailbox
from jobs.app import App, assemble
from jobs.pipeline import read_submission
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader, WorkerPool
from store import schema
from store.database import Database
from store.model import AS_USUAL, Submission, Terms
from store.originals import OriginalsOnDisk
from tests.bench.bars import Figures
from tests.bench.mails import floor, naive, sample

LIMITS = Limits()
#: Of so many mails the naive script reads one: it is slow.
_NAIVE_SHARE = 8


class ReadBefore:
    """A reader that gives what was read before, so that nothing but storing is seen."""

    capacity, killed = 8, 0

    def __init__(self, submissions: dict[str, Submission]) -> None:
        self._submissions = submissions

    def submit(self, sha256: str, terms: Terms = AS_USUAL) -> "Future[Submission]":
        """What `Reader.submit` promises."""
        future: Future[Submission] = Future()
        future.set_result(self._submissions[sha256])
        return future

    def close(self, *, at_once: bool = False) -> None:
        """Nothing to end."""


@contextmanager
def new_app(url: str = "") -> Iterator[App]:
    """An empty collection in a folder of its own, in SQLite where no database is named."""
    with tempfile.TemporaryDirectory() as name:
        database = Database(url or f"sqlite:///{name}/bench.db")
        schema.upgrade(database)
        try:
            yield assemble(load({}, data_dir=Path(name)), database, OriginalsOnDisk(Path(name) / "originals"))
        finally:
            database.close()


def by_name(mails: Sequence[bytes]) -> dict[str, Submission]:
    """What the mails say, by the names of their originals."""
    return {hashlib.sha256(mail).hexdigest(): read_submission(mail, LIMITS) for mail in mails}


def stages(mails: Sequence[bytes]) -> dict[str, float]:
    """CPU time of each stage in ms a mail: floor and naive script, reading alone, taking in, storing, and a rerun of
    all.
    """
    few = mails[: max(1, len(mails) // _NAIVE_SHARE)]
    spent = {"floor": _cpu(lambda: floor(mails), mails), "naive": _cpu(lambda: naive(few), few)}
    read: dict[str, Submission] = {}
    spent["reading"] = _cpu(lambda: read.update(by_name(mails)), mails)
    with new_app() as app:
        reader = ReadBefore(read)
        spent["taking in"] = _cpu(lambda: poll(app, MemoryMailbox(mails)), mails)
        spent["storing"] = _cpu(lambda: process_due(app, reader), mails)
        numbers = app.queries.numbers()
        spent["storing again"] = _cpu(lambda: process_due(app, reader, only=numbers, reason="rerun"), mails)
    return spent


def _cpu(action: Callable[[], object], mails: Sequence[bytes]) -> float:
    began = time.process_time()
    action()
    return 1000 * (time.process_time() - began) / len(mails)


def walk(count: int, rounds: int) -> Figures:
    """The figures of one process, from medians over interleaved rounds, and a table of the stages."""
    mails = sample(count)
    by_name(mails[:2])
    found = [stages(mails) for _ in range(rounds)]
    spent = {name: statistics.median(one[name] for one in found) for name in found[0]}
    spent["whole"] = spent["taking in"] + spent["reading"] + spent["storing"]
    spent["rerun"] = spent["reading"] + spent["storing again"]
    print(f"\n{'CPU time by stage':22} {'ms/mail':>8} {'x floor':>8}")
    for name, value in spent.items():
        print(f"{name:22} {value:8.2f} {value / spent['floor']:8.2f}")
    return {
        "reading": spent["reading"] / spent["floor"],
        "whole": spent["whole"] / spent["floor"],
        "naive": spent["naive"] / spent["whole"],
        "rerun": spent["rerun"] / spent["whole"],
    }


def workers(engine: str, database: Callable[[], AbstractContextManager[str]], count: int, rounds: int) -> Figures:
    """How much faster two workers are than one process that does all, by the clock; `database` makes an empty one."""
    mails = sample(count)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for many, spent in zip((0, 2), times, strict=True):
            with database() as url:
                spent.append(_processed(mails, url, many))
    one, two = map(statistics.median, times)
    print(f"\n{engine}: {1000 * one / count:.1f} ms a mail in one process, {1000 * two / count:.1f} with two workers")
    return {f"workers {engine}": one / two}


def _processed(mails: Sequence[bytes], url: str, count: int) -> float:
    """Seconds from the first fetch to the last record, the start of the workers left out."""
    with new_app(url) as app:
        folder = app.settings.data_dir / "originals"
        reader = WorkerPool(folder, LIMITS, count) if count else InlineReader(app.originals, LIMITS)
        try:
            for future in [reader.submit(app.originals.put(mail)) for mail in mails[: max(1, 2 * count)]]:
                future.result()
            began = time.perf_counter()
            poll(app, MemoryMailbox(mails))
            states = process_due(app, reader).states
            spent = time.perf_counter() - began
        finally:
            reader.close()
    if states != {"done": len(mails)}:
        raise RuntimeError(f"not all was read: {states}")
    return spent
