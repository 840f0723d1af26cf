"""Streams of a PDF unpacked within a bound: filters may stand one upon another, and each may grow a thousand times."""

import binascii
import zlib
from base64 import a85decode
from collections.abc import Sequence
from io import BytesIO

import numpy as np

#: Names of filters, the short ones too (ISO 32000-1 table 6 and 94).
_FLATE = frozenset({"FlateDecode", "Fl"})
_LZW = frozenset({"LZWDecode", "LZW"})
_RUNS = frozenset({"RunLengthDecode", "RL"})
_BASE_85, _HEX = frozenset({"ASCII85Decode", "A85"}), frozenset({"ASCIIHexDecode", "AHx"})
#: Filters after which a stream may be larger than before.
PACKING = _FLATE | _LZW | _RUNS
_BLANKS = b" \t\r\n\0\f"
#: The digits of base 85, and what each of the five of a group counts.
_PLAIN_DIGITS = bytes(range(ord("!"), ord("u") + 1))
_PLACES = np.array([85**4, 85**3, 85**2, 85, 1], dtype=np.uint64)


def unpacked(data: bytes, filters: Sequence[str], most: int) -> bytes | None:
    """What a stream holds, None if it or a step on the way has more than `most` bytes. Damage ends a step where it is;
    filters of pictures are left alone.
    """
    for name in filters:
        if name in _FLATE:
            data = _inflated(data, most + 1)
        elif name in _LZW:
            data = _unlzw(data, most)
        elif name in _RUNS:
            data = _unrun(data, most)
        elif name in _BASE_85 | _HEX:
            data = _from_letters(data, name in _HEX)
        else:
            break
        if len(data) > most:
            return None
    return data


def _inflated(data: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj()
    out = bytearray()
    rest = data.lstrip(_BLANKS)
    try:
        while rest and len(out) < most and not unpacker.eof:
            # In steps: of a damaged stream, what comes before the damage counts too.
            out += unpacker.decompress(rest, min(1 << 20, most - len(out)))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        pass
    return bytes(out)


def _unlzw(data: bytes, most: int) -> bytes:
    # Loading it takes longer than reading most files, and no program writes this filter any more.
    from pdfminer.lzw import LZWDecoder

    out = bytearray()
    try:
        for piece in LZWDecoder(BytesIO(data)).run():
            out += piece
            if len(out) > most:
                break
    except Exception:  # noqa: BLE001, S110 - pdfminer raises many types on damage, and what comes before it counts
        pass
    return bytes(out)


def _unrun(data: bytes, most: int) -> bytes:
    """ISO 32000-1 7.4.5."""
    out = bytearray()
    at = 0
    while at < len(data) and data[at] != 128 and len(out) <= most:
        length = data[at]
        out += data[at + 1 : at + 2 + length] if length < 128 else data[at + 1 : at + 2] * (257 - length)
        at += 2 + length if length < 128 else 2
    return bytes(out)


def _from_letters(data: bytes, as_hex: bool) -> bytes:
    try:
        if as_hex:
            digits = data.partition(b">")[0].translate(None, _BLANKS)
            return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        return _from_base_85(data.lstrip(_BLANKS).removeprefix(b"<~").partition(b"~")[0].translate(None, _BLANKS))
    except ValueError:
        return b""


def _from_base_85(digits: bytes) -> bytes:
    """ISO 32000-1 7.4.3. All groups of five at once; the standard library goes through them letter by letter, which it
    has to only where a group is shortened.
    """
    if digits.translate(None, _PLAIN_DIGITS):
        return a85decode(digits, ignorechars=b"")
    lacking = -len(digits) % 5
    groups = np.frombuffer(digits + b"u" * lacking, dtype=np.uint8).reshape(-1, 5)
    values = (groups.astype(np.uint64) - 33) @ _PLACES
    if values.size and values.max() >= 1 << 32:
        raise ValueError("a group stands for more than four bytes")
    whole = values.astype(">u4").tobytes()
    return whole[: len(whole) - lacking]
