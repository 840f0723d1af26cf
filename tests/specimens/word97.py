"""Files of Word 97-2003 ([MS-DOC]): the least that is one, its paragraphs in one piece or in as many as are wanted."""

import struct
from collections.abc import Sequence

from tests.specimens.outlook import compound

_PAGE = 512
#: Where the text begins in the stream, and how many paragraphs a page of properties holds.
_TEXT, _ON_A_PAGE = 1024, 20
#: Places of tables in the FIB ([MS-DOC] 2.5.6), and how many it has.
_CHARACTER_RUNS, _PARAGRAPHS, _CLX, _TABLES = 12, 13, 33, 93


def doc(paragraphs: Sequence[str], *, pieces: Sequence[tuple[int, int]] | None = None, pages: int = 1) -> bytes:
    """A file of these paragraphs. `pieces` are (first, end) of characters, in one byte each, in the order in which they
    are read; `pages` is how often each page of properties is named.
    """
    texts = [paragraph.encode("cp1252") + b"\r" for paragraph in paragraphs]
    text = b"".join(texts)
    parts = [(0, len(text))] if pieces is None else pieces
    ends = [_TEXT + sum(map(len, texts[: number + 1])) for number in range(len(texts))]
    stream = text.ljust(-(-len(text) // _PAGE) * _PAGE, b"\0")
    bounds = [[_TEXT, *ends][start : start + _ON_A_PAGE + 1] for start in range(0, len(texts), _ON_A_PAGE)]
    first, table = (_TEXT + len(stream)) // _PAGE, b""
    places: dict[int, tuple[int, int]] = {}
    for kind, size in ((_CHARACTER_RUNS, 1), (_PARAGRAPHS, 13)):
        found = b""
        for number, bound in enumerate(bounds):
            stream += _page(bound, size)
            found += struct.pack("<I", first + number) * pages
        first += len(bounds)
        positions = [bound[0] for bound in bounds for _ in range(pages)] + [ends[-1]]
        found = struct.pack(f"<{len(positions)}I", *positions) + found
        places[kind] = (len(table), len(found))
        table += found
    places[_CLX] = (len(table), len(clx := _pieces(parts)))
    return compound(
        {
            "WordDocument": _head(sum(end - start for start, end in parts), places) + stream,
            "1Table": (table + clx).ljust(4096, b"\0"),
        }
    )


def _page(bound: Sequence[int], size: int) -> bytes:
    """A page of properties that says nothing of its stretches ([MS-DOC] 2.9.30, 2.9.174)."""
    head = struct.pack(f"<{len(bound)}I", *bound) + bytes(size * (len(bound) - 1))
    return head.ljust(_PAGE - 1, b"\0") + bytes((len(bound) - 1,))


def _pieces(parts: Sequence[tuple[int, int]]) -> bytes:
    """The piece table ([MS-DOC] 2.9.38)."""
    places, at = [0], 0
    for start, end in parts:
        at += end - start
        places.append(at)
    items = b"".join(struct.pack("<HIH", 0, 0x40000000 | 2 * (_TEXT + start), 0) for start, _ in parts)
    table = struct.pack(f"<{len(places)}I", *places) + items
    return b"\x02" + struct.pack("<I", len(table)) + table


def _head(characters: int, places: dict[int, tuple[int, int]]) -> bytes:
    head = bytearray(_TEXT)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", head, 10, 0x0200)
    struct.pack_into("<i", head, 76, characters)
    struct.pack_into("<H", head, 152, _TABLES)
    for number, (start, size) in places.items():
        struct.pack_into("<II", head, 154 + 8 * number, start, size)
    return bytes(head)
