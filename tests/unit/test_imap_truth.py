"""Servers whose word cannot be taken: notices in place of mails (b04), wrong sizes (b20), folders that cannot be made
(b21), passwords outside ASCII (b22), and secrets in their answers.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from config.errors import MailboxActionRefusedError, MailboxRefusedError
from config.limits import Limits
from config.settings import load
from config.vocabulary import MessageKind, MessageState, ProblemCode
from ingest.imap import ImapMailbox
from ingest.memory import MemoryMailbox
from ingest.model import Arrival, Gap
from ingest.notices import stands_for_a_message
from jobs.app import App
from jobs.checks import check
from jobs.pipeline import read_submission
from jobs.poll import poll
from jobs.status import status
from tests.imap_script import Server, Session, serving

MAIL = (
    b"Received: from a by b; Tue, 1 Dec 2015 10:30:00 +0100\r\nFrom: p@interno.example\r\nSubject: Schede\r\n\r\n"
    + b"testo " * 4000
)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server({1: MAIL})) as running:
        yield running


def taken(server: Server, **options: object) -> list[Arrival | Gap]:
    mailbox = ImapMailbox(server.account(**options))
    try:
        return list(mailbox.fetch(mailbox.snapshot(), 0))
    finally:
        mailbox.close()


def notice(sender: str, subject: str, text: str, kind: str = "text/plain", extra: str = "") -> bytes:
    return (
        f"From: {sender}\r\nTo: x@y.example\r\nSubject: {subject}\r\n{extra}Content-Type: {kind}; "
        f"charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


NOTICES = {
    "exchange": notice(
        "Microsoft Exchange Server 2013 <>",
        "Retrieval using the IMAP4 protocol failed for the following message: 88",
        'The server couldn\'t retrieve the following message:\r\n\r\nSubject: "Schede"\r\nFrom: "Prefettura di Asti"',
    ),
    "exchange in Italian": notice(
        '"Microsoft Exchange"',
        "Recupero con il protocollo IMAP4 non riuscito per il messaggio: 12",
        "Impossibile recuperare il messaggio.",
    ),
    "a file that is gone": notice(
        "System Administrator <root@localhost>",
        "message unavailable",
        "This message is no longer available on the server.",
    ),
    "a gateway in HTML": notice(
        "<postmaster@gateway.example>",
        "Avviso",
        "<html><body><p>Errore: il messaggio non può essere scaricato.</p></body></html>",
        "text/html",
    ),
    "with a number of its own": notice(
        "Mail Server <noreply@server.example>",
        "Error",
        "Unable to convert the item to MIME.",
        extra="Message-ID: <1@server.example>\r\n",
    ),
    "of an address of Exchange": notice(
        "Microsoft Exchange <MicrosoftExchange329e71ec@prefettura.example>",
        "Errore",
        "Il messaggio non può essere convertito.",
    ),
    "a file of the server": notice(
        "Mail Server <support@server.example>", "Notice", "The message file is missing on the server."
    ),
    "in German": notice("IMAP-Server", "Fehler", "Die Nachricht konnte nicht abgerufen werden."),
}
MAILS = {
    "that quotes a notice": notice(
        "Prefettura di Asti <prefettura.asti@interno.example>", "I: Retrieval using the IMAP4 protocol failed",
        "The server could not retrieve this message."
    ),
    "of a system, delivered": b"Received: from a by b; Tue, 1 Dec 2015 10:30:00 +0100\r\n" + NOTICES["exchange"],
    "with a file": notice("Administrator", "Unable to open the message", "")
    .replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=q")
    .rstrip()
    + b"\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\nUnable to open the message.\r\n--q\r\nContent-Type: "
      b"application/pdf; name=a.pdf\r\n\r\nx\r\n--q--\r\n",
    "of a person without an address": notice("Ufficio immigrazione", "Schede", "Si trasmettono le schede.",
        extra="Message-ID: <2@interno.example>\r\n"),
    "of a server about something else": notice("Administrator", "Manutenzione", "Il server sarà spento domenica."),
}  # fmt: skip


class TestNotices:
    @pytest.mark.parametrize("kind", NOTICES)
    def test_b04_a_notice_is_a_gap_that_is_asked_for_again(self, app: App, server: Server, kind: str) -> None:
        server.messages = {1: NOTICES[kind], 2: MAIL}
        result = poll(app, ImapMailbox(server.account()))
        assert (result.stored, result.gaps) == (1, 1)
        assert any("notice in its place" in reason for reason in status(app).red)
        assert poll(app, ImapMailbox(server.account())).gaps == 1
        server.messages[1] = MAIL.replace(b"Schede", b"Altre")
        assert poll(app, ImapMailbox(server.account())).stored == 1
        assert status(app).red == ()
        assert len(app.queries.numbers()) == 2

    @pytest.mark.parametrize("kind", MAILS)
    def test_b04_a_mail_is_taken_whatever_it_speaks_of(self, app: App, server: Server, kind: str) -> None:
        server.messages = {1: MAILS[kind]}
        assert poll(app, ImapMailbox(server.account())).stored == 1

    @pytest.mark.parametrize("kind", NOTICES)
    def test_b04_from_disk_a_person_sees_it(self, kind: str) -> None:
        found = read_submission(NOTICES[kind], Limits())
        assert (found.kind, found.verdict) == (MessageKind.SUBMISSION, MessageState.FAILED)
        assert [problem.code for problem in found.problems] == [ProblemCode.UNREADABLE_DOCUMENT]
        assert found.reading.schede == ()

    def test_b04_a_notice_of_delivery_is_none(self) -> None:
        assert (
            stands_for_a_message(
                notice(
                    "Mail Delivery System <MAILER-DAEMON@x.example>",
                    "Undelivered",
                    "Your message could not be delivered.",
                )
            )
            is None
        )


class TestSizes:
    @pytest.mark.parametrize("factor", [0, 0.01, 0.3, 0.6, 0.999, 1, 1.001, 1.7])
    @pytest.mark.parametrize("most", [1 << 40, 900])
    def test_b20_a_wrong_size_cuts_nothing(self, server: Server, factor: float, most: int) -> None:
        server.size_factor, server.most_bytes = factor, most
        (arrival,) = taken(server, chunk_bytes=1024)
        assert isinstance(arrival, Arrival)
        assert arrival.original == MAIL

    @pytest.mark.parametrize("size", [1024 * 4, 1024 * 4 + 1, 1024 * 4 - 1])
    def test_b20_at_the_edge_of_a_piece(self, server: Server, size: int) -> None:
        server.messages = {1: MAIL[:size]}
        for factor in (0.5, 1, 2):
            server.size_factor = factor
            (arrival,) = taken(server, chunk_bytes=1024)
            assert isinstance(arrival, Arrival)
            assert arrival.original == MAIL[:size]

    def test_b20_a_size_that_says_exactly_one_piece(self, server: Server) -> None:
        server.size_factor = 2048 / len(MAIL) + 1e-9
        (arrival,) = taken(server, chunk_bytes=1024)
        assert isinstance(arrival, Arrival)
        assert arrival.original == MAIL

    def test_b20_more_than_the_limit_after_all_is_not_taken(self, server: Server) -> None:
        server.size_factor = 0.1
        (gap,) = taken(server, chunk_bytes=1024, message_bytes=10_000)
        assert isinstance(gap, Gap)
        assert "LIMIT_MESSAGE_BYTES" in gap.reason

    @pytest.mark.parametrize(
        "answer", [" BODY[] {5}\r\nprova)", ")", " BODY[]<0> NIL)"], ids=["another item", "nothing", "nil"]
    )
    def test_b20_a_server_that_does_not_know_ranges_is_asked_for_the_whole(self, server: Server, answer: str) -> None:
        def without_ranges(session: Session, tag: str, command: str) -> bool:
            if "BODY.PEEK[]<" not in command:
                return False
            session.send(f"* 1 FETCH (UID 1{answer}")
            session.send(f"{tag} OK done")
            return True

        server.moods.append(without_ranges)
        (arrival,) = taken(server, chunk_bytes=1024)
        assert isinstance(arrival, Arrival)
        assert arrival.original == MAIL

    def test_b20_pieces_that_stop_early_and_no_whole_are_not_taken(self, server: Server) -> None:
        def cut(session: Session, tag: str, command: str) -> bool:
            if "BODY.PEEK[]<2048" in command:
                session.send('* 1 FETCH (UID 1 BODY[]<2048> "")')
                session.send(f"{tag} OK done")
                return True
            return "FETCH 1 (BODY.PEEK[])" in command and session.send(f"{tag} NO not now") is None

        server.moods.append(cut)
        (gap,) = taken(server, chunk_bytes=1024)
        assert isinstance(gap, Gap)


class TestActions:
    @staticmethod
    def moving(app: App, action: str = "move:Acquisite") -> App:
        return replace(app, settings=app.settings.model_copy(update={"after_store": action}))

    @pytest.mark.parametrize("namespace", [True, False])
    def test_b21_a_folder_that_cannot_be_made_keeps_no_mail_from_being_read(
        self, app: App, server: Server, namespace: bool
    ) -> None:
        server.prefix = "INBOX."
        server.capabilities += " NAMESPACE" * namespace
        if not namespace:
            server.moods.append(
                lambda s, tag, c: c.startswith("CREATE") and s.send(f"{tag} NO must be below INBOX.") is None
            )
        app = self.moving(app)
        result = poll(app, ImapMailbox(server.account()))
        assert (result.stored, result.filed) == (1, 0)
        assert "Acquisite cannot be made" in result.refused
        assert "AFTER_STORE=move:INBOX.Acquisite" in result.refused
        assert any("AFTER_STORE=move:INBOX.Acquisite" in reason for reason in status(app).red)
        assert poll(app, ImapMailbox(server.account())).refused
        server.moods.clear()
        good = self.moving(app, "move:INBOX.Acquisite")
        assert poll(good, ImapMailbox(server.account())).filed == 1
        assert server.folders["INBOX.Acquisite"] == [MAIL]
        assert status(good).red == ()

    @pytest.mark.parametrize("command", ["UID MOVE", "UID STORE"])
    def test_b21_any_refused_action_is_told_once_and_asked_for_again(
        self, app: App, server: Server, command: str
    ) -> None:
        server.once(
            lambda session, tag, said: said.startswith(command) and session.send(f"{tag} NO [NOPERM] not you") is None
        )
        app = self.moving(app, "seen" if "STORE" in command else "move:Acquisite")
        assert poll(app, ImapMailbox(server.account())).refused
        assert poll(app, ImapMailbox(server.account())).filed == 1
        assert status(app).red == ()

    def test_b21_a_mailbox_that_may_only_be_read(self, app: App, server: Server) -> None:
        def read_only(session: Session, tag: str, command: str) -> bool:
            if not command.startswith("SELECT"):
                return False
            session.on_select(tag, "")
            session.send(f"{tag} OK [READ-ONLY] done")
            return True

        server.moods.append(read_only)
        result = poll(self.moving(app, "seen"), ImapMailbox(server.account()))
        assert result.stored == 1
        assert "only be read" in result.refused

    def test_b21_check_fails_before_the_first_poll(self, server: Server, tmp_path: Path) -> None:
        server.prefix = "INBOX."
        found = {
            one.name: one
            for one in check(
                load(self.environment(server) | {"RACCOLTA_AFTER_STORE": "move:Acquisite"}, data_dir=tmp_path)
            )
        }
        assert found["mailbox"].ok is False
        assert "Acquisite cannot be made" in found["mailbox"].found
        found = {
            one.name: one
            for one in check(
                load(self.environment(server) | {"RACCOLTA_AFTER_STORE": "move:INBOX.Acquisite"}, data_dir=tmp_path)
            )
        }
        assert found["mailbox"].ok is True

    def test_b21_the_command_reads_what_it_stored_and_ends_with_an_error(
        self, command: Callable[..., Result], server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.prefix = "INBOX."
        for name, value in (
            self.environment(server) | {"RACCOLTA_AFTER_STORE": "move:Acquisite", "RACCOLTA_WORKERS": "1"}
        ).items():
            monkeypatch.setenv(name, value)
        done = command("poll", "--data-dir", str(tmp_path))
        assert done.exit_code == 1
        assert "1 new; processed: 1" in done.output

    @staticmethod
    def environment(server: Server) -> dict[str, str]:
        return {
            "RACCOLTA_IMAP_HOST": "127.0.0.1",
            "RACCOLTA_IMAP_PORT": str(server.port),
            "RACCOLTA_IMAP_USER": "utente",
            "RACCOLTA_IMAP_PASSWORD": server.password,
            "RACCOLTA_IMAP_TLS": "none",
            "RACCOLTA_IMAP_IDLE": "false",
        }

    def test_a_folder_in_memory_can_always_be_made(self) -> None:
        mailbox = MemoryMailbox()
        mailbox.prepare("Acquisite")
        assert mailbox.folders == {"Acquisite": []}


class TestPasswords:
    @pytest.mark.parametrize(
        "password", ["così-è-la-vita", "пароль", "tab\tin mezzo", "😀smile", 'spazio e "virgolette" è']
    )
    def test_b22_a_password_that_login_cannot_carry_goes_by_plain(self, server: Server, password: str) -> None:
        server.password = password
        server.capabilities += " AUTH=PLAIN"
        assert len(taken(server)) == 1
        assert not [command for command in server.log if command.startswith("LOGIN")]

    @pytest.mark.parametrize("password", ["così-è-la-vita", "riga\r\nA1 LOGOUT"])
    def test_b22_without_plain_a_person_must_mend_it(self, server: Server, password: str) -> None:
        server.password = password
        with pytest.raises(MailboxRefusedError, match="AUTHENTICATE PLAIN") as raised:
            taken(server)
        assert not any(word in str(raised.value) for word in ("così", "è-la", "vita", "riga", "A1"))

    def test_b22_a_wrong_one_is_refused_without_showing_it(self, server: Server) -> None:
        server.capabilities += " AUTH=PLAIN"
        mailbox = ImapMailbox(replace(server.account(), password="sbagliàta"))
        with pytest.raises(MailboxRefusedError) as raised:
            mailbox.snapshot()
        assert "sbagli" not in str(raised.value)

    def test_b22_plain_where_login_is_switched_off(self, server: Server) -> None:
        server.capabilities += " AUTH=PLAIN LOGINDISABLED"
        assert len(taken(server)) == 1

    @pytest.mark.parametrize("password", ["segretissimo", "segret\\issimo", 'segret"issimo'])
    def test_a_server_that_repeats_the_command_shows_no_password(self, server: Server, password: str) -> None:
        server.password = password

        def parrot(session: Session, tag: str, command: str) -> bool:
            return command.startswith("LOGIN") and session.send(f"{tag} NO cannot parse: {command}") is None

        server.moods.append(parrot)
        with pytest.raises(MailboxRefusedError) as raised:
            taken(server)
        assert "issimo" not in str(raised.value)

    def test_the_errors_of_actions_are_for_a_person(self) -> None:
        assert "AFTER_STORE" in (MailboxActionRefusedError.__doc__ or "")
