"""Compressed RTF ([MS-OXRTFCP]), as Outlook packs the text of its mails."""

import struct

import compressed_rtf
from compressed_rtf.crc32 import crc32

from ingest.mime import MimePart

_COMPRESSED = b"LZFu"


def rtf_part(packed: bytes) -> MimePart:
    """The text of a mail. A wrong checksum is noted and the text read all the same; what cannot be unpacked is kept
    as a file.
    """
    size = int.from_bytes(packed[:4], "little")
    kind, stated = packed[8:12], int.from_bytes(packed[12:16], "little")
    actual = crc32(packed[16 : 4 + size]) if kind == _COMPRESSED else 0
    defects = () if stated == actual else ("the compressed RTF has a wrong checksum",)
    try:
        text = compressed_rtf.decompress(packed[:12] + struct.pack("<I", actual) + packed[16:])
    except Exception as error:  # noqa: BLE001 - the library raises bare Exception
        return MimePart(
            "application/octet-stream",
            {},
            "testo.rtf",
            "",
            "attachment",
            packed,
            defects=(f"the compressed RTF is damaged: {error}",),
        )
    return MimePart("application/rtf", {}, content=text, defects=defects)
