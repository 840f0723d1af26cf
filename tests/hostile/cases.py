"""Mails made to harm, each with a good scheda beside the harm. The contents stand beside the tests that read them."""

import zlib
from base64 import encodebytes
from collections.abc import Callable

from tests.hostile import envelopes
from tests.specimens.seed import DESCRIPTION_1
from tests.unit import test_hostile_contents as contents
from tests.unit.test_pdf_weight import HEAVY, document, squeezed, stream
from tests.unit.test_sheet_cells import CELL, ods, row, table

#: The campo of the good scheda in each of these.
GOOD_CAMPO = 7


def attached(name: str, content: bytes) -> bytes:
    """A mail with a scheda in its text and a file, in letters as mailbox servers like it."""
    fields = (
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"'
    )
    return contents.mail((fields, encodebytes(content)))


def page(content: str) -> bytes:
    """A mail with a scheda in its text and a page of HTML."""
    return contents.mail(("Content-Type: text/html; charset=utf-8", content.encode()))


def drawn(width: int) -> bytes:
    """A PDF of one wide page."""
    return document(stream(b"0 0 m 100 100 l S"), b"/MediaBox[0 0 %d %d]" % (width, width))


CASES: dict[str, Callable[[], bytes]] = {
    **{f"page: {name}": lambda make=make: page(make(100_000)) for name, make in contents.PAGES.items()},
    **{f"pdf: {name}": lambda make=make: attached("a.pdf", make()) for name, make in HEAVY.items()},
    "pdf: packed twice": lambda: attached(
        "a.pdf", document(stream(squeezed(b" ", 120 << 20, 2), b"/Filter[/FlateDecode/FlateDecode]"))
    ),
    "pdf: a page of 5000 points": lambda: attached("a.pdf", drawn(5000)),
    "pdf: a page of 14400 points": lambda: attached("a.pdf", drawn(14400)),
    "zip: a flood of entries": lambda: attached("a.zip", contents.crowded(300_000)),
    "docx: a flood of entries": lambda: attached("a.docx", contents.crowded(300_000)),
    "zip: a bomb": lambda: attached("a.zip", contents.zipped({"a.txt": b" " * (600 << 20)})),
    "zip: bombs in a bomb": lambda: attached(
        "a.zip", contents.zipped({f"{n}.zip": contents.zipped({"a.txt": b" " * (64 << 20)}) for n in range(9)})
    ),
    "ods: cells without end": lambda: attached("a.ods", ods(table(row(CELL.format(300), 1_000_000)))),
    "odt: blanks by the million": lambda: attached(
        "a.odt", contents.odt('<text:p><text:s text:c="20000000"/>a</text:p>' * 60)
    ),
    "mail: a flood of parts": lambda: contents.mail(*[("Content-Type: text/plain", b"x")] * 60_000),
    "mail: names a million others": lambda: contents.mail(
        head="References: " + "\r\n ".join(f"<{n:x}@a>" for n in range(200_000)) + "\r\n"
    ),
    "mail: a flood of fields": lambda: contents.mail(head="".join(f"X-{n}: a\r\n" for n in range(100_000))),
    "mail: one field of 2 MiB": lambda: contents.mail(head="X-A: " + "a b " * 500_000 + "\r\n"),
    "mail: 200,000 letters to": lambda: contents.mail(head="Cc: " + "a" * 200_000 + "\r\n"),
    "mail: a thousand mails in mails": lambda: contents.mail(("Content-Type: message/rfc822", nested_mail(1000))),
    "text: beginnings of files": lambda: contents.mail(("Content-Type: text/plain", b"begin 644 a\n" * 50_000)),
    "text: brackets": lambda: attached("a.json", b"[" * 400_000),
    "rtf: groups without end": lambda: attached("a.rtf", b"{\\rtf1 " + b"{\\b " * 300_000),
    "rtf: a picture without end": lambda: attached("a.rtf", b"{\\rtf1 {\\pict\\bin900000000 a}}"),
    "xml: names of names": lambda: attached("a.xml", laughing()),
    "picture: claims to be huge": lambda: attached("a.png", huge_picture()),
    **envelopes.CASES,
}


def nested_mail(depth: int) -> bytes:
    """A mail in a mail in a mail."""
    return b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: fine\r\n\r\n" + DESCRIPTION_1.encode()


def laughing() -> bytes:
    """Entities of entities."""
    names = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">{names}]><a>&a11;</a>'.encode()


def huge_picture() -> bytes:
    """A PNG of 60,000 by 60,000 points in few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    size = (60_000).to_bytes(4, "big") * 2
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + b"\x08\x00\x00\x00\x00")
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
        + chunk(b"IEND", b"")
    )
