"""Signed mails (multipart/signed, RFC 1847): the bytes that were signed, as they stand in the mail."""

import re
from collections.abc import Iterator, Sequence

from ingest.mime import MimePart

_PROTOCOLS = ("application/pkcs7-signature", "application/x-pkcs7-signature")


def signed_parts(mail: MimePart) -> Iterator[tuple[MimePart, MimePart]]:
    """Every signed multipart of a mail with its signature."""
    for part in mail.walk():
        if (
            part.content_type == "multipart/signed"
            and len(part.children) >= 2
            and part.children[-1].content_type in _PROTOCOLS
        ):
            yield part, part.children[-1]


def signed_bytes(part: MimePart, raws: Sequence[bytes]) -> Iterator[bytes]:
    """What may have been signed, the likeliest first: cut from the raw mails byte for byte, then with the line ends
    that mail has on its way (RFC 8551 3.1.1) in case a program stored it with others.
    """
    boundary = re.search(r"boundary\s*=\s*(?:\"([^\"]+)\"|([^\s;]+))", part.header("content-type"), re.IGNORECASE)
    if boundary is None:
        return
    mark = re.escape((boundary[1] or boundary[2]).encode("utf-8", "surrogateescape"))
    opening = re.compile(rb"(?:\A|(?<=\n))--" + mark + rb"[ \t]*\r?\n")
    closing = re.compile(rb"\r?\n--" + mark + rb"(?:--)?[ \t]*(?:\r?\n|\Z)")
    for raw in raws:
        if (start := opening.search(raw)) and (end := closing.search(raw, max(start.end() - 2, 0))):
            exact = raw[start.end() : end.start()]
            yield exact
            yield re.sub(rb"\r?\n", b"\r\n", exact)
            return
