"""Objects that a word processor keeps in OLE storages ([MS-OLEDS], [MS-CFB]): what file is in each of them."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import olefile

#: Streams that say a storage is a document by itself.
_DOCUMENTS = ("WordDocument", "Workbook", "Book", "PowerPoint Document", "StarWriterDocument", "StarCalcDocument", "Quill")
#: Streams in which other programs keep their file as a whole.
_WHOLE = ("Package", "EmbeddedOdf", "CONTENTS")
#: Programs whose objects are no documents: formulas, charts, controls of forms.
_NO_DOCUMENTS = (b"Equation", b"MSGraph", b"Forms.")
_ACTIVE_MIME, _ACTIVE_MIME_HEAD = b"ActiveMime", 0x32
_SECTOR = 4096
_END, _NONE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

Tree = dict[str, "bytes | Tree"]


def unwrapped(data: bytes) -> tuple[str, bytes] | None:
    """An embedded object as (name, file): OLE wraps what it embeds ([MS-OLEDS] 2.3.6). None if it is no document at all."""
    if not data.startswith(olefile.MAGIC):
        return "", data
    try:
        with olefile.OleFileIO(BytesIO(data)) as storage:
            return _object(storage, (), data)
    except (OSError, ValueError, IndexError, struct.error, RecursionError):
        # Whatever it is, it is handed on and told.
        return "", data


def objects_in(data: bytes, pool: str = "ObjectPool") -> Iterator[tuple[str, bytes]]:
    """The files embedded in an OLE document, each with its name ("" if it has none); `pool` is the storage they lie in."""
    if data.startswith(_ACTIVE_MIME):
        data, pool = zlib.decompressobj().decompress(data[_ACTIVE_MIME_HEAD:]), ""
    with olefile.OleFileIO(BytesIO(data)) as storage:
        depth = bool(pool)
        paths = storage.listdir(streams=False, storages=True)
        for path in paths:
            of_pool = len(path) == depth + 1 and (not pool or path[0].lower() == pool.lower())
            if of_pool and (found := _object(storage, tuple(path), None)) is not None:
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


def _object(storage: olefile.OleFileIO, at: tuple[str, ...], whole: bytes | None) -> tuple[str, bytes] | None:
    """What lies in one storage; `whole` are its bytes where it is a file of its own."""

    def stream(name: str) -> bytes | None:
        path = [*at, name]
        return bytes(storage.openstream(path).read()) if storage.exists(path) and storage.get_type(path) == olefile.STGTY_STREAM else None

    if stream("\x03OCXNAME") is not None or any(name in (stream("\x01CompObj") or b"") for name in _NO_DOCUMENTS):
        return None
    if (packed := stream("\x01Ole10Native")) is not None:
        name, content = native_file(packed)
        return (name, content) if content else None
    if not any(storage.exists([*at, name]) for name in _DOCUMENTS):
        for name in _WHOLE:
            if content := stream(name):
                return "", content
    if stream("Equation Native") is not None:
        return None
    tree = _tree(storage, at)
    told = {name for name in tree if not name.startswith(("\x01", "\x02", "\x03"))}
    return ("", whole if whole is not None else compound(tree)) if told else None


def _tree(storage: olefile.OleFileIO, at: tuple[str, ...]) -> Tree:
    tree: Tree = {}
    for path in storage.listdir(streams=True, storages=False):
        if tuple(path[: len(at)]) != at:
            continue
        branch = tree
        for name in path[len(at) : -1]:
            inner = branch.setdefault(name, {})
            if not isinstance(inner, dict):
                break
            branch = inner
        else:
            branch[path[-1]] = bytes(storage.openstream(path).read())
    return tree


def compound(tree: Tree) -> bytes:
    """A compound file with these streams and storages ([MS-CFB] version 4). Streams are padded, so that none is a small one."""
    entries: list[tuple[str, int, bytes, int, int, int]] = []
    _enter(entries, "Root Entry", 5, tree)
    body, fat, starts = [], [], []
    for _, _, data, *_ in entries:
        starts.append(len(fat) if data else _END)
        body.append(data)
        _chain(fat, len(data) // _SECTOR)
    records = b"".join(_record(entry, start) for entry, start in zip(entries, starts, strict=True))
    directory = len(fat)
    _chain(fat, -(-len(records) // _SECTOR))
    body.append(records + bytes(-len(records) % _SECTOR))
    count = 1
    while (len(fat) + count) * 4 > count * _SECTOR:
        count += 1
    if count > 109:
        raise ValueError("the embedded object is too large to be handed on")
    first = len(fat)
    fat += [_FAT] * count
    table = struct.pack(f"<{len(fat)}I", *fat)
    header = olefile.MAGIC + bytes(16) + struct.pack("<HHHHH", 0x3E, 4, 0xFFFE, 12, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 1, count, directory, 0, _SECTOR, _END, 0, _END, 0)
    header += b"".join(struct.pack("<I", first + number if number < count else _NONE) for number in range(109))
    return header.ljust(_SECTOR, b"\0") + b"".join(body) + table.ljust(count * _SECTOR, b"\xff")


def _chain(fat: list[int], sectors: int) -> None:
    start = len(fat)
    fat += [start + number + 1 for number in range(sectors - 1)] + [_END] * bool(sectors)


def _enter(entries: list[tuple[str, int, bytes, int, int, int]], name: str, kind: int, content: "bytes | Tree") -> int:
    """Adds an entry and what is below it; returns its number."""
    number = len(entries)
    entries.append((name, kind, b"", _NONE, _NONE, _NONE))
    if isinstance(content, bytes):
        padded = content.ljust(_SECTOR, b"\0")
        entries[number] = (name, kind, padded + bytes(-len(padded) % _SECTOR), _NONE, _NONE, _NONE)
        return number
    ordered = sorted(content, key=lambda child: (len(child), child.upper()))
    children = [_enter(entries, child, 1 if isinstance(content[child], dict) else 2, content[child]) for child in ordered]
    entries[number] = (name, kind, b"", _NONE, _NONE, _middle(entries, children))
    return number


def _middle(entries: list[tuple[str, int, bytes, int, int, int]], ordered: list[int]) -> int:
    """Siblings as a balanced tree; returns its top."""
    if not ordered:
        return _NONE
    half = len(ordered) // 2
    name, kind, data, _, _, child = entries[ordered[half]]
    entries[ordered[half]] = (name, kind, data, _middle(entries, ordered[:half]), _middle(entries, ordered[half + 1 :]), child)
    return ordered[half]


def _record(entry: tuple[str, int, bytes, int, int, int], start: int) -> bytes:
    name, kind, data, left, right, child = entry
    raw = name.encode("utf-16-le")[:62] + b"\0\0"
    # The colour black, no class, no times.
    links = struct.pack("<HBBIII", len(raw), kind, 1, left, right, child)
    return raw.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, len(data))
