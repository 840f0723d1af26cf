"""What the program takes of the machine: the memory of service and reading children, the CPU time of a command."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from config.settings import load
from ingest.memory import MemoryMailbox
from ingest.model import Arrival, Gap, MailboxSnapshot
from jobs.app import open_app
from jobs.demo.build import mail
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import WorkerPool
from tests.bench.bars import Figures
from tests.bench.mails import files, sample

#: Of so many mails one is large, by a file that nobody can read as text.
_LARGE_EVERY, _LARGE_BYTES = 200, 44 * 1024 * 1024


class _Many(MemoryMailbox):
    """A mailbox whose mails are made, or read from a file, when they are asked for: it is not to be measured itself."""

    def __init__(self, count: int, large: Path) -> None:
        super().__init__()
        self._some, self._large = sample(20), large
        self.messages = dict.fromkeys(range(1, count + 1), b"")
        self.uidnext = count + 1

    def fetch(self, snapshot: MailboxSnapshot, after: int, retry: Sequence[int] = ()) -> Iterator[Arrival | Gap]:
        """What `Mailbox.fetch` promises."""
        for item in super().fetch(snapshot, after, retry):
            yield replace(item, original=self._original(item.uid or 0)) if isinstance(item, Arrival) else item

    def _original(self, uid: int) -> bytes:
        if uid % _LARGE_EVERY == 1:
            return self._large.read_bytes()
        return self._some[uid % len(self._some)].replace(b"Subject: ", b"Subject: %d " % uid, 1)


def memory(count: int) -> Figures:
    """The peaks of service and children over so many mails, in MB, in a process of its own."""
    with tempfile.NamedTemporaryFile(suffix=".eml") as large:
        content = files() | {"dati.bin": os.urandom(_LARGE_BYTES)}
        day = datetime(2015, 12, 1, tzinfo=UTC)
        large.write(mail("protocollo.prefcr@pec.interno.it", "schede", "In allegato.", content, date=day))
        large.flush()
        command = [sys.executable, "-m", "tests.bench.machine", str(count), large.name]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    service, child = (int(number) / 1024 for number in answer[-2:])
    print(f"\nmemory over {count} mails: the service {service:.0f} MB at most, a reading child {child:.0f} MB")
    return {"memory service": service, "memory child": child}


def _take_in(count: int, large: Path) -> None:
    """Reads and stores the mails with two workers, and prints the peaks in kB."""
    children: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as name, open_app(load({}, data_dir=Path(name))) as app:
        folder = app.settings.originals_folder
        assert folder is not None
        reader = WorkerPool(folder, app.settings.limits, 2)
        try:
            poll(app, _Many(count, large))
            tally = process_due(app, reader, told=lambda _: children.update(_children(os.getpid())))
        finally:
            reader.close()
    if tally.total != count:
        raise RuntimeError(f"{tally.total} of {count} mails were read")
    print(_peak(os.getpid()), max(children.values()))


def _children(process: int) -> Iterator[tuple[int, int]]:
    """The peaks of all processes below one, in kB, by their numbers."""
    for folder in Path(f"/proc/{process}/task").glob("*"):
        try:
            found = [int(number) for number in (folder / "children").read_text().split()]
        except OSError:
            continue
        for child in found:
            yield child, _peak(child)
            yield from _children(child)


def _peak(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def status(rounds: int) -> Figures:
    """CPU time of `raccolta status` in a collection of a few mails."""
    with tempfile.TemporaryDirectory() as name:
        with open_app(load({}, data_dir=Path(name))) as app:
            poll(app, MemoryMailbox(sample(3)))
        command = [str(Path(sys.executable).with_name("raccolta")), "status", "--data-dir", name]
        times = [_cpu_of(command) for _ in range(rounds)]
    return {"status": statistics.median(times)}


def _cpu_of(command: Sequence[str]) -> float:
    """Seconds of CPU of a command. Its exit code says how the collection is, not how the command went."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    _take_in(int(sys.argv[1]), Path(sys.argv[2]))
