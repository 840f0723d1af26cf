"""Tar archives, plain or compressed, and single files compressed by gzip, bzip2 or xz."""

import bz2
import gzip
import lzma
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits, over, over_room
from ingest.envelopes.entry import Entry

_COMPRESSED: dict[bytes, Callable[[BytesIO], Any]] = {
    b"\x1f\x8b\x08": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError, tarfile.TarError)


def is_tar(content: bytes) -> bool:
    """Whether these bytes are a tar archive (POSIX.1-1988 or later)."""
    return content[257:262] == b"ustar"


def is_compressed(content: bytes) -> bool:
    """Whether these bytes are one compressed file."""
    return content.startswith(tuple(_COMPRESSED))


def read_tar(content: bytes, name: str, limits: Limits, budget: int) -> Iterator[Entry]:
    """Every file; as `zip.read_archive`."""
    try:
        with tarfile.open(fileobj=BytesIO(content), mode="r:", errors="surrogateescape") as archive:
            for number, entry in enumerate(archive, 1):
                if number > limits.archive_entries:
                    raise DocumentLimitError(f"too many entries ({over('archive_entries', limits.archive_entries)})")
                if not entry.isfile():
                    continue
                most = max(0, min(limits.file_bytes, budget))
                if entry.size > most:
                    refusal = DocumentLimitError(f"it has {entry.size} bytes ({over_room(limits, budget, entry.size)})")
                    yield Entry(_name(entry.name), refused=refusal)
                    continue
                stream = archive.extractfile(entry)
                data = stream.read() if stream is not None else b""
                budget -= len(data)
                yield Entry(_name(entry.name), data)
    except _BROKEN as error:
        raise DocumentError(f"the archive is damaged: {error}") from error


def expand(content: bytes, name: str, limits: Limits, budget: int) -> Iterator[Entry]:
    """The one file that was compressed, under the name without the suffix of compression."""
    opener = next(opener for mark, opener in _COMPRESSED.items() if content.startswith(mark))
    most = min(limits.file_bytes, budget)
    small_enough = 1024 * 1024
    grown = max(small_enough, limits.inflate_ratio * len(content))
    told = over_room(limits, budget) if most <= grown else over("inflate_ratio", limits.inflate_ratio)
    most = min(most, grown)
    try:
        with opener(BytesIO(content)) as stream:
            data = stream.read(most + 1)
    except _BROKEN as error:
        raise DocumentError(f"the compressed file is damaged: {error}") from error
    if len(data) > most:
        raise DocumentLimitError(f"it expands to more than {most} bytes ({told})")
    yield Entry(_without_suffix(name), data)


def _without_suffix(name: str) -> str:
    if re.search(r"\.t(?:gz|bz2?|xz)$", name, re.IGNORECASE):
        return name.rpartition(".")[0] + ".tar"
    return re.sub(r"\.(?:gz|bz2|xz|z)$", "", name, flags=re.IGNORECASE)


def _name(name: str) -> str:
    """Names without a declared encoding: UTF-8, else as Italian Windows writes them."""
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
