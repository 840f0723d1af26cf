"""A day of an operator beside the running service: what goes wrong is seen in `failed`, `status`, the figures and the
log, is understood, repaired and stays repaired.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.integration.day import CHOIR, GARDEN, LARGE, MAILS, ONE, Day, Seen, day, of_office, scan
from tests.services import Dovecot
from tests.unit.test_pdf_weight import document, squeezed, stream

pytestmark = pytest.mark.service

BROKEN, TOO_LARGE = "damaged, or without text", "went past RACCOLTA_LIMIT_FILE_BYTES"
NO_TOOL = "tesseract is needed and is missing or fails"
NIGHT = {BROKEN: [2], TOO_LARGE: [4]}


class Office:
    """The day, the server, the file with the password, and where tools are looked for."""

    def __init__(self, running: Day, server: Dovecot, folder: Path) -> None:
        self.day, self.server, self.folder = running, server, folder
        self.secret, self.tools = folder / "password", folder / "bin"


@pytest.fixture
def office(own_imap_server: Callable[..., AbstractContextManager[Dovecot]], tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "bin").mkdir()
    with own_imap_server() as server:
        (tmp_path / "password").write_text(server.password)
        # What waits for a tool is to be seen between two attempts.
        settings = server.environment() | {
            "RACCOLTA_IMAP_PASSWORD_FILE": str(tmp_path / "password"), "RACCOLTA_DATA_DIR": str(tmp_path / "data"),
            "RACCOLTA_LIMIT_FILE_BYTES": "500000", "RACCOLTA_POLL_SECONDS": "1", "RACCOLTA_WORKERS": "1",
            "RACCOLTA_RETRY_BASE_SECONDS": "15", "RACCOLTA_RETRY_MAX_SECONDS": "15", "PATH": str(tmp_path / "bin"),
        }  # fmt: skip
        del settings["RACCOLTA_IMAP_PASSWORD"]
        server.deliver(MAILS)
        with day(settings) as running:
            yield Office(running, server, tmp_path)


@pytest.mark.timeout(900)
def test_a_day(office: Office, tesseract: str) -> None:
    the_mails_of_the_night(office)
    a_wrong_password(office)
    the_server_is_away(office)
    a_poisoned_mail(office)
    a_tool_is_missing(office, tesseract)
    a_limit_is_raised(office)
    an_attachment_is_replaced(office)
    what_persons_decide(office)
    the_evening(office)


def the_mails_of_the_night(office: Office) -> None:
    office.day.shows("four mails", Seen(
        failed=NIGHT,
        to_do=(f"from 500000 to {len(LARGE)}",),
        status=("health green", "2 messages that could not be read", "2 done, 2 partial", "1 submission of unknown"),
        metrics=('raccolta_messages{state="done"} 2.0', 'raccolta_messages{state="partial"} 2.0', "healthy 1.0",
                 'raccolta_review_open{what="unread"} 2.0', 'raccolta_review_open{what="office"} 1.0'),
        logs=({"event": "message stored", "uid": 4}, {"event": "polled", "stored": 4},
              {"event": "message processed", "number": 2, "state": "partial", "reason": "the archive is damaged"}),
    ))  # fmt: skip


def a_wrong_password(office: Office) -> None:
    """Somebody changed it: red at once, and green by itself after the file was mended."""
    good = office.secret.read_text()
    office.secret.write_text("sbagliata")
    office.day.shows("a wrong password", Seen(
        failed=NIGHT,
        status=("health RED", "refused the login", "correct the IMAP settings"),
        metrics=("raccolta_healthy 0.0", "raccolta_mailbox_failing{", 'raccolta_messages{state="partial"} 2.0'),
        logs=({"event": "poll needs a person", "level": "error", "reason": "refused the login"},),
    ))  # fmt: skip
    office.secret.write_text(good)
    office.day.shows("the right one", Seen(
        failed=NIGHT,
        status=("health green",),
        metrics=("raccolta_healthy 1.0",),
        logs=({"event": "polling goes on", "level": "info"},),
    ))  # fmt: skip


def the_server_is_away(office: Office) -> None:
    office.server.stop()
    office.day.shows("no mail server", Seen(
        failed=NIGHT,
        status=("last poll failed", "refused"),
        metrics=("raccolta_mailbox_failing{",),
        logs=({"event": "poll failed; the next one tries again", "level": "warning", "reason": "refused"},),
    ))  # fmt: skip
    office.server.start()
    office.day.shows("the mail server again", Seen(
        failed=NIGHT,
        status=("health green",),
        metrics=("raccolta_healthy 1.0",),
        logs=({"event": "polling goes on"},),
    ))  # fmt: skip


def a_poisoned_mail(office: Office) -> None:
    """It is read to its bound and no further; the one behind it is read."""
    twice_packed = stream(squeezed(b" ", 120 << 20, 2), b"/Filter[/FlateDecode/FlateDecode]")
    poisoned = of_office("LO", "bomba", {"bomba.pdf": document(twice_packed)})
    office.server.deliver([poisoned, of_office("MN", "corsi", {"scheda.docx": ONE})])
    office.day.shows("a poisoned mail", Seen(
        failed=NIGHT | {TOO_LARGE: [4, 5]},
        status=("health green", "3 messages that could not be read"),
        metrics=('raccolta_messages{state="done"} 3.0', 'raccolta_review_open{what="unread"} 3.0'),
        logs=({"event": "message processed", "number": 5, "reason": "unpacks to more than 500000 bytes"},
              {"event": "message processed", "number": 6, "state": "done", "level": "info"}),
    ))  # fmt: skip
    office.day("close", "5", "--note", "nessuna scheda")


def a_tool_is_missing(office: Office, tesseract: str) -> None:
    """What needs it waits, and whoever looks is told what to install."""
    office.server.deliver([of_office("FM", "scansione", {"scheda.png": scan()})])
    office.day.shows("no tesseract", Seen(
        failed=NIGHT | {NO_TOOL: [7]},
        to_do=("apt-get install tesseract-ocr",),
        status=("health RED", "waiting for a tool", "1 retry"),
        metrics=('raccolta_messages{state="retry"} 1.0', "raccolta_healthy 0.0", "raccolta_backlog 1.0"),
        logs=({"event": "message processed", "number": 7, "state": "retry", "level": "warning"},),
    ))  # fmt: skip
    assert "apt-get install tesseract-ocr" in office.day("check", code=1)
    (office.tools / "tesseract").symlink_to(tesseract)
    office.day.shows("with tesseract", Seen(
        failed=NIGHT,
        status=("health green",),
        metrics=('raccolta_messages{state="retry"} 0.0', "raccolta_healthy 1.0", "raccolta_backlog 0.0"),
        logs=({"event": "message processed", "number": 7, "state": "done"},),
    ))  # fmt: skip


def a_limit_is_raised(office: Office) -> None:
    """For one mail: the picture is let in, and the file that nobody reads is the only thing left."""
    office.day("rerun", "4", "--limit", f"file_bytes={len(LARGE)}")
    office.day.shows("a raised limit", Seen(
        failed={BROKEN: [2], "of a format that is not read": [4]},
        status=("2 messages that could not be read", "1 unsupported_document"),
        metrics=('raccolta_review_open{what="unread"} 2.0',),
    ))  # fmt: skip
    assert f"LIMIT_FILE_BYTES is {len(LARGE)}" in office.day("show", "4")
    office.day("close", "4", "--note", "una fotografia")
    office.day.shows("a closed mail", Seen(
        failed={BROKEN: [2]},
        status=("1 message that could not be read",),
        metrics=('raccolta_review_open{what="unread"} 1.0', 'raccolta_messages{state="partial"} 3.0'),
    ))  # fmt: skip


def an_attachment_is_replaced(office: Office) -> None:
    copy = office.folder / "copia.docx"
    copy.write_bytes(ONE)
    assert "partial -> done" in office.day("replace", "2", "scheda.docx", str(copy), "--by", "Anna")
    office.day.shows("a replaced attachment", Seen(
        failed={},
        status=("health green", "5 done, 2 partial"),
        metrics=('raccolta_review_open{what="unread"} 0.0', 'raccolta_messages{state="partial"} 2.0'),
    ))  # fmt: skip


def what_persons_decide(office: Office) -> None:
    """An office is assigned, one scheda made two; neither comes back by itself."""
    before = _records(office)
    office.day("review", "office", "3", "--prefettura", "BG")
    (scheda,) = office.day("show", "1", "--json")["schede"]
    office.day("review", "split", str(scheda["id"]), "--at", "Un coro")
    office.day.shows("decisions", Seen(
        status=(f"{before + 1} schede in force, 0 of them of no known office",),
        metrics=('raccolta_review_open{what="office"} 0.0', f'raccolta_records{{what="schede_in_force"}} {before + 1}'),
    ))  # fmt: skip
    assert [s["description"] for s in office.day("show", "1", "--json")["schede"]] == [GARDEN, CHOIR]


def the_evening(office: Office) -> None:
    """Everything is read again and nothing undone; all is copied, and brought back elsewhere as it was."""
    assert "0 of 7 messages would change" in office.day("rerun", "--all", "--dry-run")
    office.day("rerun", "--all")
    office.day.shows("all read again", Seen(status=("health green", "5 done, 2 partial")))
    assert [m["prefettura"] for m in office.day("messages", "--json")][:4] == ["VE", "CR", "BG", "AN"]
    assert len(office.day("show", "1", "--json")["schede"]) == 2
    assert "sound" in office.day("db", "check")
    copies, elsewhere = str(office.folder / "copie"), str(office.folder / "altrove")
    office.day("db", "backup", "--dir", copies, "--keep", "7")
    assert "sound" in office.day("db", "restore", copies, "--data-dir", elsewhere)
    restored = office.day("messages", "--json", "--data-dir", elsewhere)
    assert restored == office.day("messages", "--json")


def _records(office: Office) -> int:
    return int(office.day("status", "--json")["schede_in_force"])
