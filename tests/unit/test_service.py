"""The service's rounds: what one of them raises, the next one mends."""

from dataclasses import replace

import pytest

from config.errors import DatabaseUnavailableError, MailboxRefusedError, MailboxUnavailableError
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.sample import sample_mailbox
from jobs.readers import InlineReader
from jobs.service import Service

MAILS = sample_mailbox()[:3]


def service(app: App, mailbox: MemoryMailbox) -> Service:
    return Service(app, mailbox, InlineReader(app.originals, app.settings.limits))


def states(app: App) -> list[str]:
    return [message["status"] for message in app.queries.messages()]


def test_a_poll_and_a_round_of_processing(app: App) -> None:
    running = service(app, MemoryMailbox(MAILS))
    running.poll_once()
    running.process_once()
    assert states(app) == ["done", "done", "done"]


def test_s15_s55_an_outage_of_the_mailbox_ends_with_the_next_poll(app: App, caplog: pytest.LogCaptureFixture) -> None:
    mailbox = MemoryMailbox(MAILS)
    snapshot = mailbox.snapshot

    def away() -> None:
        raise MailboxUnavailableError("connection refused")

    running = service(app, mailbox)
    mailbox.snapshot = away  # type: ignore[method-assign, assignment]
    running.poll_once()
    assert "the next one tries again" in caplog.text
    mailbox.snapshot = snapshot  # type: ignore[method-assign]
    running.poll_once()
    assert states(app) == ["received"] * 3


def test_s04_claims_that_an_outage_of_the_database_left_behind_are_taken_up_at_once(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    running = service(app, MemoryMailbox(MAILS))
    running.poll_once()

    def away(*_: object, **__: object) -> None:
        raise DatabaseUnavailableError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(app.messages, "finish", away)
        running.process_once()
    assert "processing" in states(app)
    running.process_once()
    assert states(app) == ["done"] * 3


def test_a_refused_login_is_not_repeated_at_every_poll(app: App, caplog: pytest.LogCaptureFixture) -> None:
    mailbox = MemoryMailbox(MAILS)
    tries = []

    def refused() -> None:
        tries.append(1)
        raise MailboxRefusedError("wrong password")

    mailbox.snapshot = refused  # type: ignore[method-assign, assignment]
    running = service(app, mailbox)
    for _ in range(7):
        running.poll_once()
    assert len(tries) == 2
    assert "poll needs a person" in caplog.text


def test_a_bug_in_a_poll_does_not_end_the_service(app: App, caplog: pytest.LogCaptureFixture) -> None:
    mailbox = MemoryMailbox(MAILS)
    snapshot = mailbox.snapshot
    mailbox.snapshot = lambda: 1 / 0  # type: ignore[method-assign, assignment, return-value]
    running = service(app, mailbox)
    running.poll_once()
    assert "by a bug" in caplog.text
    mailbox.snapshot = snapshot  # type: ignore[method-assign]
    running.poll_once()
    assert len(states(app)) == 3


def test_nothing_begins_after_stop(app: App) -> None:
    running = service(replace(app), MemoryMailbox(MAILS))
    running.stop()
    running.poll_once()
    assert states(app) == []
