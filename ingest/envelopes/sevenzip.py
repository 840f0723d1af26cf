"""7z, RAR and Cabinet archives, through libarchive, a library of the system."""

import locale
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from config import account
from config.errors import DocumentError, DocumentLimitError, EncryptedDocumentError
from config.limits import Limits, over, over_room
from ingest.envelopes.entry import Entry

#: First bytes, and the library's name of the format: left to itself it takes a stored Word file for the archive around
#: it.
_FORMATS = {
    b"7z\xbc\xaf\x27\x1c": "7zip",
    b"Rar!\x1a\x07\x01\x00": "rar5",
    b"Rar!\x1a\x07\x00": "rar",
    b"MSCF\0\0\0\0": "cab",
    b"PK": "zip",
}
_MARKS = tuple(mark for mark in _FORMATS if mark != b"PK")
_REMEDY = "libarchive is needed to open it and is not installed: apt-get install libarchive13"


def is_archive(content: bytes) -> bool:
    """Whether these bytes are such an archive."""
    return content.startswith(_MARKS)


def available() -> bool:
    """Whether the library is there."""
    try:
        _library()
    except DocumentError:
        return False
    return True


def read_archive(content: bytes, name: str, limits: Limits, budget: int) -> Iterator[Entry]:
    """Every file; as `zip.read_archive`. A file past the limit of one file is refused alone; past that of all, the
    rest is.
    """
    if "libarchive" in limits.without_tools:
        raise DocumentError("libarchive is needed to open it and is left out by WITHOUT_TOOLS")
    library = _library()
    form = next((form for mark, form in _FORMATS.items() if content.startswith(mark)), "all")
    try:
        with library.memory_reader(content, format_name=form, header_codec="utf-8") as archive:
            for number, entry in enumerate(archive, 1):
                if number > limits.archive_entries:
                    raise DocumentLimitError(f"too many entries ({over('archive_entries', limits.archive_entries)})")
                if not entry.isfile:
                    continue
                taken = _take(entry, limits, budget)
                if taken.refused is not None and budget < limits.file_bytes:
                    # What follows in a solid archive costs the unpacking of all before it.
                    raise DocumentLimitError(f"{taken.name} and what follows: {taken.refused}")
                budget -= len(taken.content)
                yield taken
    except library.ArchiveError as error:
        reason = str(error)
        if "encrypt" in reason.lower() or "passphrase" in reason.lower():
            raise EncryptedDocumentError("the archive needs a password") from error
        raise DocumentError(f"the archive is damaged: {reason[:200]}") from error


def _take(entry: Any, limits: Limits, budget: int) -> Entry:
    most = min(limits.file_bytes, budget)
    name, data = _name(entry.pathname), bytearray()
    for block in entry.get_blocks():
        data += block
        if len(data) > most:
            told = over_room(limits, budget, entry.size)
            return Entry(name, refused=DocumentLimitError(f"it unpacks to more than {most} bytes ({told})"))
    return Entry(name, bytes(data))


def _library() -> ModuleType:
    try:
        import libarchive

        if locale.nl_langinfo(locale.CODESET).upper() != "UTF-8":
            # The library turns the names of 7z and RAR into the characters of the locale, and gives none if it cannot.
            locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except (ImportError, OSError, AttributeError, TypeError, locale.Error) as error:
        raise account.outage(_REMEDY) from error
    return libarchive  # type: ignore[no-any-return]  # the package has no types


def _name(name: str | bytes | None) -> str:
    return name if isinstance(name, str) else (name or b"").decode("cp850", "replace")
