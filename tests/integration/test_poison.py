"""Mails made to harm, by the service as it is installed: they hold nobody back, and it ends when it is told to."""

import signal
import subprocess
import zipfile
from base64 import encodebytes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from jobs.demo.build import mail as built
from store.database import Database
from store.tables import messages
from tests.integration.test_dovecot_to_postgresql import RACCOLTA, Machine, wait_until
from tests.services import Dovecot
from tests.specimens.seed import DESCRIPTION_1, DESCRIPTION_7, REPLY
from tests.unit.test_hostile_contents import crowded, mail, zipped
from tests.unit.test_pdf_weight import HEAVY, document, squeezed, stream
from tests.unit.test_seed import DATE
from tests.unit.test_sheet_cells import CELL, ods, row, table

pytestmark = pytest.mark.service

#: Long enough for a machine that does much else; what hangs takes longer than any bound.
SECONDS = 240
SETTLED = {"done", "partial", "failed", "ignored"}


def attached(name: str, content: bytes) -> tuple[str, bytes]:
    """In letters: a mailbox server may change the line ends of what is not."""
    return (
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"'
    ), encodebytes(content)


def poison() -> list[bytes]:
    twice_packed = stream(squeezed(b" ", 120 << 20, 2), b"/Filter[/FlateDecode/FlateDecode]")
    return [
        mail(attached("disegno.pdf", HEAVY["forms in forms"]())),
        mail(attached("bomba.pdf", document(twice_packed))),
        mail(attached("elenco.ods", ods(table(row(CELL.format(300), 1_000_000))))),
        mail(attached("schede.zip", crowded(300_000))),
        mail(("Content-Type: text/html; charset=utf-8", b"<?xml" * 100_000)),
    ]


GOOD = [built("mario.rossi@interno.it", f"risposta {number}", "\n\n".join(REPLY), date=DATE) for number in range(8)]


@contextmanager
def running(machine: Machine) -> Iterator[subprocess.Popen[str]]:
    service = subprocess.Popen(
        [RACCOLTA, "run"],
        env=machine.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        yield service
    finally:
        service.kill()
        service.wait()


@pytest.fixture
def machine(mailbox_server: Dovecot, database_url: str, tmp_path: Path) -> Machine:
    own = {"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": database_url, "POLL_SECONDS": "1", "STOP_SECONDS": "2"}
    machine = Machine(mailbox_server.environment() | {f"RACCOLTA_{name}": value for name, value in own.items()})
    machine("db", "upgrade")
    return machine


def states(url: str) -> list[str]:
    """The states of all messages, in the order in which they came."""
    database = Database(url)
    try:
        with database.read() as connection:
            return list(connection.execute(sa.select(messages.c.status).order_by(messages.c.id)).scalars())
    finally:
        database.close()


def test_five_poisoned_mails_hold_eight_good_ones_back_no_longer_than_they_are_read(
    machine: Machine, mailbox_server: Dovecot, database_url: str
) -> None:
    harm = poison()
    mailbox_server.deliver([*harm, *GOOD])
    expected = len(harm) + len(GOOD)
    with running(machine):
        wait_until(lambda: [state in SETTLED for state in states(database_url)] == [True] * expected, SECONDS)
    found = machine.messages()
    assert [message["status"] for message in found] == ["partial"] * 4 + ["done"] * 9
    for message in found[: len(harm)]:
        assert [scheda["campo"] for scheda in message["schede"]] == [7], "the scheda in the letter is stored"
        assert message["problems"], "what was left out is said"
    for message in found[len(harm) :]:
        assert [scheda["description"] for scheda in message["schede"]] == [DESCRIPTION_1, DESCRIPTION_7]


def slow() -> bytes:
    """An archive of files that take minutes together and need no tool."""
    table = "<table>" + "<tr><td>a<td>b" * 6_000 + "</table>"
    return zipped({f"{number}.html": f"{table}{number}".encode() for number in range(200)}, zipfile.ZIP_STORED)


def in_session(number: int) -> list[str]:
    """The processes of a session that are more than a name."""
    shown = subprocess.run(["ps", "-eo", "sid,stat,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in shown.splitlines()[1:]]
    return [arguments for session, state, arguments in rows if session == str(number) and state[0] not in "ZX"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_ends_while_it_reads_for_minutes_and_leaves_the_mail_to_the_next(
    machine: Machine, mailbox_server: Dovecot, database_url: str
) -> None:
    mailbox_server.deliver([mail(attached("tabelle.zip", slow()))])
    with running(machine) as service:
        wait_until(lambda: states(database_url) == ["processing"], SECONDS)
        service.send_signal(signal.SIGTERM)
        # STOP_SECONDS is 2; reading to the end would take several times as long as this.
        assert service.wait(60) == 0
    wait_until(lambda: not in_session(service.pid), SECONDS)
    assert states(database_url) == ["received"], "it is read by whoever comes next"
    machine.environment["RACCOLTA_LIMIT_ARCHIVE_ENTRIES"] = "10"
    machine("process")
    (message,) = machine.messages()
    assert message["status"] == "partial"
    assert [scheda["campo"] for scheda in message["schede"]] == [7]
