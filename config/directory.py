"""How many entries the directory of a zip has, counted without building it: a library makes an object of each at
once.
"""

import struct

_END, _END_64, _ENTRY = b"PK\x05\x06", b"PK\x06\x06", b"PK\x01\x02"
#: The record at the end of a zip and the longest comment behind it (APPNOTE 4.3.16).
_LONGEST_END = 22 + 0xFFFF
#: Whoever asks what kind of file a zip is opens none with more entries: no office package has a hundredth of them.
MOST_TO_IDENTIFY = 20_000


def entries_of(content: bytes) -> int:
    """The entries that the directory of a zip lists, whatever it says their number is; 0 where there is no
    directory.
    """
    end = content.rfind(_END, max(0, len(content) - _LONGEST_END))
    if end < 0 or len(content) < end + 22:
        return 0
    size = struct.unpack_from("<I", content, end + 12)[0]
    wide = content.rfind(_END_64, max(0, end - 4096), end)
    if size == 0xFFFFFFFF and wide >= 0 and len(content) >= wide + 56:
        size, end = struct.unpack_from("<Q", content, wide + 40)[0], wide
    return content.count(_ENTRY, max(0, end - size), end)


def is_crowded(content: bytes) -> bool:
    """Whether a zip has so many entries that it is an archive whatever they are, and is not to be opened to ask."""
    return content.startswith(b"PK") and entries_of(content) > MOST_TO_IDENTIFY
