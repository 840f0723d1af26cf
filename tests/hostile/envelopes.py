"""Mails of which one part does harm by how it is named, packed or described."""

import io
import lzma
import struct
import zipfile
from base64 import encodebytes
from collections.abc import Callable

from PIL import Image

from tests.integration.test_what_documents_fetch import sheet, slide
from tests.specimens.envelopes import pec_mail
from tests.unit import test_hostile_contents as contents
from tests.unit.test_pdf_files import holding
from tests.unit.test_pdf_weight import squeezed
from tests.unit.test_sinks_of_a_hostile_mail import ACTS, FORMULA, MARKUP

_FREE = 0xFFFFFFFF
_END_OF_CHAIN = 0xFFFFFFFE


def described(kind: bytes, content: bytes = b"abc") -> bytes:
    """A mail with a part of that content type, as it was typed."""
    head = b"X-Nota: 1\r\nContent-Type: " + kind + b"\r\nContent-Disposition: attachment; filename=a.bin"
    return contents.mail(("X-SEGNAPOSTO: 1", content)).replace(b"X-SEGNAPOSTO: 1", head)


def named(name: str, content: bytes) -> bytes:
    """A mail with a file, the name as it was typed."""
    fields = (
        f'Content-Type: application/octet-stream; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"'
    )
    return contents.mail((fields, encodebytes(content)))


def without_properties() -> bytes:
    """A zip whose entry is packed by LZMA and lacks what says how."""
    broken = bytearray(contents.zipped({"a.txt": b"nota " * 300}, zipfile.ZIP_LZMA))
    at = broken.find(b"a.txt") + 5
    broken[at + 2 : at + 4] = b"\0\0"
    try:
        zipfile.ZipFile(io.BytesIO(bytes(broken))).read("a.txt")
    except lzma.LZMAError:
        return bytes(broken)
    raise AssertionError("it is to be broken")


def open_document(kind: bytes) -> bytes:
    """A file of OpenDocument that says of itself what it likes."""
    return contents.zipped({"mimetype": kind, "content.xml": b"<a/>"}, zipfile.ZIP_STORED)


def directory(entries: int, *, loops: bool) -> bytes:
    """An OLE file ([MS-CFB]) whose directory is one long chain, each entry the right neighbour of the one before."""

    def entry(name: str, kind: int, right: int, child: int) -> bytes:
        letters = name.encode("utf-16-le") + b"\0\0"
        return (
            letters.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(letters), kind, 1, _FREE, right, child)
            + bytes(36)
            + struct.pack("<IQ", _END_OF_CHAIN, 0)
        )

    places = [entry("Root Entry", 5, _FREE, 1)]
    for number in range(1, entries + 1):
        last = 1 if loops else _FREE
        name = "__properties_version1.0" if number == 1 else f"s{number:06}"
        places.append(entry(name, 2, number + 1 if number < entries else last, _FREE))
    body = b"".join(places).ljust(-(-len(places) * 128 // 512) * 512, b"\0")
    sectors = len(body) // 512
    tables = (sectors + 128) // 128 + 1
    chain = [0xFFFFFFFD] * tables + [tables + n + 1 for n in range(sectors - 1)] + [_END_OF_CHAIN]
    chain += [_FREE] * (tables * 128 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0)
    head += struct.pack("<109I", *[number if number < tables else _FREE for number in range(109)])
    return head + struct.pack(f"<{tables * 128}I", *chain) + body


def fax(pages: int) -> bytes:
    """A TIFF of empty pages, a few bytes each."""
    blank, out = Image.new("1", (1700, 2200), 1), io.BytesIO()
    blank.save(out, "TIFF", save_all=True, append_images=[blank] * (pages - 1), compression="group4")
    return out.getvalue()


def flooded() -> bytes:
    """A PDF with a file inside that grows to 600 MiB."""
    inside = squeezed(b"\0", 600 << 20)
    head = b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>stream\n" % len(inside)
    return holding(b"/Names<</EmbeddedFiles<</Names[(a)7 0 R]>>>>", stream=head + inside + b"\nendstream")


def alternatives(count: int) -> bytes:
    """A mail in two forms of which the one of HTML never ends its styles."""
    inner = b"--C\r\nContent-Type: text/plain\r\n\r\nciao\r\n--C\r\nContent-Type: text/html\r\n\r\n"
    return contents.mail(
        ('Content-Type: multipart/alternative; boundary="C"', inner + b"<style" * count + b"\r\n--C--")
    )


def certified(day: str) -> bytes:
    """A part that says when a provider certified it."""
    return named("daticert.xml", contents.certificate(day))


def shown() -> bytes:
    """Words that act on what shows them."""
    return contents.mail(("Content-Type: text/plain", f"{ACTS} {MARKUP} {FORMULA}".encode())).replace(
        b"Subject: scheda", f"Subject: {FORMULA} {ACTS} {MARKUP}".encode()
    )


def forged() -> bytes:
    """An envelope of PEC that no provider signed, around a good scheda."""
    return pec_mail(contents.mail(), "protocollo.preflo@pec.interno.it", sign=False)


CASES: dict[str, Callable[[], bytes]] = {
    "envelope: certified in the year 1": lambda: certified("01/01/0001"),
    "envelope: certified in the year 9999": lambda: certified("31/12/9999"),
    "signature: covers 5000 digits": lambda: named("a.pdf", b"%PDF-1.4\n/ByteRange [0 " + b"9" * 5000 + b" 3 4]"),
    "text: letters that look encoded": lambda: named("nota.txt", b"MINISTEROdellINTERNOprefettura di Lodi, nota."),
    "name: a bad encoded word": lambda: named("=?utf-8?B?a?=.txt", b"testo"),
    "zip: a bad encoded word": lambda: named("d.zip", contents.zipped({"=?utf-8?B?a?=.txt": b"x"})),
    "zip: LZMA without properties": lambda: named("d.zip", without_properties()),
    "zip: a million entries": lambda: named("d.zip", contents.crowded(1_000_000)),
    "msg: a directory in a chain": lambda: named("a.msg", directory(3000, loops=False)),
    "msg: a directory in a ring": lambda: named("a.msg", directory(3000, loops=True)),
    "type: 400 letters": lambda: described(b"application/" + b"x" * 400),
    "type: with NUL": lambda: described(b"application/x\x00y"),
    "odt: says a type of 150 letters": lambda: named("a.odt", open_document(b"application/vnd.oasis.x" + b"y" * 150)),
    "odt: says a type with NUL": lambda: named("a.odt", open_document(b"application/x\0y")),
    "mail: styles without end": lambda: alternatives(100_000),
    "mail: a lenient field of 250,000 words": lambda: described(
        b'application/octet-stream; name="a\\"b.bin"\r\nX-Long: ' + b"a b " * 250_000
    ),
    "text: punycode": lambda: contents.mail(("Content-Type: text/plain; charset=punycode", b"a-" + b"b" * 400_000)),
    "tiff: 200 pages": lambda: named("a.tif", fax(200)),
    "pdf: 600 MiB inside": lambda: named("a.pdf", flooded()),
    "ods: a picture elsewhere": lambda: named("a.ods", sheet("http://127.0.0.1:9")),
    "odp: a picture elsewhere": lambda: named("a.odp", slide("http://127.0.0.1:9")),
    "words for all that shows them": shown,
    "envelope: of no provider": forged,
}
