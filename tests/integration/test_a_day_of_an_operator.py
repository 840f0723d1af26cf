"""A day of an operator with a real mail server, command by command: what goes wrong is seen, understood, repaired and
stays repaired.
"""

import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jobs.demo.build import docx, mail
from tests.integration.test_dovecot_to_postgresql import RACCOLTA
from tests.services import Dovecot

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
