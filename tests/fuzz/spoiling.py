"""Spoils a file where it hurts: inside what it is made of, and packs it again so that the spoilt place is reached.

Everything follows from the `Random` that is given: the same seed spoils in the same way.
"""

import base64
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

#: Layers that are opened to spoil what is inside.
_DEEPEST = 4
#: Numbers at which programs go wrong.
_NUMBERS = (
    "0",
    "-1",
    "1",
    "255",
    "65536",
    "2147483648",
    "-2147483649",
    "9" * 25,
    "9" * 5000,
    "1e999",
    "0x7f",
    "²",
    "٣",
    "",
)
#: Pieces that mean something to somebody.
_PIECES = (
    *(b"\0", b"\r\n", b"\n\n", b"--", b"<", b">", b"&", b"&#0;", b"&#xD800;", b"]]>", b"<!--", b"<![CDATA[", b"<?xml"),
    *(
        b"{",
        b"}",
        b"\\bin99999999 ",
        b"\\u-1?",
        b"\\'",
        b"=?utf-8?B?a?=",
        b"=?x?Q?=",
        b"=\r\n",
        b"PK\x03\x04",
        b"PK\x05\x06",
    ),
    *(
        b"%PDF-1.4",
        b"endobj",
        b"stream\n",
        b"<<",
        b">>",
        b"/Length 9999999",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
    ),
    *("\u202e\u2066".encode(), "☒☐⍰".encode(), b"begin 644 a\n", b"From a\n", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff"),
    *(b"Content-Type: message/rfc822\r\n\r\n", b'; charset="utf-7"', b'; boundary=""', b"\x1b[31m", b"9" * 400),
)
_NUMBER = re.compile(rb"\d+")
_TAG = re.compile(rb"<[^<>]{0,300}>")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{60,78}\r?\n){2,}[A-Za-z0-9+/=]{0,78}")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def spoilt(content: bytes, chance: Random, depth: int = 0) -> bytes:
    """The file with something wrong in it, most often deep inside."""
    if depth < _DEEPEST and chance.random() < 0.75:
        for look in (_package, _encoded, _packed_stream, _der):
            if (deeper := look(content, chance, depth)) is not None:
                return deeper
    for _ in range(chance.choice((1, 1, 1, 2, 4, 12))):
        content = chance.choice(_WAYS)(content, chance)
    return content


def _package(content: bytes, chance: Random, depth: int) -> bytes | None:
    """One entry of a zip spoilt, or the names and number of its entries."""
    if not content.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            entries = [(entry.filename, file.read(entry)) for entry in file.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return None
    if not entries:
        return None
    at = chance.randrange(len(entries))
    name, data = entries[at]
    way = chance.random()
    if way < 0.8:
        entries[at] = (name, spoilt(data, chance, depth + 1))
    elif way < 0.9:
        entries[at] = (spoilt(name.encode(), chance, _DEEPEST).decode("utf-8", "replace")[:200], data)
    elif way < 0.95:
        del entries[at]
    else:
        entries += [(name, data)] * chance.choice((1, 3, 200))
    out = io.BytesIO()
    warnings.simplefilter("ignore", UserWarning)  # of names given twice, which is what is wanted
    with zipfile.ZipFile(out, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as file:
        for name, data in entries:
            try:
                file.writestr(name or "a", data)
            except (UnicodeError, ValueError, IndexError):
                continue
    return out.getvalue()


def _encoded(content: bytes, chance: Random, depth: int) -> bytes | None:
    """What stands in base64 spoilt, the rest of the mail as it is."""
    if not (found := list(_BASE64.finditer(content))):
        return None
    one = chance.choice(found)
    try:
        inner = base64.b64decode(one[0], validate=False)
    except ValueError:
        return None
    return content[: one.start()] + base64.encodebytes(spoilt(inner, chance, depth + 1)) + content[one.end() :]


def _packed_stream(content: bytes, chance: Random, depth: int) -> bytes | None:
    """What a stream of a PDF says spoilt."""
    if not content.startswith(b"%PDF") or not (found := list(_STREAM.finditer(content))):
        return None
    one = chance.choice(found)
    try:
        inner = zlib.decompress(one[1])
    except zlib.error:
        return None
    return content[: one.start(1)] + zlib.compress(spoilt(inner, chance, _DEEPEST)) + content[one.end(1) :]


def _der(content: bytes, chance: Random, depth: int) -> bytes | None:
    """The length or the kind of an element of DER, or one element twice."""
    if not content.startswith(b"\x30") or len(content) < 20 or chance.random() < 0.3:
        return None
    at = chance.choice([place for place in range(len(content) - 4) if content[place] in b"\x02\x04\x06\x30\x31\xa0"])
    end = at + 2 + min(content[at + 1], 127)
    kinds = bytes((content[at] ^ chance.choice((1, 0x20, 0x80)),))
    sizes = chance.choice((b"\x80", b"\x00", b"\x84\x7f\xff\xff\xff", b"\x81\xff", b"\x88" + b"\xff" * 8))
    return chance.choice(
        (
            content[:at] + kinds + content[at + 1 :],
            content[: at + 1] + sizes + content[at + 2 :],
            content[:end] + content[at:end] * chance.choice((1, 50)) + content[end:],
            content[:at] + content[end:],
        )
    )


def _place(content: bytes, chance: Random) -> int:
    return chance.randrange(len(content) + 1)


def _flipped(content: bytes, chance: Random) -> bytes:
    at = _place(content, chance)
    return content[:at] + bytes((chance.randrange(256),)) + content[at + 1 :]


def _cut_out(content: bytes, chance: Random) -> bytes:
    at = _place(content, chance)
    return content[:at] + content[at + chance.choice((1, 2, 8, 64, 900)) :]


def _cut_off(content: bytes, chance: Random) -> bytes:
    return content[: _place(content, chance)]


def _repeated(content: bytes, chance: Random) -> bytes:
    at = _place(content, chance)
    end = at + chance.choice((1, 4, 30, 200))
    return content[:end] + content[at:end] * chance.choice((1, 2, 40, 1500)) + content[end:]


def _put_in(content: bytes, chance: Random) -> bytes:
    at = _place(content, chance)
    return content[:at] + chance.choice(_PIECES) * chance.choice((1, 1, 1, 3, 700)) + content[at:]


def _moved(content: bytes, chance: Random) -> bytes:
    one, two = sorted((_place(content, chance), _place(content, chance)))
    return content[two:] + content[one:two] + content[:one]


def _other_number(content: bytes, chance: Random) -> bytes:
    if not (found := list(_NUMBER.finditer(content))):
        return _put_in(content, chance)
    one = chance.choice(found)
    return content[: one.start()] + chance.choice(_NUMBERS).encode() + content[one.end() :]


def _other_tag(content: bytes, chance: Random) -> bytes:
    """A tag left out, given again many times, or put elsewhere."""
    if not (found := list(_TAG.finditer(content))):
        return _flipped(content, chance)
    one, other = chance.choice(found), chance.choice(found)
    return chance.choice(
        (
            content[: one.start()] + content[one.end() :],
            content[: one.end()] + one[0] * chance.choice((1, 900)) + content[one.end() :],
            content[: one.start()] + other[0] + content[one.end() :],
        )
    )


_WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(_flipped, _cut_out, _cut_off, _repeated, _put_in, _put_in, _moved, _other_number, _other_number, _other_tag),
    _other_tag,
)
