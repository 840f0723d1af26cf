"""Many mails in one file, divided by lines that begin with `From ` (RFC 4155): mboxo, mboxrd, mboxcl2 and what
programs made of them.

A line of somebody's text may begin so too; it divides only where the header of a mail follows.
"""

import re
from collections.abc import Iterator
from mmap import mmap

from config.errors import DocumentLimitError
from config.limits import Limits, over
from ingest.envelopes.entry import Entry

_SEPARATOR = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
#: `Tue Dec  1 10:30:00 2015`, with a zone before or behind the year as some programs write it.
_DATED = re.compile(
    rb"\b(?:mon|tue|wed|thu|fri|sat|sun),? .{4,12}\d{1,2}:\d{2}(?::\d{2})? (?:\S+ )?(?:\d{4}|\d{2})(?: \S+)?\s*$",
    re.IGNORECASE,
)
_FIELD = re.compile(rb"(?:>From [^\r\n]*|[!-9;-~]+[ \t]*:[^\r\n]*)(?:\r?\n[ \t][^\r\n]*)*\r?\n")
_MAIL_FIELDS = frozenset(
    {b"from", b"to", b"date", b"subject", b"received", b"return-path", b"message-id", b"mime-version", b"content-type",
        b"delivered-to",
     b"x-mozilla-status", b"status", b"x-gmail-labels", b"x-gm-thrid", b"x-uidl", b"x-imap", b"x-imapbase", b"reply-to",
     b"sender"}
)  # fmt: skip
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_MOST_FIELDS = 500
#: So many known fields are a header, also where a line in it is broken.
_MANY = 3


def is_mbox(content: bytes | mmap) -> bool:
    """Whether these bytes begin like such a file."""
    head = bytes(content[:65_536])
    first = _SEPARATOR.match(head)
    return first is not None and _divides(head, first)


def split(content: bytes | mmap) -> Iterator[bytes]:
    """The mails in order, as they were before they were put into the file: without separators and their escapes.

    A Content-Length (mboxcl2) is believed where a separator or the end follows the length it names; in such mails
    nothing is escaped.
    """
    start = _SEPARATOR.match(content)
    while start is not None:
        begin = start.end()
        if (end := _by_length(content, begin)) is not None:
            yield bytes(content[begin:end])
            start = _SEPARATOR.match(content, _after_blank(content, end))
            continue
        start = next((found for found in _SEPARATOR.finditer(content, begin) if _divides(content, found)), None)
        raw = bytes(content[begin : start.start() if start is not None else len(content)])
        yield _ESCAPED.sub(rb"\1", _without_last_blank(raw))


def read_archive(content: bytes, name: str, limits: Limits, budget: int) -> Iterator[Entry]:
    """The mails of a file that came as an attachment; as `zip.read_archive`."""
    for number, mail in enumerate(split(content), 1):
        if number > limits.archive_entries:
            raise DocumentLimitError(f"too many mails in one file ({over('archive_entries', limits.archive_entries)})")
        yield Entry(f"{number}.eml", mail)


def _divides(content: bytes | mmap, line: re.Match[bytes]) -> bool:
    """Whether a line is a separator: the header of a mail follows, of which less is asked where the line is dated."""
    names, end = _fields(content, line.end())
    known = len(names & _MAIL_FIELDS)
    dated = _DATED.search(line[0]) is not None
    whole = content[end : end + 1] in {b"\r", b"\n", b""}
    return (whole and known >= (1 if dated else 2)) or (dated and known >= _MANY)


def _fields(content: bytes | mmap, at: int) -> tuple[set[bytes], int]:
    """The names of the header fields that begin at `at`, and where the first line begins that is none."""
    names: set[bytes] = set()
    while (found := _FIELD.match(content, at)) is not None and len(names) < _MOST_FIELDS:
        names.add(found[0].partition(b":")[0].strip().lower())
        at = found.end()
    return names, at


def _by_length(content: bytes | mmap, begin: int) -> int | None:
    """Where the mail that begins at `begin` ends by its own word, None if it has none that holds."""
    _, at = _fields(content, begin)
    stated = _LENGTH.search(bytes(content[begin:at]))
    body = at + (2 if content[at : at + 2] == b"\r\n" else 1 if content[at : at + 1] == b"\n" else 0)
    if stated is None or body == at:
        return None
    end = body + int(stated[1])
    if end > len(content):
        return None
    after = _after_blank(content, end)
    follows = _SEPARATOR.match(content, after)
    return end if after == len(content) or (follows is not None and _divides(content, follows)) else None


def _after_blank(content: bytes | mmap, at: int) -> int:
    while content[at : at + 1] in {b"\r", b"\n"}:
        at += 1
    return at


def _without_last_blank(raw: bytes) -> bytes:
    """Without the empty line that stands before a separator."""
    for blank in (b"\r\n\r\n", b"\n\n"):
        if raw.endswith(blank):
            return raw[: -len(blank) // 2]
    return raw
