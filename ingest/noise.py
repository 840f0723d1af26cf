"""Mail that nobody wrote to us: receipts, reports, automatic replies. Headers decide, never the subject (RFC 3834)."""

from config.vocabulary import MessageKind
from ingest.mime import MimePart


def noise_kind(mail: MimePart) -> MessageKind | None:
    """What kind of noise a mail is, None if a person may have written it."""
    if mail.header("x-ricevuta"):
        # RFC 6109 2.1.1.1: a PEC receipt, also when it carries the whole original inside.
        return MessageKind.RECEIPT
    if mail.content_type == "multipart/report":
        return MessageKind.RECEIPT
    if any(part.content_type in {"message/delivery-status", "message/disposition-notification"} for part in mail.walk()):
        return MessageKind.RECEIPT
    if mail.header("return-path").strip() == "<>" and "mailer-daemon" in mail.header("from").lower():
        return MessageKind.RECEIPT
    automatic = mail.header("auto-submitted").strip().lower()
    if automatic and not automatic.startswith("no"):
        return MessageKind.AUTO_REPLY
    if mail.header("x-autoreply") or mail.header("x-autorespond") or mail.header("precedence").lower() == "auto_reply":
        return MessageKind.AUTO_REPLY
    return None
