"""Sends the digest when it is due, once, and again later if the mail server is away. The service is never held up."""

import logging
import threading
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from config.errors import RaccoltaError
from config.settings import Settings
from jobs.app import App
from jobs.digest.content import Digest, compose
from jobs.failures import delay, operator_text
from jobs.outgoing import send

log = logging.getLogger(__name__)

#: Seconds between two looks whether it is due.
_LOOK = 30.0
#: A process that sends longer than this many time limits of the mail server is dead.
_PATIENCE = 5


def due_at(settings: Settings, now: datetime) -> datetime | None:
    """When the newest digest was due, at `now` or before; None if none is wanted."""
    if settings.digest == "off":
        return None
    today = now.replace(hour=settings.digest_hour, minute=0, second=0, microsecond=0)
    if settings.digest == "weekly":
        today -= timedelta(days=(today.isoweekday() - settings.digest_weekday) % 7)
    return today if today <= now else today - _period(settings)


def _period(settings: Settings) -> timedelta:
    return timedelta(days=7 if settings.digest == "weekly" else 1)


def send_if_due(app: App) -> bool:
    """Sends the digest that is due; False if there is none, it was sent, or another process is at it. Of several that
    were missed the last one is sent; it tells of the whole time. Raises RaccoltaError, and then it is still due.
    """
    settings, now = app.settings, app.clock()
    moment = due_at(settings, now)
    if moment is None:
        return False
    seconds = _PATIENCE * settings.smtp_timeout_seconds
    due = app.digests.claim(moment, settings.digest_to, app.owner, now, seconds)
    if due is None:
        return False
    since = min(due.since or moment - _period(settings), now)
    try:
        number = f"{moment:%Y%m%d%H}-{due.number}"
        refused = send(settings, _mail(settings, compose(app, since, now), now, number), settings.digest_recipients)
    except RaccoltaError as error:
        app.digests.failed(due.number, operator_text(error))
        raise
    said = "; ".join(f"{who}: {why}" for who, why in refused.items())
    app.digests.sent(due.number, now, app.clock(), said)
    log.log(logging.WARNING if said else logging.INFO, "digest sent", extra={"due": str(moment), "refused": said})
    return True


def send_now(app: App) -> Digest:
    """Sends what is new since a day or week, at once and on no record: for trying the settings."""
    now = app.clock()
    digest = compose(app, now - _period(app.settings), now)
    send(app.settings, _mail(app.settings, digest, now, f"{now:%Y%m%d%H%M%S}"), app.settings.digest_recipients)
    return digest


def preview(app: App) -> Digest:
    """What would be sent now."""
    now = app.clock()
    return compose(app, now - _period(app.settings), now)


def _mail(settings: Settings, digest: Digest, now: datetime, number: str) -> EmailMessage:
    """The mail; a digest that is sent again because its process died bears the same Message-ID."""
    mail = EmailMessage()
    mail["From"], mail["To"] = settings.digest_from, ", ".join(settings.digest_recipients)
    mail["Subject"], mail["Date"] = digest.subject, format_datetime(now)
    mail["Message-ID"] = f"<raccolta-{number}@{settings.digest_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(digest.text)
    return mail


def keep_sending(app: App, stop: threading.Event) -> None:
    """Looks now and then until `stop`; meant for a thread of its own. Raises nothing."""
    failures, settings = 0, app.settings
    while not stop.is_set():
        pause = _LOOK
        try:
            send_if_due(app)
            failures = 0
        except RaccoltaError as error:
            pause = delay(failures, settings.retry_base_seconds, settings.retry_max_seconds).total_seconds()
            failures += 1
            log.warning("the digest was not sent", extra={"reason": operator_text(error), "again_in": round(pause)})
        except Exception:
            log.exception("the digest was not sent, by a bug")
        stop.wait(pause)
