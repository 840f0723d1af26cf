"""Writers of Outlook's own formats for the tests: TNEF (`winmail.dat`) and messages in compound files (`.msg`)."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Tree = dict[str, "bytes | Tree"]


def tnef(
    files: Mapping[str, bytes], *, body: str = "", rtf: bytes = b"", message_class: str = "IPM.Microsoft Mail.Note"
) -> bytes:
    """[MS-OXTNEF]: the attributes of the message, then those of each attachment."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += _attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
    out += _attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
    out += _attribute(1, 0x00078008, message_class.encode() + b"\0")
    properties = []
    if body:
        properties.append((0x1000, 0x001F, (body + "\0").encode("utf-16-le")))
    if rtf:
        import compressed_rtf

        properties.append((0x1009, 0x0102, compressed_rtf.compress(rtf)))
    if properties:
        out += _attribute(1, 0x00069003, _properties(properties))
    for name, content in files.items():
        out += _attribute(2, 0x00069002, struct.pack("<HiHHI", 1, -1, 0, 0, 0))
        out += _attribute(2, 0x00018010, name.encode("cp1252", "replace")[:12] + b"\0")
        out += _attribute(2, 0x0006800F, content)
        out += _attribute(2, 0x00069005, _properties([(0x3707, 0x001F, (name + "\0").encode("utf-16-le"))]))
    return out


def _attribute(level: int, identifier: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, identifier, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _properties(properties: Sequence[tuple[int, int, bytes]]) -> bytes:
    out = struct.pack("<I", len(properties))
    for identifier, kind, data in properties:
        out += struct.pack("<HHII", kind, identifier, 1, len(data)) + data + bytes(-len(data) % 4)
    return out


def msg(**parts: Any) -> bytes:
    """[MS-OXMSG]: a message as a file; the parts are those of `message_tree`."""
    return compound(message_tree(**parts))


def message_tree(
    *, subject: str, body: str = "", files: Mapping[str, bytes] | None = None, sender: tuple[str, str] = ("", ""),
    headers: str = "",
    html: bytes = b"", inside: Mapping[str, Tree] | None = None, wide: bool = True, embedded: bool = False,
) -> Tree:  # fmt: skip
    """[MS-OXMSG]: the storages of a message, `embedded` in another or not; `inside` are messages attached to it."""

    def text(tag: str, value: str) -> dict[str, bytes]:
        raw = value.encode("utf-16-le") if wide else value.encode("cp1252", "replace")
        return {f"__substg1.0_{tag}{'001F' if wide else '001E'}": raw} if value else {}

    code_page = struct.pack("<HHIII", 0x0003, 0x3FFD, 6, 1252, 0)
    tree: Tree = {"__properties_version1.0": bytes(24 if embedded else 32) + code_page}
    told = {"001A": "IPM.Note", "0037": subject, "1000": body, "0C1A": sender[0], "5D01": sender[1], "007D": headers}
    for tag, value in told.items():
        tree.update(text(tag, value))
    if html:
        tree["__substg1.0_10130102"] = html
    number = 0
    for name, content in (files or {}).items():
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_37010102": content,
            **text("3707", name),
        }
        number += 1
    for name, inner in (inside or {}).items():
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3701000D": inner,
            **text("3001", name),
        }
        number += 1
    return tree


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    start: int = 0xFFFFFFFE
    left: int = 0xFFFFFFFF
    right: int = 0xFFFFFFFF
    child: int = 0xFFFFFFFF


def compound(tree: Tree) -> bytes:
    """[MS-CFB] version 3: sectors of 512 bytes, streams below 4096 bytes in the mini stream."""
    entries = [_Entry("Root Entry", 5)]
    _fill(entries, 0, tree)
    for entry in entries:
        entry.child = _balanced(
            entries, sorted(entry.children, key=lambda i: (len(entries[i].name), entries[i].name.upper()))
        )
    mini, mini_fat = b"", []
    for entry in entries:
        if entry.kind == 2 and 0 < len(entry.data) < 4096:
            entry.start = len(mini_fat)
            count = -(-len(entry.data) // 64)
            mini_fat += [entry.start + i + 1 for i in range(count - 1)] + [0xFFFFFFFE]
            mini += entry.data + bytes(-len(entry.data) % 64)
    entries[0].data = mini
    sectors, fat = b"", []

    def place(data: bytes) -> int:
        nonlocal sectors
        start, count = len(fat), -(-len(data) // 512)
        fat.extend([start + i + 1 for i in range(count - 1)] + [0xFFFFFFFE])
        sectors += data + bytes(-len(data) % 512)
        return start

    for entry in entries:
        if (entry.kind == 2 and len(entry.data) >= 4096) or (entry.kind == 5 and entry.data):
            entry.start = place(entry.data)
    mini_start = place(b"".join(struct.pack("<I", n) for n in mini_fat)) if mini_fat else 0xFFFFFFFE
    mini_sectors = -(-len(mini_fat) * 4 // 512)
    directory = b"".join(_record(entry) for entry in entries)
    directory_start = place(directory + bytes(-len(directory) % 512))
    fat_count = 1
    while (len(fat) + fat_count) * 4 > fat_count * 512:
        fat_count += 1
    assert fat_count <= 109, "too large for a specimen"
    first = len(fat)
    fat += [0xFFFFFFFD] * fat_count
    table = b"".join(struct.pack("<I", n) for n in fat)
    sectors += table + b"\xff" * (fat_count * 512 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_count, directory_start, 0, 4096, mini_start, mini_sectors, 0xFFFFFFFE, 0)
    header += b"".join(struct.pack("<I", first + i if i < fat_count else 0xFFFFFFFF) for i in range(109))
    return header + sectors


def _fill(entries: list[_Entry], parent: int, tree: Tree) -> None:
    for name, content in tree.items():
        number = len(entries)
        entries[parent].children.append(number)
        if isinstance(content, dict):
            entries.append(_Entry(name, 1))
            _fill(entries, number, content)
        else:
            entries.append(_Entry(name, 2, content))


def _balanced(entries: list[_Entry], ordered: list[int]) -> int:
    if not ordered:
        return 0xFFFFFFFF
    middle = len(ordered) // 2
    top = entries[ordered[middle]]
    top.left, top.right = _balanced(entries, ordered[:middle]), _balanced(entries, ordered[middle + 1 :])
    return ordered[middle]


def _record(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    size = 0 if entry.kind == 1 else len(entry.data)
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBB", len(name), entry.kind, 1)
        + struct.pack("<III", entry.left, entry.right, entry.child)
        + bytes(36)
        + struct.pack("<IQ", entry.start, size)
    )
