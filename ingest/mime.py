"""MIME (RFC 2045 to 2049): from bytes to a tree of parts. Never raises on content: what is broken becomes a defect."""

import email
import email.policy
import email.utils
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from functools import partial
from typing import TypeVar
from urllib.parse import unquote_to_bytes

import fast_mail_parser

from ingest.model import Address, Headers

_YEARS = range(1990, 2100)
_Answer = TypeVar("_Answer")
_Stdlib = Message


@dataclass(frozen=True, slots=True)
class MimePart:
    """One node. `headers` has lower-case keys and every value; `content` is None for a multipart.

    A `message/rfc822` part is a leaf here: its bytes are the inner mail, for the caller to open; one that never was MIME
    (from TNEF or `.msg`) has its tree as its only child instead.
    """

    content_type: str
    headers: Mapping[str, tuple[str, ...]]
    filename: str = ""
    content_id: str = ""
    disposition: str = ""
    content: bytes | None = None
    children: tuple["MimePart", ...] = ()
    defects: tuple[str, ...] = field(default=())

    @property
    def is_message(self) -> bool:
        """Whether this part is a mail inside the mail."""
        return self.content_type in {"message/rfc822", "message/global"}

    def header(self, name: str) -> str:
        """The first value of a header field, "" if absent."""
        return next(iter(self.headers.get(name, ())), "")

    def walk(self) -> Iterator["MimePart"]:
        """This part and all below it, depth first, not entering inner mails."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            if not part.is_message:
                stack.extend(reversed(part.children))


def parse_mime(raw: bytes, most_parts: int) -> MimePart:
    """The tree of a mail.

    A fast parser does the common case; the standard library, slower and more lenient, does what that one refuses or
    is known to get wrong (technology measurements: one bad base64 character, quotes or backslashes in a name).
    """
    try:
        tree = _from_fast(fast_mail_parser.parse_email_tree(raw, mode="lazy"), [most_parts])
        if not _doubtful(tree):
            return tree
    except (fast_mail_parser.ParseError, _TooManyPartsError, ValueError, RecursionError):
        pass
    return _lenient(raw, most_parts)


def headers_of(part: MimePart) -> Headers:
    """The header fields that matter, whatever state they are in."""
    return Headers(
        message_id=_one_line(part.header("message-id")),
        subject=_one_line(part.header("subject")),
        sender=next(iter(addresses(part.header("from"))), Address("", "")),
        date=_date(part.header("date")),
        in_reply_to=tuple(dict.fromkeys(re.findall(r"<[^<>\s]+>", part.header("in-reply-to") + part.header("references")))),
        to=tuple(addresses(", ".join((*part.headers.get("to", ()), *part.headers.get("cc", ()))))),
    )


def addresses(value: str) -> Iterator[Address]:
    """The addresses of a header value; a broken one yields what can be recognised."""
    value = _one_line(value)
    found = [(name, address) for name, address in email.utils.getaddresses([value]) if "@" in address]
    if not found:
        found = [("", match) for match in re.findall(r"[\w.+'-]+@[\w.-]+\w", value)]
    if not found and value:
        found = [(value, "")]
    for name, address in found:
        yield Address(_one_line(name), address.strip().lower())


def decode_text(content: bytes, charset: str) -> str:
    """Text with its declared charset, else the usual ones; undecodable bytes are replaced, never refused.

    Windows-1252 is tried for ISO-8859-1 too: mails of the time label the former as the latter.
    """
    charset = charset.strip("\"' ").lower().replace("_", "-")
    if charset in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", ""}:
        candidates = ["utf-8", "windows-1252"]
    else:
        candidates = [charset, "utf-8", "windows-1252"]
    for candidate in candidates:
        try:
            return content.decode(candidate)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode("latin-1")


def charset_of(part: MimePart) -> str:
    """The declared charset of a text part, "" if none."""
    match = re.search(r"charset\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s;]+)", part.header("content-type"), re.IGNORECASE)
    return match[1] if match else ""


class _TooManyPartsError(Exception):
    pass


def _from_fast(node: fast_mail_parser.PyLazyMimePart, budget: list[int]) -> MimePart:
    budget[0] -= 1
    if budget[0] < 0:
        raise _TooManyPartsError
    return MimePart(
        content_type=node.content_type.lower(),
        headers={key.lower(): tuple(values) for key, values in node.headers.items()},
        filename=_extended_name(node.headers.items()) or node.filename,
        content_id=node.content_id or "",
        disposition=(node.disposition or "").lower(),
        content=node.content,
        children=() if node.is_message else tuple(_from_fast(child, budget) for child in node.children),
    )


def _extended_name(headers: Iterable[tuple[str, Iterable[str]]]) -> str:
    """The name in `filename*=charset'language'…`, which counts before a plain one beside it (RFC 6266 4.3); "" if none."""
    for key, values in headers:
        if key.lower() == "content-disposition":
            for value in values:
                if match := re.search(r"filename\*\s*=\s*\"?([\w.-]+)'[^']*'([^;\s\"]+)", str(value), re.IGNORECASE):
                    return decode_text(unquote_to_bytes(match[2]), match[1])
    return ""


def _doubtful(tree: MimePart) -> bool:
    for part in tree.walk():
        if part.content_type.startswith("multipart/") and not part.children:
            return True
        declared = part.header("content-type") + part.header("content-disposition")
        if ("\\" in part.filename or '"' in part.filename) or ('\\"' in declared):
            return True
        # RFC 2231 lets a name be cut between the bytes of one character.
        if "\ufffd" in part.filename and "*1" in declared:
            return True
    return False


def _lenient(raw: bytes, most_parts: int) -> MimePart:
    """The standard library's reading; where even that raises, the whole mail is one text part with a defect."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        return _from_stdlib(message, [most_parts])
    except Exception as error:  # noqa: BLE001 - the email package raises nearly anything on hostile headers (cpython#114906)
        head, _, body = raw.partition(b"\n\n")
        return MimePart(
            "text/plain", header_fields(head.decode("utf-8", "replace")), content=body, defects=(f"not a readable MIME message: {error!r}",)
        )


def _from_stdlib(message: _Stdlib, budget: list[int]) -> MimePart:
    budget[0] -= 1
    headers = _stdlib_headers(message)
    part = MimePart(
        content_type=message.get_content_type(),
        headers=headers,
        filename=_extended_name((key, (value,)) for key, value in message.raw_items()) or _quiet(message.get_filename, None) or "",
        content_id=headers.get("content-id", ("",))[0].strip("<> "),
        disposition=_quiet(message.get_content_disposition, None) or "",
        defects=tuple(type(defect).__name__ for defect in message.defects),
    )
    if part.is_message:
        return replace(part, content=_inner_mail(message))
    if message.is_multipart():
        return _with_children(part, message, budget)
    content = _quiet(lambda: message.get_payload(decode=True), None)
    if not isinstance(content, bytes):
        content = str(message.get_payload()).encode("utf-8", "surrogateescape")
    # Declared as multipart, but without any boundary in it: what is there is still what was sent.
    kind = "text/plain" if part.content_type.startswith("multipart/") else part.content_type
    return replace(part, content_type=kind, content=content)


def _with_children(part: MimePart, message: _Stdlib, budget: list[int]) -> MimePart:
    children: list[MimePart] = []
    defects = part.defects
    for child in message.get_payload():
        if budget[0] <= 0:
            defects = (*defects, "more MIME parts than LIMIT_MIME_PARTS")
            break
        if isinstance(child, Message):
            children.append(_from_stdlib(child, budget))
    return replace(part, children=tuple(children), defects=defects)


def _inner_mail(message: _Stdlib) -> bytes:
    payload = message.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        inner = payload[0]
        encoding = str(message.get("content-transfer-encoding", "")).strip().lower()
        if encoding in {"base64", "quoted-printable"} and not inner.keys():
            # The library does not decode an encoded message/rfc822: it leaves the encoded text as a body.
            encoded = EmailMessage(policy=email.policy.compat32)
            encoded["Content-Transfer-Encoding"] = encoding
            encoded.set_payload(inner.get_payload())
            decoded = encoded.get_payload(decode=True)
            return decoded if isinstance(decoded, bytes) else b""
        return inner.as_bytes(policy=email.policy.compat32.clone(max_line_length=None))
    return str(payload).encode("utf-8", "surrogateescape")


def _stdlib_headers(message: _Stdlib) -> dict[str, tuple[str, ...]]:
    headers: dict[str, tuple[str, ...]] = {}
    for name, raw in message.raw_items():
        key = name.lower()
        value = _quiet(partial(_decoded, name, raw), str(raw))
        headers[key] = (*headers.get(key, ()), value)
    return headers


def _decoded(name: str, raw: str) -> str:
    return str(email.policy.default.header_fetch_parse(name, raw))


def header_fields(head: str) -> dict[str, tuple[str, ...]]:
    """The header fields in a text, by lower-case name; lines that are none are skipped."""
    headers: dict[str, tuple[str, ...]] = {}
    for line in re.sub(r"\r?\n[ \t]+", " ", head).splitlines():
        name, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[\w-]+", name):
            headers[name.lower()] = (*headers.get(name.lower(), ()), value.strip())
    return headers


def _quiet(call: Callable[[], _Answer], default: _Answer) -> _Answer:
    """The answer of a library call, `default` if it raises: see `_lenient`."""
    try:
        return call()
    except Exception:  # noqa: BLE001 - see _lenient
        return default


def _one_line(value: str) -> str:
    return re.sub(r"\s+", " ", value.encode("utf-8", "replace").decode("utf-8")).replace("\x00", "").strip()


def _date(value: str) -> datetime | None:
    """Aware and in UTC; a date without zone counts as UTC, an absurd one as none."""
    try:
        date = email.utils.parsedate_to_datetime(value)
        date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return date if date.year in _YEARS else None
