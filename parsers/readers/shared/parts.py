"""Where the parts of an office package lie: in a zip, in a zip that lost its directory, in one flat XML file."""

import base64
import binascii
import lzma
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Protocol

from lxml import etree

from config.directory import entries_of
from config.errors import DocumentError, DocumentLimitError, EncryptedDocumentError
from config.limits import Limits, over
from config.markup import local_name

_SMALL = 4 * 1024 * 1024
_LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
_STORED, _DEFLATED, _HAS_DESCRIPTOR = 0, 8, 0x8


class Parts(Protocol):
    """The parts of one package, read one at a time."""

    def names(self) -> Collection[str]:
        """The names of all parts, without a leading slash."""
        ...

    def read(self, name: str, most: int) -> tuple[bytes, str]:
        """The bytes of a part and what is wrong with them or "". Raises DocumentLimitError above `most` bytes."""
        ...


def zip_parts(content: bytes, limits: Limits) -> Parts:
    """The parts of a zip; if its directory is lost or false, those that can still be found in it."""
    if (listed := entries_of(content)) > limits.archive_entries:
        raise DocumentLimitError(
            f"too many parts in the package ({over('archive_entries', limits.archive_entries, listed)})"
        )
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        found = SalvagedParts(content, limits)
        if not found.names():
            raise DocumentError(f"the package is damaged: {error}") from error
        return found
    named = {entry.filename.lstrip("/").replace("\\", "/"): entry for entry in entries}
    return _ZipParts(content, archive, named, limits)


@dataclass(slots=True)
class _ZipParts:
    content: bytes
    archive: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo]
    limits: Limits

    def names(self) -> Collection[str]:
        return self.entries

    def read(self, name: str, most: int) -> tuple[bytes, str]:
        entry = self.entries[name]
        if entry.flag_bits & 1:
            raise EncryptedDocumentError("the package needs a password to be opened")
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > most or (entry.file_size > _SMALL and ratio > self.limits.inflate_ratio):
            large = over("file_bytes", self.limits.file_bytes, entry.file_size)
            told = (
                large if entry.file_size > most else over("inflate_ratio", self.limits.inflate_ratio, math.ceil(ratio))
            )
            raise DocumentLimitError(
                f"{name} would unpack from {entry.compress_size} to {entry.file_size} bytes ({told})"
            )
        try:
            with self.archive.open(entry) as stream:
                data = stream.read(most + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
            struct.error,
            lzma.LZMAError,
        ) as error:
            local = _local_entry(self.content, entry.header_offset)
            data = _inflated(self.content, local, most)[0] if local is not None else b""
            return data, f"{name} in the package is damaged: {error}"
        return _bounded(name, data, most), ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file of a zip by its local header; `size` is that of the packed bytes, None where only their end tells it."""

    name: str
    method: int
    start: int
    size: int | None


@dataclass(slots=True)
class SalvagedParts:
    """The parts of a zip whose directory is missing, by the headers before each file (APPNOTE 4.3.7)."""

    content: bytes
    limits: Limits
    entries: dict[str, _Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        place = self.content.find(b"PK\x03\x04")
        while place >= 0 and len(self.entries) < self.limits.archive_entries:
            entry = _local_entry(self.content, place)
            if entry is not None and not entry.name.endswith("/"):
                self.entries.setdefault(entry.name, entry)
            behind = entry.start + (entry.size or 0) if entry is not None else place + 4
            place = self.content.find(b"PK\x03\x04", behind)

    def names(self) -> Collection[str]:
        """The names found."""
        return self.entries

    def read(self, name: str, most: int) -> tuple[bytes, str]:
        """A part, or its beginning."""
        data, whole = _inflated(self.content, self.entries[name], most)
        packed = max(self.entries[name].size or len(self.content), 1)
        if len(data) > _SMALL and len(data) > self.limits.inflate_ratio * packed:
            raise DocumentLimitError(f"{name} unpacks to more than {len(data)} bytes")
        return _bounded(name, data, most), "" if whole else f"{name} in the package is cut off"


def _local_entry(content: bytes, place: int) -> _Entry | None:
    if place < 0 or place + _LOCAL_HEADER.size > len(content):
        return None
    signature, _, flags, method, _, _, _, packed, _, name_size, extra_size = _LOCAL_HEADER.unpack_from(content, place)
    if signature != b"PK\x03\x04" or flags & 1 or method not in {_STORED, _DEFLATED}:
        return None
    first = place + _LOCAL_HEADER.size
    name = content[first : first + name_size].decode("utf-8", "replace").lstrip("/").replace("\\", "/")
    size = None if flags & _HAS_DESCRIPTOR and not packed else packed
    return _Entry(name, method, first + name_size + extra_size, size)


def _inflated(content: bytes, entry: _Entry, most: int) -> tuple[bytes, bool]:
    """The unpacked bytes, at most one more than `most`, and whether they are whole."""
    if entry.method == _STORED:
        end = entry.start + entry.size if entry.size is not None else content.find(b"PK", entry.start)
        data = content[entry.start : end if end >= 0 else len(content)]
        return data[: most + 1], entry.size is None or len(data) == entry.size
    engine = zlib.decompressobj(-15)
    pieces: list[bytes] = []
    left = most + 1
    end = entry.start + entry.size if entry.size is not None else len(content)
    # Small bites: what came before a false bit is kept.
    for place in range(entry.start, min(end, len(content)), 256):
        try:
            piece = engine.decompress(content[place : min(place + 256, end)], left)
        except zlib.error:
            return b"".join(pieces), False
        pieces.append(piece)
        left -= len(piece)
        if engine.eof or left <= 0:
            break
    return b"".join(pieces), engine.eof


def _bounded(name: str, data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise DocumentLimitError(f"{name} unpacks to more than {most} bytes")
    return data


@dataclass(slots=True)
class FlatParts:
    """The parts in a flat package (`pkg:package`, ECMA-376 part 2 as Word writes it in one file)."""

    elements: Mapping[str, etree._Element]

    @classmethod
    def of(cls, root: etree._Element) -> "FlatParts":
        """The parts below `root`."""
        return cls({name.lstrip("/"): part for name, part in _named(root)})

    def names(self) -> Collection[str]:
        """The names of all parts."""
        return self.elements

    def read(self, name: str, most: int) -> tuple[bytes, str]:
        """A part: its XML, or what its base64 says."""
        for holder in self.elements[name]:
            kind = local_name(holder.tag)
            if kind == "xmlData":
                inside = next((child for child in holder if isinstance(child.tag, str)), None)
                return (_bounded(name, etree.tostring(inside), most) if inside is not None else b""), ""
            if kind == "binaryData":
                try:
                    return _bounded(name, base64.b64decode(holder.text or ""), most), ""
                except (binascii.Error, ValueError) as error:
                    return b"", f"{name} in the package is damaged: {error}"
        return b"", f"{name} in the package is empty"


def _named(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for part in root:
        for key, name in part.attrib.items():
            if re.sub(r"^\{.*\}", "", str(key)) == "name":
                yield str(name), part
