"""Files packed into an OLE object ([MS-OLEDS]): what Windows makes of a file that is dropped into a mail or
document.
"""

from collections.abc import Iterator

from config.compound import MAGIC, Compound, Path
from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits, over_room
from ingest.envelopes.entry import Entry

#: [MS-OLEDS] 2.3.6: the packager's stream. Names in compound files are compared without case ([MS-CFB] 2.6.4).
_NATIVE = "\x01ole10native"
#: Whole files of other programs: packages of Office, PDF, OpenDocument.
_WHOLE = frozenset({"package", "contents", "embeddedodf", "\x01pdf"})
#: What shows that a compound file is a document itself.
_DOCUMENTS = frozenset(
    {"worddocument", "workbook", "book", "powerpoint document", "encryptedpackage", "__properties_version1.0"}
)
_KNOWN_STARTS = (
    (b"%PDF", ".pdf"),
    (b"PK\x03\x04", ".docx"),
    (b"{\\rtf", ".rtf"),
    (MAGIC, ".doc"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG", ".png"),
)


def is_package(content: bytes) -> bool:
    """Whether these bytes are an OLE object around a file (and not a document of Office)."""
    if not content.startswith(MAGIC):
        return False
    try:
        names = _streams(Compound(content))
    except (OSError, ValueError, IndexError, TypeError, RecursionError):
        return False
    return _DOCUMENTS.isdisjoint(names) and any(holds_file(name) for name in names)


def read_package(content: bytes, name: str, limits: Limits, budget: int) -> Iterator[Entry]:
    """The packed files; as `zip.read_archive`. An object without a name lends them its own."""
    try:
        file = Compound(content)
        found = [(key, file.stream(path) or b"") for key, path in _streams(file).items() if holds_file(key)]
    except Exception as error:
        raise DocumentError(f"the OLE object is damaged: {error}") from error
    for key, data in found:
        label, inner = unpacked(key, data)
        suffix = next((suffix for mark, suffix in _KNOWN_STARTS if inner.startswith(mark)), ".bin")
        if len(inner) > min(limits.file_bytes, budget):
            raise DocumentLimitError(f"the object holds {len(inner)} bytes ({over_room(limits, budget, len(inner))})")
        budget -= len(inner)
        yield Entry(label or name.removesuffix(".bin") + suffix, inner)


def _streams(file: Compound) -> dict[str, Path]:
    """The streams at the root by their name in lower case."""
    return {path[0].lower(): path for path in file.inside() if file.is_stream(path)}


def holds_file(name: str) -> bool:
    """Whether a stream of that name holds a file."""
    return name.lower() == _NATIVE or name.lower() in _WHOLE


def unpacked(stream: str, data: bytes) -> tuple[str, bytes]:
    """Name ("" if it has none) and content of the file in a stream. The packager's has a head: size, flags, label,
    path, two numbers, temporary path, then the file.
    """
    if stream.lower() != _NATIVE:
        return "", data
    label, at = _string(data, 6)
    path, at = _string(data, at)
    at += 4
    length = int.from_bytes(data[at : at + 4], "little")
    at += 4 + length
    size = int.from_bytes(data[at : at + 4], "little")
    content = data[at + 4 : at + 4 + size]
    if not size or len(content) != size:
        # Not the packager's: the native data of whatever program it was.
        return "", data[4:]
    return label or path.replace("\\", "/").rpartition("/")[2], content


def _string(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\0", at)
    end = len(data) if end < 0 else end
    return data[at:end].decode("cp1252", "replace"), end + 1
