"""Zip packages of office formats, opened within the limits before anything is inflated (markitdown#1514)."""

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits

_SMALL = 4 * 1024 * 1024


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
