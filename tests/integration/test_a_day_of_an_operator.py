"""A day of an operator with a real mail server, command by command: what goes wrong is seen, understood, repaired and
stays repaired.
"""

import json
import os
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from jobs.demo.build import docx, mail
from tests.integration.test_dovecot_to_postgresql import RACCOLTA, Machine, wait_until
from tests.integration.test_watched_service import ask, until
from tests.services import Dovecot, PostgreSQL, free_port, fresh_database
from tests.specimens.older import as_of

pytestmark = pytest.mark.service

DATE = datetime(2015, 12, 1, 9, tzinfo=UTC)
COURSES = (
    "Ogni sera trenta ospiti del centro seguono corsi di lingua italiana, divisi in tre livelli, con due esami "
    "l'anno e un attestato finale."
)
GARDEN = (
    "Gli ospiti curano i giardini pubblici insieme agli anziani del quartiere, due mattine alla settimana, con "
    "attrezzi del Comune."
)
CHOIR = (
    "Un coro di ragazzi e di pescatori prova ogni venerdì nella sala della parrocchia e canta alle feste del "
    "paese insieme agli anziani."
)
ONE = docx([("bold", "Campo 5: apprendimento della lingua italiana"), ("text", COURSES)])
TWO = docx([("bold", "Campo 7: volontariato"), ("text", GARDEN), ("text", CHOIR)])
LARGE = bytes(range(256)) * 3_000
MAILS = (
    mail("protocollo.prefve@pec.interno.it", "due in una", "Si trasmette.", {"scheda.docx": TWO}, date=DATE),
    mail("protocollo.prefcr@pec.interno.it", "rotta", "Si trasmette.", {"scheda.docx": b"PK\x03\x04 rotto"}, date=DATE),
    mail("maria.rossi@example.org", "privata", "Si trasmette.", {"scheda.docx": ONE}, date=DATE),
    mail(
        "protocollo.prefan@pec.interno.it",
        "grande",
        "Si trasmette.",
        {"scheda.docx": ONE, "foto.bin": LARGE},
        date=DATE,
    ),
)


@pytest.fixture
def operator(mailbox_server: Dovecot, tmp_path: Path) -> Callable[..., Any]:
    """A shell: what it prints, as JSON where it is asked for; `code` is the exit code to expect, `said` the errors."""
    settings = mailbox_server.environment() | {
        "RACCOLTA_DATA_DIR": str(tmp_path / "data"),
        "RACCOLTA_LIMIT_FILE_BYTES": "500000",
    }
    settings |= {"RACCOLTA_WORKERS": "1"}
    settings.pop("RACCOLTA_IMAP_PASSWORD")
    secret = tmp_path / "password"
    secret.write_text(mailbox_server.password)

    def call(*arguments: str, code: int = 0, **changed: str) -> Any:
        environment = os.environ | settings | {"RACCOLTA_IMAP_PASSWORD_FILE": str(secret)} | changed
        done = subprocess.run(
            [RACCOLTA, *arguments], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert done.returncode == code, (arguments, done.stdout, done.stderr)
        return json.loads(done.stdout) if "--json" in arguments else done.stdout + done.stderr

    call.secret = secret  # type: ignore[attr-defined]
    call.folder = tmp_path  # type: ignore[attr-defined]
    return call


def unsolved(operator: Any) -> set[int]:
    return {item["id"] for cause in operator("failed", "--json") for item in cause["items"]}


def test_a_day(operator: Any, mailbox_server: Dovecot) -> None:
    # Morning: nothing there yet, then the mails of the night.
    assert "RED" in operator("status", "--health", code=1)
    mailbox_server.deliver(MAILS)
    operator("poll")
    assert "green" in operator("status", "--health")

    # Somebody changed the password: red at once, and green after the file was mended.
    good = operator.secret.read_text()
    operator.secret.write_text("sbagliata")
    operator("poll", code=1)
    assert "RED" in operator("status", "--health", code=1)
    operator.secret.write_text(good)
    operator("poll")
    assert "green" in operator("status", "--health")

    # What failed, and why.
    causes = {cause["cause"]: cause for cause in operator("failed", "--json")}
    assert unsolved(operator) == {2, 4}
    assert f"from 500000 to {len(LARGE)}" in causes["went past RACCOLTA_LIMIT_FILE_BYTES"]["what_to_do"]

    # A limit raised for one mail: the picture is let in, and the file that nobody reads is the only thing left.
    said = operator("rerun", "--reason", "LIMIT_FILE_BYTES", "--limit", f"file_bytes={len(LARGE)}")
    assert "message 4" in said
    assert not any("LIMIT" in item["reason"] for cause in operator("failed", "--json") for item in cause["items"])
    operator("close", "4", "--note", "una fotografia")

    # A copy in place of the broken attachment.
    (operator.folder / "copia.docx").write_bytes(ONE)
    assert "partial -> done" in operator("replace", "2", "scheda.docx", "copia.docx", "--by", "Anna")
    assert unsolved(operator) == set()

    # An office assigned, one scheda made two.
    operator("review", "office", "3", "--prefettura", "BG")
    (scheda,) = operator("show", "1", "--json")["schede"]
    operator("review", "split", str(scheda["id"]), "--at", "Un coro")
    assert [s["description"] for s in operator("show", "1", "--json")["schede"]] == [GARDEN, CHOIR]

    # Evening: everything read again, nothing undone.
    assert "0 of 4 messages would change" in operator("rerun", "--all", "--dry-run")
    operator("rerun", "--all")
    assert [m["prefettura"] for m in operator("messages", "--json")] == ["VE", "CR", "BG", "AN"]
    assert len(operator("show", "1", "--json")["schede"]) == 2
    assert "sound" in operator("db", "check")

    # Night: everything copied, and brought back elsewhere as it was.
    operator("db", "backup", "--dir", "copie", "--keep", "7")
    assert "sound" in operator("db", "restore", "copie", "--data-dir", "altrove")
    assert operator("messages", "--json", "--data-dir", "altrove") == operator("messages", "--json")


def test_the_mailbox_moves_and_a_typing_error_is_forgotten(operator: Any, mailbox_server: Dovecot) -> None:
    mailbox_server.deliver(MAILS[:1])
    operator("poll")
    operator("poll", code=1, RACCOLTA_IMAP_FOLDER="INBOZ")
    assert "green" in operator("status", "--health")
    wrong = next(box["key"] for box in operator("mailbox", "list", "--json") if box["key"].endswith("INBOZ"))
    operator("mailbox", "forget", wrong)
    assert [box["watched"] for box in operator("mailbox", "list", "--json")] == [True]
    mailbox_server.deliver(MAILS[2:3], "Nuova")
    operator("poll", RACCOLTA_IMAP_FOLDER="Nuova")
    assert "green" in operator("status", "--health", RACCOLTA_IMAP_FOLDER="Nuova")
    assert len(operator("messages", "--json")) == 2


def scan() -> bytes:
    """A page that only character recognition can read."""
    page = Image.new("L", (1240, 900), 255)
    words = "Campo 5: apprendimento della lingua italiana\n\n" + COURSES.replace(", ", ",\n")
    font = ImageFont.load_default(30)
    ImageDraw.Draw(page).multiline_text((90, 90), words, fill=0, font=font, spacing=20)
    out = BytesIO()
    page.save(out, "PNG", dpi=(150, 150))
    return out.getvalue()


class Service:
    """The running service: its figures, and at its end what it logged."""

    def __init__(self, machine: Machine) -> None:
        self.port = free_port()
        self.machine = Machine(machine.environment | {"RACCOLTA_HTTP_PORT": str(self.port)})
        self.process = self.machine.service()
        self.logged: list[dict[str, Any]] = []

    def shows(self, *figures: str) -> None:
        for figure in figures:
            until(lambda: ask(self.port, "/metrics"), 200, figure)

    def ready(self, state: int, words: str) -> None:
        until(lambda: ask(self.port, "/readyz"), state, words)

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, said
        self.logged = [json.loads(line) for line in said.splitlines() if line.startswith("{")]

    def told(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.logged if line["event"] == event]


@contextmanager
def service(machine: Machine) -> Iterator[Service]:
    running = Service(machine)
    try:
        yield running
        running.end()
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.communicate()


def failed(machine: Machine) -> dict[str, dict[str, Any]]:
    return {cause["cause"]: cause for cause in json.loads(machine("failed", "--json"))}


def status(machine: Machine) -> dict[str, Any]:
    return dict(json.loads(machine("status", "--json")))


def checked(machine: Machine, name: str) -> dict[str, Any]:
    done = subprocess.run(
        [RACCOLTA, "check", "--json"], env=machine.environment, capture_output=True, text=True, check=False
    )
    return next(dict(item) for item in json.loads(done.stdout) if item["name"] == name)


def test_a_day_of_the_service(
    own_imap_server: Callable[..., AbstractContextManager[Dovecot]],
    own_server: Callable[[], AbstractContextManager[PostgreSQL]],
    tesseract: str,
    tmp_path: Path,
) -> None:
    """What is away is seen, told once, harms no mail, and is taken up by itself when it is back."""
    tools = tmp_path / "bin"
    tools.mkdir()
    with own_imap_server() as server, own_server() as database, fresh_database(database.url, "day") as url:
        settings = server.environment() | {
            "RACCOLTA_DATA_DIR": str(tmp_path / "data"), "RACCOLTA_DATABASE_URL": url, "RACCOLTA_POLL_SECONDS": "1",
            "RACCOLTA_WORKERS": "1", "RACCOLTA_RETRY_BASE_SECONDS": "1", "RACCOLTA_RETRY_MAX_SECONDS": "2",
            "PATH": str(tools),
        }  # fmt: skip
        server.deliver(MAILS[:1])
        with service(Machine(settings)) as running:
            machine = running.machine
            running.shows('raccolta_messages{state="done"} 1.0', "raccolta_healthy 1.0")
            running.ready(200, "ok")

            # The mail server goes away and comes back with a mail.
            server.stop()
            wait_until(lambda: "refused" in str(status(machine)["mailboxes"][0]["last_error"]), 120)
            running.shows("raccolta_mailbox_failing{", "} 1.0")
            assert "last poll failed: " in machine("status")
            server.start()
            server.deliver(MAILS[2:3])
            running.shows('raccolta_messages{state="done"} 2.0')
            wait_until(lambda: status(machine)["mailboxes"][0]["last_error"] is None, 120)

            # The database goes away and comes back.
            database.stop()
            running.shows("raccolta_database_up 0.0")
            running.ready(503, "database")
            said = subprocess.run(
                [RACCOLTA, "status"], env=machine.environment, capture_output=True, text=True, check=False
            )
            assert (said.returncode, len(said.stderr.strip().splitlines())) == (1, 1), said
            server.deliver([mail("protocollo.preflo@pec.interno.it", "corsi", "x", {"scheda.docx": ONE}, date=DATE)])
            database.start()
            running.shows("raccolta_database_up 1.0", 'raccolta_messages{state="done"} 3.0')
            running.ready(200, "ok")

            # The disk of the originals is full: red at once, the mail stays where it is, and all goes on by itself.
            soft, hard = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (1024, -1))
            server.deliver([mail("protocollo.prefmn@pec.interno.it", "orti", "x", {"scheda.docx": ONE}, date=DATE)])
            running.ready(503, "The disk is full or may not be written")
            running.shows("raccolta_healthy 0.0", 'raccolta_messages{state="done"} 3.0')
            assert any("make room" in reason for reason in status(machine)["red"])
            assert server.count() == 4
            resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (soft, hard))
            running.shows("raccolta_healthy 1.0", 'raccolta_messages{state="done"} 4.0')

            # A tool is missing; what needs it waits, and whoever looks is told what to install.
            scanned = {"scheda.png": scan()}
            server.deliver([mail("protocollo.prefcr@pec.interno.it", "scansione", "x", scanned, date=DATE)])
            running.shows('raccolta_messages{state="retry"} 1.0', "raccolta_healthy 0.0")
            running.ready(503, "waiting for a tool")
            cause = failed(machine)["tesseract is needed and is missing or fails"]
            assert ([item["id"] for item in cause["items"]], cause["items"][0]["status"]) == ([5], "retry")
            assert "apt-get install tesseract-ocr" in cause["what_to_do"]
            assert checked(machine, "tesseract")["ok"] is False
            (tools / "tesseract").symlink_to(tesseract)
            running.shows('raccolta_messages{state="done"} 5.0', "raccolta_healthy 1.0")
            assert checked(machine, "tesseract")["ok"] is True
            assert failed(machine) == {}
            assert [scheda["campo"] for scheda in machine.messages()[4]["schede"]] == [5]
    # Every outage is told when it begins, with its reason, and when it is over; not at every try.
    for event in ("poll failed; the next one tries again", "processing pauses"):
        assert running.told(event)
        reasons = [line["reason"] for line in running.told(event)]
        assert all(reasons)
    for event in ("polling goes on", "processing goes on"):
        assert running.told(event)
    waited = [line for line in running.told("message processed") if line["state"] == "retry"]
    assert waited
    assert {line["level"] for line in waited} == {"warning"}


def without_candidates(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Messages without what a version of last year did not store, and a rerun brings."""
    for message in messages:
        for scheda in message["schede"]:
            scheda.pop("candidates")
    return messages


def test_an_upgrade_keeps_records_and_decisions(
    operator: Callable[..., Any], mailbox_server: Dovecot, database_url: str
) -> None:
    operator = partial(operator, RACCOLTA_DATABASE_URL=database_url)
    mailbox_server.deliver(MAILS[:3])
    operator("poll")
    operator("review", "office", "3", "--prefettura", "BG")
    (scheda,) = operator("show", "1", "--json")["schede"]
    operator("review", "split", str(scheda["id"]), "--at", "Un coro")
    operator("close", "2", "--note", "non si ripara")
    listed = without_candidates(operator("messages", "--json"))
    found = operator("search", "coro", "--json")

    # The data as a version of last year would have left them.
    as_of("0010", database_url)
    mailbox_server.deliver(MAILS[3:])
    said = operator("poll", code=1)
    assert "raccolta db upgrade" in said
    assert len(said.strip().splitlines()) == 1
    assert "raccolta db upgrade" in operator("status", "--health", code=1)
    looked = next(item for item in operator("check", "--json", code=1) if item["name"] == "database")
    assert (looked["ok"], "0010" in looked["found"], "db upgrade" in looked["remedy"]) == (False, True, True)

    operator("db", "upgrade")
    assert without_candidates(operator("messages", "--json")) == listed
    assert operator("search", "coro", "--json") == found
    assert unsolved(operator) == set()
    assert "sound" in operator("db", "check")
    assert "0 of 3 messages would change" in operator("rerun", "--all", "--dry-run")
    operator("poll")
    assert len(operator("messages", "--json")) == 4


def test_the_mailbox_moves_to_another_server_with_all_that_is_in_it(
    operator: Any,
    mailbox_server: Dovecot,
    own_imap_server: Callable[..., AbstractContextManager[Dovecot]],
) -> None:
    mailbox_server.deliver(MAILS[:1])
    operator("poll")
    with own_imap_server() as other:
        other.deliver([MAILS[0], MAILS[2]])
        moved = other.environment()
        del moved["RACCOLTA_IMAP_PASSWORD"]
        assert "never polled" in operator("status", "--health", code=1, **moved)
        operator("poll", **moved)
        assert "green" in operator("status", "--health", **moved)
        assert [box["watched"] for box in operator("mailbox", "list", "--json", **moved)] == [False, True]
        operator("reconcile", **moved)
    # The mail that was there before is known again: nothing of it counts twice.
    assert [link["kind"] for link in operator("show", "2", "--json")["links"]] == ["duplicate"]
    in_force = json.loads("[" + ",".join(operator("export", "schede", "--format", "jsonl").splitlines()) + "]")
    assert sorted(scheda["message_id"] for scheda in in_force) == [1, 3]
