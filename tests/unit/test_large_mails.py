"""A mail of many megabytes is taken apart in place: what it needs beside its own bytes is what is in it, once."""

import base64
import random
import tracemalloc
from collections.abc import Callable

import pytest

from config.limits import Limits
from ingest.opening import open_message

MEGABYTE = 1024 * 1024
CONTENT = random.Random(5973).randbytes(8 * MEGABYTE)
ENCODED = base64.encodebytes(CONTENT).replace(b"\n", b"\r\n")
HEAD = b"From: protocollo.prefcr@pec.interno.it\r\nSubject: schede\r\nDate: Tue, 01 Dec 2015 10:30:00 +0100\r\n"
TEXT = b"Content-Type: text/plain\r\n\r\nIn allegato le schede.\r\n"


def multipart(*parts: bytes, mark: bytes = b"fine", head: bytes = HEAD) -> bytes:
    body = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts)
    return head + b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n' + body + b"--" + mark + b"--\r\n"


def file(encoding: bytes, body: bytes, name: bytes = b"dati.bin") -> bytes:
    head = b'Content-Type: application/octet-stream; name="' + name + b'"\r\nContent-Transfer-Encoding: '
    return head + encoding + b"\r\n\r\n" + body


def by_base64() -> bytes:
    return multipart(TEXT, file(b"base64", ENCODED))


def without_encoding() -> bytes:
    return multipart(TEXT, file(b"binary", CONTENT.replace(b"\n--", b"\n++")))


def inside_a_mail() -> bytes:
    inner = b"Content-Type: message/rfc822\r\n\r\n" + by_base64()
    return multipart(TEXT, inner, mark=b"aussen")


def four_multiparts_deep() -> bytes:
    inner = by_base64()
    for level in range(3):
        own = inner.partition(HEAD)[2] if level == 0 else inner
        inner = multipart(TEXT, own, mark=b"stufe%d" % level, head=b"")
    return HEAD + inner


def under_another_boundary() -> bytes:
    return by_base64().replace(b'boundary="fine"', b'boundary="altra"')


def cut_off() -> bytes:
    return by_base64()[: -3 * MEGABYTE]


def two_files() -> bytes:
    half = len(ENCODED) // 2 // 78 * 78
    return multipart(TEXT, file(b"base64", ENCODED[:half]), file(b"base64", ENCODED[half:], b"altri.bin"))


#: How many times a mail's own size is needed at most beside it. Base64 gives three quarters of a mail; a mail inside
#: is an original of its own, whose signature may have to be checked.
MADE: dict[Callable[[], bytes], float] = {
    by_base64: 1.3,
    without_encoding: 1.3,
    inside_a_mail: 2.3,
    four_multiparts_deep: 1.3,
    under_another_boundary: 1.3,
    cut_off: 1.3,
    two_files: 1.3,
}


@pytest.mark.parametrize(("make", "most"), MADE.items(), ids=[make.__name__ for make in MADE])
def test_opening_needs_little_more_than_what_is_in_a_mail(make: Callable[[], bytes], most: float) -> None:
    original, limits = make(), Limits()
    open_message(original[:100_000], limits)
    tracemalloc.start()
    try:
        opened = open_message(original, limits)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(len(one.content) for one in opened.files) > 0.4 * len(original)
    assert peak <= most * len(original), f"{peak / len(original):.2f} times the mail"
