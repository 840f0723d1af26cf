"""Compound files of OLE ([MS-CFB]): their storages and streams, found by name and read within the size of the file.

The library looks for a stream among all of its neighbours each time, and believes what the directory says of sizes: a
file of two kilobytes whose chain of sectors goes round is a stream of gigabytes to it, and a thousand entries may name
one stream.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import olefile

MAGIC: bytes = olefile.MAGIC

#: The names of the storages that lead to an entry, and its own.
Path = tuple[str, ...]


class Compound:
    """The directory of a compound file. Names are compared without case ([MS-CFB] 2.6.4)."""

    def __init__(self, content: bytes) -> None:
        """Raises what the library raises on damaged files: OSError, ValueError, IndexError, TypeError, RecursionError
        …
        """
        file = olefile.OleFileIO(BytesIO(content))
        self._open, self._most = file._open, len(content)
        self._entries: dict[Path, Any] = {}
        self._inside: dict[Path, list[Path]] = {}
        self._read: set[int] = set()
        self._left = self._most
        # Small streams lie in one large stream, that of the root.
        file.root.size = min(file.root.size, self._most)
        self._enter(file.root, ())

    def inside(self, at: Path = ()) -> list[Path]:
        """The paths of all that stands right in a storage."""
        return self._inside.get(_key(at), [])

    def streams(self, at: Path = ()) -> Iterator[Path]:
        """The paths of all streams in a storage, at any depth."""
        for path in self.inside(at):
            if self.is_storage(path):
                yield from self.streams(path)
            else:
                yield path

    def is_storage(self, path: Path) -> bool:
        """Whether there is a storage of that path."""
        return _key(path) in self._inside

    def is_stream(self, path: Path) -> bool:
        """Whether there is a stream of that path."""
        return _key(path) in self._entries

    def stream(self, path: Path) -> bytes | None:
        """The bytes of a stream, None if there is none. Raises OSError if it is damaged, or if the streams that were
        read are more than the file has bytes for.
        """
        if (entry := self._entries.get(_key(path))) is None:
            return None
        content = bytes(self._open(entry.isectStart, min(entry.size, self._most)).read())
        if entry.sid not in self._read:
            self._read.add(entry.sid)
            self._left -= len(content)
        if self._left < 0:
            raise OSError("its streams lie one over the other")
        return content

    def _enter(self, storage: Any, at: Path) -> None:
        found = self._inside.setdefault(_key(at), [])
        for kid in storage.kids:
            path = (*at, kid.name)
            if kid.entry_type == olefile.STGTY_STORAGE:
                found.append(path)
                self._enter(kid, path)
            elif kid.entry_type == olefile.STGTY_STREAM:
                found.append(path)
                self._entries.setdefault(_key(path), kid)


def _key(path: Path) -> Path:
    return tuple(name.lower() for name in path)
