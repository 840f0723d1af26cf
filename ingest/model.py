"""What `ingest` hands on: messages as they lie in a mailbox, and the files found inside one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from config.vocabulary import Chain, DocumentStatus, Integrity, MessageKind, Problem, SignatureForm


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as a source gave it: `original` is its bytes, unchanged.

    `source` names the place (`imap://user@host/INBOX;uidvalidity=1;uid=7` or a file's name). `uid` and `uidvalidity`
    are None for sources without such numbers. `internal_date` is the moment the server took the mail in, aware, if
    known.
    """

    original: bytes
    source: str
    uid: int | None = None
    uidvalidity: int | None = None
    internal_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file on disk that was not taken, and why. `holds_mail` is true where mails are known to be in it all the
    same.
    """

    source: str
    reason: str
    holds_mail: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A message that the server listed and that could not be taken: too large, refused by the server, or `gone` from it
    (moved or deleted by somebody else), which is noted and no longer tried.
    """

    uid: int
    reason: str
    size: int | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class MailboxSnapshot:
    """The state of a folder: `uidnext - 1` bounds what a poll takes; mail that arrives later is for the next poll."""

    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of a header: `name` as displayed ("" if none), `address` in lower case ("" if none)."""

    name: str
    address: str


class FileRole(StrEnum):
    """Where in a message a file stood, which tells what it can be."""

    BODY = "body"
    ATTACHMENT = "attachment"
    INLINE = "inline"
    ENVELOPE = "envelope"


@dataclass(frozen=True, slots=True)
class File:
    """One file found in a message.

    `path` names every layer down to it (`postacert.eml/dati.zip/scheda.docx`) and is unique in the message;
    `filename` is the innermost name, made safe; `declared_type` is what the sender said it is and is never trusted. A
    body is UTF-8. `status` is set for a file that nobody can or need read, which opening found out: it stays closed,
    and `reason` says why.
    """

    path: str
    filename: str
    declared_type: str
    content: bytes
    role: FileRole
    status: DocumentStatus | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Headers:
    """The header fields of one mail that matter; all "" or empty where absent or broken. `date` is aware."""

    message_id: str
    subject: str
    sender: Address
    date: datetime | None
    in_reply_to: tuple[str, ...]
    to: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature over something in the message: `path` is that file or mail ("" for the whole message).

    `signer` is the common name of the certificate, `signer_serial` the serial number of its subject (in Italy `TINIT-`
    and the tax code), `certificate_serial` that of the certificate in hexadecimal; "" where absent. `signed_at` is what
    the signature claims, aware, None if it does not. The chain of trust is never checked. `detail` says why a check was
    not possible or what was done for it.
    """

    path: str
    form: SignatureForm
    integrity: Integrity
    signer: str = ""
    signer_serial: str = ""
    certificate_serial: str = ""
    issuer: str = ""
    signed_at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Certification:
    """What a provider certifies about a PEC envelope (RFC 6109 4.4, `daticert.xml`; failing that, its headers).

    `path` is that of the envelope's mail ("" for the outermost), `kind` the raw word of the provider
    (`posta-certificata`, `avvenuta-consegna` …), `identifier` the provider's number of the message, `message_id` the
    one the sender's program gave, `certified_at` aware or None, `error` the raw word of a failure ("" or `nessuno` if
    none). `integrity` is that of the provider's signature, `chain` says whether it leads to an authority we know.
    `doubt` says why the provider does not vouch for the envelope, "" if it does; of a receipt nothing is asked.
    """

    path: str
    kind: str
    provider: str = ""
    sender: str = ""
    certified_at: datetime | None = None
    identifier: str = ""
    message_id: str = ""
    error: str = ""
    integrity: Integrity = Integrity.NOT_CHECKED
    chain: Chain = Chain.NOT_CHECKED
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """What our own server found out about the sender of the outermost mail.

    `checked` is true where it said anything, `single` where the mail has one From with one address. `passed` are the
    checks that vouch for the domain of that address, `failed` those that speak against it, as the server wrote them.
    """

    checked: bool = False
    single: bool = True
    passed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


#: Nobody said anything.
NOT_ASKED = Authentication()


@dataclass(frozen=True, slots=True)
class Layer:
    """A mail inside the message: the outermost has path "", a forwarded or enveloped one the path it was found at.

    `transport` is true for a PEC envelope: its sender is the provider, never the author.
    """

    path: str
    headers: Headers
    transport: bool = False


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message with all its layers opened.

    `headers` are those of the mail that the author wrote (inside a PEC envelope, the inner one). `layers` are all mails
    from the outermost in. `noise` is set where headers alone show that nobody wrote this to us: a receipt, a report, an
    automatic reply, a newsletter; `by_subject` where of an automatic reply the subject alone says so. `receipts` are
    the paths of receipts that somebody attached, kept closed. `received` is when the last server took it in, as its
    `Received` field says.
    """

    headers: Headers
    layers: tuple[Layer, ...]
    files: tuple[File, ...]
    problems: tuple[Problem, ...]
    noise: MessageKind | None
    certifications: tuple[Certification, ...] = ()
    signatures: tuple[Signature, ...] = ()
    receipts: tuple[str, ...] = ()
    by_subject: bool = False
    authentication: Authentication = NOT_ASKED
    received: datetime | None = None
