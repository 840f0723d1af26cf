"""The head of a mail or part (RFC 5322 2.2): fields in whatever state, encoded words, addresses, parameters."""

import email.utils
import re
from binascii import Error as BinasciiError
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote_to_bytes

from ingest.charsets import decode_text
from ingest.model import Address
from ingest.stretch import Stretch, all_of

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:(.*)", re.DOTALL)
#: How many lines after a broken one are looked at to tell whether the head goes on.
_LOOK_AHEAD = 100
#: Fields of which at least one stands in the head of every mail or part; "x-…" and the like beside them.
_USUAL = frozenset(
    "from to cc bcc subject date received return-path message-id mime-version sender reply-to delivered-to references "
    "in-reply-to status".split()
)
_USUAL_BEGINNINGS = ("x-", "content-", "resent-", "list-", "dkim-", "arc-", "received-", "authentication-")
_MACHINE_MADE = ("message-id", "mime-version", "received", "content-type", "content-transfer-encoding")
_ADDRESSES = frozenset({"from", "to", "cc", "bcc", "sender", "reply-to", "resent-from", "disposition-notification-to"})
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*)\?=(\s+(?==\?))?")
_IN_QUOTES = re.compile(r'"(=\?[^"]*\?=)"')
_EXTENDED = re.compile(r"filename\*\s*=\s*\"?([\w.-]+)'[^']*'([^;\s\"]+)", re.IGNORECASE)
_SPECIAL = re.compile(r"[,;:<>@()\"\\]")
_ANY_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w.-]+\w")
#: Beyond so many characters nobody writes addresses or parameters, and libraries take time that grows with the square.
_LONGEST = 100_000
_LONGEST_PARAMETERS = 20_000
#: A head that is longer is not looked for.
_LONGEST_BEGINNING = 8192
_DEEPEST_COMMENT = 20


@dataclass(frozen=True, slots=True)
class Head:
    """A head and what follows it.

    `fields` has lower-case names with every value, unfolded, encoded words in it decoded except in those of MIME.
    `ended` is false where the bytes end before an empty line does.
    """

    fields: Mapping[str, tuple[str, ...]]
    body: Stretch
    ended: bool = True
    defects: tuple[str, ...] = ()

    @property
    def is_of_mail(self) -> bool:
        """Whether any field of it stands in mails."""
        return any(name in _USUAL or name.startswith(_USUAL_BEGINNINGS) for name in self.fields)


def split_head(raw: Stretch) -> Head:
    """The head at the beginning of `raw`. Where there is none all of it is body."""
    lines: list[list[bytes]] = []
    defects: list[str] = []
    position, ended = raw.start, False
    while position < raw.end:
        line, following = _line(raw, position)
        if not line.strip(b" \t") and (not line or not _goes_on(raw, following)):
            position, ended = following, True
            break
        if line[:1] in b" \t" and lines:
            lines[-1].append(line.strip(b" \t"))
        elif _FIELD.fullmatch(line):
            lines.append([line])
        elif _goes_on(raw, following):
            defects.append("a line in its head is no field")
        else:
            defects.append("no empty line between its head and its text")
            ended = True
            break
        position = following
    return Head(_fields(map(b" ".join, lines)), raw.after(position), ended, tuple(dict.fromkeys(defects)))


def begins_like_mail(content: bytes | Stretch) -> bool:
    """Whether bytes begin with a head that a mail program made."""
    head = split_head(all_of(content[:_LONGEST_BEGINNING].lstrip()))
    return not head.defects and any(name in head.fields for name in _MACHINE_MADE)


def header_fields(head: str) -> dict[str, tuple[str, ...]]:
    """The header fields in a text, by lower-case name; lines that are none are skipped."""
    return dict(split_head(all_of(head.encode("utf-8", "replace").strip())).fields)


def decode_words(value: str, *, quoted: bool = False) -> str:
    """A value with its encoded words (RFC 2047) decoded; one that is broken stays as it is.

    With `quoted` a word that holds what separates addresses is put in quotes.
    """
    if quoted:
        value = _IN_QUOTES.sub(r"\1", value)
    pieces: list[str] = []
    position, previous = 0, ("", b"")
    for match in _WORD.finditer(value):
        content = _word(match[2].lower(), match[3])
        if content is None:
            continue
        pieces += [_shown(*previous, quoted=quoted), value[position : match.start()]]
        if pieces[-1] == "" and previous[0].lower() == match[1].lower():
            # A character may be cut between two words.
            pieces[-2:] = []
            content = previous[1] + content
        previous, position = (match[1], content), match.end()
    return "".join([*pieces, _shown(*previous, quoted=quoted), value[position:]])


def addresses(value: str) -> Iterator[Address]:
    """The addresses of a header value; a broken one yields what can be recognised."""
    value = one_line(value)[:_LONGEST]
    found: list[tuple[str, str]] = []
    if value.count("(") <= _DEEPEST_COMMENT:
        # The library calls itself for every bracket.
        found = [(name, address) for name, address in email.utils.getaddresses([value]) if "@" in address]
    if not found:
        found = [("", match) for match in _ANY_ADDRESS.findall(value)]
    if not found and value:
        found = [(value, "")]
    for name, address in found:
        yield Address(one_line(name), address.strip().lower())


def parameters(content_type: str, disposition: str) -> Message:
    """The two fields that carry parameters, for the library's own methods to read."""
    message = Message()
    message["Content-Type"] = content_type[:_LONGEST_PARAMETERS]
    message["Content-Disposition"] = disposition[:_LONGEST_PARAMETERS]
    return message


def extended_name(values: Iterable[str]) -> str:
    """The name in `filename*=charset'language'…`, which counts before a plain one (RFC 6266 4.3); "" if none."""
    for value in values:
        if match := _EXTENDED.search(value[:_LONGEST_PARAMETERS]):
            return decode_text(unquote_to_bytes(match[2]), match[1])
    return ""


def one_line(value: str) -> str:
    """A value without line ends, control characters and lone surrogates."""
    return re.sub(r"\s+", " ", value.encode("utf-8", "replace").decode("utf-8")).replace("\x00", "").strip()


def _line(raw: Stretch, position: int) -> tuple[bytes, int]:
    end = raw.whole.find(b"\n", position, raw.end)
    end = raw.end if end < 0 else end
    return raw.whole[position:end].rstrip(b"\r"), end + 1


def _goes_on(raw: Stretch, position: int) -> bool:
    """Whether there are more fields, and nothing else, up to the empty line."""
    seen = False
    for _ in range(_LOOK_AHEAD):
        if position >= raw.end:
            break
        line, position = _line(raw, position)
        if not line:
            break
        if _FIELD.fullmatch(line):
            seen = True
        elif line[:1] not in b" \t":
            return False
    return seen


def _fields(lines: Iterable[bytes]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        if match := _FIELD.fullmatch(line):
            name = match[1].decode("ascii").lower()
            value = decode_text(match[2].strip(), "")
            if not name.startswith("content-"):
                value = decode_words(value, quoted=name in _ADDRESSES)
            found.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in found.items()}


def _word(coding: str, text: str) -> bytes | None:
    try:
        if coding == "b":
            digits = re.sub(r"[\s=]", "", text)
            return a2b_base64(digits + "=" * (-len(digits) % 4), strict_mode=True)
        return a2b_qp(text.encode("utf-8", "replace"), header=True)
    except (BinasciiError, ValueError):
        return None


def _shown(charset: str, content: bytes, *, quoted: bool) -> str:
    text = decode_text(content, charset.partition("*")[0])
    if not quoted or not _SPECIAL.search(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
