"""Zip packages of office formats, opened within the limits before anything is inflated (markitdown#1514)."""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO

import olefile
from lxml import etree

from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits
from parsers.model import Block, Enclosure

_SMALL = 4 * 1024 * 1024
#: A text of fewer letters, with a picture of more bytes, is a page that was pasted as a picture.
_LETTERS_OF_A_COVER, _BYTES_OF_A_PAGE = 200, 40_000


class Package:
    """A zip package whose parts are read one at a time. Raises DocumentError when it is damaged."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.inflated_bytes
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
            entries = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise DocumentError(f"the package is damaged: {error}") from error
        if len(entries) > limits.archive_entries:
            raise DocumentLimitError(f"the package has {len(entries)} entries, more than {limits.archive_entries}")
        self._sizes = {entry.filename.lstrip("/"): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def names(self) -> list[str]:
        """The names of all parts, sorted."""
        return sorted(self._sizes)

    def read(self, name: str) -> bytes:
        """The bytes of a part; b"" if there is none of that name."""
        if (entry := self._sizes.get(name)) is None:
            return b""
        most = min(self._left, self._limits.file_bytes)
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > most or (entry.file_size > _SMALL and ratio > self._limits.inflate_ratio):
            raise DocumentLimitError(f"{name} would unpack from {entry.compress_size} to {entry.file_size} bytes")
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise DocumentError(f"{name} in the package is damaged: {error}") from error
        if len(data) > most:
            raise DocumentLimitError(f"{name} unpacks to more than {most} bytes")
        self._left -= len(data)
        return data

    def xml(self, name: str) -> etree._Element | None:
        """A part as XML, None if it is absent or empty; repaired where that is possible. No entity is ever resolved."""
        if not (data := self.read(name)):
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise DocumentError(f"{name} in the package is not readable XML: {error}") from error
        return root


def enclosures_of(package: Package, pictures: str, embedded: str, blocks: Sequence[Block]) -> Iterator[Enclosure]:
    """The files inside a word processor's package that someone may have sent as documents.

    `pictures` and `embedded` are the folders of the package. Pictures count where there is hardly any text beside them; the
    sheets behind a chart do not.
    """
    letters = sum(len(block.text) for block in blocks)
    charts = any(name.startswith("word/charts/") for name in package.names())
    for name in package.names():
        if name.startswith(pictures) and letters < _LETTERS_OF_A_COVER:
            if len(data := package.read(name)) >= _BYTES_OF_A_PAGE:
                yield Enclosure(name.rpartition("/")[2], data)
        elif name.startswith(embedded) and not name.endswith((".xml", ".rels", "/")) and not (charts and name.endswith(".xlsx")):
            data = package.read(name)
            if (inner := unwrapped(data)) is not None:
                yield Enclosure(inner[0] or name.rpartition("/")[2], inner[1])


def unwrapped(data: bytes) -> tuple[str, bytes] | None:
    """An embedded object as (name, file): OLE wraps what it embeds ([MS-OLEDS] 2.3.6). None if it holds no file."""
    if not data.startswith(olefile.MAGIC):
        return "", data
    try:
        with olefile.OleFileIO(BytesIO(data)) as storage:
            if storage.exists("\x01Ole10Native"):
                return _native(bytes(storage.openstream("\x01Ole10Native").read()))
            for name in ("CONTENTS", "Package"):
                if storage.exists(name):
                    return "", bytes(storage.openstream(name).read())
            return ("", data) if storage.exists("WordDocument") or storage.exists("Workbook") else None
    except (OSError, ValueError, IndexError, struct.error):
        return None


def _native(stream: bytes) -> tuple[str, bytes] | None:
    """The file in an `Ole10Native` stream: its label, its path, a path at the time of packing, then its bytes."""
    label, _, rest = stream[6:].partition(b"\0")
    _, _, rest = rest.partition(b"\0")
    place = 4
    place += 4 + struct.unpack_from("<I", rest, place)[0]
    size = struct.unpack_from("<I", rest, place)[0]
    content = rest[place + 4 : place + 4 + size]
    return (label.decode("windows-1252", "replace"), content) if content else None
