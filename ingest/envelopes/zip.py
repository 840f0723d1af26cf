"""Zip archives, with every bound checked before and while inflating."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from config.directory import MOST_TO_IDENTIFY, entries_of, is_crowded
from config.errors import DocumentError, DocumentLimitError, EncryptedDocumentError
from config.limits import Limits, over, over_room
from ingest.envelopes import asic, sevenzip
from ingest.envelopes.entry import Entry

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
#: What shows that a zip is a document of its own and not an archive of documents.
_PACKAGE_ENTRIES = frozenset({"[Content_Types].xml", "mimetype", "META-INF/manifest.xml"})
#: The same where the list of a package's parts is missing.
_PACKAGE_PARTS = frozenset(
    {
        "Index/Document.iwa",
        "QuickLook/Preview.pdf",
        "word/document.xml",
        "xl/workbook.xml",
        "xl/workbook.bin",
        "ppt/presentation.xml",
    }
)


def is_archive(content: bytes) -> bool:
    """Whether these bytes are a zip of files (and not a Word or OpenDocument package)."""
    if not content.startswith(b"PK\x03\x04") and not content.startswith(b"PK\x05\x06"):
        return False
    if is_crowded(content):
        return True
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {name.replace("\\", "/") for name in archive.namelist()}
            if asic.is_container(archive):
                return True
            return (_PACKAGE_ENTRIES | _PACKAGE_PARTS).isdisjoint(names) and not {"content.xml", "styles.xml"} <= names
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError):
        return b"word/document.xml" not in content and b"content.xml" not in content[:4096]


def read_archive(content: bytes, name: str, limits: Limits, budget: int) -> Iterator[Entry]:
    """Every file in the archive called `name`; `budget` is how many bytes may still be inflated.

    A file that is too large, encrypted or damaged is refused alone. Raises DocumentLimitError, EncryptedDocumentError
    or DocumentError where that holds for the archive as a whole; what was yielded before stays good.
    """
    left: set[str] = set()
    if (listed := entries_of(content)) > max(limits.archive_entries, MOST_TO_IDENTIFY):
        raise DocumentLimitError(f"the archive has {listed} entries, more than {limits.archive_entries}")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > limits.archive_entries:
                raise DocumentLimitError(
                    f"too many entries ({over('archive_entries', limits.archive_entries, len(entries))})"
                )
            if entries and all(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
                raise EncryptedDocumentError("the archive needs a password")
            for entry in entries:
                taken = _take(archive, entry, limits, budget)
                if taken is None:
                    left.add(entry.filename)
                    continue
                budget -= len(taken.content)
                yield taken
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentError(f"the archive is damaged: {error}") from error
    if left:
        # Methods of compression that the standard library does not know: xz, PPMd, Zstandard …
        yield from (entry for entry in sevenzip.read_archive(content, name, limits, budget) if entry.name in left)


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, budget: int) -> Entry | None:
    """One file or why it is refused; None if its method of compression is unknown here."""
    shown = _name(entry)
    try:
        return Entry(shown, _inflate(archive, entry, limits, budget))
    except DocumentError as error:
        return Entry(shown, refused=error)
    except NotImplementedError:
        return None
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        struct.error,
        EOFError,
        ValueError,
        OSError,
        RuntimeError,
    ) as error:
        return Entry(shown, refused=DocumentError(f"it is damaged in the archive: {error}"))


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, budget: int) -> bytes:
    if entry.flag_bits & _ENCRYPTED_FLAG:
        raise EncryptedDocumentError("it needs a password")
    most = max(0, min(limits.file_bytes, budget))
    if entry.file_size > most:
        raise DocumentLimitError(
            f"it would unpack to {entry.file_size} bytes ({over_room(limits, budget, entry.file_size)})"
        )
    small_enough = 1024 * 1024
    if entry.file_size > small_enough and entry.file_size > limits.inflate_ratio * max(entry.compress_size, 1):
        needed = -(-entry.file_size // max(entry.compress_size, 1))
        raise DocumentLimitError(
            f"it would grow {needed} times ({over('inflate_ratio', limits.inflate_ratio, needed)})"
        )
    with archive.open(entry) as stream:
        # The declared size may lie, so the reading itself is bounded too.
        data = stream.read(most + 1)
    if len(data) > most:
        raise DocumentLimitError(f"it unpacks to more than {most} bytes ({over_room(limits, budget)})")
    return data


def _name(entry: zipfile.ZipInfo) -> str:
    """Italian Windows writes names in CP850 without saying so, where the library assumes CP437."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp850", "replace")
