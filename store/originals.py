"""The originals: the bytes of every message, unchanged for ever, named by their hash."""

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from config.errors import NoRoomError, OriginalDamagedError, OriginalUnreadableError, StorageUnavailableError

#: What a disk says that is full, or that we may not write to.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})


class Originals(Protocol):
    """Where originals are kept. Every method may raise StorageUnavailableError (try again) or StorageRefusedError (a
    person must act first).
    """

    @property
    def place(self) -> str:
        """Where all of them lie, for people."""

    def put(self, original: bytes) -> str:
        """Stores the bytes durably and returns their SHA-256 in hex. Storing the same bytes again changes nothing."""

    def get(self, sha256: str) -> bytes:
        """The bytes, checked against their name. Raises OriginalUnreadableError if this one is missing,
        OriginalDamagedError if it is not what it was.
        """

    def hashes(self) -> Iterator[str]:
        """The names of all originals, sorted."""

    def where(self, sha256: str) -> str:
        """Where an original lies, for people."""

    def remove(self, sha256: str) -> bool:
        """Removes an original for good; whether it was there."""


class OriginalsOnDisk:
    """Originals as files `<folder>/<first two digits>/<hash>.eml`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    def where(self, sha256: str) -> str:
        """What `Originals.where` promises."""
        return str(self.path(sha256))

    def path(self, sha256: str) -> Path:
        """Where an original lies."""
        return self._folder / sha256[:2] / f"{sha256}.eml"

    def put(self, original: bytes) -> str:
        """Temporary file, fsync, rename, fsync of the folder: after a crash the file is whole or absent."""
        sha256 = hashlib.sha256(original).hexdigest()
        path = self.path(sha256)
        with _outages(f"the original {sha256} could not be written below {self._folder}"):
            if path.exists() and path.stat().st_size == len(original):
                return sha256
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(original)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(temporary, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise
            _sync_folder(path.parent)
        return sha256

    def get(self, sha256: str) -> bytes:
        """What `Originals.get` promises."""
        with _outages(f"the original {sha256} could not be read", OriginalUnreadableError):
            original = self.path(sha256).read_bytes()
        if hashlib.sha256(original).hexdigest() != sha256:
            raise OriginalDamagedError(
                f"the original {self.path(sha256)} has changed on disk; restore it from a backup"
            )
        return original

    def hashes(self) -> Iterator[str]:
        """The names of all originals, sorted."""
        for path in sorted(self._folder.glob("??/*.eml")):
            yield path.stem

    def remove(self, sha256: str) -> bool:
        """Durably, as it was put."""
        path = self.path(sha256)
        with _outages(f"the original {sha256} could not be removed"):
            if not path.exists():
                return False
            path.unlink()
            _sync_folder(path.parent)
        return True


class OriginalsInMemory:
    """The twin of `OriginalsOnDisk` for tests and dry runs."""

    place = "memory"

    def __init__(self) -> None:
        self._originals: dict[str, bytes] = {}

    def put(self, original: bytes) -> str:
        """What `Originals.put` promises."""
        sha256 = hashlib.sha256(original).hexdigest()
        self._originals[sha256] = original
        return sha256

    def get(self, sha256: str) -> bytes:
        """What `Originals.get` promises."""
        try:
            return self._originals[sha256]
        except KeyError:
            raise OriginalUnreadableError(f"there is no original {sha256}") from None

    def hashes(self) -> Iterator[str]:
        """What `Originals.hashes` promises."""
        yield from sorted(self._originals)

    def where(self, sha256: str) -> str:
        """What `Originals.where` promises."""
        return f"{self.place}/{sha256}"

    def remove(self, sha256: str) -> bool:
        """What `Originals.remove` promises."""
        return self._originals.pop(sha256, None) is not None


@contextlib.contextmanager
def _outages(what: str, kind: type[StorageUnavailableError] = StorageUnavailableError) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if kind is StorageUnavailableError and error.errno in _NO_ROOM:
            kind = NoRoomError
        raise kind(f"{what}: {error.strerror or error}") from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
