"""Worker processes: one message that hangs, swallows memory or kills its worker harms no other."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
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


def process(app: App, limits: Limits, *, during=None) -> dict[str, int]:  # type: ignore[no-untyped-def]
    pool = WorkerPool(app.settings.data_dir / "originals", limits, 2)
    try:
        if during is not None:
            during()
        return process_due(app, pool).states
    finally:
        pool.close(at_once=True)


def test_s50_a_message_that_takes_too_long_fails_alone(app: App) -> None:
    poll(app, MemoryMailbox([slow_mail(), *GOOD]))
    began = time.monotonic()
    assert process(app, Limits(message_seconds=4)) == {"failed": 1, "done": 3}
    assert time.monotonic() - began < 30
    message = app.queries.message(1)
    assert "LIMIT_MESSAGE_SECONDS" in message["error"]
    assert [problem["code"] for problem in message["problems"]] == ["processing_limit"]


def test_s50_a_document_that_takes_too_much_memory_is_a_recorded_problem(app: App) -> None:
    huge = Image.new("L", (12_000, 12_000))
    out = BytesIO()
    huge.save(out, "PNG")
    poll(app, MemoryMailbox([mail("a@b.example", "enorme", "In allegato.", {"a.png": out.getvalue()}, date=DATE), *GOOD]))
    states = process(app, Limits(memory_bytes=260 * 1024 * 1024))
    assert states == {"partial": 1, "done": 3}
    assert "LIMIT_MEMORY_BYTES" in app.queries.message(1)["problems"][0]["detail"]


def workers() -> set[int]:
    """The processes that descend from this one and run Python code of a pool."""
    found: set[int] = set()
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
    for pid in parents:
        chain = pid
        while chain in parents and chain != os.getpid():
            chain = parents[chain]
        depth_is_worker = parents.get(parents.get(pid, 0), 0) == os.getpid()
        if chain == os.getpid() and depth_is_worker:
            found.add(pid)
    return found


def test_s59_killed_workers_are_forgiven_and_their_messages_recovered_once(app: App) -> None:
    poll(app, MemoryMailbox([slow_mail(), *GOOD]))

    def kill_soon() -> None:
        import threading

        def kill() -> None:
            time.sleep(2.5)
            for pid in workers():
                if b"tesseract" not in (Path(f"/proc/{pid}/cmdline").read_bytes() if Path(f"/proc/{pid}").exists() else b"tesseract"):
                    os.kill(pid, signal.SIGKILL)

        threading.Thread(target=kill, daemon=True).start()

    states = process(app, Limits(message_seconds=60), during=kill_soon)
    assert states == {"retry": 1, "done": 3}
    assert "ended with code" in app.queries.message(1)["error"]
    later = replace(app, clock=lambda: datetime.now(UTC) + timedelta(hours=2))
    assert process(later, Limits(message_seconds=3)) == {"failed": 1}
    assert [attempt["outcome"] for attempt in app.queries.attempts(1)] == ["retry", "failed"]


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
