"""Pictures and embedded files of a Word 97-2003 file ([MS-ODRAW] 2.2.23, [MS-DOC] 2.4.5)."""

import re
import struct
from collections.abc import Iterator

from config.limits import Limits
from parsers.model import Enclosure
from parsers.readers.shared.enclosures import numbered, picture_bytes, pictures
from parsers.readers.shared.ole import objects_in
from parsers.readers.word97.file import WordBinary

#: The records of pictures by type: how many bytes stand before the picture itself, after one identity or after two.
_BLIPS = {
    0xF01A: (50, "emf"),
    0xF01B: (50, "wmf"),
    0xF01D: (17, "jpg"),
    0xF01E: (17, "png"),
    0xF01F: (17, "dib"),
    0xF029: (17, "tif"),
    0xF02A: (17, "jpg"),
}
_HEAD = re.compile(rb"[\x00-\xf0].([\x1a\x1b\x1d\x1e\x1f\x29\x2a]\xf0)", re.DOTALL)
#: Instances that say that a second identity stands before the picture.
_TWICE = frozenset({0x3D5, 0x217, 0x46B, 0x6E3, 0x6E1, 0x7A9, 0x6E5})
_ONCE = frozenset({0x3D4, 0x216, 0x46A, 0x6E2, 0x6E0, 0x7A8, 0x6E4})


def enclosures_in(file: WordBinary, content: bytes, limits: Limits) -> tuple[tuple[Enclosure, ...], tuple[str, ...]]:
    """Pictures that may be pages and embedded files, and what of them cannot be read."""
    found = list(pictures(_pictures(file)))
    try:
        found += numbered(objects_in(content, limits))
    except Exception as error:  # noqa: BLE001 - olefile raises anything on broken storages
        return tuple(found), (f"the embedded objects cannot be read: {error!r}",)
    return tuple(found), ()


def _pictures(file: WordBinary) -> Iterator[tuple[str, bytes, float | None]]:
    """All pictures, those in the text (data stream) before those that float (document stream), in their order."""
    number = 0
    for stream in (file.data, file.document):
        place = 0
        while (match := _HEAD.search(stream, place)) is not None:
            place = match.start() + 1
            if (picture := _picture_at(stream, match.start())) is None:
                continue
            number += 1
            data, suffix, place = picture
            yield f"picture{number}.{suffix}", data, None


def _picture_at(stream: bytes, place: int) -> tuple[bytes, str, int] | None:
    """The picture whose record begins here, its kind, and where the record ends; None if none does."""
    if place + 8 > len(stream):
        return None
    version, kind, size = struct.unpack_from("<HHI", stream, place)
    instance, end = version >> 4, place + 8 + size
    if version & 0x0F or instance not in _ONCE | _TWICE or end > len(stream) or kind not in _BLIPS:
        return None
    before, suffix = _BLIPS[kind]
    data = stream[place + 8 + before + 16 * (instance in _TWICE) : end]
    if suffix in {"emf", "wmf"}:
        data = picture_bytes(data)
    return data, suffix, end
