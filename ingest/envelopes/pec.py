"""PEC (RFC 6109): transport envelopes, whose mail of the author is one level down, and receipts.

What a message is follows from its headers and is confirmed by the provider's data; subjects are the sender's words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.envelopes.daticert import from_headers, read_daticert
from ingest.mime import MimePart, text_of
from ingest.model import Certification

TRANSPORT = "posta-certificata"
#: RFC 6109 3.1.6: ordinary mail that reached a PEC box, wrapped by the provider.
ANOMALY = "errore"
_DATICERT = "daticert.xml"
_INNER = "postacert.eml"
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_NOTICE = re.compile(r"posta\s+(?:elettronica\s+)?certificata|certified\s+(?:e-?)?mail", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The parts of a transport envelope: the author's mail, what the provider added around it, and files of other
    origin.
    """

    inner: MimePart
    added: tuple[MimePart, ...]
    others: tuple[MimePart, ...]
    certification: Certification


def find_envelope(mail: MimePart) -> Envelope | None:
    """The envelope if `mail` is one.

    Known by `X-Trasporto: posta-certificata`. Where a gateway dropped that header, the provider's notice, its data and
    one inner mail, and nothing else, tell as well: a person may attach files with such names to a mail of their own.
    """
    leaves = _leaves(mail)
    named = [part for part in leaves if _is_named(part)]
    inner = next(iter(named or filter(_is_message, leaves)), None)
    if inner is None:
        return None
    rest = [part for part in leaves if part is not inner]
    data = certification_of(mail)
    if not _is_transport(mail) and not (named and _tells_transport(data, rest)):
        return None
    added = [part for part in rest if _is_added(part) or _is_bare_text(part)]
    others = tuple(part for part in rest if part not in added)
    return Envelope(inner, tuple(added), others, data or from_headers(mail, TRANSPORT))


def _is_named(part: MimePart) -> bool:
    return part.filename.lower() == _INNER


def _is_message(part: MimePart) -> bool:
    return part.is_message


def _tells_transport(data: Certification | None, beside: Sequence[MimePart]) -> bool:
    """Whether the provider's data say so, and nobody but the provider added anything beside the mail of its author."""
    certified = data is not None and data.kind == TRANSPORT
    return certified and all(_is_added(part) or _is_notice(part) for part in beside)


def is_emptied(mail: MimePart) -> bool:
    """Whether `mail` says that it is an envelope, and there is no mail in it."""
    return _is_transport(mail) and find_envelope(mail) is None


def _is_transport(mail: MimePart) -> bool:
    return mail.header("x-trasporto").strip().lower() == TRANSPORT


def receipt_of(mail: MimePart) -> Certification | None:
    """What a PEC receipt or anomaly envelope says, None if `mail` is neither; an unknown word is a receipt all the
    same.

    `X-Ricevuta` counts before `X-Trasporto`; where the provider's data calls the same mail a transport, that is what it
    is.
    """
    data = certification_of(mail)
    declared = mail.header("x-ricevuta").strip().lower()
    transport = mail.header("x-trasporto").strip().lower()
    if declared and (data is None or data.kind != TRANSPORT):
        return replace(data, kind=declared) if data is not None else from_headers(mail, declared)
    if transport == ANOMALY:
        return from_headers(mail, "anomalia")
    if (
        not declared
        and not transport
        and data is not None
        and data.kind
        and data.kind != TRANSPORT
        and _only_provider(mail)
    ):
        return data
    return None


def certification_of(mail: MimePart) -> Certification | None:
    """The provider's data among the parts of `mail` itself, not of a mail inside it."""
    for part in mail.walk():
        if part.content is not None and part.filename.lower() == _DATICERT:
            return read_daticert(part.content)
    return None


def _only_provider(mail: MimePart) -> bool:
    """Whether nothing in the mail comes from a person: a sender may attach a receipt's data to a mail of their own."""
    return all(part.is_message or _is_named(part) or _is_added(part) or _is_notice(part) for part in _leaves(mail))


def _leaves(mail: MimePart) -> list[MimePart]:
    return [part for part in mail.walk() if part.content is not None]


def _is_added(part: MimePart) -> bool:
    return part.filename.lower() == _DATICERT or part.content_type in _SIGNATURES


def _is_bare_text(part: MimePart) -> bool:
    return part.content_type in {"text/plain", "text/html"} and not part.filename


def _is_notice(part: MimePart) -> bool:
    if not _is_bare_text(part):
        return False
    text = text_of(part)
    return not text.strip() or _NOTICE.search(text) is not None
