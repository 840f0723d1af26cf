"""Messages from disk: `.eml` files, folders of them, mbox (RFC 4155) and Maildir."""

import mailbox
from collections.abc import Iterator
from pathlib import Path

from config.errors import StorageUnavailableError, UsageError
from ingest.model import Arrival

_MAILDIR = ("cur", "new")


def read_path(path: Path) -> Iterator[Arrival]:
    """All messages at `path`, in a stable order. Raises UsageError if nothing is there."""
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    try:
        yield from _folder(path) if path.is_dir() else _file(path)
    except OSError as error:
        raise StorageUnavailableError(f"{path} cannot be read: {error}") from error


def count_messages(path: Path) -> int | None:
    """How many messages `path` holds, for a progress bar; None where only reading would tell. Raises UsageError."""
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    if path.is_dir():
        return sum(1 for _ in _mail_files(path))
    return None if _is_mbox(path) else 1


def _folder(path: Path) -> Iterator[Arrival]:
    for file in _mail_files(path):
        yield from _file(file)


def _mail_files(path: Path) -> Iterator[Path]:
    for file in sorted(path.rglob("*")):
        if not file.is_file() or file.name.startswith("."):
            continue
        in_maildir = file.parent.name in _MAILDIR and (file.parent.parent / "tmp").is_dir()
        if in_maildir or file.suffix.lower() in {".eml", ".mbox"}:
            yield file


def _file(path: Path) -> Iterator[Arrival]:
    if not _is_mbox(path):
        yield Arrival(path.read_bytes(), str(path))
        return
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), 1):
            yield Arrival(box.get_bytes(key), f"{path}#{number}")
    finally:
        box.close()


def _is_mbox(path: Path) -> bool:
    if path.suffix.lower() == ".eml":
        return False
    with path.open("rb") as file:
        return file.read(5) == b"From "
