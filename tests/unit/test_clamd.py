"""Viruses: clamd is asked about each mail before it is read, here a server that speaks as it does. What it finds is set
apart and named, the rest of the mail is read.
"""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.errors import ToolOutageError
from config.limits import Limits
from config.vocabulary import DocumentStatus, MessageState
from ingest.clamd import Clamd
from jobs.readers import WorkerPool
from jobs.scanning import ScannedReader
from store.model import Submission
from store.originals import OriginalsOnDisk
from tests.specimens.parts import deflated
from tests.unit.test_hostile_contents import attached, mail

#: What this clamd takes for a virus, wherever it stands.
VIRUS = b"VIRUS-DI-PROVA"
LONGEST = 4 * 1024 * 1024


@dataclass
class Server:
    """Speaks the protocol of clamd on a socket; `asked` counts the looks."""

    place: str
    asked: int = 0
    threads: list[threading.Thread] = field(default_factory=list)

    def serve(self, server: socket.socket) -> None:
        while True:
            try:
                link, _ = server.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._answer, args=(link,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _answer(self, link: socket.socket) -> None:
        with link, link.makefile("rb") as said:
            order = b""
            while not order.endswith(b"\0"):
                order += said.read(1)
            if order == b"zPING\0":
                link.sendall(b"PONG\0")
                return
            assert order == b"zINSTREAM\0"
            self.asked += 1
            content = b""
            while size := struct.unpack(">I", said.read(4))[0]:
                content += said.read(size)
                if len(content) > LONGEST:
                    link.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            link.sendall(b"stream: Prova.Test-1 FOUND\0" if VIRUS in content else b"stream: OK\0")


@pytest.fixture(params=["a path", "host and port"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    if request.param == "a path":
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        place = str(tmp_path / "s")
    else:
        listening = socket.create_server(("127.0.0.1", 0))
        place = f"127.0.0.1:{listening.getsockname()[1]}"
    with listening:
        server = Server(place)
        threading.Thread(target=server.serve, args=(listening,), daemon=True).start()
        yield server


def test_clamd_is_asked_and_understood(clamd: Server) -> None:
    asked = Clamd(clamd.place, 60)
    asked.ping()
    assert asked.find(b"") == ""
    assert asked.find(b"nota " * 100_000) == ""
    assert asked.find(b"x" * 200_000 + VIRUS) == "Prova.Test-1"
    with pytest.raises(ToolOutageError, match="StreamMaxLength"):
        asked.find(b"x" * (LONGEST + 1))


@pytest.mark.parametrize("answer", [b"", b"UNKNOWN COMMAND\0", b"stream: failed. ERROR\0", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_whoever_answers_otherwise_has_looked_at_nothing(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            link, _ = server.accept()
            with link:
                link.recv(65536)
                link.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        with pytest.raises(ToolOutageError):
            Clamd(f"127.0.0.1:{server.getsockname()[1]}", 60).find(b"nota")


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Callable[[bytes, str], Submission]]:
    """Reads a mail as the service does with the setting CLAMD."""
    originals = OriginalsOnDisk(tmp_path / "originals")
    pool = WorkerPool(tmp_path / "originals", Limits(without_tools=("tesseract", "libreoffice", "libarchive")), 1)

    def scanned(original: bytes, place: str) -> Submission:
        return ScannedReader(pool, originals, Clamd(place, 60)).submit(originals.put(original)).result(240)

    yield scanned
    pool.close()


def infected(submission: Submission) -> dict[str | None, str]:
    problems = (*submission.problems, *submission.reading.problems)
    return {problem.document: problem.detail for problem in problems if problem.code == "infected_document"}


@pytest.mark.parametrize("clamd", ["a path"], indirect=True)
def test_what_is_infected_is_set_apart_and_the_rest_is_read(
    clamd: Server, read: Callable[[bytes, str], Submission]
) -> None:
    inside = deflated({"fattura.txt": b"si paghi " + VIRUS, "nota.txt": b"Una nota del comune."})
    found = read(mail(attached("allegati.zip", VIRUS + b" in chiaro"), attached("altro.zip", inside)), clamd.place)
    assert found.verdict is MessageState.PARTIAL
    assert [scheda.campo for scheda in found.reading.schede] == [7]
    status = {document.path: document.status for document in found.reading.documents}
    assert status["allegati.zip"] is not DocumentStatus.READ
    assert status["altro.zip/nota.txt"] is DocumentStatus.READ
    assert status["altro.zip/fattura.txt"] is not DocumentStatus.READ
    assert set(infected(found)) == {"allegati.zip", "altro.zip/fattura.txt"}
    assert all("Prova.Test-1" in detail for detail in infected(found).values())


@pytest.mark.parametrize("clamd", ["a path"], indirect=True)
def test_a_sound_mail_is_asked_about_once(clamd: Server, read: Callable[[bytes, str], Submission]) -> None:
    found = read(mail(attached("nota.txt", b"Una nota del comune.")), clamd.place)
    assert (found.verdict, infected(found), clamd.asked) == (MessageState.DONE, {}, 1)


@pytest.mark.parametrize("clamd", ["a path"], indirect=True)
def test_where_nobody_knows_what_is_infected_nothing_is_opened(
    clamd: Server, read: Callable[[bytes, str], Submission]
) -> None:
    found = read(mail(attached("nota.txt", b"Una nota del comune."), head=f"X-A: {VIRUS.decode()}\r\n"), clamd.place)
    assert set(infected(found)) == {"(body)", "nota.txt"}
    assert found.reading.schede == ()


def test_while_clamd_is_away_nothing_is_read(read: Callable[[bytes, str], Submission], tmp_path: Path) -> None:
    with pytest.raises(ToolOutageError, match="cannot be reached"):
        read(mail(), str(tmp_path / "nessuno"))
