"""What the processes that read mail lack: secrets, the network, room without end. And what they leave behind:
nothing.
"""

import multiprocessing
import os
import resource
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from config import children, confine
from config.confine import Held
from config.landlock import Files
from config.limits import Limits
from config.settings import for_children, without_secrets
from jobs import readers
from jobs.readers import WorkerPool
from store.originals import OriginalsOnDisk

#: A worker that runs a function of these tests has to read them.
TESTS = str(Path(__file__).parent.parent)
BARE = {"PATH": os.environ.get("PATH", "")}


def run(code: str, **options: Any) -> children.Ended:
    return children.run([sys.executable, "-c", code], environment=BARE, asleep_seconds=60, **options)


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and what was said to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                heard.append(b"somebody")
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], heard


@pytest.fixture(scope="module")
def held() -> Held:
    """What this system gives. Where it gives less, the tests below say how much less."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as child:
        return child.submit(confine.shut_in, Files()).result()


def test_a_program_reaches_no_port_of_this_machine(listener: tuple[int, list[bytes]], held: Held) -> None:
    port, heard = listener
    ended = run(f"import socket; socket.create_connection(('127.0.0.1', {port}), 5)")
    # Where the system allows none of the layers the port is reached, and that is what `raccolta check` says.
    shut = held.network or held.calls
    assert (ended.code != 0) == shut
    assert bool(heard) == (not shut)


def test_a_program_gets_the_environment_it_is_given_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACCOLTA_IMAP_PASSWORD", "segretissimo")
    monkeypatch.setenv("PGPASSWORD", "segretissimo")
    assert b"segretissimo" not in run("print(open('/proc/self/environ').read())").output
    assert "segretissimo" not in for_children().values()
    with without_secrets():
        assert "PGPASSWORD" not in os.environ
    assert os.environ["PGPASSWORD"] == "segretissimo"


def test_a_program_is_bounded_in_memory_and_files() -> None:
    ended = run("a = bytearray(900 << 20)", memory_bytes=512 << 20)
    assert ended.code == 1
    assert "MemoryError" in ended.said
    ended = run(
        "import resource; print(resource.getrlimit(resource.RLIMIT_FSIZE)[1], "
        "resource.getrlimit(resource.RLIMIT_CORE)[1])"
    )
    assert ended.output.split() == [str(1 << 30).encode(), b"0"]


def test_what_a_program_started_ends_with_it() -> None:
    code = "import os, time; pid = os.fork()\nif pid == 0:\n    os.close(1); os.close(2); time.sleep(600)\nprint(pid)"
    pid = int(run(code).output)
    stat = Path(f"/proc/{pid}/stat")
    assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] in "ZX"


def facts(_sha256: str = "") -> tuple[bytes, str, int, bool]:
    """In a worker: its environment, its folder, how large a file it may write, whether it reaches this machine's
    loopback.
    """
    try:
        with socket.create_server(("127.0.0.1", 0)) as one:
            socket.create_connection(one.getsockname(), 2).close()
            reached = True
    except OSError:
        reached = False
    return Path("/proc/self/environ").read_bytes(), os.getcwd(), resource.getrlimit(resource.RLIMIT_FSIZE)[1], reached


def test_a_worker_has_no_secret_no_network_and_a_folder_of_its_own(tmp_path: Path, held: Held) -> None:
    pool = WorkerPool(tmp_path, Limits(readable=(TESTS,)), 1)
    try:
        environment, folder, largest, reached = pool._pool.schedule(facts).result(120)
    finally:
        pool.close()
    assert b"RACCOLTA_" not in environment
    assert Path(folder).name.startswith("raccolta-scratch-")
    assert not Path(folder).exists()
    assert largest == readers._LARGEST_FILE
    assert reached is not (held.network or held.calls)


def test_a_worker_finds_originals_in_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    digest = OriginalsOnDisk(Path("originali")).put(
        b"From: a@example.org\r\nSubject: nota\r\nMessage-ID: <a@b>\r\n\r\nBuongiorno.\r\n"
    )
    pool = WorkerPool(Path("originali"), Limits(), 1)
    try:
        assert pool.submit(digest).result(120).headers.subject == "nota"
    finally:
        pool.close()
