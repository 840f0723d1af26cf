"""Passes over a mailbox, played with the mailbox that lives in memory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import FirstStartError, MailboxUnavailableError
from ingest.memory import MemoryMailbox
from ingest.model import Gap
from jobs.app import App
from jobs.poll import poll
from jobs.processes import ourselves
from store.model import Owner

A, B, C = b"Subject: a\r\n\r\nuno", b"Subject: b\r\n\r\ndue", b"Subject: c\r\n\r\ntre"


def stored(app: App) -> int:
    return len(app.queries.numbers())


def test_what_is_new_is_stored_once(app: App) -> None:
    mailbox = MemoryMailbox([A, B])
    assert poll(app, mailbox).stored == 2
    assert poll(app, mailbox).stored == 0
    mailbox.add(C)
    assert poll(app, mailbox).stored == 1
    assert stored(app) == 3


def test_the_original_is_kept_byte_for_byte(app: App) -> None:
    poll(app, MemoryMailbox([A]))
    assert app.originals.get(app.queries.sha256(1)) == A


def test_s06_uidvalidity_change_takes_new_mail_and_doubles_nothing(app: App) -> None:
    poll(app, MemoryMailbox([A, B]))
    renewed = MemoryMailbox([C, A, B], uidvalidity=2)
    result = poll(app, renewed)
    assert (result.stored, result.known) == (1, 2)
    assert stored(app) == 3
    assert poll(app, renewed).stored == 0


def test_s08_the_same_numbers_in_another_folder_are_other_mails(app: App) -> None:
    poll(app, MemoryMailbox([A], key="memory://INBOX"))
    assert poll(app, MemoryMailbox([B], key="memory://Altro")).stored == 1


def test_s09_the_cursor_reaches_the_bound_whatever_gaps_there_are(app: App) -> None:
    mailbox = MemoryMailbox([A])
    mailbox.uidnext = 4_000_000_000
    poll(app, mailbox)
    mailbox.add(B)
    assert poll(app, mailbox).stored == 1


def test_s10_s19_a_message_that_cannot_be_had_is_noted_and_the_others_proceed(app: App) -> None:
    mailbox = MemoryMailbox([A, B, C])
    fetch = mailbox.fetch
    mailbox.fetch = lambda *a, **o: (Gap(i.uid or 0, "NO") if getattr(i, "uid", 0) == 2 else i for i in fetch(*a, **o))  # type: ignore[method-assign]
    result = poll(app, mailbox)
    assert (result.stored, result.gaps) == (2, 1)
    assert app.queries.overview()["not_taken"] == 1
    mailbox.fetch = fetch  # type: ignore[method-assign]
    assert poll(app, mailbox).stored == 1
    assert app.queries.overview()["not_taken"] == 0


def test_s26_s27_s28_identity_is_the_delivery_and_never_the_message_id(app: App) -> None:
    same_id = [b"Message-ID: <x@y>\r\n\r\nuno", b"Message-ID: <x@y>\r\n\r\ndue"]
    poll(app, MemoryMailbox([A, A, *same_id]))
    assert stored(app) == 4


def test_s23_a_second_owner_does_nothing_while_the_first_is_alive(app: App) -> None:
    mailbox = MemoryMailbox([A])
    mailbox_id = app.mailboxes.register(mailbox.key)
    other = Owner("another machine", 1, "1")
    assert app.mailboxes.acquire(mailbox_id, other, app.clock(), 60, lambda owner: False)
    assert poll(app, mailbox).busy
    assert stored(app) == 0


def test_the_lease_of_a_dead_process_is_taken_over_at_once_and_a_lapsed_one_too(app: App) -> None:
    mailbox_id = app.mailboxes.register("memory://INBOX")
    dead = Owner(ourselves().host, 2**22 + 1, "1")
    app.mailboxes.acquire(mailbox_id, dead, app.clock(), 600, lambda owner: False)
    assert not poll(app, MemoryMailbox([A])).busy
    far = Owner("another machine", 1, "1")
    app.mailboxes.acquire(mailbox_id, far, app.clock() - timedelta(seconds=100), 60, lambda owner: False)
    assert not poll(app, MemoryMailbox([A])).busy


def test_a_bad_poll_is_noted_with_its_reason(app: App) -> None:
    mailbox = MemoryMailbox([A])

    def fail() -> None:
        raise MailboxUnavailableError("connection reset")

    mailbox.snapshot = fail  # type: ignore[method-assign, assignment]
    with pytest.raises(MailboxUnavailableError):
        poll(app, mailbox)
    (box,) = app.queries.overview()["mailboxes"]
    assert "connection reset" in box["last_error"]
    assert box["last_good_poll_at"] is None


@pytest.mark.parametrize(("action", "left", "seen"), [("leave", 2, 0), ("seen", 2, 2), ("move:Elaborate", 0, 0)])
def test_the_mailbox_action_comes_after_the_commit(app: App, action: str, left: int, seen: int) -> None:
    app = replace(app, settings=app.settings.model_copy(update={"after_store": action}))
    mailbox = MemoryMailbox([A, B])
    poll(app, mailbox)
    assert (len(mailbox.messages), len(mailbox.seen)) == (left, seen)


def test_silence_turns_health_red(app: App) -> None:
    from jobs.status import status

    poll(app, MemoryMailbox([A]))
    assert status(app).red == ("",)[:0]
    later = replace(app, clock=lambda: datetime.now(UTC) + timedelta(hours=1))
    assert "no good poll" in status(later).red[0]


def test_a_pass_ends_when_its_lease_was_taken_over(app: App, caplog: pytest.LogCaptureFixture) -> None:
    mailbox = MemoryMailbox([b"Subject: x\r\n\r\n%d" % number for number in range(60)])
    mailbox_id = app.mailboxes.register(mailbox.key)
    put, other, seen = app.originals.put, Owner("another machine", 1, "1"), []

    def slow(original: bytes) -> str:
        seen.append(original)
        if len(seen) == 25:
            app.mailboxes.release(mailbox_id, app.owner)
            app.mailboxes.acquire(mailbox_id, other, app.clock(), 600, lambda owner: False)
        return put(original)

    app.originals.put = slow  # type: ignore[method-assign]
    assert poll(app, mailbox).stored == 40
    assert "took it over" in caplog.text
    assert app.mailboxes.cursor(mailbox_id).last_uid == 40


def test_s61_a_large_mailbox_waits_for_somebody_to_choose_where_to_start(app: App) -> None:
    from jobs.status import status

    few = replace(app, settings=app.settings.model_copy(update={"start_ask_messages": 2}))
    mailbox = MemoryMailbox([A, B, C])
    with pytest.raises(FirstStartError, match="holds 3 messages"):
        poll(few, mailbox)
    assert stored(app) == 0
    assert "set START_FROM" in status(few).red[0]
    chosen = replace(app, settings=few.settings.model_copy(update={"start_from": "all"}))
    assert poll(chosen, mailbox).stored == 3
    # Once it was begun, growth asks nothing.
    mailbox.add(b"Subject: d\r\n\r\nquattro")
    assert poll(few, mailbox).stored == 1


def test_s61_a_first_start_that_was_interrupted_goes_on_where_it_was(app: App) -> None:
    import threading

    mailbox, stop = MemoryMailbox([b"Subject: %d\r\n\r\nx" % number for number in range(50)]), threading.Event()

    class Shown:
        expected = done = 0

        def total(self, count: int) -> None:
            self.expected += count

        def step(self, what: str = "") -> None:
            self.done += 1
            if self.done == 20:
                stop.set()

        def beat(self) -> None: ...

    shown = Shown()
    poll(app, mailbox, progress=shown, stop=stop)
    assert (shown.expected, shown.done, stored(app)) == (50, 20, 20)
    rest = Shown()
    stop.clear()
    poll(app, mailbox, progress=rest)
    assert (rest.expected, rest.done, stored(app)) == (30, 30, 50)


def test_a_backlog_turns_health_red(app: App) -> None:
    from jobs.status import status

    poll(app, MemoryMailbox([A, B]))
    (box,) = app.queries.overview()["mailboxes"]
    assert box["last_good_poll_at"]
    late = replace(app, clock=lambda: datetime.now(UTC) + timedelta(seconds=3700))
    poll(late, MemoryMailbox([A, B]))
    (reason,) = status(late).red
    assert "2 messages waiting for processing" in reason


def test_s62_a_message_that_could_not_be_taken_turns_health_red(app: App) -> None:
    from jobs.status import status

    mailbox = MemoryMailbox([A, B])
    fetch = mailbox.fetch
    too_large = Gap(2, "larger than LIMIT_MESSAGE_BYTES: 200000000 bytes", 200_000_000)
    mailbox.fetch = lambda *a, **o: (too_large if getattr(i, "uid", 0) == 2 else i for i in fetch(*a, **o))  # type: ignore[method-assign]
    poll(app, mailbox)
    (reason,) = status(app).red
    assert reason == "1 message on the server could not be taken: larger than LIMIT_MESSAGE_BYTES: 200000000 bytes"
