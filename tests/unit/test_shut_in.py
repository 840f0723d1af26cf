"""What a process that reads mail tries and may not: to write, to look around, to reach others, to multiply. And how it
goes where the system gives less.
"""

import errno
import multiprocessing
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from config import children, confine
from config.confine import Held
from config.errors import DocumentLimitError
from config.landlock import Files
from config.limits import Limits
from config.settings import load
from jobs.checks import _confinement, confinement_shown
from jobs.readers import WorkerPool
from parsers.readers import sockets
from store.originals import OriginalsOnDisk

#: A worker that runs a function of these tests has to read them.
TESTS = str(Path(__file__).parent.parent)
BARE = {"PATH": os.environ.get("PATH", "")}
ORIGINAL = b"From: a@example.org\r\nSubject: nota\r\nMessage-ID: <a@b>\r\n\r\nBuongiorno.\r\n"
ALL = Held(network=True, calls=True, files=7)


@pytest.fixture(scope="module")
def held() -> Held:
    """What this system gives. Where it gives less, the tests below say how much less."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as child:
        return child.submit(confine.shut_in, Files()).result()


def refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except PermissionError:
        return True
    except OSError as error:
        return error.errno in {errno.ENETUNREACH, errno.EXDEV}
    return False


def attempts(folder: Path, service: int) -> dict[str, bool]:
    """In a worker: what it tries beside its work, and whether it was refused."""
    database, new = folder / "raccolta.db", folder / "nuovo"
    tried: dict[str, Callable[[], object]] = {
        "files: reads the database": database.read_bytes,
        "files: writes the database": lambda: database.write_bytes(b""),
        "files: makes a file": lambda: new.write_bytes(b""),
        "files: makes a folder": new.mkdir,
        "files: removes a file": (folder / "altro").unlink,
        "files: makes a link to it here": lambda: os.link(database, "qui"),
        "files: writes an original": lambda: next((folder / "originals").rglob("*.eml")).write_bytes(b""),
        "files: lists the folder": lambda: os.listdir(folder),
        "files: reads secrets of the system": Path("/etc/shadow").read_bytes,
        "files: reads the service's settings": Path(f"/proc/{service}/environ").read_bytes,
        "files: reads the service's memory": lambda: os.open(f"/proc/{service}/mem", os.O_RDONLY),
        "files: writes a file of all users": lambda: (Path("/tmp") / new.name).write_bytes(b""),
        "network: opens a connection": lambda: socket.create_connection(("127.0.0.1", 9), 5),
        "calls: a socket of the network": socket.socket,
        "calls: a packet to nobody": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
        "calls: a database of this machine": lambda: socket.socket(socket.AF_UNIX).connect("/run/nessuno"),
        "calls: the log of the system": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
        "calls: enters another namespace": lambda: os.setns(os.open("/proc/self/ns/mnt", os.O_RDONLY), 0),
    }
    if not hasattr(os, "setns"):
        del tried["calls: enters another namespace"]
    return {name: refused(attempt) for name, attempt in tried.items()}


def signals(service: int) -> bool:
    """In a worker: whether it may end the service. 0 only asks."""
    return not refused(lambda: os.kill(service, 0))


def own_files() -> bytes:
    """In a worker: what it has to be able to do."""
    here = Path("bozza")
    here.write_bytes(b"prova")
    here.rename("altra")
    with open("/dev/null", "wb") as nowhere:
        nowhere.write(b"")
    return Path("altra").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an original, a database and another file."""
    OriginalsOnDisk(tmp_path / "originals").put(ORIGINAL)
    for name in ("raccolta.db", "altro"):
        (tmp_path / name).write_bytes(b"riservato")
    return tmp_path


def test_a_worker_is_refused_what_reading_does_not_need(folder: Path, held: Held) -> None:
    pool = WorkerPool(folder / "originals", Limits(readable=(TESTS,)), 1)
    try:
        assert pool._pool.schedule(own_files).result(120) == b"prova"
        found = pool._pool.schedule(attempts, args=(folder, os.getpid())).result(120)
        # It lives on, and reads.
        digest = OriginalsOnDisk(folder / "originals").put(ORIGINAL)
        assert pool.submit(digest).result(120).headers.subject == "nota"
        ends_the_service = pool._pool.schedule(signals, args=(os.getpid(),)).result(120)
    finally:
        pool.close()
    layers = {"files": held.files > 0, "network": held.network or held.calls, "calls": held.calls}
    assert {name for name, shut in found.items() if layers[name.partition(":")[0]] and not shut} == set()
    assert ends_the_service is (held.files < 6)
    assert (folder / "raccolta.db").read_bytes() == b"riservato"


def run(code: str, folder: Path | None = None) -> children.Ended:
    command = [sys.executable, "-c", code]
    return children.run(command, environment=BARE, asleep_seconds=120, folder=folder)


@pytest.mark.parametrize(
    "what", ["open('{}/raccolta.db').read()", "open('{}/nuovo', 'w')", "import os; os.listdir('{}')"]
)
def test_a_tool_sees_its_own_folder_alone(folder: Path, held: Held, what: str) -> None:
    own = folder / "proprio"
    own.mkdir()
    assert run(f"open({str(own / 'a')!r}, 'w').write('prova')", own).code == 0
    assert (own / "a").read_text() == "prova"
    ended = run(what.format(folder), own)
    assert (ended.code != 0) == (held.files > 0), ended.said
    assert not held.files or "PermissionError" in ended.said


def lives(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_tool_that_multiplies_is_ended_with_all_it_started(tmp_path: Path) -> None:
    many = children._PROCESSES + 20
    code = (
        "import os, time\n"
        f"for _ in range({many}):\n"
        "    if os.fork() == 0:\n"
        f"        open(os.path.join({str(tmp_path)!r}, str(os.getpid())), 'w').close()\n"
        "        time.sleep(600)\n"
        "time.sleep(600)"
    )
    with pytest.raises(DocumentLimitError, match="processes"):
        run(code, tmp_path)
    started = [int(file.name) for file in tmp_path.iterdir()]
    assert started
    assert not any(map(lives, started))


def runs_away() -> int:
    """In a worker: a tool whose child leaves its session. The number of the child."""
    code = (
        "import os, time\n"
        "if (pid := os.fork()) == 0:\n    os.setsid()\n    os.close(1); os.close(2); time.sleep(600)\n"
        "print(pid)"
    )
    return int(run(code).output)


def test_what_leaves_the_session_of_a_tool_ends_with_it(tmp_path: Path) -> None:
    pool = WorkerPool(tmp_path, Limits(readable=(TESTS,)), 1)
    try:
        assert not lives(pool._pool.schedule(runs_away).result(120))
    finally:
        pool.close()


#: What a system may forbid or not know, and what is then held. 38 is "no such call".
LESS = {
    "no Landlock": (["landlock_create_ruleset"], errno.ENOSYS),
    "no namespaces": (["unshare"], errno.EPERM),
    "no filter": (["seccomp"], errno.EINVAL),
    "nothing": (["landlock_create_ruleset", "unshare", "seccomp"], errno.EPERM),
}


def without(names: list[str], error: int) -> str:
    """What holds a process on such a system, and what a tool says that it runs then."""
    code = (
        "import sys\nfrom config import children, confine, seccomp\nfrom config.landlock import Files\n"
        f"assert seccomp.refuse({names}, {error})\n"
        "tool = children.run([sys.executable, '-c', 'print(1)'], environment={}, asleep_seconds=120)\n"
        "print(confine.shut_in(Files()), tool.output)"
    )
    root = str(Path(__file__).parent.parent.parent)
    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    return told.stdout.strip()


@pytest.mark.parametrize("less", LESS)
def test_where_the_system_gives_less_the_rest_holds_and_tools_run(less: str, held: Held) -> None:
    if not held.calls:
        pytest.fail("this test takes calls away by the filter of system calls; this system has none")
    names, error = LESS[less]
    expected = Held(
        network=held.network and "unshare" not in names,
        calls="seccomp" not in names,
        files=0 if "landlock_create_ruleset" in names else held.files,
    )
    assert without(names, error) == f"{expected} b'1\\n'"


def test_check_says_what_is_in_force_and_what_to_do_about_the_rest() -> None:
    whole = confinement_shown(ALL)
    assert (whole.ok, whole.remedy) == (True, "")
    assert "Landlock 7" in whole.found
    for lacking, word, remedy in (
        (Held(network=False, calls=True, files=7), "a network of their own", "user.max_user_namespaces"),
        (Held(network=True, calls=False, files=7), "a filter of system calls", "seccomp"),
        (Held(network=True, calls=True, files=0), "files shut off by the kernel", "5.13"),
    ):
        shown = confinement_shown(lacking)
        assert shown.ok is None
        assert word in shown.found.partition("does not give them")[2]
        assert remedy in shown.remedy
    assert "/dati/raccolta.db" in confinement_shown(ALL, in_sight="/dati/raccolta.db").found


def test_check_tries_whether_readers_see_the_database(folder: Path, held: Held) -> None:
    shown = _confinement(load({}, data_dir=folder))
    assert "raccolta.db" not in shown.found
    assert (shown.ok is True) == (held.network and held.calls and held.files > 0)


@pytest.fixture
def left_sockets() -> Iterator[tuple[Path, Path]]:
    """Two sockets as LibreOffice makes them: on the first nobody listens any more, on the second somebody does."""
    places = [sockets.SOCKETS / f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{os.getpid()}{end}" for end in ("a", "b")]
    with socket.socket(socket.AF_UNIX) as dead, socket.socket(socket.AF_UNIX) as alive:
        for one, place in zip((dead, alive), places, strict=True):
            one.bind(str(place))
        dead.close()
        alive.listen()
        yield places[0], places[1]
    for place in places:
        place.unlink(missing_ok=True)


def test_sockets_that_libreoffice_left_are_removed(left_sockets: tuple[Path, Path]) -> None:
    dead, alive = left_sockets
    sockets.sweep()
    assert not dead.exists()
    assert alive.exists()
