"""Files of programs from before Word 97: Windows Write and WordPerfect 5.1, the least that is one."""

import struct

_PAGE = 128


def write(text: bytes) -> bytes:
    """Windows Write: a head of one page, the text, a page of character and one of paragraph properties."""
    end = _PAGE + len(text)
    pages = -(-end // _PAGE)
    properties = (struct.pack("<IIH", _PAGE, end, 0xFFFF)).ljust(_PAGE - 1, b"\0") + b"\x01"
    head = bytearray(_PAGE)
    struct.pack_into("<HHH", head, 0, 0xBE31, 0, 0xAB00)
    struct.pack_into("<I6H", head, 14, end, pages + 1, *[pages + 2] * 5)
    struct.pack_into("<H", head, 96, pages + 2)
    return bytes(head) + text.ljust(pages * _PAGE - _PAGE, b"\0") + properties * 2


def word_perfect(text: bytes) -> bytes:
    """WordPerfect 5.1: a prefix with an empty index, then the text."""
    return b"\xffWPC" + struct.pack("<IBBBBHH", 26, 1, 10, 0, 1, 0, 0) + struct.pack("<HHHI", 0xFFFB, 5, 50, 0) + text
