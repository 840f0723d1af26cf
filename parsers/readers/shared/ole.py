"""Objects that a word processor keeps in OLE storages ([MS-OLEDS], [MS-CFB]): what file is in each of them."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from config.compound import MAGIC, Compound, Path
from config.errors import DocumentLimitError
from config.limits import Limits, over

#: Streams that say a storage is a document by itself.
_DOCUMENTS = (
    "WordDocument",
    "Workbook",
    "Book",
    "PowerPoint Document",
    "StarWriterDocument",
    "StarCalcDocument",
    "Quill",
)
#: Streams in which other programs keep their file as a whole.
_WHOLE = ("Package", "EmbeddedOdf", "CONTENTS")
#: Programs whose objects are no documents: formulas, charts, controls of forms.
_NO_DOCUMENTS = (b"Equation", b"MSGraph", b"Forms.")
_ACTIVE_MIME, _ACTIVE_MIME_HEAD = b"ActiveMime", 0x32
_SECTOR, _MINI_SECTOR, _SMALL_STREAM = 4096, 64, 4096
#: How many sectors of the table the header can name.
_MOST_TABLES = 109
_END, _NONE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

Tree = dict[str, "bytes | Tree"]


def unwrapped(data: bytes) -> tuple[str, bytes] | None:
    """An embedded object as (name, file), out of what OLE wraps it in ([MS-OLEDS] 2.3.6). None if it is no document."""
    if not data.startswith(MAGIC):
        return "", data
    try:
        return _object(Compound(data), (), data)
    except (OSError, ValueError, IndexError, struct.error, RecursionError):
        # Whatever it is, it is handed on and told.
        return "", data


def objects_in(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The files embedded in an OLE document, each with its name or "". Raises DocumentLimitError if they are packed
    and unpack to more than LIMIT_FILE_BYTES, and as `Compound` on damage.
    """
    pool = "ObjectPool"
    if data.startswith(_ACTIVE_MIME):
        most = limits.file_bytes
        data, pool = zlib.decompressobj().decompress(data[_ACTIVE_MIME_HEAD:], most + 1), ""
        if len(data) > most:
            raise DocumentLimitError(f"it unpacks to more than {most} bytes ({over('file_bytes', most)})")
    file = Compound(data)
    pools = [path for path in file.inside() if path[0].lower() == pool.lower()] if pool else [()]
    for path in (path for at in pools for path in file.inside(at) if file.is_storage(path)):
        if (found := _object(file, path, None)) is not None:
            yield found


def native_file(stream: bytes) -> tuple[str, bytes]:
    """The file in an `Ole10Native` stream: its label, its path, a path at the time of packing, then its bytes."""
    if stream[4:6] == b"BM":
        return "", stream[4:]
    label, _, rest = stream[6:].partition(b"\0")
    _, _, rest = rest.partition(b"\0")
    place = 4
    place += 4 + struct.unpack_from("<I", rest, place)[0]
    size = struct.unpack_from("<I", rest, place)[0]
    return label.decode("windows-1252", "replace"), rest[place + 4 : place + 4 + size]


def ole1_file(data: bytes) -> tuple[str, bytes] | None:
    """The file in an OLE 1.0 object, as RTF keeps it ([MS-OLEDS] 2.2.5): None if it is no document."""
    kind = struct.unpack_from("<I", data, 4)[0]
    place, texts = 8, []
    for _ in range(3):
        size = struct.unpack_from("<I", data, place)[0]
        texts.append(data[place + 4 : place + 4 + size].rstrip(b"\0"))
        place += 4 + size
    if kind != 2:
        # A link: the file lies elsewhere.
        return None
    size = struct.unpack_from("<I", data, place)[0]
    content = data[place + 4 : place + 4 + size]
    if texts[0].startswith(_NO_DOCUMENTS):
        return None
    return native_file(b"\0\0\0\0" + content) if texts[0] == b"Package" else unwrapped(content)


def _object(file: Compound, at: Path, whole: bytes | None) -> tuple[str, bytes] | None:
    """What lies in one storage; `whole` are its bytes where it is a file of its own."""

    def stream(name: str) -> bytes | None:
        return file.stream((*at, name))

    kind = stream("\x01CompObj") or b""
    if stream("\x03OCXNAME") is not None or any(name in kind for name in _NO_DOCUMENTS):
        return None
    if (packed := stream("\x01Ole10Native")) is not None:
        name, content = native_file(packed)
        return (name, content) if content else None
    if not any(file.is_stream((*at, name)) for name in _DOCUMENTS):
        whole_file = next(filter(None, map(stream, _WHOLE)), None)
        if whole_file is not None:
            return "", whole_file
    return None if stream("Equation Native") is not None else _document(_tree(file, at), whole)


def _document(tree: Tree, whole: bytes | None) -> tuple[str, bytes] | None:
    """The streams of a storage as a file, None if they tell nothing."""
    if all(name.startswith(("\x01", "\x02", "\x03")) for name in tree):
        return None
    return "", whole if whole is not None else compound(tree)


def _tree(file: Compound, at: Path) -> Tree:
    """What a storage holds, without storages that hold nothing."""
    tree: Tree = {}
    for path in file.inside(at):
        if (content := file.stream(path)) is not None:
            tree.setdefault(path[-1], content)
        elif inner := _tree(file, path):
            tree.setdefault(path[-1], inner)
    return tree


@dataclass(slots=True)
class _Entry:
    """A line of the directory: `kind` is 1 for a storage, 2 for a stream, 5 for the root."""

    name: str
    kind: int
    data: bytes = b""
    start: int = _END
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE

    def packed(self) -> bytes:
        """128 bytes: no colour but black, no class, no times."""
        raw = self.name.encode("utf-16-le")[:62] + b"\0\0"
        links = struct.pack("<HBBIII", len(raw), self.kind, 1, self.left, self.right, self.child)
        return raw.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", self.start, len(self.data))


def compound(tree: Tree) -> bytes:
    """A compound file with these streams and storages ([MS-CFB] version 4)."""
    entries: list[_Entry] = []
    _enter(entries, "Root Entry", 5, tree)
    small = [entry for entry in entries if entry.kind == 2 and 0 < len(entry.data) < _SMALL_STREAM]
    mini_fat: list[int] = []
    for entry in small:
        entry.start = _chain(mini_fat, entry.data, _MINI_SECTOR)
    entries[0].data = b"".join(_filled(entry.data, _MINI_SECTOR) for entry in small)
    fat: list[int] = []
    body: list[bytes] = []
    for entry in entries:
        if entry.kind == 5 or len(entry.data) >= _SMALL_STREAM:
            entry.start = _chain(fat, entry.data, _SECTOR)
            body.append(_filled(entry.data, _SECTOR))
    tables = [struct.pack(f"<{len(mini_fat)}I", *mini_fat), b"".join(entry.packed() for entry in entries)]
    starts = [_chain(fat, table, _SECTOR) for table in tables]
    # What is left over of the directory and of the tables is marked as free.
    body += [table + (b"\xff" if table is tables[0] else b"\0") * (-len(table) % _SECTOR) for table in tables]
    return _with_header(body, fat, starts, -(-len(tables[0]) // _SECTOR))


def _with_header(body: list[bytes], fat: list[int], starts: list[int], mini_sectors: int) -> bytes:
    """The whole file: header, sectors, and the table that chains them."""
    count = 1
    while (len(fat) + count) * 4 > count * _SECTOR:
        count += 1
    if count > _MOST_TABLES:
        raise ValueError("the embedded object is too large to be handed on")
    first = len(fat)
    table = struct.pack(f"<{first + count}I", *fat, *[_FAT] * count)
    header = MAGIC + bytes(16) + struct.pack("<HHHHH", 0x3E, 4, 0xFFFE, 12, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 1, count, starts[1], 0, _SMALL_STREAM, starts[0], mini_sectors, _END, 0)
    header += b"".join(struct.pack("<I", first + number if number < count else _NONE) for number in range(_MOST_TABLES))
    return bytes(header.ljust(_SECTOR, b"\0")) + b"".join(body) + table.ljust(count * _SECTOR, b"\xff")


def _filled(data: bytes, unit: int) -> bytes:
    return data + bytes(-len(data) % unit)


def _chain(table: list[int], data: bytes, unit: int) -> int:
    """Chains as many sectors as the data needs; returns the first."""
    start, sectors = len(table), -(-len(data) // unit)
    table += [start + number + 1 for number in range(sectors - 1)] + [_END] * bool(sectors)
    return start if sectors else _END


def _enter(entries: list[_Entry], name: str, kind: int, content: "bytes | Tree") -> int:
    """Adds an entry and what is below it; returns its number."""
    number = len(entries)
    entry = _Entry(name, kind)
    entries.append(entry)
    if isinstance(content, bytes):
        entry.data = content
        return number
    ordered = sorted(content, key=lambda child: (len(child), child.upper()))
    kinds = {child: 1 if isinstance(content[child], dict) else 2 for child in ordered}
    children = [_enter(entries, child, kinds[child], content[child]) for child in ordered]
    entry.child = _middle(entries, children)
    return number


def _middle(entries: list[_Entry], ordered: list[int]) -> int:
    """Siblings as a balanced tree; returns its top."""
    if not ordered:
        return _NONE
    half = len(ordered) // 2
    top = entries[ordered[half]]
    top.left, top.right = _middle(entries, ordered[:half]), _middle(entries, ordered[half + 1 :])
    return ordered[half]
