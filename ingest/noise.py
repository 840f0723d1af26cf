"""Mail that nobody wrote to us: receipts, reports, automatic replies, newsletters. Headers decide (RFC 3834, RFC 3464,
RFC 8098).
"""

import re

from config.vocabulary import MessageKind
from ingest.envelopes import pec
from ingest.mime import MimePart

_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "message/global-delivery-status"})
_POSTMASTER = re.compile(
    r"\b(?:mailer-daemon|postmaster|mail delivery (?:sub)?system|microsoft exchange)", re.IGNORECASE
)
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-mail-autoreply", "x-vacation")
#: What programs put before the subject of an automatic reply; counts only where the mail brings no file.
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:risposta automati\w+|automatic reply|auto(?:matic)?[ -]?(?:reply|response|risposta)|out of (?:the )?office"
    r"|fuori (?:sede|ufficio)|assen(?:te|za)(?: dal| dall'ufficio|:)|abwesen\w+|réponse automatique)\b",
    re.IGNORECASE,
)


def noise_kind(mail: MimePart) -> MessageKind | None:
    """What kind of noise a mail is, None if a person may have written it."""
    if pec.receipt_of(mail) is not None or _is_report(mail):
        return MessageKind.RECEIPT
    # An automatic mail that brings documents is one that a program sent for somebody: those count.
    if brings_files(mail):
        return None
    if _is_automatic(mail):
        return MessageKind.AUTO_REPLY
    if any(
        part.content_type == "text/calendar" and "method=" in part.header("content-type").lower()
        for part in mail.walk()
    ):
        return MessageKind.CORRESPONDENCE
    if _class(mail).startswith("ipm.schedule.meeting"):
        return MessageKind.CORRESPONDENCE
    # RFC 2369, RFC 2919: mail to a list. A PEC envelope that passed through one is opened first and judged by what is
    # in it.
    listed = mail.header("list-unsubscribe") or mail.header("list-id")
    return MessageKind.CORRESPONDENCE if listed and pec.find_envelope(mail) is None else None


def is_known_by_subject(mail: MimePart) -> bool:
    """Whether nothing but its subject makes a mail an automatic reply: a person may have written that too."""
    return noise_kind(mail) is MessageKind.AUTO_REPLY and not _declares_itself(mail)


def is_receipt(mail: MimePart) -> bool:
    """Whether a mail is a receipt or report, wherever it is found."""
    return pec.receipt_of(mail) is not None or _is_report(mail)


def brings_files(mail: MimePart) -> bool:
    """Whether a mail carries documents: files or mails, besides pictures in its text, calendars and signatures."""
    for part in mail.walk():
        if (
            part.content is None
            or part.content_type in _REPORTS
            or part.content_type in {"text/calendar", "text/x-vcard", "text/vcard"}
        ):
            continue
        if part.content_type.endswith("pkcs7-signature") or (
            part.content_type.startswith("image/") and part.disposition != "attachment"
        ):
            continue
        if (
            part.is_message
            or part.filename
            or part.disposition == "attachment"
            or not part.content_type.startswith(("text/", "image/"))
        ):
            return True
    return False


def _is_report(mail: MimePart) -> bool:
    if mail.content_type == "multipart/report":
        return True
    reports = any(part.content_type in _REPORTS for part in mail.walk())
    if reports and not any(_is_document(part) for part in mail.walk()):
        return True
    if _class(mail).startswith("report."):
        return True
    if mail.header("x-failed-recipients"):
        return True
    # RFC 5321 4.5.5: what reports on a message has no return path.
    return mail.header("return-path").strip() == "<>" and _POSTMASTER.search(mail.header("from")) is not None


def _is_document(part: MimePart) -> bool:
    return part.content is not None and part.content_type.startswith("application/") and bool(part.filename)


def _is_automatic(mail: MimePart) -> bool:
    return _declares_itself(mail) or _AUTOMATIC_SUBJECT.match(mail.header("subject")) is not None


def _declares_itself(mail: MimePart) -> bool:
    """RFC 3834 5, and what programs wrote before it."""
    declared = mail.header("auto-submitted").strip().lower()
    if declared and not declared.startswith("no"):
        return True
    if any(mail.header(name) for name in _AUTOMATIC) or mail.header("precedence").strip().lower() == "auto_reply":
        return True
    return _class(mail).startswith("ipm.note.rules.oof")


def _class(mail: MimePart) -> str:
    return mail.header("x-message-class").lower()
