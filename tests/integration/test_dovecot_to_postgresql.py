"""The main job over real servers: Dovecot with TLS into SQLite and PostgreSQL, by the commands a user types."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jobs.demo.build import docx, mail, pdf
from tests.services import Dovecot
from tests.specimens.seed import DESCRIPTION_1, DESCRIPTION_7, FORM, REPLY, styled
from tests.unit.test_seed import DATE

pytestmark = pytest.mark.service

RACCOLTA = str(Path(sys.executable).with_name("raccolta"))


def seed_mails() -> list[bytes]:
    sender = "mario.rossi@interno.it"
    return [
        mail(sender, "a", "In allegato.", {"risposta.docx": docx(styled(REPLY))}, date=DATE),
        mail(sender, "b", "In allegato.", {"risposta.pdf": pdf(styled(REPLY))}, date=DATE),
        mail(sender, "c", "\n\n".join(REPLY), date=DATE),
        mail(sender, "d", "In allegato.", {"tutto.pdf": pdf(styled(FORM + REPLY), break_before=[REPLY[0]])}, date=DATE),
        mail(sender, "e", "Il modello.", {"modello.docx": docx(styled(FORM))}, date=DATE),
    ]


class Machine:
    """The program as installed, with its settings in the environment."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**os.environ, **environment}

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run([RACCOLTA, *arguments], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done.stdout

    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self("export", "messages", "--format", "jsonl").splitlines()]

    def service(self) -> subprocess.Popen[str]:
        return subprocess.Popen([RACCOLTA, "run"], env=self.environment, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def machine(mailbox_server: Dovecot, database_url: str, tmp_path: Path) -> Machine:
    return Machine(
        mailbox_server.environment()
        | {
            "RACCOLTA_DATA_DIR": str(tmp_path / "data"),
            "RACCOLTA_DATABASE_URL": database_url,
            "RACCOLTA_POLL_SECONDS": "1",
        }
    )


def wait_until(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.3)


def finished(machine: Machine, count: int) -> bool:
    try:
        stored = machine.messages()
    except AssertionError as error:
        # A service that has just begun has no database yet, and looking makes none.
        if "Nothing was taken in here so far" in str(error):
            return False
        raise
    return sum(message["status"] in {"done", "ignored"} for message in stored) >= count


def test_the_service_takes_the_seed_in_on_its_schedule_and_ends_on_sigterm(
    machine: Machine, mailbox_server: Dovecot
) -> None:
    mailbox_server.deliver(seed_mails()[:2])
    service = machine.service()
    try:
        wait_until(lambda: finished(machine, 2))
        mailbox_server.deliver(seed_mails()[2:])
        wait_until(lambda: finished(machine, 5))
        assert json.loads(machine("status", "--json"))["red"] == []
    finally:
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
    found = machine.messages()
    assert [[scheda["campo"] for scheda in message["schede"]] for message in found] == [[1, 7]] * 4 + [[]]
    # The same reply four times: the first is in force, the others are its duplicates.
    assert [[link["message"] for link in message["links"]] for message in found[1:4]] == [[1], [1], [1]]
    for message in found[:4]:
        assert [scheda["description"] for scheda in message["schede"]] == [DESCRIPTION_1, DESCRIPTION_7]
        assert message["prefettura"] == "CR"
        # The envelope of one of them bears no signature.
        told = {p["code"] for p in message["problems"] if not p["compared"]} - {"untrusted_sender"}
        assert told == {"protocol_mentioned_not_attached"}
    blank = next(document for document in found[4]["documents"] if document["filename"] == "modello.docx")
    assert (blank["kind"], found[4]["marked_campi"]) == ("blank_form", [])


def test_polling_again_stores_nothing_twice(machine: Machine, mailbox_server: Dovecot) -> None:
    mailbox_server.deliver(seed_mails())
    assert json.loads(machine("poll", "--json"))["stored"] == 5
    before = machine.messages()
    assert json.loads(machine("poll", "--json"))["stored"] == 0
    assert machine.messages() == before


def test_the_mailbox_is_left_as_it_was(machine: Machine, mailbox_server: Dovecot) -> None:
    mailbox_server.deliver(seed_mails())
    machine("poll")
    with mailbox_server.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search("UNSEEN") == client.search("ALL")


def test_after_store_seen_marks_what_is_committed(machine: Machine, mailbox_server: Dovecot) -> None:
    mailbox_server.deliver(seed_mails())
    machine.environment["RACCOLTA_AFTER_STORE"] = "seen"
    machine("poll")
    with mailbox_server.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search("UNSEEN") == []


def test_after_store_move_moves_only_what_is_committed(machine: Machine, mailbox_server: Dovecot) -> None:
    mailbox_server.deliver(seed_mails())
    machine.environment |= {"RACCOLTA_AFTER_STORE": "move:Elaborate", "RACCOLTA_LIMIT_MESSAGE_BYTES": "20000"}
    machine("poll")
    stored = {message["sha256"] for message in machine.messages()}
    assert 0 < len(stored) < 5
    assert mailbox_server.count("Elaborate") == len(stored)
    assert mailbox_server.count() == 5 - len(stored)
    assert json.loads(machine("status", "--json"))["not_taken"] == 5 - len(stored)


def test_what_was_too_large_is_taken_once_the_limit_allows_it(machine: Machine, mailbox_server: Dovecot) -> None:
    mailbox_server.deliver(seed_mails())
    machine.environment["RACCOLTA_LIMIT_MESSAGE_BYTES"] = "20000"
    machine("poll")
    del machine.environment["RACCOLTA_LIMIT_MESSAGE_BYTES"]
    machine("poll")
    assert len(machine.messages()) == 5
    assert json.loads(machine("status", "--json"))["not_taken"] == 0


def test_large_messages_come_in_pieces_byte_for_byte(machine: Machine, mailbox_server: Dovecot, tmp_path: Path) -> None:
    big = mail("mario.rossi@interno.it", "grande", "In allegato.", {"dati.bin": os.urandom(300_000)}, date=DATE)
    mailbox_server.deliver([big])
    machine.environment["RACCOLTA_IMAP_CHUNK_BYTES"] = "65536"
    machine("poll")
    (message,) = machine.messages()
    stored = tmp_path / "data" / "originals" / message["sha256"][:2] / f"{message['sha256']}.eml"
    assert stored.read_bytes() == big


def test_rerun_gives_identical_records(machine: Machine, mailbox_server: Dovecot) -> None:
    mailbox_server.deliver(seed_mails())
    machine("poll")
    before = machine.messages()
    machine("rerun", "1")
    after = machine.messages()
    assert after[0].pop("attempts") == before[0].pop("attempts") + 1
    assert after == before
    assert "0 of 5 messages would change" in machine("rerun", "--all", "--dry-run")


def test_starttls_and_an_untrusted_certificate(machine: Machine, mailbox_server: Dovecot) -> None:
    mailbox_server.deliver(seed_mails()[:1])
    machine.environment |= mailbox_server.environment(tls="starttls")
    assert json.loads(machine("poll", "--json"))["stored"] == 1
    del machine.environment["RACCOLTA_IMAP_CA_FILE"]
    refused = subprocess.run([RACCOLTA, "poll"], env=machine.environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "is not trusted" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_check_says_what_is_wrong(machine: Machine) -> None:
    assert any(line.split()[:2] == ["ok", "mailbox:"] for line in machine("check").splitlines())
    machine.environment["RACCOLTA_IMAP_PASSWORD"] = "falsa"
    done = subprocess.run([RACCOLTA, "check"], env=machine.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert ["FAILED", "mailbox:"] in [line.split()[:2] for line in done.stdout.splitlines()]
    assert "to do: correct the IMAP_ settings" in done.stdout


def test_reconcile_holds_the_mailbox_against_the_database(machine: Machine, mailbox_server: Dovecot) -> None:
    mailbox_server.deliver(seed_mails())
    machine("poll")
    found = json.loads(machine("reconcile", "--json"))
    assert (found["on_server"], found["stored"], found["new"], found["missing"]) == (5, 5, 0, [])
    for original in (Path(machine.environment["RACCOLTA_DATA_DIR"]) / "originals").glob("??/*.eml"):
        original.unlink()
        break
    done = subprocess.run([RACCOLTA, "reconcile"], env=machine.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "missing         1" in done.stdout
