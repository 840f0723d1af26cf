"""The door to the mail server that takes mail from us (SMTP). Nothing else sends anything."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from config.errors import MailServerError
from config.hiding import hide
from config.settings import Settings


def send(settings: Settings, mail: EmailMessage, recipients: tuple[str, ...]) -> dict[str, str]:
    """Hands a mail over. Gives the recipients that the server refused, with its words. Raises MailServerError if it
    took the mail for nobody.
    """
    with _session(settings) as server:
        refused = server.send_message(mail, settings.digest_from, recipients)
    return {who: said.decode("utf-8", "replace") for who, (_, said) in refused.items()}


def greet(settings: Settings) -> None:
    """Logs in and leaves: whether a mail could be handed over. Raises MailServerError."""
    with _session(settings) as server:
        server.noop()


@contextmanager
def _session(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A session with the server, logged in if there is a user."""
    where, password = f"{settings.smtp_host}:{settings.resolved_smtp_port}", ""
    try:
        password = _password(settings)
        with _connected(settings) as server:
            if settings.smtp_user is not None:
                server.login(settings.smtp_user, password)
            yield server
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        said = hide(str(error), [password] if password else [])
        raise MailServerError(f"{where}: {said or type(error).__name__}") from None


def _connected(settings: Settings) -> smtplib.SMTP:
    # Its own name is asked of no name server: that may take longer than any time limit here.
    host, port, name = settings.smtp_host or "", settings.resolved_smtp_port, socket.gethostname() or "localhost"
    if settings.smtp_tls == "none":
        return smtplib.SMTP(host, port, name, timeout=settings.smtp_timeout_seconds)
    context = ssl.create_default_context(cafile=str(settings.smtp_ca_file) if settings.smtp_ca_file else None)
    if settings.smtp_tls == "implicit":
        return smtplib.SMTP_SSL(host, port, name, timeout=settings.smtp_timeout_seconds, context=context)
    server = smtplib.SMTP(host, port, name, timeout=settings.smtp_timeout_seconds)
    try:
        server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _password(settings: Settings) -> str:
    """The password of this moment: its file may hold another one than at the start."""
    if (file := settings.secret_files.get("smtp_password")) is not None:
        return file.read_text(encoding="utf-8-sig").rstrip("\r\n")
    return settings.smtp_password.get_secret_value() if settings.smtp_password is not None else ""
