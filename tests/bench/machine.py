"""What the program takes of the machine: the memory of service and reading children, the CPU time of a command."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from config.settings import load
from config.vocabulary import MessageState
from ingest.memory import MemoryMailbox
from jobs.app import App, open_app
from jobs.demo.build import mail
from jobs.poll import poll
from tests.bench.bars import Figures
from tests.bench.mails import files, sample
from tests.services import dovecot

#: Of so many mails one is large.
_LARGE_EVERY, _LARGE_BYTES = 200, 44 * 1024 * 1024
_READ = frozenset({MessageState.DONE, MessageState.PARTIAL})


def memory(count: int) -> Figures:
    """The peaks of `raccolta run` and of its children, in MB, while it takes so many mails from Dovecot and reads them
    with two workers.
    """
    large, small = _large(), sample(20)
    with dovecot() as server, tempfile.TemporaryDirectory() as name:
        mails = (small[n % len(small)] if n % _LARGE_EVERY else large for n in range(count))
        server.deliver(b"X-Number: %d\r\n" % n + one for n, one in enumerate(mails))
        named = {"DATA_DIR": name, "START_FROM": "all", "WORKERS": "2", "POLL_SECONDS": "5"}
        environment = server.environment(tls="none") | {f"RACCOLTA_{key}": value for key, value in named.items()}
        with open_app(load(environment)) as app:
            own, child = (kilobytes / 1024 for kilobytes in _peaks_of_service(app, environment, count))
    print(f"\nmemory over {count} mails: the service {own:.0f} MB at most, a reading child {child:.0f} MB")
    return {"memory service": own, "memory child": child}


def _peaks_of_service(app: App, environment: Mapping[str, str], count: int) -> tuple[int, int]:
    """In kB, of the service and of the largest of all processes below it, when all mails are read."""
    children: dict[int, int] = {}
    command = [str(Path(sys.executable).with_name("raccolta")), "run"]
    with subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.DEVNULL) as process:
        while sum(number for state, number in app.queries.overview()["status"].items() if state in _READ) < count:
            if process.poll() is not None:
                raise RuntimeError(f"the service ended with {process.returncode}")
            children.update(_children(process.pid))
            time.sleep(0.2)
        own = _peak(process.pid)
        process.terminate()
    return own, max(children.values())


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


def _large() -> bytes:
    """A mail of 60 MB, by a file that nobody can read as text."""
    content = files() | {"dati.bin": os.urandom(_LARGE_BYTES)}
    day = datetime(2015, 12, 1, tzinfo=UTC)
    return mail("protocollo.prefcr@pec.interno.it", "schede", "In allegato.", content, date=day)


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
