"""The service's rounds: what one of them raises, the next one mends."""

import threading
from dataclasses import replace

import pytest

from config.errors import DatabaseUnavailableError, MailboxBusyError, MailboxRefusedError, MailboxUnavailableError
from ingest.memory import MemoryMailbox
from ingest.model import MailboxSnapshot
from jobs.app import App
from jobs.demo.sample import sample_mailbox
from jobs.readers import InlineReader
from jobs.service import Service
from jobs.watchdog import Watchdog

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


def test_s04_claims_that_an_outage_of_the_database_left_behind_are_taken_up_at_once(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
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


class Time:
    """Monotonic seconds that the test turns on."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    turned = Time()
    monkeypatch.setattr("jobs.service.time", turned)
    return turned


def refusing(mailbox: MemoryMailbox, error: Exception) -> list[int]:
    """Makes every look at the mailbox fail; the list grows with each."""
    tries: list[int] = []

    def refused() -> None:
        tries.append(1)
        raise error

    mailbox.snapshot = refused  # type: ignore[method-assign, assignment]
    return tries


def test_a_refused_login_is_not_repeated_at_every_poll(app: App, caplog: pytest.LogCaptureFixture, time: Time) -> None:
    mailbox = MemoryMailbox(MAILS)
    tries = refusing(mailbox, MailboxRefusedError("wrong password"))
    running = service(app, mailbox)
    for _ in range(13):
        running.poll_once()
        time.seconds += app.settings.poll_seconds
    assert len(tries) == 3
    assert "poll needs a person" in caplog.text


def test_s22_a_busy_mailbox_is_left_alone_as_long_as_it_asked(app: App, time: Time) -> None:
    mailbox = MemoryMailbox(MAILS)
    snapshot = mailbox.snapshot
    tries = refusing(mailbox, MailboxBusyError("throttled", 600))
    running = service(app, mailbox)
    for _ in range(10):
        running.poll_once()
        time.seconds += 60
    assert len(tries) == 1
    mailbox.snapshot = snapshot  # type: ignore[method-assign]
    running.poll_once()
    assert len(states(app)) == 3


def test_s22_without_a_word_from_the_server_the_pause_doubles(app: App, time: Time) -> None:
    tries = refusing(mailbox := MemoryMailbox(MAILS), MailboxBusyError("throttled"))
    running = service(app, mailbox)
    for _ in range(60):
        running.poll_once()
        time.seconds += 60
    assert 5 <= len(tries) <= 8


def test_s21_s22_no_success_is_reported_while_the_mailbox_refuses(app: App, time: Time) -> None:
    from jobs.status import status

    mailbox = MemoryMailbox(MAILS)
    refusing(mailbox, MailboxRefusedError("the refresh token was revoked"))
    service(app, mailbox).poll_once()
    (reason,) = status(app).red
    assert "no good poll" in reason
    assert "was revoked" in reason


def test_all_messages_are_compared_after_the_first_poll_and_then_now_and_then(app: App, time: Time) -> None:
    from jobs.status import status

    mailbox = MemoryMailbox(MAILS)
    running = service(app, mailbox)
    running.poll_once()
    (box,) = app.queries.overview()["mailboxes"]
    assert (box["missing"], box["server_count"]) == (0, 3)
    with app.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM messages WHERE uid = 2")
    running.poll_once()
    assert status(app).red == ()
    time.seconds += app.settings.reconcile_seconds
    running.poll_once()
    assert any("not safely stored" in reason for reason in status(app).red)
    time.seconds += app.settings.reconcile_seconds
    running.poll_once()
    assert status(app).red == ()
    assert len(states(app)) == 3


def test_s24_a_poll_that_hangs_is_ended_and_the_next_one_works(app: App, caplog: pytest.LogCaptureFixture) -> None:
    import threading

    broken = threading.Event()

    class Hanging(MemoryMailbox):
        hangs = True

        def snapshot(self):  # type: ignore[no-untyped-def]
            if self.hangs:
                assert broken.wait(20)
                raise MailboxUnavailableError("poll made no progress")
            return super().snapshot()

        def interrupt(self, reason: str) -> None:
            broken.set()

    mailbox = Hanging(MAILS)
    app = replace(app, settings=app.settings.model_copy(update={"poll_stall_seconds": 1}))
    running = service(app, mailbox)
    watch = threading.Thread(target=running.watchdog.run, args=(0.1,), daemon=True)
    watch.start()
    running.poll_once()
    assert "its links are broken" in caplog.text
    (box,) = app.queries.overview()["mailboxes"]
    assert "made no progress" in box["last_error"]
    mailbox.hangs = False
    running.poll_once()
    assert len(states(app)) == 3
    running.watchdog.stop()
    watch.join(5)


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


class SilentMailbox(MemoryMailbox):
    """A server that takes the link and never answers, until the link is broken."""

    def __init__(self) -> None:
        super().__init__(MAILS)
        self.asked, self.broken = threading.Event(), threading.Event()

    def snapshot(self) -> MailboxSnapshot:
        self.asked.set()
        self.broken.wait()
        raise MailboxUnavailableError("the link is broken")

    def interrupt(self, reason: str) -> None:
        self.broken.set()


def test_a_server_that_stays_silent_does_not_hold_up_the_end(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.watchdog.TO_PUT_AWAY", 0.1)
    app = replace(app, settings=app.settings.model_copy(update={"stop_seconds": 0, "poll_seconds": 1}))
    mailbox = SilentMailbox()
    running = service(app, mailbox)
    running.watchdog = Watchdog(running._break_links, give_up=lambda: None)
    serving = threading.Thread(target=running.run, daemon=True)
    serving.start()
    assert mailbox.asked.wait(60)
    running.stop()
    serving.join(60)
    assert mailbox.broken.is_set()
    assert not serving.is_alive()
