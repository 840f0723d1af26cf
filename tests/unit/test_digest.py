"""The digest by mail: what it says, when it is due, that it is sent once, and what becomes of it in an outage."""

import email
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server  # noqa: N811 - the name of the library
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from click.testing import Result

from config.errors import MailServerError, RaccoltaError, SettingsError
from config.settings import Settings, load
from ingest.memory import MemoryMailbox
from jobs.app import App, assemble
from jobs.checks import check
from jobs.demo.build import docx, mail
from jobs.digest.content import compose
from jobs.digest.sender import due_at, keep_sending, send_if_due
from jobs.language.words import use
from jobs.poll import poll
from jobs.process import process_due
from jobs.processes import ourselves
from jobs.readers import InlineReader
from store import schema
from store.database import Database
from store.digests import DigestTable
from store.originals import OriginalsInMemory
from tests.certificates import make_certificates
from tests.services import free_port

DAY = datetime(2015, 12, 2, 7, 30, tzinfo=UTC)
SENT = datetime(2015, 12, 1, 9, tzinfo=UTC)
COURSES = "Ogni sera trenta ospiti del centro seguono corsi di lingua italiana, con due esami e un attestato finale."
ONE = docx([("bold", "Campo 5: apprendimento della lingua italiana"), ("text", COURSES)])
MAILS = (
    mail("protocollo.prefcr@pec.interno.it", "corsi", "x", {"a.docx": ONE}, date=SENT),
    mail("protocollo.prefmi@pec.interno.it", "rotta", "x", {"scheda.docx": b"PK\x03\x04 rotto"}, date=SENT),
    mail("maria@example.org", "privata", "x", {"a.docx": ONE}, date=SENT),
)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use("en")


class Inbox:
    """Takes mail; refuses the recipients of `refused`, or everything while `busy`."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.refused: set[str] = set()
        self.busy = False

    async def handle_RCPT(  # noqa: N802 - the name is that of the library
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.busy:
            return "451 4.3.0 try again later"
        self.mails.append(envelope)
        return "250 OK"

    @property
    def texts(self) -> list[Any]:
        return [
            email.message_from_bytes(bytes(envelope.original_content or b""), policy=default) for envelope in self.mails
        ]


@contextmanager
def smtp(inbox: Inbox, **options: Any) -> Iterator[int]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def settings_for(port: int, folder: Path, **more: str) -> Settings:
    told = {
        "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_TLS": "none", "DIGEST": "daily", "DIGEST_HOUR": "6",
        "DIGEST_FROM": "raccolta@example.org", "DIGEST_TO": "anna@example.org, bruno@example.org",
    }  # fmt: skip
    return load({f"RACCOLTA_{name}": value for name, value in (told | more).items()}, data_dir=folder)


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(DAY)


@pytest.fixture
def made(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., App]]:
    """Makes the parts with settings for a mail server on that port."""
    database = Database("sqlite://")
    schema.upgrade(database)
    originals = OriginalsInMemory()
    yield lambda port, **more: assemble(settings_for(port, tmp_path, **more), database, originals, clock)
    database.close()


def took_in(app: App, mails: tuple[bytes, ...] = MAILS) -> App:
    poll(app, MemoryMailbox(mails))
    process_due(app, InlineReader(app.originals, app.settings.limits))
    return app


def test_it_says_what_is_new_in_either_language(made: Callable[..., App]) -> None:
    app = took_in(made(25))
    said = compose(app, DAY - timedelta(days=1), DAY)
    assert said.subject == "raccolta, 2015-12-02: 1 could not be read"
    for line in (
        "HEALTH: green", "ARRIVED: 3 (3 submission)", "OFFICES THAT ANSWERED: CR 1, MI 1", "COULD NOT BE READ: 1",
        "1 × damaged, or without text", "message 2  partial  MI  'rotta' [scheda.docx]", "1 submission of unknown",
    ):  # fmt: skip
        assert line in said.text
    use("it")
    said = compose(app, DAY - timedelta(days=1), DAY)
    assert said.subject == "raccolta, 2015-12-02: non letti 1"
    for line in ("SALUTE: verde", "UFFICI CHE HANNO RISPOSTO: CR 1, MI 1", "    da fare: guardarlo", "DA DECIDERE"):
        assert line in said.text


def test_what_was_told_before_or_is_repaired_is_not_told_again(made: Callable[..., App]) -> None:
    app = took_in(made(25))
    quiet = compose(app, DAY, DAY + timedelta(days=1))
    assert "ARRIVED: 0 (-)" in quiet.text
    assert "COULD NOT BE READ: 0" in quiet.text
    assert quiet.subject == "raccolta, 2015-12-03: all is well"
    from jobs import decide
    from jobs.decide import Person

    decide.close(app, 2, Person("Anna"))
    assert "COULD NOT BE READ: 0" in compose(app, DAY - timedelta(days=1), DAY).text


def test_words_of_a_mail_make_no_line_of_their_own(made: Callable[..., App]) -> None:
    bad = MAILS[1].replace(b"Subject: rotta", b"Subject: =?utf-8?q?rotta=0AHEALTH=3A_RED=1B=5B2J?=")
    app = took_in(made(25), (bad,))
    text = compose(app, DAY - timedelta(days=1), DAY).text
    assert "HEALTH: RED" not in text.splitlines()
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("how", "now", "due"),
    [
        ({"DIGEST": "daily"}, datetime(2015, 12, 2, 6, tzinfo=UTC), datetime(2015, 12, 2, 6, tzinfo=UTC)),
        ({"DIGEST": "daily"}, datetime(2015, 12, 2, 5, 59, tzinfo=UTC), datetime(2015, 12, 1, 6, tzinfo=UTC)),
        ({"DIGEST": "daily", "DIGEST_HOUR": "0"}, DAY, datetime(2015, 12, 2, tzinfo=UTC)),
        ({"DIGEST": "weekly"}, DAY, datetime(2015, 11, 30, 6, tzinfo=UTC)),
        ({"DIGEST": "weekly", "DIGEST_WEEKDAY": "3"}, DAY, datetime(2015, 12, 2, 6, tzinfo=UTC)),
        (
            {"DIGEST": "weekly", "DIGEST_WEEKDAY": "3"},
            datetime(2015, 12, 2, 5, tzinfo=UTC),
            datetime(2015, 11, 25, 6, tzinfo=UTC),
        ),
        ({"DIGEST": "off"}, DAY, None),
    ],
)
def test_when_it_is_due(tmp_path: Path, how: dict[str, str], now: datetime, due: datetime | None) -> None:
    assert due_at(settings_for(25, tmp_path, **how), now) == due


def test_it_is_sent_once_and_goes_on_where_the_last_one_ended(made: Callable[..., App], clock: Clock) -> None:
    inbox = Inbox()
    with smtp(inbox) as port:
        app = took_in(made(port))
        assert send_if_due(app)
        assert not send_if_due(app)
        first = inbox.texts[0]
        assert inbox.mails[0].rcpt_tos == ["anna@example.org", "bruno@example.org"]
        assert (first["From"], first["To"]) == ("raccolta@example.org", "anna@example.org, bruno@example.org")
        assert first["Auto-Submitted"] == "auto-generated"
        assert "From 2015-12-01 06:00 to 2015-12-02 07:30" in first.get_content()
        # Two days later, after a day without the service.
        clock.now += timedelta(days=2)
        assert send_if_due(app)
        assert "From 2015-12-02 07:30 to 2015-12-04 07:30" in inbox.texts[1].get_content()
        assert first["Message-ID"] != inbox.texts[1]["Message-ID"]
        # A clock that was set back sends nothing again.
        clock.now -= timedelta(days=2)
        assert not send_if_due(app)
    assert len(inbox.mails) == 2


def test_what_the_server_does_not_take_is_sent_later(made: Callable[..., App]) -> None:
    inbox = Inbox()
    inbox.busy = True
    nowhere = made(free_port())
    with pytest.raises(MailServerError, match="refused"):
        send_if_due(took_in(nowhere))
    with smtp(inbox) as port:
        app = made(port)
        with pytest.raises(MailServerError, match="try again later"):
            send_if_due(app)
        inbox.busy = False
        assert send_if_due(app)
        assert not send_if_due(app)
    assert len(inbox.mails) == 1


def test_a_recipient_that_is_refused_keeps_it_from_nobody_else(
    made: Callable[..., App], caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox()
    inbox.refused = {"anna@example.org"}
    with smtp(inbox) as port:
        app = made(port)
        assert send_if_due(app)
        assert not send_if_due(app)
        assert inbox.mails[0].rcpt_tos == ["bruno@example.org"]
        assert "nobody of that name" in str(caplog.records[-1].__dict__["refused"])
        inbox.refused.add("bruno@example.org")
        with pytest.raises(RaccoltaError):
            send_if_due(replace(app, clock=Clock(DAY + timedelta(days=1))))


def test_two_processes_send_one(made: Callable[..., App]) -> None:
    app = made(25)
    table, other = app.digests, replace(ourselves(), pid=1)
    assert table.claim(SENT, "a@b", app.owner, DAY, 60) is not None
    assert table.claim(SENT, "a@b", other, DAY, 60) is None
    # The first one died.
    again = table.claim(SENT, "a@b", other, DAY + timedelta(seconds=61), 60)
    assert again is not None
    table.sent(again.number, DAY, DAY)
    assert table.claim(SENT, "a@b", other, DAY + timedelta(seconds=200), 60) is None


@pytest.mark.parametrize("kind", ["starttls", "implicit"])
def test_it_logs_in_over_tls_with_the_password_of_the_moment(
    made: Callable[..., App], tmp_path: Path, kind: str
) -> None:
    ca, certificate, key = make_certificates(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"raccolta", b"giusta")
        return AuthResult(success=right, handled=False)

    how: dict[str, Any] = {"tls_context": context} if kind == "starttls" else {"ssl_context": context}
    inbox, secret = Inbox(), tmp_path / "password"
    secret.write_text("sbagliata\n")
    more = {"SMTP_HOST": "localhost", "SMTP_TLS": kind, "SMTP_USER": "raccolta", "SMTP_PASSWORD_FILE": str(secret)}
    # The server looks whether it has TLS only where it came by STARTTLS.
    how |= {"authenticator": known, "auth_required": True, "auth_require_tls": kind == "starttls"}
    with smtp(inbox, **how) as port:
        with pytest.raises(MailServerError):
            send_if_due(made(port, **more))
        app = made(port, **more, SMTP_CA_FILE=str(ca))
        with pytest.raises(MailServerError) as refused:
            send_if_due(app)
        assert "sbagliata" not in str(refused.value)
        secret.write_text("giusta\n")
        assert send_if_due(app)
    assert len(inbox.mails) == 1


def test_the_thread_of_the_service_survives_outages_and_ends(
    made: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, stop, tries = Inbox(), threading.Event(), []
    with smtp(inbox) as port:
        app = made(port, RETRY_BASE_SECONDS="1", RETRY_MAX_SECONDS="1")
        real = app.digests.claim

        def claim(*arguments: Any) -> Any:
            tries.append(1)
            if len(tries) == 1:
                raise MailServerError("away")
            if len(tries) == 2:
                raise ValueError("a bug")
            stop.set()
            return real(*arguments)

        monkeypatch.setattr(DigestTable, "claim", lambda self, *arguments: claim(*arguments))
        monkeypatch.setattr("jobs.digest.sender._LOOK", 0.01)
        monkeypatch.setattr("jobs.digest.sender.delay", lambda *_: timedelta(seconds=0.01))
        thread = threading.Thread(target=keep_sending, args=(app, stop), daemon=True)
        thread.start()
        thread.join(120)
        assert not thread.is_alive()
    assert (len(inbox.mails), len(tries)) == (1, 3)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SMTP_HOST": ""}, "SMTP_HOST"),
        ({"DIGEST_TO": ""}, "DIGEST_TO"),
        ({"DIGEST_FROM": ""}, "DIGEST_FROM"),
        ({"DIGEST_TO": "anna@example.org\nBcc: x@example.org"}, "no address"),
        ({"DIGEST_TO": "anna"}, "no address"),
        ({"SMTP_HOST": "mail.example.org"}, "loopback"),
        ({"DIGEST_HOUR": "24"}, "DIGEST_HOUR"),
        ({"DIGEST": "hourly"}, "DIGEST"),
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        settings_for(25, tmp_path, **wrong)


def test_check_tries_the_mail_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_disk", "_database", "_mailbox"):
        monkeypatch.setattr(f"jobs.checks.{name}", lambda settings: "fine")
    monkeypatch.setattr("jobs.checks._tools", lambda without: ())
    monkeypatch.setattr("jobs.checks._confinement", lambda: None)

    def looked(settings: Settings) -> Any:
        return next(one for one in check(settings) if one is not None and one.name == "digest")

    with smtp(Inbox()) as port:
        assert looked(settings_for(port, tmp_path)).ok is True
    away = looked(settings_for(free_port(), tmp_path))
    assert (away.ok, "SMTP_" in away.remedy) == (False, True)
    assert "off" in looked(load({}, data_dir=tmp_path)).found


def test_the_command_shows_and_sends(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.eml").write_bytes(MAILS[2])
    monkeypatch.setenv("RACCOLTA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("RACCOLTA_WORKERS", "1")
    command("import", str(tmp_path / "a.eml"))
    assert "ARRIVED: 1 (1 submission)" in command("digest").output
    assert isinstance(command("digest", "--send").exception, RaccoltaError)
    inbox = Inbox()
    with smtp(inbox) as port:
        for name, value in (("SMTP_HOST", "127.0.0.1"), ("SMTP_PORT", str(port)), ("SMTP_TLS", "none")):
            monkeypatch.setenv(f"RACCOLTA_{name}", value)
        monkeypatch.setenv("RACCOLTA_DIGEST_FROM", "raccolta@example.org")
        monkeypatch.setenv("RACCOLTA_DIGEST_TO", "anna@example.org")
        assert "sent to anna@example.org" in command("digest", "--send").output
        assert '"sent": true' in command("digest", "--send", "--json").output
    assert len(inbox.mails) == 2
