"""Messages from disk: single files, folders of them, mbox (RFC 4155), Maildir, and the folders of mail programs."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from config.errors import StorageUnavailableError, UsageError
from ingest import stores
from ingest.droppings import dropping
from ingest.model import Arrival, LeftOut

_ONE_MAIL = frozenset({".eml", ".emlx"})
_MAILDIR = ("cur", "new")
#: Where Apple Mail keeps what belongs to the mails in `Messages`.
_BESIDE = "Attachments"


def read_path(path: Path) -> Iterator[Arrival | LeftOut]:
    """All messages at `path` in a stable order, and the files that are none. Raises UsageError if nothing is there."""
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    try:
        yield from _folder(path) if path.is_dir() else _file(path)
    except OSError as error:
        raise StorageUnavailableError(f"{path} cannot be read: {error}") from error


def count_files(path: Path) -> int:
    """How many files `path` holds, for a progress bar. Raises UsageError."""
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    return sum(1 for _ in _files(path)) if path.is_dir() else 1


def _folder(path: Path) -> Iterator[Arrival | LeftOut]:
    for file in _files(path):
        if _is_named_a_mail(file) or stores.holds_a_mail(file) or stores.mails_in(file) is not None:
            yield from _file(file)
        elif (why := stores.closed(file)) is not None and not _is_beside(file):
            yield LeftOut(str(file), why, holds_mail=True)
        elif not _is_of_a_system(file) and not _is_beside(file):
            yield LeftOut(str(file), "no mail")


def _files(path: Path) -> Iterator[Path]:
    return (file for file in sorted(path.rglob("*")) if file.is_file() and not file.name.startswith("."))


def _file(path: Path) -> Iterator[Arrival | LeftOut]:
    """The mails of one file. What is no mail and no store is taken as it is: what was named by hand is meant."""
    mails = stores.mails_in(path)
    if mails is None:
        why = None if _is_named_a_mail(path) else stores.closed(path)
        yield LeftOut(str(path), why, holds_mail=True) if why is not None else Arrival(path.read_bytes(), str(path))
        return
    first, second = next(mails, None), next(mails, None)
    if first is None:
        yield LeftOut(str(path), "no mail in it", holds_mail=True)
    elif second is None and path.suffix.lower() in _ONE_MAIL:
        # An `.eml` is kept byte for byte, also where a program left the separator of an mbox before it.
        yield Arrival(path.read_bytes() if path.suffix.lower() == ".eml" else first, str(path))
    else:
        for number, mail in enumerate(chain([first], [second] if second is not None else [], mails), 1):
            yield Arrival(mail, f"{path}#{number}")


def _is_named_a_mail(file: Path) -> bool:
    in_maildir = file.parent.name in _MAILDIR and (file.parent.parent / "tmp").is_dir()
    return in_maildir or file.suffix.lower() == ".eml"


def _is_of_a_system(file: Path) -> bool:
    if stores.is_index(file) or file.stat().st_size == 0:
        return True
    with file.open("rb") as opened:
        return dropping(file.name, opened.read(64 * 1024)) is not None


def _is_beside(file: Path) -> bool:
    """Whether a file was put together again with the mail that Apple Mail took it from."""
    parts = file.parts
    if _BESIDE not in parts:
        return False
    at = len(parts) - 1 - parts[::-1].index(_BESIDE)
    messages = Path(*parts[:at]) / "Messages"
    return len(parts) > at + 2 and (messages / f"{parts[at + 1]}.partial.emlx").is_file()
