"""Worker processes: one message that hangs, swallows memory or kills its worker harms no other."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from config.limits import Limits
from config.settings import load
from ingest.memory import MemoryMailbox
from jobs.app import App, assemble
from jobs.demo.build import mail
from jobs.demo.sample import sample_mailbox
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import WorkerPool
from store import schema
from store.database import Database
from store.originals import OriginalsOnDisk

pytestmark = pytest.mark.service

DATE = datetime(2015, 12, 1, tzinfo=UTC)
GOOD = sample_mailbox()[:3]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    schema.prepare(database)
    yield assemble(load({}, data_dir=tmp_path), database, OriginalsOnDisk(tmp_path / "originals"))
    database.close()


def slow_mail() -> bytes:
    """Forty pages to recognise: minutes of work."""
    picture = Image.effect_noise((1650, 2300), 90).convert("1")
    out = BytesIO()
    picture.save(out, "TIFF", save_all=True, append_images=[picture] * 39, compression="group4")
    return mail("a@b.example", "lenta", "In allegato.", {"fax.tif": out.getvalue()}, date=DATE)


def process(app: App, limits: Limits, *, meet: Callable[[int], bool] | None = None) -> dict[str, int]:
    """Processes what is due; `meet` is handed the process of each worker that comes to the fax, until it answers
    True.
    """
    pool = WorkerPool(app.settings.data_dir / "originals", limits, 2)
    over = threading.Event()

    def wait_for_it() -> None:
        met: set[int] = set()
        while not over.wait(0.02):
            for place in list(pool._places._watched):
                if place.document == "fax.tif" and (pid := place.worker) is not None and pid not in met:
                    met.add(pid)
                    if meet is not None and meet(pid):
                        return

    watcher = threading.Thread(target=wait_for_it)
    watcher.start()
    try:
        return process_due(app, pool).states
    finally:
        over.set()
        watcher.join()
        pool.close(at_once=True)


def signalled(number: int, *, once: bool = True) -> Callable[[int], bool]:
    def meet(pid: int) -> bool:
        os.kill(pid, number)
        return once

    return meet


def told_of_the_fax(app: App) -> str:
    message = app.queries.message(1)
    (problem,) = [problem for problem in message["problems"] if problem["document"] == "fax.tif"]
    assert problem["code"] == "processing_limit"
    assert {document["filename"]: document["status"] for document in message["documents"]} == {
        "(body)": "read",
        "fax.tif": "limit",
    }
    return str(problem["detail"])


def test_s50_f03_a_document_that_takes_too_long_costs_itself_alone(app: App) -> None:
    poll(app, MemoryMailbox([slow_mail(), *GOOD]))
    assert process(app, Limits(document_seconds=3)) == {"partial": 1, "done": 3}
    details = [
        problem["detail"] for problem in app.queries.message(1)["problems"] if problem["code"] == "processing_limit"
    ]
    assert len(details) == 1
    assert re.fullmatch(r"not read for lack of time: pages \d+ to 40 \(LIMIT_DOCUMENT_SECONDS\)", details[0])


@pytest.mark.parametrize(
    "number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGXCPU], ids=lambda number: number.name
)
def test_f03_the_mail_of_a_worker_that_died_is_read_without_the_document(app: App, number: int) -> None:
    poll(app, MemoryMailbox([slow_mail(), *GOOD]))
    assert process(app, Limits(), meet=signalled(number)) == {"partial": 1, "done": 3}
    said = "LIMIT_DOCUMENT_SECONDS" if number == signal.SIGXCPU else f"ended with code -{int(number)}"
    assert said in told_of_the_fax(app)


def test_f03_a_document_at_which_workers_are_killed_again_is_left_out(app: App) -> None:
    poll(app, MemoryMailbox([slow_mail(), *GOOD]))
    assert process(app, Limits(), meet=signalled(signal.SIGKILL, once=False)) == {"partial": 1, "done": 3}
    assert "ended with code -9" in told_of_the_fax(app)


def test_f03_a_worker_that_does_nothing_is_ended_and_its_document_left_out(app: App) -> None:
    poll(app, MemoryMailbox([slow_mail(), *GOOD]))
    assert process(app, Limits(asleep_seconds=4), meet=signalled(signal.SIGSTOP, once=False)) == {
        "partial": 1,
        "done": 3,
    }
    assert "did nothing for 4 seconds at it (LIMIT_ASLEEP_SECONDS)" in told_of_the_fax(app)


def test_s59_a_worker_that_was_killed_once_is_forgiven_and_its_message_read_at_once(app: App) -> None:
    poll(app, MemoryMailbox([slow_mail(), *GOOD]))
    assert process(app, Limits(document_seconds=3), meet=signalled(signal.SIGKILL)) == {"partial": 1, "done": 3}
    assert [attempt["outcome"] for attempt in app.queries.attempts(1)] == ["partial"]
    (problem,) = [problem for problem in app.queries.message(1)["problems"] if problem["code"] == "processing_limit"]
    assert problem["detail"].startswith("not read for lack of time")


def test_f03_a_pool_whose_idle_workers_were_killed_reads_on(app: App) -> None:
    poll(app, MemoryMailbox(GOOD))
    pool = WorkerPool(app.settings.data_dir / "originals", Limits(), 1)
    try:
        first = app.queries.sha256(1)
        pool.submit(first).result(60)
        (worker,) = pool._pool._pool_manager.worker_manager.workers
        os.kill(worker, signal.SIGKILL)
        time.sleep(2)
        assert pool.submit(first).result(60).verdict == "done"
    finally:
        pool.close(at_once=True)


def test_f03_the_kernel_ends_a_document_that_no_signal_reaches() -> None:
    """As in a loop inside a C library, where Python code never runs."""
    code = """
import signal
from config import account
account._GRACE_SECONDS = account._RING_AGAIN = 0.2
account.enforce(lambda path: print(path, flush=True))
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPROF})
with account.message(60), account.document("a.pdf", 1):
    while True:
        pass
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=200, check=False)
    assert (ended.returncode, ended.stdout.split()[-1]) == (-signal.SIGXCPU, "a.pdf")


def test_s50_a_document_that_takes_too_much_memory_is_a_recorded_problem(app: App) -> None:
    huge = Image.new("L", (12_000, 12_000))
    out = BytesIO()
    huge.save(out, "PNG")
    poll(
        app, MemoryMailbox([mail("a@b.example", "enorme", "In allegato.", {"a.png": out.getvalue()}, date=DATE), *GOOD])
    )
    # Between what reading takes in all (under 290 MiB of addresses) and that with the picture (144 MB more).
    states = process(app, Limits(memory_bytes=360 * 1024 * 1024))
    assert states == {"partial": 1, "done": 3}
    assert "LIMIT_MEMORY_BYTES" in app.queries.message(1)["problems"][0]["detail"]


def test_s51_memory_returns_to_a_plateau_over_many_documents(app: App) -> None:
    from jobs.pipeline import read_submission

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    mails = sample_mailbox()
    for original in mails * 3:
        read_submission(original, Limits())
    before = resident()
    for original in mails * 10:
        read_submission(original, Limits())
    assert resident() - before < 30 * 1024 * 1024
