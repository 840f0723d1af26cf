"""How mail programs keep mail on disk: what can be read of it as it lies there, and what has to be exported first."""

import base64
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from mmap import ACCESS_READ, mmap
from pathlib import Path

from ingest.envelopes import mbox, msg
from ingest.names import is_mail

_HEAD = 512 * 1024
#: UW IMAP's mbx: a head of 2048 bytes, then before each mail a line with its date and size.
_MBX = b"*mbx*\r\n"
_MBX_HEAD = 2048
_MBX_LINE = re.compile(rb"[ \d]\d-\w{3}-\d{4} [\d:]{8} [+-]\d{4},(\d{1,12});[^\r\n]*\r\n")
#: Apple Mail: the size of the mail, the mail, then a list of properties.
_EMLX = re.compile(rb"\s{0,3}(\d{1,12})[ \t]*\r?\n")
_OUTLOOK = "export the mails from Outlook as .msg or .eml, or move them into an IMAP folder"

#: First bytes of stores that no free library reads, with what they are and what to do.
_CLOSED: tuple[tuple[bytes, str], ...] = (
    (b"!BDN", f"an Outlook data file (.pst, .ost): {_OUTLOOK}"),
    (b"\xcf\xad\x12\xfe", "a folder of Outlook Express (.dbx): export it as .eml files"),
    (b"JMF", "a folder of Outlook Express 4 (.mbx): export it as .eml files"),
    (b"\x1a\x00\x00\x04", "a database of Notes (.nsf): export the mails as .eml files"),
    (b"SQLite format 3\x00", "a database of a mail program: export the mails as .eml files or mbox"),
    (b"PK\x03\x04", "an archive: unpack it first"),
    (b"Rar!", "an archive: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "an archive: unpack it first"),
    (b"\x1f\x8b\x08", "a compressed file: unpack it first"),
)
#: Files in which programs note what they know of their mails; no mail is in them.
_INDEXES = re.compile(
    r"dovecot.*|courier.*|maildir(?:folder|size)|subscriptions|envelope index.*|table_of_contents|\d*-?uidlist"
    r"|.*\.(?:msf|cmeta|ev-summary.*|ibex.*|idx|lock|plist|toc|snm|sbd|ini)",
    re.IGNORECASE,
)


def is_index(path: Path) -> bool:
    """Whether a file is a program's own and holds no mail, by its name."""
    return _INDEXES.fullmatch(path.name) is not None


def closed(path: Path) -> str | None:
    """What a store is that cannot be read as it lies there, with the remedy; None for any other file."""
    with path.open("rb") as file:
        head = file.read(16)
    return next((what for mark, what in _CLOSED if head.startswith(mark)), None)


def mails_in(path: Path) -> Iterator[bytes] | None:
    """The mails in a file that holds them in a way of its own, by its content; None for a plain mail and for what is
    no mail.
    """
    if path.stat().st_size == 0:
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if mbox.is_mbox(head):
        return _mapped(path)
    if head.startswith(_MBX):
        return _mbx(path.read_bytes())
    if (mail := _emlx(path)) is not None:
        return iter((mail,))
    return None


def holds_a_mail(path: Path) -> bool:
    """Whether a file is one mail, plain or of Outlook, by its content."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return is_mail(head) or (head.startswith(b"\xd0\xcf\x11\xe0") and msg.is_msg(path.read_bytes()))


def _mapped(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        yield from mbox.split(content)


def _mbx(content: bytes) -> Iterator[bytes]:
    at = _MBX_HEAD
    while (line := _MBX_LINE.match(content, at)) is not None:
        end = line.end() + int(line[1])
        yield content[line.end() : end]
        at = end
    if rest := content[at:].strip(b"\0\r\n "):
        # Not as the format has it: whatever it is, somebody should see it.
        yield rest


def _emlx(path: Path) -> bytes | None:
    content = path.read_bytes() if path.suffix.lower() == ".emlx" else b""
    size = _EMLX.match(content)
    if size is None:
        return None
    mail = content[size.end() : size.end() + int(size[1])]
    return _with_attachments(mail, path) if path.name.lower().endswith(".partial.emlx") else mail


def _with_attachments(mail: bytes, path: Path) -> bytes:
    """A mail whose attachments Apple Mail keeps beside it, in `Attachments/NUMBER/PART/`, put together again.

    What is not there stays an empty part, which is a problem of the mail.
    """
    folder = path.parent.parent / "Attachments" / path.name.partition(".")[0]
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and not file.name.startswith(".")]
    message = message_from_bytes(mail, policy=policy.compat32)
    for part in message.walk():
        if "X-Apple-Content-Length" in part and not part.is_multipart() and not str(part.get_payload()).strip():
            file = next((file for file in files if file.name == _name(part)), None)
            if file is not None:
                part.set_payload(base64.encodebytes(file.read_bytes()).decode())
                del part["Content-Transfer-Encoding"]
                part["Content-Transfer-Encoding"] = "base64"
    return message.as_bytes()


def _name(part: Message) -> str:
    return str(part.get_filename() or "")
