"""What servers do now and then, played by a scripted one: see `tests/imap_script.py`."""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from config.errors import MailboxBusyError, MailboxRefusedError, MailboxUnavailableError
from ingest.imap import ImapMailbox
from ingest.model import Arrival, Gap, MailboxSnapshot
from jobs.app import App
from jobs.listen import listen
from jobs.poll import poll
from jobs.reconcile import reconcile
from tests.imap_script import Server, Session, serving

A, B, C = b"Subject: a\r\n\r\nuno", b"Subject: b\r\n\r\ndue", b"Subject: c\r\n\r\ntre"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server({3: A, 5: B, 8: C})) as running:
        yield running


def stored(app: App) -> list[bytes]:
    return [app.originals.get(message["sha256"]) for message in app.queries.messages()]


def moving(app: App) -> App:
    return replace(app, settings=app.settings.model_copy(update={"after_store": "move:Elaborate"}))


def taken(server: Server, **options: object) -> list[Arrival | Gap]:
    mailbox = ImapMailbox(server.account(**options))
    try:
        return list(mailbox.fetch(mailbox.snapshot(), 0))
    finally:
        mailbox.close()


def test_a_pass_over_an_ordinary_server(app: App, server: Server) -> None:
    assert poll(app, ImapMailbox(server.account())).stored == 3
    assert stored(app) == [A, B, C]


def test_a_pass_that_finds_nothing_new_opens_the_folder_once(app: App, server: Server) -> None:
    poll(app, ImapMailbox(server.account()))
    server.log.clear()
    assert poll(app, ImapMailbox(server.account())).stored == 0
    assert [command.split()[0] for command in server.log].count("EXAMINE") == 1


def test_s03_a_pass_that_ended_before_the_expunge_copies_nothing_twice(app: App, server: Server) -> None:
    server.capabilities = "IMAP4rev1 UIDPLUS"
    server.once(lambda session, tag, command: command.startswith("UID EXPUNGE") and session.hang_up())
    with pytest.raises(MailboxUnavailableError):
        poll(moving(app), ImapMailbox(server.account()))
    assert all("\\Deleted" in server.flags[uid] for uid in (3, 5, 8))
    result = poll(moving(app), ImapMailbox(server.account()))
    assert (result.stored, result.filed) == (0, 3)
    assert server.folders["Elaborate"] == [A, B, C]
    assert server.messages == {}
    assert stored(app) == [A, B, C]


def test_s07_a_server_that_does_not_say_its_uidvalidity_is_asked_again_and_nothing_is_taken(
    app: App, server: Server
) -> None:
    poll(app, ImapMailbox(server.account()))
    server.uidvalidity = None
    with pytest.raises(MailboxUnavailableError, match="did not say its UIDVALIDITY"):
        poll(app, ImapMailbox(server.account()))
    (box,) = app.queries.overview()["mailboxes"]
    assert "UIDVALIDITY" in box["last_error"]
    assert (box["uidvalidity"], len(stored(app))) == (7, 3)
    server.uidvalidity = 7
    assert poll(app, ImapMailbox(server.account())).known == 0


def test_s11_unsolicited_answers_in_the_middle_change_no_body(app: App, server: Server) -> None:
    def chatty(session: Session, tag: str, command: str) -> bool:
        if not command.startswith("UID FETCH"):
            return False
        uids, _, items = command.removeprefix("UID FETCH ").partition(" ")
        for uid in server.uids(uids):
            session.send("* 3 FETCH (FLAGS (\\Seen))")
            session.send("* 1 FETCH (UID 3 FLAGS (\\Answered))")
            session.send(session.fetched(uid, items))
            session.send("* 9 EXPUNGE")
            session.send("* 4 EXISTS")
        session.send(f"{tag} OK done")
        return True

    server.moods.append(chatty)
    assert poll(app, ImapMailbox(server.account())).stored == 3
    assert [
        (message["source"].rpartition("=")[2], app.originals.get(message["sha256"]))
        for message in app.queries.messages()
    ] == [
        ("3", A),
        ("5", B),
        ("8", C),
    ]


def test_s12_a_link_that_breaks_off_in_a_pass_costs_nothing_that_was_stored(app: App, server: Server) -> None:
    server.once(lambda session, tag, command: bool(re.match(r"UID FETCH 8 .*BODY", command)) and session.hang_up())
    mailbox = ImapMailbox(server.account(batch_messages=1))
    with pytest.raises(MailboxUnavailableError):
        poll(app, mailbox)
    assert stored(app) == [A, B]
    server.log.clear()
    assert poll(app, mailbox).stored == 1
    assert not [command for command in server.log if re.match(r"UID FETCH [35] ", command)]


def test_s13_a_silent_link_is_found_within_the_timeout(server: Server) -> None:
    def deaf(session: Session, tag: str, command: str) -> bool:
        if command != "IDLE":
            return False
        session.send("+ idling")
        time.sleep(30)
        return True

    server.moods.append(deaf)
    mailbox = ImapMailbox(server.account(timeout=1))
    assert mailbox.wait(0.2) is True
    began = time.monotonic()
    with pytest.raises(MailboxUnavailableError):
        mailbox.wait(0.2)
    assert time.monotonic() - began < 5


def test_idle_tells_of_new_mail_and_of_none(server: Server) -> None:
    def brings_mail(session: Session, tag: str, command: str) -> bool:
        if command != "IDLE":
            return False
        session.send("+ idling")
        session.send("* 4 EXISTS")
        session.read()
        session.send(f"{tag} OK done")
        return True

    mailbox = ImapMailbox(server.account())
    assert mailbox.wait(5) is True, "what came while nobody listened"
    server.once(brings_mail)
    began = time.monotonic()
    assert mailbox.wait(20) is True
    assert time.monotonic() - began < 10
    assert mailbox.wait(0.1) is False
    mailbox.close()


def test_a_server_without_idle_is_left_to_polling(server: Server) -> None:
    server.capabilities = "IMAP4rev1"
    news: list[int] = []
    listen(
        ImapMailbox(server.account()),
        lambda: news.append(1),
        threading.Event(),
        seconds=5,
        base_seconds=1,
        max_seconds=1,
    )
    assert len(news) == 1


def test_s14_a_server_that_hangs_up_during_idle_is_not_asked_without_end(server: Server) -> None:
    server.moods.append(lambda session, tag, command: command == "IDLE" and session.hang_up())
    stop, news = threading.Event(), []
    thread = threading.Thread(
        target=listen,
        args=(ImapMailbox(server.account()), lambda: news.append(1), stop),
        kwargs={"seconds": 60, "base_seconds": 1, "max_seconds": 60},
    )
    thread.start()
    time.sleep(2.5)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    # At 0 s, about 1 s and about 3 s: each link is worth two commands, not thousands.
    assert 2 <= server.sessions <= 4


def test_the_listener_ends_at_once_when_its_link_is_broken(server: Server) -> None:
    mailbox, stop = ImapMailbox(server.account()), threading.Event()
    bounds = {"seconds": 60, "base_seconds": 30, "max_seconds": 60}
    thread = threading.Thread(target=listen, args=(mailbox, lambda: None, stop), kwargs=bounds)
    thread.start()
    time.sleep(0.5)
    stop.set()
    mailbox.interrupt("the service ends")
    thread.join(5)
    assert not thread.is_alive()


def test_s16_a_large_mailbox_is_asked_in_bounded_lines(server: Server) -> None:
    server.messages = dict.fromkeys(range(1, 150_001), A)
    mailbox = ImapMailbox(server.account(timeout=30))
    assert sum(1 for _ in mailbox.uids(mailbox.snapshot())) == 150_000
    assert server.longest_answer < 1_000_000
    server.log.clear()
    snapshot = mailbox.snapshot()
    for _, _ in zip(range(500), mailbox.fetch(snapshot, 140_000), strict=False):
        pass
    assert max(map(len, server.log)) < 8192


def test_s16_the_mailbox_action_of_many_messages_is_asked_in_bounded_lines(app: App, server: Server) -> None:
    server.messages = {uid: b"Subject: %d\r\n\r\nx" % uid for uid in range(100_000, 101_000, 2)}
    poll(replace(app, settings=app.settings.model_copy(update={"after_store": "seen"})), ImapMailbox(server.account()))
    stores = [command for command in server.log if "STORE" in command]
    assert len(stores) == 3
    assert max(map(len, server.log)) < 8192


def test_s17_mails_that_can_never_be_had_do_not_hold_up_the_others(app: App, server: Server) -> None:
    server.messages = {uid: b"Subject: %d\r\n\r\nx" % uid for uid in range(1, 31)}
    server.moods.append(
        lambda session, tag, command: (
            bool(re.match(r"UID FETCH (\S*\b)?[1-5]\b", command))
            and "BODY" in command
            and session.send(f"{tag} NO internal error") is None
        )
    )
    mailbox = ImapMailbox(server.account(batch_messages=5))
    result = poll(app, mailbox)
    assert (result.stored, result.gaps) == (25, 5)
    server.messages[31] = b"Subject: 31\r\n\r\nx"
    result = poll(app, mailbox)
    assert (result.stored, result.gaps) == (1, 5)


def test_s18_no_command_has_a_charset_or_a_letter_outside_ascii(app: App, server: Server) -> None:
    settings = app.settings.model_copy(update={"after_store": "move:Già elaborate"})
    poll(
        replace(app, settings=settings),
        ImapMailbox(server.account(folder="Posta in arrivo è", since=date(2015, 11, 20))),
    )
    assert server.log
    assert all(command.isascii() and "CHARSET" not in command for command in server.log)
    assert "Gi&AOA- elaborate" in server.folders


@pytest.mark.parametrize("answer", ["NO could not", "BAD internal error", "OK nothing to say"])
def test_s19_one_message_that_the_server_cannot_give_is_deferred(answer: str, app: App, server: Server) -> None:
    def mood(session: Session, tag: str, command: str) -> bool:
        if "BODY" in command and re.search(r"\b5\b", command.split()[2]):
            session.send(f"{tag} {answer}")
            return True
        return False

    server.moods.append(mood)
    result = poll(app, ImapMailbox(server.account(batch_messages=1) if answer.startswith("OK") else server.account()))
    assert (result.stored, result.gaps) == (2, 1)
    assert stored(app) == [A, C]
    assert app.queries.overview()["not_taken"] == 1
    server.moods.clear()
    assert poll(app, ImapMailbox(server.account())).stored == 1
    assert app.queries.overview()["not_taken"] == 0


def test_s19_a_message_of_which_the_server_says_nothing_but_which_it_lists_is_not_gone(server: Server) -> None:
    def forgetful(session: Session, tag: str, command: str) -> bool:
        if "RFC822.SIZE" not in command:
            return False
        for uid in server.uids(command.split()[2]):
            if uid != 5:
                session.send(session.fetched(uid, "RFC822.SIZE"))
        session.send(f"{tag} OK done")
        return True

    server.moods.append(forgetful)
    gaps = [item for item in taken(server) if isinstance(item, Gap)]
    assert [(gap.uid, gap.gone) for gap in gaps] == [(5, False)]


def test_s10_a_message_that_another_client_deleted_is_noted_and_no_longer_tried(app: App, server: Server) -> None:
    def takes_away(session: Session, tag: str, command: str) -> bool:
        if "RFC822.SIZE" in command:
            server.messages.pop(5, None)
        return False

    server.moods.append(takes_away)
    result = poll(app, ImapMailbox(server.account()))
    assert (result.stored, result.gaps) == (2, 1)
    assert app.queries.overview()["not_taken"] == 0
    assert reconcile(app, ImapMailbox(server.account())).missing == ()


@pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 UIDPLUS", "IMAP4rev1 MOVE", "IMAP4rev1 MOVE UIDPLUS"])
def test_s20_the_mailbox_action_touches_only_its_own_messages(capabilities: str, app: App, server: Server) -> None:
    server.capabilities = capabilities
    server.messages[9] = b"x" * 2000
    server.flags[9] = {"\\Deleted"}
    app = moving(app)
    result = poll(app, ImapMailbox(server.account(message_bytes=1000)))
    assert (result.stored, result.gaps, result.filed) == (3, 1, 3)
    assert server.folders["Elaborate"] == [A, B, C]
    assert 9 in server.messages, "somebody else's mail, flagged by somebody else"
    assert "EXPUNGE" not in server.log, "an expunge of the whole folder"
    if capabilities == "IMAP4rev1":
        assert {3, 5, 8} <= set(server.messages), "copied and flagged, left for the owner of the mailbox"
    poll(app, ImapMailbox(server.account(message_bytes=1000)))
    assert server.folders["Elaborate"] == [A, B, C]


@pytest.mark.parametrize(
    ("where", "words", "seconds"),
    [
        ("LOGIN", "NO [UNAVAILABLE] Account is busy, retry after 5 minutes", 300),
        ("LOGIN", "NO [ALERT] Too many simultaneous connections. (Failure)", None),
        ("EXAMINE", "BAD User is authenticated but not connected.", None),
        ("UID FETCH", "NO Request is throttled. Suggested Backoff Time: 92415 milliseconds", 92),
        ("UID SEARCH", "NO [THROTTLED] Account exceeded command or bandwidth limits.", None),
    ],
)
def test_s22_a_server_that_wants_to_be_left_alone_is(
    where: str, words: str, seconds: int | None, app: App, server: Server
) -> None:
    def busy(session: Session, tag: str, command: str) -> bool:
        return command.startswith(where) and session.send(f"{tag} {words}") is None

    server.moods.append(busy)
    with pytest.raises(MailboxBusyError) as raised:
        poll(app, ImapMailbox(server.account()))
    assert raised.value.seconds == seconds
    (box,) = app.queries.overview()["mailboxes"]
    assert "asks to be left alone" in box["last_error"]
    assert app.queries.overview()["not_taken"] == 0
    server.moods.clear()
    assert poll(app, ImapMailbox(server.account())).stored == 3


def test_a_wrong_password_and_a_folder_that_is_not_there_need_a_person(server: Server) -> None:
    with pytest.raises(MailboxRefusedError, match="refused the login"):
        ImapMailbox(replace(server.account(), password="falsa")).snapshot()
    server.moods.append(
        lambda s, tag, c: c.startswith("EXAMINE") and s.send(f"{tag} NO [NONEXISTENT] Mailbox doesn't exist") is None
    )
    with pytest.raises(MailboxRefusedError, match="doesn't exist"):
        ImapMailbox(server.account()).snapshot()


def test_an_answer_that_is_no_imap_is_a_broken_link(server: Server) -> None:
    def garbled(session: Session, tag: str, command: str) -> bool:
        if not command.startswith("UID FETCH"):
            return False
        session.send("* 1 FETCH (UID x RFC822.SIZE ((")
        session.send(f"{tag} OK done")
        return True

    server.once(garbled)
    with pytest.raises(MailboxUnavailableError):
        taken(server)
    assert len(taken(server)) == 3


def test_s61_only_mail_since_the_chosen_day_is_taken(app: App, server: Server) -> None:
    server.dates = {3: "10-Jan-2013 10:00:00 +0000", 5: "20-Nov-2015 00:10:00 +0000", 8: "02-Dec-2015 10:00:00 +0000"}
    later = server.account(since=date(2015, 11, 20))
    assert poll(app, ImapMailbox(later)).stored == 2
    assert reconcile(app, ImapMailbox(later)).missing == ()
    # An earlier day chosen afterwards: the comparison finds what is missing now, and the next poll takes it in.
    assert [item.uid for item in reconcile(app, ImapMailbox(server.account())).missing] == [3]
    assert poll(app, ImapMailbox(server.account())).stored == 1
    assert reconcile(app, ImapMailbox(server.account())).missing == ()


def test_interrupting_a_pass_that_hangs_names_the_reason(app: App, server: Server) -> None:
    server.moods.append(lambda session, tag, command: command.startswith("UID SEARCH"))  # never answers
    mailbox = ImapMailbox(server.account(timeout=60))
    threading.Timer(0.5, lambda: mailbox.interrupt("poll made no progress and was ended")).start()
    began = time.monotonic()
    with pytest.raises(MailboxUnavailableError, match="made no progress and was ended"):
        poll(app, mailbox)
    assert time.monotonic() - began < 10
    server.moods.clear()
    assert poll(app, mailbox).stored == 3


def test_large_messages_are_refused_or_taken_in_pieces(server: Server) -> None:
    server.messages = {1: bytes(range(1, 120)) * 50, 2: A}
    (whole, small) = taken(server, chunk_bytes=1024)
    assert isinstance(whole, Arrival)
    assert whole.original == server.messages[1]
    assert isinstance(small, Arrival)
    server.moods.append(
        lambda session, tag, command: "BODY.PEEK[]<2048" in command and session.send(f"{tag} NO failed") is None
    )
    (whole, _) = taken(server, chunk_bytes=1024)
    assert isinstance(whole, Arrival), "a piece that is refused does not keep the whole from being given"
    assert whole.original == server.messages[1]
    server.moods.append(
        lambda session, tag, command: "FETCH 1 (BODY.PEEK[])" in command and session.send(f"{tag} NO failed") is None
    )
    (gap, small) = taken(server, chunk_bytes=1024)
    assert isinstance(gap, Gap)
    assert isinstance(small, Arrival)


def test_the_bound_of_the_snapshot_holds(server: Server) -> None:
    mailbox = ImapMailbox(server.account())
    found = list(mailbox.fetch(MailboxSnapshot(7, 6, 3), 0))
    assert [item.uid for item in found] == [3, 5]
