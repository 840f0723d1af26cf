"""Windows metafiles: a scan pasted into a Word document of the time lies in one, as a bitmap among drawing orders."""

import struct
import zlib

#: Records that carry a bitmap: where the places of its head and bits stand ([MS-EMF] 2.3.1), how much stands before it
#: ([MS-WMF] 2.3.1).
_EMF_BITMAPS = {76: 84, 77: 84, 80: 48, 81: 48, 114: 84}
_WMF_BITMAPS = {0x0F43: 28, 0x0D33: 24, 0x0B41: 26, 0x0940: 22}
_EMF_SIGNATURE = b" EMF"
_PLACEABLE = b"\xd7\xcd\xc6\x9a"


def is_metafile(data: bytes) -> bool:
    """Whether these bytes are an EMF or a WMF, placeable or not."""
    return data[40:44] == _EMF_SIGNATURE or data.startswith((_PLACEABLE, b"\x01\x00\x09\x00", b"\x02\x00\x09\x00"))


def bitmap_in(data: bytes) -> bytes:
    """The largest bitmap of a metafile as a BMP file, b"" if there is none."""
    try:
        found = _in_emf(data) if data[40:44] == _EMF_SIGNATURE else _in_wmf(data)
    except struct.error:
        return b""
    return max(found, key=len, default=b"")


def unpacked(data: bytes, most: int) -> bytes:
    """A metafile as drawings keep it, with or without deflation ([MS-ODRAW] 2.2.31)."""
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return data


def bmp_of(bitmap: bytes) -> bytes:
    """A device-independent bitmap as a file ([MS-WMF] 2.2.2.9); b"" if it has no sensible head."""
    if len(bitmap) < 40:
        return b""
    head, bits, packing, colours = struct.unpack_from("<I10xHI12xI", bitmap)
    if not 40 <= head <= 124 or bits not in {1, 4, 8, 16, 24, 32}:
        return b""
    entries = colours or (1 << bits if bits <= 8 else 0)
    masks = 12 if head == 40 and packing == 3 else 0
    offset = 14 + head + masks + 4 * min(entries, 256)
    return struct.pack("<2sIHHI", b"BM", 14 + len(bitmap), 0, 0, offset) + bitmap


def _in_emf(data: bytes) -> list[bytes]:
    found: list[bytes] = []
    place = 0
    while place + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, place)
        if size < 8:
            break
        if (at := _EMF_BITMAPS.get(kind)) is not None and size >= at + 16:
            head, head_size, bits, bits_size = struct.unpack_from("<4I", data, place + at)
            record = data[place : place + size]
            if head_size and bits_size:
                found.append(bmp_of(record[head : head + head_size] + record[bits : bits + bits_size]))
        place += size
    return found


def _in_wmf(data: bytes) -> list[bytes]:
    found: list[bytes] = []
    place = (22 if data.startswith(_PLACEABLE) else 0) + 18
    while place + 6 <= len(data):
        words, kind = struct.unpack_from("<IH", data, place)
        if words < 3:
            break
        if (before := _WMF_BITMAPS.get(kind)) is not None:
            found.append(bmp_of(data[place + before : place + 2 * words]))
        place += 2 * words
    return found
