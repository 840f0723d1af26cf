"""AFTER_FAILURE: a mail that failed goes to a folder of its own on the server, once it is known that it failed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.errors import MailboxActionRefusedError
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.build import docx, mail
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader

SENDER, DATE = "protocollo.prefve@pec.interno.it", datetime(2015, 12, 1, 9, tzinfo=UTC)
COURSES = (
    "Ogni sera trenta ospiti seguono corsi di lingua italiana, divisi in tre livelli, con due esami l'anno e un "
    "attestato finale."
)
GOOD = mail(
    SENDER,
    "buona",
    "Si trasmette.",
    {"a.docx": docx([("bold", "Campo 5: lingua italiana"), ("text", COURSES)])},
    date=DATE,
)
BROKEN = mail(SENDER, "rotta", "", {"a.docx": b"PK\x03\x04 rotto"}, date=DATE)
#: Not to be read by anybody: a mail of nothing but a broken attachment.
EMPTY = (
    b"From: protocollo.prefcr@pec.interno.it\r\nSubject: rotta\r\nContent-Type: application/pdf; "
    b"name=a.pdf\r\n\r\n%PDF-1.4 rotto"
)


def with_actions(app: App, **actions: str) -> App:
    return replace(app, settings=app.settings.model_copy(update=actions))


def process(app: App) -> dict[str, str]:
    process_due(app, InlineReader(app.originals, app.settings.limits))
    return {message["subject"]: message["status"] for message in app.queries.messages()}


def names(mails: Sequence[bytes]) -> list[str]:
    return ["buona" if content == GOOD else "rotta" for content in mails]


@pytest.mark.parametrize("broken", [BROKEN, EMPTY])
def test_a_failed_mail_is_moved_when_it_was_read_and_the_others_stay(app: App, broken: bytes) -> None:
    app = with_actions(app, after_failure="move:Fallite")
    mailbox = MemoryMailbox([GOOD, broken])
    assert poll(app, mailbox).filed == 0
    assert process(app) == {"buona": "done", "rotta": "failed"}
    assert poll(app, mailbox).filed == 1
    assert names(mailbox.folders["Fallite"]) == ["rotta"]
    assert names(list(mailbox.messages.values())) == ["buona"]
    assert poll(app, mailbox).filed == 0


def test_both_actions_stand_side_by_side(app: App) -> None:
    app = with_actions(app, after_store="move:Elaborate", after_failure="move:Fallite")
    mailbox = MemoryMailbox([GOOD, BROKEN])
    assert poll(app, mailbox).filed == 0
    process(app)
    assert poll(app, mailbox).filed == 2
    assert {folder: names(mails) for folder, mails in mailbox.folders.items()} == {
        "Fallite": ["rotta"],
        "Elaborate": ["buona"],
    }


def test_what_is_read_is_marked_as_read_and_what_failed_is_not(app: App) -> None:
    app = with_actions(app, after_store="seen", after_failure="move:Fallite")
    mailbox = MemoryMailbox([GOOD, BROKEN])
    poll(app, mailbox)
    assert mailbox.seen == set()
    process(app)
    poll(app, mailbox)
    assert (len(mailbox.seen), names(mailbox.folders["Fallite"])) == (1, ["rotta"])


def test_without_the_setting_a_failed_mail_is_treated_like_any_other(app: App) -> None:
    app = with_actions(app, after_store="move:Elaborate")
    mailbox = MemoryMailbox([GOOD, BROKEN])
    assert poll(app, mailbox).filed == 2
    assert names(mailbox.folders["Elaborate"]) == ["buona", "rotta"]


def test_a_folder_that_is_refused_holds_up_only_what_goes_there(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    app = with_actions(app, after_store="move:Elaborate", after_failure="move:Fallite")
    mailbox = MemoryMailbox([GOOD, BROKEN])
    poll(app, mailbox)
    process(app)
    move = mailbox.move

    def refusing(uids: Sequence[int], folder: str) -> None:
        if folder == "Fallite":
            raise MailboxActionRefusedError("the folder Fallite cannot be made; set AFTER_STORE=move:INBOX.Fallite")
        move(uids, folder)

    with monkeypatch.context() as patched:
        patched.setattr(mailbox, "move", refusing)
        result = poll(app, mailbox)
    assert result.filed == 1
    assert "set AFTER_FAILURE=move:INBOX.Fallite" in result.refused
    assert "set AFTER_FAILURE=move:INBOX.Fallite" in app.queries.overview()["mailboxes"][0]["last_error"]
    assert poll(app, mailbox).refused == ""
    assert names(mailbox.folders["Fallite"]) == ["rotta"]
